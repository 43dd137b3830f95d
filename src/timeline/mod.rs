//! One timeline per case: the same happening told in five acts is one.
//!
//! In: the events of all acts of a case. Out: [`Happening`]s in order of date, each with all its evidence, the deciding act
//! first, and the dates that other acts give for it. Only what is `faktisk` is on the timeline.

mod merge;
mod model;

pub use merge::{ActRole, merge};
pub use model::Happening;
