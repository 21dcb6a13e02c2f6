//! Helm's checks of metadata, in Helm's order and words, and the cleaning that comes with them.
//!
//! Source: Helm 4.2.4, `Metadata.Validate` and `Dependency.Validate` in `pkg/chart/v2`.

use chartroom_gotext::{Index, join, quote};
use chartroom_version::Version;

use crate::draft::{self, Decoded};
use crate::error::{ChartError, ChartErrorKind as Kind};
use crate::metadata::{Dependency, Maintainer, Metadata};
use crate::path;
use crate::text::sanitize;

/// Cleans the metadata and checks them.
pub(crate) fn validate(decoded: Decoded) -> Result<Metadata, ChartError> {
    let mut metadata = decoded.metadata;
    for field in [
        &mut metadata.name,
        &mut metadata.description,
        &mut metadata.home,
        &mut metadata.icon,
        &mut metadata.condition,
        &mut metadata.tags,
        &mut metadata.app_version,
        &mut metadata.kube_version,
    ] {
        sanitize(field);
    }
    metadata.sources.iter_mut().for_each(sanitize);
    metadata.keywords.iter_mut().for_each(sanitize);

    if metadata.api_version.is_empty() {
        return refuse(
            Kind::MetadataInvalid,
            "chart.metadata.apiVersion is required",
        );
    }
    check_name(&metadata.name)?;
    check_version(&metadata.version)?;
    if !matches!(metadata.chart_type.as_str(), "" | "application" | "library") {
        return refuse(
            Kind::MetadataInvalid,
            "chart.metadata.type must be application or library",
        );
    }
    for maintainer in decoded.maintainers {
        let maintainer = check_maintainer(draft::maintainer(maintainer))?;
        metadata.maintainers.push(maintainer);
    }
    let mut seen = Index::new();
    for dependency in decoded.dependencies {
        let dependency = check_dependency(draft::dependency(dependency))?;
        let key = if dependency.alias.is_empty() {
            &dependency.name
        } else {
            &dependency.alias
        };
        if !seen.see(key) {
            return refuse(
                Kind::MetadataInvalid,
                &format!("more than one dependency with name or alias {}", quote(key)),
            );
        }
        metadata.dependencies.push(dependency);
    }
    Ok(metadata)
}

/// Helm's rule for chart names: not empty, not a dot folder, one path element. Any other character
/// is fine for a chart, though not for a registry.
///
/// # Errors
/// With Helm's text.
pub fn check_name(name: &str) -> Result<(), ChartError> {
    if name.is_empty() {
        return refuse(Kind::NameInvalid, "chart.metadata.name is required");
    }
    let quoted = || quote(name);
    if name == "." || name == ".." {
        let text = format!("chart.metadata.name {} is not allowed", quoted());
        return refuse(Kind::NameInvalid, &text);
    }
    if name != path::base(name) {
        let text = format!("chart.metadata.name {} is invalid", quoted());
        return refuse(Kind::NameInvalid, &text);
    }
    Ok(())
}

/// Helm's rule for chart versions: whatever the loose version parser accepts.
///
/// # Errors
/// With Helm's text.
pub fn check_version(version: &str) -> Result<(), ChartError> {
    if version.is_empty() {
        return refuse(Kind::VersionInvalid, "chart.metadata.version is required");
    }
    if Version::parse(version).is_err() {
        let text = format!("chart.metadata.version {} is invalid", quote(version));
        return refuse(Kind::VersionInvalid, &text);
    }
    Ok(())
}

fn check_maintainer(maintainer: Option<Maintainer>) -> Result<Maintainer, ChartError> {
    let Some(mut maintainer) = maintainer else {
        return refuse(
            Kind::MetadataInvalid,
            "maintainers must not contain empty or null nodes",
        );
    };
    sanitize(&mut maintainer.name);
    sanitize(&mut maintainer.email);
    sanitize(&mut maintainer.url);
    Ok(maintainer)
}

fn check_dependency(dependency: Option<Dependency>) -> Result<Dependency, ChartError> {
    let Some(mut dependency) = dependency else {
        return refuse(
            Kind::MetadataInvalid,
            "dependencies must not contain empty or null nodes",
        );
    };
    sanitize(&mut dependency.name);
    sanitize(&mut dependency.version);
    sanitize(&mut dependency.repository);
    sanitize(&mut dependency.condition);
    dependency.tags.iter_mut().for_each(sanitize);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !dependency.alias.bytes().all(allowed) {
        return refuse(
            Kind::MetadataInvalid,
            &format!(
                "dependency {} has disallowed characters in the alias",
                quote(&dependency.name)
            ),
        );
    }
    Ok(dependency)
}

fn refuse<T>(kind: Kind, text: &str) -> Result<T, ChartError> {
    Err(ChartError::new(kind, join(&["validation: ", text], "")).at("Chart.yaml", None))
}
