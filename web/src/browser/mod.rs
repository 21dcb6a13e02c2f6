//! What the browser can do, one capability per file, without any knowledge of charts.

pub mod address;
pub mod clipboard;
pub mod download;
pub mod files;
pub mod lazy;
pub mod object;
pub mod page;
pub mod rest;
pub mod settle;
pub mod storage;
pub mod time;
