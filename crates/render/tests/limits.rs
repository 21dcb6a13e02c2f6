//! Charts that are hostile or broken: each ends with a clear error in bounded time and memory, on a
//! stack of 1 MiB, never with a panic.
// Its tests run on threads with stacks of a known size, and wasm has no threads.
#![cfg(not(target_family = "wasm"))]

use std::cell::Cell;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use chartroom_chart::{ArchiveFile, Chart};
use chartroom_gotemplate::Limits;
use chartroom_gotemplate::Options as Engine;
use chartroom_render::gotime::Moment;
use chartroom_render::template::{Options, render};

/// As small as a page's; frames of builds without optimization are some eight times as large.
const STACK: usize = if cfg!(debug_assertions) {
    8 << 20
} else {
    1 << 20
};
/// Far above what any of these takes in a debug build on a slow machine, far below forever.
const PATIENCE: Duration = Duration::from_secs(60);

type Files = Vec<(String, String)>;

fn limits() -> Limits {
    Limits {
        steps: 500_000,
        bytes: 12 << 20,
        ..Limits::default()
    }
}

/// Renders files on a small stack; the text or the error.
fn outcome(files: Files) -> Result<String, String> {
    let started = Instant::now();
    let builder = thread::Builder::new().stack_size(STACK);
    let thread = builder.spawn(move || {
        let files = files.into_iter();
        let files = files.map(|(name, text)| ArchiveFile::new(name, text.into_bytes(), 0));
        let chart = Chart::from_files(files.collect()).map_err(|error| error.to_string())?;
        let options = Options::default();
        let engine = Engine {
            limits: limits(),
            ..Engine::default()
        };
        render(&Rc::new(chart), &options, &engine)
            .map(|rendered| rendered.text(&options))
            .map_err(|error| error.text)
    });
    let outcome = thread.expect("a thread").join().expect("no panic");
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    outcome
}

