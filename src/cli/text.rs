//! `aktspor text`: the text of one act, as every offset in the exports counts it.

use std::io::{BufWriter, Write, stdout};

use aktspor::export::ActState;
use aktspor::lang::Lang;
use aktspor::pipeline::{ReadOptions, Supervisor, ocr_status};
use aktspor::text::PageText;
use anyhow::Result;
use serde::Serialize;

use crate::cli::args::{TextArgs, TextOrNdjson};
use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// A line of the output.
#[derive(Serialize)]
struct Line<'a> {
    page: u32,
    text: &'a str,
    source: &'static str,
}

/// Runs the command.
pub fn run(context: &Context, args: TextArgs) -> Result<u8> {
    let name = args.file.display();
    let bytes = std::fs::read(&args.file).map_err(|error| {
        let advice = context.say("Kontrollér stien og rettighederne.", "Check the path and the permissions.");
        let code = if error.kind() == std::io::ErrorKind::NotFound { 2 } else { 5 };
        Failure { code, text: format!("{name}: {} ({error}). {advice}", context.say("kan ikke læses", "cannot be read")) }
    })?;
    let missing = match args.no_ocr {
        true => Some("--no-ocr.".to_owned()),
        false => ocr_status().err().map(|error| error.message(Lang::Da)),
    };
    let options = ReadOptions { ocr: missing.is_none(), ocr_missing: missing, ..ReadOptions::default() };
    let reading = Supervisor::new(std::env::current_exe().ok()).read(&bytes, &options);
    let message = reading.message.as_deref().unwrap_or_default();
    if reading.pages.is_empty() || reading.state == ActState::Unreadable {
        return Err(Failure::usage(format!("{name}: {message}")).into());
    }
    if !message.is_empty() {
        writeln!(std::io::stderr(), "aktspor: {name}: {message}")?;
    }
    let mut out = BufWriter::new(stdout().lock());
    for (number, page) in reading.pages.iter().enumerate() {
        match args.format {
            TextOrNdjson::Text => {
                if number > 0 {
                    out.write_all(b"\x0c")?;
                }
                out.write_all(page.text.as_bytes())?;
            }
            TextOrNdjson::Ndjson => {
                let line = Line { page: page.number, text: &page.text, source: source(page) };
                serde_json::to_writer(&mut out, &line).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
        }
    }
    out.flush()?;
    Ok(0)
}

fn source(page: &PageText) -> &'static str {
    if page.words.iter().any(|word| word.confidence.is_some()) { "ocr" } else { "text" }
}
