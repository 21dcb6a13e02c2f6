//! A text cut into lines, and lines into HTML.

use std::sync::OnceLock;

use bytes::Bytes;

use super::highlight::{self, Language, Spans};
use super::html::escape;
use super::selection::Selection;

/// A text that can be shown line by line.
pub struct CodeText {
    text: String,
    lines: Vec<(u32, u32)>,
    language: Language,
    spans: OnceLock<Spans>,
}

impl CodeText {
    /// Cuts a text into lines.
    pub fn new(text: String, language: Language) -> CodeText {
        let mut lines = Vec::new();
        let mut at = 0usize;
        for line in text.split_inclusive('\n') {
            let end = at + line.trim_end_matches(['\n', '\r']).len();
            lines.push((at as u32, end as u32));
            at += line.len();
        }
        CodeText {
            text,
            lines,
            language,
            spans: OnceLock::new(),
        }
    }

    /// Finds out what is to be coloured, once. A text can be shown before that, all in one colour.
    pub fn colour(&self) {
        self.spans
            .get_or_init(|| highlight::spans(&self.text, &self.lines, self.language));
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
        let wanted = wanted.to_lowercase();
        if wanted.is_empty() {
            return Vec::new();
        }
        (0..self.len())
            .filter(|index| self.line(*index).to_lowercase().contains(&wanted))
            .map(|index| index as u32)
            .collect()
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
        for span in self
            .spans
            .get()
            .map_or(&[][..], |spans| spans.of_line(index))
        {
            let (from, to) = (span.start as usize, (span.end as usize).min(end));
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
        assert!(text.html(1, 2, None, &[1]).contains("row found"));
        assert!(text.html(1, 2, None, &[]).contains("&lt;b&gt;: 2"));
    }

    #[test]
    fn colours_lose_no_character() {
        let source =
            "# note\nkey: \"a: b\" # c\nlist:\n  - 1\n  - *x\nblock: |\n  a <b>\nüber: ja\n";
        let text = CodeText::new(source.to_owned(), Language::Yaml);
        text.colour();
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
}
