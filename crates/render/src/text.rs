//! Go's spelling of single values.

use chartroom_gotemplate::strconv::{self, FloatForm};

/// `strconv.Quote`.
pub fn quoted(text: &str) -> String {
    String::from_utf8_lossy(&strconv::quote(text.as_bytes())).into_owned()
}

/// The shortest `%g` of a float.
pub fn float(f: f64) -> String {
    String::from_utf8_lossy(&strconv::format_float(f, FloatForm::General, None, false)).into_owned()
}

/// The shortest `%e` of a float.
pub fn float_exponent(f: f64) -> String {
    String::from_utf8_lossy(&strconv::format_float(f, FloatForm::Exponent, None, false))
        .into_owned()
}
