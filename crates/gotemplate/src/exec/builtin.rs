//! Go's predefined functions: names and signatures.

use crate::value::{ANY, BOOL, INT, REFLECT, STRING, Signature};

/// A predefined function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    And,
    Call,
    Eq,
    Ge,
    Gt,
    Html,
    Index,
    Js,
    Le,
    Len,
    Lt,
    Ne,
    Not,
    Or,
    Print,
    Printf,
    Println,
    Slice,
    UrlQuery,
}

impl Builtin {
    /// Whether it prints its arguments, if only to say that they cannot be compared.
    pub(crate) fn walks(self) -> bool {
        !matches!(
            self,
            Builtin::And
                | Builtin::Call
                | Builtin::Index
                | Builtin::Len
                | Builtin::Not
                | Builtin::Or
                | Builtin::Slice
        )
    }

    pub(crate) const ALL: &'static [Builtin] = &[
        Builtin::And,
        Builtin::Call,
        Builtin::Eq,
        Builtin::Ge,
        Builtin::Gt,
        Builtin::Html,
        Builtin::Index,
        Builtin::Js,
        Builtin::Le,
        Builtin::Len,
        Builtin::Lt,
        Builtin::Ne,
        Builtin::Not,
        Builtin::Or,
        Builtin::Print,
        Builtin::Printf,
        Builtin::Println,
        Builtin::Slice,
        Builtin::UrlQuery,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Builtin::And => "and",
            Builtin::Call => "call",
            Builtin::Eq => "eq",
            Builtin::Ge => "ge",
            Builtin::Gt => "gt",
            Builtin::Html => "html",
            Builtin::Index => "index",
            Builtin::Js => "js",
            Builtin::Le => "le",
            Builtin::Len => "len",
            Builtin::Lt => "lt",
            Builtin::Ne => "ne",
            Builtin::Not => "not",
            Builtin::Or => "or",
            Builtin::Print => "print",
            Builtin::Printf => "printf",
            Builtin::Println => "println",
            Builtin::Slice => "slice",
            Builtin::UrlQuery => "urlquery",
        }
    }

    pub(crate) fn signature(self) -> Signature {
        let (params, variadic, result): (&'static [_], _, _) = match self {
            Builtin::And | Builtin::Or => (&[REFLECT, REFLECT], true, REFLECT),
            Builtin::Call | Builtin::Index | Builtin::Slice => (&[REFLECT, REFLECT], true, REFLECT),
            Builtin::Eq => (&[REFLECT, REFLECT], true, BOOL),
            Builtin::Ne | Builtin::Lt | Builtin::Le | Builtin::Gt | Builtin::Ge => {
                (&[REFLECT, REFLECT], false, BOOL)
            }
            Builtin::Len => (&[REFLECT], false, INT),
            Builtin::Not => (&[REFLECT], false, BOOL),
            Builtin::Html | Builtin::Js | Builtin::Print | Builtin::Println | Builtin::UrlQuery => {
                (&[ANY], true, STRING)
            }
            Builtin::Printf => (&[STRING, ANY], true, STRING),
        };
        Signature {
            params,
            variadic,
            result,
        }
    }
}
