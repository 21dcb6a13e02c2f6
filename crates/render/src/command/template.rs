//! `helm template`.

use std::borrow::Cow;
use std::rc::Rc;

use chartroom_chart::{Archive, Chart, ChartErrorKind, Limits};
use chartroom_gotemplate::{Options as Engine, Template, Value};
use chartroom_yaml::{Field, GoType, StructType};

use super::flags::{Flag, Flags, GLOBAL, boolean};
use super::template_flags::FLAGS;
use super::{Found, Host, Outcome, Refusal, Written, values};
use crate::capabilities::{Capabilities, KubeVersion};
use crate::engine::{self, Release};
use crate::folder::Look;
use crate::functions;
use crate::log;
use crate::output::Output;
use crate::random::Random;
use crate::sprig::paths::clean;
use crate::template::{Options, Rendered, render};
use crate::text::quoted;
use crate::values::{Object, Warnings};

/// Runs `helm template` with these arguments (the command's own words left out).
pub fn template(line: &[String], host: &dyn Host) -> Outcome {
    let mut outcome = Outcome::default();
    let flags = match parse(line) {
        Ok(flags) => flags,
        Err(error) => return outcome.failed(&error),
    };
    let mut notes = Warnings::new();
    let prepared = prepare(&flags, host, &mut notes);
    outcome.log(&notes);
    match prepared {
        Err(refusal) => outcome.failed(&refusal.text),
        Ok((chart, options)) => run(&Rc::new(chart), &options, &flags, host, outcome),
    }
}

/// The options that a command line stands for, whose chart somebody else has opened, and the
/// patterns of `--show-only` in it.
///
/// # Errors
/// Helm's text.
pub fn template_options(
    line: &[String],
    host: &dyn Host,
) -> Result<(Options, Vec<String>), Refusal> {
    let flags = parse(line)?;
    let capabilities = capabilities(&flags)?;
    let (name, _) = name_and_chart(&flags, host)?;
    let values = values::merge(&flags, host)?;
    let shown = flags.texts("show-only").map(str::to_owned).collect();
    Ok((options(&flags, name, values, capabilities, host), shown))
}

fn parse(line: &[String]) -> Result<Flags, String> {
    let known = FLAGS.into_iter().chain(values::FLAGS).chain(GLOBAL);
    let known: Vec<Flag> = known.collect();
    Flags::parse(&known, line)
}

fn run(
    chart: &Rc<Chart>,
    options: &Options,
    flags: &Flags,
    host: &dyn Host,
    mut outcome: Outcome,
) -> Outcome {
    match render(chart, options, &host.engine()) {
        Err(error) => {
            outcome.log(&error.warnings);
            if let Some(release) = error.release.filter(|_| options.debug) {
                let text = Output::plain(format!("{}\n", release.manifest.trim()));
                let shown: Vec<&str> = flags.texts("show-only").collect();
                // Where nothing is found, the failure is told and not that.
                outcome.stdout = match text.only(shown.iter().copied()) {
                    Ok(chosen) if !shown.is_empty() => chosen.text,
                    Err(_) => String::new(),
                    Ok(_) => text.text,
                };
            }
            outcome.failed(&error.text)
        }
        Ok(rendered) => {
            outcome.log(&rendered.warnings);
            print(&rendered, options, flags, outcome)
        }
    }
}

fn prepare(
    flags: &Flags,
    host: &dyn Host,
    log: &mut Warnings,
) -> Result<(Chart, Options), Refusal> {
    if flags.arguments.is_empty() {
        return Err(
            "\"helm template\" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]"
                .to_owned()
                .into(),
        );
    }
    let capabilities = capabilities(flags)?;
    host.prepare()?;
    check_dry_run(flags, log)?;
    let debug = flags.is_on("debug");
    let mut note = |message: &str, attributes: &[(&str, &str)]| {
        if debug {
            log.push(log::debug(message, attributes));
        }
    };
    let version = flags.text("version").unwrap_or_default();
    note("Original chart version", &[("version", version)]);
    if version.is_empty() && flags.is_on("devel") {
        note("setting version to >0.0.0-0", &[]);
    }
    let (name, path) = name_and_chart(flags, host)?;
    let found = host.chart(path);
    heard(host, debug, log);
    let found = found?;
    let place = host.absolute(path);
    if debug {
        log.push(log::debug("Chart path", &[("path", &place)]));
    }
    let values = values::merge(flags, host);
    heard(host, debug, log);
    let values = values?;
    let chart = load(found, &place, log)?;
    Ok((chart, options(flags, name, values, capabilities, host)))
}

