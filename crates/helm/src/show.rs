//! What `helm show` prints, byte for byte.
//!
//! Source: Helm 4.2.4, `pkg/action/show.go`; `helm.md` 3.

use chartroom_chart::Chart;

use crate::error::{HelmError, HelmErrorKind};

/// `helm show all`: metadata, values, README and custom resource definitions.
///
/// # Errors
/// When the metadata hold characters that YAML cannot, which fails every kind of `show`.
pub fn all(chart: &Chart) -> Result<Vec<u8>, HelmError> {
    let mut out = metadata(chart)?;
    if chart.values().is_some() {
        out.extend_from_slice(b"---\n");
        push_values(chart, &mut out);
    }
    if let Some(readme) = chart.readme() {
        out.extend_from_slice(b"---\n");
        push_line(&mut out, &readme.bytes);
    }
    push_crds(chart, &mut out);
    Ok(out)
}

/// `helm show chart`: the metadata as YAML, and an empty line.
///
/// # Errors
/// As [`all`].
pub fn chart(chart: &Chart) -> Result<Vec<u8>, HelmError> {
    metadata(chart)
}

/// `helm show values`: the text of `values.yaml`; nothing without one.
///
/// # Errors
/// As [`all`].
pub fn values(chart: &Chart) -> Result<Vec<u8>, HelmError> {
    metadata(chart)?;
    let mut out = Vec::new();
    push_values(chart, &mut out);
    Ok(out)
}

/// `helm show readme`: the README; nothing without one.
///
/// # Errors
/// As [`all`].
pub fn readme(chart: &Chart) -> Result<Vec<u8>, HelmError> {
    metadata(chart)?;
    let mut out = Vec::new();
    if let Some(readme) = chart.readme() {
        push_line(&mut out, &readme.bytes);
    }
    Ok(out)
}

/// `helm show crds`: the custom resource definitions of the chart and its dependencies.
///
/// # Errors
/// As [`all`].
pub fn crds(chart: &Chart) -> Result<Vec<u8>, HelmError> {
    metadata(chart)?;
    let mut out = Vec::new();
    push_crds(chart, &mut out);
    Ok(out)
}

fn metadata(chart: &Chart) -> Result<Vec<u8>, HelmError> {
    let yaml = chart.metadata.try_to_yaml();
    let mut yaml =
        yaml.map_err(|error| HelmError::new(HelmErrorKind::NotAChart, error.to_string()))?;
    yaml.push('\n');
    Ok(yaml.into_bytes())
}

fn push_values(chart: &Chart, out: &mut Vec<u8>) {
    let files = chart.raw_files().iter();
    for file in files.filter(|file| file.name == "values.yaml") {
        push_line(out, &file.bytes);
    }
}

fn push_crds(chart: &Chart, out: &mut Vec<u8>) {
    for crd in chart.crds() {
        if !crd.bytes.starts_with(b"---") {
            out.extend_from_slice(b"---\n");
        }
        push_line(out, &crd.bytes);
    }
}

fn push_line(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes);
    out.push(b'\n');
}
