//! Real clients against a running server: helm, crane, skopeo. Each is found by its variable
//! (`CHARTROOM_HELM`, `CHARTROOM_CRANE`, `CHARTROOM_SKOPEO`) or on the path, and skipped with a
//! line where it is missing.

#![allow(clippy::print_stdout)]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::{Folder, Http, Server, tool};

/// A chart made by helm itself: `helm create` and `helm package`.
fn package(helm: &Path, folder: &Path) -> PathBuf {
    // helm pull wants its target folders to exist.
    for target in ["back", "pinned"] {
        std::fs::create_dir(folder.join(target)).expect("a folder");
    }
    run(Command::new(helm)
        .args(["create", "sample"])
        .current_dir(folder));
    run(Command::new(helm)
        .args(["package", "sample", "--version", "1.2.3+build.5"])
        .current_dir(folder));
    folder.join("sample-1.2.3+build.5.tgz")
}

#[track_caller]
fn run(command: &mut Command) -> String {
    let output = command.output().expect("it ran");
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout) + &text(&output.stderr)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn failed(command: &mut Command) -> String {
    let Output { status, stderr, .. } = command.output().expect("it ran");
    assert!(!status.success(), "{command:?}");
    text(&stderr)
}

#[test]
fn helm_pushes_pulls_and_shows() {
    let Some(helm) = tool("CHARTROOM_HELM", "helm") else {
        return;
    };
    let (data, work) = (Folder::new(), Folder::new());
    let chart = package(&helm, work.path());
    let server = Server::start(data.path(), &[]);
    let registry = format!("oci://{}/charts", server.address);
    let helm = || {
        let mut command = Command::new(&helm);
        command
            .env("HELM_REGISTRY_CONFIG", work.path().join("none.json"))
            .current_dir(work.path());
        command
    };
    let pushed = run(helm()
        .args(["push", "--plain-http"])
        .arg(&chart)
        .arg(&registry));
    let digest = pushed
        .lines()
        .find_map(|line| line.strip_prefix("Digest: "))
        .expect("a digest")
        .to_owned();
    run(helm().args([
        "pull",
        "--plain-http",
        &format!("{registry}/sample"),
        "--version",
        "1.2.3+build.5",
        "-d",
        "back",
    ]));
    let back = work
        .path()
        .join("back")
        .join(chart.file_name().expect("a name"));
    assert_eq!(
        std::fs::read(&chart).expect("a chart"),
        std::fs::read(back).expect("a chart")
    );
    run(helm().args([
        "pull",
        "--plain-http",
        &format!("{registry}/sample@{digest}"),
        "-d",
        "pinned",
    ]));
    let shown = run(helm().args([
        "show",
        "chart",
        "--plain-http",
        &format!("{registry}/sample"),
        "--version",
        "^1.0.0",
    ]));
    assert!(shown.contains("name: sample"), "{shown}");
    // A version that is not there, in helm's words.
    let missing = failed(helm().args([
        "pull",
        "--plain-http",
        &format!("{registry}/sample"),
        "--version",
        "9.9.9",
    ]));
    assert!(missing.contains("not found"), "{missing}");
    let http = Http::new(server.address);
    assert_eq!(
        http.call("GET", "/v2/charts/sample/manifests/1.2.3_build.5", &[], "")
            .headers()["docker-content-digest"],
        digest.as_str()
    );
}

