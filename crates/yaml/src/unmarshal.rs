//! Go's `encoding/json` decoder for the types of [`GoType`]: what is stored, what is refused, in which words.

use crate::error::Error;
use chartroom_gotext::{join, push_quoted};

use crate::gosyntax::json_word;
use crate::gotype::{GoType, StructType};
use crate::json::{Json, Number, Object};

/// Decodes `json` into `target`. Absent fields are left out of the result.
pub(crate) fn unmarshal(json: Json, target: &GoType, strict: bool) -> Result<Json, Error> {
    unmarshal_over(Json::Null, json, target, strict)
}

/// Decodes `json` into a variable that holds `old`, a result of an earlier decoding, or null for nothing
/// yet.
pub(crate) fn unmarshal_over(
    old: Json,
    json: Json,
    target: &GoType,
    strict: bool,
) -> Result<Json, Error> {
    let mut decoder = Decoder {
        strict,
        refusal: None,
        error: None,
        owner: None,
        path: Vec::new(),
    };
    let mut slot = old;
    if !json.is_null() {
        decoder.store(json, target, &mut slot);
    }
    match decoder.refusal.or(decoder.error) {
        Some(error) => Err(error),
        None if slot.is_null() => Ok(zero(target)),
        None => Ok(slot),
    }
}

struct Decoder {
    strict: bool,
    /// What a type that decodes itself first refused, where Go stops.
    refusal: Option<Error>,
    /// Type errors do not stop Go; the first one is reported at the end.
    error: Option<Error>,
    /// The struct whose field is being decoded.
    owner: Option<&'static StructType>,
    path: Vec<&'static str>,
}

/// What a Go variable of this type holds before anything is stored.
fn zero(ty: &GoType) -> Json {
    match ty {
        GoType::String => Json::String(String::new()),
        GoType::Bool => Json::Bool(false),
        GoType::Float64 | GoType::Int => Json::Number(Number::Int(0)),
        GoType::Time => Json::String(String::from("0001-01-01T00:00:00Z")),
        GoType::Struct(_) => Json::Object(Object::new()),
        GoType::Any | GoType::Slice(_) | GoType::Map(_) | GoType::Pointer(_) => Json::Null,
    }
}

impl Decoder {
    fn save(&mut self, message: String) {
        if self.error.is_none() {
            self.error = Some(Error::new(message));
        }
    }

    fn mismatch(&mut self, json: &Json, ty: &GoType) {
        let mut message = String::from("json: cannot unmarshal ");
        message.push_str(json_word(json));
        if let (Json::Number(number), GoType::Int | GoType::Float64) = (json, ty) {
            message.push(' ');
            number.write_go_json(&mut message);
        }
        match self.owner {
            Some(owner) => {
                message.push_str(" into Go struct field ");
                message.push_str(owner.short_name());
                message.push('.');
                message.push_str(&join(&self.path, "."));
            }
            None => message.push_str(" into Go value"),
        }
        message.push_str(" of type ");
        ty.push_name(&mut message);
        self.save(message);
    }

    /// Stores `json` in the variable `slot` of type `ty`, null where nothing is in it yet. It may hold
    /// something already: two keys that differ in case only go to the same field, one after the other.
    fn store(&mut self, json: Json, ty: &GoType, slot: &mut Json) {
        if json.is_null() {
            if matches!(
                ty,
                GoType::Any | GoType::Slice(_) | GoType::Map(_) | GoType::Pointer(_)
            ) {
                *slot = Json::Null;
            }
            return;
        }
        match (ty, json) {
            (GoType::Pointer(inner), json) => {
                if slot.is_null() {
                    *slot = zero(inner);
                }
                self.store(json, inner, slot);
            }
            (GoType::Any, json)
            | (GoType::String, json @ Json::String(_))
            | (GoType::Bool, json @ Json::Bool(_)) => *slot = json,
            (GoType::Time, json) => match crate::time::read(&json) {
                Ok(time) => *slot = time,
                Err(error) => self.refusal = self.refusal.take().or(Some(error)),
            },
            (GoType::Float64, Json::Number(number)) => {
                *slot = Json::Number(Number::Float(number.as_f64()));
            }
            (GoType::Int, Json::Number(number)) => match integer(number) {
                Some(int) => *slot = Json::Number(Number::Int(int)),
                None => self.mismatch(&Json::Number(number), ty),
            },
            (GoType::Slice(inner), Json::Array(items)) => {
                if !matches!(slot, Json::Array(_)) {
                    *slot = Json::Array(Vec::new());
                }
                if let Json::Array(old) = slot {
                    old.truncate(items.len());
                    for (index, item) in items.into_iter().enumerate() {
                        if index == old.len() {
                            old.push(zero(inner));
                        }
                        self.store(item, inner, &mut old[index]);
                    }
                }
            }
            // Anything goes in, so all of it does.
            (GoType::Map(GoType::Any), json @ Json::Object(_)) if slot.is_null() => *slot = json,
            (GoType::Map(inner), Json::Object(members)) => {
                let mut map = take_object(slot);
                for (key, member) in members {
                    let mut element = zero(inner);
                    self.store(member, inner, &mut element);
                    map.insert(key, element);
                }
                *slot = Json::Object(map);
            }
            (GoType::Struct(own), Json::Object(members)) => {
                let mut fields = take_object(slot);
                let owner = self.owner;
                for (key, member) in members {
                    let Some(field) = own.field(&key) else {
                        if self.strict {
                            let mut message = String::from("json: unknown field ");
                            push_quoted(&mut message, &key);
                            self.save(message);
                        }
                        continue;
                    };
                    self.owner = Some(own);
                    self.path.push(field.json);
                    let mut variable = fields.remove(field.json).unwrap_or_default();
                    self.store(member, &field.ty, &mut variable);
                    if !variable.is_null() {
                        fields.insert(field.json.to_owned(), variable);
                    }
                    self.path.pop();
                    self.owner = owner;
                }
                *slot = Json::Object(fields);
            }
            (ty, json) => self.mismatch(&json, ty),
        }
    }
}

/// The object in a variable, or an empty one, to be put back there.
fn take_object(slot: &mut Json) -> Object {
    match std::mem::take(slot) {
        Json::Object(members) => members,
        _ => Object::new(),
    }
}

/// The number as Go's `ParseInt` reads its JSON text.
fn integer(number: Number) -> Option<i64> {
    match number {
        Number::Int(int) => Some(int),
        Number::Uint(_) => None,
        Number::Float(_) => {
            let mut text = String::new();
            number.write_go_json(&mut text);
            text.parse().ok()
        }
    }
}
