//! Annotations: strings by string, in the order they came.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ordered map from annotation key to value. The order received is the order kept, so that a
/// document is shown as it is and never reshuffled.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Annotations {
    entries: Vec<(String, String)>,
}

impl Annotations {
    /// No annotations.
    pub fn new() -> Annotations {
        Annotations::default()
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v.as_str())
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// Sets `key` to `value`: in its old place if it was there, else at the end.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<String>) {
        let (key, value) = (key.into(), value.into());
        match self.entries.iter_mut().find(|(k, _)| *k == key) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((key, value)),
        }
    }

    /// Sorts the entries by key, byte by byte: the order in which Go writes maps.
    pub fn sort(&mut self) {
        self.entries.sort();
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Annotations {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(iter: I) -> Self {
        let mut annotations = Annotations::new();
        for (key, value) in iter {
            annotations.insert(key, value);
        }
        annotations
    }
}

impl Serialize for Annotations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.entries.len()))?;
        for (key, value) in &self.entries {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Annotations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnnotationsVisitor;
        impl<'de> Visitor<'de> for AnnotationsVisitor {
            type Value = Annotations;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of strings")
            }

            // Go reads null as an empty map …
            fn visit_unit<E>(self) -> Result<Annotations, E> {
                Ok(Annotations::new())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Annotations, A::Error> {
                // Not `insert`: a hostile document with a hundred thousand keys must not cost
                // their square. Duplicates are dropped afterwards, the last one wins as in Go.
                let mut entries: Vec<(String, String)> = Vec::new();
                // … and a null value as an empty string.
                while let Some((key, value)) = map.next_entry::<String, Option<String>>()? {
                    entries.push((key, value.unwrap_or_default()));
                }
                let mut seen = std::collections::BTreeSet::new();
                let mut keep: Vec<bool> = entries
                    .iter()
                    .rev()
                    .map(|(key, _)| seen.insert(key.clone()))
                    .collect();
                keep.reverse();
                let mut keep = keep.into_iter();
                entries.retain(|_| keep.next().unwrap_or(true));
                Ok(Annotations { entries })
            }
        }
        deserializer.deserialize_any(AnnotationsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_and_lets_the_last_win() {
        let read: Annotations =
            serde_json::from_str(r#"{"z":"1","a":"2","z":"3","n":null}"#).unwrap();
        assert_eq!(
            read.iter().collect::<Vec<_>>(),
            [("a", "2"), ("z", "3"), ("n", "")]
        );
        let mut written = read.clone();
        written.insert("a", "4");
        assert_eq!(
            serde_json::to_string(&written).unwrap(),
            r#"{"a":"4","z":"3","n":""}"#
        );
        written.sort();
        assert_eq!(
            serde_json::to_string(&written).unwrap(),
            r#"{"a":"4","n":"","z":"3"}"#
        );
        assert_eq!(read.get("z"), Some("3"));
        assert!(
            serde_json::from_str::<Annotations>("null")
                .unwrap()
                .is_empty()
        );
        assert!(serde_json::from_str::<Annotations>(r#"{"a":1}"#).is_err());
    }
}
