//! What go-yaml v2 decodes into an untyped value.

/// A YAML value as go-yaml v2 builds it for `interface{}`.
///
/// Timestamps keep their text. A mapping keeps the order in which its keys first occur; no key
/// occurs twice (the last value won), where `1`, `1.0` and `"1"` are different keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~`, or nothing.
    Null,
    /// A boolean of YAML 1.1, `yes` and `off` included.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer above `i64::MAX`.
    Uint(u64),
    /// A number with a point or an exponent, an infinity, not a number.
    Float(f64),
    /// Text; bytes that are not UTF-8 (from `!!binary`) are U+FFFD each, as Go's JSON writes them.
    String(String),
    /// A list.
    Sequence(Vec<Value>),
    /// A mapping; keys may be anything but lists and mappings.
    Mapping(Vec<(Value, Value)>),
}
