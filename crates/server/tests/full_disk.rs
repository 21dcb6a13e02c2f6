//! A full disk is said clearly and leaves nothing behind. Needs a small file system, which only
//! root can make.

#![allow(clippy::print_stdout)]

mod support;

use std::path::Path;
use std::process::Command;

use chartroom_oci::Digest;
use support::{Folder, Http, Server, noise};

/// A file system of 4 MiB; unmounted when dropped.
struct Small(Folder);

impl Small {
    fn new() -> Option<Self> {
        let folder = Folder::new();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(folder.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(folder)),
            _ => {
                println!("SKIPPED: the full-disk test needs root and mount");
                None
            }
        }
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

fn used(folder: &Path) -> u64 {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let data = entry.metadata().expect("data");
        sum += if data.is_dir() {
            used(&entry.path())
        } else {
            data.len()
        };
    }
    sum
}

#[test]
fn a_full_disk() {
    let Some(small) = Small::new() else { return };
    let server = Server::start(small.0.path(), &[]);
    let http = Http::new(server.address);
    let kept = noise(1, 1 << 20);
    assert_eq!(
        http.push("charts/kept", "1", &kept).expect("an answer").0,
        201
    );
    let before = used(small.0.path());
    // In one request, in pieces, and in chunks.
    for size in [(3 << 20) + 1, 30 << 20] {
        let large = noise(2, size);
        assert_eq!(http.push_blob("charts/large", &large), Ok(507));
        let path = format!(
            "/v2/charts/large/blobs/uploads/?digest={}",
            Digest::sha256(&large)
        );
        let answer = http.call("POST", &path, &[], large.clone());
        assert_eq!(answer.status(), 507);
        let problem: serde_json::Value = serde_json::from_slice(answer.body()).expect("JSON");
        assert_eq!(problem["errors"][0]["code"], "STORAGE_FULL");
        assert!(
            problem["errors"][0]["message"]
                .as_str()
                .is_some_and(|text| text.contains("disk") && text.contains("full")),
            "{problem}"
        );
    }
    let location = http
        .call("POST", "/v2/charts/large/blobs/uploads/", &[], "")
        .headers()["location"]
        .to_str()
        .expect("a text")
        .to_owned();
    let chunk = noise(3, 1 << 20);
    let refused = (0..5)
        .map(|_| {
            http.call("PATCH", &location, &[], chunk.clone())
                .status()
                .as_u16()
        })
        .find(|status| *status != 202);
    assert_eq!(refused, Some(507));
    assert_eq!(
        http.call("GET", &location, &[], "").status(),
        404,
        "the upload is gone"
    );
    assert_eq!(used(small.0.path()), before, "nothing is left behind");
    // What was there is there, and small things go on.
    let path = format!("/v2/charts/kept/blobs/{}", Digest::sha256(&kept));
    assert!(http.call("GET", &path, &[], "").body() == &kept);
    assert_eq!(
        http.push("charts/next", "1", &noise(4, 1000))
            .expect("an answer")
            .0,
        201
    );
    // Full to the last block: a manifest and its tag cannot be written, and the old tag stays.
    let manifest = http
        .call("GET", "/v2/charts/next/manifests/1", &[], "")
        .body()
        .clone();
    std::fs::write(small.0.path().join("filler"), vec![0; 4 << 20]).expect_err("full");
    let annotated =
        String::from_utf8_lossy(&manifest).replacen('{', "{\"annotations\":{\"a\":\"b\"},", 1);
    let kind = [("content-type", "application/vnd.oci.image.manifest.v1+json")];
    assert_eq!(
        http.call("PUT", "/v2/charts/next/manifests/1", &kind, annotated)
            .status(),
        507
    );
    assert_eq!(
        http.call("GET", "/v2/charts/next/manifests/1", &[], "")
            .body(),
        &manifest
    );
    assert_eq!(
        std::fs::read_dir(small.0.path().join("temporary"))
            .expect("a folder")
            .count(),
        0
    );
    std::fs::remove_file(small.0.path().join("filler")).expect("removed");
    let (status, errors) = server.stop();
    assert!(status.success());
    let again = Server::start(small.0.path(), &[]);
    assert_eq!(
        Http::new(again.address)
            .call("GET", "/v2/charts/next/manifests/1", &[], "")
            .status(),
        200
    );
    assert_eq!(errors, "");
}
