//! Whatever the bytes, opening gives a chart or an error, and never more memory than allowed.

mod common;

use chartroom_chart::{Archive, Chart, Limits};
use common::{chart, entry, file, gzip, seal, tgz};
use proptest::prelude::*;

fn small() -> Limits {
    Limits {
        total: 64 << 10,
        file: 16 << 10,
        inflated: 256 << 10,
        nested_inflated: 512 << 10,
        depth: 4,
    }
}

/// Opens, and holds the result against the limits.
fn open(bytes: &[u8]) {
    let limits = small();
    if let Ok(archive) = Archive::open(bytes, &limits) {
        assert!(archive.inflated <= limits.inflated);
        let held: usize = archive.files.iter().map(|file| file.bytes.len()).sum();
        assert!((held as u64) < limits.total);
        assert!(archive.files.iter().all(|file| {
            !file.name.is_empty() && !file.name.starts_with('/') && !file.name.starts_with("..")
        }));
    }
    match Chart::open_with(bytes, &limits) {
        Ok(chart) => assert!(!chart.metadata.config_json().is_empty()),
        Err(error) => assert!(!error.to_string().is_empty() && !error.advice().is_empty()),
    }
}

fn plain_tar() -> Vec<u8> {
    let inner = tgz(&[chart()]);
    let mut tar = [
        chart(),
        file("q/values.yaml", b"a: {b: 1}\n---\na: 2\n"),
        file("q/templates/x.yaml", b"kind: X\n"),
        entry("q/link", b'2', "target"),
        file("PaxHeaders/x", b"14 path=q/pax\n"),
        file("q/short", b"long"),
        file("q/charts/a.tgz", &inner),
        file("q/charts/b/Chart.yaml", b"name: b\nversion: 1\n"),
    ]
    .concat();
    tar.resize(tar.len() + 1024, 0);
    tar
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        open(&bytes);
        open(&gzip(&bytes));
    }

    #[test]
    fn damaged_gzip(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>()) {
        let mut bytes = gzip(&plain_tar());
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        open(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        open(&bytes);
    }

    #[test]
    fn damaged_tar(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), sealed: bool) {
        let mut tar = plain_tar();
        for (at, byte) in &changes {
            let at = at.index(tar.len());
            tar[at] = *byte;
        }
        if sealed {
            // Damage behind a right checksum reaches further in.
            for block in tar.chunks_exact_mut(512) {
                if block.starts_with(b"q/") || block.starts_with(b"Pax") {
                    seal(block);
                }
            }
        }
        open(&gzip(&tar));
    }

    #[test]
    fn any_metadata(yaml in "\\PC{0,200}") {
        open(&tgz(&[file("q/Chart.yaml", yaml.as_bytes())]));
    }
}
