//! Our native client as a process: what `cargo xtask bench` runs beside `helm`.
//!
//! `client push ARCHIVE oci://HOST/FOLDER` and `client pull oci://HOST/PATH VERSION FOLDER`, over plain HTTP.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::{env, fs};

use chartroom_helm::{ChartReference, PullOptions, PushOptions, pull, push};
use chartroom_registry::Credential;
use chartroom_tests::client::{block_on, client, plan};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["push", archive, remote] => {
            let bytes = fs::read(archive)?;
            let (host, folder) = remote
                .trim_start_matches("oci://")
                .split_once('/')
                .ok_or("oci://HOST/FOLDER")?;
            let plan = plan(&bytes, host, folder)?;
            let client = client(host, Credential::Anonymous);
            let report = block_on(push(&client, &plan, PushOptions::default()))?;
            print!("{}", report.output());
        }
        ["pull", reference, version, folder] => {
            let reference = ChartReference::parse(reference)?;
            let client = client(&reference.reference.registry, Credential::Anonymous);
            let options = PullOptions {
                version: Some((*version).to_owned()),
                ..PullOptions::default()
            };
            let pulled = block_on(pull(&client, &reference, options))?;
            fs::write(format!("{folder}/{}", pulled.file_name), &pulled.archive)?;
            print!("{}", pulled.output());
        }
        _ => return Err(
            "client push ARCHIVE oci://HOST/FOLDER | client pull oci://HOST/PATH VERSION FOLDER"
                .into(),
        ),
    }
    Ok(())
}
