//! Charts.

use bytes::Bytes;
use chartroom_chart::{ArchiveFile, Chart};
use chartroom_helm::{PlanOptions, PushPlan, show};
use chartroom_oci::Digest;
use chartroom_yaml::{Json, Number};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::error::{IntoThrown, Thrown, thrown};
use crate::object::{self, texts};
use crate::plan::PlanHandle;

/// An open chart, held by its JavaScript `Chart`.
#[wasm_bindgen]
pub struct ChartHandle {
    chart: Chart,
    /// The archive; nothing for a chart from a folder.
    archive: Option<Bytes>,
}

/// Opens an archive. With the file's name its texts are those of `helm` for files on disk.
///
/// # Errors
/// Everything Helm refuses to load.
#[wasm_bindgen(js_name = openChart)]
pub fn open_chart(archive: Vec<u8>, name: Option<String>) -> Result<ChartHandle, Thrown> {
    let chart = match name {
        Some(name) => Chart::open_file(&name, &archive),
        None => Chart::open(&archive),
    };
    Ok(ChartHandle {
        chart: chart.map_err(IntoThrown::into_thrown)?,
        archive: Some(archive.into()),
    })
}

/// Makes a chart of the files of a folder: their names as a JSON array, and a `Uint8Array` each.
///
/// # Errors
/// Everything Helm refuses to load.
#[wasm_bindgen(js_name = openFiles)]
pub fn open_files(names: &str, contents: &Array) -> Result<ChartHandle, Thrown> {
    let files = texts(names)
        .into_iter()
        .zip(contents.iter())
        .map(|(name, content)| ArchiveFile::new(name, Uint8Array::new(&content).to_vec(), 0))
        .collect();
    Ok(ChartHandle {
        chart: Chart::from_files(files).map_err(IntoThrown::into_thrown)?,
        archive: None,
    })
}

#[wasm_bindgen]
impl ChartHandle {
    /// Digest of the archive.
    pub fn digest(&self) -> Option<String> {
        let archive = self.archive.as_ref()?;
        Some(Digest::sha256(archive).to_string())
    }

    /// Metadata as JSON: the config blob of a push.
    pub fn metadata(&self) -> String {
        text(self.chart.metadata.config_json())
    }

    /// Values as JSON.
    pub fn values(&self) -> String {
        self.chart
            .values()
            .map_or_else(|| "{}".to_owned(), |values| values.to_go_json())
    }

    /// Metadata of the charts in `charts/`, as a JSON array.
    pub fn subcharts(&self) -> String {
        let mut out = String::from("[");
        for (index, chart) in self.chart.dependencies.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            out.push_str(&text(chart.metadata.config_json()));
        }
        out.push(']');
        out
    }

    /// What Helm would log while it loads the chart: an array of lines.
    pub fn warnings(&self) -> JsValue {
        object::log(&self.chart.warnings)
    }

    /// Name and size of all files, in archive order, as a JSON array: one text crosses faster than
    /// many.
    pub fn files(&self) -> String {
        let files = self.chart.raw_files().iter().map(|file| {
            // No file of a chart is longer than Helm's limit of 5 MiB.
            let size = Json::Number(Number::Int(file.bytes.len() as i64));
            Json::Array(vec![Json::String(file.name.clone()), size])
        });
        Json::Array(files.collect()).to_go_json()
    }

    /// Content of one file, by its place in the archive.
    #[wasm_bindgen(js_name = fileBytes)]
    pub fn file_bytes(&self, index: usize) -> Option<Uint8Array> {
        let file = self.chart.raw_files().get(index)?;
        Some(Uint8Array::from(&file.bytes[..]))
    }

    /// What `helm show` prints.
    ///
    /// # Errors
    /// Those of [`show`]; `INVALID_ARGUMENT` for anything but its five kinds.
    pub fn show(&self, what: &str) -> Result<JsValue, Thrown> {
        let chart = &self.chart;
        let text = match what {
            "all" => show::all(chart),
            "chart" => show::chart(chart),
            "values" => show::values(chart),
            "readme" => show::readme(chart),
            "crds" => show::crds(chart),
            _ => {
                let text = "show takes all, chart, values, readme or crds";
                return Err(thrown("INVALID_ARGUMENT", text));
            }
        };
        Ok(object::bytes(&text.map_err(IntoThrown::into_thrown)?))
    }

    /// Plans a push.
    ///
    /// # Errors
    /// Those of [`PushPlan::new`]; `INVALID_ARGUMENT` for a chart that is not an archive.
    pub fn plan(
        &self,
        remote: &str,
        created: String,
        provenance: Option<Vec<u8>>,
    ) -> Result<PlanHandle, Thrown> {
        let Some(archive) = self.archive.clone() else {
            let text = "a chart from a folder has to be packaged before it is pushed";
            return Err(thrown("INVALID_ARGUMENT", text));
        };
        let options = PlanOptions {
            created,
            provenance: provenance.map(Bytes::from),
        };
        PushPlan::new(&self.chart, archive, remote, options)
            .map(|plan| PlanHandle(plan.into()))
            .map_err(IntoThrown::into_thrown)
    }
}

fn text(bytes: Vec<u8>) -> String {
    // Our own JSON is UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}
