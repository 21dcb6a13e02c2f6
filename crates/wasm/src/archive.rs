//! The files of an archive, whatever they mean.

use chartroom_chart::{Archive, Limits};
use chartroom_yaml::{Field, GoType, StructType, to_json};
use wasm_bindgen::prelude::*;

use crate::error::{IntoThrown, Thrown, thrown};
use crate::object::{Object, array, bytes};

/// What `helm pull --untar` reads of Chart.yaml.
static NAME_ONLY: GoType = GoType::Struct(&StructType {
    name: "Metadata",
    fields: &[Field {
        json: "name",
        ty: GoType::String,
    }],
});

/// The files of an archive by Helm's rules for paths and sizes, and the chart's name.
///
/// # Errors
/// Those of [`Archive::open`]; and a Chart.yaml that is no YAML.
#[wasm_bindgen(js_name = readArchive)]
pub fn read_archive(archive: &[u8]) -> Result<JsValue, Thrown> {
    let archive = Archive::open(archive, &Limits::default()).map_err(IntoThrown::into_thrown)?;
    let mut name = String::new();
    for file in archive
        .files
        .iter()
        .filter(|file| file.name == "Chart.yaml")
    {
        let json = to_json(&file.bytes, &NAME_ONLY).map_err(|error| {
            thrown(
                "CHART_YAML_INVALID",
                &format!("cannot load Chart.yaml: {error}"),
            )
        })?;
        if let Some(text) = json.get("name").and_then(|value| value.as_str()) {
            text.clone_into(&mut name);
        }
    }
    let files = archive.files.iter().map(|file| {
        Object::new()
            .with("name", file.name.as_str())
            .with("bytes", bytes(&file.bytes))
    });
    Ok(Object::new()
        .with("chartName", name)
        .with("files", array(files))
        .into())
}
