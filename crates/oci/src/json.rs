//! JSON texts as values.
//!
//! Small on purpose: the documents of registries are read with it, and nothing else is linked into
//! the wasm for them. Numbers stay text, members keep their order, duplicates stay.

mod error;
mod tree;

pub use error::JsonError;
pub(crate) use tree::{Node, NodeKind, parse, push_step};

/// How deep a document may nest. Go's decoder stops at 10,000; no manifest needs ten.
pub const MAX_DEPTH: usize = 512;

/// A JSON value.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string. Lone surrogates are U+FFFD, as in Go.
    String(String),
    /// The elements of an array.
    Array(Vec<Json>),
    /// The members of an object, in their order and with duplicates.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text that is one value with nothing but white space around it (RFC 8259).
    ///
    /// # Errors
    ///
    /// Where the text is no JSON, or nests deeper than [`MAX_DEPTH`].
    pub fn parse(text: &str) -> Result<Json, JsonError> {
        Ok(Json::of(&parse(text)?, text))
    }

    /// The value that stands in `source` at `node`.
    pub(crate) fn of(node: &Node, source: &str) -> Json {
        let text = &source[node.start..node.end];
        match &node.kind {
            NodeKind::Object(members) => {
                let members = members.iter();
                let member = members.map(|it| (it.key.clone(), Json::of(&it.value, source)));
                Json::Object(member.collect())
            }
            NodeKind::Array(items) => {
                Json::Array(items.iter().map(|item| Json::of(item, source)).collect())
            }
            NodeKind::String => Json::String(node.string(source).unwrap_or_default()),
            NodeKind::Number => Json::Number(text.to_owned()),
            NodeKind::Literal => match text {
                "null" => Json::Null,
                literal => Json::Bool(literal == "true"),
            },
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// A member of an object by its exact name; of several the last.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => {
                let found = members.iter().rev().find(|(key, _)| key == name);
                found.map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// What Go's `encoding/json` calls a value of this kind.
    pub fn go_kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "bool",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let json = Json::parse(r#" {"a":[1.50,null,true],"b":"\u00e9\ud800","a":{}} "#).unwrap();
        let Json::Object(members) = &json else {
            panic!("an object")
        };
        assert_eq!(members.len(), 3);
        assert_eq!(
            members[0].1,
            Json::Array(vec![
                Json::Number("1.50".into()),
                Json::Null,
                Json::Bool(true)
            ])
        );
        assert_eq!(json.get("b").and_then(Json::as_str), Some("é\u{fffd}"));
        assert_eq!(json.get("a"), Some(&Json::Object(Vec::new())));
        assert_eq!(json.get("c"), None);
        assert_eq!(Json::parse("1").unwrap().get("c"), None);
    }
}