/// Takes over what the host logged.
pub(super) fn heard(host: &dyn Host, debug: bool, log: &mut Warnings) {
    let lines = host.log().into_iter();
    log.extend(lines.filter(|line| debug || !line.starts_with("level=DEBUG ")));
}

/// Opens what was found at a place. Helm looks into it to choose who reads the chart, and says little
/// of what is wrong with an archive itself.
fn load(found: Found, place: &str, log: &mut Warnings) -> Result<Chart, String> {
    let folder = match found {
        Found::Archive(bytes) => {
            let archive = Archive::open_file(place, &bytes, &Limits::default());
            let archive = archive.map_err(|error| match error.kind() {
                ChartErrorKind::NotGzip => error.to_string(),
                _ => "unable to load chart archive".to_owned(),
            })?;
            let mut files = archive.files.iter();
            let Some(manifest) = files.find(|file| file.name == "Chart.yaml") else {
                return Err("unable to detect chart version, no Chart.yaml found".to_owned());
            };
            let usable = recognise(&manifest.bytes)?;
            let opened = Chart::from_archive(archive);
            let notes = match &opened {
                Ok(chart) => &chart.warnings,
                Err(error) => error.warnings(),
            };
            log.extend(notes.iter().map(|note| log::info(note, &[])));
            let chart = opened.map_err(|error| error.to_string())?;
            return usable.map(|()| chart);
        }
        Found::Folder(folder) => folder,
    };
    let file = format!("{place}/Chart.yaml");
    let fault = match folder.look("Chart.yaml").map(Cow::into_owned) {
        Some(Look::File(manifest)) => {
            let usable = recognise(&manifest)?;
            let chart = folder.load(log).map_err(|error| error.to_string())?;
            return usable.map(|()| chart);
        }
        Some(Look::Folder) => format!("read {file}: is a directory"),
        Some(Look::Fault(error)) => error,
        None => format!("open {file}: no such file or directory"),
    };
    Err(format!("unable to detect chart at {file}: {fault}"))
}

/// The mode of `--dry-run`; Helm warns of the older ways to say it.
fn check_dry_run(flags: &Flags, log: &mut Warnings) -> Result<(), String> {
    let Some(mode) = flags.text("dry-run") else {
        return Ok(());
    };
    let modes = match mode {
        "client" | "server" => return Ok(()),
        "unset" => {
            let text = "--dry-run is deprecated and should be replaced with '--dry-run=client'";
            log.push(log::warn(text, &[]));
            return Ok(());
        }
        "none" => "\"server\" or \"client\"",
        _ => match boolean(mode) {
            Some(true) => {
                let text = format!(
                    "boolean '--dry-run={mode}' flag is deprecated and must be replaced with '--dry-run=client'"
                );
                log.push(log::warn(&text, &[]));
                return Ok(());
            }
            Some(false) => "\"server\" or \"client\"",
            None => "\"none\", \"server\", or \"client\"",
        },
    };
    let mode = quoted(mode);
    Err(format!("invalid dry-run value ({mode}). Must be {modes}"))
}