#[test]
fn helm_logs_in() {
    let Some(helm) = tool("CHARTROOM_HELM", "helm") else {
        return;
    };
    let (data, work) = (Folder::new(), Folder::new());
    let chart = package(&helm, work.path());
    let users = work.path().join("users");
    std::fs::write(
        &users,
        format!("ann:{}\n", bcrypt::hash("secret", 4).expect("a hash")),
    )
    .expect("a file");
    let server = Server::start(
        data.path(),
        &["--htpasswd", users.to_str().expect("a text")],
    );
    let host = server.address.to_string();
    let helm = || {
        let mut command = Command::new(&helm);
        command
            .env("HELM_REGISTRY_CONFIG", work.path().join("config.json"))
            .current_dir(work.path());
        command
    };
    let push = || {
        let mut command = helm();
        command
            .args(["push", "--plain-http"])
            .arg(&chart)
            .arg(format!("oci://{host}/charts"));
        command
    };
    let refused = failed(&mut push());
    assert!(
        refused.contains("401")
            || refused.to_lowercase().contains("unauthorized")
            || refused.contains("basic credential"),
        "{refused}"
    );
    failed(helm().args([
        "registry",
        "login",
        "--plain-http",
        &host,
        "-u",
        "ann",
        "-p",
        "wrong",
    ]));
    let login = run(helm().args([
        "registry",
        "login",
        "--plain-http",
        &host,
        "-u",
        "ann",
        "-p",
        "secret",
    ]));
    assert!(login.contains("Login Succeeded"), "{login}");
    run(&mut push());
    run(helm().args([
        "pull",
        "--plain-http",
        &format!("oci://{host}/charts/sample"),
        "--version",
        "1.2.3+build.5",
        "-d",
        "back",
    ]));
    // Everything else of the server stays open, and says that the registry is not.
    let http = Http::new(&host);
    assert_eq!(http.call("GET", "/", &[], "").status(), 200);
    let ping = http.call("GET", "/v2/", &[], "");
    assert_eq!(
        (
            ping.status().as_u16(),
            ping.headers()["www-authenticate"].as_bytes()
        ),
        (401, b"Basic realm=\"Chartroom\"".as_slice())
    );
    assert!(text(http.call("GET", "/api/info", &[], "").body()).contains(r#""auth":"basic""#));
}

#[test]
fn crane_and_skopeo_copy() {
    let (data, work) = (Folder::new(), Folder::new());
    let server = Server::start(data.path(), &[]);
    let host = server.address.to_string();
    let http = Http::new(&host);
    let (status, manifest) = http
        .push("from/here", "1.0.0", &support::noise(1, 3_000_000))
        .expect("an answer");
    assert_eq!(status, 201);
    if let Some(crane) = tool("CHARTROOM_CRANE", "crane") {
        run(Command::new(&crane).args([
            "copy",
            "--insecure",
            &format!("{host}/from/here:1.0.0"),
            &format!("{host}/to/crane:2"),
        ]));
        assert_eq!(
            http.call("GET", "/v2/to/crane/manifests/2", &[], "").body(),
            &manifest
        );
        assert_eq!(
            run(Command::new(&crane).args(["ls", "--insecure", &format!("{host}/to/crane")]))
                .trim(),
            "2"
        );
        assert!(
            run(Command::new(&crane).args(["catalog", "--insecure", &host])).contains("to/crane")
        );
        run(Command::new(&crane).args([
            "validate",
            "--insecure",
            "--remote",
            &format!("{host}/to/crane:2"),
            "--fast",
        ]));
        run(Command::new(&crane).args(["delete", "--insecure", &format!("{host}/to/crane:2")]));
        assert_eq!(
            http.call("GET", "/v2/to/crane/manifests/2", &[], "")
                .status(),
            404
        );
    }
    if let Some(skopeo) = tool("CHARTROOM_SKOPEO", "skopeo") {
        let skopeo = |arguments: &[&str]| {
            run(Command::new(&skopeo)
                .args(arguments)
                .current_dir(work.path()))
        };
        skopeo(&[
            "copy",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
            &format!("docker://{host}/from/here:1.0.0"),
            &format!("docker://{host}/to/skopeo:3"),
        ]);
        assert_eq!(
            http.call("GET", "/v2/to/skopeo/manifests/3", &[], "")
                .body(),
            &manifest
        );
        skopeo(&[
            "copy",
            "--src-tls-verify=false",
            &format!("docker://{host}/to/skopeo:3"),
            "oci:layout:3",
        ]);
        skopeo(&[
            "copy",
            "--dest-tls-verify=false",
            "oci:layout:3",
            &format!("docker://{host}/again/here:3"),
        ]);
        assert_eq!(
            http.call("GET", "/v2/again/here/manifests/3", &[], "")
                .body(),
            &manifest
        );
        // The data folder itself is an image layout.
        let layout = format!(
            "oci:{}:1.0.0",
            data.path().join("repositories/from/here").display()
        );
        assert_eq!(
            skopeo(&["inspect", "--raw", &layout]).as_bytes(),
            manifest.as_ref()
        );
        assert!(
            skopeo(&[
                "list-tags",
                "--tls-verify=false",
                &format!("docker://{host}/from/here")
            ])
            .contains("1.0.0")
        );
        skopeo(&[
            "delete",
            "--tls-verify=false",
            &format!("docker://{host}/again/here:3"),
        ]);
        // What another tool put into a layout is served after a restart.
        drop(server);
        let target = format!(
            "oci:{}:added",
            data.path().join("repositories/from/here").display()
        );
        skopeo(&["copy", "oci:layout:3", &target]);
        let server = Server::start(data.path(), &[]);
        let http = Http::new(server.address);
        assert_eq!(
            http.call("GET", "/v2/from/here/manifests/added", &[], "")
                .body(),
            &manifest
        );
        assert_eq!(
            http.call("GET", "/v2/from/here/manifests/1.0.0", &[], "")
                .body(),
            &manifest
        );
    }
}
