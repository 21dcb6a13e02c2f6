//! Descriptions of Go types, as far as Helm decodes YAML into them.

/// The type a document is decoded into.
///
/// Names appear in Go's error texts, so they are part of the behaviour.
#[derive(Clone, Copy, Debug)]
pub enum GoType {
    /// `interface {}`: anything goes.
    Any,
    /// `string`: numbers and booleans of the YAML are taken as text.
    String,
    /// `bool`.
    Bool,
    /// `float64`.
    Float64,
    /// `int`.
    Int,
    /// `time.Time`, a string in RFC 3339.
    Time,
    /// A slice of the named type.
    Slice(&'static GoType),
    /// `map[string]` of the named type.
    Map(&'static GoType),
    /// A struct.
    Struct(&'static StructType),
    /// A pointer to the named type.
    Pointer(&'static GoType),
}

/// A Go struct.
#[derive(Clone, Copy, Debug)]
pub struct StructType {
    /// The type's name, with its package where error texts should show it (`v2.Metadata`).
    pub name: &'static str,
    /// The fields in order of declaration.
    pub fields: &'static [Field],
}

/// A field of a Go struct.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name in JSON, canonical spelling.
    pub json: &'static str,
    /// The field's type.
    pub ty: GoType,
}

impl GoType {
    /// The type behind any pointers.
    pub(crate) fn pointee(&self) -> &GoType {
        let mut ty = self;
        while let Self::Pointer(inner) = ty {
            ty = inner;
        }
        ty
    }

    /// Appends the type as Go's reflection names it.
    pub(crate) fn push_name(&self, out: &mut String) {
        match self {
            Self::Any => out.push_str("interface {}"),
            Self::String => out.push_str("string"),
            Self::Bool => out.push_str("bool"),
            Self::Float64 => out.push_str("float64"),
            Self::Int => out.push_str("int"),
            Self::Time => out.push_str("time.Time"),
            Self::Slice(inner) => {
                out.push_str("[]");
                inner.push_name(out);
            }
            Self::Map(inner) => {
                out.push_str("map[string]");
                inner.push_name(out);
            }
            Self::Struct(own) => out.push_str(own.name),
            Self::Pointer(inner) => {
                out.push('*');
                inner.push_name(out);
            }
        }
    }
}

impl StructType {
    /// The name without the package.
    pub(crate) fn short_name(&self) -> &'static str {
        // A struct without a name is called by what it is made of, and has none.
        if self.name.starts_with("struct {") {
            return "";
        }
        self.name
            .rsplit_once('.')
            .map_or(self.name, |(_, name)| name)
    }

    /// The field a JSON key goes to: the exact name, else the first that differs only in case.
    pub(crate) fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields
            .iter()
            .find(|field| field.json == key)
            .or_else(|| self.fields.iter().find(|field| fold_eq(field.json, key)))
    }
}

/// Equality up to case as `encoding/json` folds: ASCII, the Kelvin sign and the long s.
fn fold_eq(name: &str, key: &str) -> bool {
    let fold = |c: char| match c {
        '\u{212a}' => 'K',
        '\u{17f}' => 'S',
        c => c.to_ascii_uppercase(),
    };
    name.chars().map(fold).eq(key.chars().map(fold))
}
