//! How an execution behaves and where it stops.

use crate::exec::Trace;

/// What `.key` gives when the map has no such entry: Go's `missingkey` option.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingKey {
    /// `missingkey=default`: no value, printed as `<no value>`.
    #[default]
    Default,
    /// `missingkey=zero`: the zero value of the map's element type.
    Zero,
    /// `missingkey=error`: the execution stops.
    Error,
}

/// Where an execution gives up, with an error of kind [`Limit`](crate::ErrorKind::Limit).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Actions and function calls executed.
    pub steps: u64,
    /// Bytes written or built as strings, over the whole execution.
    pub bytes: u64,
    /// Templates active at a time, counting `template` actions only: Go's text is
    /// `exceeded maximum template depth (100000)`.
    pub templates: u32,
    /// Use of the program stack, in levels of 500 to 700 bytes: a control structure, a parenthesis
    /// and a `template` action take 2 levels each, a template that a function executes 3. The
    /// default fits a stack of 1 MiB; hosts with more stack may allow more.
    pub nesting: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            steps: 200_000_000,
            bytes: 1 << 30,
            templates: 100_000,
            nesting: 1_000,
        }
    }
}

/// Options of an execution.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// What a missing map key gives.
    pub missing_key: MissingKey,
    /// Where to stop.
    pub limits: Limits,
    /// Asked every few thousand steps; `true` stops the execution with an error of kind
    /// [`Cancelled`](crate::ErrorKind::Cancelled).
    pub cancelled: Option<&'a dyn Fn() -> bool>,
    /// Takes notes about where text comes from.
    pub trace: Option<&'a Trace>,
}
