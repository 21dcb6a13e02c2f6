//! Cases made at random, given to Helm's own engine and to this crate: texts and errors must be
//! the same.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use chartroom_chart::ArchiveFile;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::disk::{self, Disk};
use crate::documents;
use crate::expressions::{Expressions, damage};
use crate::schemas;
use crate::texts;
use crate::trees::{self, Files};

/// What to make, and how much.
pub struct Plan {
    /// The program in `tests/oracle`, built.
    pub oracle: PathBuf,
    /// Cases.
    pub cases: usize,
    /// Chooses them.
    pub seed: u64,
    /// Differences shown in full.
    pub show: usize,
    /// Only this kind: `expressions`, `trees`, `damaged`, or `schemas`, `documents` or `texts` (all
    /// cases are, then).
    pub column: String,
}

/// Of this many cases all but one may differ.
const PROMISED: f64 = 99.0;
/// Helm asked again before a difference counts: the order of some things is by chance.
const AGAIN: usize = 40;

const DIED: &str = "the oracle died";

/// Values behind the expressions.
const VALUES: &str = "list: [1, 2.5, x, null, true]\nobjs: [{name: a, v: 1}, {name: b, v: [1,2]}]\n\
    map: {a: 1, b: {c: d, e: [1, 2]}, \"10\": ten, \"9\": nine, yes: y}\ndeep: {x: {y: {z: 1000000}}}\n\
    num: 1000000\nflt: 1.5\nstr: \"hello world: #x\"\nblank: \"\"\nno: false\nyaml: \"a: [1, {b: c}]\\n\"\n";
const HELPERS: &str = "{{ define \"helper\" }}H{{ . | toJson }}{{ end }}{{ define \"a.b\" }}{{ .a }}-{{ .b.c }}{{ end }}\
    {{ define \"loop\" }}{{ include \"loop\" . }}{{ end }}";

/// Runs the cases; true when as much is the same as is promised.
pub fn run(plan: &Plan) -> bool {
    let mut oracle = Oracle::new(&plan.oracle);
    let expressions = Expressions::new();
    let mut table: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    let mut shown = 0;
    for number in 0..plan.cases {
        let mut dice = Dice::new(plan.seed, &number.to_string());
        let (kind, files, flags) = match plan.column.as_str() {
            "schemas" => case(3, &expressions, &mut dice),
            "documents" => case(9, &expressions, &mut dice),
            "texts" => case(8, &expressions, &mut dice),
            _ => case(number, &expressions, &mut dice),
        };
        if !plan.column.is_empty() && plan.column != kind {
            continue;
        }
        let entry = table.entry(kind).or_default();
        entry.0 += 1;
        let question = json!({"files": files, "flags": flags}).to_string();
        let (mut text, mut error) = ours(&files, &flags);
        // A value that holds itself: Go prints it until its stack ends, and dies.
        if oracle.ask(&question).1 == DIED {
            entry.0 -= 1;
            continue;
        }
        let mut same = agrees(&mut oracle, &question, &text, &error);
        if !same {
            // A second may have ended between the two answers.
            (text, error) = ours(&files, &flags);
            same = agrees(&mut oracle, &question, &text, &error);
        }
        if same {
            entry.1 += 1;
            continue;
        }
        shown += 1;
        if shown <= plan.show {
            let (helm_text, helm_error) = oracle.ask(&question);
            println!("✗ case {number} ({kind})");
            for (name, text) in &files {
                let text = text.as_str().unwrap_or_default();
                if text != VALUES
                    && !text.starts_with(HELPERS)
                    && (kind == "trees" || name != "Chart.yaml")
                {
                    println!("  {name}: {text:?}");
                }
            }
            if !flags.is_empty() {
                println!("  {flags:?}");
            }
            if error == helm_error {
                println!(
                    "  helm {:?}\n  ours {:?}",
                    differing(&helm_text, &text),
                    differing(&text, &helm_text)
                );
            } else {
                println!("  helm {helm_error:?}\n  ours {error:?}");
            }
        }
    }
    let (mut cases, mut same) = (0, 0);
    println!("\n{:<24} {:>8} {:>8} {:>7}", "", "cases", "same", "differ");
    for (kind, (all, equal)) in &table {
        println!("{kind:<24} {all:>8} {equal:>8} {:>7}", all - equal);
        cases += all;
        same += equal;
    }
    let percent = 100.0 * same as f64 / cases.max(1) as f64;
    println!("{percent:.3} % of {cases} cases the same (promised: {PROMISED} %)");
    cases > 0 && percent >= PROMISED
}

/// From the first line that differs.
fn differing<'a>(text: &'a str, other: &str) -> &'a str {
    let mut at = 0;
    for (a, b) in text.split_inclusive('\n').zip(other.split_inclusive('\n')) {
        if a != b {
            break;
        }
        at += a.len();
    }
    let rest = &text[at..];
    let end = (0..=600.min(rest.len()))
        .rev()
        .find(|at| rest.is_char_boundary(*at));
    &rest[..end.unwrap_or(0)]
}

type Flags = Vec<(String, String)>;

