//! A text cut into lines, and lines into HTML.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::highlight::{self, Language, Spans};
use super::html::escape;
use super::selection::Selection;

/// A text that can be shown line by line.
pub struct CodeText {
    text: String,
    lines: Vec<(u32, u32)>,
    language: Language,
    /// What is coloured at one go: a document of a stream of YAML, any other text as a whole.
    pieces: Vec<Piece>,
    /// The text for looking things up in either case.
    folded: OnceLock<String>,
}

/// Lines that are coloured together.
struct Piece {
    /// Its first line.
    first: usize,
    /// Its colours, once they are wanted. The same piece of the next text has the same.
    spans: Arc<OnceLock<Spans>>,
}

impl CodeText {
    /// Cuts a text into lines.
    pub fn new(text: String, language: Language) -> CodeText {
        let mut lines = Vec::new();
        let mut pieces: Vec<Piece> = Vec::new();
        let mut at = 0usize;
        for line in text.split_inclusive('\n') {
            let end = at + line.trim_end_matches(['\n', '\r']).len();
            if at == 0 || language == Language::Yaml && line.starts_with("---") {
                pieces.push(Piece {
                    first: lines.len(),
                    spans: Arc::default(),
                });
            }
            lines.push((at as u32, end as u32));
            at += line.len();
        }
        CodeText {
            text,
            lines,
            language,
            pieces,
            folded: OnceLock::new(),
        }
    }

    /// No text.
    pub fn empty() -> CodeText {
        CodeText::new(String::new(), Language::Plain)
    }

    /// The same as [`CodeText::new`], with the colours of whatever stood in the text before this one as well.
    pub fn following(before: &CodeText, text: String, language: Language) -> CodeText {
        let mut now = CodeText::new(text, language);
        // What is inserted or falls away moves what follows: the ends are compared from the end.
        let (old, new) = (before.pieces.len(), now.pieces.len());
        for index in 0..new {
            let same = |other: usize| before.piece(other) == now.piece(index);
            let from_end = (index + old).checked_sub(new);
            let found = [Some(index), from_end]
                .into_iter()
                .flatten()
                .find(|other| *other < old && same(*other));
            if let Some(other) = found {
                now.pieces[index].spans = before.pieces[other].spans.clone();
            }
        }
        now
    }

    /// The lines of a piece.
    fn lines_of(&self, index: usize) -> Range<usize> {
        let end = self.pieces.get(index + 1).map(|next| next.first);
        self.pieces[index].first..end.unwrap_or(self.lines.len())
    }

    /// The text of a piece.
    fn piece(&self, index: usize) -> &str {
        let lines = self.lines_of(index);
        let start = self.lines.get(lines.start).map_or(0, |line| line.0);
        let end = self
            .lines
            .get(lines.end)
            .map_or(self.text.len(), |line| line.0 as usize);
        &self.text[start as usize..end]
    }

