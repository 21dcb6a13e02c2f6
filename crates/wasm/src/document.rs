//! Documents, laid out for reading.

use chartroom_oci::Descriptor;
use chartroom_oci::document::{Document, Line, Token, TokenKind};
use wasm_bindgen::prelude::*;

use crate::error::{Thrown, thrown};
use crate::object::{Object, array};

/// Lays out a JSON document in lines of tokens; the source's spelling of every value is kept.
///
/// # Errors
/// `JSON_INVALID` for anything else.
#[wasm_bindgen(js_name = readDocument)]
pub fn read_document(source: &[u8]) -> Result<JsValue, Thrown> {
    let document =
        Document::parse(source).map_err(|error| thrown("JSON_INVALID", &error.to_string()))?;
    let lines = document.lines();
    Ok(Object::new()
        .with("lines", array(lines.iter().map(line)))
        .into())
}

fn line(line: &Line) -> Object {
    Object::new()
        .with("indent", line.indent as u32)
        .with("path", line.path.as_str())
        .with("tokens", array(line.tokens.iter().map(token)))
}

fn token(token: &Token) -> Object {
    let object = Object::new().with("text", token.text.as_str());
    match &token.kind {
        TokenKind::Punctuation => object.with("kind", "punctuation"),
        TokenKind::Key => object.with("kind", "key"),
        TokenKind::Number => object.with("kind", "number"),
        TokenKind::Literal => object.with("kind", "literal"),
        TokenKind::DigestLink(descriptor) => object
            .with("kind", "digest")
            .with("descriptor", describe(descriptor)),
        TokenKind::Digest(_) => object.with("kind", "digest"),
        // What it means `npm/lib/document.js` says.
        TokenKind::MediaType(_) => object.with("kind", "mediaType"),
        TokenKind::Url(_) => object.with("kind", "url"),
        TokenKind::Size(_) => object.with("kind", "size"),
        // Kinds that are added later are strings first of all.
        _ => object.with("kind", "string"),
    }
}

/// A descriptor as a plain object.
pub fn describe(descriptor: &Descriptor) -> Object {
    Object::new()
        .with("mediaType", descriptor.media_type.as_str())
        .with("digest", descriptor.digest.to_string())
        .with("size", descriptor.size as f64)
}
