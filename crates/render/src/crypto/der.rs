//! ASN.1 in its distinguished encoding, as far as certificates need it.

use crate::gotime::Moment;

pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const OBJECT: u8 = 0x06;
pub(super) const BOOLEAN: u8 = 0x01;

/// One element: tag, length, content.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        n @ 0..128 => out.push(n as u8),
        n => {
            let bytes = (n as u64).to_be_bytes();
            let skip = bytes.iter().take_while(|b| **b == 0).count();
            out.push(0x80 | (8 - skip) as u8);
            out.extend_from_slice(&bytes[skip..]);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A constructed element.
pub(super) fn group(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    element(tag, &parts.concat())
}

/// An unsigned number from its big-endian bytes.
pub(super) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let skip = bytes.iter().take_while(|b| **b == 0).count();
    let mut content = bytes[skip..].to_vec();
    if content.first().is_none_or(|b| b & 0x80 != 0) {
        content.insert(0, 0);
    }
    element(INTEGER, &content)
}

/// A bit string of whole bytes.
pub(super) fn bits(content: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], content].concat())
}

/// An object identifier from its encoded arcs.
pub(super) fn object(arcs: &[u8]) -> Vec<u8> {
    element(OBJECT, arcs)
}

/// A time: two digits of the year up to 2049, four afterwards.
pub(super) fn time(at: Moment) -> Vec<u8> {
    let (year, _, _) = at.civil();
    let (tag, layout) = if (1950..2050).contains(&year) {
        (0x17, "060102150405Z")
    } else {
        (0x18, "20060102150405Z")
    };
    element(tag, &crate::gotime::format(layout.as_bytes(), at))
}

/// Reads one element: tag, content, what is behind it.
pub(super) fn read(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 128 {
        (usize::from(first), rest)
    } else {
        let size = usize::from(first & 0x7f);
        if size == 0 || size > 4 || rest.len() < size {
            return None;
        }
        let length = rest[..size]
            .iter()
            .fold(0usize, |n, b| n << 8 | usize::from(*b));
        (length, &rest[size..])
    };
    Some((tag, rest.get(..length)?, rest.get(length..)?))
}

/// The whole encoding of the first element, and what is behind it.
pub(super) fn split(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, _, rest) = read(der)?;
    Some((&der[..der.len() - rest.len()], rest))
}
