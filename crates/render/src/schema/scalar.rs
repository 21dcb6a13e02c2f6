//! Strings and numbers: their length, form and size.

use std::cmp::Ordering;

use super::checker::Check;
use super::failure::{Failure, Reason};
use super::number::Number;
use super::shape::Schema;

impl Check<'_> {
    pub(super) fn string(&self, schema: &Schema, text: &str, found: &mut Vec<Failure>) {
        let length = text.chars().count() as i64;
        if let Some(min) = schema.min_length.filter(|min| length < *min) {
            found.push(self.failure(Reason::Count("minLength", length, min)));
        }
        if let Some(max) = schema.max_length.filter(|max| length > *max) {
            found.push(self.failure(Reason::Count("maxLength", length, max)));
        }
        if let Some((pattern, compiled)) = &schema.pattern
            && !compiled.is_match(text.as_bytes())
        {
            found.push(self.failure(Reason::Pattern(text.to_owned(), pattern.clone())));
        }
    }

    pub(super) fn number(&self, schema: &Schema, number: &str, found: &mut Vec<Failure>) {
        let Some(got) = Number::parse(number) else {
            return;
        };
        type Fits = fn(Ordering) -> bool;
        let limits: [(&'static str, &Option<Number>, Fits); 4] = [
            ("minimum", &schema.minimum, Ordering::is_ge),
            ("maximum", &schema.maximum, Ordering::is_le),
            ("exclusiveMinimum", &schema.above, Ordering::is_gt),
            ("exclusiveMaximum", &schema.below, Ordering::is_lt),
        ];
        for (keyword, limit, fits) in limits {
            if let Some(limit) = limit
                && !fits(got.compare(limit))
            {
                let reason = Reason::Limit(keyword, got.to_f64(), limit.to_f64());
                found.push(self.failure(reason));
            }
        }
        if let Some(unit) = &schema.multiple_of
            && !got.is_multiple_of(unit)
        {
            let reason = Reason::Limit("multipleOf", got.to_f64(), unit.to_f64());
            found.push(self.failure(reason));
        }
    }
}
