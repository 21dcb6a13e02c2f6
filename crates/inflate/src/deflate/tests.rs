use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn packed(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Inflates in steps of so many bytes, behind `before` bytes that do not belong to the stream.
fn inflate(stream: &[u8], step: usize, before: usize) -> Result<(Vec<u8>, usize), Fault> {
    let mut deflate = Deflate::new(0);
    let mut output = vec![7; before];
    loop {
        let filled = output.len();
        output.resize(filled + step, 0);
        let now = deflate.run(stream, &mut output, before, filled)?;
        output.truncate(now);
        if let Some(end) = deflate.end() {
            return Ok((output.split_off(before), end));
        }
    }
}

fn texts() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        vec(any::<u8>(), 0..400),
        "[a-f \\n]{0,300}".prop_map(String::into_bytes),
        (any::<u8>(), 1..3000usize).prop_map(|(byte, n)| vec![byte; n]),
        (vec(any::<u8>(), 1..9), 1..300usize).prop_map(|(bytes, n)| bytes.repeat(n)),
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn undoes_deflating(text in texts(), level in 0u32..10, step in 1usize..5000, before in 0usize..300) {
        let mut stream = packed(&text, level);
        let length = stream.len();
        stream.extend_from_slice(b"what follows");
        let (output, end) = inflate(&stream, step, before).unwrap_or_default();
        prop_assert!(output == text);
        prop_assert_eq!(end, length);
    }
}
