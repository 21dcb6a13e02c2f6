//! Archives that are no charts, each with its clear error. The texts are those of Helm 4.2.4 on
//! the same bytes.

mod common;

use chartroom_chart::{Chart, Limits};
use common::{chart, entry, file, gzip, header, tgz};

#[track_caller]
fn refused(bytes: &[u8], code: &str, text: &str) {
    let error = Chart::open(bytes).expect_err("no chart");
    assert_eq!((error.code(), error.to_string().as_str()), (code, text));
    assert!(error.advice().ends_with('.'));
}

#[test]
fn no_archive_at_all() {
    refused(b"", "ARCHIVE_TRUNCATED", "EOF");
    refused(b"hello, world", "NOT_GZIP", "gzip: invalid header");
    let good = tgz(&[chart()]);
    refused(&good[..9], "ARCHIVE_TRUNCATED", "unexpected EOF");
    refused(&good[..40], "ARCHIVE_TRUNCATED", "unexpected EOF");
    refused(&gzip(b"no tar"), "ARCHIVE_TRUNCATED", "unexpected EOF");
    let noise = gzip(&[b'x'; 2048]);
    refused(&noise, "TAR_INVALID", "archive/tar: invalid tar header");
    let mut corrupt = good.clone();
    corrupt[10] = 0x07;
    refused(
        &corrupt,
        "GZIP_CORRUPT",
        "flate: corrupt input before offset 1",
    );
    refused(&tgz(&[]), "CHART_EMPTY", "no files in chart archive");
}

