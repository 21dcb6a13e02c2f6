//! The frame of a clear-signed OpenPGP message.

use crate::error::ProvenanceError;

const BEGIN: &[u8] = b"\n-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &[u8] = b"-----BEGIN PGP SIGNATURE-----";
const END: &[u8] = b"-----END PGP SIGNATURE-----";

/// Hash names that a `Hash:` header may carry.
const HASHES: [&str; 9] = [
    "MD5",
    "SHA1",
    "RIPEMD160",
    "SHA224",
    "SHA256",
    "SHA384",
    "SHA512",
    "SHA3-256",
    "SHA3-512",
];

/// A clear-signed message, taken apart but not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearSigned {
    /// Hash names of the `Hash` headers, in capitals.
    pub hashes: Vec<String>,
    /// The signed text: dash escapes undone, blanks at line ends cut, lines ended by `\n` and the
    /// last one not ended.
    pub text: Vec<u8>,
    /// The armored signature, from its BEGIN line to its END line.
    pub signature: Vec<u8>,
}

impl ClearSigned {
    /// Finds the first clear-signed message, at the start of the bytes or of a line.
    ///
    /// # Errors
    /// [`ProvenanceError::NoSignature`] where go-crypto's `clearsign.Decode` finds no block.
    pub fn parse(bytes: &[u8]) -> Result<ClearSigned, ProvenanceError> {
        Self::decode(bytes).ok_or(ProvenanceError::NoSignature)
    }

    fn decode(bytes: &[u8]) -> Option<ClearSigned> {
        let end = if bytes.starts_with(&BEGIN[1..]) {
            BEGIN.len() - 1
        } else {
            find(bytes, BEGIN)? + BEGIN.len()
        };
        let (suffix, mut rest) = line(&bytes[end..]);
        if !suffix.is_empty() {
            return None;
        }
        let mut hashes = Vec::new();
        loop {
            if rest.is_empty() {
                return None;
            }
            let (header, after) = line(rest);
            rest = after;
            if header.trim_ascii().is_empty() {
                break;
            }
            // Only Hash headers are allowed, and only printable ASCII in them.
            let header = std::str::from_utf8(header).ok()?;
            if !header.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
                return None;
            }
            let (key, values) = header.split_once(':')?;
            if key.trim() != "Hash" {
                return None;
            }
            for value in values.split(',') {
                let value = value.trim().to_ascii_uppercase();
                if !HASHES.contains(&value.as_str()) {
                    return None;
                }
                hashes.push(value);
            }
        }
        let mut text = Vec::new();
        let armor = loop {
            let (content, after) = line(rest);
            if content.is_empty() && after.is_empty() {
                return None;
            }
            if content == SIGNATURE {
                break rest;
            }
            rest = after;
            let content = content.strip_prefix(b"- ").unwrap_or(content);
            let kept = content
                .iter()
                .rposition(|byte| !matches!(byte, b' ' | b'\t'));
            text.extend_from_slice(&content[..kept.map_or(0, |last| last + 1)]);
            text.push(b'\n');
        };
        text.pop();
        let end = find(armor, END)? + END.len();
        Some(ClearSigned {
            hashes,
            text,
            signature: armor[..end].to_vec(),
        })
    }
}

/// A line without its end, and what follows.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        None => (bytes, &[]),
        Some(end) => {
            let line = &bytes[..end];
            (line.strip_suffix(b"\r").unwrap_or(line), &bytes[end + 1..])
        }
    }
}

/// Where some bytes are in others.
pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_blanks_are_undone() {
        let signed = ClearSigned::parse(
            b"before\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: sha512, SHA256\r\n\r\nkeywords:\r\n- - a  \r\n\r\n...\r\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\nafter",
        )
        .unwrap();
        assert_eq!(signed.hashes, ["SHA512", "SHA256"]);
        assert_eq!(signed.text, b"keywords:\n- a\n\n...");
        assert!(signed.signature.ends_with(b"-----END PGP SIGNATURE-----"));
    }

    #[test]
    fn half_a_frame_is_none() {
        for bytes in [
            &b""[..],
            b"-----BEGIN PGP SIGNED MESSAGE-----",
            b"-----BEGIN PGP SIGNED MESSAGE-----x\n\n",
            b"-----BEGIN PGP SIGNED MESSAGE-----\nComment: x\n\na\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----",
            b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: MD4\n\na\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----",
            b"-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n",
        ] {
            assert_eq!(
                ClearSigned::parse(bytes),
                Err(ProvenanceError::NoSignature)
            );
        }
    }
}
