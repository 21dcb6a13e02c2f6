//! SIGKILL at any moment loses nothing that was acknowledged.

mod support;

use std::collections::HashMap;
use std::sync::mpsc;
use std::time::Duration;

use bytes::Bytes;
use chartroom_oci::Digest;
use support::{Folder, Http, Server, noise};

/// Something the server said it has.
struct Acknowledged {
    repository: String,
    tag: String,
    manifest: Bytes,
    layer: Bytes,
}

#[test]
fn kill_loses_nothing_acknowledged() {
    let folder = Folder::new();
    let mut acknowledged: Vec<Acknowledged> = Vec::new();
    for round in 0..8_u64 {
        let server = Server::start(folder.path(), &[]);
        check(&server, &acknowledged);
        let (sender, receiver) = mpsc::channel();
        let pushers: Vec<_> = (0..3_u64)
            .map(|pusher| {
                let (sender, address) = (sender.clone(), server.address);
                std::thread::spawn(move || {
                    let http = Http::new(address);
                    for number in 0.. {
                        let seed = round << 40 | pusher << 32 | number;
                        // Two pushers share a repository, and a large layer takes several pieces.
                        let repository = format!("charts/r{}", pusher / 2);
                        let tag = format!("{round}.{pusher}.{number}");
                        let layer = noise(seed, if number % 4 == 0 { 1_500_000 } else { 20_000 });
                        match http.push(&repository, &tag, &layer) {
                            Ok((201, manifest)) => {
                                let done = Acknowledged {
                                    repository,
                                    tag,
                                    manifest,
                                    layer,
                                };
                                if sender.send(done).is_err() {
                                    return;
                                }
                            }
                            Ok((status, _)) => panic!("refused: {status}"),
                            Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        drop(sender);
        // A few pushes through, however slow the machine is, and then another moment each time.
        for _ in 0..4 {
            let done = receiver.recv_timeout(Duration::from_secs(60));
            acknowledged.push(done.expect("a push in a minute"));
        }
        std::thread::sleep(Duration::from_millis(3 + 7 * round));
        server.kill();
        for pusher in pushers {
            pusher.join().expect("a pusher");
        }
        acknowledged.extend(receiver);
    }
    assert!(
        acknowledged.len() > 20,
        "only {} pushes",
        acknowledged.len()
    );
    let server = Server::start(folder.path(), &[]);
    check(&server, &acknowledged);
    let (status, errors) = server.stop();
    assert!(status.success());
    assert_eq!(errors, "", "nothing torn was found");
}

fn check(server: &Server, acknowledged: &[Acknowledged]) {
    let http = Http::new(server.address);
    let mut listed: HashMap<&str, Vec<String>> = HashMap::new();
    for done in acknowledged {
        let path = format!("/v2/{}/manifests/{}", done.repository, done.tag);
        assert_eq!(
            http.call("GET", &path, &[], "").body(),
            &done.manifest,
            "{path}"
        );
        let path = format!(
            "/v2/{}/blobs/{}",
            done.repository,
            Digest::sha256(&done.layer)
        );
        assert!(
            http.call("GET", &path, &[], "").body() == &done.layer,
            "{path}"
        );
        let tags = listed.entry(&done.repository).or_insert_with(|| {
            let list = http.call(
                "GET",
                &format!("/v2/{}/tags/list", done.repository),
                &[],
                "",
            );
            let list: serde_json::Value = serde_json::from_slice(list.body()).expect("JSON");
            list["tags"]
                .as_array()
                .expect("tags")
                .iter()
                .map(|tag| tag.as_str().expect("a tag").to_owned())
                .collect()
        });
        assert!(tags.contains(&done.tag), "{}", done.tag);
    }
}

#[test]
fn an_upload_goes_on_after_a_crash() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    let started = http.call("POST", "/v2/a/blobs/uploads/", &[], "");
    let location = started.headers()["location"]
        .to_str()
        .expect("a text")
        .to_owned();
    assert_eq!(http.call("PATCH", &location, &[], "first ").status(), 202);
    server.kill();
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    let status = http.call("GET", &location, &[], "");
    assert_eq!(status.headers()["range"], "0-5");
    assert_eq!(
        http.call("PATCH", &location, &[("content-range", "6-11")], "second")
            .status(),
        202
    );
    let digest = Digest::sha256(b"first second");
    assert_eq!(
        http.call("PUT", &format!("{location}?digest={digest}"), &[], "")
            .status(),
        201
    );
    assert_eq!(
        http.call("GET", &format!("/v2/a/blobs/{digest}"), &[], "")
            .body(),
        "first second"
    );
}

#[test]
fn torn_files_are_found_and_reported() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    let layer = noise(1, 100_000);
    for tag in ["1", "2"] {
        assert_eq!(
            http.push("charts/x", tag, &layer).expect("an answer").0,
            201
        );
    }
    let loose = noise(2, 1000);
    assert_eq!(http.push_blob("charts/x", &loose), Ok(201));
    server.kill();
    let blobs = folder.path().join("repositories/charts/x/blobs/sha256");
    let (layer_digest, loose_digest) = (Digest::sha256(&layer), Digest::sha256(&loose));
    std::fs::write(blobs.join(&layer_digest.hex), &layer[..50_000]).expect("torn");
    std::fs::write(blobs.join(&loose_digest.hex), noise(3, 1000)).expect("torn");
    std::fs::write(folder.path().join("temporary/left"), "half").expect("left");
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    for digest in [&layer_digest, &loose_digest] {
        assert_eq!(
            http.call("HEAD", &format!("/v2/charts/x/blobs/{digest}"), &[], "")
                .status(),
            404,
            "set aside"
        );
    }
    assert_eq!(
        http.call("GET", "/v2/charts/x/manifests/1", &[], "")
            .status(),
        200
    );
    // Pushing again repairs it.
    assert_eq!(
        http.push("charts/x", "1", &layer).expect("an answer").0,
        201
    );
    assert!(
        http.call(
            "GET",
            &format!("/v2/charts/x/blobs/{layer_digest}"),
            &[],
            ""
        )
        .body()
            == &layer
    );
    let errors = server.kill();
    for digest in [&layer_digest, &loose_digest] {
        let lines = errors
            .lines()
            .filter(|line| {
                line.contains(&digest.hex) && line.contains("torn") && line.contains("charts/x")
            })
            .count();
        assert_eq!(lines, 1, "{errors}");
    }
    assert!(!folder.path().join("temporary/left").exists());
    assert_eq!(
        std::fs::read_dir(folder.path().join("damaged"))
            .expect("a folder")
            .count(),
        2
    );
}

#[test]
fn a_torn_index_closes_its_repository_and_no_other() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    for repository in ["a", "b"] {
        assert_eq!(
            http.push(repository, "1", &noise(4, 100))
                .expect("an answer")
                .0,
            201
        );
    }
    server.kill();
    let index = folder.path().join("repositories/a/index.json");
    std::fs::write(&index, "{\"manif").expect("torn");
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    assert_eq!(http.call("GET", "/v2/a/tags/list", &[], "").status(), 500);
    assert_eq!(
        http.push("a", "2", &noise(5, 100)).expect("an answer").0,
        500
    );
    assert_eq!(http.call("GET", "/v2/b/manifests/1", &[], "").status(), 200);
    assert_eq!(
        std::fs::read_to_string(&index).expect("a file"),
        "{\"manif",
        "left as it is"
    );
    assert!(
        server
            .kill()
            .contains("the index of the repository a cannot be read")
    );
}
