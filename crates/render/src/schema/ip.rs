//! Addresses of the internet as Go reads them: `netip.ParseAddr`, and why it refuses one.

use crate::text::quoted;

/// Bytes of an IPv6 address.
const SIZE: usize = 16;

/// Why a text is no address: Go's words, and the rest of the text where it says where.
type Why<'a> = (&'static str, &'a str);

/// Reads an address; tells whether it has a zone.
///
/// # Errors
/// Go's text.
pub(super) fn parse(text: &str) -> Result<bool, String> {
    let outcome = match text.bytes().find(|b| b".:%".contains(b)) {
        Some(b'.') => fields(text).map(|()| false),
        Some(b':') => parse_6(text),
        Some(_) => Err(("missing IPv6 address", "")),
        None => Err(("unable to parse IP", "")),
    };
    outcome.map_err(|(why, rest)| {
        let told = format!("ParseAddr({}): {why}", quoted(text));
        if rest.is_empty() {
            told
        } else {
            format!("{told} (at {})", quoted(rest))
        }
    })
}

/// Four decimals between dots.
fn fields(text: &str) -> Result<(), Why<'_>> {
    let (mut value, mut digits, mut dots) = (0, 0, 0);
    for (at, byte) in text.bytes().enumerate() {
        let before = at.checked_sub(1).map(|at| text.as_bytes()[at]);
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", ""));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", ""));
                }
            }
            b'.' => {
                if matches!(before, None | Some(b'.')) || at + 1 == text.len() {
                    return Err(("IPv4 field must have at least one digit", &text[at..]));
                }
                if dots == 3 {
                    return Err(("IPv4 address too long", ""));
                }
                (value, digits, dots) = (0, 0, dots + 1);
            }
            _ => return Err(("unexpected character", &text[at..])),
        }
    }
    if dots < 3 {
        return Err(("IPv4 address too short", ""));
    }
    Ok(())
}

fn parse_6(text: &str) -> Result<bool, Why<'_>> {
    let (mut rest, zone) = match text.split_once('%') {
        Some((_, "")) => return Err(("zone must be a non-empty string", "")),
        Some((address, zone)) => (address, Some(zone)),
        None => (text, None),
    };
    let (mut size, mut gap) = (0, false);
    if let Some(behind) = rest.strip_prefix("::") {
        (rest, gap) = (behind, true);
        if rest.is_empty() {
            return Ok(zone.is_some());
        }
    }
    while size < SIZE {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        match digits {
            0 => {
                let why = "each colon-separated field must have at least one digit";
                return Err((why, rest));
            }
            1..=4 => {}
            _ => return Err(("each group must have 4 or less digits", rest)),
        }
        let next = rest[digits..].bytes().next();
        if next == Some(b'.') {
            if !gap && size != SIZE - 4 {
                let why = "embedded IPv4 address must replace the final 2 fields of the address";
                return Err((why, rest));
            }
            if size + 4 > SIZE {
                let why = "too many hex fields to fit an embedded IPv4 at the end of the address";
                return Err((why, rest));
            }
            fields(rest)?;
            (rest, size) = ("", size + 4);
            break;
        }
        size += 2;
        rest = &rest[digits..];
        match rest.strip_prefix(':') {
            None if rest.is_empty() => break,
            None => return Err(("unexpected character, want colon", rest)),
            Some("") => return Err(("colon must be followed by more characters", rest)),
            Some(behind) => rest = behind,
        }
        if let Some(behind) = rest.strip_prefix(':') {
            if gap {
                return Err(("multiple :: in address", rest));
            }
            (rest, gap) = (behind, true);
            if rest.is_empty() {
                break;
            }
        }
    }
    if !rest.is_empty() {
        return Err(("trailing garbage after address", rest));
    }
    match (size < SIZE, gap) {
        (true, false) => Err(("address string too short", "")),
        (false, true) => Err(("the :: must expand to at least one field of zeros", "")),
        _ => Ok(zone.is_some()),
    }
}
