//! Charts rendered as Helm renders them.
