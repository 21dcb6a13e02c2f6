//! Numbers under names.

/// Numbers under names, to find again what was seen.
///
/// One type for all who need this: the standard library's maps are compiled once for every type of
/// key and value, and cost the wasm more than a kilobyte. This is a list in order, in pieces, so
/// that making room for a name moves few others.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Names in order, each piece behind the last; none is empty.
    pieces: Vec<Vec<(String, usize)>>,
    len: usize,
}

/// A piece that has as many names is cut in two.
const FULL: usize = 512;

impl Index {
    /// No names.
    pub fn new() -> Index {
        Index::default()
    }

    /// The piece that a name belongs to, and the place in it where it is, or where it would be.
    fn place(&self, name: &str) -> (usize, Result<usize, usize>) {
        let behind = |piece: &Vec<(String, usize)>| *piece[0].0 <= *name;
        let piece = self.pieces.partition_point(behind).saturating_sub(1);
        let names = self.pieces.get(piece).map_or(&[][..], Vec::as_slice);
        (piece, names.binary_search_by(|(own, _)| (**own).cmp(name)))
    }

    /// Notes a name, in place of what was under it. Whether it is new.
    #[inline(never)]
    pub fn insert(&mut self, name: String, number: usize) -> bool {
        let (at, place) = self.place(&name);
        if self.pieces.is_empty() {
            self.pieces.push(Vec::new());
        }
        let piece = &mut self.pieces[at];
        match place {
            Ok(same) => piece[same].1 = number,
            Err(free) => {
                piece.insert(free, (name, number));
                if piece.len() == FULL {
                    let further = piece.split_off(FULL / 2);
                    self.pieces.insert(at + 1, further);
                }
                self.len += 1;
            }
        }
        place.is_err()
    }

    /// Notes that a name was seen. Whether it is new.
    pub fn see(&mut self, name: &str) -> bool {
        self.insert(name.to_owned(), 0)
    }

    /// The number under a name.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<usize> {
        let (piece, place) = self.place(name);
        let place = place.ok()?;
        Some(self.pieces[piece][place].1)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn as_the_standard_library(names in proptest::collection::vec("[a-f]{0,5}", 0..4000)) {
            let (mut index, mut map) = (Index::new(), HashMap::new());
            for (number, name) in names.iter().enumerate() {
                prop_assert_eq!(index.get(name), map.get(name).copied());
                prop_assert_eq!(index.insert(name.clone(), number), map.insert(name, number).is_none());
            }
            for name in &names {
                prop_assert_eq!(index.get(name), map.get(name).copied());
            }
            prop_assert_eq!(index.len(), map.len());
        }
    }
}
