//! Sets of code points.

use super::fold;
use crate::unicode::{self, Category};
use chartroom_gotext::sort_by;

/// Ranges, in order and apart once [`tidy`] has been there.
pub(super) type Ranges = Vec<(u32, u32)>;

const LAST: u32 = 0x10_ffff;

/// Sorts and joins.
pub(super) fn tidy(mut ranges: Ranges) -> Ranges {
    sort_by(&mut ranges, Ord::cmp);
    let mut out: Ranges = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match out.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => out.push((low, high)),
        }
    }
    out
}

/// Everything that is not in the ranges.
pub(super) fn negate(ranges: Ranges) -> Ranges {
    let mut out = Vec::new();
    let mut next = 0;
    for (low, high) in tidy(ranges) {
        if low > next {
            out.push((next, low - 1));
        }
        next = high + 1;
    }
    if next <= LAST {
        out.push((next, LAST));
    }
    out
}

/// The ranges, with the other forms of the letters in them if `fold`.
pub(super) fn folded(ranges: Ranges, fold: bool) -> Ranges {
    if !fold {
        return ranges;
    }
    let mut out = Vec::new();
    for (low, high) in ranges {
        fold::add_range(&mut out, low, high);
    }
    out
}

/// Whether the code point is in the tidy ranges.
pub(super) fn contains(ranges: &[(u32, u32)], rune: u32) -> bool {
    let at = ranges.partition_point(|r| r.1 < rune);
    ranges.get(at).is_some_and(|r| r.0 <= rune)
}

fn pairs(spec: &[u8]) -> Ranges {
    spec.chunks(2).map(|p| (p[0].into(), p[1].into())).collect()
}

/// `\d`, `\s` and `\w`; true for their opposites, which are still to be negated.
pub(super) fn perl(letter: u8) -> Option<(Ranges, bool)> {
    let ranges = match letter.to_ascii_lowercase() {
        b'd' => pairs(b"09"),
        b's' => pairs(b"\t\n\x0c\r  "),
        b'w' => pairs(b"09AZ__az"),
        _ => return None,
    };
    Some((ranges, letter.is_ascii_uppercase()))
}

/// `[:alpha:]` and the like, without brackets and colons; true for one still to be negated.
pub(super) fn posix(name: &[u8]) -> Option<(Ranges, bool)> {
    let (negated, name) = match name.strip_prefix(b"^") {
        Some(name) => (true, name),
        None => (false, name),
    };
    let ranges = pairs(match name {
        b"alnum" => b"09AZaz",
        b"alpha" => b"AZaz",
        b"ascii" => b"\x00\x7f",
        b"blank" => b"\t\t  ",
        b"cntrl" => b"\x00\x1f\x7f\x7f",
        b"digit" => b"09",
        b"graph" => b"!~",
        b"lower" => b"az",
        b"print" => b" ~",
        b"punct" => b"!/:@[`{~",
        b"space" => b"\t\r  ",
        b"upper" => b"AZ",
        b"word" => b"09AZaz__",
        b"xdigit" => b"09AFaf",
        _ => return None,
    });
    Some((ranges, negated))
}

/// `\p{L}` and the like: general categories, under short and long names, scripts, `Any`, `Assigned`
/// and `ASCII`. Case, spaces, hyphens and underscores of the name do not count. With the other forms of
/// their letters, if `fold`.
pub(super) fn unicode(name: &[u8], mut fold: bool) -> Option<Ranges> {
    use Category::*;
    let name: Vec<u8> = name
        .iter()
        .filter(|b| !b" -_".contains(b))
        .map(u8::to_ascii_lowercase)
        .collect();
    let categories: &[Category] = match &name[..] {
        b"any" => return Some(vec![(0, LAST)]),
        b"ascii" => return Some(folded(vec![(0, 0x7f)], fold)),
        b"assigned" => return Some(negate(unicode(b"cn", fold)?)),
        b"c" | b"other" => &[Cc, Cf, Cn, Co, Cs],
        b"cc" | b"control" | b"cntrl" => &[Cc],
        b"cf" | b"format" => &[Cf],
        b"cn" | b"unassigned" => &[Cn],
        b"co" | b"privateuse" => &[Co],
        b"cs" | b"surrogate" => &[Cs],
        b"l" | b"letter" => &[Lu, Ll, Lt, Lm, Lo],
        b"lc" | b"casedletter" => {
            // Go has no table of what else these are.
            fold = false;
            &[Lu, Ll, Lt]
        }
        b"ll" | b"lowercaseletter" => &[Ll],
        b"lm" | b"modifierletter" => &[Lm],
        b"lo" | b"otherletter" => &[Lo],
        b"lt" | b"titlecaseletter" => &[Lt],
        b"lu" | b"uppercaseletter" => &[Lu],
        b"m" | b"mark" | b"combiningmark" => &[Mn, Mc, Me],
        b"mc" | b"spacingmark" => &[Mc],
        b"me" | b"enclosingmark" => &[Me],
        b"mn" | b"nonspacingmark" => &[Mn],
        b"n" | b"number" => &[Nd, Nl, No],
        b"nd" | b"decimalnumber" | b"digit" => &[Nd],
        b"nl" | b"letternumber" => &[Nl],
        b"no" | b"othernumber" => &[No],
        b"p" | b"punctuation" | b"punct" => &[Pc, Pd, Ps, Pe, Pi, Pf, Po],
        b"pc" | b"connectorpunctuation" => &[Pc],
        b"pd" | b"dashpunctuation" => &[Pd],
        b"pe" | b"closepunctuation" => &[Pe],
        b"pf" | b"finalpunctuation" => &[Pf],
        b"pi" | b"initialpunctuation" => &[Pi],
        b"po" | b"otherpunctuation" => &[Po],
        b"ps" | b"openpunctuation" => &[Ps],
        b"s" | b"symbol" => &[Sm, Sc, Sk, So],
        b"sc" | b"currencysymbol" => &[Sc],
        b"sk" | b"modifiersymbol" => &[Sk],
        b"sm" | b"mathsymbol" => &[Sm],
        b"so" | b"othersymbol" => &[So],
        b"z" | b"separator" => &[Zs, Zl, Zp],
        b"zl" | b"lineseparator" => &[Zl],
        b"zp" | b"paragraphseparator" => &[Zp],
        b"zs" | b"spaceseparator" => &[Zs],
        name => return unicode::script(name).map(|ranges| folded(ranges, fold)),
    };
    let runs = unicode::categories();
    let wanted = runs.filter(|(_, _, c)| categories.contains(c));
    Some(folded(
        wanted.map(|(low, high, _)| (low, high)).collect(),
        fold,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `tests/oracle/unicode` has it.
    fn shown(ranges: Ranges) -> String {
        let ranges = tidy(ranges);
        let sum = |(low, high): &(u32, u32)| (*low..=*high).map(u64::from).sum::<u64>();
        let count: u32 = ranges.iter().map(|(low, high)| high + 1 - low).sum();
        let sum: u64 = ranges.iter().map(sum).sum();
        format!("{} {count} {sum}", ranges.len())
    }

    #[test]
    fn classes_are_those_of_go() {
        let mut wrong = Vec::new();
        for line in include_str!("../../tests/goldens/classes.tsv").lines() {
            let (name, expected) = line.split_once('\t').expect("two classes");
            let classes = [false, true].map(|fold| unicode(name.as_bytes(), fold));
            let shown = classes.map(|class| class.map_or("none".to_owned(), shown));
            if shown.join("\t") != expected {
                wrong.push(format!("{name}: {shown:?}, in Go {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
