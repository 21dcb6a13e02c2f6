//! The drafts of JSON Schema: how they name things, and where their schemas stand.

use super::address::split;
use super::reader::Part;

/// A draft; later ones are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Draft {
    D4,
    D6,
    D7,
    D2019,
    #[default]
    D2020,
}

/// What a keyword holds.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    /// A schema.
    One,
    /// A list of schemas.
    Items,
    /// Schemas by name.
    Members,
}

/// Keywords that hold schemas, and the draft that brought them.
const KEYWORDS: [(Draft, &str, Holds); 23] = [
    (Draft::D4, "definitions", Holds::Members),
    (Draft::D4, "not", Holds::One),
    (Draft::D4, "allOf", Holds::Items),
    (Draft::D4, "anyOf", Holds::Items),
    (Draft::D4, "oneOf", Holds::Items),
    (Draft::D4, "properties", Holds::Members),
    (Draft::D4, "additionalProperties", Holds::One),
    (Draft::D4, "patternProperties", Holds::Members),
    (Draft::D4, "items", Holds::One),
    (Draft::D4, "items", Holds::Items),
    (Draft::D4, "additionalItems", Holds::One),
    (Draft::D4, "dependencies", Holds::Members),
    (Draft::D6, "propertyNames", Holds::One),
    (Draft::D6, "contains", Holds::One),
    (Draft::D7, "if", Holds::One),
    (Draft::D7, "then", Holds::One),
    (Draft::D7, "else", Holds::One),
    (Draft::D2019, "$defs", Holds::Members),
    (Draft::D2019, "dependentSchemas", Holds::Members),
    (Draft::D2019, "unevaluatedProperties", Holds::One),
    (Draft::D2019, "unevaluatedItems", Holds::One),
    (Draft::D2019, "contentSchema", Holds::One),
    (Draft::D2020, "prefixItems", Holds::Items),
];

impl Draft {
    /// The draft of a document that does not say.
    pub const LATEST: Draft = Draft::D2020;

    /// The draft with this URL; none has one with a fragment.
    pub fn named(url: &str) -> Option<Draft> {
        let (url, fragment) = split(url);
        if !fragment.is_empty() {
            return None;
        }
        let http = url.strip_prefix("http://");
        Some(
            match http.or_else(|| url.strip_prefix("https://")).unwrap_or(url) {
                "json-schema.org/schema" => Draft::LATEST,
                "json-schema.org/draft/2020-12/schema" => Draft::D2020,
                "json-schema.org/draft/2019-09/schema" => Draft::D2019,
                "json-schema.org/draft-07/schema" => Draft::D7,
                "json-schema.org/draft-06/schema" => Draft::D6,
                "json-schema.org/draft-04/schema" => Draft::D4,
                _ => return None,
            },
        )
    }

    /// Where the draft's own schema stands.
    pub fn url(self) -> &'static str {
        match self {
            Draft::D4 => "http://json-schema.org/draft-04/schema",
            Draft::D6 => "http://json-schema.org/draft-06/schema",
            Draft::D7 => "http://json-schema.org/draft-07/schema",
            Draft::D2019 => "https://json-schema.org/draft/2019-09/schema",
            Draft::D2020 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// The keyword that names a schema.
    pub fn id_keyword(self) -> &'static str {
        if self == Draft::D4 { "id" } else { "$id" }
    }

    /// The name of a schema, without a fragment; empty where it has none.
    pub fn id(self, schema: &Part) -> &str {
        // Older drafts read nothing beside a reference.
        if self < Draft::D2019 && schema.get("$ref").is_some() {
            return "";
        }
        split(schema.text(self.id_keyword()).unwrap_or_default()).0
    }

    /// Keywords that hold schemas.
    pub fn keywords(self) -> impl Iterator<Item = (&'static str, Holds)> {
        let known = KEYWORDS.iter().filter(move |(since, ..)| *since <= self);
        known.map(|(_, keyword, holds)| (*keyword, *holds))
    }

    /// The vocabularies that can be asked for by name.
    pub fn vocabularies(self) -> &'static [&'static str] {
        match self {
            Draft::D4 | Draft::D6 | Draft::D7 => &[],
            Draft::D2019 => &[
                "core",
                "applicator",
                "validation",
                "meta-data",
                "format",
                "content",
            ],
            Draft::D2020 => &[
                "core",
                "applicator",
                "unevaluated",
                "validation",
                "meta-data",
                "format-annotation",
                "format-assertion",
                "content",
            ],
        }
    }

    /// What the URLs of its vocabularies, or of their schemas, begin with.
    pub fn vocabulary_url(self, kind: &str) -> String {
        format!("{}{kind}/", self.url().trim_end_matches("schema"))
    }
}

/// A draft and the vocabularies of it that a document asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dialect {
    pub draft: Draft,
    /// `None` where nothing else than the draft was asked for.
    pub vocabularies: Option<Vec<&'static str>>,
}

impl Dialect {
    /// All that a draft has.
    pub fn of(draft: Draft) -> Dialect {
        Dialect {
            draft,
            vocabularies: None,
        }
    }

    /// Whether keywords of a vocabulary count.
    pub fn has(&self, vocabulary: &str) -> bool {
        if vocabulary == "core" || self.draft < Draft::D2019 {
            return true;
        }
        match &self.vocabularies {
            Some(asked) => asked.contains(&vocabulary),
            None => match vocabulary {
                "applicator" | "validation" => true,
                "unevaluated" => self.draft == Draft::D2020,
                _ => false,
            },
        }
    }
}
