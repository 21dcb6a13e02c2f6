//! Regular expressions, compared with what Go 1.26 answers.

use std::fs;
use std::path::Path;

use chartroom_gotemplate::regexp::Regexp;
use chartroom_gotemplate::{Value, fmt};

#[derive(serde::Deserialize)]
struct Case {
    p: String,
    s: String,
    w: String,
    r: Vec<String>,
}

fn bytes(text: &str) -> Vec<u8> {
    let Some(hex) = text.strip_prefix("hex:") else {
        return text.as_bytes().to_vec();
    };
    let digit = |b: u8| (b as char).to_digit(16).expect("a digit") as u8;
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|p| digit(p[0]) << 4 | digit(p[1])).collect()
}

fn quoted<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    fmt::sprintf(&mut out, b"%q", &[Value::strings(parts)]);
    out
}

fn answer(case: &Case) -> Vec<Vec<u8>> {
    let re = match Regexp::new(&bytes(&case.p)) {
        Ok(re) => re,
        Err(error) => return vec![b"error".to_vec(), error.bytes()],
    };
    let text = bytes(&case.s);
    let all: Vec<String> = re
        .find_all(&text, None)
        .iter()
        .map(|groups| {
            let numbers: Vec<String> = groups
                .iter()
                .flat_map(|g| match g {
                    Some((a, b)) => [a.to_string(), b.to_string()],
                    None => ["-1".to_owned(), "-1".to_owned()],
                })
                .collect();
            format!("[{}]", numbers.join(" "))
        })
        .collect();
    let two = re.find_all(&text, Some(2));
    let two = two.iter().filter_map(|g| g[0]).map(|(a, b)| &text[a..b]);
    vec![
        re.is_match(&text).to_string().into_bytes(),
        format!("[{}]", all.join(" ")).into_bytes(),
        re.replace_all(&text, &bytes(&case.w)),
        quoted(re.split(&text, None)),
        quoted(two),
    ]
}

fn check(path: &Path) {
    let text = fs::read_to_string(path).expect("a readable file of cases");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines().filter(|l| l.starts_with('{')) {
        let case: Case = serde_json::from_str(line).expect("a case");
        count += 1;
        let want: Vec<Vec<u8>> = case.r.iter().map(|r| bytes(r)).collect();
        let got = answer(&case);
        if got != want {
            let show = |v: &[Vec<u8>]| {
                let parts: Vec<_> = v
                    .iter()
                    .map(|b| String::from_utf8_lossy(b).into_owned())
                    .collect();
                parts.join(" ; ")
            };
            wrong.push(format!(
                "{:?} on {:?} with {:?}\n   want {}\n   got  {}\n",
                case.p,
                case.s,
                case.w,
                show(&want),
                show(&got)
            ));
        }
    }
    let shown = wrong.iter().take(30).cloned().collect::<String>();
    assert!(
        wrong.is_empty(),
        "{} of {count} differ from Go:\n{shown}",
        wrong.len()
    );
    assert!(count > 0, "no cases in {}", path.display());
}

#[test]
fn matches_like_go() {
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/regexp.json-lines"));
}

/// Compares any number of cases made elsewhere: `GOTEMPLATE_REGEXPS=file cargo test`.
#[test]
fn matches_like_go_in_bulk() {
    if let Some(path) = std::env::var_os("GOTEMPLATE_REGEXPS") {
        check(Path::new(&path));
    }
}
