//! `helm lint`.

use chartroom_chart::{Archive, ArchiveFile, Limits};
use chartroom_gotext::{Index, quote, sort_by};

use super::flags::{Flag, Flags, GLOBAL, Kind, flag};
use super::template::heard;
use super::{Found, Host, Outcome, Refusal, values};
use crate::capabilities::KubeVersion;
use crate::folder::Folder;
use crate::lint::{self, Options, Severity};
use crate::sprig::paths::clean;

const FLAGS: [Flag; 5] = [
    flag("strict", Kind::Bool),
    flag("with-subcharts", Kind::Bool),
    flag("quiet", Kind::Bool),
    flag("skip-schema-validation", Kind::Bool),
    flag("kube-version", Kind::Text),
];

/// Runs `helm lint` with these arguments (the command's own words left out).
pub fn lint(line: &[String], host: &dyn Host) -> Outcome {
    let outcome = Outcome::default();
    let flags = match parse(line) {
        Ok(flags) => flags,
        Err(error) => return outcome.failed(&error),
    };
    if flags.arguments.is_empty() {
        return outcome.failed(
            "\"helm lint\" requires at least 1 argument\n\nUsage:  helm lint PATH [flags]",
        );
    }
    let mut outcome = outcome;
    let options = options(&flags, host);
    let mut log = Vec::new();
    heard(host, flags.is_on("debug"), &mut log);
    outcome.log(&log);
    match options {
        Ok(options) => run(&flags, &options, host, outcome),
        Err(refusal) => outcome.failed(&refusal.text),
    }
}

/// The options that a command line stands for, whose chart somebody else has opened.
///
/// # Errors
/// Helm's text.
pub fn lint_options(line: &[String], host: &dyn Host) -> Result<Options, Refusal> {
    options(&parse(line)?, host)
}

fn parse(line: &[String]) -> Result<Flags, String> {
    let known = FLAGS.into_iter().chain(values::FLAGS).chain(GLOBAL);
    let known: Vec<Flag> = known.collect();
    Flags::parse(&known, line)
}

fn options(flags: &Flags, host: &dyn Host) -> Result<Options, Refusal> {
    let mut options = Options {
        now: host.now(),
        running: host.running(),
        seed: host.seed(),
        skip_schema: flags.is_on("skip-schema-validation"),
        debug: flags.is_on("debug"),
        modules: host.modules(),
        ..Options::default()
    };
    if let Some(text) = flags.text("kube-version").filter(|text| !text.is_empty()) {
        let version = KubeVersion::parse(text)
            .map_err(|error| format!("invalid kube version '{text}': {error}"))?;
        options.kube_version = Some(version);
    }
    let namespace = flags.text("namespace").filter(|name| !name.is_empty());
    options.namespace = namespace.map_or_else(|| host.namespace(), str::to_owned);
    options.values = values::merge(flags, host)?;
    Ok(options)
}

/// A chart to lint: where it is, and its files or why there are none.
type Target = (String, Result<Folder, String>);

fn run(flags: &Flags, options: &Options, host: &dyn Host, mut outcome: Outcome) -> Outcome {
    let (strict, quiet) = (flags.is_on("strict"), flags.is_on("quiet"));
    let mut targets: Vec<Target> = Vec::new();
    let mut below: Vec<Target> = Vec::new();
    for path in &flags.arguments {
        let found = files(path, host);
        if flags.is_on("with-subcharts")
            && !path.ends_with(".tgz")
            && let Ok(folder) = &found
        {
            below.extend(subcharts(path, &folder.files));
        }
        targets.push((path.clone(), found));
    }
    targets.append(&mut below);
    let (mut failed, mut doubtful) = (0, 0);
    let mut values = options.values.clone();
    for (path, found) in &targets {
        let mut lines = Vec::new();
        let (fails, doubts) = match found {
            Err(error) => {
                lines.push(format!("Error {error}"));
                (true, true)
            }
            Ok(folder) => {
                let options = Options {
                    folder: place(path, folder, host),
                    values,
                    ..options.clone()
                };
                let report = lint::lint(folder, &options, &host.engine());
                values = report.values.clone();
                outcome.log(&report.warnings);
                let shown = report.findings.iter();
                lines.extend(
                    shown
                        .filter(|f| !quiet || f.severity > Severity::Info)
                        .map(ToString::to_string),
                );
                let doubts = report.findings.iter().any(|f| f.severity > Severity::Info);
                (report.fails(strict), doubts)
            }
        };
        failed += usize::from(fails);
        doubtful += usize::from(doubts);
        if quiet && !doubts {
            continue;
        }
        outcome.stdout.push_str(&format!("==> Linting {path}\n"));
        for line in lines {
            outcome.stdout.push_str(&line);
            outcome.stdout.push('\n');
        }
        outcome.stdout.push('\n');
    }
    let summary = format!(
        "{} chart(s) linted, {failed} chart(s) failed",
        targets.len()
    );
    if failed > 0 {
        return outcome.failed(&summary);
    }
    if !quiet || doubtful > 0 {
        outcome.stdout.push_str(&summary);
        outcome.stdout.push('\n');
    }
    outcome
}

