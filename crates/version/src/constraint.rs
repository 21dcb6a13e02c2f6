//! The constraint language.

use chartroom_gotext::{cut, join};
use std::fmt;

use crate::lexeme::{Lexeme, is_space, skip_space};
use crate::reason::{Comparator, Operator};
use crate::version::Version;
use chartroom_gotext::push_quoted;

/// Longest constraint that is looked at, in bytes.
pub const MAX_CONSTRAINT_LEN: usize = 512;
/// Most groups joined by `||`.
pub const MAX_CONSTRAINT_GROUPS: usize = 32;

/// Groups of comparators: any group may match (`||`), all comparators of it must.
#[derive(Clone, Debug)]
pub struct Constraint {
    groups: Vec<Group>,
    original: String,
}

#[derive(Clone, Debug)]
struct Group {
    comparators: Vec<Comparator>,
    /// One comparator names a pre-release, so the whole group looks at pre-releases.
    names_pre: bool,
}

/// Why a text is not a constraint. `Display` is the library's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConstraintError {
    /// More than [`MAX_CONSTRAINT_LEN`] bytes.
    TooLong,
    /// More than [`MAX_CONSTRAINT_GROUPS`] groups.
    TooManyGroups,
    /// The named group is not a list of comparators.
    Improper(String),
    /// A comparator has the right shape but no meaning (`1|2`, `xx`, a number beyond 64 bits).
    Parser,
}

impl fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("constraint string is too long (max 512 bytes)"),
            Self::TooManyGroups => f.write_str("too many constraint groups (max 32)"),
            Self::Improper(text) => {
                let mut message = String::from("improper constraint: ");
                push_quoted(&mut message, text);
                f.write_str(&message)
            }
            Self::Parser => f.write_str("constraint parser error"),
        }
    }
}

impl std::error::Error for ConstraintError {}

impl Constraint {
    /// Parses a constraint (Masterminds `NewConstraint`).
    ///
    /// The empty text is an error; Helm itself substitutes `*` where it means "any".
    ///
    /// # Errors
    /// [`ConstraintError`], whose text is the library's.
    pub fn parse(text: &str) -> Result<Self, ConstraintError> {
        if text.len() > MAX_CONSTRAINT_LEN {
            return Err(ConstraintError::TooLong);
        }
        let rewritten = rewrite_ranges(text);
        let mut texts = Vec::new();
        let mut rest = rewritten.as_str();
        while let Some((text, further)) = cut(rest, "||") {
            texts.push(text);
            rest = further;
        }
        texts.push(rest);
        if texts.len() > MAX_CONSTRAINT_GROUPS {
            return Err(ConstraintError::TooManyGroups);
        }
        let groups = texts
            .into_iter()
            .map(Group::parse)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            groups,
            original: text.to_owned(),
        })
    }

    /// The text this was parsed from.
    #[must_use]
    pub fn original(&self) -> &str {
        &self.original
    }

    /// Whether `version` satisfies the constraint.
    #[must_use]
    pub fn check(&self, version: &Version) -> bool {
        self.groups.iter().any(|group| {
            group
                .comparators
                .iter()
                .all(|comparator| comparator.refusal(version, group.names_pre).is_none())
        })
    }

    /// As [`Constraint::check`], with a reason for every comparator that refuses.
    ///
    /// # Errors
    /// The library's messages in its order; the one about pre-releases appears once.
    pub fn validate(&self, version: &Version) -> Result<(), Vec<String>> {
        let mut reasons = Vec::new();
        let mut said_pre_release = false;
        for group in &self.groups {
            let mut satisfied = true;
            for comparator in &group.comparators {
                if version.is_pre_release() && !group.names_pre {
                    satisfied = false;
                    if said_pre_release {
                        continue;
                    }
                    said_pre_release = true;
                }
                if let Some(refusal) = comparator.refusal(version, group.names_pre) {
                    satisfied = false;
                    reasons.push(refusal.message(version, comparator));
                }
            }
            if satisfied {
                return Ok(());
            }
        }
        Err(reasons)
    }
}

