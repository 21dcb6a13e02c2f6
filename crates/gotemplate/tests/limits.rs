//! Input that is wrong, huge or hostile: an error each time, never a panic or an overflow.
// Its tests run on threads with stacks of a known size, and wasm has no threads.
#![cfg(not(target_family = "wasm"))]

mod support;

use std::cell::Cell;
use std::thread;

use chartroom_gotemplate::value::{ANY, INT, STRING};
use chartroom_gotemplate::{
    Context, Definition, Error, ErrorKind, FunctionSet, Limits, Options, Template, Value,
};
use proptest::prelude::*;

const INCLUDE: Definition = Definition::new("include", &[STRING, ANY], STRING, |cx, args| {
    let mut out = Vec::new();
    cx.execute(args[0].as_str().expect("a string"), &args[1], &mut out)?;
    Ok(Value::from(out))
});

const TPL: Definition = Definition::new("tpl", &[STRING, ANY], STRING, |cx, args| {
    let mut set = cx.templates().clone();
    set.parse("tpl", args[0].as_str().expect("a string").clone())?;
    let mut out = Vec::new();
    cx.execute_in(&set, b"tpl", &args[1], &mut out)?;
    Ok(Value::from(out))
});

const REPEAT: Definition = Definition::new("repeat", &[INT, STRING], STRING, repeat);

fn repeat(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let n = usize::try_from(args[0].as_int().expect("an int")).unwrap_or(0);
    let text = args[1].as_str().expect("a string");
    cx.charge(n.saturating_mul(text.len()))?;
    Ok(Value::from(text.repeat(n)))
}

fn set(text: &str) -> Result<Template, Error> {
    let mut functions = FunctionSet::new();
    functions.extend(&[INCLUDE, TPL, REPEAT]);
    let mut set = Template::new("root", functions);
    set.parse("main", text)?;
    Ok(set)
}

fn run(text: &str, limits: Limits) -> Result<Vec<u8>, Error> {
    let options = Options {
        limits,
        ..Options::default()
    };
    let mut out = Vec::new();
    set(text)?.execute(
        "main",
        &Value::map([("a", Value::from("x"))]),
        &mut out,
        &options,
    )?;
    Ok(out)
}

fn limited(text: &str) -> Error {
    let limits = Limits {
        steps: 100_000,
        bytes: 1 << 20,
        ..Limits::default()
    };
    let error = run(text, limits).expect_err("a limit is reached");
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    error
}

// Runs on a stack of 1 MiB in release builds, the size WebAssembly has; the frames of debug
// builds are several times larger.
fn on_small_stack(f: impl FnOnce() + Send + 'static) {
    let size = if cfg!(debug_assertions) { 16 } else { 1 };
    let builder = thread::Builder::new().stack_size(size << 20);
    builder
        .spawn(f)
        .expect("a thread")
        .join()
        .expect("no overflow");
}

#[test]
fn endless_recursion_ends() {
    on_small_stack(|| {
        for text in [
            r#"{{define "r"}}{{template "r" .}}{{end}}{{template "r" .}}"#,
            r#"{{define "r"}}{{include "r" .}}{{end}}{{include "r" .}}"#,
            r#"{{define "r"}}{{if .}}{{with .}}{{range .}}{{template "r" $}}{{end}}{{end}}{{end}}{{end}}{{template "r" .}}"#,
            r#"{{define "r"}}{{if (or (and (print (include "r" .))))}}{{end}}{{end}}{{include "r" .}}"#,
            r#"{{define "r"}}{{printf "%s" (print (print (include "r" .) | print) | print)}}{{end}}{{include "r" .}}"#,
            r#"{{define "r"}}{{tpl "{{include \"r\" .}}" .}}{{end}}{{include "r" .}}"#,
        ] {
            let error = limited(text);
            assert!(error.text().contains("limit"), "{error}");
            drop(error);
        }
    });
}

#[test]
fn the_template_depth_has_gos_text() {
    let limits = Limits {
        templates: 10,
        ..Limits::default()
    };
    let text = r#"{{define "r"}}{{template "r" .}}{{end}}{{template "r" .}}"#;
    let error = run(text, limits).expect_err("too deep");
    assert_eq!(
        error.text(),
        r#"template: main:1:25: executing "r" at <{{template "r" .}}>: exceeded maximum template depth (10)"#
    );
}

