//! The digests that a provenance file states.

use chartroom_yaml::{Field, GoType, Json, StructType, to_json};

use crate::error::ProvenanceError;
use crate::frame::find;

static STRING: GoType = GoType::String;
static SUMS: GoType = GoType::Struct(&StructType {
    name: "provenance.SumCollection",
    fields: &[
        Field {
            json: "files",
            ty: GoType::Map(&STRING),
        },
        Field {
            json: "images",
            ty: GoType::Map(&STRING),
        },
    ],
});

/// File names and the digests (`sha256:…`) that were signed for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    files: Vec<(String, String)>,
}

impl Sums {
    /// Reads the sums out of a signed text: the YAML after its first line `...`.
    ///
    /// # Errors
    /// When there is no such part or it is not readable, in Helm's words.
    pub fn parse(text: &[u8]) -> Result<Sums, ProvenanceError> {
        const SEPARATOR: &[u8] = b"\n...\n";
        let first = find(text, SEPARATOR).ok_or(ProvenanceError::NoSums)?;
        let mut sums = &text[first + SEPARATOR.len()..];
        if let Some(end) = find(sums, SEPARATOR) {
            sums = &sums[..end];
        }
        let json =
            to_json(sums, &SUMS).map_err(|error| ProvenanceError::Unreadable(error.to_string()))?;
        let Some(Json::Object(files)) = json.get("files") else {
            return Ok(Sums::default());
        };
        let files = files.iter().map(|(name, sum)| {
            let sum = sum.as_str().unwrap_or_default();
            (name.clone(), sum.to_owned())
        });
        Ok(Sums {
            files: files.collect(),
        })
    }

    /// The digest stated for a file.
    pub fn get(&self, file_name: &str) -> Option<&str> {
        let named = self.files.iter().find(|(name, _)| name == file_name);
        named.map(|(_, sum)| sum.as_str())
    }

    /// All file names with their digests, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(name, sum)| (name.as_str(), sum.as_str()))
    }
}
