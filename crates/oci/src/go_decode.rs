//! Reading JSON into structs the way Go does.
//!
//! Source: Go `encoding/json`, `Unmarshal`: the name of a member counts without regard to case,
//! the exact one before all, and of several members for one field the last.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, IntoDeserializer, MapAccess, Visitor};
use serde_json::Error;
use serde_json::value::RawValue;

/// Reads JSON into `T`. Members of the structs in it are found whatever their case; bytes that are
/// no UTF-8 become U+FFFD. What stands in a map (annotations) keeps its names.
///
/// # Errors
/// When the text is no JSON, or not of the shape of `T`.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let text = String::from_utf8_lossy(bytes);
    T::deserialize(Folding(serde_json::from_str(&text)?))
}

/// A value that is still text.
struct Folding<'de>(&'de RawValue);

impl<'de> Folding<'de> {
    fn starts_with(&self, start: char) -> bool {
        self.0.get().trim_start().starts_with(start)
    }
}

impl<'de> de::Deserializer<'de> for Folding<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        serde_json::Deserializer::from_str(self.0.get()).deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let members: Members<'de> = serde_json::from_str(self.0.get())?;
        let mut known: Vec<(&'static str, Folding<'de>)> = Vec::new();
        for (key, value) in members.0 {
            let Some(field) = field(fields, &key) else {
                continue;
            };
            known.retain(|(name, _)| *name != field);
            known.push((field, Folding(value)));
        }
        visitor.visit_map(MapDeserializer::new(known.into_iter()))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if !self.starts_with('[') {
            return self.deserialize_any(visitor);
        }
        let items: Vec<&'de RawValue> = serde_json::from_str(self.0.get())?;
        visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Folding)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.starts_with('n') {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        serde_json::Deserializer::from_str(self.0.get()).deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct tuple tuple_struct map identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Folding<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The field a member is for: the one of its name, else the first of its name in another case.
fn field(fields: &'static [&'static str], key: &str) -> Option<&'static str> {
    let exact = fields.iter().find(|field| **field == key);
    let folded = || fields.iter().find(|field| same_letters(field, key));
    exact.or_else(folded).copied()
}

/// Whether two names differ in nothing but case. The long s and the Kelvin sign are the only
/// letters outside ASCII that fold into it.
fn same_letters(field: &str, key: &str) -> bool {
    let fold = |c: char| match c {
        'ſ' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    field.chars().map(fold).eq(key.chars().map(fold))
}

/// The members of an object in their order.
struct Members<'de>(Vec<(String, &'de RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Descriptor, ImageIndex, ImageManifest, go_json};

    const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    #[test]
    fn names_in_any_case() {
        let text = format!(
            r#"{{"SchemaVersion":2,"CONFIG":{{"mediatype":"a/b","DIGEST":"{DIGEST}","\u017fize":2}},
            "Layers":[{{"MediaType":"c/d","digest":"{DIGEST}","Size":3,"PLATFORM":{{"OS.Version":"1"}}}}],
            "annotations":{{"B":"1","a":"2","b":"3"}},"subject":null,"other":[{{}}]}}"#
        );
        let manifest: ImageManifest = from_slice(text.as_bytes()).unwrap();
        assert_eq!(manifest.schema_version, 2);
        assert_eq!(manifest.config.media_type, "a/b");
        assert_eq!((manifest.config.size, manifest.layers[0].size), (2, 3));
        let platform = manifest.layers[0].platform.as_ref().unwrap();
        assert_eq!(platform.os_version.as_deref(), Some("1"));
        // Maps are not structs: their names are what they are.
        assert_eq!(
            manifest.annotations.iter().collect::<Vec<_>>(),
            [("B", "1"), ("a", "2"), ("b", "3")]
        );
        assert_eq!(manifest.subject, None);
        let index: ImageIndex = from_slice(br#"{"MANIFESTS":null}"#).unwrap();
        assert_eq!(index.manifests, []);
    }

    #[test]
    fn the_last_counts_and_the_exact_before_all() {
        let read = |text: &str| {
            let text = text.replace("DIGEST", DIGEST);
            from_slice::<Descriptor>(text.as_bytes()).unwrap().size
        };
        assert_eq!(read(r#"{"digest":"DIGEST","size":1,"size":2}"#), 2);
        assert_eq!(read(r#"{"digest":"DIGEST","size":1,"SIZE":2}"#), 2);
        assert_eq!(read(r#"{"digest":"DIGEST","SIZE":2,"size":1}"#), 1);
        assert_eq!(read(r#"{"digest":"x","Digest":"DIGEST","size":1}"#), 1);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["", "[]", "{", "null", "1", r#"["a/b"]"#, "{}x", "<html>"] {
            assert!(from_slice::<Descriptor>(text.as_bytes()).is_err(), "{text}");
        }
        let text = format!(r#"{{"digest":"{DIGEST}","size":1,"mediaType":"a/"#);
        let bytes = [text.as_bytes(), b"\xff\"}"].concat();
        let read: Descriptor = from_slice(&bytes).unwrap();
        assert_eq!(read.media_type, "a/\u{fffd}");
    }

    proptest! {
        #[test]
        fn reads_what_was_written(media_type in "\\PC{0,12}", size: u64, key in "\\PC{0,9}") {
            let mut descriptor = Descriptor::new(media_type, DIGEST.parse().unwrap(), size);
            descriptor.annotations.insert(key, "x");
            let read: Descriptor = from_slice(&go_json::to_vec(&descriptor)).unwrap();
            prop_assert_eq!(read, descriptor);
        }

        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = from_slice::<ImageManifest>(&bytes);
        }
    }
}
