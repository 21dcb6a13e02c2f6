//! Every text of the page, in one catalogue.
//!
//! A text is asked for by its [`Key`]; [`t`] gives it as it stands, [`fill`] puts values into its `{name}`s, [`count`]
//! chooses the form a number wants (`one|other`, by the language's plural rule) and puts the number into `{n}`.
//! A language is a list of texts in the order of the keys, so that another one can be loaded while the page runs.

mod english;
mod plural;
#[cfg(test)]
mod tests;

pub use english::Key;

use plural::form;

/// The text of `key`.
pub fn t(key: Key) -> &'static str {
    english::TEXTS[key as usize]
}

/// The text of `key` with every `{name}` replaced by its value.
pub fn fill(key: Key, values: &[(&str, &str)]) -> String {
    put(t(key), values)
}

/// The form of `key` that `n` wants, with `{n}` replaced by the number.
pub fn count(key: Key, n: usize) -> String {
    let forms = t(key);
    let chosen = forms.split('|').nth(form(n)).unwrap_or(forms);
    put(chosen, &[("n", &grouped(n as u64))])
}

/// A whole number with thin spaces between groups of three, as printed charts set soundings: `12 345`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    if digits.len() <= 4 {
        return digits;
    }
    let mut text = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A size for people: `839 B`, `41 KB`, `1.3 MB`. Decimal units, as registries and Helm's own limits are spoken of.
pub fn size(bytes: u64) -> String {
    let (unit, per) = match bytes {
        0..1_000 => return [&bytes.to_string(), "\u{a0}B"].concat(),
        1_000..999_500 => ("KB", 1_000),
        999_500..999_500_000 => ("MB", 1_000_000),
        _ => ("GB", 1_000_000_000),
    };
    let tenths = (bytes * 10 + per / 2) / per;
    let mut text = (tenths / 10).to_string();
    if tenths < 100 && !tenths.is_multiple_of(10) {
        text.push('.');
        text.push_str(&(tenths % 10).to_string());
    }
    [&text, "\u{a0}", unit].concat()
}

fn put(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open + 1..];
        let Some(close) = rest.find('}') else { break };
        let name = &rest[..close];
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            out.push_str(value);
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}
