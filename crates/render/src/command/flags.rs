//! Command line flags as Helm's library (`spf13/pflag`) takes them apart.

use crate::text::quoted;

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, or `=true` and `=false`.
    Bool,
    /// One text; the last one counts.
    Text,
    /// The same, which standing alone is this text: a value needs an equals sign.
    TextOr(&'static str),
    /// A text each time; all count.
    Texts,
    /// A list with commas each time; all count.
    List,
}

/// A flag that a command knows.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Its name behind two dashes.
    pub name: &'static str,
    /// Its letter behind one dash, if it has one.
    pub letter: Option<char>,
    /// What it takes.
    pub kind: Kind,
}

/// Shorthand for tables.
pub const fn flag(name: &'static str, kind: Kind) -> Flag {
    Flag {
        name,
        letter: None,
        kind,
    }
}

/// Shorthand for tables.
pub const fn short(name: &'static str, letter: char, kind: Kind) -> Flag {
    Flag {
        name,
        letter: Some(letter),
        kind,
    }
}

/// The flags of every command.
pub const GLOBAL: [Flag; 20] = [
    short("namespace", 'n', Kind::Text),
    flag("debug", Kind::Bool),
    // The rest speaks to clusters and registries; who starts the command checks its values.
    short("v", 'v', Kind::Text),
    flag("burst-limit", Kind::Text),
    flag("color", Kind::Text),
    flag("colour", Kind::Text),
    flag("content-cache", Kind::Text),
    flag("kube-apiserver", Kind::Text),
    flag("kube-as-group", Kind::Texts),
    flag("kube-as-user", Kind::Text),
    flag("kube-ca-file", Kind::Text),
    flag("kube-context", Kind::Text),
    flag("kube-insecure-skip-tls-verify", Kind::Bool),
    flag("kube-tls-server-name", Kind::Text),
    flag("kube-token", Kind::Text),
    flag("kubeconfig", Kind::Text),
    flag("qps", Kind::Text),
    flag("registry-config", Kind::Text),
    flag("repository-cache", Kind::Text),
    flag("repository-config", Kind::Text),
];

/// A command line taken apart.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// What is no flag.
    pub arguments: Vec<String>,
    given: Vec<(&'static str, String)>,
}

