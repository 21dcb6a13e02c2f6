//! Numbers under names.

use std::collections::HashMap;

/// Numbers under names, to find again what was seen.
///
/// One type for all who need this: the standard library's maps are compiled once for every type of
/// key and value, which costs the wasm more than a kilobyte each.
#[derive(Clone, Debug, Default)]
pub struct Index(HashMap<String, usize>);

impl Index {
    /// No names.
    pub fn new() -> Index {
        Index::default()
    }

    /// Notes a name, in place of what was under it. Whether it is new.
    #[inline(never)]
    pub fn insert(&mut self, name: String, number: usize) -> bool {
        self.0.insert(name, number).is_none()
    }

    /// Notes that a name was seen. Whether it is new.
    pub fn see(&mut self, name: &str) -> bool {
        self.insert(name.to_owned(), 0)
    }

    /// The number under a name.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_seen() {
        let mut index = Index::new();
        assert!(index.is_empty() && index.get("a").is_none());
        assert!(index.insert("a".to_owned(), 1) && index.see("b"));
        assert!(!index.insert("a".to_owned(), 2) && !index.see("b"));
        assert_eq!(
            (index.len(), index.get("a"), index.get("b")),
            (2, Some(2), Some(0))
        );
    }
}
