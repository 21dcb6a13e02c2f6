//! One version: loose and strict parsing, precedence, normal form.

use std::cmp::Ordering;
use std::fmt;

use crate::lexeme::Lexeme;
use chartroom_gotext::push_quoted;

/// Longest version text that is looked at, in bytes (Masterminds `MaxVersionLen`).
pub const MAX_VERSION_LEN: usize = 256;

/// A semantic version as Masterminds/semver v3.5 understands it.
///
/// Two versions are `==` only if all fields agree, the original spelling included; for
/// precedence use [`Version::cmp_precedence`], which ignores metadata as SemVer 2 says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// First number.
    pub major: u64,
    /// Second number, 0 when it was not given.
    pub minor: u64,
    /// Third number, 0 when it was not given.
    pub patch: u64,
    /// Pre-release without the dash, empty when there is none.
    pub pre: String,
    /// Build metadata without the plus, empty when there is none.
    pub metadata: String,
    /// The text as it was given.
    pub original: String,
}

/// Why a text is not a version. `Display` is the library's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VersionError {
    /// Not the shape of a version.
    Invalid,
    /// The empty text (strict parser only).
    Empty,
    /// A character that is no digit where a number belongs (strict parser only).
    InvalidCharacters,
    /// A leading zero in a number (strict) or in a numeric pre-release identifier.
    SegmentStartsZero,
    /// Metadata with an empty or malformed identifier.
    InvalidMetadata,
    /// Pre-release with an empty or malformed identifier.
    InvalidPrerelease,
    /// More than [`MAX_VERSION_LEN`] bytes.
    TooLong,
    /// A number that does not fit 64 bits, or is missing (strict); the flag says which parser met it.
    Number {
        /// The digits.
        text: String,
        /// Whether the loose parser met it (its message has a prefix).
        loose: bool,
    },
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "invalid semantic version",
            Self::Empty => "version string empty",
            Self::InvalidCharacters => "invalid characters in version",
            Self::SegmentStartsZero => "version segment starts with 0",
            Self::InvalidMetadata => "invalid metadata string",
            Self::InvalidPrerelease => "invalid prerelease string",
            Self::TooLong => "version string is too long (max 256 bytes)",
            Self::Number { text, loose } => {
                let mut message = String::new();
                if *loose {
                    message.push_str("error parsing version segment: ");
                }
                message.push_str("strconv.ParseUint: parsing ");
                push_quoted(&mut message, text);
                message.push_str(if text.is_empty() {
                    ": invalid syntax"
                } else {
                    ": value out of range"
                });
                return f.write_str(&message);
            }
        })
    }
}

impl std::error::Error for VersionError {}

