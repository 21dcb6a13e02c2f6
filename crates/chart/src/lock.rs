//! `Chart.lock` and `requirements.lock`.

use chartroom_yaml::{Error, GoType, StructType, to_json};

use crate::draft::{self, DEPENDENCY_POINTER, Fields, field};
use crate::metadata::Dependency;

static LOCK: GoType = GoType::Struct(&StructType {
    name: "v2.Lock",
    fields: &[
        field("generated", GoType::Time),
        field("digest", GoType::String),
        field("dependencies", GoType::Slice(&DEPENDENCY_POINTER)),
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
        let json = to_json(yaml, &LOCK_POINTER)?;
        if json.is_null() {
            return Ok(None);
        }
        let mut fields = Fields(json);
        let mut lock = Lock {
            generated: fields.text("generated"),
            digest: fields.text("digest"),
            dependencies: Vec::new(),
        };
        for entry in fields.items("dependencies") {
            if let Some(dependency) = draft::dependency(entry) {
                lock.dependencies.push(dependency);
            }
        }
        Ok(Some(lock))
    }
}
