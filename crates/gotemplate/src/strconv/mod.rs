//! Go's `strconv`: quoting, numbers to text and back.

mod float;
mod number;
mod quote;

pub use float::{FloatForm, append_float, format_float};
pub use number::{NumberError, parse_float, parse_int, parse_uint};
pub(crate) use quote::can_backquote;
pub use quote::{append_quote, append_quote_ascii, quote, quote_rune, unquote, unquote_char};
