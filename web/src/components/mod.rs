//! The parts views are made of. None knows where its data comes from.

pub mod code;
pub mod command_line;
pub mod copy_button;
pub mod crumbs;
pub mod date;
pub mod digest;
pub mod drop_sheet;
pub mod footer;
pub mod graduated;
pub mod header;
pub mod live;
pub mod neat_line;
pub mod notice;
pub mod reference_field;
pub mod rose;
pub mod sign_in;
pub mod skeleton;
pub mod tabs;
pub mod window;

pub use command_line::command_line;
pub use copy_button::{copy_button, copy_from};
pub use date::date;
pub use digest::digest;
pub use notice::notice;
pub use skeleton::skeleton;