fn chart(values: &str, template: &str) -> Files {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    vec![
        file("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
        file("values.yaml", values),
        file("templates/t.yaml", template),
    ]
}

fn with_schema(values: &str, schema: &str) -> Files {
    let mut files = chart(values, "kind: A\n");
    files.push(("values.schema.json".to_owned(), schema.to_owned()));
    files
}

fn fails(files: Files, with: &str) {
    match outcome(files) {
        Ok(text) => panic!("{with}: rendered {:.200}", text),
        Err(error) => {
            let (head, tail) = (
                error.get(..300).unwrap_or(&error),
                error.len().saturating_sub(400),
            );
            let tail = error.get(tail..).unwrap_or_default();
            assert!(error.contains(with), "{with}: {head} … {tail}");
        }
    }
}

#[test]
fn recursion_ends() {
    for template in [
        "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
        "{{ define \"a\" }}{{ include \"b\" . }}{{ end }}{{ define \"b\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
        "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
        "{{ $t := \"{{ tpl .t . }}\" }}{{ tpl $t (dict \"t\" $t) }}",
        "{{ define \"a\" }}{{ tpl \"{{ include \\\"a\\\" . }}\" . }}{{ end }}{{ include \"a\" . }}",
        "{{ define \"a\" }}{{ with (include \"a\" (dict \"x\" .)) }}{{ . }}{{ end }}{{ end }}{{ include \"a\" . }}",
    ] {
        fails(chart("", template), "nest");
    }
}

#[test]
fn output_that_grows_without_end_is_stopped() {
    let doubling = (0..40).map(|n| format!("{{{{ define \"a{}\" }}}}{{{{ include \"a{n}\" . }}}}{{{{ include \"a{n}\" . }}}}{{{{ end }}}}", n + 1));
    let doubling: String = doubling.collect();
    let text = format!(
        "{{{{ define \"a0\" }}}}xxxxxxxx{{{{ end }}}}{doubling}{{{{ include \"a40\" . }}}}"
    );
    fails(chart("", &text), "limit");
    for template in [
        "{{ $s := \"x\" }}{{ range until 64 }}{{ $s = print $s $s }}{{ end }}{{ $s }}",
        "{{ $s := \"x\" }}{{ range until 64 }}{{ $s = printf \"%s%s\" $s $s }}{{ end }}{{ $s }}",
        "{{ $s := \"x\" }}{{ range until 64 }}{{ $s = cat $s $s }}{{ end }}{{ $s }}",
        "{{ $s := \"ab\" }}{{ range until 64 }}{{ $s = replace \"a\" $s $s }}{{ end }}{{ $s }}",
        "{{ $s := \"ab\" }}{{ range until 64 }}{{ $s = regexReplaceAll \"a\" $s $s }}{{ end }}{{ $s }}",
        "{{ $s := \"a\\nb\" }}{{ range until 64 }}{{ $s = indent 1000000 $s }}{{ end }}{{ $s }}",
        "{{ $s := \"a\" }}{{ range until 64 }}{{ $s = quote $s $s }}{{ end }}{{ $s }}",
        "{{ $s := list 1 }}{{ range until 64 }}{{ $s = concat $s $s }}{{ end }}{{ len $s }}",
        "{{ $s := list 1 }}{{ range until 64 }}{{ $s = list $s $s }}{{ end }}{{ toJson $s }}",
        "{{ $s := list 1 }}{{ range until 64 }}{{ $s = list $s $s }}{{ end }}{{ toYaml $s }}",
        "{{ $s := list 1 }}{{ range until 64 }}{{ $s = list $s $s }}{{ end }}{{ $s }}",
        "{{ $s := list 1 }}{{ range until 64 }}{{ $s = list $s $s }}{{ end }}{{ deepCopy $s | len }}",
        "{{ $s := list 1 }}{{ range until 64 }}{{ $s = list $s $s }}{{ end }}{{ toToml (dict \"a\" $s) }}",
        "{{ $s := list 1 }}{{ range until 64 }}{{ $s = list $s $s }}{{ end }}{{ toYamlPretty $s }}",
        "{{ $s := list 1 }}{{ range until 64 }}{{ $s = list $s $s }}{{ end }}{{ eq (deepEqual $s (list 1)) $s }}",
        "{{ $s := \"a,b\" }}{{ range until 64 }}{{ $s = join $s (splitList \",\" $s) }}{{ end }}{{ $s }}",
    ] {
        fails(chart("", template), "limit");
    }
}

#[test]
fn giant_arguments_are_refused() {
    for template in [
        "{{ repeat 2000000000 \"x\" }}",
        "{{ until 2000000000 | len }}",
        "{{ untilStep 0 2000000000 1 | len }}",
        "{{ seq 1 2000000000 }}",
        "{{ indent 2000000000 \"x\" }}",
        "{{ randAlphaNum 2000000000 }}",
        "{{ randBytes 2000000000 }}",
        "{{ printf \"%999999d%999999d%999999d\" 1 2 3 | repeat 50 }}",
        "{{ range 2000000000 }}{{ end }}",
        "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}",
        "{{ chunk 1 (until 2000000000) }}",
        "{{ wrapWith 1 (repeat 60000 \"y\") (repeat 60000 \"x \") }}",
        "{{ regexReplaceAll \"\" (repeat 60000 \"y\") (repeat 60000 \"x\") }}",
        "{{ replace \"x\" (repeat 60000 \"y\") (repeat 60000 \"x\") }}",
    ] {
        fails(chart("", template), "limit");
    }
    let template = "{{ repeat 9223372036854775807 \"xxxx\" }}";
    fails(chart("", template), "output length overflow");
    let template = "{{ nindent 9223372036854775807 \"x\\ny\" }}";
    fails(chart("", template), "makeslice: len out of range");
}

#[test]
fn regular_expressions_take_bounded_time() {
    for (template, ends) in [
        ("{{ regexMatch \"(a*)*b\" (repeat 100000 \"a\") }}", true),
        (
            "{{ regexMatch \"(a|aa)+$\" (print (repeat 100000 \"a\") \"b\") }}",
            true,
        ),
        ("{{ regexFind \"((a{0,30}){0,30}){0,30}\" \"aaa\" }}", false),
        (
            "{{ mustRegexMatch \"(((a{1,100}){1,100}){1,100}){1,100}\" \"aaa\" }}",
            false,
        ),
        ("{{ mustRegexMatch (repeat 100000 \"(\") \"a\" }}", false),
    ] {
        let outcome = outcome(chart("", &format!("x: {template}")));
        assert_eq!(outcome.is_ok(), ends, "{template}: {outcome:.300?}");
    }
}

#[test]
fn values_that_hold_themselves_or_nest_deeply_end() {
    let own = "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}";
    for template in [
        "{{ toYaml $d }}",
        "{{ toJson $d }}",
        "{{ toToml $d | trunc 100 }}",
        "{{ toYamlPretty $d | trunc 100 }}",
        "{{ toString $d | trunc 100 }}",
        "{{ merge $d $d | len }}",
        "{{ mergeOverwrite $d (dict \"d\" $d) | len }}",
        "{{ deepEqual $d (dict \"d\" $d) }}",
        "{{ dig \"d\" \"d\" \"x\" $d | len }}",
        "{{ has $d (list $d) }}",
    ] {
        outcome(chart("", &format!("x: |\n{own}{{{{ \"\" }}}}{template}"))).ok();
    }
    fails(
        chart("", &format!("{own}{{{{ deepCopy $d }}}}")),
        "nested too deeply",
    );
    fails(chart("", &format!("{own}{{{{ mustToJson $d }}}}")), "cycle");
    let deep = format!("a: {}{}\n", "[".repeat(20_000), "]".repeat(20_000));
    fails(chart(&deep, "kind: A"), "exceeded max depth");
    let deep = format!("{{{{ fromYaml \"a: {}\" | toJson }}}}", "[".repeat(20_000));
    let text = outcome(chart("", &deep)).expect("an error as a value");
    assert!(text.contains("Error"), "{text:.300}");
    let deep = format!("{{{{ mustFromJson `{}` }}}}", "[".repeat(200_000));
    fails(chart("", &deep), "exceeded max depth");
    let deep = format!("{{{{ fromToml \"a = {}\" | toJson }}}}", "[".repeat(20_000));
    let text = outcome(chart("", &deep)).expect("an error as a value");
    assert!(text.contains("Error"), "{text:.300}");
    let building = "{{ $s := list }}{{ range until 50000 }}{{ $s = list $s }}{{ end }}";
    for end in [
        "{{ toJson $s | len }}",
        "{{ toYaml $s | len }}",
        "{{ print $s | len }}",
        "{{ $s = 1 }}",
    ] {
        outcome(chart("", &format!("x: {building}{end}"))).expect(end);
    }
    let path = vec!["a"; 5_000].join(".");
    fails(
        chart("", &format!("{{{{ .Values.{path} }}}}")),
        "nil pointer evaluating",
    );
    let parens = format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000));
    fails(chart("", &parens), "max expression depth exceeded");
    let ifs = format!(
        "{}{}",
        "{{ if 1 }}".repeat(50_000),
        "{{ end }}".repeat(50_000)
    );
    fails(chart("", &ifs), "depth exceeded");
}

