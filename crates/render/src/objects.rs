//! The objects that Helm hands to templates besides values: files, capabilities, the chart.
//!
//! Facts: `templates.md` 4.5 and 4.7, `helm/helm:pkg/engine/files.go`, `pkg/chart/common.go`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use chartroom_gotemplate::value::{
    ANY, BOOL, BYTES, MAP, MAP_STRING, Method, Named, Record, STRING, STRINGS, Signature, Text,
    Type,
};
use chartroom_gotemplate::{Context, Error, Map, Value};
use chartroom_yaml::Json;

use crate::capabilities::Capabilities;
use crate::convert::{to_json, to_value, yaml_text};
use crate::glob::Glob;
use crate::sprig::NIL_POINTER;
use crate::sprig::paths::base_of;
use crate::text::quoted;
use crate::tree::Node;
use crate::values::Object;

/// `common.Values`: the root dot, `.Values` and `.Template`. Its methods hide keys of their names.
pub const VALUES: &Type = &Type::Named(&Named {
    name: "common.Values",
    underlying: MAP,
    methods: &[
        Method {
            name: "AsMap",
            signature: nothing(MAP),
            pointer: false,
            call: |_, values, _| Ok(plain(values)),
        },
        Method {
            name: "Encode",
            signature: Signature {
                params: &[WRITER],
                variadic: false,
                result: ANY,
            },
            pointer: false,
            // Templates have no writer to give but nil.
            call: |_, _, _| Err(Error::new(NIL_POINTER)),
        },
        Method {
            name: "PathValue",
            signature: one_string(ANY),
            pointer: false,
            call: values_path,
        },
        Method {
            name: "Table",
            signature: one_string(ANY),
            pointer: false,
            call: |_, values, args| {
                let path = string(args);
                table(values, &path).map_err(|key| no(&key, "table"))
            },
        },
        Method {
            name: "YAML",
            signature: nothing(STRING),
            pointer: false,
            call: |cx, values, _| {
                cx.weigh(values)?;
                let json = to_json(values)
                    .map_err(|error| Error::new(format!("error marshaling into JSON: {error}")))?;
                yaml_text(&json).map(Value::from).map_err(Error::new)
            },
        },
    ],
    text: None,
});

const WRITER: &Type = &Type::Named(&Named {
    name: "io.Writer",
    // An interface: nil is one.
    underlying: &Type::Pointer(&Type::Struct(&[])),
    methods: &[],
    text: None,
});

fn string(args: &[Value]) -> String {
    let text = args.first().and_then(Value::as_str);
    text.map(|s| s.to_text().into_owned()).unwrap_or_default()
}

/// The same map under its plain type.
fn plain(values: &Value) -> Value {
    values
        .as_map()
        .map_or_else(|| values.clone(), |map| Value::Map(map.retyped(MAP)))
}

fn no(key: &str, what: &str) -> Error {
    Error::new(format!("{} is not a {what}", quoted(key)))
}

/// The table under a path with dots.
///
/// # Errors
/// The first key that leads to none.
fn table(values: &Value, path: &str) -> Result<Value, String> {
    let mut table = values.clone();
    for key in path.split('.') {
        let below = table.as_map().and_then(|map| map.get(key.as_bytes()));
        match below {
            Some(Value::Map(map)) => table = Value::Map(map.retyped(VALUES)),
            _ => return Err(key.to_owned()),
        }
    }
    Ok(table)
}

fn values_path(_: &mut Context<'_>, values: &Value, args: &[Value]) -> Result<Value, Error> {
    let path = string(args);
    if path.is_empty() {
        return Err(Error::new("YAML path cannot be empty"));
    }
    let (above, key) = match path.rsplit_once('.') {
        Some((above, key)) => (Some(above), key),
        None => (None, path.as_str()),
    };
    let holder = match above {
        Some(above) => table(values, above).map_err(|_| no(key, "value"))?,
        None => values.clone(),
    };
    match holder.as_map().and_then(|map| map.get(key.as_bytes())) {
        Some(Value::Map(_)) | None => Err(no(key, "value")),
        Some(value) => Ok(value),
    }
}

/// `engine.files`: `.Files` and what `Glob` makes of it.
pub const FILES: &Type = &Type::Named(&Named {
    name: "engine.files",
    underlying: &Type::Map(STRING, BYTES),
    methods: &[
        Method {
            name: "Get",
            signature: one_string(STRING),
            pointer: false,
            call: files_get,
        },
        Method {
            name: "GetBytes",
            signature: one_string(BYTES),
            pointer: false,
            call: files_get_bytes,
        },
        Method {
            name: "Glob",
            signature: one_string(&Type::Map(STRING, BYTES)),
            pointer: false,
            call: files_glob,
        },
        Method {
            name: "Lines",
            signature: one_string(STRINGS),
            pointer: false,
            call: files_lines,
        },
        Method {
            name: "AsConfig",
            signature: nothing(STRING),
            pointer: false,
            call: files_as_config,
        },
        Method {
            name: "AsSecrets",
            signature: nothing(STRING),
            pointer: false,
            call: files_as_secrets,
        },
    ],
    text: None,
});

