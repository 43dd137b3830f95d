//! aktspor reads the acts of Danish child-welfare cases, extracts their dated events, builds a timeline per case and checks it
//! against the law of its day. `ARCHITECTURE.md` has the map; each room's `mod.rs` says what comes in and what goes out.

pub mod archive;
pub mod checks;
pub mod dates;
pub mod decisions;
pub mod eval;
pub mod events;
pub mod export;
pub mod grammar;
pub mod lang;
pub mod pdf;
pub mod pipeline;
pub mod review;
pub mod search;
pub mod store;
pub mod text;
pub mod timeline;
