//! `cargo xtask serve`: from a clean clone to a running page.

use std::env;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::process::Command as Process;
use std::time::Instant;

use crate::failure::{Doing, Failure, Outcome};
use crate::products::{Product, Workshop};
use crate::project::Project;
use crate::server_options::{Command, HELP};
use crate::step;
use crate::tools::{self, Catalogue};

/// Builds what is stale and becomes the server. What `options` get wrong is told before that.
pub fn serve(project: &Project, options: &[String]) -> Outcome {
    let started = Instant::now();
    let variable = |name: &str| env::var(name).ok();
    let listen = match Command::parse(options.iter().cloned(), variable).map_err(Failure::new)? {
        Command::Serve(told) => told.listen,
        Command::Help => {
            print!("{HELP}");
            return Ok(());
        }
        Command::Version => {
            println!("chartroom-server {}", env!("CARGO_PKG_VERSION"));
            return Ok(());
        }
    };
    check_port(listen)?;
    let catalogue = Catalogue::read(project)?;
    tools::node::require(project, &catalogue)?;
    let server = Workshop::new(project, &catalogue).make(Product::Server)?;
    check_port(listen)?;

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
fn become_process(mut command: Process) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

/// Where a process cannot be replaced we wait for it.
#[cfg(not(unix))]
fn become_process(mut command: Process) -> std::io::Result<()> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1))
}

/// Refuses a port on which somebody else listens, with the way out.
fn check_port(listen: SocketAddr) -> Outcome {
    match TcpListener::bind(listen) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(Failure::new(format!(
            "{listen} is taken: another program listens there, perhaps Chartroom itself"
        ))
        .advise(format!(
            "Look at http://{listen}, or choose another port:\n  cargo xtask serve --listen {}",
            SocketAddr::new(listen.ip(), free_port(listen.ip()).unwrap_or(8751))
        ))),
        // Anything else the server itself says better.
        _ => Ok(()),
    }
}

fn free_port(host: IpAddr) -> Option<u16> {
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
    fn a_wrong_option_is_told_before_anything_is_built() {
        let project = Project::find().unwrap();
        for (option, part) in [("--bogus", "--bogus"), ("--listen=nowhere", "nowhere")] {
            let text = serve(&project, &[option.to_owned()])
                .unwrap_err()
                .to_string();
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = holder.local_addr().unwrap();
        let text = check_port(listen).unwrap_err().to_string();
        assert!(
            text.contains(&listen.to_string()) && text.contains("--listen 127.0.0.1:"),
            "{text}"
        );
    }
}
