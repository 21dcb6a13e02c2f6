//! The short way through YAML gives what the long way gives, over the YAML of real charts and over
//! pieces of it with mistakes put in.
#![allow(clippy::print_stderr)]

use std::path::PathBuf;

use chartroom_chart::{Archive, ArchiveFile, Limits};
use chartroom_yaml::{parse, value_to_json, yaml_to_json};

/// What is put into the texts.
const PIECES: [&str; 40] = [
    " ",
    "  ",
    "\n",
    "\n\n",
    ":",
    ": ",
    "-",
    "- ",
    "#",
    " #",
    "'",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    "|\n",
    ">\n",
    "|-\n  ",
    "&a ",
    "*a",
    "!t ",
    "? ",
    "\t",
    "---\n",
    "...",
    "~",
    "<<: ",
    "1",
    "yes",
    "\u{85}",
    "\u{2028}",
    "é",
    "\r\n",
    "\0",
    "key: v\n",
    "- a\n",
    "{\"a\":1}",
];
const ROUNDS: usize = 20;

/// Small and the same everywhere: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }
}

fn compare(text: &[u8]) {
    let long = parse(text).and_then(value_to_json);
    let text_of = || String::from_utf8_lossy(text).into_owned();
    assert_eq!(yaml_to_json(text), long, "{}", text_of());
}

/// A few lines of the text, with a few mistakes.
fn spoiled(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let from = dice.below(lines.len());
    let to = (from + 1 + dice.below(12)).min(lines.len());
    let mut piece = lines[from..to].concat();
    for _ in 0..dice.below(4) {
        let at = dice.below(piece.len() + 1);
        let end = (at + dice.below(4)).min(piece.len());
        let put = if dice.below(4) == 0 {
            ""
        } else {
            PIECES[dice.below(PIECES.len())]
        };
        piece.splice(at..end, put.bytes());
    }
    piece
}

fn is_yaml(file: &ArchiveFile) -> bool {
    file.name.ends_with(".yaml") && !file.name.contains("templates/") && !file.bytes.is_empty()
}

#[test]
fn real_charts_and_mistakes_in_them() {
    let given = std::env::var_os("CHARTROOM_CHARTS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/charts");
    let folder = given.unwrap_or(beside);
    let Ok(charts) = std::fs::read_dir(&folder) else {
        eprintln!(
            "SKIPPED: no collection of charts at {} (set CHARTROOM_CHARTS)",
            folder.display()
        );
        return;
    };
    let archives = charts
        .flatten()
        .filter_map(|chart| std::fs::read_dir(chart.path()).ok())
        .flat_map(|files| files.flatten().map(|file| file.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "tgz"));
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut short = (0, 0);
    for path in archives {
        let Ok(archive) = Archive::open(&std::fs::read(path).unwrap(), &Limits::default()) else {
            continue;
        };
        for file in archive.files.iter().filter(|file| is_yaml(file)) {
            compare(&file.bytes);
            if file.name.ends_with("values.yaml") {
                short.0 += usize::from(chartroom_quickyaml::read(&file.bytes).is_some());
                short.1 += 1;
            }
            for _ in 0..ROUNDS {
                compare(&spoiled(&file.bytes, &mut dice));
            }
        }
    }
    // Else nothing was compared with anything.
    assert!(short.0 * 10 > short.1 * 9, "{short:?}");
}
