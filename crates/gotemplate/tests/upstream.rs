//! What the tables of Go's own tests are about, in cases of our own: `text/template` (execution,
//! comparison, several templates, missing keys), `text/template/parse` (lexer, parser, numbers,
//! errors, empty trees), `fmt`, `strconv` and `regexp`.
//!
//! `upstream/*.jsonl` holds one case a line under its area (`a`), with Go's answer. `BLESS=1` has
//! `tests/oracle/gotemplate` answer all of them again, which needs Go; a new case is a line without
//! an answer. `--nocapture` shows how many cases each area has.
#![allow(clippy::print_stdout)]

#[path = "support/areas.rs"]
mod areas;
mod support;

use areas::word;
use chartroom_gotemplate::regexp::Regexp;
use chartroom_gotemplate::strconv::{self, FloatForm, NumberError};
use chartroom_gotemplate::{MissingKey, Options, Template, Value, fmt};
use serde_json::Value as Json;
use support::{bytes, functions, value};

/// Every area, with the least number of cases it must have.
const AREAS: &[(&str, usize)] = &[
    ("fmt", 2_000),
    ("parse empty", 60),
    ("parse error", 60),
    ("parse lex", 180),
    ("parse number", 250),
    ("parse print", 100),
    ("parse shape", 120),
    ("regexp replace", 50),
    ("regexp search", 1_000),
    ("regexp syntax", 400),
    ("strconv float", 100),
    ("strconv format", 800),
    ("strconv int", 70),
    ("strconv quote", 70),
    ("strconv uint", 60),
    ("strconv unquote", 60),
    ("template arguments", 300),
    ("template block", 10),
    ("template compare", 390),
    ("template escape", 30),
    ("template exec", 600),
    ("template missing key", 80),
    ("template multi", 50),
];

#[test]
fn areas_answer_like_go() {
    areas::hold(AREAS, &["./gotemplate"], |case, data| {
        (answer(case, data), answers(case))
    });
}

/// Go's answer: of a template, output and error; of the others, all there is.
fn answers(case: &Json) -> Vec<Vec<u8>> {
    if case.get("p").is_some() {
        return words(&case["r"]);
    }
    let mut all = vec![bytes(word(case, "r"))];
    if case.get("n").is_none() {
        all.push(bytes(word(case, "e")));
    }
    all
}

fn words(list: &Json) -> Vec<Vec<u8>> {
    let list = list.as_array().expect("a list").iter();
    list.map(|item| bytes(item.as_str().expect("text")))
        .collect()
}

fn answer(case: &Json, data: &Json) -> Vec<Vec<u8>> {
    if let Some(asked) = case["n"].as_array() {
        let asked: Vec<&str> = asked.iter().map(|w| w.as_str().expect("text")).collect();
        return vec![number(&asked)];
    }
    if case.get("p").is_some() {
        return expression(case);
    }
    template(case, case.get("d").unwrap_or(data))
}

fn template(case: &Json, data: &Json) -> Vec<Vec<u8>> {
    let options = Options {
        missing_key: match word(case, "o") {
            "missingkey=zero" => MissingKey::Zero,
            "missingkey=error" => MissingKey::Error,
            _ => MissingKey::Default,
        },
        ..Options::default()
    };
    let one = serde_json::json!([["main", word(case, "t")]]);
    let parts = case.get("m").unwrap_or(&one).as_array().expect("a list");
    let mut set = Template::new("root", functions());
    let mut clone = None;
    let run = match word(case, "x") {
        "" => "main",
        name => name,
    };
    let mut out = Vec::new();
    let mut result = Ok(());
    for part in parts {
        let name = part[0].as_str().expect("a name");
        let text = bytes(part[1].as_str().expect("text"));
        result = match name.strip_prefix('~') {
            Some(name) => clone.get_or_insert_with(|| set.clone()).parse(name, text),
            None => set.parse(name, text),
        };
        if result.is_err() {
            break;
        }
    }
    let result = result.and_then(|()| {
        let (set, name) = match run.strip_prefix('~') {
            Some(name) => (clone.as_ref().expect("a clone"), name),
            None => (&set, run),
        };
        set.execute_with(name, &value(data), &mut out, &options, &mut 0u32)
    });
    vec![out, result.err().map(|e| e.bytes()).unwrap_or_default()]
}

fn expression(case: &Json) -> Vec<Vec<u8>> {
    let re = match Regexp::new(&bytes(word(case, "p"))) {
        Ok(re) => re,
        Err(error) => return vec![b"error".to_vec(), error.bytes()],
    };
    let text = bytes(word(case, "s"));
    let places = |groups: &Vec<Option<(usize, usize)>>| {
        let ends = groups.iter().map(|group| match group {
            Some((from, to)) => format!("{from} {to}"),
            None => "-1 -1".to_owned(),
        });
        format!("[{}]", ends.collect::<Vec<_>>().join(" "))
    };
    let all = re.find_all(&text, None);
    let all: Vec<String> = all.iter().map(|groups| places(&groups.to_vec())).collect();
    let two = re.find_all(&text, Some(2));
    let two = two.iter().filter_map(|g| g[0]).map(|(a, b)| &text[a..b]);
    let quoted = |parts: Vec<&[u8]>| {
        let mut out = Vec::new();
        fmt::sprintf(&mut out, b"%q", &[Value::strings(parts)]);
        out
    };
    vec![
        re.is_match(&text).to_string().into_bytes(),
        format!("[{}]", all.join(" ")).into_bytes(),
        re.replace_all(&text, &bytes(word(case, "w"))),
        quoted(re.split(&text, None)),
        quoted(two.collect()),
    ]
}

fn number(asked: &[&str]) -> Vec<u8> {
    let text = bytes(asked[1]);
    let said = |result: Result<String, NumberError>| match result {
        Ok(text) => text.into_bytes(),
        Err(NumberError::Syntax) => b"invalid syntax".to_vec(),
        Err(NumberError::Range) => b"value out of range".to_vec(),
    };
    let base = || asked[2].parse().expect("a base");
    match asked[0] {
        "quote" => strconv::quote(&text),
        "ascii" => {
            let mut out = Vec::new();
            strconv::append_quote_ascii(&mut out, &text);
            out
        }
        "unquote" => match strconv::unquote(&text) {
            Some(text) => {
                let mut out = b"=".to_vec();
                strconv::append_quote(&mut out, &text);
                out
            }
            None => b"error".to_vec(),
        },
        "int" => said(strconv::parse_int(&text, base()).map(|n| n.to_string())),
        "uint" => said(strconv::parse_uint(&text, base()).map(|n| n.to_string())),
        "float" => said(strconv::parse_float(&text).map(|f| {
            if f.is_nan() {
                "NaN".to_owned()
            } else {
                format!("{:016x}", f.to_bits())
            }
        })),
        "format" | "format32" => {
            let narrow = asked[0] == "format32";
            let float = strconv::parse_float(&text).expect("a number");
            let float = if narrow {
                f64::from(float as f32)
            } else {
                float
            };
            let form = match asked[2] {
                "e" | "E" => FloatForm::Exponent,
                "f" => FloatForm::Fixed,
                "g" | "G" => FloatForm::General,
                "x" => FloatForm::Hex,
                _ => FloatForm::Binary,
            };
            let out = strconv::format_float(float, form, asked[3].parse().ok(), narrow);
            if asked[2].starts_with(char::is_uppercase) && float.is_finite() {
                out.to_ascii_uppercase()
            } else {
                out
            }
        }
        other => panic!("no function {other}"),
    }
}
