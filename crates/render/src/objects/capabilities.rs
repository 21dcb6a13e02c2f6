//! `.Capabilities`: the cluster and the program.

use chartroom_gotemplate::Value;
use chartroom_gotemplate::value::{
    BOOL, Method, Named, Record, STRING, STRINGS, Signature, Text, Type,
};

use super::nothing;
use crate::capabilities::Capabilities;

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
        go: None,
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
