//! A small map from names to things: a list that is searched. The page keeps a few dozen of anything, and a balanced
//! tree for each kind of thing would cost more bytes of program than all that is ever in them.

/// Things by name, in the order they came.
#[derive(Clone)]
pub struct Pairs<V>(Vec<(String, V)>);

impl<V> Default for Pairs<V> {
    fn default() -> Self {
        Pairs(Vec::new())
    }
}

impl<V> Pairs<V> {
    /// The thing called `name`.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Puts a thing in the place of the one called so before.
    pub fn put(&mut self, name: &str, value: V) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Takes a thing away.
    pub fn take(&mut self, name: &str) -> Option<V> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &(String, V)> {
        self.0.iter()
    }

    /// Takes all of them away.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<V> FromIterator<(String, V)> for Pairs<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(items: I) -> Self {
        Pairs(items.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;

    #[test]
    fn one_thing_for_each_name() {
        let mut pairs = Pairs::default();
        pairs.put("a", 1);
        pairs.put("b", 2);
        pairs.put("a", 3);
        assert_eq!(
            (pairs.get("a"), pairs.get("b"), pairs.get("c")),
            (Some(&3), Some(&2), None)
        );
        assert_eq!(pairs.take("a"), Some(3));
        assert_eq!(pairs.iter().count(), 1);
    }
}
