//! The registry's content on disk.

mod disk;
mod durable;
mod inspect;
mod layout;
mod repository;
mod uploads;

pub use disk::DiskStore;
pub use inspect::Inspection;
