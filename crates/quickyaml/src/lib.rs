//! YAML as people write it, read in one pass: a crate of its own, so that it alone is compiled for speed.
//!
//! [`read`] knows block mappings and lists, scalars on one line and folded plain ones, block
//! scalars, flow collections, anchors of scalars, comments. Whatever else there is, and everything that is wrong, it leaves to the
//! reader of the whole language by returning nothing, so it has no errors of its own. What it does
//! read, it reads as go-yaml v2 does.

mod block;
mod flow;
mod reader;
mod scalar;
mod text;

/// A piece of a document, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item<'a> {
    /// A mapping begins: keys and values follow in turns, up to its [`Item::End`]. Keys are
    /// scalars with text. No key has been compared with another.
    Mapping,
    /// A list begins, up to its [`Item::End`].
    Sequence,
    /// The innermost mapping or list ends.
    End,
    /// Nothing stands where a value could.
    Nothing,
    /// A plain scalar; what it means is not decided.
    Plain(&'a str),
    /// A quoted scalar or a block scalar: text.
    Text(std::borrow::Cow<'a, str>),
}

/// The items of a text that holds one document, or nothing where it takes the whole language to
/// read it.
#[must_use]
pub fn read(text: &[u8]) -> Option<Vec<Item<'_>>> {
    let mut reader = reader::Reader::new(text::allowed(text)?);
    reader.document()?;
    Some(reader.items)
}

#[cfg(test)]
mod tests {
    use super::{Item, read};

    fn text(text: &str) -> Item<'_> {
        Item::Text(text.into())
    }

    #[test]
    fn reads_what_people_write() {
        let yaml = "# values\nimage:\n  tag: '1.2' # quoted\n  args: [\"a\\n\", b]\nenv:\n- name: A\n  value:\n-\nnote: |\n  one\n\n   two\nwords: to\n  be\n\n  folded\n";
        let expected = vec![
            Item::Mapping,
            Item::Plain("image"),
            Item::Mapping,
            Item::Plain("tag"),
            text("1.2"),
            Item::Plain("args"),
            Item::Sequence,
            text("a\n"),
            Item::Plain("b"),
            Item::End,
            Item::End,
            Item::Plain("env"),
            Item::Sequence,
            Item::Mapping,
            Item::Plain("name"),
            Item::Plain("A"),
            Item::Plain("value"),
            Item::Nothing,
            Item::End,
            Item::Nothing,
            Item::End,
            Item::Plain("note"),
            text("one\n\n two\n"),
            Item::Plain("words"),
            text("to be\nfolded"),
            Item::End,
        ];
        assert_eq!(read(yaml.as_bytes()), Some(expected));
        let expected = vec![
            Item::Mapping,
            Item::Plain("a"),
            Item::Plain("1"),
            Item::Plain("b"),
            Item::Sequence,
            Item::Plain("1"),
            text("c"),
            Item::End,
            Item::Plain("d"),
            text("c"),
            Item::End,
        ];
        let yaml = "a: &x 1\nb:\n- *x # so\n- &x 'c'\nd: *x\n";
        assert_eq!(read(yaml.as_bytes()), Some(expected));
        assert_eq!(read(b"# nothing\n"), Some(vec![Item::Nothing]));
    }

    #[test]
    fn leaves_the_rest() {
        for yaml in [
            "a: &x\n  b: 1\n",
            "a: &x [1]\n",
            "&x a: 1\n",
            "- &x a: 1\n",
            "a: *x\n",
            "a: &x 1\nb: *x\n  c\n",
            "a: &x 1\n*x : 2\n",
            "a: !!str 1\n",
            "? a\n: b\n",
            "a: 1\n---\nb: 2\n",
            "a:\tb\n",
            "a: b: c\n",
            "a: 'b\n  c'\n",
            "a: 1\n  b: 2\n",
            " a: 1\nb: 2\n",
            "a: |2\n   b\n",
            "a: [b\n- c]\n",
            "a: {b}\n",
            "a: \"\\u00e4\"\n",
            "a: 1\r\n",
            "a: \u{85}\n",
            "a: \u{feff}\n",
            "a: \u{7}\n",
        ] {
            assert_eq!(read(yaml.as_bytes()), None, "{yaml:?}");
        }
        let deep = "[".repeat(65) + &"]".repeat(65);
        assert_eq!(read(deep.as_bytes()), None);
        let long = format!("{}: 1\n", "k".repeat(1025));
        assert_eq!(read(long.as_bytes()), None);
        assert_eq!(read(b"a: \xff\n"), None);
    }
}
