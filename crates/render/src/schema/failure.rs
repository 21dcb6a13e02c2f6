//! What does not fit, and how it is told.

use super::number::{english, grouped};
use super::reader::Part;
use crate::text::quoted;

/// One place where values and schema disagree, with the reasons below it.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// Where in the values.
    pub place: Vec<String>,
    pub reason: Reason,
    pub causes: Vec<Failure>,
}

/// The keyword that does not hold.
#[derive(Clone, Debug)]
pub(super) enum Reason {
    /// Several reasons at one place.
    Group,
    /// A reference leads to what does not hold.
    Reference,
    FalseSchema,
    Cycle(String, String, String),
    Type(&'static str, Vec<&'static str>),
    Enum(Vec<Part>),
    Const(Part),
    Format(String, &'static str, String),
    Not,
    AllOf,
    AnyOf,
    OneOf(Option<(usize, usize)>),
    /// `minLength: got 1, want 2` and its like.
    Count(&'static str, i64, i64),
    /// `minimum: got 1, want 2` and its like.
    Limit(&'static str, f64, f64),
    Required(Vec<String>),
    Depends(String, Vec<String>),
    Additional(Vec<String>),
    AdditionalItems(usize),
    PropertyName(String),
    Unique(usize, usize),
    Contains,
    MinContains(Vec<usize>, i64),
    MaxContains(Vec<usize>, i64),
    Pattern(String, String),
}

/// Text between single quotes, as the library writes it.
pub(super) fn single_quoted(text: &str) -> String {
    let quoted = quoted(text).replace("\\\"", "\"").replace('\'', "\\'");
    format!("'{}'", &quoted[1..quoted.len() - 1])
}

fn all_quoted(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| single_quoted(text)).collect();
    texts.join(", ")
}

fn display(part: &Part) -> String {
    match part {
        Part::Null => "<nil>".to_owned(),
        Part::Bool(b) => b.to_string(),
        Part::Number(n) => n.clone(),
        Part::Text(text) => single_quoted(text),
        Part::List(_) | Part::Map(_) => "value".to_owned(),
    }
}

fn is_composite(part: &Part) -> bool {
    matches!(part, Part::List(_) | Part::Map(_))
}

fn places(places: &[usize]) -> String {
    let places: Vec<String> = places.iter().map(usize::to_string).collect();
    places.join(" ")
}

impl Reason {
    fn text(&self) -> String {
        match self {
            Reason::Group | Reason::Reference => "validation failed".to_owned(),
            Reason::FalseSchema => "false schema".to_owned(),
            Reason::Cycle(here, there, url) => format!(
                "both {here} and {there} resolve to {} causing reference cycle",
                quoted(url)
            ),
            Reason::Type(got, want) => format!("got {got}, want {}", want.join(" or ")),
            Reason::Enum(values) => match &values[..] {
                values if values.iter().any(is_composite) => "'enum' failed".to_owned(),
                [value] => format!("value must be {}", display(value)),
                values => {
                    let values: Vec<String> = values.iter().map(display).collect();
                    format!("value must be one of {}", values.join(", "))
                }
            },
            Reason::Const(value) if is_composite(value) => "'const' failed".to_owned(),
            Reason::Const(value) => format!("value must be {}", display(value)),
            Reason::Format(got, name, why) => {
                format!("{} is not valid {name}: {why}", single_quoted(got))
            }
            Reason::Not => "'not' failed".to_owned(),
            Reason::AllOf => "'allOf' failed".to_owned(),
            Reason::AnyOf => "'anyOf' failed".to_owned(),
            Reason::OneOf(None) => "'oneOf' failed, none matched".to_owned(),
            Reason::OneOf(Some((a, b))) => {
                format!("'oneOf' failed, subschemas {a}, {b} matched")
            }
            Reason::Count(keyword, got, want) => {
                format!("{keyword}: got {}, want {}", grouped(*got), grouped(*want))
            }
            Reason::Limit(keyword, got, want) => {
                format!("{keyword}: got {}, want {}", english(*got), english(*want))
            }
            Reason::Required(missing) if missing.len() == 1 => {
                format!("missing property {}", single_quoted(&missing[0]))
            }
            Reason::Required(missing) => format!("missing properties {}", all_quoted(missing)),
            Reason::Depends(property, missing) => format!(
                "properties {} required, if {} exists",
                all_quoted(missing),
                single_quoted(property)
            ),
            Reason::Additional(names) => {
                format!("additional properties {} not allowed", all_quoted(names))
            }
            Reason::AdditionalItems(count) => {
                format!("last {count} additionalItem(s) not allowed")
            }
            Reason::PropertyName(name) => format!("invalid propertyName {}", single_quoted(name)),
            Reason::Unique(a, b) => format!("items at {a} and {b} are equal"),
            Reason::Contains => "no items match contains schema".to_owned(),
            Reason::MinContains(found, want) if found.is_empty() => format!(
                "min {} items required to match contains schema, but none matched",
                grouped(*want)
            ),
            Reason::MinContains(found, want) => format!(
                "min {} items required to match contains schema, but matched {} items at {}",
                grouped(*want),
                found.len(),
                places(found)
            ),
            Reason::MaxContains(found, want) => format!(
                "max {} items required to match contains schema, but matched {} items at {}",
                grouped(*want),
                found.len(),
                places(found)
            ),
            Reason::Pattern(got, want) => format!(
                "{} does not match pattern {}",
                single_quoted(got),
                single_quoted(want)
            ),
        }
    }
}

impl Failure {
    /// What stands for it as a cause: the reasons of a group, or itself.
    pub fn ungrouped(self) -> Vec<Failure> {
        match self.reason {
            Reason::Group => self.causes,
            _ => vec![self],
        }
    }

    /// The failures as a nested list, the outermost ones first in their lines.
    pub fn list(&self) -> String {
        let mut out = String::new();
        match self.reason {
            Reason::Group => self.causes.iter().for_each(|c| c.write(&mut out, 0)),
            _ => self.write(&mut out, 0),
        }
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        // A reference with one reason is not worth a line.
        let skip = matches!(self.reason, Reason::Reference) && self.causes.len() == 1;
        if !skip {
            if !out.is_empty() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n("  ", depth));
            let place: String = self
                .place
                .iter()
                .map(|token| format!("/{}", token.replace('~', "~0").replace('/', "~1")))
                .collect();
            out.push_str(&format!(
                "- at {}: {}",
                single_quoted(&place),
                self.reason.text()
            ));
        }
        for cause in &self.causes {
            cause.write(out, if skip { depth } else { depth + 1 });
        }
    }
}
