//! Reading JSON into structs the way Go does.
//!
//! Source: Go `encoding/json`, `Unmarshal`: the name of a member counts without regard to case, of
//! several members for one field the last; `null` leaves a field as it is, which is empty.

use std::fmt;

use crate::Json;

/// Why a text cannot be read as what is asked for, in Go's words.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(String);

/// As it is shown: what is derived links how structures are printed.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DecodeError {}

impl DecodeError {
    /// An error with these words.
    pub fn new(error: impl fmt::Display) -> DecodeError {
        DecodeError(error.to_string())
    }
}

/// A type that is read from JSON as Go reads its struct.
pub trait Decode: Sized {
    /// The name of Go's type, `v1.Manifest`.
    const GO: &'static str;

    /// Reads the value at `place`.
    ///
    /// # Errors
    /// When it has another shape.
    fn decode(place: &Place<'_>) -> Result<Self, DecodeError>;
}

/// Reads JSON into `T`. Members of the structs in it are found whatever their case; bytes that are
/// no UTF-8 become U+FFFD. What stands in a map (annotations) keeps its names.
///
/// # Errors
/// When the text is no JSON, or not of the shape of `T`.
pub fn from_slice<T: Decode>(bytes: &[u8]) -> Result<T, DecodeError> {
    at(&parse(bytes)?, same_letters, T::decode)
}

/// Reads the array of strings that one member of an object is.
///
/// # Errors
/// When the text is no JSON, or has another shape.
pub fn texts_of(bytes: &[u8], member: &'static str) -> Result<Vec<String>, DecodeError> {
    at(&parse(bytes)?, same_letters, |place| {
        place.fields("struct")?.get(member).texts()
    })
}

/// Reads a value into `T`, with names that have to be exactly those.
pub(crate) fn exact<T: Decode>(json: &Json) -> Result<T, DecodeError> {
    at(json, |field, key| field == key, T::decode)
}

/// Reads a value that is no struct.
#[cfg(test)]
pub(crate) fn at_top<T>(
    json: &Json,
    read: impl Fn(&Place<'_>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    at(json, same_letters, read)
}

fn parse(bytes: &[u8]) -> Result<Json, DecodeError> {
    let text = String::from_utf8_lossy(bytes);
    Json::parse(&text).map_err(|error| DecodeError(error.go_text(&text)))
}

fn at<T>(
    json: &Json,
    same: Same,
    read: impl Fn(&Place<'_>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    read(&Place {
        json,
        same,
        object: "",
        field: "",
        above: None,
    })
}

/// Whether a member of the second name is for the field of the first.
type Same = fn(&str, &str) -> bool;

/// A value and where it stands.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    json: &'a Json,
    same: Same,
    /// Go's name of the struct it is a field of; empty at the top.
    object: &'static str,
    /// The name of the field.
    field: &'static str,
    /// The struct.
    above: Option<&'a Place<'a>>,
}