const fn one_string(result: &'static Type) -> Signature {
    Signature {
        params: &[STRING],
        variadic: false,
        result,
    }
}

const fn nothing(result: &'static Type) -> Signature {
    Signature {
        params: &[],
        variadic: false,
        result,
    }
}

const KUBE_VERSION: &Type = &Type::Named(&Named {
    name: "common.KubeVersion",
    // The second field is not exported: it is printed, but templates and encoders cannot see it.
    underlying: &Type::Struct(&[
        ("Version", STRING),
        ("normalizedVersion", STRING),
        ("Major", STRING),
        ("Minor", STRING),
    ]),
    methods: &[
        Method {
            name: "String",
            signature: nothing(STRING),
            pointer: true,
            call: |_, version, _| Ok(Value::from(normalized(version))),
        },
        Method {
            name: "GitVersion",
            signature: nothing(STRING),
            pointer: true,
            call: |_, version, _| Ok(field(version, "Version")),
        },
    ],
    text: Some(Text {
        error: false,
        pointer: true,
        call: |version| normalized(version).into_bytes(),
    }),
});

const VERSION_SET: &Type = &Type::Named(&Named {
    name: "common.VersionSet",
    underlying: STRINGS,
    methods: &[Method {
        name: "Has",
        signature: Signature {
            params: &[STRING],
            variadic: false,
            result: BOOL,
        },
        pointer: false,
        call: |_, set, args| {
            let wanted = args[0].as_str();
            let found = set
                .as_list()
                .is_some_and(|list| list.iter().any(|v| v.as_str() == wanted));
            Ok(Value::Bool(found))
        },
    }],
    text: None,
});

const BUILD_INFO: &Type = &Type::Named(&Named {
    name: "version.BuildInfo",
    underlying: &Type::Struct(&[
        ("Version", STRING),
        ("GitCommit", STRING),
        ("GitTreeState", STRING),
        ("GoVersion", STRING),
        ("KubeClientVersion", STRING),
    ]),
    methods: &[],
    text: None,
});

const CAPABILITIES: &Type = &Type::Named(&Named {
    name: "common.Capabilities",
    underlying: &Type::Struct(&[
        ("KubeVersion", KUBE_VERSION),
        ("APIVersions", VERSION_SET),
        ("HelmVersion", BUILD_INFO),
    ]),
    methods: &[],
    text: None,
});

fn field(value: &Value, name: &str) -> Value {
    match value.indirect() {
        Value::Struct(object) => object.field(name.as_bytes()).unwrap_or_default(),
        _ => Value::Nil,
    }
}

/// The numbers of a version: `v1.33.4` of `v1.33.4-gke.1`.
fn normalized(version: &Value) -> String {
    let text = field(version, "normalizedVersion");
    text.as_str()
        .map(|s| s.to_text().into_owned())
        .unwrap_or_default()
}

/// `.Capabilities`.
pub fn capabilities(capabilities: &Capabilities) -> Value {
    let version = &capabilities.kube_version;
    let kube = [
        &version.version,
        &version.normalized,
        &version.major,
        &version.minor,
    ];
    let kube = Record::new(KUBE_VERSION, kube.map(|s| Value::from(s.as_str())).to_vec());
    let apis = capabilities
        .api_versions
        .iter()
        .map(|v| Value::from(v.as_str()))
        .collect();
    let helm = ["v4.2.4", "", "", "go1.26.8", "v1.36"]
        .map(Value::from)
        .to_vec();
    let all = vec![
        Value::object(kube),
        Value::list_of(VERSION_SET, apis),
        Value::object(Record::new(BUILD_INFO, helm)),
    ];
    Value::pointer(
        &Type::Pointer(CAPABILITIES),
        Value::object(Record::new(CAPABILITIES, all)),
    )
}

