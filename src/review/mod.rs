//! The page where a person decides.

pub mod marking;
pub mod picture;
pub mod sheet;
pub mod timeline;