/// The chart at a path, its archive unpacked.
fn files(path: &str, host: &dyn Host) -> Result<Folder, String> {
    match host.chart(path)? {
        Found::Archive(bytes) => unpack(&bytes),
        Found::Folder(folder) if folder.look("Chart.yaml").is_some() => Ok(folder),
        Found::Folder(_) => Err(format!(
            "unable to check Chart.yaml file in chart: stat {}: no such file or directory",
            joined(path, "Chart.yaml")
        )),
    }
}

/// Go's `filepath.Join`.
fn joined(folder: &str, name: &str) -> String {
    let path = clean(format!("{folder}/{name}").as_bytes()).to_vec();
    String::from_utf8_lossy(&path).into_owned()
}

/// An archive's files as they are on a disk once Helm has unpacked them: the last of a name stays.
fn unpack(bytes: &[u8]) -> Result<Folder, String> {
    let refused = |text: String| format!("unable to extract tarball: {text}");
    let archive = Archive::open(bytes, &Limits::default()).map_err(|e| refused(e.to_string()))?;
    folder_name(&name(&archive.files).map_err(refused)?).map_err(refused)?;
    let mut seen = Index::new();
    let mut files = archive.files;
    files.reverse();
    files.retain(|file| seen.see(&file.name));
    files.reverse();
    Ok(files.into())
}

/// The name in an archive's last manifest; all of them must be readable.
fn name(files: &[ArchiveFile]) -> Result<String, String> {
    let mut name = String::new();
    for file in files.iter().filter(|file| file.name == "Chart.yaml") {
        let json = chartroom_yaml::to_json(&file.bytes, &chartroom_chart::METADATA)
            .map_err(|error| format!("cannot load Chart.yaml: {error}"))?;
        let text = json.get("name").and_then(|name| name.as_str());
        text.unwrap_or_default().clone_into(&mut name);
    }
    Ok(name)
}

/// Whether Helm makes a folder of that name.
fn folder_name(name: &str) -> Result<(), String> {
    let quoted = quote(name);
    match name {
        "" => Err("chart name not specified".to_owned()),
        "." | ".." => Err(format!("chart name {quoted} is not allowed")),
        "/" => Err(format!(
            "chart name {quoted} resolves to the extraction root"
        )),
        _ if name.contains('/') => Err(format!(
            "chart name {quoted} must not contain path separators"
        )),
        _ => Ok(()),
    }
}

/// Helm unpacks archives into a folder with a number; the number is left to the reader.
fn place(path: &str, folder: &Folder, host: &dyn Host) -> String {
    if !path.ends_with(".tgz") && !path.ends_with(".tar.gz") {
        return host.absolute(path);
    }
    format!("/tmp/helm-lint/{}", name(&folder.files).unwrap_or_default())
}

/// The charts below `charts/`, folders and archives, in the order of a walk.
fn subcharts(path: &str, files: &[ArchiveFile]) -> Vec<Target> {
    let mut names: Vec<&ArchiveFile> = files
        .iter()
        .filter(|file| file.name.starts_with("charts/"))
        .collect();
    sort_by(&mut names, |a, b| a.name.split('/').cmp(b.name.split('/')));
    let mut found = Vec::new();
    for file in names {
        if file.name.ends_with(".tgz") || file.name.ends_with(".tar.gz") {
            found.push((joined(path, &file.name), unpack(&file.bytes)));
        } else if let Some(root) = file.name.strip_suffix("/Chart.yaml") {
            let prefix = format!("{root}/");
            let below = files.iter().filter_map(|file| {
                let name = file.name.strip_prefix(&prefix)?;
                Some(ArchiveFile {
                    name: name.to_owned(),
                    ..file.clone()
                })
            });
            let below: Vec<ArchiveFile> = below.collect();
            found.push((joined(path, root), Ok(below.into())));
        }
    }
    found
}