impl Version {
    /// Parses loosely, as Masterminds `NewVersion` does: an optional `v`, one to three numbers
    /// (leading zeros allowed), pre-release, metadata. `Chart.yaml` versions are read like this.
    ///
    /// # Errors
    /// [`VersionError`]; numeric pre-release identifiers must not start with 0 even here.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        if text.len() > MAX_VERSION_LEN {
            return Err(VersionError::TooLong);
        }
        let lexeme = Lexeme::version(text, 0).ok_or(VersionError::Invalid)?;
        if lexeme.end != text.len() {
            return Err(VersionError::Invalid);
        }
        let version = Self {
            major: number(lexeme.major, true)?,
            minor: optional(lexeme.minor)?,
            patch: optional(lexeme.patch)?,
            pre: lexeme.pre.get(1..).unwrap_or_default().to_owned(),
            metadata: lexeme.metadata.to_owned(),
            original: text.to_owned(),
        };
        if !version.pre.is_empty() {
            validate_pre(&version.pre)?;
        }
        Ok(version)
    }

    /// Parses exactly `major.minor.patch[-pre][+metadata]` (Masterminds `StrictNewVersion`).
    ///
    /// # Errors
    /// [`VersionError`], tested in the library's order: metadata, pre-release, numbers.
    pub fn parse_strict(text: &str) -> Result<Self, VersionError> {
        if text.is_empty() {
            return Err(VersionError::Empty);
        }
        if text.len() > MAX_VERSION_LEN {
            return Err(VersionError::TooLong);
        }
        let mut parts = text.splitn(3, '.');
        let (Some(major), Some(minor), Some(rest)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(VersionError::Invalid);
        };
        let (rest, metadata) = match rest.split_once('+') {
            Some((rest, metadata)) => {
                validate_metadata(metadata)?;
                (rest, metadata)
            }
            None => (rest, ""),
        };
        let (patch, pre) = match rest.split_once('-') {
            Some((patch, pre)) => {
                validate_pre(pre)?;
                (patch, pre)
            }
            None => (rest, ""),
        };
        for part in [major, minor, patch] {
            if !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(VersionError::InvalidCharacters);
            }
            if part.len() > 1 && part.starts_with('0') {
                return Err(VersionError::SegmentStartsZero);
            }
        }
        Ok(Self {
            major: number(major, false)?,
            minor: number(minor, false)?,
            patch: number(patch, false)?,
            pre: pre.to_owned(),
            metadata: metadata.to_owned(),
            original: text.to_owned(),
        })
    }

    /// Orders by precedence: numbers, then pre-release; metadata does not count.
    #[must_use]
    pub fn cmp_precedence(&self, other: &Self) -> Ordering {
        (self.major, self.minor, self.patch)
            .cmp(&(other.major, other.minor, other.patch))
            .then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => cmp_pre(&self.pre, &other.pre),
            })
    }

    /// Whether this is a pre-release.
    #[must_use]
    pub fn is_pre_release(&self) -> bool {
        !self.pre.is_empty()
    }
}

impl fmt::Display for Version {
    /// The normal form: three numbers, no `v`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.pre.is_empty() {
            write!(f, "-{}", self.pre)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        Self::parse(text)
    }
}

fn number(text: &str, loose: bool) -> Result<u64, VersionError> {
    text.parse().map_err(|_| VersionError::Number {
        text: text.to_owned(),
        loose,
    })
}

fn optional(text: &str) -> Result<u64, VersionError> {
    if text.is_empty() {
        Ok(0)
    } else {
        number(text, true)
    }
}

fn is_identifier(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn validate_pre(pre: &str) -> Result<(), VersionError> {
    for part in pre.split('.') {
        if part.is_empty() || !is_identifier(part) {
            return Err(VersionError::InvalidPrerelease);
        }
        if part.len() > 1 && part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit()) {
            return Err(VersionError::SegmentStartsZero);
        }
    }
    Ok(())
}

fn validate_metadata(metadata: &str) -> Result<(), VersionError> {
    if metadata
        .split('.')
        .all(|part| !part.is_empty() && is_identifier(part))
    {
        Ok(())
    } else {
        Err(VersionError::InvalidMetadata)
    }
}

/// Compares pre-releases identifier by identifier; a missing or empty identifier is the smallest.
pub(crate) fn cmp_pre(left: &str, right: &str) -> Ordering {
    let (mut lefts, mut rights) = (left.split('.'), right.split('.'));
    loop {
        let (a, b) = (lefts.next(), rights.next());
        if a.is_none() && b.is_none() {
            return Ordering::Equal;
        }
        let ordering = cmp_identifier(a.unwrap_or_default(), b.unwrap_or_default());
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
}

fn cmp_identifier(left: &str, right: &str) -> Ordering {
    if left == right || left.is_empty() || right.is_empty() {
        return left.len().cmp(&right.len());
    }
    match (numeric(left), numeric(right)) {
        (None, None) => left.cmp(right),
        // A number that does not fit 64 bits counts as text, as in the library.
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(a), Some(b)) => a.cmp(&b),
    }
}

fn numeric(text: &str) -> Option<u64> {
    if text.starts_with('+') {
        return None;
    }
    text.parse().ok()
}
