//! Tar archives made byte by byte, so that they can be wrong in every way.
#![allow(dead_code)]

use std::io::Write;

/// A tar header with a right checksum.
pub fn header(name: &[u8], size: u64, kind: u8) -> [u8; 512] {
    let mut header = [0u8; 512];
    header[..name.len()].copy_from_slice(name);
    header[100..108].copy_from_slice(b"0000644\0");
    header[108..116].copy_from_slice(b"0000000\0");
    header[116..124].copy_from_slice(b"0000000\0");
    header[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    header[136..148].copy_from_slice(b"00000000000\0");
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    seal(&mut header);
    header
}

/// Writes the checksum of a header.
pub fn seal(header: &mut [u8]) {
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// A file with its header and padding.
pub fn file(name: &str, content: &[u8]) -> Vec<u8> {
    let mut out = header(name.as_bytes(), content.len() as u64, b'0').to_vec();
    out.extend_from_slice(content);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

/// An entry of another type.
pub fn entry(name: &str, kind: u8, link: &str) -> Vec<u8> {
    let mut out = header(name.as_bytes(), 0, kind).to_vec();
    out[157..157 + link.len()].copy_from_slice(link.as_bytes());
    seal(&mut out);
    out
}

/// The parts and the end marker, gzipped.
pub fn tgz(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut tar = parts.concat();
    tar.resize(tar.len() + 1024, 0);
    gzip(&tar)
}

/// Any bytes, gzipped.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let level = flate2::Compression::default();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), level);
    gzip.write_all(bytes).expect("memory");
    gzip.finish().expect("memory")
}

/// `Chart.yaml` of a chart that is fine.
pub const CHART: &[u8] = b"apiVersion: v2\nname: q\nversion: 1.0.0\n";

/// A `Chart.yaml` in its folder.
pub fn chart() -> Vec<u8> {
    file("q/Chart.yaml", CHART)
}
