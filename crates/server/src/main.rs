//! `chartroom-server`: reads its options and serves.

// A program speaks on its streams; libraries do not.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chartroom_embedded_registry::{Limits, Registry};
use chartroom_server::app::App;
use chartroom_server::auth::Users;
use chartroom_server::guard::Guard;
use chartroom_server::options::{Command, HELP, Options};
use chartroom_server::proxy::{AllowList, Proxy};
use chartroom_server::registry::RegistryService;
use chartroom_server::serve::{listen, serve};
use chartroom_server::site::Site;
use chartroom_server::store::DiskStore;

/// How often abandoned uploads are looked for.
const TIDYING: Duration = Duration::from_secs(60 * 60);

fn main() -> ExitCode {
    let command = Command::parse(std::env::args().skip(1), |name| std::env::var(name).ok());
    let options = match command {
        Ok(Command::Serve(options)) => *options,
        Ok(Command::Help) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Ok(Command::Version) => {
            println!("chartroom-server {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("chartroom-server: {problem}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(problem) => {
            eprintln!("chartroom-server: cannot start: {problem}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(run(options));
    // A look through the data may still be under way; it is not worth waiting for.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("chartroom-server: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    // The port first: whoever starts a second server by mistake should read about the port.
    let listener = listen(options.listen).await?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let (store, inspection) = DiskStore::open(&options.data).map_err(|error| error.to_string())?;
    for notice in &inspection.notices {
        eprintln!("chartroom-server: {notice}");
    }
    let limits = Limits {
        blob: options.max_blob.unwrap_or(u64::MAX),
        ..Limits::default()
    };
    let registry = Arc::new(Registry::with_limits(store, limits));
    let app = Arc::new(build(&options, address, Arc::clone(&registry))?);
    let hashing = Arc::clone(&registry);
    tokio::task::spawn_blocking(move || {
        hashing
            .store()
            .finish_inspection(inspection, |notice| eprintln!("chartroom-server: {notice}"));
    });
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(TIDYING).await;
            registry.store().remove_stale_uploads();
        }
    });
    let url = format!("http://{}/", reachable(address));
    println!("Chartroom is at {url}");
    if options.open {
        open(&url);
    }
    serve(listener, app, stop()).await;
    Ok(())
}

fn build(
    options: &Options,
    address: SocketAddr,
    registry: Arc<Registry<DiskStore>>,
) -> Result<App, String> {
    let users = match &options.htpasswd {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            Some(Arc::new(
                Users::parse(&text).map_err(|error| error.to_string())?,
            ))
        }
        None => None,
    };
    let proxy = if options.proxy_off {
        None
    } else {
        let allow = AllowList::new(&options.proxy_allow)
            .map_err(|error| format!("--proxy-allow: {error}"))?;
        Some(Proxy::new(allow).map_err(|error| format!("cannot set up TLS: {error}"))?)
    };
    if users.is_none() && !address.ip().is_loopback() {
        eprintln!(
            "chartroom-server: everybody who reaches {address} can push and delete; --htpasswd asks for passwords"
        );
    }
    Ok(App {
        guard: Guard::new(
            &options.allow_host,
            &options.allow_origin,
            !address.ip().is_loopback(),
        ),
        site: options
            .site
            .clone()
            .map_or_else(Site::embedded, Site::folder),
        registry: RegistryService::new(registry),
        users,
        proxy,
    })
}

/// The address a browser on this machine uses.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    }
}

fn open(url: &str) {
    let mut command = if cfg!(target_os = "macos") {
        std::process::Command::new("open")
    } else if cfg!(windows) {
        let mut command = std::process::Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        std::process::Command::new("xdg-open")
    };
    let started = command
        .arg(url)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    if started.is_err() {
        eprintln!("chartroom-server: no browser could be opened; go to {url}");
    }
}

/// Waits for Ctrl-C or, where there is one, SIGTERM.
async fn stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
