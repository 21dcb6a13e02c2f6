//! Classic chart repositories, for the command line.

use chartroom_repository::{Index, Note, repositories};
use chartroom_yaml::{Json, Object};
use wasm_bindgen::prelude::*;

fn object(members: Vec<(&str, Json)>) -> Json {
    let mut object = Object::new();
    for (name, value) in members {
        object.insert(name.to_owned(), value);
    }
    Json::Object(object)
}

fn text(value: impl Into<String>) -> Json {
    Json::String(value.into())
}

fn note(note: &Note) -> Json {
    let pairs = note.attributes.iter();
    let pairs = pairs.map(|(name, value)| Json::Array(vec![text(*name), text(value)]));
    object(vec![
        ("debug", Json::Bool(note.debug)),
        ("message", text(&note.message)),
        ("attributes", Json::Array(pairs.collect())),
    ])
}

/// The repositories of a `repositories.yaml`: a JSON array.
///
/// # Errors
/// Throws Helm's text.
#[wasm_bindgen(js_name = readRepositories)]
pub fn read_repositories(yaml: &[u8]) -> Result<String, JsValue> {
    match repositories(yaml) {
        Ok(list) => Ok(Json::Array(list).to_go_json()),
        Err(error) => Err(JsValue::from_str(&error.to_string())),
    }
}

/// A chart in an index, as JSON: `notes` of what is logged, and `found` or `missing`; or `broken` for
/// what is no index.
#[wasm_bindgen(js_name = findInIndex)]
pub fn find_in_index(bytes: &[u8], source: &str, name: &str, version: &str) -> String {
    let index = match Index::read(bytes, source) {
        Ok(index) => index,
        Err(error) => return object(vec![("broken", text(error.to_string()))]).to_go_json(),
    };
    let mut notes: Vec<Json> = index.notes.iter().map(note).collect();
    let outcome = match index.find(name, version) {
        Ok(found) => {
            notes.extend(found.note.as_ref().map(note));
            let urls = found.urls.iter().map(text).collect();
            let found = object(vec![
                ("urls", Json::Array(urls)),
                ("digest", text(found.digest)),
            ]);
            ("found", found)
        }
        Err(error) => ("missing", text(error.to_string())),
    };
    object(vec![("notes", Json::Array(notes)), outcome]).to_go_json()
}

/// Every address in an index: a JSON array.
///
/// # Errors
/// Throws Helm's text.
#[wasm_bindgen(js_name = indexUrls)]
pub fn index_urls(bytes: &[u8], source: &str) -> Result<String, JsValue> {
    let index =
        Index::read(bytes, source).map_err(|error| JsValue::from_str(&error.to_string()))?;
    Ok(Json::Array(index.urls().map(text).collect()).to_go_json())
}