    /// The piece that a line is in.
    fn piece_at(&self, line: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.first <= line);
        after.saturating_sub(1)
    }

    /// Finds out what is to be coloured in these lines, as far as that takes no more than `most` lines at a go; whether
    /// all of it is known now. A text can be shown before that, all in one colour.
    pub fn colour(&self, first: usize, last: usize, most: usize) -> bool {
        let last = last.min(self.lines.len());
        if first >= last {
            return true;
        }
        let mut done = true;
        for index in self.piece_at(first)..=self.piece_at(last - 1) {
            let lines = self.lines_of(index);
            let known = &self.pieces[index].spans;
            if known.get().is_some() {
                continue;
            }
            if lines.len() > most {
                done = false;
                continue;
            }
            known.get_or_init(|| {
                highlight::spans(self.piece(index), &self.lines[lines], self.language)
            });
        }
        done
    }

    /// A file as text; `None` when it is not.
    pub fn of_bytes(bytes: &Bytes, language: Language) -> Option<CodeText> {
        if bytes.iter().take(8_192).any(|byte| *byte == 0) {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        Some(CodeText::new(text.to_owned(), language))
    }

    /// The number of lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// One line without its end.
    pub fn line(&self, index: usize) -> &str {
        match self.lines.get(index) {
            Some((start, end)) => &self.text[*start as usize..*end as usize],
            None => "",
        }
    }

    /// The lines that contain `wanted`, in either case.
    pub fn find(&self, wanted: &str) -> Vec<u32> {
        if wanted.is_empty() {
            return Vec::new();
        }
        if !wanted.is_ascii() {
            let wanted = wanted.to_lowercase();
            return (0..self.len())
                .filter(|index| self.line(*index).to_lowercase().contains(&wanted))
                .map(|index| index as u32)
                .collect();
        }
        let wanted = wanted.to_ascii_lowercase();
        let text = self.folded.get_or_init(|| self.text.to_ascii_lowercase());
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(hit) = text.get(at..).and_then(|rest| rest.find(&wanted)) {
            let line = self
                .lines
                .partition_point(|line| line.0 as usize <= at + hit)
                - 1;
            found.push(line as u32);
            // One mark for each line is enough.
            at = match self.lines.get(line + 1) {
                Some(next) => next.0 as usize,
                None => break,
            };
        }
        found
    }

    /// Rows `first..last` as HTML.
    pub fn html(
        &self,
        first: usize,
        last: usize,
        chosen: Option<Selection>,
        found: &[u32],
    ) -> String {
        let mut out = String::with_capacity((last - first) * 96);
        for index in first..last.min(self.len()) {
            let number = index as u32 + 1;
            let digits = number.to_string();
            out.push_str("<div class=\"row");
            if chosen.is_some_and(|chosen| chosen.has(number)) {
                out.push_str(" chosen");
            }
            if found.binary_search(&(index as u32)).is_ok() {
                out.push_str(" found");
            }
            // Not in the order of Tab: a text would be hundreds of stops. The address names lines for keyboards.
            out.push_str("\"><a tabindex=\"-1\" data-line=\"");
            out.push_str(&digits);
            out.push_str("\" href=\"#L");
            out.push_str(&digits);
            out.push_str("\">");
            out.push_str(&digits);
            out.push_str("</a><span>");
            self.push_line(&mut out, index);
            out.push_str("</span></div>");
        }
        out
    }

    fn push_line(&self, out: &mut String, index: usize) {
        let (start, end) = self.lines[index];
        let mut at = start as usize;
        let end = end as usize;
        let piece = &self.pieces[self.piece_at(index)];
        let base = self.lines[piece.first].0 as usize;
        for span in piece
            .spans
            .get()
            .map_or(&[][..], |spans| spans.of_line(index - piece.first))
        {
            let (from, to) = (
                base + span.start as usize,
                (base + span.end as usize).min(end),
            );
            if from < at || to <= from {
                continue;
            }
            escape(out, &self.text[at..from]);
            out.push_str("<i class=\"");
            out.push(span.class as char);
            out.push_str("\">");
            escape(out, &self.text[from..to]);
            out.push_str("</i>");
            at = to;
        }
        escape(out, &self.text[at..end]);
    }
}

#[cfg(test)]
mod tests {
    use super::{CodeText, Language};

    #[test]
    fn lines_are_cut_and_found() {
        let text = CodeText::new("a: 1\r\n<b>: 2\n\nlast".to_owned(), Language::Plain);
        assert_eq!(text.len(), 4);
        assert_eq!(
            (text.line(0), text.line(1), text.line(3)),
            ("a: 1", "<b>: 2", "last")
        );
        assert_eq!(text.find("<B"), [1]);
        assert_eq!(text.find("A"), [0, 3]);
        assert!(text.find("zzz").is_empty());
        let sea = CodeText::new("die See\nÜBER\nüber".to_owned(), Language::Plain);
        assert_eq!(sea.find("über"), [1, 2]);
        assert_eq!(sea.find("see"), [0]);
        assert!(text.html(1, 2, None, &[1]).contains("row found"));
        assert!(text.html(1, 2, None, &[]).contains("&lt;b&gt;: 2"));
    }

    #[test]
    fn colours_lose_no_character() {
        let source =
            "# note\nkey: \"a: b\" # c\nlist:\n  - 1\n  - *x\nblock: |\n  a <b>\nüber: ja\n";
        let text = CodeText::new(source.to_owned(), Language::Yaml);
        assert!(text.colour(0, text.len(), usize::MAX));
        let html = text.html(0, text.len(), None, &[]);
        let mut plain = String::new();
        let mut inside = false;
        for line in html.split("</a><span>").skip(1) {
            for c in line.split("</span></div>").next().unwrap().chars() {
                match c {
                    '<' => inside = true,
                    '>' => inside = false,
                    c if !inside => plain.push(c),
                    _ => {}
                }
            }
            plain.push('\n');
        }
        let plain = plain
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"");
        assert_eq!(plain, source);
    }

    #[test]
    fn a_document_that_stays_keeps_its_colours() {
        let text = |first: &str| format!("---\na: {first}\n---\n# c\nb: \"x\"\n");
        let before = CodeText::new(text("1"), Language::Yaml);
        assert!(!before.colour(0, 2, 1), "longer than what is done at a go");
        assert!(before.colour(0, 6, 10));
        let after = CodeText::following(&before, text("one\nc: 2\n---\nd: 3"), Language::Yaml);
        assert_eq!(after.pieces.len(), 3);
        let known = |text: &CodeText| {
            let spans = text.pieces.iter().map(|piece| piece.spans.get().is_some());
            spans.collect::<Vec<_>>()
        };
        assert_eq!(known(&after), [false, false, true]);
        assert!(after.colour(0, 9, 10));
        assert_eq!(
            before.html(4, 5, None, &[]).replace('5', "8"),
            after.html(7, 8, None, &[])
        );
    }
}
