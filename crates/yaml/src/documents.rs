//! Cutting a stream into documents as Kubernetes' `YAMLReader` does, which Helm 4 reads values.yaml with.

use std::borrow::Cow;

use chartroom_gotext::join;

use crate::error::Error;

/// Size of the line buffer behind Go's reader, which shows in one of its bugs.
const LINE_BUFFER: usize = 4096;

/// The documents of a stream, split at lines that begin with `---`.
///
/// Only spaces or a comment may follow the dashes on their line. The first document keeps its
/// separator line, later ones lose theirs; line ends become `\n`. As in Helm 4.2.4, a last line
/// without a line end whose length is a multiple of 4096 bytes is lost, and with it a file that
/// consists of that line only. Each document is then parsed by itself, so that what follows a
/// `...` in it is ignored.
#[must_use]
pub fn documents(bytes: &[u8]) -> Documents<'_> {
    Documents { rest: bytes }
}

/// Iterator over the documents of a stream; see [`documents`].
#[derive(Clone, Debug)]
pub struct Documents<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Documents<'a> {
    type Item = Result<Cow<'a, [u8]>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut document: Vec<u8> = Vec::new();
        loop {
            let (line, ended) = self.line();
            if let Some(after) = line.strip_prefix(b"---") {
                let after = String::from_utf8_lossy(after);
                let after = after.trim();
                if !after.is_empty() && !after.starts_with('#') {
                    let message = join(&["invalid Yaml document separator: ", after], "");
                    self.rest = &[];
                    return Some(Err(Error::new(message)));
                }
                if !document.is_empty() {
                    break;
                }
            }
            if ended {
                break;
            }
            document.extend_from_slice(line);
            document.push(b'\n');
        }
        (!document.is_empty()).then_some(Ok(Cow::Owned(document)))
    }
}

impl<'a> Documents<'a> {
    /// The next line, and whether Go's reader reports the end of the stream along with it.
    fn line(&mut self) -> (&'a [u8], bool) {
        let rest = self.rest;
        if let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.rest = &rest[end + 1..];
            let line = &rest[..end];
            return (line.strip_suffix(b"\r").unwrap_or(line), false);
        }
        self.rest = &[];
        // The reader hands out long lines in pieces and promises another one when a piece fills
        // its buffer; the end of the stream then arrives together with the line.
        let mut at = 0;
        while rest.len() - at >= LINE_BUFFER {
            let piece_end = at + LINE_BUFFER;
            // A carriage return at the end of a piece is left for the next one.
            at = if rest[piece_end - 1] == b'\r' {
                piece_end - 1
            } else {
                piece_end
            };
        }
        (rest, at == rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::documents;

    fn split(text: &str) -> Vec<String> {
        documents(text.as_bytes())
            .map(|document| match document {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(error) => error.to_string(),
            })
            .collect()
    }

    #[test]
    fn splits_at_separators() {
        assert_eq!(split("a: 1\n--- # two\nb: 2"), ["a: 1\n", "b: 2\n"]);
        assert_eq!(
            split("---\na: 1\r\n---\n---\nb: 2\n"),
            ["---\na: 1\n", "---\nb: 2\n"]
        );
        assert_eq!(split(""), Vec::<String>::new());
        assert_eq!(
            split("a: 1\n---x\nb: 2\n"),
            ["invalid Yaml document separator: x"]
        );
    }

    #[test]
    fn loses_a_last_line_that_fills_the_buffer() {
        let line = "#".repeat(4096);
        assert_eq!(split(&line), Vec::<String>::new());
        assert_eq!(split(&format!("a: 1\n{line}")), ["a: 1\n"]);
        assert_eq!(split(&format!("{line}\n")).len(), 1);
        assert_eq!(split(&line[1..]).len(), 1);
    }
}
