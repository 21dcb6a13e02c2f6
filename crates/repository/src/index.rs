//! `index.yaml`: which charts a repository has, in which versions, and where their archives lie.

use std::cmp::Ordering;
use std::fmt;
use std::sync::OnceLock;

use chartroom_chart::{ArchiveFile, Chart, METADATA};
use chartroom_gotext::sort_by;
use chartroom_version::{Constraint, Version};
use chartroom_yaml::{Field, GoType, Json, Object, StructType, to_json, to_json_strict};

static STRING: GoType = GoType::String;

/// What an entry says besides the metadata of its chart. The last four are older spellings, which are
/// accepted and mean nothing.
const OWN: [Field; 8] = [
    field("urls", GoType::Slice(&STRING)),
    field("created", GoType::Time),
    field("removed", GoType::Bool),
    field("digest", GoType::String),
    field("checksum", GoType::String),
    field("engine", GoType::String),
    field("tillerVersion", GoType::String),
    field("url", GoType::String),
];

const fn field(json: &'static str, ty: GoType) -> Field {
    Field { json, ty }
}

/// The type that Helm decodes an index into. It is made once, of parts that live as long as the program.
fn index_type() -> &'static GoType {
    static TYPE: OnceLock<&'static GoType> = OnceLock::new();
    TYPE.get_or_init(|| {
        let metadata: &[Field] = match METADATA {
            GoType::Struct(metadata) => metadata.fields,
            _ => &[],
        };
        let fields: Vec<Field> = metadata.iter().copied().chain(OWN).collect();
        let version = leak(GoType::Struct(leak(StructType {
            name: "repo.ChartVersion",
            fields: fields.leak(),
        })));
        let versions = leak(GoType::Slice(leak(GoType::Pointer(version))));
        let fields = vec![
            field("serverInfo", GoType::Map(&GoType::Any)),
            field("apiVersion", GoType::String),
            field("generated", GoType::Time),
            field("entries", GoType::Map(versions)),
            field("publicKeys", GoType::Slice(&STRING)),
            field("annotations", GoType::Map(&STRING)),
        ];
        leak(GoType::Struct(leak(StructType {
            name: "repo.IndexFile",
            fields: fields.leak(),
        })))
    })
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// An index of charts.
#[derive(Clone, Debug, Default)]
pub struct Index {
    entries: Vec<(String, Vec<Json>)>,
    /// What Helm logs while it reads the index.
    pub notes: Vec<Note>,
}

/// Something for Helm's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whether only `--debug` shows it.
    pub debug: bool,
    /// What it says.
    pub message: String,
    /// What it says it of, by name.
    pub attributes: Vec<(&'static str, String)>,
}

impl Note {
    fn warning(message: String) -> Note {
        Note {
            debug: false,
            message,
            attributes: Vec::new(),
        }
    }
}

/// Why an index cannot be used, or has no such chart; it displays as Helm's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexError(String);

impl IndexError {
    fn new(text: impl Into<String>) -> Self {
        IndexError(text.into())
    }
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for IndexError {}

/// A version of a chart that an index has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The version as the index spells it.
    pub version: String,
    /// Where the archive lies: addresses, or paths below the repository's own.
    pub urls: Vec<String>,
    /// The archive's digest, empty where the index has none.
    pub digest: String,
    /// What Helm logs of the choice.
    pub note: Option<Note>,
}

impl Index {
    /// Reads an index; `source` is what notes call it.
    ///
    /// # Errors
    /// Helm's text, for what is no index.
    pub fn read(bytes: &[u8], source: &str) -> Result<Index, IndexError> {
        if bytes.is_empty() {
            return Err(IndexError::new("empty index.yaml file"));
        }
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        // JSON may have members that nobody knows, YAML may not.
        let is_json = matches!(first, Some(b'{' | b'['));
        let read = if is_json {
            to_json(bytes, index_type())
        } else {
            to_json_strict(bytes, index_type())
        };
        let mut file = read.map_err(|error| {
            let text = error.to_string();
            let bare = text.strip_prefix("error unmarshaling JSON: while decoding JSON: ");
            IndexError::new(bare.filter(|_| is_json).unwrap_or(&text))
        })?;
        let mut index = Index::default();
        if let Json::Object(members) = &mut file
            && let Some(Json::Object(entries)) = members.get_mut("entries").map(std::mem::take)
        {
            for (name, versions) in entries {
                let Json::Array(versions) = versions else {
                    index.entries.push((name, Vec::new()));
                    continue;
                };
                let kept = index.sound(&name, versions, source);
                index.entries.push((name, kept));
            }
        }
        let version = file.get("apiVersion").and_then(Json::as_str);
        if version.unwrap_or_default().is_empty() {
            return Err(IndexError::new("no API version specified"));
        }
        Ok(index)
    }

