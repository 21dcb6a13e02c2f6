//! Chartroom's page: read, push and pull Helm charts in OCI registries.
//!
//! - `app` puts the views together; `views` has a folder for each of them;
//! - `components` are the parts views are made of, `text` is everything they say;
//! - `state` is what the page knows, `browser` what the browser can do.

mod app;
mod browser;
mod components;
mod parts;
mod state;
mod text;
mod views;

fn main() {
    app::start();
}
