//! A whole chart: any text as a template with all of Helm's functions gives documents or an error,
//! the same ones twice.
#![no_main]

use std::rc::Rc;

use chartroom_chart::{ArchiveFile, Chart};
use chartroom_gotemplate::{Limits, Options as Engine};
use chartroom_render::template::{Options, render};
use libfuzzer_sys::fuzz_target;

const VALUES: &str = "list: [1, 2.5, x, null]\nmap: {a: 1, b: {c: d}}\nstr: \"a b\"\nnum: 3\n";

fuzz_target!(|data: &[u8]| {
    // Keys and passwords take seconds by design.
    let slow: [&[u8]; 7] = [
        b"gen", b"bcrypt", b"htpasswd", b"derive", b"AES", b"build", b"Cert",
    ];
    if slow.iter().any(|name| data.windows(name.len()).any(|w| w == *name)) {
        return;
    }
    let file = |name: &str, bytes: &[u8]| ArchiveFile::new(name, bytes.to_vec(), 0);
    let files = vec![
        file("Chart.yaml", b"apiVersion: v2\nname: c\nversion: 1.0.0\n"),
        file("values.yaml", VALUES.as_bytes()),
        file("templates/t.yaml", data),
    ];
    let chart = Rc::new(Chart::from_files(files).expect("a chart"));
    let engine = Engine {
        limits: Limits {
            steps: 20_000,
            bytes: 1 << 20,
            nesting: 300,
            ..Limits::default()
        },
        ..Engine::default()
    };
    let options = Options::default();
    let once = || {
        render(&chart, &options, &engine)
            .map(|rendered| rendered.text(&options))
            .map_err(|error| error.text)
    };
    let (first, second) = (once(), once());
    // Pointers are printed as addresses.
    if !data.windows(1).any(|w| w == b"%") && first.as_ref().is_ok_and(|t| !t.contains("0x")) {
        assert_eq!(first, second);
    }
});
