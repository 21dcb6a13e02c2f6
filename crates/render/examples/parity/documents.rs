//! Documents of TOML made at random, sound and damaged, for `fromToml`.

use crate::dice::Dice;

const KEYS: [&str; 18] = [
    "a",
    "b",
    "c",
    "a.b",
    "a.c",
    "b.a",
    "a.b.c",
    "\"a\"",
    "'b'",
    "\"\"",
    "a.\"x y\"",
    "'a'.b",
    " a . b ",
    "1",
    "-",
    "\"\\u00e9\"",
    "\"q\\\"\"",
    "a.\"\"",
];
const VALUES: [&str; 70] = [
    "1",
    "-1",
    "+0",
    "0",
    "1_000",
    "0x1F",
    "0o17",
    "0b101",
    "1.5",
    "-2e3",
    "6.02E+23",
    "1_0.0_1",
    "inf",
    "-inf",
    "+inf",
    "nan",
    "-nan",
    "true",
    "false",
    "\"\"",
    "\"x\"",
    "\"a\\tb\\n\\\"\\\\\\u00e9\\U0001F600\\x41\\e\"",
    "''",
    "'x\\y'",
    "\"\"\"\"\"\"",
    "\"\"\"\nx\\\n   y\"\"\"",
    "\"\"\"a\"b\"\"c\"\"\"\"\"",
    "''''''",
    "'''\nx'y''z'''''",
    "2020-01-02T03:04:05Z",
    "2020-01-02 03:04:05.123456789+02:30",
    "2020-01-02t03:04:05z",
    "2020-01-02T03:04:05",
    "2020-01-02 03:04",
    "2020-01-02",
    "03:04:05.5",
    "03:04",
    "2020-02-30",
    "2020-1-2",
    "1:02:03",
    "24:00:00",
    "2020-01-02T03:04+00:00",
    "[]",
    "[1, 2]",
    "[\n  1, # one\n  2,\n]",
    "[[1], [\"a\", [2.5]]]",
    "[{a=1}, {a=2, b.c=3}]",
    "{}",
    "{a=1}",
    "{ a = 1, b = \"x\" }",
    "{a={b=1}, a.c=2}",
    "{a.b=1, a.c={d=2}}",
    "{\n a = 1, # c\n b = 2,\n}",
    "{a=[{b=1},{c=2}]}",
    "01",
    "1__0",
    "_1",
    "1_",
    "0x",
    "1.",
    ".5",
    "1e",
    "9223372036854775808",
    "-9223372036854775808",
    "1e999",
    "\"\\q\"",
    "\"\\u12\"",
    "\"\\ud800\"",
    "tru",
    "\"\\ \"",
];
const HEADERS: [&str; 16] = [
    "[a]",
    "[b]",
    "[c]",
    "[a.b]",
    "[a.c]",
    "[b.a]",
    "[[a]]",
    "[[b]]",
    "[[a.b]]",
    "[[c.d]]",
    "[ a . \"b\" ]",
    "[\"\"]",
    "['a'.b.c]",
    "[a.b.c.d]",
    "[[ b ]]",
    "[]",
];
const SIGNS: &[u8] = b"\"'[]{}=.,#\n\r\t \\0123459_-+:eETZtzuxUbinfa\x00\x7f\x1f\xff\xc3\xa9\xe2";

/// A document.
pub fn document(dice: &mut Dice) -> Vec<u8> {
    let mut out = Vec::new();
    for _ in 0..1 + dice.below(6) {
        let end = if dice.percent(8) { "\r\n" } else { "\n" };
        let line = match dice.pick(&[
            "key", "key", "key", "key", "header", "header", "comment", "",
        ]) {
            "key" => format!("{} = {}", dice.pick(&KEYS), dice.pick(&VALUES)),
            "header" => dice.pick(&HEADERS).to_owned(),
            "comment" => "# é".to_owned(),
            other => other.to_owned(),
        };
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(end.as_bytes());
    }
    if dice.percent(30) {
        out.pop();
    }
    if dice.percent(60) {
        for _ in 0..1 + dice.below(3) {
            damage(&mut out, dice);
        }
    }
    out
}

fn damage(out: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(out.len() + 1);
    let sign = SIGNS[dice.below(SIGNS.len())];
    let length = dice.below(6).min(out.len() - at);
    match dice.below(6) {
        0 => out.truncate(at),
        1 => drop(out.drain(at..at + length)),
        2 => {
            let again = out[at..at + length].to_vec();
            out.splice(at..at, again);
        }
        3 if at < out.len() => out[at] = sign,
        _ => out.insert(at, sign),
    }
}

/// A template that shows what becomes of some documents.
pub fn text(dice: &mut Dice) -> String {
    let mut out = String::new();
    for _ in 0..8 {
        let quoted: String = document(dice)
            .iter()
            .map(|byte| match byte {
                b' '..=b'~' if !b"\"\\".contains(byte) => char::from(*byte).to_string(),
                byte => format!("\\x{byte:02x}"),
            })
            .collect();
        out.push_str(&format!(
            "{{{{ printf \"%#v\" (fromToml \"{quoted}\") | quote }}}}\n  "
        ));
    }
    out
}