#[test]
fn files_are_named_with_what_they_are() {
    for (name, bytes, text) in [
        (
            "values.yaml",
            &b"a: 1\n"[..],
            "file 'values.yaml' seems to be a YAML file, but expected a gzipped archive",
        ),
        (
            "a.zip",
            b"PK\x03\x04",
            "file 'a.zip' does not appear to be a gzipped archive; got 'application/zip'",
        ),
        ("a.tgz", b"\x1f\x8b\x08", "unexpected EOF"),
    ] {
        let error = Chart::open_file(name, bytes).expect_err("no chart");
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn what_follows_the_end_marker_is_not_looked_at() {
    let mut good = tgz(&[chart()]);
    let sum = good.len() - 8;
    good[sum] ^= 1;
    good.extend_from_slice(b"trailing garbage");
    assert!(Chart::open(&good).is_ok());
}

#[test]
fn paths_that_lead_elsewhere() {
    let with = |name: &str| tgz(&[chart(), file(name, b"x")]);
    for (name, code, text) in [
        (
            "q/../x",
            "PATH_PARENT",
            "chart illegally references parent directory",
        ),
        (
            "q/..foo",
            "PATH_PARENT",
            "chart illegally references parent directory",
        ),
        (
            "q//etc/passwd",
            "PATH_ABSOLUTE",
            "chart illegally contains absolute paths",
        ),
        (
            "README.md",
            "PATH_OUTSIDE",
            "chart illegally contains content outside the base directory: \"README.md\"",
        ),
        (
            "q/c:/x",
            "PATH_ILLEGAL",
            "chart contains illegally named files",
        ),
        (
            "Chart.yaml/x",
            "CHART_YAML_MISPLACED",
            "chart yaml not in base directory",
        ),
    ] {
        refused(&with(name), code, text);
    }
    let missing = "Chart.yaml file is missing";
    refused(
        &tgz(&[file("./q/Chart.yaml", common::CHART)]),
        "CHART_YAML_MISSING",
        missing,
    );
    refused(
        &tgz(&[file("/q/Chart.yaml", common::CHART)]),
        "CHART_YAML_MISSING",
        missing,
    );
    refused(
        &tgz(&[file("q/chart.yaml", common::CHART)]),
        "CHART_YAML_MISSING",
        missing,
    );
}

#[test]
fn links_are_empty_files_and_two_roots_are_one() {
    let archive = tgz(&[
        chart(),
        entry("q/link", b'2', "/etc/passwd"),
        entry("q/hard", b'1', "../../x"),
        file("other/values.yaml", b"a: 1\n"),
    ]);
    let chart = Chart::open(&archive).expect("a chart");
    for name in ["link", "hard"] {
        assert!(chart.file(name).expect("the link").bytes.is_empty());
    }
    assert!(chart.values().is_some());
    let target = format!("{:?}", chart.file("link").expect("the link").kind);
    assert!(target.contains("/etc/passwd"));
}

#[test]
fn sizes_have_limits_and_bombs_stop_early() {
    let lie = [chart(), header(b"q/big", 200 << 20, b'0').to_vec()].concat();
    refused(
        &gzip(&lie),
        "CHART_TOO_LARGE",
        "decompressed chart is larger than the maximum size 104857600",
    );
    refused(
        &tgz(&[chart(), file("q/big", &vec![0; (5 << 20) + 1])]),
        "CHART_FILE_TOO_LARGE",
        "decompressed chart file \"q/big\" is larger than the maximum file size 5242880",
    );
    // A gigabyte of folders: nothing Helm would count, but we stop.
    let limits = Limits {
        inflated: 1 << 20,
        ..Limits::default()
    };
    let folder = header(b"q/x/", 0, b'5').to_vec();
    let bomb = tgz(&[chart(), folder.repeat(4096)]);
    assert!(bomb.len() < 20_000);
    let error = Chart::open_with(&bomb, &limits).expect_err("too large");
    assert_eq!(error.code(), "CHART_TOO_LARGE");
    assert!(Chart::open(&bomb).is_ok());
}

#[test]
fn nested_charts_have_limits_together() {
    let mut archive = tgz(&[chart()]);
    for _ in 0..70 {
        archive = tgz(&[chart(), file("q/charts/a.tgz", &archive)]);
    }
    let error = Chart::open(&archive).expect_err("too deep");
    assert_eq!(error.code(), "SUBCHART_INVALID");
    assert!(
        error
            .to_string()
            .ends_with("charts are nested deeper than 64 levels")
    );
    assert_eq!(error.advice(), "Flatten the charts inside charts/ folders.");

    let filler = file("q/filler", &vec![b'x'; 4 << 20]);
    let inner = tgz(&[chart(), filler]);
    let names = ["a", "b", "c", "d"].map(|name| file(&format!("q/charts/{name}.tgz"), &inner));
    let outer = tgz(&[chart(), names.concat()]);
    let limits = Limits {
        nested_inflated: 10 << 20,
        ..Limits::default()
    };
    let error = Chart::open_with(&outer, &limits).expect_err("too large");
    assert_eq!(
        error.to_string(),
        "error unpacking subchart c.tgz in q: decompressed chart is larger than the maximum size 104857600"
    );
    assert!(Chart::open(&outer).is_ok());
}

#[test]
fn metadata_and_values_that_cannot_be_read() {
    let with = |yaml: &str| tgz(&[file("q/Chart.yaml", yaml.as_bytes())]);
    for (yaml, code, text) in [
        (
            "name: [",
            "CHART_YAML_INVALID",
            "cannot load Chart.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content",
        ),
        (
            "version: 1.0.0",
            "CHART_NAME_INVALID",
            "validation: chart.metadata.name is required",
        ),
        (
            "name: a/b\nversion: 1.0.0",
            "CHART_NAME_INVALID",
            "validation: chart.metadata.name \"a/b\" is invalid",
        ),
        (
            "name: ..\nversion: 1.0.0",
            "CHART_NAME_INVALID",
            "validation: chart.metadata.name \"..\" is not allowed",
        ),
        (
            "name: a",
            "CHART_VERSION_INVALID",
            "validation: chart.metadata.version is required",
        ),
        (
            "name: a\nversion: 1.2.3-",
            "CHART_VERSION_INVALID",
            "validation: chart.metadata.version \"1.2.3-\" is invalid",
        ),
        (
            "name: a\nversion: 1\ntype: x",
            "CHART_METADATA_INVALID",
            "validation: chart.metadata.type must be application or library",
        ),
    ] {
        refused(&with(yaml), code, text);
    }
    let values = tgz(&[chart(), file("q/values.yaml", b"a: 1\nb: [\n")]);
    let error = Chart::open(&values).expect_err("broken values");
    assert_eq!(
        (error.code(), error.file()),
        ("VALUES_INVALID", Some("values.yaml"))
    );
    assert!(error.line().is_some());
    refused(
        &tgz(&[chart(), file("q/charts/README", b"x")]),
        "SUBCHART_INVALID",
        "error unpacking subchart README in q: Chart.yaml file is missing",
    );
}