#[test]
fn endless_loops_and_output_end() {
    limited("{{range 9223372036854775807}}{{end}}");
    limited("{{range 9223372036854775807}}x{{end}}");
    limited(
        r#"{{define "a"}}{{range 10}}{{template "b"}}{{end}}{{end}}{{define "b"}}{{range 10}}{{range 1000}}{{print 1}}{{end}}{{end}}{{end}}{{template "a"}}"#,
    );
    limited(r#"{{$x := "xxxxxxxxxxxxxxxx"}}{{range 60}}{{$x = print $x $x}}{{end}}"#);
    limited(r#"{{repeat 100000000000 "x"}}"#);
    limited(r#"{{range 1000}}{{printf "%900000d" 1}}{{end}}"#);
    limited(r#"{{range 1000}}{{printf "%.900000f" 1.0}}{{end}}"#);
}

#[test]
fn cancelling_stops() {
    let asked = Cell::new(0);
    let cancelled = || {
        asked.set(asked.get() + 1);
        asked.get() > 3
    };
    let options = Options {
        cancelled: Some(&cancelled),
        ..Options::default()
    };
    let set = set("{{range 9223372036854775807}}{{end}}").expect("a template");
    let error = set.execute("main", &Value::Nil, &mut Vec::new(), &options);
    assert_eq!(error.expect_err("cancelled").kind(), ErrorKind::Cancelled);
}

#[test]
fn deep_nesting_is_refused() {
    on_small_stack(|| {
        for n in [900, 2_000, 100_000] {
            let mut texts = vec![
                format!("{{{{{}1{}}}}}", "(".repeat(n), ")".repeat(n)),
                format!("{{{{{}", "(".repeat(n)),
                "{{if 1}}".repeat(n) + &"{{end}}".repeat(n),
                "{{range 1}}".repeat(n) + &"{{end}}".repeat(n),
                "{{if 0}}".to_owned() + &"{{else if 0}}".repeat(n) + "{{end}}",
                "{{block \"x\" .}}".repeat(n) + &"{{end}}".repeat(n),
                "{{.".to_owned() + &"a.".repeat(n) + "a}}",
            ];
            texts.push("{{print ".to_owned() + &"(print ".repeat(n) + &")".repeat(n) + "}}");
            for text in texts {
                let _ = run(&text, Limits::default());
            }
        }
    });
}

#[test]
fn deep_values_are_printed_compared_and_dropped() {
    on_small_stack(|| {
        let mut deep = Value::list(vec![]);
        let mut map = Value::map([("a", Value::Nil)]);
        for _ in 0..200_000 {
            deep = Value::list(vec![deep]);
            map = Value::map([("a", map)]);
        }
        let data = Value::map([("l", deep.clone()), ("m", map.clone())]);
        let text = r#"{{len (print .l)}}{{len (printf "%#v %d" .m .m)}}{{.l | html | len}}"#;
        let mut out = Vec::new();
        let set = set(text).expect("a template");
        set.execute("main", &data, &mut out, &Options::default())
            .expect("text");
        assert!(deep.deep_copy().length() == Some(1) && !map.deep_equal(&deep));
        let _ = data.deep_equal(&data.deep_copy());
    });
}

#[test]
fn widths_and_precisions_go_to_a_million() {
    // What Go prints: as many digits as asked, where Rust's own formatting would end at 65,535.
    let print = |format: &str, operand: Value| {
        let mut out = Vec::new();
        chartroom_gotemplate::fmt::sprintf(&mut out, format.as_bytes(), &[operand]);
        String::from_utf8(out).expect("digits")
    };
    let many = 70_000;
    assert_eq!(
        print("%.70000U", Value::int(65)),
        format!("U+{}41", "0".repeat(many - 2))
    );
    assert_eq!(
        print("%.70000f", Value::float(1.5)),
        format!("1.5{}", "0".repeat(many - 1))
    );
    assert_eq!(
        print("%.70000e", Value::float(1.5)),
        format!("1.5{}e+00", "0".repeat(many - 1))
    );
    assert_eq!(
        print("%.70000x", Value::float(1.5)),
        format!("0x1.8{}p+00", "0".repeat(many - 1))
    );
    assert_eq!(print("%.70000g", Value::float(1.5)), "1.5");
    assert_eq!(
        print("%.70000d", Value::int(7)),
        format!("{}7", "0".repeat(many - 1))
    );
    assert_eq!(
        print("%70000s", Value::from("x")),
        format!("{}x", " ".repeat(many - 1))
    );
}

#[test]
fn a_map_in_itself_is_printed_to_some_depth() {
    on_small_stack(|| {
        let map = chartroom_gotemplate::Map::new();
        map.insert("m", Value::Map(map.clone()));
        let text = chartroom_gotemplate::fmt::to_bytes(&Value::Map(map.clone()));
        assert!(text.starts_with(b"map[m:map[m:"));
        map.remove(b"m");
    });
}

#[test]
fn errors_are_data_too() {
    let text = "x\n{{define \"in\"}}\n  {{ .a.b }}{{end}}{{ include \"in\" . | print }}";
    let error = run(text, Limits::default()).expect_err("a field of a string");
    let places: Vec<_> = error
        .places()
        .map(|p| {
            let text = |s: &chartroom_gotemplate::Str| s.to_text().into_owned();
            (
                p.line,
                p.column,
                text(&p.template),
                text(&p.action),
                text(&p.message),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            (
                3,
                Some(22),
                "main".into(),
                "include \"in\" .".into(),
                "error calling include".into()
            ),
            (
                3,
                Some(7),
                "in".into(),
                ".a.b".into(),
                "can't evaluate field b in type interface {}".into()
            ),
        ]
    );
    let error = set("\n{{ nope }}").err().expect("an unknown function");
    let place = error.place().expect("a place").clone();
    assert_eq!(
        (place.line, place.column, error.kind()),
        (2, None, ErrorKind::Parse)
    );
}

const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{{-",
    "-}}",
    " ",
    "\n",
    "(",
    ")",
    "|",
    ".",
    "$",
    "$x",
    ":=",
    "=",
    ",",
    "\"a\"",
    "`b`",
    "'c'",
    "1",
    "-1.5",
    "0x1p-2",
    "1i",
    "1+2i",
    "nil",
    "true",
    "if",
    "else",
    "end",
    "range",
    "with",
    "define",
    "template",
    "block",
    "break",
    "continue",
    "print",
    "printf",
    "index",
    "slice",
    "len",
    "and",
    "or",
    "eq",
    "lt",
    "call",
    "html",
    "js",
    "urlquery",
    "include",
    "\"main\"",
    ".list",
    ".m.x",
    ".out",
    ".outp.KubeVersion",
    ".fn",
    ".nul",
    "/*",
    "*/",
    "\"%d %v %*[2]q\"",
    "é",
    "\u{2028}",
    "\\",
    "text",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_template_ends(picks in prop::collection::vec(0..PIECES.len(), 0..30), raw in any::<Vec<u8>>()) {
        let text: String = picks.iter().flat_map(|&i| [PIECES[i], " "]).collect();
        let tight: String = picks.iter().map(|&i| PIECES[i]).collect();
        let wrapped = format!("{{{{ {text} }}}}");
        let standard: serde_json::Value = serde_json::from_str(include_str!("goldens/data.json")).expect("JSON");
        let data = support::value(&standard);
        let limits = Limits { steps: 10_000, bytes: 1 << 20, ..Limits::default() };
        let options = Options { limits, ..Options::default() };
        for text in [text.into_bytes(), tight.into_bytes(), wrapped.into_bytes(), raw] {
            let mut set = Template::new("root", support::functions());
            if set.parse("main", text).is_ok() {
                let _ = set.execute_with("main", &data, &mut Vec::new(), &options, &mut 0u32);
            }
        }
    }

    #[test]
    fn any_format_ends(format in "[%a\\[\\]0-9.*+# -]{0,12}[a-zA-Z%]?", n in any::<i64>(), f in any::<f64>(), s in any::<Vec<u8>>()) {
        let args = [Value::from(s), Value::int(n % 100), Value::float(f), Value::Nil, Value::list(vec![Value::int64(n)])];
        for rotation in 0..args.len() {
            let mut args = args.clone();
            args.rotate_left(rotation);
            let mut out = Vec::new();
            chartroom_gotemplate::fmt::sprintf(&mut out, format.as_bytes(), &args);
        }
    }

    #[test]
    fn quoting_leads_back(text in any::<Vec<u8>>()) {
        let quoted = chartroom_gotemplate::strconv::quote(&text);
        prop_assert_eq!(chartroom_gotemplate::strconv::unquote(&quoted), Some(text));
    }

    #[test]
    fn floats_lead_back(f in any::<f64>()) {
        use chartroom_gotemplate::strconv::{FloatForm, format_float, parse_float};
        prop_assume!(f.is_finite());
        for form in [FloatForm::General, FloatForm::Exponent, FloatForm::Fixed] {
            let text = format_float(f, form, None, false);
            prop_assert_eq!(parse_float(&text).map(f64::to_bits), Ok(f.to_bits()));
        }
    }

    #[test]
    fn any_expression_ends(pattern in "[a-c(){}\\[\\]^$.|?*+\\\\dwbpP:,0-3<>i-]{0,16}", text in "[a-c \n]{0,40}") {
        if let Ok(re) = chartroom_gotemplate::regexp::Regexp::new(pattern.as_bytes()) {
            re.find_all(text.as_bytes(), None);
            re.replace_all(text.as_bytes(), b"$1-${2}$0");
            re.split(text.as_bytes(), Some(3));
        }
    }
}