#[test]
fn aliases_do_not_explode() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let items = vec![format!("*a{}", n - 1); 10].join(", ");
        bomb.push_str(&format!("a{n}: &a{n} [{items}]\n"));
    }
    fails(chart(&bomb, "kind: A"), "excessive aliasing");
    fails(chart("", &bomb), "excessive aliasing");
    fails(chart("a: &a [*a]\n", "kind: A"), "contains itself");
}

#[test]
fn values_of_the_wrong_shape_are_told() {
    for values in ["- 1\n", "text\n", "1\n"] {
        fails(chart(values, "kind: A"), "cannot unmarshal");
    }
    let mut files = chart("sub: 1\n", "kind: A");
    files.push((
        "charts/sub/Chart.yaml".into(),
        "apiVersion: v2\nname: sub\nversion: 1.0.0\n".into(),
    ));
    files.push((
        "charts/sub/templates/a.yaml".into(),
        "{{ .Values.x.y }}".into(),
    ));
    outcome(files).expect_err("a scalar for a subchart");
    fails(
        chart("a: 1\n", "{{ .Values.a.b.c }}"),
        "can't evaluate field",
    );
    fails(
        chart("a: 1\n", "{{ range .Values.a }}{{ end }}"),
        "range can't iterate over",
    );
}

