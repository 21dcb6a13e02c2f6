//! Charts at random: subcharts with conditions, tags, aliases and imports, schemas, `--set` lines.

use serde_json::{Map, Value, json};

use crate::dice::Dice;

const KEYS: &[&str] = &["a", "b", "c", "global", "sub", "al", "x"];

/// Files of a chart by their names.
pub type Files = Map<String, Value>;

/// Some value.
fn value(depth: usize, dice: &mut Dice) -> Value {
    if depth > 0 && dice.percent(45) {
        let count = dice.below(4);
        return (0..count)
            .map(|_| (dice.pick(KEYS).to_owned(), value(depth - 1, dice)))
            .collect::<Map<_, _>>()
            .into();
    }
    let some = [
        json!(null),
        json!(1),
        json!(0),
        json!(1.5),
        json!(1_000_000),
        json!("s"),
        json!(""),
        json!(true),
        json!(false),
        json!([1, {"a": null}]),
        json!([]),
        json!("12:30"),
        json!({}),
        json!("é"),
        json!(-3),
        json!("2024-01-02"),
    ];
    some[dice.below(some.len())].clone()
}

/// Values of a chart; what stands for a subchart is mostly a table.
fn values(dice: &mut Dice) -> Value {
    let mut table = Map::new();
    for _ in 0..dice.below(6) {
        let key = dice.pick(KEYS);
        let value = if ["sub", "al", "c", "x"].contains(&key) && !dice.percent(5) {
            let mut inner = Map::new();
            for _ in 0..2 {
                inner.insert(dice.pick(KEYS).to_owned(), value(1, dice));
            }
            inner.into()
        } else {
            value(2, dice)
        };
        table.insert(key.to_owned(), value);
    }
    if dice.percent(30) {
        table.insert(
            "tags".to_owned(),
            [
                json!({"a": true}),
                json!({"a": false}),
                json!({"a": "x"}),
                json!(1),
            ][dice.below(4)]
            .clone(),
        );
    }
    if dice.percent(40) {
        table.insert(
            "exports".to_owned(),
            json!({"a": value(2, dice), "c": {"a": 1}}),
        );
    }
    table.into()
}

fn dependencies(dice: &mut Dice) -> Vec<Value> {
    let mut list = Vec::new();
    if dice.percent(20) {
        return list;
    }
    let mut one = json!({"name": "sub", "version": dice.pick(&["*", "1.0.0", ">=2", "^1", "~1.0"]), "repository": ""});
    if dice.percent(40) {
        one["condition"] = dice.pick(&["sub.a", "a", "x.b,sub.b", "al.a"]).into();
    }
    if dice.percent(30) {
        one["tags"] = json!([dice.pick(&["a", "b"])]);
    }
    if dice.percent(25) {
        one["alias"] = "al".into();
    }
    if dice.percent(40) {
        let imports = [
            json!(["a"]),
            json!([{"child": "a", "parent": "b"}]),
            json!([{"child": "a", "parent": "."}]),
            json!(["a", "c"]),
            json!([{"child": "exports.a", "parent": "x.a"}]),
        ];
        one["import-values"] = imports[dice.below(imports.len())].clone();
    }
    list.push(one);
    if dice.percent(20) {
        list.push(json!({"name": "sub", "version": "*", "alias": "x", "repository": ""}));
    }
    list
}

fn schema(depth: usize, dice: &mut Dice) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
    if dice.percent(50) {
        let types = [
            json!("object"),
            json!("string"),
            json!("number"),
            json!("integer"),
            json!("null"),
            json!(["string", "null"]),
            json!("boolean"),
            json!("array"),
        ];
        put("type", types[dice.below(types.len())].clone());
    }
    if dice.percent(30) {
        put(
            "required",
            json!([dice.pick(&["a", "b", "c"]), dice.pick(&["sub", "x"])]),
        );
    }
    if dice.percent(20) {
        put(
            "additionalProperties",
            [json!(false), json!(true), json!({"type": "string"})][dice.below(3)].clone(),
        );
    }
    let rare = [
        ("enum", json!([1, 2])),
        ("enum", json!(["s", null])),
        ("enum", json!([{"a": 1}])),
        ("minimum", json!(1)),
        ("minimum", json!(2.5)),
        ("exclusiveMinimum", json!(1)),
        ("maximum", json!(70000)),
        ("minLength", json!(2)),
        ("maxLength", json!(0)),
        ("pattern", json!("^s$")),
        ("pattern", json!("[0-9]+")),
        ("maxItems", json!(1)),
        ("uniqueItems", json!(true)),
        ("maxProperties", json!(1)),
        ("minProperties", json!(2)),
        ("const", json!(1)),
        ("const", json!({"a": 1})),
        ("multipleOf", json!(0.5)),
        ("dependentRequired", json!({"a": ["b"]})),
        ("format", json!("date")),
        ("format", json!("email")),
        ("unevaluatedProperties", json!(false)),
        ("propertyNames", json!({"minLength": 2})),
        ("$ref", json!("#/definitions/d")),
        ("$ref", json!("#/definitions/none")),
        ("contains", json!({"type": "integer"})),
        ("minContains", json!(2)),
        ("dependencies", json!({"a": ["b"], "b": {"type": "object"}})),
    ];
    for (key, value) in &rare {
        if dice.percent(4) {
            put(key, value.clone());
        }
    }
    if depth > 0 {
        if dice.percent(70) {
            let mut table = Map::new();
            for _ in 0..=dice.below(3) {
                table.insert(dice.pick(KEYS).to_owned(), schema(depth - 1, dice));
            }
            put("properties", table.into());
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            if dice.percent(10) {
                let items: Vec<Value> = (0..=dice.below(2))
                    .map(|_| schema(depth - 1, dice))
                    .collect();
                put(key, items.into());
            }
        }
        for key in [
            "not",
            "if",
            "then",
            "else",
            "items",
            "additionalItems",
            "unevaluatedItems",
        ] {
            if dice.percent(7) {
                put(key, schema(depth - 1, dice));
            }
        }
        if dice.percent(8) {
            put("patternProperties", json!({"^a": schema(0, dice)}));
        }
        if dice.percent(5) {
            put("prefixItems", json!([schema(0, dice), schema(0, dice)]));
        }
    }
    out.into()
}

