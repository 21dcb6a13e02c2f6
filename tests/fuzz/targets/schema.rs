//! `values.schema.json`: any schema with any values gives an answer.
#![no_main]

use chartroom_render::modules::Modules;
use chartroom_render::schema::{Schemas, check};
use chartroom_yaml::{GoType, Json, to_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let cut = data.iter().position(|b| *b == 0).unwrap_or(data.len());
    let (schema, values) = data.split_at(cut);
    let values = values.get(1..).unwrap_or_default();
    if let Ok(Json::Object(values)) = to_json(values, &GoType::Map(&GoType::Any)) {
        let _ = check(schema, &values, &Schemas::default(), &Modules::default(), &mut Vec::new());
    }
});
