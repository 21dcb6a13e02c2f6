//! The short way to JSON gives what the long way gives, values and errors.

use std::borrow::Cow;

use chartroom_yaml::{
    GoType, documents, easy_to_json, parse, to_json, value_to_json, yaml_to_json,
};
use proptest::prelude::*;

/// Both ways, and whether the short one was taken.
fn compare(text: &str) -> Result<bool, TestCaseError> {
    let long = parse(text.as_bytes()).and_then(value_to_json);
    prop_assert_eq!(yaml_to_json(text.as_bytes()), long, "{:?}", text);
    if let Some(easy) = easy_to_json(text.as_bytes(), &GoType::Any) {
        prop_assert_eq!(easy, to_json(text.as_bytes(), &GoType::Any), "{:?}", text);
        let whole = documents(text.as_bytes()).map(|document| document.map(Cow::into_owned));
        let whole: Result<Vec<_>, _> = whole.collect();
        prop_assert_eq!(whole, Ok(vec![text.as_bytes().to_vec()]), "{:?}", text);
    }
    Ok(chartroom_quickyaml::read(text.as_bytes()).is_some())
}

fn scalar() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        "a",
        "a b",
        "1",
        "-1",
        "1.5",
        "0x1f",
        "017",
        "yes",
        "null",
        "~",
        ".inf",
        "<<",
        "2001-12-14",
        "http://a:80/b#c",
        "a#b",
        "-a",
        ":8080",
        "?a",
        "- a",
        "a:",
        "it\'s",
        "\'it\'\'s\'",
        "\"a\\tb\\\\\"",
        "\"\\x41\"",
        "\'\'",
        "\"\"",
        "[]",
        "{}",
        "[a, 1, \'b\']",
        "{a: 1, \"b\":c}",
        "[a,\n b]",
        "{a: [b, {c: d}]}",
        "[a: b]",
        "[,]",
        "&x a",
        "&x 1",
        "&y 'b'",
        "*x",
        "*x",
        "*y",
        "!t a",
        "%a",
        "@a",
        "é",
        "\u{2028}",
        "a\tb",
        "(a) | b > c",
    ])
    .prop_map(str::to_owned);
    prop_oneof![8 => known, 1 => "[ -~]{0,12}"]
}

fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a", "b", "c d", "\'q\'", "\"q\"", "<<", "1", "on", "a.b/c", "-k", "é",
    ])
}

/// One line, often a proper one.
fn line() -> impl Strategy<Value = String> {
    let indent = prop::sample::select(vec!["", "", "", "  ", "  ", "    ", " ", "   ", "\t"]);
    let end = prop::sample::select(vec![
        "\n", "\n", "\n", "\n", " \n", " # c\n", "# c\n", "\n\n", "\n  \n", "\r\n", "",
    ]);
    let body = prop_oneof![
        5 => (key(), scalar()).prop_map(|(key, value)| format!("{key}: {value}")),
        3 => key().prop_map(|key| format!("{key}:")),
        2 => (key(), scalar()).prop_map(|(key, value)| format!("- {key}: {value}")),
        2 => scalar().prop_map(|value| format!("- {value}")),
        1 => scalar().prop_map(|value| format!("- - {value}")),
        1 => scalar(),
        2 => (key(), prop::sample::select(vec!["|", ">", "|-", ">-", "|+", ">+", "|2", "| # c", ">#"]))
            .prop_map(|(key, sign)| format!("{key}: {sign}")),
        1 => prop::sample::select(vec!["-", "# c", "---", "...", "--- a", "%TAG", "? a", ": b"]).prop_map(str::to_owned),
    ];
    (indent, body, end).prop_map(|(indent, body, end)| [indent, &body, end].concat())
}

const VALUES: &str = r#"## Settings of the image
##
image:
  registry: docker.io
  repository: "example/app"   # where it is
  tag: '1.10'
  pullSecrets: []
  command: ["sh", "-c", "exec app \"$0\""]
replicas: 2
resources: {}
  # limits:
  #   cpu: 100m
env:
  - name: A
    value: |-
      one
        two

      three
  - name: B
    value: >
      folded text
      goes on

      here
hosts:
- a.example
- - nested
  - list: yes
description: A text that
  is folded

  once
probe:
  {path: /healthz, port: 8080}
empty:
last: 0.5
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn lines_in_any_order(lines in prop::collection::vec(line(), 0..8)) {
        compare(&lines.concat())?;
    }

    #[test]
    fn values_with_an_edit(
        at in 0..VALUES.len(),
        drop in 0usize..6,
        put in prop_oneof![scalar(), line(), Just(String::new()), "[ \n]{1,4}", "[-:#?|>'\"{}\\[\\],&*!]{1,2} ?"],
    ) {
        let end = (at + drop).min(VALUES.len());
        compare(&[&VALUES[..at], &put, &VALUES[end..]].concat())?;
    }

    #[test]
    fn values_with_a_line_moved(from in 0usize..44, to in 0usize..43, indent in 0usize..7) {
        let mut lines: Vec<String> = VALUES.split_inclusive('\n').map(str::to_owned).collect();
        let line = lines.remove(from % lines.len());
        let line = [&" ".repeat(indent), line.trim_start_matches(' ')].concat();
        lines.insert(to % lines.len(), line);
        compare(&lines.concat())?;
    }
}

#[test]
fn the_short_way_is_taken() {
    assert!(compare(VALUES).unwrap());
    assert!(easy_to_json(VALUES.as_bytes(), &GoType::Any).is_some());
}