#[test]
fn schemas_that_are_broken_or_elsewhere_are_refused() {
    for (schema, told) in [
        ("{", "unexpected"),
        ("[]", "got array, want boolean or object"),
        (
            "{\"$ref\": \"https://example.com/s.json\"}",
            "schemas are never fetched from elsewhere",
        ),
        (
            "{\"$ref\": \"http://127.0.0.1:1/s.json\"}",
            "schemas are never fetched from elsewhere",
        ),
        ("{\"$ref\": \"file:///etc/passwd\"}", "etc/passwd"),
        ("{\"$ref\": \"other.json\"}", "other.json"),
        ("{\"$ref\": \"#/definitions/none\"}", "not found"),
        ("{\"pattern\": \"(\"}", "regex"),
        (
            "{\"$schema\": \"https://example.com/draft\"}",
            "schemas are never fetched from elsewhere",
        ),
        ("{\"$ref\": \"#\"}", "reference cycle"),
        (
            "{\"$schema\": \"http://json-schema.org/draft-07\"}",
            "is a directory",
        ),
        (
            "{\"allOf\": [{\"$ref\": \"#/definitions/a\"}], \"definitions\": {\"a\": {\"$ref\": \"#/definitions/a\"}}}",
            "reference cycle",
        ),
    ] {
        fails(with_schema("a: 1\n", schema), told);
    }
    let deep = format!("{}{{}}{}", "{\"not\":".repeat(20_000), "}".repeat(20_000));
    fails(with_schema("a: 1\n", &deep), "depth");
    let deep = format!("{}{{}}{}", "{\"not\":".repeat(300), "}".repeat(300));
    fails(with_schema("a: 1\n", &deep), "given up");
    // Every level asks twice for the next one, 2^40 answers in all, and each is wrong.
    let level = |n: usize| {
        format!(
            "\"a{n}\": {{\"anyOf\": [{{\"$ref\": \"#/definitions/a{0}\"}}, {{\"$ref\": \"#/definitions/a{0}\"}}]}}",
            n + 1
        )
    };
    let levels: Vec<String> = (0..40).map(level).collect();
    let wide = format!(
        "{{\"$ref\": \"#/definitions/a0\", \"definitions\": {{{}, \"a40\": {{\"type\": \"string\"}}}}}}",
        levels.join(", ")
    );
    fails(with_schema("a: 1\n", &wide), "given up");
}

#[test]
fn a_host_can_stop_a_render_and_tells_the_time() {
    let asked = Rc::new(Cell::new(0));
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 3
    };
    let files = chart(
        "",
        "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}",
    );
    let files = files
        .into_iter()
        .map(|(name, text)| ArchiveFile::new(name, text.into_bytes(), 0));
    let chart_of = Rc::new(Chart::from_files(files.collect()).expect("a chart"));
    let engine = Engine {
        cancelled: Some(&stop),
        ..Engine::default()
    };
    let error = render(&chart_of, &Options::default(), &engine).expect_err("stopped");
    assert!(error.text.contains("cancelled"), "{}", error.text);
    assert_eq!(asked.get(), 4);

    let files = chart("", "at: {{ now | date \"2006-01-02\" }} {{ now.Unix }}\n");
    let files = files
        .into_iter()
        .map(|(name, text)| ArchiveFile::new(name, text.into_bytes(), 0));
    let chart_of = Rc::new(Chart::from_files(files.collect()).expect("a chart"));
    let options = Options {
        now: Moment {
            seconds: 86_400,
            nanos: 0,
        },
        ..Options::default()
    };
    let rendered = render(&chart_of, &options, &Engine::default()).expect("a text");
    assert!(rendered.text(&options).ends_with("at: 1970-01-02 86400\n"));
}
