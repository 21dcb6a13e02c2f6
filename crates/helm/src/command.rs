//! Reading what people paste: references and command lines of Helm and its neighbours.

use crate::resolve::ChartReference;
use crate::words::split;
use chartroom_gotext::{cut, has};

/// What a command is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verb {
    /// `helm pull` or `fetch`, `oras pull`, `crane pull`, …: get it.
    Pull,
    /// `helm install`.
    Install,
    /// `helm upgrade`.
    Upgrade,
    /// `helm template`.
    Template,
    /// `helm show` or `inspect`.
    Show,
    /// `helm push`.
    Push,
    /// `helm registry login`.
    Login,
    /// No command, only a reference.
    Look,
}

/// What was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What the command does.
    pub verb: Verb,
    /// The chart in a registry; for a push and a login the registry and path without a chart are in
    /// [`Command::remote`].
    pub chart: Option<ChartReference>,
    /// Text of `--version`.
    pub version: Option<String>,
    /// Where a push goes (`oci://…`), or the host of a login.
    pub remote: Option<String>,
    /// The local archive of a push.
    pub file: Option<String>,
    /// The name of the release of an install, upgrade or template.
    pub release: Option<String>,
    /// Whether the registry is spoken to without TLS.
    pub plain_http: bool,
    /// Text of `--username`. Passwords are never kept.
    pub username: Option<String>,
}

/// Why a pasted text leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandError {
    /// Nothing was pasted.
    Empty,
    /// A command of some other program, or one of Helm's that names no chart.
    Unknown(String),
    /// The command names no chart.
    NoChart,
    /// The chart comes from a classic repository (`repo/name`, `--repo`), not from a registry.
    ClassicRepository(String),
    /// The chart is a local path.
    LocalPath(String),
    /// The reference is not one; with Helm's words.
    Reference(String),
}

impl CommandError {
    /// The stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "COMMAND_EMPTY",
            Self::Unknown(_) => "COMMAND_UNKNOWN",
            Self::NoChart => "COMMAND_WITHOUT_CHART",
            Self::ClassicRepository(_) => "COMMAND_CLASSIC_REPOSITORY",
            Self::LocalPath(_) => "COMMAND_LOCAL_PATH",
            Self::Reference(_) => "REFERENCE_INVALID",
        }
    }
}

