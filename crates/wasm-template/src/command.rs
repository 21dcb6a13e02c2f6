//! Helm's commands as they stand at a terminal.

use chartroom_render::command::{Outcome, lint, template};
use wasm_bindgen::prelude::*;

use crate::host::{Around, World};

/// What a command leaves behind.
#[wasm_bindgen]
pub struct CommandOutcome(Outcome);

#[wasm_bindgen]
impl CommandOutcome {
    /// Standard output.
    #[wasm_bindgen(getter)]
    pub fn stdout(&self) -> String {
        self.0.stdout.clone()
    }

    /// Standard error.
    #[wasm_bindgen(getter)]
    pub fn stderr(&self) -> String {
        self.0.stderr.clone()
    }

    /// Exit code.
    #[wasm_bindgen(getter)]
    pub fn code(&self) -> i32 {
        self.0.code
    }

    /// Files to write: path, text, and `append` or nothing, in turn.
    #[wasm_bindgen(getter)]
    pub fn files(&self) -> Vec<String> {
        let mode = |append| if append { "append" } else { "" }.to_owned();
        let files = self.0.files.iter();
        files
            .flat_map(|file| [file.path.clone(), file.text.clone(), mode(file.append)])
            .collect()
    }
}

/// Runs `helm template` or `helm lint` with these arguments.
#[wasm_bindgen(js_name = runCommand)]
pub fn run_command(command: &str, line: Vec<String>, world: &World) -> CommandOutcome {
    let stop = || world.stop();
    let host = Around::new(world, &stop);
    CommandOutcome(match command {
        "lint" => lint(&line, &host),
        _ => template(&line, &host),
    })
}
