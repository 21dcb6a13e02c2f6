//! Formats of strings; drafts up to 7 insist on them.

use chartroom_gotemplate::regexp::Regexp;
use chartroom_gotemplate::strconv;

use super::when::{date, date_time, duration, period, time};
use crate::{ip, url};

/// A format with a check of its own.
#[derive(Clone, Copy)]
pub(super) struct Format {
    name: &'static str,
    check: fn(&str) -> Result<(), String>,
}

const FORMATS: &[Format] = &[
    Format::new("json-pointer", json_pointer),
    Format::new("relative-json-pointer", relative_json_pointer),
    Format::new("uuid", uuid),
    Format::new("duration", duration),
    Format::new("period", period),
    Format::new("ipv4", ipv4),
    Format::new("ipv6", ipv6),
    Format::new("hostname", hostname),
    Format::new("email", email),
    Format::new("date", date),
    Format::new("time", time),
    Format::new("date-time", date_time),
    Format::new("uri", uri),
    Format::new("iri", uri),
    Format::new("uri-reference", uri_reference),
    Format::new("iri-reference", uri_reference),
    Format::new("uri-template", uri_template),
    Format::new("semver", semver),
    Format::new("regex", regex),
];

impl Format {
    const fn new(name: &'static str, check: fn(&str) -> Result<(), String>) -> Self {
        Format { name, check }
    }

    pub fn named(name: &str) -> Option<Format> {
        FORMATS.iter().find(|format| format.name == name).copied()
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn check(&self, text: &str) -> Result<(), String> {
        (self.check)(text)
    }
}

pub(super) fn fail<T>(text: impl Into<String>) -> Result<T, String> {
    Err(text.into())
}

/// Go's `%q` of a rune.
pub(super) fn rune(c: char) -> String {
    if c == '\'' {
        return "'\\''".to_owned();
    }
    if c == '"' {
        return "'\"'".to_owned();
    }
    let quoted = crate::text::quoted(&c.to_string());
    format!("'{}'", &quoted[1..quoted.len() - 1])
}

/// Go's `strconv.Atoi`.
pub(super) fn atoi(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let complain = |why: &str| {
        let quoted = String::from_utf8_lossy(&strconv::quote(text.as_bytes())).into_owned();
        format!("strconv.Atoi: parsing {quoted}: {why}")
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(complain("invalid syntax"));
    }
    text.parse().map_err(|_| complain("value out of range"))
}

fn regex(text: &str) -> Result<(), String> {
    Regexp::new(text.as_bytes()).map(drop).map_err(|e| e.text())
}

fn json_pointer(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    let Some(rest) = text.strip_prefix('/') else {
        return fail("not starting with /");
    };
    for token in rest.split('/') {
        let mut escape = false;
        for c in token.chars() {
            if escape && c != '0' && c != '1' {
                return fail("~ must be followed by 0 or 1");
            }
            escape = !escape && c == '~';
        }
        if escape {
            return fail("~ must be followed by 0 or 1");
        }
    }
    Ok(())
}

fn relative_json_pointer(text: &str) -> Result<(), String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return fail("must start with non-negative integer");
    }
    if digits > 1 && text.starts_with('0') {
        return fail("starts with zero");
    }
    match &text[digits..] {
        "#" => Ok(()),
        rest => json_pointer(rest),
    }
}

fn uuid(text: &str) -> Result<(), String> {
    let sizes = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split('-').collect();
    if groups.len() != sizes.len() {
        return fail(format!("must have {} elements", sizes.len()));
    }
    for (n, (group, size)) in groups.iter().zip(sizes).enumerate() {
        if group.len() != size {
            return fail(format!("element {} must be {size} characters long", n + 1));
        }
        if let Some(c) = group.chars().find(|c| !c.is_ascii_hexdigit()) {
            return fail(format!("non-hex character {}", rune(c)));
        }
    }
    Ok(())
}

fn ipv4(text: &str) -> Result<(), String> {
    let groups: Vec<&str> = text.split('.').collect();
    if groups.len() != 4 {
        return fail("expected four decimals");
    }
    for group in groups {
        if group.len() > 1 && group.starts_with('0') {
            return fail("leading zeros");
        }
        if !(0..=255).contains(&atoi(group)?) {
            return fail("decimal must be between 0 and 255");
        }
    }
    Ok(())
}

fn ipv6(text: &str) -> Result<(), String> {
    if !text.contains(':') {
        return fail("missing colon");
    }
    let kind =
        ip::parse(text.as_bytes()).map_err(|error| String::from_utf8_lossy(&error).into_owned())?;
    if kind == ip::Kind::V6WithZone {
        return fail("zone id is not a part of ipv6 address");
    }
    Ok(())
}

