//! Which form of a text a number wants (Unicode CLDR plural rules, whole numbers only).

/// The index of the form: English has `one|other`.
///
/// Greek, German, Portuguese and Spanish follow the same two-form shape, Chinese has one form; each language brings its
/// own function when it arrives.
pub fn form(n: usize) -> usize {
    usize::from(n != 1)
}