fn root_schema(dice: &mut Dice) -> Value {
    let mut root = schema(2, dice);
    root["definitions"] = json!({"d": schema(0, dice)});
    if dice.percent(50) {
        let drafts = [
            "http://json-schema.org/draft-07/schema#",
            "http://json-schema.org/schema#",
            "https://json-schema.org/draft/2019-09/schema",
            "http://json-schema.org/draft-04/schema#",
            "http://json-schema.org/draft-06/schema#",
            "https://json-schema.org/draft/2020-12/schema",
        ];
        root["$schema"] = dice.pick(&drafts).into();
    }
    root
}

/// A chart.
pub fn chart(dice: &mut Dice) -> Files {
    let print = "{{ toYaml .Values | nindent 2 }}";
    let mut files = Files::new();
    let mut put = |name: &str, text: String| drop(files.insert(name.to_owned(), text.into()));
    let list = dependencies(dice);
    let mut manifest = json!({"apiVersion": "v2", "name": "p", "version": "1.0.0"});
    if !list.is_empty() {
        manifest["dependencies"] = list.clone().into();
    }
    put("Chart.yaml", manifest.to_string());
    put("values.yaml", values(dice).to_string());
    put(
        "templates/a.yaml",
        format!(
            "kind: A\nv:{print}\ns: {{{{ .Subcharts | keys | sortAlpha | toJson }}}}\nc: {{{{ .Chart | toJson }}}}\n"
        ),
    );
    if !list.is_empty() || dice.percent(85) {
        let deeper = dice.percent(40);
        let below = if deeper {
            json!([{"name": "c", "version": "*", "condition": "c.a,global.c"}])
        } else {
            json!([])
        };
        let version = dice.pick(&["1.0.0", "1.2.3-rc.1"]);
        put(
            "charts/sub/Chart.yaml",
            json!({"apiVersion": "v2", "name": "sub", "version": version, "dependencies": below})
                .to_string(),
        );
        put("charts/sub/values.yaml", values(dice).to_string());
        put(
            "charts/sub/templates/a.yaml",
            format!("kind: B\nv:{print}\n"),
        );
        if deeper || dice.percent(50) {
            put(
                "charts/sub/charts/c/Chart.yaml",
                json!({"apiVersion": "v2", "name": "c", "version": "0.1.0"}).to_string(),
            );
            put("charts/sub/charts/c/values.yaml", values(dice).to_string());
            put(
                "charts/sub/charts/c/templates/a.yaml",
                format!("kind: C\nv:{print}\n"),
            );
        }
        if dice.percent(10) {
            put(
                "charts/sub/values.schema.json",
                root_schema(dice).to_string(),
            );
        }
    }
    if dice.percent(35) {
        put("values.schema.json", root_schema(dice).to_string());
    }
    files
}

/// Flags that give values.
pub fn flags(dice: &mut Dice) -> Vec<(String, String)> {
    let mut flags = Vec::new();
    for _ in 0..dice.below(4) {
        let kind = dice.pick(&["set", "set", "set", "set-string", "set-json", "set-literal"]);
        let mut line = String::new();
        for _ in 0..=dice.below(2) {
            if !line.is_empty() {
                line.push(',');
            }
            line.push_str(dice.pick(&[
                "a", "a.b", "sub.a", "global.x", "a[0]", "a[1].b", "x\\.y", "sub", "al.a",
                "b[0][1]", "tags.a", "", "a[", "a[-1]", "a[x]", ".a", "a..b", "c.a[2]",
            ]));
            line.push_str(dice.pick(&["=", "=", "=", "=", "=", "", ":="]));
            line.push_str(match kind {
                "set-json" => dice.pick(&[
                    "1",
                    "\"x\"",
                    "{\"a\":1}",
                    "[1,2]",
                    "null",
                    "",
                    "{",
                    "1 2",
                    "tru",
                ]),
                _ => dice.pick(&[
                    "1",
                    "x",
                    "",
                    "null",
                    "true",
                    "{a,b}",
                    "{}",
                    "{a",
                    "1.5",
                    "a\\,b",
                    "01",
                    "a=b",
                    "{1,null,{x}}",
                    "1e3",
                    "é",
                    "\\",
                    "9223372036854775808",
                ]),
            });
        }
        if dice.percent(5) {
            line = crate::expressions::damage(if line.is_empty() { "a=1" } else { &line }, dice);
        }
        flags.push((kind.to_owned(), line));
    }
    flags
}