/// Looks at a manifest as Helm does to choose who reads the chart; inside, whether the chart can be
/// used once it is read.
fn recognise(manifest: &[u8]) -> Result<Result<(), String>, String> {
    const BASE: GoType = GoType::Struct(&StructType {
        name: "loader.chartBase",
        fields: &[Field {
            json: "apiVersion",
            ty: GoType::String,
        }],
    });
    let base = chartroom_yaml::to_json(manifest, &BASE)
        .map_err(|error| format!("cannot load Chart.yaml: {error}"))?;
    let version = base.get("apiVersion").and_then(|version| version.as_str());
    match version.unwrap_or_default() {
        "" | "v1" | "v2" => Ok(Ok(())),
        // Helm reads these, and then has no use for them.
        "v3" => Ok(Err("invalid chart apiVersion".to_owned())),
        _ => Err("unsupported chart version".to_owned()),
    }
}

fn capabilities(flags: &Flags) -> Result<Capabilities, String> {
    let mut capabilities = Capabilities::default();
    if let Some(text) = flags.text("kube-version").filter(|text| !text.is_empty()) {
        capabilities.kube_version = KubeVersion::parse(text)
            .map_err(|error| format!("invalid kube version '{text}': {error}"))?;
    }
    let apis = flags.texts("api-versions").map(str::to_owned);
    capabilities.api_versions.extend(apis);
    Ok(capabilities)
}

fn options(
    flags: &Flags,
    name: String,
    values: Object,
    capabilities: Capabilities,
    host: &dyn Host,
) -> Options {
    let is_upgrade = flags.is_on("is-upgrade");
    let namespace = flags.text("namespace").filter(|name| !name.is_empty());
    Options {
        values,
        release: Release {
            name,
            namespace: namespace.map_or_else(|| host.namespace(), str::to_owned),
            is_install: !is_upgrade,
            is_upgrade,
            revision: 1,
        },
        capabilities,
        now: host.now(),
        running: host.running(),
        seed: host.seed(),
        include_crds: flags.is_on("include-crds"),
        labels: labels(flags),
        debug: flags.is_on("debug"),
        skip_schema: flags.is_on("skip-schema-validation"),
        skip_tests: flags.is_on("skip-tests"),
        no_hooks: flags.is_on("no-hooks"),
        modules: host.modules(),
    }
}

fn labels(flags: &Flags) -> Vec<String> {
    let pairs = flags
        .texts("labels")
        .filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, _)| name.to_owned()).collect()
}

fn name_and_chart<'f>(flags: &'f Flags, host: &dyn Host) -> Result<(String, &'f str), String> {
    let template = flags.text("name-template").unwrap_or_default();
    match &flags.arguments[..] {
        [name, chart] => {
            if flags.is_on("generate-name") {
                return Err("cannot set --generate-name and also specify a name".to_owned());
            }
            if !template.is_empty() {
                return Err("cannot set --name-template and also specify a name".to_owned());
            }
            Ok((name.clone(), chart))
        }
        [chart] if template.is_empty() => Ok(("release-name".to_owned(), chart)),
        [chart] => Ok((name_from(template, host)?, chart)),
        more => Err(format!(
            "expected at most two arguments, unexpected arguments: {}",
            more.get(2..).unwrap_or_default().join(", ")
        )),
    }
}

