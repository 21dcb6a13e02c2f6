//! The options of `wasm-bindgen` that Trunk and our own scripts give, with the meaning they have there.

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// The library's version too: a module and the tool that finishes it must agree.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    let mut bindgen = Bindgen::new();
    // What the command line does unless told otherwise; the library's own habits are others.
    bindgen.typescript(true).omit_default_module_path(false);
    let (mut input, mut folder) = (None, None);
    while let Some(argument) = arguments.next() {
        let (name, given) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (argument.as_str(), None),
        };
        let mut value = || match given.clone().or_else(|| arguments.next()) {
            Some(value) => Ok(value),
            None => bail!("{name} wants a value"),
        };
        match name {
            "--version" | "-V" => {
                println!("wasm-bindgen {VERSION}");
                return Ok(());
            }
            "--target" => match value()?.as_str() {
                "web" => drop(bindgen.web(true)?),
                "bundler" => drop(bindgen.bundler(true)?),
                "nodejs" => drop(bindgen.nodejs(true)?),
                "no-modules" => drop(bindgen.no_modules(true)?),
                other => bail!("there is no target {other} here: web, bundler, nodejs, no-modules"),
            },
            "--out-dir" => folder = Some(value()?),
            "--out-name" => drop(bindgen.out_name(&value()?)),
            "--no-typescript" => drop(bindgen.typescript(false)),
            "--no-demangle" => drop(bindgen.demangle(false)),
            "--keep-debug" => drop(bindgen.keep_debug(true)),
            "--keep-lld-exports" => drop(bindgen.keep_lld_exports(true)),
            "--omit-default-module-path" => drop(bindgen.omit_default_module_path(true)),
            "--remove-name-section" => drop(bindgen.remove_name_section(true)),
            "--remove-producers-section" => drop(bindgen.remove_producers_section(true)),
            // Found out from the module or while it runs: the options are only still understood.
            "--reference-types" | "--weak-refs" => {}
            option if option.starts_with('-') => {
                bail!("{option} is not an option of this wasm-bindgen")
            }
            _ if input.is_some() => bail!("more than one module: {argument}"),
            _ => input = Some(argument),
        }
    }
    let (Some(input), Some(folder)) = (input, folder) else {
        bail!("usage: wasm-bindgen --target web --out-dir DIR [--out-name NAME] MODULE");
    };
    bindgen.input_path(input).generate(folder)
}
