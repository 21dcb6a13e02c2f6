//! Schemas at random, sound and damaged, and values for them.

use serde_json::{Map, Value, json};

use crate::dice::Dice;
use crate::keywords::{
    DRAFTS, FORMATS, IDS, KEYWORDS, NAMES, ODD_DRAFTS, PATTERNS, REFERENCES, TEXTS,
};
use crate::trees::Files;

/// A value of any kind, to stand where another one should.
fn junk(dice: &mut Dice) -> Value {
    let some = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(2.0),
        json!("x"),
        json!(""),
        json!([]),
        json!({}),
        json!(["a"]),
        json!(["a", "a"]),
        json!([1, "a"]),
        json!([{}]),
        json!([{"type": "strin"}]),
        json!({"a": 1}),
        json!({"a": {}}),
        json!({"a": {"type": "object"}}),
        json!({"a": ["b"]}),
        json!({"[": {}}),
        json!("object"),
        json!(["object", "null"]),
        json!("["),
        json!("#"),
        json!(1e30),
    ];
    some[dice.below(some.len())].clone()
}

fn number(dice: &mut Dice) -> Value {
    let some = [
        json!(0),
        json!(1),
        json!(2),
        json!(3),
        json!(-1),
        json!(0.5),
        json!(1.5),
        json!(1000),
        json!(1234567.5),
        json!(1e21),
        json!(70000),
        json!(0.1),
        json!(100_000_000_000_000_000_000.0),
    ];
    some[dice.below(some.len())].clone()
}

fn scalar(dice: &mut Dice) -> Value {
    match dice.below(6) {
        0 => Value::Null,
        1 => dice.percent(50).into(),
        2 | 3 => number(dice),
        _ => dice.pick(TEXTS).into(),
    }
}

fn value(depth: usize, dice: &mut Dice) -> Value {
    if depth == 0 || dice.percent(45) {
        return scalar(dice);
    }
    if dice.percent(65) {
        return table(depth - 1, dice).into();
    }
    (0..dice.below(5)).map(|_| value(depth - 1, dice)).collect()
}

fn table(depth: usize, dice: &mut Dice) -> Map<String, Value> {
    (0..dice.below(5))
        .map(|_| (dice.pick(NAMES).to_owned(), value(depth, dice)))
        .collect()
}

fn count(dice: &mut Dice) -> Value {
    dice.below(4).into()
}

fn types(dice: &mut Dice) -> Value {
    let one = |dice: &mut Dice| {
        dice.pick(&[
            "object", "object", "object", "array", "string", "number", "integer", "boolean", "null",
        ])
    };
    if dice.percent(80) {
        return one(dice).into();
    }
    json!([one(dice), one(dice)])
}

fn members(depth: usize, dice: &mut Dice) -> Value {
    (0..=dice.below(3))
        .map(|_| (dice.pick(NAMES).to_owned(), schema(depth, dice)))
        .collect::<Map<_, _>>()
        .into()
}

fn list(depth: usize, dice: &mut Dice) -> Value {
    (0..=dice.below(3)).map(|_| schema(depth, dice)).collect()
}

fn names(dice: &mut Dice) -> Value {
    (0..=dice.below(3)).map(|_| dice.pick(NAMES)).collect()
}

/// A keyword's value; `depth` is left for schemas below.
fn keyword(depth: usize, dice: &mut Dice) -> (&'static str, Value) {
    let depth = depth.saturating_sub(1);
    let name = dice.pick(KEYWORDS);
    let value = match name {
        "type" => types(dice),
        "enum" => (0..=dice.below(3)).map(|_| value(1, dice)).collect(),
        "const" | "default" => value(1, dice),
        "exclusiveMaximum" | "exclusiveMinimum" if dice.percent(20) => dice.percent(70).into(),
        "multipleOf" | "maximum" | "minimum" | "exclusiveMaximum" | "exclusiveMinimum" => {
            number(dice)
        }
        "maxLength" | "minLength" | "maxItems" | "minItems" | "maxProperties" | "minProperties"
        | "minContains" | "maxContains" => count(dice),
        "pattern" => dice.pick(PATTERNS).into(),
        "format" => dice.pick(FORMATS).into(),
        "uniqueItems" | "$recursiveAnchor" | "readOnly" => dice.percent(80).into(),
        "required" => names(dice),
        "properties" | "dependentSchemas" | "definitions" | "$defs" => members(depth, dice),
        "patternProperties" => json!({ dice.pick(PATTERNS): schema(depth, dice) }),
        "dependencies" if dice.percent(50) => members(depth, dice),
        "dependencies" | "dependentRequired" => json!({ dice.pick(NAMES): names(dice) }),
        "items" if dice.percent(30) => list(depth, dice),
        "prefixItems" | "allOf" | "anyOf" | "oneOf" => list(depth, dice),
        "$ref" | "$recursiveRef" => dice.pick(REFERENCES).into(),
        "$dynamicRef" => dice
            .pick(&[
                "#node",
                "#meta",
                "#",
                "inner.json#node",
                "#other",
                "#/$defs/d",
            ])
            .into(),
        "$anchor" | "$dynamicAnchor" => dice.pick(&["node", "meta", "other", "node", "1x"]).into(),
        "$id" | "id" => dice.pick(IDS).into(),
        "title" | "$comment" | "contentMediaType" => "text/plain".into(),
        "examples" => json!([1]),
        "$vocabulary" => {
            json!({"https://json-schema.org/draft/2020-12/vocab/core": true, "urn:example:v": dice.percent(50)})
        }
        "$schema" => draft(dice),
        _ => schema(depth, dice),
    };
    (name, value)
}