/// `.Chart`: in Helm 4 a plain map with Go's field names.
pub fn chart(node: &Node, is_root: bool) -> Map {
    let metadata = &node.metadata;
    let map = Map::new();
    let put = |key: &str, value: Value| map.insert(key, value);
    let texts =
        |texts: &[String]| Value::list(texts.iter().map(|s| Value::from(s.as_str())).collect());
    let text = |s: &str| Value::from(s);
    put("Name", text(&metadata.name));
    put("Home", text(&metadata.home));
    put("Sources", texts(&metadata.sources));
    put("Version", text(&metadata.version));
    put("Description", text(&metadata.description));
    put("Keywords", texts(&metadata.keywords));
    let maintainers = metadata.maintainers.iter().map(|maintainer| {
        Value::map([
            ("Name", text(&maintainer.name)),
            ("Email", text(&maintainer.email)),
            ("URL", text(&maintainer.url)),
        ])
    });
    put("Maintainers", Value::list(maintainers.collect()));
    put("Icon", text(&metadata.icon));
    put("APIVersion", text(&metadata.api_version));
    put("Condition", text(&metadata.condition));
    put("Tags", text(&metadata.tags));
    put("AppVersion", text(&metadata.app_version));
    put("Deprecated", Value::Bool(metadata.deprecated));
    let annotations = if metadata.annotations.is_empty() {
        Value::Null(MAP_STRING)
    } else {
        let annotations = Map::of(MAP_STRING);
        for (key, value) in &metadata.annotations {
            annotations.insert(key.as_str(), text(value));
        }
        Value::Map(annotations)
    };
    put("Annotations", annotations);
    put("KubeVersion", text(&metadata.kube_version));
    let dependencies = node
        .declared
        .iter()
        .flat_map(|all| &**all)
        .map(|dependency| {
            Value::map([
                ("Name", text(&dependency.name)),
                ("Version", text(&dependency.version)),
                ("Repository", text(&dependency.repository)),
                ("Condition", text(&dependency.condition)),
                ("Tags", texts(&dependency.tags)),
                ("Enabled", Value::Bool(dependency.enabled)),
                (
                    "ImportValues",
                    Value::list(dependency.import_values.iter().map(to_value).collect()),
                ),
                ("Alias", text(&dependency.alias)),
            ])
        });
    put("Dependencies", Value::list(dependencies.collect()));
    put("Type", text(&metadata.chart_type));
    put("IsRoot", Value::Bool(is_root));
    map
}

/// `.Files`: what a chart carries besides templates, values and metadata.
pub fn files(node: &Node) -> Map {
    let map = Map::of(FILES);
    for file in node.chart.files() {
        map.insert(file.name.as_str(), Value::bytes(&file.bytes[..]));
    }
    map
}

fn bytes_of(value: &Value) -> &[u8] {
    match value {
        Value::Bytes(bytes) => &bytes.bytes,
        _ => &[],
    }
}

fn lookup(files: &Value, args: &[Value]) -> Option<Value> {
    files.as_map()?.get(args[0].as_str()?)
}

fn files_get(_: &mut Context<'_>, files: &Value, args: &[Value]) -> Result<Value, Error> {
    let file = lookup(files, args).unwrap_or_default();
    Ok(Value::from(bytes_of(&file).to_vec()))
}

fn files_get_bytes(_: &mut Context<'_>, files: &Value, args: &[Value]) -> Result<Value, Error> {
    Ok(lookup(files, args).unwrap_or_else(|| Value::bytes(Vec::new())))
}

fn files_glob(_: &mut Context<'_>, files: &Value, args: &[Value]) -> Result<Value, Error> {
    let pattern = args[0]
        .as_str()
        .map(|s| s.to_text().into_owned())
        .unwrap_or_default();
    // A pattern that cannot be read matches everything, says Helm.
    let glob = Glob::new(&pattern).ok();
    let matching = Map::of(FILES);
    for (name, content) in files.as_map().map(Map::snapshot).unwrap_or_default() {
        let text = name
            .as_str()
            .map(|s| s.to_text().into_owned())
            .unwrap_or_default();
        if glob.as_ref().is_none_or(|glob| glob.matches(&text)) {
            matching.insert_value(name, content);
        }
    }
    Ok(Value::Map(matching))
}

fn files_lines(_: &mut Context<'_>, files: &Value, args: &[Value]) -> Result<Value, Error> {
    let Some(file) = lookup(files, args) else {
        return Ok(Value::strings(Vec::<&str>::new()));
    };
    let bytes = bytes_of(&file);
    if bytes.is_empty() {
        return Err(Error::new("runtime error: index out of range [-1]"));
    }
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    Ok(Value::strings(bytes.split(|b| *b == b'\n')))
}

fn files_as_config(_: &mut Context<'_>, files: &Value, _: &[Value]) -> Result<Value, Error> {
    Ok(flattened(files, |bytes| {
        String::from_utf8_lossy(bytes).into_owned()
    }))
}

fn files_as_secrets(_: &mut Context<'_>, files: &Value, _: &[Value]) -> Result<Value, Error> {
    Ok(flattened(files, |bytes| STANDARD.encode(bytes)))
}

/// Base names and contents as YAML.
fn flattened(files: &Value, content: fn(&[u8]) -> String) -> Value {
    let mut flat = Object::new();
    for (name, file) in files.as_map().map(Map::snapshot).unwrap_or_default() {
        let name = name
            .as_str()
            .map(|s| base_of(s).to_vec())
            .unwrap_or_default();
        flat.insert(
            String::from_utf8_lossy(&name).into_owned(),
            Json::String(content(bytes_of(&file))),
        );
    }
    let yaml = yaml_text(&Json::Object(flat)).unwrap_or_default();
    Value::from(yaml.strip_suffix('\n').unwrap_or(&yaml))
}