    /// The entries of one chart that Helm takes for charts, the newest version first.
    fn sound(&mut self, name: &str, versions: Vec<Json>, source: &str) -> Vec<Json> {
        let mut kept = Vec::new();
        // Helm looks from the end.
        for version in versions.into_iter().rev() {
            let complaint = if version.is_null() {
                format!(
                    "skipping loading invalid entry for chart {name:?} from {source}: empty entry"
                )
            } else if let Some(error) = invalid(&version) {
                let spelled = member(&version, "version");
                format!(
                    "skipping loading invalid entry for chart {name:?} {spelled:?} from {source}: {error}"
                )
            } else {
                kept.push(version);
                continue;
            };
            self.notes.push(Note::warning(complaint));
        }
        kept.reverse();
        sort_by(&mut kept, newest_first);
        kept
    }

    /// The version of a chart that Helm takes: the one that is spelled so, else the newest in the
    /// range; without a version the newest that is no prerelease.
    ///
    /// # Errors
    /// Helm's text, where there is none.
    pub fn find(&self, name: &str, version: &str) -> Result<Found, IndexError> {
        let entry = self.entries.iter().find(|(known, _)| known == name);
        let (_, versions) = entry.ok_or_else(|| IndexError::new("no chart name found"))?;
        if versions.is_empty() {
            return Err(IndexError::new("no chart version found"));
        }
        let wanted = if version.is_empty() { "*" } else { version };
        let constraint =
            Constraint::parse(wanted).map_err(|error| IndexError::new(error.to_string()))?;
        let spelled = |entry: &&Json| member(entry, "version") == version;
        if let Some(entry) = versions
            .iter()
            .find(spelled)
            .filter(|_| !version.is_empty())
        {
            return Ok(found(entry, None));
        }
        let fits = |entry: &&Json| {
            let version = Version::parse(member(entry, "version"));
            version.is_ok_and(|version| constraint.check(&version))
        };
        let Some(entry) = versions.iter().find(fits) else {
            let text = format!("no chart version found for {name}-{version}");
            return Err(IndexError::new(text));
        };
        let selected = member(entry, "version").to_owned();
        let note = (!version.is_empty()).then(|| choice(name, version, selected));
        Ok(found(entry, note))
    }

    /// Every address that the index names.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        let all = self.entries.iter().flat_map(|(_, versions)| versions);
        all.flat_map(|entry| match entry.get("urls") {
            Some(Json::Array(urls)) => urls.iter().filter_map(Json::as_str).collect(),
            _ => Vec::new(),
        })
    }
}

/// What Helm says of a version that was not spelled so.
fn choice(chart: &str, wanted: &str, selected: String) -> Note {
    let debug = is_range(wanted);
    let (message, asked) = if debug {
        ("selected version matching constraint", "constraint")
    } else {
        (
            "unable to find exact version requested; falling back to closest available version",
            "requested",
        )
    };
    Note {
        debug,
        message: message.to_owned(),
        attributes: vec![
            ("chart", chart.to_owned()),
            (asked, wanted.to_owned()),
            ("selected", selected),
        ],
    }
}

/// Whether a text means several versions.
fn is_range(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or(version);
    version.contains(['^', '~', '<', '>', '=', '!', '*'])
        || version.contains("||")
        || version.contains(" - ")
        || core.contains(['x', 'X'])
}

fn found(entry: &Json, note: Option<Note>) -> Found {
    let urls = match entry.get("urls") {
        Some(Json::Array(urls)) => urls.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    Found {
        version: member(entry, "version").to_owned(),
        urls: urls.into_iter().map(str::to_owned).collect(),
        digest: member(entry, "digest").to_owned(),
        note,
    }
}

fn member<'a>(entry: &'a Json, name: &str) -> &'a str {
    let text = entry.get(name).and_then(Json::as_str);
    text.unwrap_or_default()
}

