//! Annotations: strings by string, in the order they came.

use chartroom_gotext::Index;
use chartroom_gotext::sort_by;

use crate::go_decode::{DecodeError, Place};
use crate::go_json::{GoJson, Object};

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
        sort_by(&mut self.entries, |a, b| a.0.cmp(&b.0));
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

impl GoJson for Annotations {
    fn write(&self, out: &mut String) {
        let mut object = Object::open(out);
        for (key, value) in &self.entries {
            object.text(key, value);
        }
        object.close();
    }
}

impl Annotations {
    /// Reads a map of strings as Go does: `null` is an empty map, and a `null` in it an empty
    /// string. Of several values for a key the last counts, and stays where it is.
    pub(crate) fn decode(place: &Place<'_>) -> Result<Annotations, DecodeError> {
        let members = place.members("map[string]string")?;
        let mut entries = Vec::with_capacity(members.len());
        // Not `insert`: a hostile document with a hundred thousand keys must not cost their square.
        let mut seen = Index::new();
        for (key, value) in members.iter().rev() {
            let value = place.element(value).text("string")?;
            if seen.see(key) {
                entries.push((key.clone(), value));
            }
        }
        entries.reverse();
        Ok(Annotations { entries })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Json, go_decode, go_json};

    fn read(text: &str) -> Result<Annotations, DecodeError> {
        go_decode::at_top(&Json::parse(text).unwrap(), Annotations::decode)
    }

    #[test]
    fn keeps_the_order_and_lets_the_last_win() {
        let found = read(r#"{"z":"1","a":"2","z":"3","n":null}"#).unwrap();
        assert_eq!(
            found.iter().collect::<Vec<_>>(),
            [("a", "2"), ("z", "3"), ("n", "")]
        );
        let mut written = found.clone();
        written.insert("a", "4");
        assert_eq!(go_json::to_string(&written), r#"{"a":"4","z":"3","n":""}"#);
        written.sort();
        assert_eq!(go_json::to_string(&written), r#"{"a":"4","n":"","z":"3"}"#);
        assert_eq!(found.get("z"), Some("3"));
        assert!(read("null").unwrap().is_empty());
        assert!(read(r#"{"a":1}"#).is_err());
        assert!(read(r#"{"a":1,"a":"1"}"#).is_err());
        assert!(read("[]").is_err());
    }
}
