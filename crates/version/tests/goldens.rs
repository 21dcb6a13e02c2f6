//! Our own inputs with the answers of Masterminds/semver v3.5.0: parsing, precedence, constraints
//! against a table of versions with every message.

use std::path::Path;

use chartroom_version::{Constraint, Version};
use serde_json::Value;

fn answer(operation: &str, input: &str, versions: &str) -> Result<String, String> {
    match operation {
        "ver" => Version::parse(input)
            .map(|version| version.to_string())
            .map_err(|error| error.to_string()),
        "sver" => Version::parse_strict(input)
            .map(|version| version.to_string())
            .map_err(|error| error.to_string()),
        "cmp" => {
            let mut versions = input.split(' ').map(|text| Version::parse(text).unwrap());
            let (left, right) = (versions.next().unwrap(), versions.next().unwrap());
            assert_eq!(
                left.cmp_precedence(&right),
                right.cmp_precedence(&left).reverse()
            );
            Ok(match left.cmp_precedence(&right) {
                std::cmp::Ordering::Less => "<",
                std::cmp::Ordering::Equal => "=",
                std::cmp::Ordering::Greater => ">",
            }
            .to_owned())
        }
        "con" => {
            let constraint = Constraint::parse(input).map_err(|error| error.to_string())?;
            let mut out = format!("{constraint}\n");
            for text in versions.split(' ') {
                let version = Version::parse(text).unwrap();
                let result = constraint.validate(&version);
                assert_eq!(result.is_ok(), constraint.check(&version), "{input} {text}");
                match result {
                    Ok(()) => out.push_str("ok\n"),
                    Err(reasons) => {
                        for reason in reasons {
                            out.push_str(&reason);
                            out.push_str("; ");
                        }
                        out.push('\n');
                    }
                }
            }
            Ok(out)
        }
        other => panic!("unknown operation {other}"),
    }
}

#[test]
fn as_masterminds_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/version.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    let mut count = 0;
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| case[name].as_str().map(str::to_owned);
        let expected = match text("out") {
            Some(out) => Ok(out),
            None => Err(text("err").unwrap()),
        };
        let versions = text("arg").unwrap_or_default();
        let got = answer(&text("op").unwrap(), &text("in").unwrap(), &versions);
        assert_eq!(got, expected, "{line}");
        count += 1;
    }
    assert!(count > 1300);
}

/// The table of the specification of Helm's behaviour, short form.
#[test]
fn table() {
    let candidates = "0.0.3 0.2.3 0.2.9 1.0.0 1.2.0 1.2.3 1.2.3+b1 1.2.3-rc.1 1.3.0 1.3.0-rc.1 \
                      1.9.9 2.0.0 2.0.0-alpha 3.1.0";
    let matches = |constraint: &str| {
        let constraint = Constraint::parse(constraint).unwrap();
        candidates
            .split_whitespace()
            .filter(|text| constraint.check(&Version::parse(text).unwrap()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(matches("^0.2"), "0.2.3 0.2.9");
    assert_eq!(
        matches("1.2.0 - 2.0.0"),
        "1.2.0 1.2.3 1.2.3+b1 1.3.0 1.9.9 2.0.0"
    );
    assert_eq!(matches("~1.3.0-0"), "1.3.0 1.3.0-rc.1");
    assert_eq!(matches("^*"), "");
    assert_eq!(matches("*-0").split(' ').count(), 14);
    assert_eq!(
        Constraint::parse("").unwrap_err().to_string(),
        "improper constraint: \"\""
    );
}
