//! One comparator of a constraint: what it accepts, and in which words it refuses.

use std::cmp::Ordering;

use crate::version::{Version, cmp_pre};
use chartroom_gotext::push_quoted;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// None or `=`: exact, or `~` when the version is partial.
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

impl Operator {
    /// The operator at the start of `bytes` and its spelling; none is a spelling too.
    pub(crate) fn read(bytes: &[u8]) -> (&'static str, Self) {
        let second = bytes.get(1);
        match (bytes.first(), second) {
            (Some(b'!'), Some(b'=')) => ("!=", Self::NotEqual),
            (Some(b'>'), Some(b'=')) => (">=", Self::GreaterEqual),
            (Some(b'='), Some(b'>')) => ("=>", Self::GreaterEqual),
            (Some(b'<'), Some(b'=')) => ("<=", Self::LessEqual),
            (Some(b'='), Some(b'<')) => ("=<", Self::LessEqual),
            (Some(b'~'), Some(b'>')) => ("~>", Self::Tilde),
            (Some(b'='), _) => ("=", Self::Equal),
            (Some(b'>'), _) => (">", Self::Greater),
            (Some(b'<'), _) => ("<", Self::Less),
            (Some(b'~'), _) => ("~", Self::Tilde),
            (Some(b'^'), _) => ("^", Self::Caret),
            _ => ("", Self::Equal),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Comparator {
    /// The version compared with; open parts are 0.
    pub version: Version,
    pub operator: Operator,
    /// The operator as it was written.
    pub spelling: &'static str,
    /// The version as it was written.
    pub text: String,
    /// Some part was missing or a wildcard.
    pub partial: bool,
    /// The minor part was missing or a wildcard, the major was not.
    pub minor_open: bool,
    /// The patch part was missing or a wildcard, the minor was not.
    pub patch_open: bool,
}

/// Why a comparator refuses a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    PreRelease,
    IsEqual,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Less,
    Greater,
    OtherMajor,
    OtherMajorOrMinor,
    OtherMinorOfZero,
    OtherMinor,
    OtherPatchOfZero,
}

impl Refusal {
    /// The library's sentence.
    pub(crate) fn message(self, version: &Version, comparator: &Comparator) -> String {
        let (middle, end) = match self {
            Self::PreRelease => {
                let mut out = String::new();
                push_quoted(&mut out, &version.to_string());
                out.push_str(
                    " is a prerelease version and the constraint is only looking for release versions",
                );
                return out;
            }
            Self::IsEqual => (" is equal to ", ""),
            Self::NotEqual => (" is not equal to ", ""),
            Self::LessOrEqual => (" is less than or equal to ", ""),
            Self::GreaterOrEqual => (" is greater than or equal to ", ""),
            Self::Less => (" is less than ", ""),
            Self::Greater => (" is greater than ", ""),
            Self::OtherMajor => (" does not have same major version as ", ""),
            Self::OtherMajorOrMinor => (" does not have same major and minor version as ", ""),
            Self::OtherMinorOfZero => (
                " does not have same minor version as ",
                ". Expected minor versions to match when constraint major version is 0",
            ),
            Self::OtherMinor => (" does not have same minor version as ", ""),
            Self::OtherPatchOfZero => (
                " does not equal ",
                ". Expect version and constraint to equal when major and minor versions are 0",
            ),
        };
        let mut out = String::new();
        push_quoted(&mut out, &version.to_string());
        out.push_str(middle);
        push_quoted(&mut out, &comparator.text);
        out.push_str(end);
        out
    }
}

fn unless(accepted: bool, refusal: Refusal) -> Option<Refusal> {
    if accepted { None } else { Some(refusal) }
}

impl Comparator {
    /// Nothing when `version` is accepted.
    pub(crate) fn refusal(&self, version: &Version, with_pre: bool) -> Option<Refusal> {
        if version.is_pre_release() && !with_pre {
            return Some(Refusal::PreRelease);
        }
        let ordering = version.cmp_precedence(&self.version);
        match self.operator {
            Operator::Equal if self.partial => self.tilde(version, ordering),
            Operator::Equal => unless(ordering == Ordering::Equal, Refusal::NotEqual),
            Operator::NotEqual => unless(self.differs(version, ordering), Refusal::IsEqual),
            Operator::Greater => unless(self.is_below(version, ordering), Refusal::LessOrEqual),
            Operator::Less => unless(ordering == Ordering::Less, Refusal::GreaterOrEqual),
            Operator::GreaterEqual => unless(ordering != Ordering::Less, Refusal::Less),
            Operator::LessEqual => unless(self.is_at_least(version, ordering), Refusal::Greater),
            Operator::Tilde => self.tilde(version, ordering),
            Operator::Caret => self.caret(version, ordering),
        }
    }

    fn differs(&self, version: &Version, ordering: Ordering) -> bool {
        let own = &self.version;
        if self.partial {
            if own.major != version.major {
                return true;
            }
            if self.minor_open {
                return false;
            }
            if own.minor != version.minor {
                return true;
            }
            if self.patch_open {
                // Pre-releases of the open line are told apart by their pre-release alone.
                return cmp_pre(&version.pre, &own.pre) != Ordering::Equal;
            }
            if own.patch != version.patch {
                return true;
            }
        }
        ordering != Ordering::Equal
    }

    fn is_below(&self, version: &Version, ordering: Ordering) -> bool {
        let own = &self.version;
        if self.partial {
            if version.major != own.major {
                return version.major > own.major;
            }
            if self.minor_open {
                return false;
            }
            if self.patch_open {
                return version.minor > own.minor;
            }
        }
        ordering == Ordering::Greater
    }

    fn is_at_least(&self, version: &Version, ordering: Ordering) -> bool {
        let own = &self.version;
        if !self.partial {
            return ordering != Ordering::Greater;
        }
        version.major < own.major
            || version.major == own.major && (self.minor_open || version.minor <= own.minor)
    }

    fn tilde(&self, version: &Version, ordering: Ordering) -> Option<Refusal> {
        let own = &self.version;
        if ordering == Ordering::Less {
            return Some(Refusal::Less);
        }
        // `~0.0.0` (and `*`, which is read as it) means anything.
        if (own.major, own.minor, own.patch) == (0, 0, 0) && !self.minor_open && !self.patch_open {
            return None;
        }
        if version.major != own.major {
            return Some(Refusal::OtherMajor);
        }
        unless(
            self.minor_open || version.minor == own.minor,
            Refusal::OtherMajorOrMinor,
        )
    }

    fn caret(&self, version: &Version, ordering: Ordering) -> Option<Refusal> {
        let own = &self.version;
        if ordering == Ordering::Less {
            return Some(Refusal::Less);
        }
        if own.major > 0 || self.minor_open {
            return unless(version.major == own.major, Refusal::OtherMajor);
        }
        if version.major > 0 {
            return Some(Refusal::OtherMajor);
        }
        if own.minor > 0 || self.patch_open {
            return unless(version.minor == own.minor, Refusal::OtherMinorOfZero);
        }
        if version.minor > 0 {
            return Some(Refusal::OtherMinor);
        }
        unless(version.patch == own.patch, Refusal::OtherPatchOfZero)
    }
}
