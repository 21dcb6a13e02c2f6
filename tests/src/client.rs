//! Our own client with the native transport, called as a plain function.

use std::future::Future;

use bytes::Bytes;
use chartroom_chart::Chart;
use chartroom_helm::{
    ChartReference, HelmError, PlanOptions, PullOptions, Pulled, PushOptions, PushPlan, PushReport,
    pull, push,
};
use chartroom_native::{NativeOptions, NativeTransport};
use chartroom_registry::{Client, Credential, Options};

use crate::registries::{PASSWORD, Running, USER};

/// When the charts of the tests were made.
pub const CREATED: &str = "2026-01-02T03:04:05Z";

/// Runs a future to its end.
///
/// # Panics
/// Where no runtime can be started.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// A client of a registry over plain HTTP.
pub fn client(host: &str, credential: Credential) -> Client<NativeTransport> {
    let mut options = Options::new(host);
    options.plain_http = true;
    options.credential = credential;
    Client::new(NativeTransport::new(NativeOptions::default()), options)
}

/// A client that is signed in where the registry asks.
pub fn client_of(registry: &Running) -> Client<NativeTransport> {
    let credential = if registry.password {
        Credential::basic(USER, PASSWORD)
    } else {
        Credential::Anonymous
    };
    client(&registry.host, credential)
}

/// Plans a push of an archive to `oci://<host>/<folder>`.
///
/// # Errors
/// What Helm says about the address and the names.
///
/// # Panics
/// Where the archive is no chart.
pub fn plan(archive: &[u8], host: &str, folder: &str) -> Result<PushPlan, HelmError> {
    let chart = Chart::open(archive).expect("a chart");
    PushPlan::new(
        &chart,
        Bytes::copy_from_slice(archive),
        &format!("oci://{host}/{folder}"),
        PlanOptions {
            created: CREATED.to_owned(),
            provenance: None,
        },
    )
}

/// Pushes an archive.
///
/// # Errors
/// As [`chartroom_helm::push`].
pub fn push_archive(
    registry: &Running,
    archive: &[u8],
    folder: &str,
) -> Result<PushReport, HelmError> {
    let plan = plan(archive, &registry.host, folder)?;
    block_on(push(&client_of(registry), &plan, PushOptions::default()))
}

/// Pulls `oci://<host>/<path>`, with a version or range where one is given.
///
/// # Errors
/// As [`chartroom_helm::pull`].
pub fn pull_archive(
    registry: &Running,
    path: &str,
    version: Option<&str>,
) -> Result<Pulled, HelmError> {
    let reference = ChartReference::parse(&format!("oci://{}/{path}", registry.host))?;
    let options = PullOptions {
        version: version.map(str::to_owned),
        ..PullOptions::default()
    };
    block_on(pull(&client_of(registry), &reference, options))
}