fn draft(dice: &mut Dice) -> Value {
    let odd = dice.percent(8);
    dice.pick(if odd { ODD_DRAFTS } else { DRAFTS }).into()
}

fn schema(depth: usize, dice: &mut Dice) -> Value {
    if dice.percent(5) {
        return dice.percent(70).into();
    }
    if depth == 0 {
        return [
            json!({"type": "string"}),
            json!({"type": "integer"}),
            json!({"minimum": 1}),
            json!({}),
            json!(true),
            json!({"maxLength": 1}),
        ][dice.below(6)]
        .clone();
    }
    let mut out = Map::new();
    for _ in 0..=dice.below(4) {
        let (name, value) = keyword(depth, dice);
        if !["$schema", "$id", "id"].contains(&name) || dice.percent(25) {
            out.insert(name.to_owned(), value);
        }
    }
    out.into()
}

/// One part of a document.
fn some_part<'a>(value: &'a mut Value, dice: &mut Dice) -> &'a mut Value {
    let below = match value {
        Value::Object(map) => map.len(),
        Value::Array(items) => items.len(),
        _ => 0,
    };
    if below == 0 || dice.percent(15) {
        return value;
    }
    let at = dice.below(below);
    let part = match value {
        Value::Object(map) => map.values_mut().nth(at),
        Value::Array(items) => items.get_mut(at),
        _ => None,
    };
    some_part(part.expect("a part"), dice)
}

/// Breaks a schema somewhere.
fn damage(root: &mut Value, dice: &mut Dice) {
    let copy = some_part(root, dice).clone();
    let part = some_part(root, dice);
    match (dice.below(4), part) {
        (0, Value::Object(map)) => {
            let (name, _) = keyword(1, dice);
            map.insert(name.to_owned(), junk(dice));
        }
        (1, Value::Object(map)) if !map.is_empty() => {
            let old = map
                .keys()
                .nth(dice.below(map.len()))
                .cloned()
                .unwrap_or_default();
            let (name, _) = keyword(1, dice);
            if let Some(value) = map.remove(&old) {
                map.insert(name.to_owned(), value);
            }
        }
        (2, part) => *part = copy,
        (_, part) => *part = junk(dice),
    }
}

/// A chart with a schema and values.
pub fn chart(dice: &mut Dice) -> Files {
    let mut root = schema(3, dice);
    if let Value::Object(root) = &mut root {
        if dice.percent(75) {
            root.insert("$schema".to_owned(), draft(dice));
        }
        if !root.contains_key("properties") && dice.percent(60) {
            root.insert("properties".to_owned(), members(2, dice));
        }
        for name in ["definitions", "$defs"] {
            if dice.percent(60) {
                let table = json!({"d": schema(2, dice), "e": schema(1, dice), "x/y": schema(1, dice), "~": {"type": "array"}});
                root.insert(name.to_owned(), table);
            }
        }
        if dice.percent(20) {
            let part = json!({"deep": schema(1, dice), "list": [1, schema(1, dice)], "text": "t"});
            root.insert("x".to_owned(), part);
        }
    }
    if dice.percent(35) {
        for _ in 0..=dice.below(2) {
            damage(&mut root, dice);
        }
    }
    let mut files = Files::new();
    let mut put = |name: &str, text: String| drop(files.insert(name.to_owned(), text.into()));
    put(
        "Chart.yaml",
        "apiVersion: v2\nname: c\nversion: 1.0.0\n".to_owned(),
    );
    put("values.yaml", Value::from(table(2, dice)).to_string());
    let mut text = root.to_string();
    if dice.percent(2) {
        text = crate::expressions::damage(&text, dice);
    }
    put("values.schema.json", text);
    files
}
