//! Charts for the tests: small ones made on the spot, entry by entry, so that
//! every rule of the archive can be broken on purpose.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// One entry of an archive.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its path, written as it is.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The tar type: `b'0'` a file, `b'2'` a symbolic link, `b'5'` a folder.
    pub kind: u8,
    /// What a link points to.
    pub link: String,
}

impl Entry {
    /// A plain file.
    pub fn file(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
            kind: b'0',
            link: String::new(),
        }
    }

    /// A symbolic link.
    pub fn link(name: &str, to: &str) -> Self {
        Self {
            kind: b'2',
            link: to.to_owned(),
            ..Self::file(name, "")
        }
    }
}

/// A tar of these entries, by hand: no library would write some of them.
pub fn tar(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        let mut header = [0_u8; 512];
        let mut put = |at: usize, text: &str| {
            header[at..at + text.len()].copy_from_slice(text.as_bytes());
        };
        put(0, &entry.name);
        put(100, "0000644\0");
        put(108, "0000000\0");
        put(116, "0000000\0");
        put(124, &format!("{:011o}\0", entry.bytes.len()));
        put(136, "14524770400\0");
        put(148, "        ");
        put(157, &entry.link);
        put(257, "ustar\x0000");
        header[156] = entry.kind;
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend_from_slice(&header);
        out.extend_from_slice(&entry.bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// The same, gzipped.
///
/// # Panics
/// Never: writing to memory does not fail.
pub fn tgz(entries: &[Entry]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&tar(entries)).expect("memory");
    encoder.finish().expect("memory")
}

/// A chart that Helm likes.
pub fn chart(name: &str, version: &str) -> Vec<u8> {
    tgz(&[
        Entry::file(
            &format!("{name}/Chart.yaml"),
            &format!(
                "apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"1.0\"\n\
                 description: A chart with <angles> & an ampersand\nkeywords: [one, two]\n\
                 maintainers:\n- name: anna\n  email: anna@example.com\n"
            ),
        ),
        Entry::file(&format!("{name}/values.yaml"), "replicas: 1\n"),
        Entry::file(&format!("{name}/README.md"), "# Hello\n"),
        Entry::file(
            &format!("{name}/templates/thing.yaml"),
            "kind: ConfigMap\ndata:\n  replicas: {{ .Values.replicas | quote }}\n",
        ),
    ])
}
