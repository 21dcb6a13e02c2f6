//! A pasted line: the chart it names, as Helm reads it.

use chartroom_helm::command::{self, Verb};

use crate::text::{Key, t};

use super::reference::Understood;

/// Reads a command line of helm, oras or crane.
pub fn read(line: &str) -> Understood {
    match command::parse(line) {
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
