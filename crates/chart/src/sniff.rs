//! What kind of file something that is no chart is, in Go's words.
//!
//! Source: Go's `net/http.DetectContentType` (the WHATWG MIME sniffing rules), over the first 512
//! bytes padded with zeros, which is how Helm asks.

const TEXT: &str = "text/plain; charset=utf-8";

const HTML: [&[u8]; 17] = [
    b"<!DOCTYPE HTML",
    b"<HTML",
    b"<HEAD",
    b"<SCRIPT",
    b"<IFRAME",
    b"<H1",
    b"<DIV",
    b"<FONT",
    b"<TABLE",
    b"<A",
    b"<STYLE",
    b"<TITLE",
    b"<B",
    b"<BODY",
    b"<BR",
    b"<P",
    b"<!--",
];

/// A byte pattern: its bytes, positions at which any byte matches, the type it stands for.
struct Pattern(&'static [u8], &'static [usize], &'static str);

/// In the order in which Go tries them; two need more than a comparison and are empty here.
const PATTERNS: [Pattern; 32] = [
    Pattern(b"%PDF-", &[], "application/pdf"),
    Pattern(b"%!PS-Adobe-", &[], "application/postscript"),
    Pattern(b"\xfe\xff\0\0", &[2, 3], "text/plain; charset=utf-16be"),
    Pattern(b"\xff\xfe\0\0", &[2, 3], "text/plain; charset=utf-16le"),
    Pattern(b"\xef\xbb\xbf\0", &[3], TEXT),
    Pattern(b"\0\0\x01\0", &[], "image/x-icon"),
    Pattern(b"\0\0\x02\0", &[], "image/x-icon"),
    Pattern(b"BM", &[], "image/bmp"),
    Pattern(b"GIF87a", &[], "image/gif"),
    Pattern(b"GIF89a", &[], "image/gif"),
    Pattern(b"RIFF\0\0\0\0WEBPVP", &[4, 5, 6, 7], "image/webp"),
    Pattern(b"\x89PNG\r\n\x1a\n", &[], "image/png"),
    Pattern(b"\xff\xd8\xff", &[], "image/jpeg"),
    Pattern(b"FORM\0\0\0\0AIFF", &[4, 5, 6, 7], "audio/aiff"),
    Pattern(b"ID3", &[], "audio/mpeg"),
    Pattern(b"OggS\0", &[], "application/ogg"),
    Pattern(b"MThd\0\0\0\x06", &[], "audio/midi"),
    Pattern(b"RIFF\0\0\0\0AVI ", &[4, 5, 6, 7], "video/avi"),
    Pattern(b"RIFF\0\0\0\0WAVE", &[4, 5, 6, 7], "audio/wave"),
    Pattern(b"", &[], "video/mp4"),
    Pattern(b"\x1a\x45\xdf\xa3", &[], "video/webm"),
    Pattern(b"", &[], "application/vnd.ms-fontobject"),
    Pattern(b"\0\x01\0\0", &[], "font/ttf"),
    Pattern(b"OTTO", &[], "font/otf"),
    Pattern(b"ttcf", &[], "font/collection"),
    Pattern(b"wOFF", &[], "font/woff"),
    Pattern(b"wOF2", &[], "font/woff2"),
    Pattern(b"\x1f\x8b\x08", &[], "application/x-gzip"),
    Pattern(b"PK\x03\x04", &[], "application/zip"),
    Pattern(b"Rar!\x1a\x07\0", &[], "application/x-rar-compressed"),
    Pattern(b"Rar!\x1a\x07\x01\0", &[], "application/x-rar-compressed"),
    Pattern(b"\0asm", &[], "application/wasm"),
];

/// The media type Go sees in a file with this content.
pub(crate) fn content_type(bytes: &[u8]) -> &'static str {
    let mut data = [0u8; 512];
    let known = bytes.len().min(512);
    data[..known].copy_from_slice(&bytes[..known]);
    let blank = data
        .iter()
        .position(|byte| !matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' '))
        .unwrap_or(data.len());
    let text = &data[blank..];
    if HTML.iter().any(|tag| is_tag(text, tag)) {
        return "text/html; charset=utf-8";
    }
    if text.starts_with(b"<?xml") {
        return "text/xml; charset=utf-8";
    }
    for Pattern(pattern, free, name) in &PATTERNS {
        let hit = match *name {
            "video/mp4" => is_mp4(&data),
            "application/vnd.ms-fontobject" => &data[34..36] == b"LP",
            _ => pattern
                .iter()
                .enumerate()
                .all(|(at, byte)| free.contains(&at) || data[at] == *byte),
        };
        if hit {
            return name;
        }
    }
    let binary = |byte: &u8| matches!(byte, 0..=0x08 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f);
    if text.iter().any(binary) {
        "application/octet-stream"
    } else {
        TEXT
    }
}

/// A tag in any case, followed by a space or `>`.
fn is_tag(text: &[u8], tag: &[u8]) -> bool {
    let Some((head, after)) = text.split_at_checked(tag.len()) else {
        return false;
    };
    let same = head.iter().zip(tag).all(|(byte, wanted)| {
        let byte = if wanted.is_ascii_uppercase() {
            byte & 0xdf
        } else {
            *byte
        };
        byte == *wanted
    });
    same && matches!(after.first(), Some(b' ' | b'>'))
}

fn is_mp4(data: &[u8; 512]) -> bool {
    let size = u32::from_be_bytes([data[0], data[1], data[2], data[3]]) as usize;
    data.len() >= size
        && size.is_multiple_of(4)
        && &data[4..8] == b"ftyp"
        && (8..size)
            .step_by(4)
            .any(|at| at != 12 && &data[at..at + 3] == b"mp4")
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn speaks_like_go() {
        // Short text is padded with zeros, which are binary.
        assert_eq!(content_type(b"hello"), "application/octet-stream");
        assert_eq!(content_type(&[b'a'; 600]), "text/plain; charset=utf-8");
        assert_eq!(content_type(b" <html>"), "text/html; charset=utf-8");
        assert_eq!(content_type(b"\n<?xml version"), "text/xml; charset=utf-8");
        assert_eq!(content_type(b"PK\x03\x04rest"), "application/zip");
        assert_eq!(content_type(b"RIFFabcdWEBPVP8"), "image/webp");
        assert_eq!(
            content_type(b"\0\0\0\x10ftypisom....mp42"),
            "application/octet-stream"
        );
        assert_eq!(content_type(b"\0\0\0\x18ftypmp42....isom"), "video/mp4");
        assert_eq!(content_type(b""), "application/octet-stream");
    }
}
