//! Escapes of URLs: which characters a part may hold as they are.

use chartroom_gotemplate::strconv;

/// Which part of a URL is escaped; each has its own set of harmless characters.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Part {
    Path,
    Segment,
    User,
    Host,
    Zone,
    Fragment,
}

/// `url.PathUnescape`.
///
/// # Errors
/// Go's text for an escape that is none.
pub fn unescape_path(text: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    unescape(text, Part::Path)
}

/// `url.PathEscape`: a segment of a path, in which slashes are escaped, too.
pub fn escape_segment(text: &[u8]) -> Vec<u8> {
    escape(text, Part::Segment)
}

/// Whether a part may not hold a byte as it is.
pub(super) fn should_escape(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        return false;
    }
    let harmless: &[u8] = match part {
        Part::Host | Part::Zone => b"!$&'()*+,;=:[]<>\"",
        Part::Path => b"$&+,/:;=@",
        Part::Segment => b"$&+:=@",
        Part::User => b"$&+,;=",
        Part::Fragment => b"$&+,/:;=?@!()*",
    };
    !harmless.contains(&byte)
}

/// Escapes what a part may not hold.
pub(super) fn escape(text: &[u8], part: Part) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if should_escape(*byte, part) {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        } else {
            out.push(*byte);
        }
    }
    out
}

/// Resolves escapes.
///
/// # Errors
/// Go's text for escapes and characters that the part may not hold.
pub(super) fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, Vec<u8>> {
    let bad_escape = |escape: &[u8]| [b"invalid URL escape ", &strconv::quote(escape)[..]].concat();
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        if byte == b'%' {
            let escape = &text[at..text.len().min(at + 3)];
            let digit = |n: usize| {
                let digit = char::from(*escape.get(n)?).to_digit(16)?;
                u8::try_from(digit).ok()
            };
            let (Some(high), Some(low)) = (digit(1), digit(2)) else {
                return Err(bad_escape(escape));
            };
            let value = high << 4 | low;
            // Hosts may escape what is not ASCII only, zones only what hosts could hold.
            let forbidden = match part {
                Part::Host => high < 8 && escape != b"%25",
                Part::Zone => escape != b"%25" && value != b' ' && should_escape(value, Part::Host),
                _ => false,
            };
            if forbidden {
                return Err(bad_escape(escape));
            }
            out.push(value);
            at += 3;
            continue;
        }
        let of_host = matches!(part, Part::Host | Part::Zone);
        if of_host && byte < 0x80 && should_escape(byte, part) {
            let quoted = strconv::quote(&[byte]);
            return Err([b"invalid character ", &quoted[..], b" in host name"].concat());
        }
        out.push(byte);
        at += 1;
    }
    Ok(out)
}
