//! A pasted line: the chart it names, as Helm reads it.

use chartroom_helm::command::{self, Verb};

use crate::text::{Key, t};

use super::reference::Understood;

/// Reads a command line of helm, oras or crane.
pub fn read(line: &str) -> Understood {
    match command::parse(&joined(line)) {
        Ok(command) => match (command.chart, command.remote) {
            (Some(chart), _) => Understood::Artifact {
                reference: chart.reference,
                version: command.version,
                command: Some(word(command.verb).to_owned()),
            },
            (None, Some(remote)) => {
                let host = remote
                    .trim_start_matches("oci://")
                    .split('/')
                    .next()
                    .unwrap_or_default();
                Understood::Registry(host.to_owned())
            }
            (None, None) => Understood::Unclear(t(Key::understood_no_chart).to_owned()),
        },
        Err(error) => Understood::Unclear(error.to_string()),
    }
}

/// The line without the backslashes of lines that were continued: a field of one line has turned what followed them
/// into spaces, and a shell would read an escaped space.
fn joined(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let lost = c == '\\'
            && out.ends_with(char::is_whitespace)
            && rest.peek().is_none_or(|next| next.is_whitespace());
        if !lost {
            out.push(c);
        }
    }
    out
}

/// What the command does, in Helm's own word.
fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::Pull => "pull",
        Verb::Install => "install",
        Verb::Upgrade => "upgrade",
        Verb::Template => "template",
        Verb::Show => "show",
        Verb::Push => "push",
        Verb::Login => "registry login",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn continued_lines_are_one() {
        let words = |text: &str| {
            joined(text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            words("helm upgrade --install x \\   oci://h/a \\\n  --version 1 \\"),
            "helm upgrade --install x oci://h/a --version 1"
        );
        // A backslash inside a word is the shell's.
        assert_eq!(words(r"helm pull a\ b"), r"helm pull a\ b");
    }
}
