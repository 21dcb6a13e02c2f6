//! The views: a folder for each.

pub mod chart;
pub mod home;
pub mod lost;
pub mod push;
pub mod registry;
pub mod settings;
