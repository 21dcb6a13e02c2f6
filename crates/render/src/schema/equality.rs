//! When two parts of documents are the same: numbers by their value, objects in any order.

use super::number::Number;
use super::reader::Part;

/// Whether two parts are equal.
pub(super) fn equal(a: &Part, b: &Part) -> bool {
    match (a, b) {
        (Part::Number(a), Part::Number(b)) => match (Number::parse(a), Number::parse(b)) {
            (Some(a), Some(b)) => a.compare(&b).is_eq(),
            _ => false,
        },
        (Part::List(a), Part::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Part::Map(a), Part::Map(b)) => {
            let both = |(key, a): (&String, &Part)| b.get(key).is_some_and(|b| equal(a, b));
            a.len() == b.len() && a.iter().all(both)
        }
        (a, b) => a == b,
    }
}

/// The first item that stands in a list before, and where.
pub(super) fn twins(items: &[Part]) -> Option<(usize, usize)> {
    (1..items.len()).find_map(|n| {
        let before = items[..n].iter().position(|other| equal(other, &items[n]));
        Some((before?, n))
    })
}

#[cfg(test)]
mod tests {
    use super::super::reader::read;
    use super::*;

    #[test]
    fn numbers_are_equal_however_they_are_written() {
        let part = |text: &str| read(text.as_bytes()).unwrap();
        assert!(equal(
            &part("[1, {\"a\": 1e2}]"),
            &part("[1.0, {\"a\": 100}]")
        ));
        assert!(!equal(&part("1"), &part("\"1\"")));
        assert!(!equal(&part("{\"a\": null}"), &part("{\"b\": null}")));
        let Part::List(items) = part("[1, 2, \"2\", 2.0, 1]") else {
            panic!("a list");
        };
        assert_eq!(twins(&items), Some((1, 3)));
        assert_eq!(twins(&items[..3]), None);
    }
}
