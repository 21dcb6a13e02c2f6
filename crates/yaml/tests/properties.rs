//! Properties: nothing panics, what is written reads back, spans cover the text.

use chartroom_yaml::scan::{lines, outline};
use chartroom_yaml::{
    GoType, Json, MAX_DEPTH, Number, documents, emit, parse, parse_strict, to_json, try_emit,
    yaml_to_json,
};
use proptest::prelude::*;

/// Texts made of what YAML gives a meaning to.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "a",
            "key: ",
            "- ",
            "? ",
            ": ",
            "\n",
            "\n  ",
            "  ",
            "\t",
            "#",
            " # c",
            "[",
            "]",
            "{",
            "}",
            ",",
            "&a ",
            "*a",
            "!!int ",
            "!t ",
            "|\n",
            ">-\n",
            "|2+\n",
            "'",
            "\"",
            "\\",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "<<: ",
            "1",
            "0x1f",
            "yes",
            "~",
            "\r\n",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "\u{1f600}",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(|int| Json::Number(Number::Int(int))),
        prop::num::f64::NORMAL.prop_map(|float| Json::Number(Number::Float(float))),
        soup().prop_map(Json::String),
        "[ -~\n]{0,120}".prop_map(Json::String),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            prop::collection::btree_map("[ -~\n]{0,12}", inner, 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// Numbers compare by value: a float without a fraction reads back as an integer.
fn floats(mut json: Json) -> Json {
    json.numbers_to_float();
    json
}

/// Where go-yaml does not read what it wrote: U+0085 is folded on its way through JSON, and the
/// key `<<` is written like the one that merges.
fn is_lossy(json: &Json) -> bool {
    let text = json.to_go_json();
    text.contains('\u{85}') || text.contains("\"\\u003c\\u003c\":")
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
        let _ = to_json(&bytes, &GoType::Map(&GoType::String));
        for document in documents(&bytes) {
            let _ = document.map(|document| parse(&document));
        }
    }

    #[test]
    fn any_text_is_answered(text in soup()) {
        let loose = parse(text.as_bytes());
        if let Ok(strict) = parse_strict(text.as_bytes()) {
            // Debug text, because NaN is not equal to itself.
            prop_assert_eq!(format!("{strict:?}"), format!("{:?}", loose.unwrap()));
        }
    }

    #[test]
    fn written_reads_back(json in json()) {
        if let Ok(text) = try_emit(&json) {
            prop_assert!(text.ends_with('\n'));
            if !is_lossy(&json) {
                let back = yaml_to_json(text.as_bytes()).map_err(|error| {
                    TestCaseError::fail(format!("{error}\n{text}"))
                })?;
                prop_assert_eq!(floats(back), floats(json), "{}", text);
            }
        } else {
            let _ = emit(&json);
        }
    }

    #[test]
    fn json_text_reads_as_itself(json in json()) {
        let text = json.to_go_json();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read.is_object(), matches!(json, Json::Object(_)));
        if try_emit(&json).is_ok() && !is_lossy(&json) {
            prop_assert_eq!(floats(yaml_to_json(text.as_bytes()).unwrap()), floats(json));
        }
    }

    #[test]
    fn spans_cover_every_line(text in soup()) {
        let mut number = 0;
        for line in lines(&text) {
            let mut at = line.start;
            for span in &line.spans {
                prop_assert_eq!(span.start, at);
                prop_assert!(span.end > span.start && text.get(span.start..span.end).is_some());
                at = span.end;
            }
            prop_assert_eq!(at, line.end);
            number += 1;
        }
        prop_assert_eq!(number, text.lines().count());
        let _ = outline(&text);
    }
}

/// A browser gives a module one megabyte of stack; unoptimised code gets as much more as it needs.
#[test]
#[cfg_attr(target_family = "wasm", ignore = "wasm has no threads")]
fn deep_nesting_is_refused_before_the_stack_ends() {
    let stack = if cfg!(debug_assertions) { 4 } else { 1 } << 20;
    let run = || {
        for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
            let text = |depth: usize| {
                let inner = if open == "[" { "" } else { "x" };
                [&open.repeat(depth), inner, &close.repeat(depth)].concat()
            };
            let json = yaml_to_json(text(MAX_DEPTH).as_bytes());
            if open == "? " {
                assert!(json.is_err());
                continue;
            }
            assert!(emit(&json.unwrap()).len() > MAX_DEPTH);
            let error = parse(text(MAX_DEPTH + 1).as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), "yaml: exceeded max depth of 1000");
            assert!(parse(text(100_000).as_bytes()).is_err());
        }
    };
    std::thread::Builder::new()
        .stack_size(stack)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap();
}

/// Time and memory stay in proportion to the input.
#[test]
fn hostile_inputs_are_cheap() {
    let many_keys: String = (0..20_000).map(|n| format!("{n}: x\n")).collect();
    let text_keys: String = (0..20_000).map(|n| format!("k{n}: x\n")).collect();
    let flow = "[".repeat(50_000);
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for letter in b'b'..=b'k' {
        let (this, before) = (letter as char, (letter - 1) as char);
        let aliases = vec![format!("*{before}"); 10].join(", ");
        bomb.push_str(&format!("{this}: &{this} [{aliases}]\n"));
    }
    assert!(parse(many_keys.as_bytes()).is_ok());
    assert!(parse(text_keys.as_bytes()).is_ok());
    assert!(parse(flow.as_bytes()).is_err());
    let error = parse(bomb.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "yaml: document contains excessive aliasing"
    );
    let unclosed = format!("a: {}", "'b ".repeat(100_000));
    let _ = parse(unclosed.as_bytes());
    assert_eq!(lines(&unclosed).count(), 1);
}
