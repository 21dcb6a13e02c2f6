//! Whether two answers are the same when what is random in Helm's own is left out.

use std::collections::BTreeSet;

use chartroom_render::command::Outcome;

/// Helm asked again, at most so often, before a difference counts.
pub const AGAIN: usize = 6;

/// The same where only the order of lines is another: Go begins a small map with one of its entries
/// far more often than with the others.
pub const ORDERS: usize = 60;

/// Compares our answer with several of Helm's to the same question, the first one first. Where
/// Helm's own differ, lines are compared without their random words, and in any order where Helm
/// itself changes it.
pub fn same(ours: &Outcome, helm: &[Outcome]) -> bool {
    let equal =
        |a: &Outcome, b: &Outcome| a.code == b.code && a.stdout == b.stdout && a.stderr == b.stderr;
    if helm.iter().any(|answer| equal(ours, answer)) {
        return true;
    }
    let Some((first, others)) = helm.split_first() else {
        return false;
    };
    let part = |get: fn(&Outcome) -> &str| {
        let texts: Vec<&str> = others.iter().map(get).collect();
        similar(get(ours), get(first), &texts)
    };
    ours.code == first.code && part(|o| &o.stdout) && part(|o| &o.stderr)
}

fn similar(ours: &str, first: &str, others: &[&str]) -> bool {
    if ours == first || others.contains(&ours) {
        return true;
    }
    if others.iter().all(|other| *other == first) {
        return false;
    }
    // The same words in another order: keys of a map, findings.
    let letters = |text: &str| {
        let mut all: Vec<char> = text.chars().collect();
        all.sort_unstable();
        all
    };
    if letters(ours) == letters(first) {
        return true;
    }
    // Keys and certificates have now more lines and now less: lines of nothing else are left out.
    let kept = |text: &str| -> Vec<String> {
        let is_key = |line: &&str| line.trim().len() > 20 && !line.trim().contains(|c| !word(c));
        let lines = text.lines().filter(|line| !is_key(line));
        lines.map(str::to_owned).collect()
    };
    let (ours, first) = (kept(ours), kept(first));
    let others: Vec<Vec<String>> = others.iter().map(|text| kept(text)).collect();
    if ours.len() != first.len() {
        return false;
    }
    // A line that Helm always writes alike is written so by us; others agree but for words.
    let mut loose: BTreeSet<(String, String)> = BTreeSet::new();
    for (at, (our, helm)) in ours.iter().zip(&first).enumerate() {
        if our == helm {
            continue;
        }
        if others.iter().all(|other| other.get(at) == Some(helm)) {
            return false;
        }
        if masked(our) != masked(helm) {
            loose.insert((masked(our), masked(helm)));
        }
    }
    // What is left is the same lines in an order of chance, or a difference.
    let (left, right): (Vec<_>, Vec<_>) = loose.into_iter().unzip();
    let set = |items: Vec<String>| items.into_iter().collect::<BTreeSet<_>>();
    set(left) == set(right)
}

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+/=_-.$".contains(c)
}

/// A line without its long words, which may be random or a hash of what is.
fn masked(line: &str) -> String {
    let mut out = String::new();
    let mut long = String::new();
    for c in line.chars().chain(['\n']) {
        if word(c) {
            long.push(c);
            continue;
        }
        if long.len() >= 4 {
            out.push('#');
        } else {
            out.push_str(&long);
        }
        long.clear();
        out.push(c);
    }
    out
}

/// The first line that differs, for the report.
pub fn difference(ours: &Outcome, helm: &Outcome) -> String {
    if ours.code != helm.code {
        let last = |text: &str| text.lines().last().unwrap_or_default().to_owned();
        return format!(
            "exit code: helm {} ({}), ours {} ({})",
            helm.code,
            last(&helm.stderr),
            ours.code,
            last(&ours.stderr)
        );
    }
    for (what, a, b) in [
        ("stderr", &helm.stderr, &ours.stderr),
        ("stdout", &helm.stdout, &ours.stdout),
    ] {
        let (mut helms, mut our) = (a.lines(), b.lines());
        for number in 1_usize.. {
            match (helms.next(), our.next()) {
                (None, None) => break,
                (a, b) if a == b => {}
                (a, b) => return format!("{what} line {number}:\n    helm {a:?}\n    ours {b:?}"),
            }
        }
        if a != b {
            return format!("{what}: only the end differs");
        }
    }
    "nothing".to_owned()
}
