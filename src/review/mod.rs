//! The page where a person decides.

pub mod course;
pub mod marking;
pub mod picture;
pub mod sheet;
