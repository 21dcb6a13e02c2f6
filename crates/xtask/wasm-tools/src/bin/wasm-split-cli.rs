//! `wasm-split-cli INPUT OUTPUT-FOLDER [--out-name NAME]`: cuts a module into the parts that its marks name.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use eyre::{Result, WrapErr, bail};
use wasm_split_cli_support::{Options, transform};

fn main() -> Result<()> {
    let (mut paths, mut name) = (Vec::new(), None);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out-name" => name = arguments.next(),
            option if option.starts_with('-') => {
                bail!("{option} is not an option of this wasm-split-cli")
            }
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    let [input, output] = &paths[..] else {
        bail!("usage: wasm-split-cli INPUT OUTPUT-FOLDER [--out-name NAME]");
    };
    split(input, output, name.as_deref())
}

fn split(input: &Path, output: &Path, name: Option<&str>) -> Result<()> {
    let module = fs::read(input).wrap_err_with(|| format!("read {}", input.display()))?;
    let main = output.join(format!("{}.wasm", name.unwrap_or("main")));
    // Where the parts find what the main module exports.
    let script = name.map(|name| format!("./{name}.js"));
    let mut options = Options::new(&module);
    options.output_dir = output;
    options.main_out_path = &main;
    if let Some(script) = &script {
        options.main_module = script;
    }
    transform(options).map(drop)
}