impl<'a> Place<'a> {
    /// The value.
    pub fn json(&self) -> &'a Json {
        self.json
    }

    /// A value in this one: Go's words do not tell which.
    pub fn element(&self, json: &'a Json) -> Place<'a> {
        Place { json, ..*self }
    }

    /// Go's words for a value that does not fit the type `wanted`.
    pub fn misfit(&self, wanted: &str) -> DecodeError {
        self.refuse(self.json.go_kind(), wanted)
    }

    fn refuse(&self, found: &str, wanted: &str) -> DecodeError {
        let mut out = format!("json: cannot unmarshal {found} into Go ");
        if self.object.is_empty() {
            out.push_str("value");
        } else {
            out.push_str("struct field ");
            let object = self.object.rsplit('.').next();
            out.push_str(object.unwrap_or_default());
            self.push_path(&mut out);
        }
        out.push_str(" of type ");
        out.push_str(wanted);
        DecodeError(out)
    }

    fn push_path(&self, out: &mut String) {
        if let Some(above) = self.above {
            above.push_path(out);
        }
        if !self.field.is_empty() {
            out.push('.');
            out.push_str(self.field);
        }
    }

    /// The members of an object that Go reads into the struct `T`; none of `null`.
    ///
    /// # Errors
    /// When it is no object.
    pub fn object<T: Decode>(&'a self) -> Result<Fields<'a>, DecodeError> {
        self.fields(T::GO)
    }

    fn fields(&'a self, go: &'static str) -> Result<Fields<'a>, DecodeError> {
        Ok(Fields {
            members: self.members(go)?,
            go,
            place: self,
        })
    }

    /// The members of an object, in their order; none of `null`.
    ///
    /// # Errors
    /// When it is neither; then this was to be a `wanted`.
    pub fn members(&self, wanted: &str) -> Result<&'a [(String, Json)], DecodeError> {
        match self.json {
            Json::Null => Ok(&[]),
            Json::Object(members) => Ok(members),
            _ => Err(self.misfit(wanted)),
        }
    }

    /// A string; an empty one of `null`.
    ///
    /// # Errors
    /// When it is neither; then this was to be a `wanted`.
    pub fn text(&self, wanted: &str) -> Result<String, DecodeError> {
        Ok(self.some_text(wanted)?.unwrap_or_default())
    }

    /// A string; nothing of `null`.
    ///
    /// # Errors
    /// When it is neither; then this was to be a `wanted`.
    pub fn some_text(&self, wanted: &str) -> Result<Option<String>, DecodeError> {
        match self.json {
            Json::Null => Ok(None),
            Json::String(text) => Ok(Some(text.clone())),
            _ => Err(self.misfit(wanted)),
        }
    }

    /// A whole number that is not negative; zero of `null`.
    ///
    /// # Errors
    /// For everything else.
    pub fn number(&self, wanted: &str) -> Result<u64, DecodeError> {
        match self.json {
            Json::Null => Ok(0),
            Json::Number(text) => {
                let number = text.parse().or(if text == "-0" { Ok(0) } else { Err(()) });
                number.map_err(|()| self.refuse(&format!("number {text}"), wanted))
            }
            _ => Err(self.misfit(wanted)),
        }
    }

    /// The elements of an array; none of `null`.
    ///
    /// # Errors
    /// When it is neither; then this was to be a `wanted`.
    pub fn items(&self, wanted: &str) -> Result<impl Iterator<Item = Place<'a>>, DecodeError> {
        let items: &[Json] = match self.json {
            Json::Null => &[],
            Json::Array(items) => items,
            _ => return Err(self.misfit(wanted)),
        };
        let place = *self;
        Ok(items.iter().map(move |json| place.element(json)))
    }

    /// An array of strings.
    ///
    /// # Errors
    /// For everything else but `null`.
    pub fn texts(&self) -> Result<Vec<String>, DecodeError> {
        self.items("[]string")?
            .map(|item| item.text("string"))
            .collect()
    }

    /// An array of structs.
    ///
    /// # Errors
    /// For everything else but `null`.
    pub fn structs<T: Decode>(&self) -> Result<Vec<T>, DecodeError> {
        if matches!(self.json, Json::Null | Json::Array(_)) {
            self.items("")?.map(|item| T::decode(&item)).collect()
        } else {
            Err(self.misfit(&format!("[]{}", T::GO)))
        }
    }

    /// What a pointer to a struct is read from: nothing of `null`.
    ///
    /// # Errors
    /// Those of the struct.
    pub fn some<T: Decode>(&self) -> Result<Option<T>, DecodeError> {
        match self.json {
            Json::Null => Ok(None),
            _ => T::decode(self).map(Some),
        }
    }
}

/// The members of an object that is read into a struct.
pub struct Fields<'a> {
    members: &'a [(String, Json)],
    go: &'static str,
    place: &'a Place<'a>,
}

impl<'a> Fields<'a> {
    /// The value of a field: `null` when there is none.
    pub fn get(&self, field: &'static str) -> Place<'a> {
        let same = self.place.same;
        let found = self.members.iter().rev().find(|(key, _)| same(field, key));
        Place {
            json: found.map_or(&Json::Null, |(_, value)| value),
            same,
            object: self.go,
            field,
            above: Some(self.place),
        }
    }
}

/// Whether two names differ in nothing but case. The long s and the Kelvin sign are the only
/// letters outside ASCII that fold into it.
fn same_letters(field: &str, key: &str) -> bool {
    let fold = |c: char| match c {
        'ſ' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    field.chars().map(fold).eq(key.chars().map(fold))
}

#[cfg(test)]
mod tests;
