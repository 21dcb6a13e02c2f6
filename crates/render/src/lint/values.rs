//! The rules about `values.yaml`.

use chartroom_yaml::{GoType, Json};

use super::{Options, Report, Severity, read};
use crate::folder::Folder;
use crate::schema::{self, Schemas};
use crate::values::{Mood, Object, merge_tables};

const PATH: &str = "values.yaml";

/// Returns the person's values as the rules after this one have them: Helm lays the chart's own into
/// the very tables that it was given.
pub(super) fn check(
    folder: &Folder,
    options: &Options,
    schemas: &Schemas,
    report: &mut Report,
) -> Object {
    let mut given = options.values.clone();
    let bytes = match read(folder, options, PATH) {
        // A file that cannot be asked for is none.
        Some(Err(error)) if error.starts_with("stat ") => None,
        bytes => bytes,
    };
    let bytes = match bytes {
        None => {
            report.add(Severity::Info, PATH, "file does not exist");
            return given;
        }
        Some(Ok(bytes)) => bytes,
        Some(Err(error)) => {
            let text = format!("unable to parse YAML: {error}");
            report.add(Severity::Error, PATH, text);
            return given;
        }
    };
    // Only the first document is looked at, and only this chart's schema.
    let defaults = match chartroom_yaml::to_json(&bytes, &GoType::Map(&GoType::Any)) {
        Ok(mut json) => {
            json.numbers_to_float();
            match json {
                Json::Object(defaults) => defaults,
                _ => Object::new(),
            }
        }
        Err(error) => {
            // What is no table is named by the type that Helm reads into.
            let mut text = error.to_string();
            if let Some(before) = text.strip_suffix("Go value of type map[string]interface {}") {
                text = format!("{before}Go value of type common.Values");
            }
            report.add(
                Severity::Error,
                PATH,
                format!("unable to parse YAML: {text}"),
            );
            return given;
        }
    };
    let mut all = given.clone();
    merge_tables(
        &mut all,
        &defaults,
        "",
        Mood::Coalesce,
        &mut report.warnings,
    );
    for (key, value) in given.iter_mut() {
        if let (Json::Object(_), Some(table @ Json::Object(_))) = (&*value, all.get(key)) {
            value.clone_from(table);
        }
    }
    if options.skip_schema {
        return given;
    }
    if let Some(Ok(schema)) = read(folder, options, "values.schema.json")
        && !schema.is_empty()
    {
        if options.debug {
            schema::note_text(&schema, &mut report.warnings);
        }
        let warnings = &mut report.warnings;
        if let Err(error) = schema::check(&schema, &all, schemas, &options.modules, warnings) {
            report.add(Severity::Error, PATH, error);
        }
    }
    given
}
