//! The table of bad input: every archive that is no chart is refused with
//! Helm's own sentence, and nothing of it reaches a registry.
//!
//! The expectations were printed by Helm 4.2.4. Where Helm is at hand the same
//! table is run against it, so that a drift would be noticed.

use chartroom_chart::Chart;
use chartroom_helm::{PlanOptions, PushPlan};
use chartroom_tests::charts::{Entry, chart, tar, tgz};
use chartroom_tests::helm::Helm;
use chartroom_tests::registries::{Kind, start};
use chartroom_tests::scratch::Scratch;

/// What `helm push` says about a file, without its `Error: `; `None` where it takes it.
struct Case {
    what: &'static str,
    bytes: Vec<u8>,
    helm: Option<&'static str>,
}

fn case(what: &'static str, bytes: Vec<u8>, helm: Option<&'static str>) -> Case {
    Case { what, bytes, helm }
}

fn yaml(text: &str) -> Entry {
    Entry::file("bad/Chart.yaml", text)
}

fn meta(name: &str, version: &str) -> Vec<u8> {
    tgz(&[yaml(&format!(
        "apiVersion: v2\nname: {name}\nversion: {version}\n"
    ))])
}

fn good() -> Entry {
    yaml("apiVersion: v2\nname: bad\nversion: 1.0.0\n")
}

fn cases() -> Vec<Case> {
    let whole = chart("bad", "1.0.0");
    vec![
        case(
            "not gzip",
            b"hello, I am no archive at all".to_vec(),
            Some(
                "file 'bad.tgz' does not appear to be a gzipped archive; got 'application/octet-stream'",
            ),
        ),
        case(
            "nothing",
            Vec::new(),
            Some(
                "file 'bad.tgz' does not appear to be a gzipped archive; got 'application/octet-stream'",
            ),
        ),
        case(
            "a tar without gzip",
            tar(&[good()]),
            Some(
                "file 'bad.tgz' does not appear to be a gzipped archive; got 'application/octet-stream'",
            ),
        ),
        case(
            "cut in the middle",
            whole[..whole.len() / 2].to_vec(),
            Some("unexpected EOF"),
        ),
        case(
            "cut in the first block",
            whole[..20].to_vec(),
            Some("unexpected EOF"),
        ),
        case(
            "no Chart.yaml",
            tgz(&[Entry::file("bad/values.yaml", "a: 1")]),
            Some("Chart.yaml file is missing"),
        ),
        case(
            "no folder",
            tgz(&[Entry::file("Chart.yaml", "name: x")]),
            Some("chart illegally contains content outside the base directory: \"Chart.yaml\""),
        ),
        case(
            "an empty archive",
            tgz(&[]),
            Some("no files in chart archive"),
        ),
        case(
            "an absolute path",
            tgz(&[good(), Entry::file("/etc/passwd", "x")]),
            None,
        ),
        case(
            "a path out of the archive",
            tgz(&[good(), Entry::file("bad/../../evil", "x")]),
            Some("chart illegally references parent directory"),
        ),
        case(
            "a path that begins with two dots",
            tgz(&[Entry::file("../Chart.yaml", "x")]),
            Some(
                "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type v2.Metadata",
            ),
        ),
        case(
            "broken YAML",
            tgz(&[yaml("a: b: c: [\n")]),
            Some(
                "cannot load Chart.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context",
            ),
        ),
        case(
            "YAML with a tab",
            tgz(&[yaml("name: x\n\tversion: 1.0.0\n")]),
            Some(
                "cannot load Chart.yaml: error converting YAML to JSON: yaml: line 2: found a tab character that violates indentation",
            ),
        ),
        case(
            "a list instead of a map",
            tgz(&[yaml("- name\n- version\n")]),
            Some(
                "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type v2.Metadata",
            ),
        ),
        case(
            "a name that is a list",
            tgz(&[yaml("apiVersion: v2\nname: [a]\nversion: 1.0.0\n")]),
            Some(
                "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field Metadata.name of type string",
            ),
        ),
        case(
            "no apiVersion",
            tgz(&[yaml("name: bad\nversion: 1.0.0\n")]),
            None,
        ),
        case(
            "no name",
            tgz(&[yaml("apiVersion: v2\nversion: 1.0.0\n")]),
            Some("validation: chart.metadata.name is required"),
        ),
        case(
            "no version",
            tgz(&[yaml("apiVersion: v2\nname: bad\n")]),
            Some("validation: chart.metadata.version is required"),
        ),
        case(
            "a bad version",
            meta("bad", "one"),
            Some("validation: chart.metadata.version \"one\" is invalid"),
        ),
        case(
            "an upper-case name",
            meta("Bad", "1.0.0"),
            Some("invalid reference: invalid repository \"charts/Bad\""),
        ),
        case(
            "a path as name",
            meta("../bad", "1.0.0"),
            Some("validation: chart.metadata.name \"../bad\" is invalid"),
        ),
        case(
            "a bad type",
            tgz(&[yaml(
                "apiVersion: v2\nname: bad\nversion: 1.0.0\ntype: odd\n",
            )]),
            Some("validation: chart.metadata.type must be application or library"),
        ),
        case(
            "broken values",
            tgz(&[good(), Entry::file("bad/values.yaml", "a: [\n")]),
            Some(
                "cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 1: did not find expected node content",
            ),
        ),
        case(
            "two roots",
            tgz(&[
                good(),
                Entry::file(
                    "other/Chart.yaml",
                    "apiVersion: v2\nname: other\nversion: 2.0.0\n",
                ),
            ]),
            None,
        ),
        case(
            "a symbolic link",
            tgz(&[good(), Entry::link("bad/values.yaml", "/etc/passwd")]),
            None,
        ),
        case(
            "a Windows path",
            tgz(&[good(), Entry::file("bad\\..\\..\\evil", "x")]),
            Some("chart illegally references parent directory"),
        ),
        case(
            "a drive letter",
            tgz(&[good(), Entry::file("c:\\evil", "x")]),
            None,
        ),
        case(
            "a broken nested chart",
            tgz(&[good(), Entry::file("bad/charts/sub-1.0.0.tgz", "no gzip")]),
            Some("error unpacking subchart sub-1.0.0.tgz in bad: unexpected EOF"),
        ),
    ]
}

