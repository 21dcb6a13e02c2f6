//! `Chart.lock` and `requirements.lock`.

use chartroom_yaml::{Error, GoType, Json, StructType, to_json};

use crate::draft::{self, DEPENDENCY_POINTER, field};
use crate::metadata::Dependency;

static LOCK: GoType = GoType::Struct(&StructType {
    name: "v2.Lock",
    fields: &[
        field("generated", "Generated", GoType::Time),
        field("digest", "Digest", GoType::String),
        field(
            "dependencies",
            "Dependencies",
            GoType::Slice(&DEPENDENCY_POINTER),
        ),
    ],
});
static LOCK_POINTER: GoType = GoType::Pointer(&LOCK);

/// The dependencies a chart was last resolved to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lock {
    /// When that was, in RFC 3339 as the file has it; empty if it does not say.
    pub generated: String,
    /// Hash over what was asked for and what was found.
    pub digest: String,
    /// What was found; only name, version and repository are written. Null entries are left out.
    pub dependencies: Vec<Dependency>,
}

impl Lock {
    /// Reads a lock file; an empty one is no lock.
    pub(crate) fn parse(yaml: &[u8]) -> Result<Option<Lock>, Error> {
        let Json::Object(members) = to_json(yaml, &LOCK_POINTER)? else {
            return Ok(None);
        };
        let mut lock = Lock::default();
        for (key, value) in members {
            match (key.as_str(), value) {
                ("generated", Json::String(text)) => lock.generated = text,
                ("digest", Json::String(text)) => lock.digest = text,
                ("dependencies", value) => {
                    lock.dependencies = draft::dependencies(value).into_iter().flatten().collect();
                }
                _ => {}
            }
        }
        Ok(Some(lock))
    }
}