/// What Helm has against the metadata of an entry.
fn invalid(entry: &Json) -> Option<String> {
    let mut metadata = Object::new();
    if let (Json::Object(members), GoType::Struct(known)) = (entry, METADATA) {
        for field in known.fields {
            if let Some(value) = members.get(field.json) {
                metadata.insert(field.json.to_owned(), value.clone());
            }
        }
    }
    // JSON is YAML, and a chart is validated by what is in its Chart.yaml.
    let manifest = Json::Object(metadata).to_go_json().into_bytes();
    let error = Chart::from_files(vec![ArchiveFile::new("Chart.yaml", manifest, 0)]).err()?;
    let text = error.to_string();
    // Some repositories strip aliases.
    let twice = "validation: more than one dependency with name or alias";
    (!text.starts_with(twice)).then_some(text)
}

/// Newer versions first; what is no version comes last.
fn newest_first(a: &Json, b: &Json) -> Ordering {
    let version = |entry| Version::parse(member(entry, "version"));
    match (version(a), version(b)) {
        (Ok(a), Ok(b)) => b.cmp_precedence(&a),
        (a, b) => a.is_err().cmp(&b.is_err()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0, urls: [a-1.0.0.tgz], digest: d}\n  - {name: a, version: 1.10.0, urls: ['https://x/a-1.10.0.tgz']}\n  - {name: a, version: 1.2.0, apiVersion: v2}\n  - {name: a, version: 2.0.0-rc.1}\n  - {name: a, version: x}\n  -\n  b: []\n";

    fn find(name: &str, version: &str) -> Result<String, String> {
        let index = Index::read(INDEX.as_bytes(), "here").unwrap();
        let found = index.find(name, version);
        found.map(|f| f.version).map_err(|error| error.to_string())
    }

    #[test]
    fn versions_are_chosen_as_helm_chooses() {
        for (version, wanted) in [
            ("", "1.10.0"),
            ("1.0.0", "1.0.0"),
            ("^1.0.0", "1.10.0"),
            ("<1.10", "1.2.0"),
            (">0.0.0-0", "2.0.0-rc.1"),
            ("1.2", "1.2.0"),
        ] {
            assert_eq!(find("a", version).as_deref(), Ok(wanted), "{version}");
        }
        assert_eq!(find("c", ""), Err("no chart name found".to_owned()));
        assert_eq!(find("b", ""), Err("no chart version found".to_owned()));
        let none = "no chart version found for a-3".to_owned();
        assert_eq!(find("a", "3"), Err(none));
        assert!(find("a", "?").is_err());
    }

    #[test]
    fn helm_s_notes_are_kept() {
        let index = Index::read(INDEX.as_bytes(), "here").unwrap();
        let said: Vec<&str> = index.notes.iter().map(|n| n.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "skipping loading invalid entry for chart \"a\" from here: empty entry",
                "skipping loading invalid entry for chart \"a\" \"x\" from here: validation: chart.metadata.version \"x\" is invalid",
            ]
        );
        let note = |version: &str| index.find("a", version).unwrap().note;
        assert_eq!(note("1.0.0"), None);
        assert!(note("^1").is_some_and(|note| note.debug));
        assert!(note("1.2").is_some_and(|note| !note.debug));
        assert_eq!(index.urls().count(), 2);
    }

    #[test]
    fn what_is_no_index_is_refused_in_helm_s_words() {
        for (text, wanted) in [
            ("", "empty index.yaml file"),
            ("entries: {}\n", "no API version specified"),
            (
                "apiVersion: v1\nother: 1\n",
                "error unmarshaling JSON: while decoding JSON: json: unknown field \"other\"",
            ),
        ] {
            let error = Index::read(text.as_bytes(), "here").unwrap_err();
            assert_eq!(error.to_string(), wanted);
        }
        let error = Index::read(b"[]", "here").unwrap_err();
        assert_eq!(
            error.to_string(),
            "json: cannot unmarshal array into Go value of type repo.IndexFile"
        );
        assert!(Index::read(b"{\"apiVersion\": \"v1\", \"other\": 1}", "here").is_ok());
    }
}
