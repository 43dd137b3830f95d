//! The page where a person decides.

pub mod picture;