impl std::fmt::Display for CommandError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing to look for"),
            Self::Unknown(command) => write!(f, "not a command that names a chart: {command}"),
            Self::NoChart => f.write_str("the command names no chart"),
            Self::ClassicRepository(chart) => {
                write!(f, "{chart} is in a classic repository, not in a registry")
            }
            Self::LocalPath(path) => write!(f, "{path} is a local path"),
            Self::Reference(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for CommandError {}

/// Flags of Helm, oras and crane that take the next word with them.
const WITH_VALUE: &[&str] = &[
    "-a",
    "--api-versions",
    "--burst-limit",
    "--ca-file",
    "--cert-file",
    "--config",
    "-d",
    "--description",
    "--destination",
    "-f",
    "--values",
    "--format",
    "--history-max",
    "--jsonpath",
    "--key-file",
    "--keyring",
    "--kube-apiserver",
    "--kube-as-group",
    "--kube-as-user",
    "--kube-ca-file",
    "--kube-context",
    "--kube-tls-server-name",
    "--kube-token",
    "--kube-version",
    "--kubeconfig",
    "-l",
    "--labels",
    "-n",
    "--namespace",
    "--name-template",
    "-o",
    "--output",
    "--output-dir",
    "-p",
    "--password",
    "--platform",
    "--post-renderer",
    "--post-renderer-args",
    "--qps",
    "--registry-config",
    "--repo",
    "--repository-cache",
    "--repository-config",
    "-s",
    "--set",
    "--set-file",
    "--set-json",
    "--set-literal",
    "--set-string",
    "--show-only",
    "--timeout",
    "-u",
    "--untardir",
    "--username",
    "--version",
];

/// A command line cut into what stands alone and what belongs to flags.
struct Line {
    program: String,
    plain: Vec<String>,
    flags: Vec<(String, String)>,
}

impl Line {
    fn read(words: Vec<String>) -> Option<Line> {
        let mut words = words.into_iter().peekable();
        // `sudo`, `time` and settings of the environment may stand in front.
        let setting = |word: &String| {
            let name = word.split('=').next().unwrap_or_default();
            has(word, '=')
                && !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        };
        while words
            .next_if(|word| matches!(word.as_str(), "sudo" | "time" | "env") || setting(word))
            .is_some()
        {}
        let program = words.next()?;
        let mut line = Line {
            program,
            plain: Vec::new(),
            flags: Vec::new(),
        };
        while let Some(word) = words.next() {
            if word == "--" {
                line.plain.extend(words.by_ref());
            } else if let Some((flag, value)) =
                word.split_once('=').filter(|_| word.starts_with('-'))
            {
                line.flags.push((flag.to_owned(), value.to_owned()));
            } else if WITH_VALUE.contains(&word.as_str()) {
                let value = words.next().unwrap_or_default();
                line.flags.push((word, value));
            } else if word.starts_with('-') && word.len() > 1 {
                line.flags.push((word, String::new()));
            } else {
                line.plain.push(word);
            }
        }
        Some(line)
    }

    fn flag(&self, names: &[&str]) -> Option<&str> {
        let mut flags = self.flags.iter().rev();
        let found = flags.find(|(flag, _)| names.contains(&flag.as_str()));
        found.map(|(_, value)| value.as_str())
    }

    fn text(&self, names: &[&str]) -> Option<String> {
        let text = self.flag(names).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    }

    fn is_set(&self, name: &str) -> bool {
        self.flag(&[name])
            .is_some_and(|value| !matches!(value, "false" | "0" | "f" | "F" | "False" | "FALSE"))
    }
}

/// Reads what was pasted: `oci://…`, `host/path:tag`, `…@sha256:…`, or a command line of Helm
/// (`pull`, `install`, `upgrade`, `template`, `show`, `push`, `registry login`), oras, crane, skopeo
/// or docker that names a chart.
///
/// # Errors
/// When nothing in it leads to a registry.
pub fn parse(text: &str) -> Result<Command, CommandError> {
    let words = split(text);
    let line = Line::read(words).ok_or(CommandError::Empty)?;
    let name = line.program.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    match name {
        "helm" | "helm3" | "helm4" => helm(&line),
        "oras" | "crane" | "docker" | "podman" | "skopeo" | "nerdctl" | "regctl" | "cosign" => {
            other(&line)
        }
        _ if line.plain.is_empty() && line.flags.is_empty() => {
            let mut command = Command::new(Verb::Look, &line);
            command.chart = Some(reference(&line.program)?);
            Ok(command)
        }
        _ => Err(CommandError::Unknown(text.trim().to_owned())),
    }
}

impl Command {
    fn new(verb: Verb, line: &Line) -> Command {
        Command {
            verb,
            chart: None,
            version: line.text(&["--version"]),
            remote: None,
            file: None,
            release: None,
            plain_http: line.is_set("--plain-http"),
            username: line.text(&["--username", "-u"]),
        }
    }
}

fn helm(line: &Line) -> Result<Command, CommandError> {
    let plain: Vec<&str> = line.plain.iter().map(String::as_str).collect();
    let unknown = || CommandError::Unknown(format!("{} {}", line.program, plain.join(" ")));
    let (verb, rest) = match plain.as_slice() {
        ["pull" | "fetch", rest @ ..] => (Verb::Pull, rest),
        ["install" | "in", rest @ ..] => (Verb::Install, rest),
        ["upgrade", rest @ ..] => (Verb::Upgrade, rest),
        ["template", rest @ ..] => (Verb::Template, rest),
        [
            "show" | "inspect",
            "all" | "chart" | "values" | "readme" | "crds",
            rest @ ..,
        ] => (Verb::Show, rest),
        ["push", rest @ ..] => (Verb::Push, rest),
        ["registry", "login", rest @ ..] => (Verb::Login, rest),
        _ => return Err(unknown()),
    };
    let mut command = Command::new(verb, line);
    match (verb, rest) {
        (_, []) => return Err(CommandError::NoChart),
        (Verb::Login, [host, ..]) => {
            command.remote = Some((*host).to_owned());
            return Ok(command);
        }
        (Verb::Push, [file, remote, ..]) => {
            command.file = Some((*file).to_owned());
            command.remote = Some((*remote).to_owned());
            return Ok(command);
        }
        (Verb::Push, _) => return Err(CommandError::NoChart),
        (Verb::Install | Verb::Upgrade | Verb::Template, [release, chart, ..]) => {
            command.release = Some((*release).to_owned());
            command.chart = Some(helm_chart(line, chart)?);
        }
        (Verb::Upgrade, [_]) => return Err(CommandError::NoChart),
        (_, [chart, ..]) => command.chart = Some(helm_chart(line, chart)?),
    }
    // Helm wants no pre-release unless it is told to.
    if command.version.is_none() && line.is_set("--devel") {
        command.version = Some(">0.0.0-0".to_owned());
    }
    Ok(command)
}

/// The chart argument of a Helm command: only `oci://` is a registry there.
fn helm_chart(line: &Line, chart: &str) -> Result<ChartReference, CommandError> {
    if let Some(repository) = line.text(&["--repo"]) {
        return Err(CommandError::ClassicRepository(format!(
            "{chart} of {repository}"
        )));
    }
    if chart.starts_with("oci://") {
        return reference(chart);
    }
    if chart.starts_with(['.', '/', '~']) || chart.ends_with(".tgz") && cut(chart, "://").is_none()
    {
        return Err(CommandError::LocalPath(chart.to_owned()));
    }
    Err(CommandError::ClassicRepository(chart.to_owned()))
}

/// A command of another program: the first word that is a reference with a host.
fn other(line: &Line) -> Result<Command, CommandError> {
    let mut command = Command::new(Verb::Pull, line);
    let candidates = line.plain.iter().filter(|word| has(word, '/'));
    for word in candidates {
        let word = word.strip_prefix("docker://").unwrap_or(word);
        if let Ok(chart) = reference(word) {
            command.chart = Some(chart);
            command.version = None;
            return Ok(command);
        }
    }
    Err(CommandError::NoChart)
}

fn reference(text: &str) -> Result<ChartReference, CommandError> {
    // What stands around a reference in prose.
    let text = text.trim_matches(['<', '>', '`', '"', '\'', ',', '(', ')']);
    ChartReference::parse(text).map_err(|error| CommandError::Reference(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn chart(text: &str) -> (Verb, String, Option<String>) {
        let command = parse(text).unwrap();
        let chart = command.chart.unwrap().reference.to_string();
        (command.verb, chart, command.version)
    }

    #[test]
    fn what_people_paste() {
        let some = |text: &str| Some(text.to_owned());
        let sha = format!("sha256:{}", "0".repeat(64));
        for (text, verb, reference, version) in [
            (
                "oci://h/a/b:1.0.0",
                Verb::Look,
                "h/a/b:1.0.0".to_owned(),
                None,
            ),
            (" h:5000/a/b ", Verb::Look, "h:5000/a/b".to_owned(), None),
            (
                "`oci://h/a:1.0.0+b`",
                Verb::Look,
                "h/a:1.0.0_b".to_owned(),
                None,
            ),
            (
                &format!("h/a@{sha}"),
                Verb::Look,
                format!("h/a@{sha}"),
                None,
            ),
            (
                "helm pull oci://h/a --version 1.2.3",
                Verb::Pull,
                "h/a".to_owned(),
                some("1.2.3"),
            ),
            (
                "helm pull --version=^1 oci://h/a",
                Verb::Pull,
                "h/a".to_owned(),
                some("^1"),
            ),
            (
                "$ HELM_X=1 sudo /usr/bin/helm fetch oci://h/a --devel",
                Verb::Pull,
                "h/a".to_owned(),
                some(">0.0.0-0"),
            ),
            (
                "helm -n ns install my oci://h/a -f v.yaml --set a=b,c=d --wait",
                Verb::Install,
                "h/a".to_owned(),
                None,
            ),
            (
                "helm install oci://h/a --generate-name",
                Verb::Install,
                "h/a".to_owned(),
                None,
            ),
            (
                "helm upgrade --install my \\\n  oci://h/a:1.0.0 \\\n  --namespace x",
                Verb::Upgrade,
                "h/a:1.0.0".to_owned(),
                None,
            ),
            (
                "helm template oci://h/a",
                Verb::Template,
                "h/a".to_owned(),
                None,
            ),
            (
                "helm show values oci://h/a --version 1",
                Verb::Show,
                "h/a".to_owned(),
                some("1"),
            ),
            (
                "oras pull h/a:1.0.0 -o x",
                Verb::Pull,
                "h/a:1.0.0".to_owned(),
                None,
            ),
            (
                "crane manifest h/a:1.0.0",
                Verb::Pull,
                "h/a:1.0.0".to_owned(),
                None,
            ),
            (
                "skopeo inspect docker://h/a:1.0.0",
                Verb::Pull,
                "h/a:1.0.0".to_owned(),
                None,
            ),
        ] {
            assert_eq!(chart(text), (verb, reference, version), "{text}");
        }
        let release = parse("helm install my oci://h/a").unwrap().release;
        assert_eq!(release.as_deref(), Some("my"));
        assert!(
            parse("helm pull oci://h/a --plain-http")
                .unwrap()
                .plain_http
        );
    }

    #[test]
    fn pushes_and_logins() {
        let push = parse("helm push a-1.0.0.tgz oci://h/charts").unwrap();
        assert_eq!(push.file.as_deref(), Some("a-1.0.0.tgz"));
        assert_eq!(push.remote.as_deref(), Some("oci://h/charts"));
        let login = parse("helm registry login h:5000 -u me -p secret").unwrap();
        assert_eq!(
            (login.verb, login.remote.as_deref()),
            (Verb::Login, Some("h:5000"))
        );
        assert_eq!(login.username.as_deref(), Some("me"));
        assert!(!format!("{login:?}").contains("secret"));
    }

    #[test]
    fn what_leads_nowhere() {
        for (text, code) in [
            ("", "COMMAND_EMPTY"),
            ("helm repo add x https://y", "COMMAND_UNKNOWN"),
            ("kubectl get pods", "COMMAND_UNKNOWN"),
            ("helm pull", "COMMAND_WITHOUT_CHART"),
            ("helm upgrade my", "COMMAND_WITHOUT_CHART"),
            ("helm pull bitnami/nginx", "COMMAND_CLASSIC_REPOSITORY"),
            (
                "helm pull nginx --repo https://x",
                "COMMAND_CLASSIC_REPOSITORY",
            ),
            ("helm install my ./chart", "COMMAND_LOCAL_PATH"),
            ("helm install my chart-1.0.0.tgz", "COMMAND_LOCAL_PATH"),
            ("helm pull oci://h/Up", "REFERENCE_INVALID"),
            ("nginx", "REFERENCE_INVALID"),
            ("https://h/a", "REFERENCE_INVALID"),
        ] {
            assert_eq!(parse(text).unwrap_err().code(), code, "{text:?}");
        }
    }
}
