//! Values under names.

use std::fmt;
use std::{slice, vec};

/// Values under names, in the order of the names; or numbers, to find again what was seen.
///
/// One type for all who need this: the standard library's maps are more code, which the wasm has once
/// for every type. This is a list in order, in pieces, so that making room for a name moves few others.
#[derive(Clone)]
pub struct Index<V = usize> {
    /// Names in order, each piece behind the last; none is empty.
    pieces: Vec<Piece<V>>,
    len: usize,
}

type Piece<V> = Vec<(String, V)>;

/// A piece that has as many names is cut in two.
const FULL: usize = 64;

impl<V> Index<V> {
    /// No names.
    pub fn new() -> Self {
        Index::default()
    }

    /// The piece that a name belongs to, and the place in it where it is, or where it would be.
    fn place(&self, name: &str) -> (usize, Result<usize, usize>) {
        let behind = |piece: &Piece<V>| *piece[0].0 <= *name;
        let piece = self.pieces.partition_point(behind).saturating_sub(1);
        let names = self.pieces.get(piece).map_or(&[][..], Vec::as_slice);
        (piece, names.binary_search_by(|(own, _)| (**own).cmp(name)))
    }

    /// Puts a value under a name, and gives what was there.
    #[inline(never)]
    pub fn insert(&mut self, name: String, value: V) -> Option<V> {
        let (at, place) = self.place(&name);
        if self.pieces.is_empty() {
            self.pieces.push(Vec::new());
        }
        let piece = &mut self.pieces[at];
        match place {
            Ok(same) => Some(std::mem::replace(&mut piece[same].1, value)),
            Err(free) => {
                piece.insert(free, (name, value));
                if piece.len() == FULL {
                    let further = piece.split_off(FULL / 2);
                    self.pieces.insert(at + 1, further);
                }
                self.len += 1;
                None
            }
        }
    }

    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&V> {
        let (piece, place) = self.place(name);
        let place = place.ok()?;
        Some(&self.pieces[piece][place].1)
    }

    /// The value under a name, to change it.
    #[inline(never)]
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        let (piece, place) = self.place(name);
        let place = place.ok()?;
        Some(&mut self.pieces[piece][place].1)
    }

    /// Whether there is a value under a name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Takes out what is under a name.
    pub fn remove(&mut self, name: &str) -> Option<V> {
        let (at, place) = self.place(name);
        let place = place.ok()?;
        let (_, value) = self.pieces[at].remove(place);
        if self.pieces[at].is_empty() {
            self.pieces.remove(at);
        }
        self.len -= 1;
        Some(value)
    }

    /// Takes out all values but those that are to be kept.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut V) -> bool) {
        for piece in &mut self.pieces {
            piece.retain_mut(|(name, value)| keep(name, value));
        }
        self.pieces.retain(|piece| !piece.is_empty());
        self.len = self.pieces.iter().map(Vec::len).sum();
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Names and values, in the order of the names.
    pub fn iter(&self) -> Iter<'_, V> {
        Iter {
            pieces: self.pieces.iter(),
            piece: [].iter(),
        }
    }

    /// The names in their order.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.iter().map(|(name, _)| name)
    }

    /// The values, in the order of their names.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// Names and values, in the order of the names, to change the values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut V)> {
        let all = self.pieces.iter_mut().flatten();
        all.map(|(name, value)| (&*name, value))
    }

    /// The values, in the order of their names, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.iter_mut().map(|(_, value)| value)
    }
}

impl Index {
    /// Notes that a name was seen. Whether it is new.
    pub fn see(&mut self, name: &str) -> bool {
        self.insert(name.to_owned(), 0).is_none()
    }
}

impl<V> Default for Index<V> {
    fn default() -> Self {
        Index {
            pieces: Vec::new(),
            len: 0,
        }
    }
}

impl<V: fmt::Debug> fmt::Debug for Index<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<V: PartialEq> PartialEq for Index<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other)
    }
}

impl<V> Extend<(String, V)> for Index<V> {
    fn extend<T: IntoIterator<Item = (String, V)>>(&mut self, entries: T) {
        for (name, value) in entries {
            self.insert(name, value);
        }
    }
}

impl<V> FromIterator<(String, V)> for Index<V> {
    fn from_iter<T: IntoIterator<Item = (String, V)>>(entries: T) -> Self {
        let mut index = Index::new();
        index.extend(entries);
        index
    }
}

impl<V, const N: usize> From<[(String, V); N]> for Index<V> {
    fn from(entries: [(String, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

/// Names and values; see [`Index::iter`].
#[derive(Debug)]
pub struct Iter<'a, V> {
    pieces: slice::Iter<'a, Piece<V>>,
    piece: slice::Iter<'a, (String, V)>,
}

impl<'a, V> Iterator for Iter<'a, V> {
    type Item = (&'a String, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((name, value)) = self.piece.next() {
                return Some((name, value));
            }
            self.piece = self.pieces.next()?.iter();
        }
    }
}

impl<'a, V> IntoIterator for &'a Index<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = Iter<'a, V>;

    fn into_iter(self) -> Iter<'a, V> {
        self.iter()
    }
}

/// Names and values, taken out of an [`Index`].
#[derive(Debug)]
pub struct IntoIter<V> {
    pieces: vec::IntoIter<Piece<V>>,
    piece: vec::IntoIter<(String, V)>,
}

impl<V> Iterator for IntoIter<V> {
    type Item = (String, V);

    fn next(&mut self) -> Option<(String, V)> {
        loop {
            if let Some(entry) = self.piece.next() {
                return Some(entry);
            }
            self.piece = self.pieces.next()?.into_iter();
        }
    }
}

impl<V> IntoIterator for Index<V> {
    type Item = (String, V);
    type IntoIter = IntoIter<V>;

    fn into_iter(self) -> IntoIter<V> {
        IntoIter {
            pieces: self.pieces.into_iter(),
            piece: Vec::new().into_iter(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_what_was_seen() {
        let mut index = Index::new();
        assert!(index.is_empty() && index.get("a").is_none());
        assert!(index.insert("a".to_owned(), 1).is_none() && index.see("b"));
        assert!(index.insert("a".to_owned(), 2) == Some(1) && !index.see("b"));
        assert_eq!(
            (index.len(), index.get("a"), index.get("b")),
            (2, Some(&2), Some(&0))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn as_the_standard_library(
            names in proptest::collection::vec("[a-f]{0,5}", 0..4000),
            gone in proptest::collection::vec("[a-f]{0,3}", 0..400),
        ) {
            let (mut index, mut map) = (Index::new(), BTreeMap::new());
            for (number, name) in names.iter().enumerate() {
                prop_assert_eq!(index.get(name), map.get(name));
                prop_assert_eq!(index.insert(name.clone(), number), map.insert(name.clone(), number));
            }
            for name in &gone {
                prop_assert_eq!(index.remove(name), map.remove(name));
            }
            for name in names.iter().chain(&gone) {
                prop_assert_eq!(index.get(name), map.get(name));
                prop_assert_eq!(index.get_mut(name), map.get_mut(name));
            }
            prop_assert_eq!(index.len(), map.len());
            prop_assert!(index.iter().eq(&map));
            prop_assert!(index.iter_mut().eq(&mut map));
            // The same names in another order are in other pieces.
            let again: Index = map.clone().into_iter().collect();
            prop_assert_eq!(&again, &index);
            prop_assert!(index.into_iter().eq(map));
        }
    }
}
