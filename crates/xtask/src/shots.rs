//! `cargo xtask shots`: a picture of every view and state, to be looked at.

use crate::failure::Outcome;
use crate::products::{Product, Workshop};
use crate::project::Project;
use crate::step;
use crate::tools::{self, Catalogue};

/// Takes the pictures into `target/shots`. Arguments choose views by name.
pub fn shots(project: &Project, wanted: &[String]) -> Outcome {
    let catalogue = Catalogue::read(project)?;
    tools::node::require(project, &catalogue)?;
    tools::node::packages(project, "tests/e2e")?;
    let chromium = tools::apt::require(&catalogue, "chromium")?;
    let server = Workshop::new(project, &catalogue).make(Product::Server)?;
    let folder = project.output("shots");
    let finished = step::run(
        project,
        "taking screenshots",
        project
            .command("node")
            .arg("tests/e2e/shots.mjs")
            .args(wanted)
            .env("CHARTROOM_SERVER", server)
            .env("CHARTROOM_CHROMIUM", chromium)
            .env("CHARTROOM_SHOTS", &folder),
    )?;
    let count = finished
        .text
        .lines()
        .filter(|line| line.ends_with(".png"))
        .count();
    println!("{count} pictures in {}", folder.display());
    Ok(())
}
