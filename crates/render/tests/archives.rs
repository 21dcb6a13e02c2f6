//! Archives that are no charts, or whose manifests are odd: what `template` and `lint` say of them.
//! The texts are those of Helm 4.2.4 on the same bytes.

#[path = "../../chart/tests/common/mod.rs"]
mod common;

use chartroom_render::command::{Found, Host, Outcome, lint, template};
use chartroom_render::gotime::Moment;
use common::{CHART, chart, file, gzip, tgz};

/// One archive, whatever is asked for.
struct OneFile(Vec<u8>);

impl Host for OneFile {
    fn chart(&self, _: &str) -> Result<Found, String> {
        Ok(Found::Archive(self.0.clone()))
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("open {path}: no such file or directory"))
    }

    fn absolute(&self, path: &str) -> String {
        format!("/charts/{path}")
    }

    fn now(&self) -> Moment {
        Moment::default()
    }

    fn running(&self) -> i64 {
        0
    }

    fn seed(&self) -> [u8; 32] {
        [7; 32]
    }
}

fn templated(bytes: &[u8]) -> Outcome {
    let line = ["r", "a.tgz"].map(str::to_owned);
    template(&line, &OneFile(bytes.to_vec()))
}

#[track_caller]
fn refused(bytes: &[u8], text: &str) {
    let outcome = templated(bytes);
    assert_eq!(outcome.stderr, format!("Error: {text}\n"));
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("", 1));
}

#[track_caller]
fn linted(bytes: &[u8], stdout: &str) {
    let outcome = lint(&["a.tgz".to_owned()], &OneFile(bytes.to_vec()));
    assert_eq!(outcome.stdout, format!("==> Linting a.tgz\n{stdout}\n\n"));
    let summary = "Error: 1 chart(s) linted, 1 chart(s) failed\n";
    assert_eq!((outcome.stderr.as_str(), outcome.code), (summary, 1));
}

fn manifest(text: &str) -> Vec<u8> {
    file("q/Chart.yaml", text.as_bytes())
}

#[test]
fn template_says_little_of_a_broken_archive() {
    let good = tgz(&[chart()]);
    for broken in [
        good[..60].to_vec(),
        good[..9].to_vec(),
        gzip(&[b'x'; 2048]),
        tgz(&[]),
        tgz(&[chart(), file("q/../../x", b"")]),
        tgz(&[chart(), file("x", b"")]),
        tgz(&[file("Chart.yaml", CHART)]),
    ] {
        refused(&broken, "unable to load chart archive");
    }
    refused(
        b"hello",
        "file '/charts/a.tgz' does not appear to be a gzipped archive; got 'application/octet-stream'",
    );
}

#[test]
fn template_chooses_a_reader_by_the_first_manifest() {
    refused(
        &tgz(&[file("q/values.yaml", b"a: 1\n")]),
        "unable to detect chart version, no Chart.yaml found",
    );
    refused(
        &tgz(&[manifest("apiVersion: {}\nname: q\n")]),
        "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field chartBase.apiVersion of type string",
    );
    refused(
        &tgz(&[manifest("- a\n")]),
        "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type loader.chartBase",
    );
    // The version decides before anything else is read.
    refused(
        &tgz(&[manifest("apiVersion: v9\nname: q\nversion: x\n")]),
        "unsupported chart version",
    );
    let third = "apiVersion: v3\nname: q\n";
    let no_version = "validation: chart.metadata.version is required";
    refused(&tgz(&[manifest(third)]), no_version);
    let third = format!("{third}version: 1.0.0\n");
    refused(&tgz(&[manifest(&third)]), "invalid chart apiVersion");
    let odd = manifest("apiVersion: v9\n");
    refused(&tgz(&[odd.clone(), chart()]), "unsupported chart version");
    let a = file("q/templates/a.yaml", b"kind: A\n");
    let outcome = templated(&tgz(&[chart(), odd, a]));
    let text = "---\n# Source: q/templates/a.yaml\nkind: A\n";
    assert_eq!((outcome.stdout.as_str(), outcome.code), (text, 0));
}

#[test]
fn lint_unpacks_into_a_folder_with_the_name_of_the_last_manifest() {
    let refused = |parts: &[Vec<u8>], text: &str| {
        linted(
            &tgz(parts),
            &format!("Error unable to extract tarball: {text}"),
        );
    };
    let none = "chart name not specified";
    refused(&[file("q/values.yaml", b"a: 1\n")], none);
    refused(&[manifest("")], none);
    refused(&[chart(), manifest("apiVersion: v2\n")], none);
    refused(
        &[manifest("name: ..\n")],
        "chart name \"..\" is not allowed",
    );
    refused(
        &[manifest("name: a/b\n")],
        "chart name \"a/b\" must not contain path separators",
    );
    refused(
        &[manifest("name: /\n")],
        "chart name \"/\" resolves to the extraction root",
    );
    refused(
        &[manifest("name: [1]\n"), chart()],
        "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field Metadata.name of type string",
    );
}

#[test]
fn lint_sees_the_last_of_files_of_one_name() {
    let old = file("q/values.yaml", b"a: [");
    let new = file("q/values.yaml", b"a: 1\n");
    let outcome = lint(&["a.tgz".to_owned()], &OneFile(tgz(&[old, chart(), new])));
    let text = "==> Linting a.tgz\n[INFO] Chart.yaml: icon is recommended\n[WARNING] templates/: directory does not exist\n\n1 chart(s) linted, 0 chart(s) failed\n";
    assert_eq!((outcome.stdout.as_str(), outcome.code), (text, 0));
}

#[test]
fn each_load_tells_what_is_old() {
    let told = "level=INFO msg=\"Warning: Dependencies are handled in Chart.yaml since apiVersion \\\"v2\\\". We recommend migrating dependencies to Chart.yaml.\"\n";
    let old = |folder: &str| {
        file(
            &format!("{folder}/requirements.yaml"),
            b"dependencies: []\n",
        )
    };
    let a = file("q/templates/a.yaml", b"kind: A\n");
    let inner = file(
        "q/charts/i/Chart.yaml",
        b"apiVersion: v2\nname: i\nversion: 1.0.0\n",
    );
    let both = tgz(&[chart(), a, old("q"), inner, old("q/charts/i")]);
    assert_eq!(templated(&both).stderr, told.repeat(2));
    let crd = b"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n";
    let crd = file("q/crds/a.yaml", crd);
    let empty = file("q/templates/a.yaml", b"");
    let outcome = lint(
        &["a.tgz".to_owned()],
        &OneFile(tgz(&[chart(), empty, crd, old("q")])),
    );
    assert_eq!((outcome.stderr, outcome.code), (told.repeat(3), 0));
}