fn case(number: usize, expressions: &Expressions, dice: &mut Dice) -> (&'static str, Files, Flags) {
    match number % 10 {
        0 | 1 => {
            let mut files = trees::chart(dice);
            if dice.percent(4) {
                let name = files
                    .keys()
                    .nth(dice.below(files.len()))
                    .cloned()
                    .unwrap_or_default();
                let text = files[&name].as_str().unwrap_or_default().to_owned();
                files.insert(name, damage(&text, dice).into());
            }
            let flags = if dice.percent(40) {
                trees::flags(dice)
            } else {
                Vec::new()
            };
            ("trees", files, flags)
        }
        3 => ("schemas", schemas::chart(dice), Vec::new()),
        more => {
            let mut files = Files::new();
            let mut put =
                |name: &str, text: String| drop(files.insert(name.to_owned(), text.into()));
            put(
                "Chart.yaml",
                "apiVersion: v2\nname: c\nversion: 1.0.0\n".to_owned(),
            );
            put("values.yaml", VALUES.to_owned());
            put("f.txt", "one\ntwo: 2\n".to_owned());
            put("templates/_h.tpl", HELPERS.to_owned());
            let (kind, text) = match more {
                2 => ("damaged", damage(&expressions.text(dice), dice)),
                8 => ("texts", texts::template(dice)),
                9 => ("documents", documents::text(dice)),
                _ => ("expressions", expressions.text(dice)),
            };
            put("templates/t.yaml", format!("kind: X\ntext: |\n  {text}\n"));
            (kind, files, Vec::new())
        }
    }
}

fn ours(files: &Files, flags: &Flags) -> (String, String) {
    let host = Disk {
        dir: PathBuf::from("."),
        files: files
            .iter()
            .map(|(name, text)| {
                let bytes = text.as_str().unwrap_or_default().as_bytes().to_vec();
                ArchiveFile::new(name.as_str(), bytes, 0)
            })
            .collect(),
    };
    let mut line = vec![
        "template".to_owned(),
        "release-name".to_owned(),
        "x".to_owned(),
    ];
    for (name, value) in flags {
        line.push(format!("--{name}={value}"));
    }
    let outcome = disk::survive(&line, &host);
    let logged = |line: &&str| line.starts_with("level=");
    let error: Vec<&str> = outcome
        .stderr
        .split_inclusive('\n')
        .filter(|line| !logged(line))
        .collect();
    let error = error.concat();
    let error = error.strip_prefix("Error: ").unwrap_or(&error);
    let error = error.strip_suffix('\n').unwrap_or(error);
    (without_addresses(&outcome.stdout), without_addresses(error))
}

/// Go prints pointers as addresses, which are others in every run. And bytes that are no UTF-8 come
/// from the oracle as one sign each, from here as one for several.
fn without_addresses(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let same = |c: &char| std::mem::replace(&mut before, *c) != '\u{fffd}' || *c != '\u{fffd}';
    let text: String = text.chars().filter(same).collect();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("0x") {
        out.push_str(&rest[..at + 2]);
        rest = &rest[at + 2..];
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        if digits >= 8 {
            rest = &rest[digits..];
        }
    }
    out + rest
}

fn agrees(oracle: &mut Oracle, question: &str, text: &str, error: &str) -> bool {
    let first = oracle.ask(question);
    let equal =
        |answer: &(String, String)| answer.1 == error && (!error.is_empty() || answer.0 == text);
    if equal(&first) {
        return true;
    }
    // Nothing is fetched here; see COMPATIBILITY.md.
    if let Some(at) = error.find("schemas are never fetched from elsewhere")
        && first
            .1
            .strip_prefix(&error[..at])
            .is_some_and(|why| why.starts_with("HTTP request failed"))
    {
        return true;
    }
    let mut varies = false;
    for time in 0..AGAIN {
        if time == 0 {
            // Another process has its heap elsewhere, where addresses may be shorter.
            oracle.renew();
        }
        let again = oracle.ask(question);
        if equal(&again) {
            return true;
        }
        varies |= again != first;
    }
    // Lists whose order is by chance have more orders than can be asked for.
    let letters = |text: &str| {
        let mut all: Vec<char> = text.chars().collect();
        all.sort_unstable();
        all.into_iter().collect::<String>()
    };
    let alike = |what: &dyn Fn(&str) -> String| {
        what(&first.0) == what(text) && what(&first.1) == what(error)
    };
    varies && (alike(&letters) || alike(&without_long_numbers))
}

/// Addresses again, as `%d` and its like print them, and what is computed from them.
fn without_long_numbers(text: &str) -> String {
    let words = text.split_inclusive(|c: char| !c.is_ascii_hexdigit());
    let digits = |word: &&str| word.bytes().take_while(u8::is_ascii_hexdigit).count();
    words
        .map(|word| match digits(&word) {
            long @ 10.. => &word[long..],
            _ => word,
        })
        .collect()
}

/// The program that answers, started again when it dies.
pub struct Oracle {
    program: PathBuf,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    /// Starts the program.
    pub fn new(program: &Path) -> Oracle {
        let mut child = Command::new(program)
            .arg("batch")
            .env("TZ", "UTC")
            .env("GOMAXPROCS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the oracle starts");
        let input = child.stdin.take().expect("its input");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Oracle {
            program: program.to_owned(),
            child,
            input,
            output,
        }
    }

    /// Ends this process and starts another one.
    fn renew(&mut self) {
        *self = Oracle::new(&self.program.clone());
    }

    /// Text and error.
    pub fn ask(&mut self, question: &str) -> (String, String) {
        let mut line = String::new();
        let sent =
            writeln!(self.input, "{question}").and_then(|()| self.output.read_line(&mut line));
        if !matches!(sent, Ok(read) if read > 0) {
            self.renew();
            return (String::new(), DIED.to_owned());
        }
        let answer: Value = serde_json::from_str(&line).expect("an answer");
        let get = |name: &str| without_addresses(answer[name].as_str().unwrap_or_default());
        (get("stdout"), get("stderr"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
