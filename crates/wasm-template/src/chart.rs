//! A chart opened for rendering.

use std::rc::Rc;

use chartroom_chart::{Archive, ArchiveFile, Chart, ChartError, Limits};
use chartroom_gotemplate::{Options as Engine, Trace};
use chartroom_render::command::{Host as _, lint_options, template_options};
use chartroom_render::folder::{Folder, LoadError};
use chartroom_render::line_map::LineMap;
use chartroom_render::lint;
use chartroom_render::output::Output;
use chartroom_render::template::Renderer;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::describe::{self, Rendered, Thrown};
use crate::host::{Around, World, folder};

/// A chart, with what its renders share: values may change between them.
#[wasm_bindgen]
pub struct TemplateChart {
    renderer: Renderer,
    source: Source,
}

/// What the linter looks at.
enum Source {
    Archive(Vec<u8>),
    Folder(Vec<ArchiveFile>),
}

fn refused(error: &ChartError) -> Thrown {
    let line = error.line().unwrap_or(0);
    describe::thrown(
        error.code(),
        &error.to_string(),
        error.advice(),
        |object| match error.file() {
            Some(file) => object.with_position(file, line, 0),
            None => object,
        },
    )
}

#[wasm_bindgen]
impl TemplateChart {
    /// Opens an archive; with the file's name the errors are those of `helm` for files on disk.
    ///
    /// # Errors
    /// What Helm refuses to load.
    #[wasm_bindgen(js_name = fromArchive)]
    pub fn from_archive(bytes: Vec<u8>, name: Option<String>) -> Result<TemplateChart, Thrown> {
        let chart = match name {
            Some(name) => Chart::open_file(&name, &bytes),
            None => Chart::open(&bytes),
        };
        Ok(TemplateChart {
            renderer: Renderer::new(&Rc::new(chart.map_err(|error| refused(&error))?)),
            source: Source::Archive(bytes),
        })
    }

    /// Opens a folder: names and contents in turn.
    ///
    /// # Errors
    /// What Helm refuses to load.
    #[wasm_bindgen(js_name = fromFiles)]
    pub fn from_files(files: &Array) -> Result<TemplateChart, Thrown> {
        let files = folder(files);
        let read = Folder::from(files.clone());
        let chart = read.load(&mut Vec::new()).map_err(|error| match error {
            LoadError::Chart(error) => refused(&error),
            LoadError::Folder(text) => describe::invalid(&text),
        })?;
        Ok(TemplateChart {
            renderer: Renderer::new(&Rc::new(chart)),
            source: Source::Folder(files),
        })
    }

    /// Renders with Helm's flags; names of values files are resolved by the world.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for the flags, `VALUES_INVALID` for a values file, else why the chart cannot be rendered.
    pub fn render(&self, line: Vec<String>, world: &World) -> Result<Rendered, Thrown> {
        let stop = || world.stop();
        let host = Around::new(world, &stop);
        let (options, shown) =
            template_options(&line, &host).map_err(|refusal| describe::refused(&refusal))?;
        let trace = Trace::default();
        let engine = Engine {
            trace: world.line_map().then_some(&trace),
            ..host.engine()
        };
        let rendered = self
            .renderer
            .render(&options, &engine)
            .map_err(|error| describe::failure(&error))?;
        let mut output = Output::all(&rendered, &options);
        if !shown.is_empty() {
            output = output
                .only(shown.iter().map(String::as_str))
                .map_err(|text| describe::invalid(&text))?;
        }
        let lines = engine
            .trace
            .map(|trace| LineMap::new(&output, &rendered, trace));
        Ok(Rendered::new(output, rendered, lines.as_ref()))
    }

    /// Lints with Helm's flags, the folder in front. The report is JSON.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for the flags.
    pub fn lint(&self, line: Vec<String>, world: &World) -> Result<String, Thrown> {
        let stop = || world.stop();
        let host = Around::new(world, &stop);
        let options = lint_options(&line, &host).map_err(|refusal| describe::refused(&refusal))?;
        let files = match &self.source {
            Source::Folder(files) => files.clone(),
            Source::Archive(bytes) => {
                Archive::open(bytes, &Limits::default())
                    .map_err(|error| refused(&error))?
                    .files
            }
        };
        let report = lint::lint(&files.into(), &options, &host.engine());
        Ok(describe::report(&report))
    }
}
