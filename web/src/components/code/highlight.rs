//! Colours: the YAML scanner's spans, and a quick eye for template actions and JSON.

use chartroom_yaml::scan;

/// What a text is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Nothing known.
    Plain,
    /// YAML.
    Yaml,
    /// YAML, or anything else, with `{{ … }}` in it.
    Template,
}

impl Language {
    /// By the name of a file.
    pub fn of(name: &str) -> Language {
        let extension = name
            .rsplit_once('.')
            .map(|(_, extension)| extension)
            .unwrap_or_default();
        match extension {
            _ if name.starts_with("templates/") || name.contains("/templates/") => {
                Language::Template
            }
            "tpl" => Language::Template,
            "yaml" | "yml" | "lock" | "json" => Language::Yaml,
            _ => Language::Plain,
        }
    }
}

/// A coloured piece; the class is one letter of the style sheet.
#[derive(Clone, Copy)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Behind the last byte.
    pub end: u32,
    /// `k`, `s`, `n`, `c`, `p` or `t`.
    pub class: u8,
}

/// The spans of all lines, side by side.
#[derive(Default)]
pub struct Spans {
    spans: Vec<Span>,
    /// Where the spans of each line begin; one more than there are lines. Empty without any colours.
    begins: Vec<u32>,
}

impl Spans {
    /// The spans of one line in their order.
    pub fn of_line(&self, index: usize) -> &[Span] {
        match (self.begins.get(index), self.begins.get(index + 1)) {
            (Some(first), Some(last)) => &self.spans[*first as usize..*last as usize],
            _ => &[],
        }
    }
}

/// Colours a piece of a text; `lines` are its lines, and spans count from its first byte.
pub fn spans(text: &str, lines: &[(u32, u32)], language: Language) -> Spans {
    let mut found = Spans::default();
    match language {
        Language::Plain => return found,
        Language::Yaml => {
            for line in scan::lines(text) {
                found.begins.push(found.spans.len() as u32);
                for span in &line.spans {
                    if let Some(class) = class(span.kind) {
                        found.spans.push(Span {
                            start: span.start as u32,
                            end: span.end as u32,
                            class,
                        });
                    }
                }
            }
        }
        Language::Template => {
            let mut state = Inside::Text;
            let base = lines.first().map_or(0, |(start, _)| *start);
            for (start, end) in lines {
                let (start, end) = (start - base, end - base);
                found.begins.push(found.spans.len() as u32);
                template_line(
                    &text[start as usize..end as usize],
                    start,
                    &mut state,
                    &mut found.spans,
                );
            }
        }
    }
    found.begins.push(found.spans.len() as u32);
    found
}

fn class(kind: scan::Kind) -> Option<u8> {
    Some(match kind {
        scan::Kind::Key => b'k',
        scan::Kind::String => b's',
        scan::Kind::Number | scan::Kind::Literal => b'n',
        scan::Kind::Comment => b'c',
        scan::Kind::Plain => return None,
        _ => b'p',
    })
}

/// Where a line of a template begins.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Text,
    Action,
    Comment,
}

fn template_line(line: &str, base: u32, state: &mut Inside, spans: &mut Vec<Span>) {
    let mut push = |start: usize, end: usize, class: u8| {
        if end > start {
            spans.push(Span {
                start: base + start as u32,
                end: base + end as u32,
                class,
            });
        }
    };
    let mut at = 0;
    while at < line.len() {
        match *state {
            Inside::Text => {
                let open = line[at..].find("{{").map_or(line.len(), |found| at + found);
                plain_yaml(&line[at..open], at, at == 0, &mut push);
                if open == line.len() {
                    return;
                }
                let body = line[open + 2..].trim_start_matches('-').trim_start();
                *state = if body.starts_with("/*") {
                    Inside::Comment
                } else {
                    Inside::Action
                };
                at = open;
            }
            inside => {
                let close = line[at..].find("}}").map(|found| at + found + 2);
                let end = close.unwrap_or(line.len());
                push(
                    at,
                    end,
                    if inside == Inside::Comment {
                        b'c'
                    } else {
                        b't'
                    },
                );
                if close.is_some() {
                    *state = Inside::Text;
                }
                at = end;
            }
        }
    }
}

/// The text around actions: a key before its colon, and comments.
fn plain_yaml(text: &str, base: usize, first: bool, push: &mut impl FnMut(usize, usize, u8)) {
    let trimmed = text.trim_start();
    let indent = text.len() - trimmed.len();
    if first && trimmed.starts_with('#') {
        push(base + indent, base + text.len(), b'c');
        return;
    }
    if !first {
        return;
    }
    let bare = trimmed.trim_start_matches("- ").trim_start();
    let indent = text.len() - bare.len();
    if let Some(colon) = bare.find(':')
        && bare[colon + 1..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
        && !bare[..colon].contains([' ', '"', '\''])
    {
        push(base + indent, base + indent + colon, b'k');
    }
}