fn hostname(text: &str) -> Result<(), String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.len() > 253 {
        return fail("more than 253 characters long");
    }
    for label in text.split('.') {
        if label.is_empty() || label.len() > 63 {
            return fail("label must be 1 to 63 characters long");
        }
        if label.starts_with('-') {
            return fail("label starts with hyphen");
        }
        if label.ends_with('-') {
            return fail("label ends with hyphen");
        }
        let valid = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if let Some(c) = label.chars().find(|c| !valid(*c)) {
            return fail(format!("invalid character {}", rune(c)));
        }
    }
    Ok(())
}

fn email(text: &str) -> Result<(), String> {
    if text.len() > 254 {
        return fail("more than 255 characters long");
    }
    let Some((local, domain)) = text.rsplit_once('@') else {
        return fail("missing @");
    };
    if local.len() > 64 {
        return fail("local part more than 64 characters long");
    }
    if local.len() > 1 && local.starts_with('"') {
        // Only the opening quote is looked at, and the last character goes with it.
        let bytes = &local.as_bytes()[1..local.len() - 1];
        if bytes.iter().any(|b| matches!(b, b'\\' | b'"')) {
            return fail("backslash and quote are not allowed within quoted local part");
        }
    } else {
        if local.starts_with('.') {
            return fail("starts with dot");
        }
        if local.ends_with('.') {
            return fail("ends with dot");
        }
        if local.contains("..") {
            return fail("consecutive dots");
        }
        let valid = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c);
        if let Some(c) = local.chars().find(|c| !valid(*c)) {
            return fail(format!("invalid character {}", rune(c)));
        }
    }
    if let Some(inner) = domain.strip_prefix('[').and_then(|d| d.strip_suffix(']')) {
        return match inner.strip_prefix("IPv6:") {
            Some(address) => ipv6(address).map_err(|why| format!("invalid ipv6 address: {why}")),
            None => ipv4(inner).map_err(|why| format!("invalid ipv4 address: {why}")),
        };
    }
    hostname(domain).map_err(|why| format!("invalid domain: {why}"))
}

fn read_url(text: &str) -> Result<url::Url, String> {
    let url = url::parse(text.as_bytes())
        .map_err(|error| String::from_utf8_lossy(&error).into_owned())?;
    let name = String::from_utf8_lossy(url.hostname()).into_owned();
    if name.contains(':') {
        if !url.host.contains(&b'[') || !url.host.contains(&b']') {
            return fail("ipv6 address not enclosed in brackets");
        }
        ipv6(&name).map_err(|why| format!("invalid ipv6 address: {why}"))?;
    }
    Ok(url)
}

fn uri(text: &str) -> Result<(), String> {
    if read_url(text)?.scheme.is_empty() {
        return fail("relative url");
    }
    Ok(())
}

fn uri_reference(text: &str) -> Result<(), String> {
    if text.contains('\\') {
        return fail("contains \\");
    }
    read_url(text).map(drop)
}

fn uri_template(text: &str) -> Result<(), String> {
    let url = read_url(text)?;
    for token in url.raw_path.split(|b| *b == b'/') {
        let mut open = false;
        for byte in token {
            let opening = match byte {
                b'{' => true,
                b'}' => false,
                _ => continue,
            };
            if opening == open {
                return fail("nested curly braces");
            }
            open = opening;
        }
        if open {
            return fail("no matching closing brace");
        }
    }
    Ok(())
}

fn semver(text: &str) -> Result<(), String> {
    let valid = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut text = text;
    if let Some((front, build)) = text.split_once('+') {
        if build.is_empty() {
            return fail("build is empty");
        }
        for id in build.split('.') {
            if id.is_empty() {
                return fail("build identifier is empty");
            }
            if let Some(c) = id.chars().find(|c| !valid(*c)) {
                return fail(format!("invalid character {} in build identifier", rune(c)));
            }
        }
        text = front;
    }
    if let Some((front, before)) = text.split_once('-') {
        for id in before.split('.') {
            if id.is_empty() {
                return fail("pre-release identifier is empty");
            }
            if let Some(c) = id.chars().find(|c| !valid(*c)) {
                let c = rune(c);
                return fail(format!("invalid character {c} in pre-release identifier"));
            }
            if id.len() > 1 && id.starts_with('0') && id.bytes().all(|b| b.is_ascii_digit()) {
                return fail("pre-release numeric identifier starts with zero");
            }
        }
        text = front;
    }
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() != 3 {
        return fail("versionCore must have 3 numbers separated by dot");
    }
    for (part, name) in parts.into_iter().zip(["major", "minor", "patch"]) {
        if part.is_empty() {
            return fail(format!("{name} is empty"));
        }
        if part.len() > 1 && part.starts_with('0') {
            return fail(format!("{name} starts with zero"));
        }
        if !part.bytes().all(|b| b.is_ascii_digit()) {
            return fail(format!("{name} contains non-digit"));
        }
    }
    Ok(())
}
