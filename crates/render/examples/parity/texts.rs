//! Odd texts for the functions that write YAML and change cases.

use crate::dice::Dice;

const WORDS: [&str; 78] = [
    "a",
    "b c",
    "\n",
    " ",
    "  ",
    "\t",
    ":",
    "- ",
    "#",
    " #",
    ": ",
    "'",
    "\"",
    "\\",
    "é",
    "😀",
    "\u{1}",
    "\u{2028}",
    "\u{85}",
    "\u{feff}",
    "\r\n",
    "\r",
    "yes",
    "No",
    "on",
    "~",
    "null",
    "1",
    "0x1f",
    "0o17",
    "1_000",
    "1.5",
    "1e3",
    ".inf",
    ".nan",
    "2020-01-02",
    "12:30",
    "190:20:30",
    "<<",
    "=",
    "---",
    "...",
    "!",
    "&",
    "*",
    "{",
    "}",
    "[",
    "]",
    ",",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "-",
    "true",
    "y",
    "N",
    "0b11",
    "-.5",
    "5.",
    "089",
    "\u{a0}",
    "\n\n",
    " \n",
    "\n ",
    "\u{7f}",
    "ÀB",
    "ßĳ",
    "ǅ",
    "Ⅷ",
    "中文",
    "½",
    "«»",
    "HTTPServer2",
    "words that go on and on and on for more than eighty characters in one line, do you see it?",
];

fn text(dice: &mut Dice) -> String {
    let count = *dice.pick(&[&1, &1, &1, &2, &2, &3, &4, &6]);
    let text: String = (0..count).map(|_| dice.pick(&WORDS)).collect();
    let escaped = text.bytes().map(|byte| match byte {
        b' '..=b'~' if !b"\"\\".contains(&byte) => char::from(byte).to_string(),
        byte => format!("\\x{byte:02x}"),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn value(dice: &mut Dice, depth: usize) -> String {
    match dice.below(20) {
        0 => (*dice.pick(&["1", "1.5", "true", "(dict)", "(list)", "(float64 2)"])).to_owned(),
        1..=4 if depth < 4 => {
            let items: Vec<String> = (0..dice.below(4)).map(|_| value(dice, depth + 1)).collect();
            format!("(list {})", items.join(" "))
        }
        5..=9 if depth < 4 => {
            let entry = |dice: &mut Dice| text(dice) + " " + &value(dice, depth + 1);
            let entries: Vec<String> = (0..dice.below(4)).map(|_| entry(dice)).collect();
            format!("(dict {})", entries.join(" "))
        }
        _ => text(dice),
    }
}

/// A template that shows what becomes of some of them.
pub fn template(dice: &mut Dice) -> String {
    let mut out = String::new();
    for _ in 0..8 {
        let (encoder, value) = (
            dice.pick(&["toYamlPretty", "toYamlPretty", "toYaml", "toToml"]),
            value(dice, 0),
        );
        let (caser, text) = (
            dice.pick(&[
                "snakecase",
                "kebabcase",
                "camelcase",
                "title",
                "untitle",
                "swapcase",
                "upper",
                "lower",
            ]),
            text(dice),
        );
        out.push_str(&format!(
            "{{{{ {encoder} {value} | toJson }}}} {{{{ {caser} {text} | quote }}}}\n  "
        ));
    }
    out
}