impl fmt::Display for Constraint {
    /// The parsed form (Masterminds `String`): hyphen ranges are rewritten, separators are spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in self.groups.iter().enumerate() {
            if index > 0 {
                f.write_str(" || ")?;
            }
            for (index, comparator) in group.comparators.iter().enumerate() {
                if index > 0 {
                    f.write_str(" ")?;
                }
                f.write_str(comparator.spelling)?;
                f.write_str(&comparator.text)?;
            }
        }
        Ok(())
    }
}

impl std::str::FromStr for Constraint {
    type Err = ConstraintError;

    fn from_str(text: &str) -> Result<Self, ConstraintError> {
        Self::parse(text)
    }
}

impl Group {
    fn parse(text: &str) -> Result<Self, ConstraintError> {
        // The whole group is checked for shape before any comparator is given a meaning.
        let lexemes = lexemes(text).ok_or_else(|| ConstraintError::Improper(text.to_owned()))?;
        let mut comparators = Vec::with_capacity(lexemes.len());
        for (spelling, operator, lexeme) in lexemes {
            comparators.push(comparator(spelling, operator, &lexeme)?);
        }
        let names_pre = comparators.iter().any(|c| c.version.is_pre_release());
        Ok(Self {
            comparators,
            names_pre,
        })
    }
}

type Term<'a> = (&'static str, Operator, Lexeme<'a>);

/// Splits a group into comparators; nothing if the group is malformed.
fn lexemes(text: &str) -> Option<Vec<Term<'_>>> {
    let bytes = text.as_bytes();
    let mut terms = Vec::new();
    let mut at = skip_space(text, 0);
    loop {
        let (spelling, operator) = Operator::read(&bytes[at..]);
        let start = skip_space(text, at + spelling.len());
        let lexeme = Lexeme::constraint(text, start)?;
        let end = lexeme.end;
        terms.push((spelling, operator, lexeme));
        at = skip_space(text, end);
        if at == bytes.len() {
            return Some(terms);
        }
        if bytes[at] == b',' {
            at = skip_space(text, at + 1);
        } else if at == end {
            return None;
        }
    }
}

fn comparator(
    spelling: &'static str,
    operator: Operator,
    lexeme: &Lexeme<'_>,
) -> Result<Comparator, ConstraintError> {
    let is_x = |part: &str| matches!(part, "" | "x" | "X" | "*");
    let (mut minor_open, mut patch_open) = (false, false);
    let mut partial = true;
    let text = if is_x(lexeme.major) {
        join(&["0.0.0", lexeme.pre], "")
    } else if is_x(lexeme.minor) {
        minor_open = true;
        join(&[lexeme.major, ".0.0", lexeme.pre], "")
    } else if is_x(lexeme.patch) {
        patch_open = true;
        join(&[lexeme.major, ".", lexeme.minor, ".0", lexeme.pre], "")
    } else {
        partial = false;
        lexeme.text.to_owned()
    };
    Ok(Comparator {
        version: Version::parse(&text).map_err(|_| ConstraintError::Parser)?,
        operator,
        spelling,
        text: lexeme.text.to_owned(),
        partial,
        minor_open,
        patch_open,
    })
}

/// Turns each `A - B` into `>= A, <= B `, replacing the *first* place where the matched text occurs.
fn rewrite_ranges(text: &str) -> String {
    let mut out = text.to_owned();
    let mut at = 0;
    while at < text.len() {
        match range_at(text, at) {
            Some((low, high, end)) => {
                let replacement = join(&[">= ", low, ", <= ", high, " "], "");
                if let Some((before, after)) = cut(&out, &text[at..end]) {
                    out = join(&[before, &replacement, after], "");
                }
                at = end;
            }
            None => {
                at += 1;
                while !text.is_char_boundary(at) {
                    at += 1;
                }
            }
        }
    }
    out
}

fn range_at(text: &str, at: usize) -> Option<(&str, &str, usize)> {
    let low = Lexeme::constraint(text, skip_space(text, at))?;
    let dash = skip_space(text, low.end);
    let bytes = text.as_bytes();
    if dash == low.end || bytes.get(dash) != Some(&b'-') {
        return None;
    }
    if !bytes.get(dash + 1).copied().is_some_and(is_space) {
        return None;
    }
    let high = Lexeme::constraint(text, skip_space(text, dash + 1))?;
    Some((low.text, high.text, skip_space(text, high.end)))
}
