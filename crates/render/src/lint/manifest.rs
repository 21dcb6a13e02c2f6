//! The rules about `Chart.yaml`.

use chartroom_chart::METADATA;
use chartroom_version::{Constraint, Version};
use chartroom_yaml::{GoType, Json};

use super::{Options, Report, Severity, address, read};
use crate::folder::{Folder, Look};
use crate::sprig::paths::base_of;
use crate::text::quoted;
use crate::values::go_type;

const PATH: &str = "Chart.yaml";

pub(super) fn check(folder: &Folder, options: &Options, report: &mut Report) {
    let Some(bytes) = read(folder, options, PATH) else {
        return;
    };
    if folder.look(PATH).as_deref() == Some(&Look::Folder) {
        report.add(Severity::Error, PATH, "should be a file, not a directory");
    }
    let parsed = bytes.and_then(|bytes| {
        let metadata = chartroom_yaml::to_json(&bytes, &METADATA);
        let metadata = metadata.map_err(|error| error.to_string())?;
        Ok((bytes, metadata))
    });
    let (bytes, metadata) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            report.add(
                Severity::Error,
                PATH,
                format!("unable to parse YAML\n\t{error}"),
            );
            return;
        }
    };
    if let Err(error) = chartroom_yaml::to_json_strict(&bytes, &METADATA) {
        report.add(
            Severity::Warning,
            PATH,
            format!("failed to strictly parse chart metadata file\n\t{error}"),
        );
    }
    let mut loose =
        chartroom_yaml::to_json(&bytes, &GoType::Map(&GoType::Any)).unwrap_or(Json::Null);
    loose.numbers_to_float();
    let text = |key: &str| metadata.get(key).and_then(Json::as_str).unwrap_or_default();
    let version = text("version");
    let mut error = |complaint| report.check(Severity::Error, PATH, complaint);
    error(name(text("name")));
    error(api_version(text("apiVersion")));
    error(string_type(&loose, "version"));
    error(version_complaint(version));
    error(string_type(&loose, "appVersion"));
    error(maintainers(&metadata));
    error(sources(&metadata));
    let icon = text("icon");
    if icon.is_empty() {
        report.add(Severity::Info, PATH, "icon is recommended");
    } else if !address::is_request_url(icon) {
        report.add(Severity::Error, PATH, format!("invalid icon URL '{icon}'"));
    }
    let api = text("apiVersion");
    if !text("type").is_empty() && api != "v2" {
        report.add(
            Severity::Error,
            PATH,
            format!(
                "chart type is not valid in apiVersion '{api}'. It is valid in apiVersion 'v2'"
            ),
        );
    }
    let declared = metadata.get("dependencies").and_then(Json::as_array);
    if declared.is_some_and(|list| !list.is_empty()) && api != "v2" {
        report.add(
            Severity::Error,
            PATH,
            format!(
                "dependencies are not valid in the Chart file with apiVersion '{api}'. They are \
                 valid in apiVersion 'v2'"
            ),
        );
    }
    if Version::parse_strict(version).is_err() {
        report.add(
            Severity::Warning,
            PATH,
            format!("version '{version}' is not a valid SemVerV2"),
        );
    }
}

fn name(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("name is required".to_owned());
    }
    (base_of(name.as_bytes()) != name.as_bytes())
        .then(|| format!("chart name {} is invalid", quoted(name)))
}

fn api_version(version: &str) -> Option<String> {
    const CHOICE: &str = "The value must be either \"v1\" or \"v2\"";
    match version {
        "" => Some(format!("apiVersion is required. {CHOICE}")),
        "v1" | "v2" => None,
        other => Some(format!("apiVersion '{other}' is not valid. {CHOICE}")),
    }
}

fn string_type(loose: &Json, key: &str) -> Option<String> {
    match loose.get(key)? {
        Json::String(_) => None,
        other => Some(format!(
            "{key} should be of type string but it's of type {}",
            go_type(other)
        )),
    }
}

fn version_complaint(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("version is required".to_owned());
    }
    let Ok(version) = Version::parse(text) else {
        return Some(format!("version '{text}' is not a valid SemVer"));
    };
    let constraint = Constraint::parse(">0.0.0-0").ok()?;
    let reasons = constraint.validate(&version).err()?;
    reasons.first().map(|reason| format!("version {reason}"))
}

fn maintainers(metadata: &Json) -> Option<String> {
    for maintainer in metadata.get("maintainers").and_then(Json::as_array)? {
        if maintainer.is_null() {
            return Some("a maintainer entry is empty".to_owned());
        }
        let text = |key| {
            maintainer
                .get(key)
                .and_then(Json::as_str)
                .unwrap_or_default()
        };
        let (name, email, url) = (text("name"), text("email"), text("url"));
        if name.is_empty() {
            return Some("each maintainer requires a name".to_owned());
        }
        if !email.is_empty() && !address::is_email(email) {
            return Some(format!("invalid email '{email}' for maintainer '{name}'"));
        }
        if !url.is_empty() && !address::is_url(url) {
            return Some(format!("invalid url '{url}' for maintainer '{name}'"));
        }
    }
    None
}

fn sources(metadata: &Json) -> Option<String> {
    let sources = metadata.get("sources").and_then(Json::as_array)?;
    let texts = sources.iter().map(|s| s.as_str().unwrap_or_default());
    let bad = texts.into_iter().find(|s| !address::is_request_url(s))?;
    Some(format!("invalid source URL '{bad}'"))
}
