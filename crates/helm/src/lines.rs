//! Command lines to copy: how others get at the same chart, pinned to what is on the screen.

use chartroom_oci::Digest;

use crate::words::quoted;

/// What a line is for. Names are stable; texts for people belong to whoever shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// `helm pull`.
    Pull,
    /// `helm pull --prov`.
    PullWithProvenance,
    /// `helm show values`.
    ShowValues,
    /// `helm template`.
    Template,
    /// `helm install`.
    Install,
    /// `helm upgrade --install`.
    Upgrade,
    /// `oras pull`.
    OrasPull,
    /// `oras manifest fetch`.
    OrasManifest,
    /// `crane manifest`.
    CraneManifest,
    /// `crane blob`, giving the archive.
    CraneBlob,
}

/// A line to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// What the line is for.
    pub purpose: Purpose,
    /// The line, ready for a shell.
    pub line: String,
}

/// A chart that lines are made for.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// Host and port of the registry.
    pub registry: &'a str,
    /// The repository, whose last part is the chart's name.
    pub repository: &'a str,
    /// The version with its `+`, where the chart is known by one.
    pub version: Option<&'a str>,
    /// Digest of the manifest.
    pub digest: Option<&'a Digest>,
    /// Digest of the archive's layer.
    pub layer: Option<&'a Digest>,
    /// Whether there is a provenance file.
    pub provenance: bool,
    /// Whether the registry is spoken to without TLS.
    pub plain_http: bool,
}

/// Lines of Helm, oras and crane for a chart.
///
/// With a digest they are pinned to it, otherwise to the version. Helm finds a version with build
/// metadata only by `--version`, so versions are given that way.
pub fn lines(subject: &Subject<'_>) -> Vec<CommandLine> {
    let Subject {
        registry,
        repository,
        ..
    } = subject;
    let name = repository.rsplit('/').next().unwrap_or_default();
    let at = match (subject.digest, subject.version) {
        (Some(digest), _) => format!("@{digest}"),
        (None, Some(version)) => format!(":{}", version.replace('+', "_")),
        (None, None) => String::new(),
    };
    let plain = format!("{registry}/{repository}{at}");
    let helm = match (subject.digest, subject.version) {
        (None, Some(version)) => {
            let chart = quoted(&format!("oci://{registry}/{repository}"));
            format!("{chart} --version {}", quoted(version))
        }
        _ => quoted(&format!("oci://{plain}")),
    };
    let flag = |flag: &'static str| if subject.plain_http { flag } else { "" };
    let (http, insecure) = (flag(" --plain-http"), flag(" --insecure"));
    let release = quoted(name);
    let plain = quoted(&plain);
    let mut out = Vec::new();
    let mut put = |purpose, line| out.push(CommandLine { purpose, line });
    put(Purpose::Pull, format!("helm pull {helm}{http}"));
    if subject.provenance {
        put(
            Purpose::PullWithProvenance,
            format!("helm pull {helm} --prov{http}"),
        );
    }
    put(
        Purpose::ShowValues,
        format!("helm show values {helm}{http}"),
    );
    put(
        Purpose::Template,
        format!("helm template {release} {helm}{http}"),
    );
    put(
        Purpose::Install,
        format!("helm install {release} {helm}{http}"),
    );
    put(
        Purpose::Upgrade,
        format!("helm upgrade --install {release} {helm}{http}"),
    );
    put(Purpose::OrasPull, format!("oras pull {plain}{http}"));
    put(
        Purpose::OrasManifest,
        format!("oras manifest fetch {plain}{http}"),
    );
    put(
        Purpose::CraneManifest,
        format!("crane manifest {plain}{insecure}"),
    );
    if let Some(layer) = subject.layer {
        let blob = quoted(&format!("{registry}/{repository}@{layer}"));
        let file = match subject.version {
            Some(version) => quoted(&format!("{name}-{version}.tgz")),
            None => quoted(&format!("{name}.tgz")),
        };
        put(
            Purpose::CraneBlob,
            format!("crane blob {blob}{insecure} > {file}"),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::parse;

    #[test]
    fn pinned_by_digest_or_by_version() {
        let digest = Digest::sha256(b"");
        let mut subject = Subject {
            registry: "127.0.0.1:5000",
            repository: "charts/demo",
            version: Some("1.2.3+b"),
            digest: Some(&digest),
            layer: Some(&digest),
            provenance: true,
            plain_http: true,
        };
        let first = &lines(&subject)[0];
        assert_eq!(
            first.line,
            format!("helm pull oci://127.0.0.1:5000/charts/demo@{digest} --plain-http")
        );
        subject.digest = None;
        subject.plain_http = false;
        let made = lines(&subject);
        assert_eq!(
            made[0].line,
            "helm pull oci://127.0.0.1:5000/charts/demo --version 1.2.3+b"
        );
        let crane = made.last().map(|line| line.line.as_str());
        assert_eq!(
            crane,
            Some(
                format!("crane blob 127.0.0.1:5000/charts/demo@{digest} > demo-1.2.3+b.tgz")
                    .as_str()
            )
        );
        // What is offered can be pasted again.
        for line in made {
            let command = parse(&line.line).expect("a line that can be read");
            let chart = command.chart.expect("a chart");
            assert_eq!(chart.reference.repository, "charts/demo");
        }
    }
}
