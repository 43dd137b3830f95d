//! `aktspor ingest`: archives in, the closing summary out on standard error.

use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use aktspor::archive;
use aktspor::pipeline::{self, ReadOptions, RunOptions, Summary};
use anyhow::Result;
use chrono::Local;

use crate::cli::args::IngestArgs;
use crate::cli::closing;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, exit_code};
use crate::cli::progress::Progress;

/// What a shell gives a program that was ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

/// Runs the command.
pub fn run(context: &Context, args: IngestArgs) -> Result<u8> {
    let reading = ReadOptions { ocr: !args.no_ocr, ..ReadOptions::default() };
    let (summary, seconds) = ingest(context, &args.paths, &context.store, reading, args.retry, args.grammars, args.frister)?;
    let text = closing::words(&summary, context, &context.store, seconds);
    stderr().write_all(text.as_bytes())?;
    Ok(code(&summary, args.strict))
}

/// Reads into a store, with progress; gives what came of it and the seconds it took.
pub fn ingest(
    context: &Context,
    paths: &[PathBuf],
    store: &Path,
    mut reading: ReadOptions,
    retry: bool,
    grammars: Option<PathBuf>,
    frister: Option<PathBuf>,
) -> Result<(Summary, f64)> {
    if !reading.ocr {
        reading.ocr_missing = Some("Billedlæsning var slået fra med --no-ocr.".to_owned());
    }
    let options = RunOptions {
        store: store.to_owned(),
        jobs: context.jobs,
        worker: std::env::current_exe().ok(),
        grammars,
        frister,
        archive: archive::Limits::default(),
        reading,
        retry,
        now: || Local::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
        cancel: on_interrupt(context),
    };
    let begun = Instant::now();
    let progress = Progress::new(context);
    let summary = pipeline::run(paths, &options, &progress);
    progress.finish();
    let summary = summary.map_err(|error| Failure::run(&error, context.lang))?;
    Ok((summary, begun.elapsed().as_secs_f64()))
}

/// The exit code that the contract gives a run that came to its end.
pub fn code(summary: &Summary, strict: bool) -> u8 {
    if summary.interrupted {
        return INTERRUPTED;
    }
    if !summary.failed.is_empty() {
        return 5;
    }
    let strict_code = if strict && summary.has_unread() { 3 } else { 0 };
    exit_code(summary.problems.iter().map(archive::ArchiveError::fault)).unwrap_or(strict_code)
}

/// A flag that the first Ctrl-C sets; the second ends the program at once.
fn on_interrupt(context: &Context) -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    let words = context.say(
        "Afslutter: sager, der er ved at blive lavet, gøres færdige. Tryk Ctrl-C igen for at stoppe straks.",
        "Ending: cases being made are finished. Press Ctrl-C again to stop at once.",
    );
    let words = format!("\naktspor: {words}\n");
    let handler = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
        let _ = stderr().write_all(words.as_bytes());
    });
    if let Err(error) = handler {
        tracing::warn!(%error, "Ctrl-C ends the program at once");
    }
    flag
}
