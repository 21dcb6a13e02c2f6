use super::*;
use proptest::prelude::*;

const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes()).unwrap()
}

fn kinds(text: &str) -> Vec<(String, TokenKind)> {
    let lines = document(text).lines();
    lines
        .into_iter()
        .flat_map(|line| line.tokens)
        .filter(|token| token.kind != TokenKind::Punctuation && token.kind != TokenKind::Key)
        .map(|token| (token.text, token.kind))
        .collect()
}

#[test]
fn prints_without_altering() {
    let text = r#"{"z":1.50,"a":"\u003cb\u003e","z":[],"e":{},"l":[1e5,{"x":null}]}"#;
    let expected = "{\n  \"z\": 1.50,\n  \"a\": \"\\u003cb\\u003e\",\n  \"z\": [],\n  \"e\": {},\n  \"l\": [\n    1e5,\n    {\n      \"x\": null\n    }\n  ]\n}";
    assert_eq!(document(text).text(), expected);
    assert_eq!(document(text).source(), text);
    assert_eq!(document(" \"x\" ").text(), "\"x\"");
}

#[test]
fn finds_descriptors_anywhere() {
    let inner = format!(r#"{{"mediaType":"a/b","digest":"{DIGEST}","size":2}}"#);
    let text = format!(r#"{{"deep/er":[0,{{"x~y":{inner}}}],"config":{inner}}}"#);
    let found = document(&text).descriptors();
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/deep~1er/1/x~0y", "/config"]);
    assert_eq!(found[0].1.size, 2);
    let kinds = kinds(&inner);
    assert_eq!(kinds[0].1, TokenKind::MediaType("a/b".into()));
    assert!(matches!(&kinds[1].1, TokenKind::DigestLink(d) if d.digest.to_string() == DIGEST));
    assert_eq!(kinds[2].1, TokenKind::Size(2));
    // An odd optional member does not hide it.
    let odd = format!(r#"{{"mediaType":"a/b","digest":"{DIGEST}","size":2,"urls":7}}"#);
    assert_eq!(document(&odd).descriptors().len(), 1);
    // Without a real digest it is none.
    assert_eq!(
        document(r#"{"mediaType":"a/b","digest":"x","size":2}"#).descriptors(),
        []
    );
}

#[test]
fn knows_what_strings_are() {
    let text = format!(
        r#"["https:\/\/h/p","javascript:alert(1)","https://a b","{DIGEST}","a:b","application\/vnd.cncf.helm.config.v1+json"]"#
    );
    let found: Vec<_> = kinds(&text).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(found[0], TokenKind::Url("https://h/p".into()));
    assert_eq!(found[1], TokenKind::String);
    assert_eq!(found[2], TokenKind::String);
    assert!(matches!(found[3], TokenKind::Digest(_)));
    assert_eq!(found[4], TokenKind::String);
    assert_eq!(
        found[5],
        TokenKind::MediaType(crate::media_type::HELM_CONFIG.into())
    );
}

#[test]
fn lines_know_where_they_are_and_end() {
    let lines = document(r#"{"a":[1,2],"b":{}}"#).lines();
    let paths: Vec<_> = lines.iter().map(|line| line.path.as_str()).collect();
    assert_eq!(paths, ["", "/a", "/a/0", "/a/1", "/a", "/b", ""]);
    assert_eq!(lines[0].closes, Some(6));
    assert_eq!(lines[1].closes, Some(4));
    assert_eq!(lines[5].closes, None);
}

#[test]
fn refuses_what_is_not_json() {
    for (text, offset) in [
        ("", 0),
        ("{", 1),
        ("[1,]", 3),
        ("{\"a\":1,}", 7),
        ("01", 1),
        ("1.", 2),
        ("-", 1),
        ("1e", 2),
        ("\"a", 2),
        ("\"\n\"", 1),
        ("\"\\x\"", 2),
        ("\"\\u12g4\"", 5),
        ("nul", 0),
        ("1 2", 2),
        ("{a:1}", 1),
        ("[1 2]", 3),
        ("\u{feff}1", 0),
    ] {
        let error = Document::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.offset, offset, "{text:?}: {error}");
    }
    assert_eq!(
        Document::parse(b"\"\xff\"").unwrap_err().message,
        "not UTF-8"
    );
    let deep = "[".repeat(100_000);
    assert_eq!(
        Document::parse(deep.as_bytes()).unwrap_err().message,
        "nested too deeply"
    );
}

proptest! {
    /// Printing only changes white space between tokens: as values the texts are equal, and
    /// printing what was printed changes nothing.
    #[test]
    fn printing_is_stable(text in "[\\[\\]{}:,\"a0-9. \\\\u-]{0,12}|[\\[{]{0,4}(\"[a\\\\/é]{0,3}\"|-?[0-9]{1,2}(\\.[0-9]{1,2})?(e[0-9])?|true|null)[\\]}]{0,4}") {
        let ours = Document::parse(text.as_bytes());
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        // serde_json also refuses numbers out of range and lone surrogates; nothing else.
        if theirs.is_ok() {
            prop_assert!(ours.is_ok(), "{:?}", ours);
        }
        if let Ok(document) = ours {
            let printed = document.text();
            let again = Document::parse(printed.as_bytes()).unwrap();
            prop_assert_eq!(again.text(), printed.clone());
            if let Ok(value) = theirs {
                prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), value);
            }
        }
    }
}
