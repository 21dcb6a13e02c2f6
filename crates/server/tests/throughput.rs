//! Pushes and pulls against other registries on the same machine: a measurement, run by hand with
//! `cargo test --release -p chartroom-server --test throughput -- --ignored --nocapture`.

#![allow(clippy::print_stdout)]

mod support;

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chartroom_oci::Digest;
use support::{Folder, Http, Server, noise, tool};

const CHARTS: u64 = 50;

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Pushes and pulls 50 charts with so many clients at once; gives both times.
fn measure(address: &str, clients: u64, round: u64) -> (Duration, Duration) {
    let all = |work: fn(&Http, u64, u64)| {
        let start = Instant::now();
        std::thread::scope(|scope| {
            for client in 0..clients {
                scope.spawn(move || {
                    let http = Http::new(address);
                    for number in (client..CHARTS).step_by(clients as usize) {
                        work(&http, round, number);
                    }
                });
            }
        });
        start.elapsed()
    };
    let push = all(|http, round, number| {
        let layer = noise(round << 32 | number, 40_000);
        assert_eq!(
            http.push(
                &format!("charts/c{number}"),
                &format!("1.{round}.0"),
                &layer
            )
            .expect("an answer")
            .0,
            201
        );
    });
    let pull = all(|http, round, number| {
        let accept = [("accept", "application/vnd.oci.image.manifest.v1+json")];
        assert_eq!(
            http.call(
                "GET",
                &format!("/v2/charts/c{number}/manifests/1.{round}.0"),
                &accept,
                ""
            )
            .status(),
            200
        );
        let layer = noise(round << 32 | number, 40_000);
        let back = http.call(
            "GET",
            &format!("/v2/charts/c{number}/blobs/{}", Digest::sha256(&layer)),
            &[],
            "",
        );
        assert!(back.body() == &layer);
    });
    (push, pull)
}

fn other(program: &Path, folder: &Path) -> (Killed, String) {
    let port = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port();
    let config = folder.join("config.yml");
    let text = format!(
        "version: 0.1\nlog: {{ level: error, accesslog: {{ disabled: true }} }}\nstorage: {{ filesystem: {{ rootdirectory: {} }} }}\nhttp: {{ addr: \"127.0.0.1:{port}\", secret: x }}\n",
        folder.join("data").display()
    );
    std::fs::write(&config, text).expect("a file");
    let child = Command::new(program)
        .arg("serve")
        .arg(&config)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let address = format!("127.0.0.1:{port}");
    let http = Http::new(&address);
    let end = Instant::now() + Duration::from_secs(20);
    while http.try_call("GET", "/v2/", &[], "").is_err() {
        assert!(Instant::now() < end, "it does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
    (Killed(child), address)
}

#[test]
#[ignore = "a measurement"]
fn pushes_and_pulls() {
    let folders = [Folder::new(), Folder::new(), Folder::new()];
    let server = Server::start(folders[0].path(), &[]);
    let mut registries = vec![("chartroom-server".to_owned(), server.address.to_string())];
    let mut running = Vec::new();
    for (index, (variable, name)) in [
        ("CHARTROOM_DOCKER_REGISTRY", "docker-registry"),
        ("CHARTROOM_DISTRIBUTION", "registry"),
    ]
    .into_iter()
    .enumerate()
    {
        if let Some(program) = tool(variable, name) {
            let (child, address) = other(&program, folders[index + 1].path());
            running.push(child);
            registries.push((name.to_owned(), address));
        }
    }
    println!("{CHARTS} charts of 40 kB, best of 5        push      pull");
    for clients in [1, 8] {
        for (name, address) in &registries {
            let rounds: Vec<_> = (0..5)
                .map(|round| measure(address, clients, clients << 8 | round))
                .collect();
            let push = rounds.iter().map(|times| times.0).min().unwrap_or_default();
            let pull = rounds.iter().map(|times| times.1).min().unwrap_or_default();
            println!(
                "{name:<20} {clients} clients   {:>9.1?} {:>9.1?}",
                push, pull
            );
        }
    }
}