impl Flags {
    /// Takes a command line apart.
    ///
    /// # Errors
    /// Helm's text: `unknown flag: --x` and its like.
    pub fn parse(known: &[Flag], line: &[String]) -> Result<Flags, String> {
        let mut flags = Flags::default();
        let mut words = line.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                flags.arguments.extend(words.cloned());
                break;
            }
            if let Some(body) = word.strip_prefix("--") {
                let (name, value) = match body.split_once('=') {
                    Some((name, value)) => (name, Some(value)),
                    None => (body, None),
                };
                if name.is_empty() || name.starts_with(['-', '=']) {
                    return Err(format!("bad flag syntax: {word}"));
                }
                let Some(flag) = known.iter().find(|flag| flag.name == name) else {
                    return Err(format!("unknown flag: --{name}"));
                };
                let value = match (value, flag.kind) {
                    (Some(value), _) => value.to_owned(),
                    (None, Kind::Bool) => "true".to_owned(),
                    (None, Kind::TextOr(alone)) => alone.to_owned(),
                    (None, _) => words
                        .next()
                        .cloned()
                        .ok_or_else(|| format!("flag needs an argument: --{name}"))?,
                };
                flags.give(flag, value)?;
            } else if word.len() > 1 && word.starts_with('-') {
                flags.letters(known, word, &mut words)?;
            } else {
                flags.arguments.push(word.clone());
            }
        }
        Ok(flags)
    }

    fn letters<'a>(
        &mut self,
        known: &[Flag],
        word: &str,
        words: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), String> {
        let mut rest = &word[1..];
        while let Some(letter) = rest.chars().next() {
            let Some(flag) = known.iter().find(|flag| flag.letter == Some(letter)) else {
                return Err(format!("unknown shorthand flag: '{letter}' in -{rest}"));
            };
            let after = &rest[letter.len_utf8()..];
            let value = if let Some(value) = after.strip_prefix('=') {
                rest = "";
                value.to_owned()
            } else if flag.kind == Kind::Bool {
                rest = after;
                "true".to_owned()
            } else if !after.is_empty() {
                let value = after.to_owned();
                rest = "";
                value
            } else {
                let shown = rest;
                let missing = || format!("flag needs an argument: '{letter}' in -{shown}");
                let value = words.next().cloned().ok_or_else(missing)?;
                rest = "";
                value
            };
            self.give(flag, value)?;
        }
        Ok(())
    }

    fn give(&mut self, flag: &Flag, value: String) -> Result<(), String> {
        match flag.kind {
            Kind::Bool if boolean(&value).is_none() => {
                let shown = match flag.letter {
                    Some(letter) => format!("-{letter}, --{}", flag.name),
                    None => format!("--{}", flag.name),
                };
                return Err(format!(
                    "invalid argument {0} for {1} flag: strconv.ParseBool: parsing {0}: invalid syntax",
                    quoted(&value),
                    quoted(&shown)
                ));
            }
            Kind::List => {
                for item in list(&value) {
                    self.given.push((flag.name, item));
                }
            }
            _ => self.given.push((flag.name, value)),
        }
        Ok(())
    }

    /// Whether a flag is on.
    pub fn is_on(&self, name: &str) -> bool {
        self.text(name).and_then(boolean).unwrap_or(false)
    }

    /// The last value of a flag.
    pub fn text(&self, name: &str) -> Option<&str> {
        let last = self.given.iter().rev().find(|(given, _)| *given == name);
        last.map(|(_, value)| value.as_str())
    }

    /// All values of a flag.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let given = self.given.iter().filter(move |(given, _)| *given == name);
        given.map(|(_, value)| value.as_str())
    }
}

/// Go's `strconv.ParseBool`.
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// One line of comma-separated values; quotes hold commas together.
fn list(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut items = vec![String::new()];
    let mut chars = text.chars().peekable();
    let mut inside = false;
    while let Some(c) = chars.next() {
        let item = items.last_mut().map_or(0, |item| item.len());
        match c {
            '"' if inside && chars.peek() == Some(&'"') => {
                chars.next();
                items.last_mut().into_iter().for_each(|i| i.push('"'));
            }
            '"' if inside || item == 0 => inside = !inside,
            ',' if !inside => items.push(String::new()),
            c => items.last_mut().into_iter().for_each(|i| i.push(c)),
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Flag] = &[
        short("values", 'f', Kind::List),
        flag("set", Kind::Texts),
        flag("strict", Kind::Bool),
        short("namespace", 'n', Kind::Text),
    ];

    fn parse(line: &str) -> Result<Flags, String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        Flags::parse(KNOWN, &words)
    }

    #[test]
    fn lines_are_taken_apart() {
        let flags = parse("a -f x,y --set a=b,c --strict b -nfoo --values=z -- --set").unwrap();
        assert_eq!(flags.arguments, ["a", "b", "--set"]);
        assert_eq!(flags.texts("values").collect::<Vec<_>>(), ["x", "y", "z"]);
        assert_eq!(flags.texts("set").collect::<Vec<_>>(), ["a=b,c"]);
        assert!(flags.is_on("strict"));
        assert_eq!(flags.text("namespace"), Some("foo"));
    }

    #[test]
    fn mistakes_are_told_as_helm_tells_them() {
        for (line, wanted) in [
            ("--nope", "unknown flag: --nope"),
            ("-q", "unknown shorthand flag: 'q' in -q"),
            ("--set", "flag needs an argument: --set"),
            ("-f", "flag needs an argument: 'f' in -f"),
            (
                "--strict=x",
                "invalid argument \"x\" for \"--strict\" flag: strconv.ParseBool: parsing \"x\": invalid syntax",
            ),
        ] {
            assert_eq!(parse(line).unwrap_err(), wanted);
        }
    }
}
