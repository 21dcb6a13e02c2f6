//! Addresses of the internet as Go reads them: `netip.ParseAddr`, and why it refuses one.

use chartroom_gotemplate::strconv;

/// Bytes of an IPv6 address.
const SIZE: usize = 16;

/// Why a text is no address: Go's words, and the rest of the text where it says where.
type Why<'a> = (&'static str, &'a [u8]);

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Four bytes.
    V4,
    /// Sixteen bytes.
    V6,
    /// Sixteen bytes, and a zone behind `%`.
    V6WithZone,
}

/// Reads an address.
///
/// # Errors
/// Go's text.
pub fn parse(text: &[u8]) -> Result<Kind, Vec<u8>> {
    let outcome = match text.iter().find(|b| b".:%".contains(b)) {
        Some(b'.') => fields(text).map(|()| Kind::V4),
        Some(b':') => parse_6(text),
        Some(_) => Err(("missing IPv6 address", &b""[..])),
        None => Err(("unable to parse IP", &b""[..])),
    };
    outcome.map_err(|(why, rest)| {
        let mut told = b"ParseAddr(".to_vec();
        told.extend(strconv::quote(text));
        told.extend(b"): ");
        told.extend(why.as_bytes());
        if !rest.is_empty() {
            told.extend(b" (at ");
            told.extend(strconv::quote(rest));
            told.push(b')');
        }
        told
    })
}

/// Four decimals between dots.
fn fields(text: &[u8]) -> Result<(), Why<'_>> {
    let (mut value, mut digits, mut dots) = (0, 0, 0);
    for (at, &byte) in text.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| text[at]);
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", b""));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", b""));
                }
            }
            b'.' => {
                if matches!(before, None | Some(b'.')) || at + 1 == text.len() {
                    return Err(("IPv4 field must have at least one digit", &text[at..]));
                }
                if dots == 3 {
                    return Err(("IPv4 address too long", b""));
                }
                (value, digits, dots) = (0, 0, dots + 1);
            }
            _ => return Err(("unexpected character", &text[at..])),
        }
    }
    if dots < 3 {
        return Err(("IPv4 address too short", b""));
    }
    Ok(())
}

fn parse_6(text: &[u8]) -> Result<Kind, Why<'_>> {
    let (mut rest, kind) = match text.iter().position(|b| *b == b'%') {
        Some(at) if at + 1 == text.len() => {
            return Err(("zone must be a non-empty string", b""));
        }
        Some(at) => (&text[..at], Kind::V6WithZone),
        None => (text, Kind::V6),
    };
    let (mut size, mut gap) = (0, false);
    if let Some(behind) = rest.strip_prefix(b"::") {
        (rest, gap) = (behind, true);
        if rest.is_empty() {
            return Ok(kind);
        }
    }
    while size < SIZE {
        let digits = rest.iter().take_while(|b| b.is_ascii_hexdigit()).count();
        match digits {
            0 => {
                let why = "each colon-separated field must have at least one digit";
                return Err((why, rest));
            }
            1..=4 => {}
            _ => return Err(("each group must have 4 or less digits", rest)),
        }
        if rest.get(digits) == Some(&b'.') {
            if !gap && size != SIZE - 4 {
                let why = "embedded IPv4 address must replace the final 2 fields of the address";
                return Err((why, rest));
            }
            if size + 4 > SIZE {
                let why = "too many hex fields to fit an embedded IPv4 at the end of the address";
                return Err((why, rest));
            }
            fields(rest)?;
            (rest, size) = (b"", size + 4);
            break;
        }
        size += 2;
        rest = &rest[digits..];
        match rest.strip_prefix(b":") {
            None if rest.is_empty() => break,
            None => return Err(("unexpected character, want colon", rest)),
            Some(b"") => return Err(("colon must be followed by more characters", rest)),
            Some(behind) => rest = behind,
        }
        if let Some(behind) = rest.strip_prefix(b":") {
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
        (true, false) => Err(("address string too short", b"")),
        (false, true) => Err(("the :: must expand to at least one field of zeros", b"")),
        _ => Ok(kind),
    }
}
