//! The objects that Helm hands to templates: values, files, capabilities, the chart.
//!
//! Facts: `templates.md` 4.5 and 4.7, `helm/helm:pkg/engine/files.go`, `pkg/chart/common.go`.

mod capabilities;
mod chart;
mod files;
mod globals;
mod values;

use chartroom_gotemplate::value::{STRING, Signature, Type};

pub use capabilities::capabilities;
pub use chart::chart;
pub use files::{FILES, files};
pub use globals::share_globals;
pub use values::VALUES;

const fn one_string(result: &'static Type) -> Signature {
    Signature {
        params: &[STRING],
        variadic: false,
        result,
    }
}

const fn nothing(result: &'static Type) -> Signature {
    Signature {
        params: &[],
        variadic: false,
        result,
    }
}