/// Our answer to the same: opening, then planning, as a push does.
fn ours(bytes: &[u8], host: &str) -> Option<String> {
    let chart = match Chart::open_file("bad.tgz", bytes) {
        Ok(chart) => chart,
        Err(error) => return Some(error.to_string()),
    };
    PushPlan::new(
        &chart,
        bytes.to_vec().into(),
        &format!("oci://{host}/charts"),
        PlanOptions::default(),
    )
    .err()
    .map(|error| error.to_string())
}

#[test]
fn refused_as_helm_refuses() {
    let mut wrong = Vec::new();
    for case in cases() {
        let said = ours(&case.bytes, "localhost:1");
        if said.as_deref() != case.helm {
            wrong.push(format!(
                "{}:\n  ours {said:?}\n  helm {:?}",
                case.what, case.helm
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_is_what_helm_says() {
    let Some(helm) = Helm::find() else { return };
    let Some(registry) =
        start(Kind::Chartroom, false).or_else(|| start(Kind::DockerRegistry, false))
    else {
        return chartroom_tests::skip_test("bad charts against helm", "no registry to push to");
    };
    let folder = Scratch::new();
    let mut wrong = Vec::new();
    for case in cases() {
        let file = folder.write("bad.tgz", &case.bytes);
        let output = helm.output(&[
            "push",
            file.to_str().unwrap(),
            &format!("oci://{}/charts", registry.host),
            "--plain-http",
        ]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let said = (!output.status.success()).then(|| {
            let text = text.trim_end();
            let text = text.rsplit_once("Error: ").map_or(text, |(_, text)| text);
            text.replace(file.to_str().unwrap(), "bad.tgz")
                .replace(&registry.host, "localhost:1")
        });
        if said.as_deref() != case.helm {
            wrong.push(format!("{}: {said:?}", case.what));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
