//! The one integration binary: the program and the library from outside, a module a feature. Nothing here sleeps, measures time or
//! needs a network; what needs Tesseract says that it is skipped where there is none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test says what is wrong by panicking, and what it skips on standard error"
)]

/// The map of the rooms: which may know which.
mod arrows;
/// Input that means harm, or looks as if it did: each hazard by name.
mod bad_input;
/// A browser without a window, and the store it looks at.
mod browser;
/// The command line: help, exit codes, languages.
mod cli;
/// Same input, same bytes: jobs, packing, order, repetition, kills.
mod determinism;
/// The agreement of `aktspor eval` with the corpus's reference script.
mod eval;
/// Every exported event stands where it says.
mod evidence;
/// How one act was read, in the terminal and as a page.
mod explain;
/// The contract's columns in every format.
mod exports;
/// The text of an annotated act, without a PDF between.
mod fragment;
/// Every parser of outside bytes, over seeds and changes of them.
mod fuzz_smoke;
/// The grammars, built in and from a folder.
mod grammar;
/// Event logs read by a process-mining tool.
mod interchange;
/// Store and index together: what dies anywhere is mended by the next run.
mod keep;
/// The weights by which an act's own date is chosen.
mod own_date;
/// The committed figures of the passages.
mod passages;
/// Acts inside acts.
mod portfolio;
/// The review pages: looking, deciding, uploading.
mod review;
/// What is tried against the review pages, and refused.
mod review_attacks;
/// What a second reader must not learn of the first.
mod review_blind;
/// A killed server.
mod review_killed;
/// What readers mark, judged with; what readers are not to see yet.
mod review_marks;
/// Log-in with an identity provider that the test itself is.
mod review_oidc;
/// Single sayings.
mod sayings;
/// Scanned pages.
mod scans;
/// The committed scoreboard.
mod scoreboard;
/// Words are found, with case, act, page and snippet.
mod search;
/// Whether the pages that must come do come.
mod search_quality;
/// What the modules share: running the program, places, ZIPs, PDFs, the corpus read once.
mod support;
/// A year of cases written as acts, with outcomes drawn beforehand.
mod year;
/// The report on such a year gives back what was drawn.
mod year_report;
