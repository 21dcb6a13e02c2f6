//! `cargo xtask serve`: from a clean clone to a running page.

use std::env;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::Command;
use std::time::Instant;

use crate::failure::{Doing, Failure, Outcome};
use crate::products::{Product, Workshop};
use crate::project::Project;
use crate::step;
use crate::tools::{self, Catalogue};

/// Where the server listens unless told otherwise.
const DEFAULT_LISTEN: &str = "127.0.0.1:8750";

/// Builds what is stale and becomes the server. `options` go to it unread,
/// except that the address is looked at.
pub fn serve(project: &Project, options: &[String]) -> Outcome {
    let started = Instant::now();
    let listen = listen_address(options);
    // Before building for minutes, not after.
    check_port(&listen)?;
    let catalogue = Catalogue::read(project)?;
    tools::node::require(project, &catalogue)?;
    let server = Workshop::new(project, &catalogue).make(Product::Server)?;
    check_port(&listen)?;

    println!();
    println!("ready after {}", step::span(started.elapsed()));

    // From here on the server speaks: it prints its address once it listens.
    let mut command = project.command(&server);
    command.args(options);
    if has_desktop() && !options.iter().any(|option| option == "--open") {
        command.arg("--open");
    }
    become_process(command).doing(format!("start {}", server.display()))
}

/// Replaces this process, so that whoever stops `cargo xtask serve`, by Ctrl-C
/// or by its process number, stops the server and nothing is left behind.
#[cfg(unix)]
fn become_process(mut command: Command) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

/// Where a process cannot be replaced we wait for it.
#[cfg(not(unix))]
fn become_process(mut command: Command) -> std::io::Result<()> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1))
}

/// The value of `--listen`, in both spellings.
fn listen_address(options: &[String]) -> String {
    let mut options = options.iter();
    while let Some(option) = options.next() {
        if option == "--listen" {
            if let Some(value) = options.next() {
                return value.clone();
            }
        } else if let Some(value) = option.strip_prefix("--listen=") {
            return value.to_owned();
        }
    }
    DEFAULT_LISTEN.to_owned()
}

/// Refuses a port on which somebody else listens, with the way out.
fn check_port(listen: &str) -> Outcome {
    match TcpListener::bind(listen) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let host = listen.rsplit_once(':').map_or(listen, |(host, _)| host);
            Err(Failure::new(format!(
                "{listen} is taken: another program listens there, perhaps Chartroom itself"
            ))
            .advise(format!(
                "Look at http://{listen}, or choose another port:\n  cargo xtask serve --listen {host}:{}",
                free_port(host).unwrap_or(8751)
            )))
        }
        // Anything else the server itself says better.
        _ => Ok(()),
    }
}

fn free_port(host: &str) -> Option<u16> {
    (8751..8800).find(|port| TcpListener::bind((host, *port)).is_ok())
}

fn has_desktop() -> bool {
    if env::var_os("CI").is_some() {
        return false;
    }
    cfg!(target_os = "macos")
        || cfg!(windows)
        || env::var_os("DISPLAY").is_some()
        || env::var_os("WAYLAND_DISPLAY").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listen_is_found_in_both_spellings() {
        let options =
            |list: &[&str]| -> Vec<String> { list.iter().map(|text| (*text).to_owned()).collect() };
        assert_eq!(listen_address(&options(&["--data", "x"])), DEFAULT_LISTEN);
        assert_eq!(
            listen_address(&options(&["--listen", "[::1]:1"])),
            "[::1]:1"
        );
        assert_eq!(listen_address(&options(&["--listen=a:2"])), "a:2");
    }

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = holder.local_addr().unwrap().to_string();
        let text = check_port(&listen).unwrap_err().to_string();
        assert!(
            text.contains(&listen) && text.contains("--listen 127.0.0.1:"),
            "{text}"
        );
    }
}