/// The name that a template makes.
fn name_from(text: &str, host: &dyn Host) -> Result<String, String> {
    let mut set = Template::new("name-template", functions::sprig_only());
    set.parse("name-template", text).map_err(|e| e.text())?;
    let mut data = engine::Host {
        now: host.now(),
        running: host.running(),
        random: Random::new(host.seed()),
        modules: host.modules(),
        ..engine::Host::default()
    };
    let mut out = Vec::new();
    let options = Engine::default();
    set.execute_with("name-template", &Value::Nil, &mut out, &options, &mut data)
        .map_err(|e| e.text())?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn print(rendered: &Rendered, options: &Options, flags: &Flags, mut outcome: Outcome) -> Outcome {
    if let Some(folder) = flags.text("output-dir").filter(|dir| !dir.is_empty()) {
        // Definitions of resources do not go into the release's own folder.
        for (source, text) in &rendered.crds {
            put(folder, source, text, false, &mut outcome);
        }
        if flags.is_on("release-name") {
            let joined = format!("{folder}/{}", options.release.name);
            let folder = clean(joined.as_bytes());
            write(
                rendered,
                options,
                &String::from_utf8_lossy(&folder),
                &mut outcome,
            );
        } else {
            write(rendered, options, folder, &mut outcome);
        }
        // Nothing is left to be printed.
        if let Some(wanted) = flags.texts("show-only").next() {
            return outcome.failed(&format!("could not find template {wanted} in chart"));
        }
        outcome.stdout.push('\n');
        return outcome;
    }
    let printed = Output::all(rendered, options);
    let shown: Vec<&str> = flags.texts("show-only").collect();
    if shown.is_empty() {
        outcome.stdout = printed.text;
        return outcome;
    }
    match printed.only(shown) {
        Ok(chosen) => outcome.stdout = chosen.text,
        Err(error) => return outcome.failed(&error),
    }
    outcome
}

/// With `--output-dir` Helm writes each source into its own file and says so. A manifest begins its
/// file anew; a hook goes behind whatever lies there, even from an earlier run.
fn write(rendered: &Rendered, options: &Options, folder: &str, outcome: &mut Outcome) {
    for document in &rendered.documents.manifests {
        put(folder, &document.source, document.text(), false, outcome);
    }
    if options.no_hooks {
        return;
    }
    for hook in &rendered.documents.hooks {
        if !(options.skip_tests && hook.is_test()) {
            put(folder, &hook.source, hook.text(), true, outcome);
        }
    }
}

fn put(folder: &str, source: &str, text: &str, append: bool, outcome: &mut Outcome) {
    let path = format!("{folder}/{source}");
    let block = format!("---\n# Source: {source}\n{text}\n");
    outcome.stdout.push_str(&format!("wrote {path}\n"));
    match outcome.files.iter_mut().find(|known| known.path == path) {
        Some(written) => written.text.push_str(&block),
        None => outcome.files.push(Written {
            path,
            text: block,
            append,
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::manifests::{Memory, sort};

    /// What `helm template --output-dir` leaves behind, by Helm 4.2.4.
    #[test]
    fn sources_become_files() {
        let hook = "kind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: test}}\n";
        let both = format!("kind: Pod\n---\n{hook}");
        let files = [
            ("c/templates/a.yaml", both.as_str()),
            ("c/templates/h.yaml", hook),
        ];
        let rendered = Rendered {
            documents: sort(
                files.map(|(path, text)| (path.to_owned(), text.to_owned())),
                &BTreeMap::new(),
                &Memory::default(),
                &mut Vec::new(),
            )
            .unwrap(),
            ..Rendered::default()
        };
        let run = |line: &[&str]| {
            let line: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
            let flags = parse(&line).unwrap();
            print(&rendered, &Options::default(), &flags, Outcome::default())
        };
        let outcome = run(&["--output-dir", "./o"]);
        assert_eq!(
            outcome.stdout,
            "wrote ./o/c/templates/a.yaml\nwrote ./o/c/templates/a.yaml\nwrote ./o/c/templates/h.yaml\n\n"
        );
        let hook = |path| format!("---\n# Source: {path}\n{hook}\n");
        let pod = "---\n# Source: c/templates/a.yaml\nkind: Pod\n\n";
        let written = |path: &str, text: String, append| Written {
            path: path.to_owned(),
            text,
            append,
        };
        assert_eq!(
            outcome.files,
            [
                written(
                    "./o/c/templates/a.yaml",
                    format!("{pod}{}", hook("c/templates/a.yaml")),
                    false
                ),
                written("./o/c/templates/h.yaml", hook("c/templates/h.yaml"), true),
            ]
        );
        let outcome = run(&["--output-dir", "./o//", "--release-name"]);
        assert_eq!(outcome.files[0].path, "o/release-name/c/templates/a.yaml");
        let outcome = run(&["--output-dir", "o", "-s", "templates/a.yaml"]);
        assert!(outcome.stdout.ends_with("wrote o/c/templates/h.yaml\n"));
        assert_eq!(
            outcome.stderr,
            "Error: could not find template templates/a.yaml in chart\n"
        );
    }
}
