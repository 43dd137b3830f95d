//! `aktspor log`: who looked at what, searched for what, decided what.

use std::io::{BufWriter, Write, stdout};

use aktspor::decisions::{Desk, LogState};
use aktspor::lang::Lang;
use anyhow::Result;

use crate::cli::args::{LogAction, LogArgs, TextOrNdjson};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::table::columns;

/// Exit code of a log that does not hold: the store is damaged.
const BROKEN: u8 = 4;

/// Runs the command.
pub fn run(context: &Context, args: LogArgs) -> Result<u8> {
    let failed = |error| Failure::desk(&error, context.lang);
    let desk = Desk::open(&context.store).map_err(failed)?;
    let mut out = BufWriter::new(stdout());
    let code = match args.action {
        LogAction::Show { limit, only, format } => {
            let mut entries = desk.log(None, limit, &only).map_err(failed)?;
            entries.reverse();
            match format {
                TextOrNdjson::Ndjson => {
                    for entry in &entries {
                        serde_json::to_writer(&mut out, entry).map_err(std::io::Error::from)?;
                        out.write_all(b"\n")?;
                    }
                }
                TextOrNdjson::Text => {
                    let rows: Vec<Vec<String>> = entries
                        .into_iter()
                        .map(|entry| vec![entry.at, entry.who, entry.what, entry.case.unwrap_or_default(), entry.detail])
                        // A name that came from outside must not steer the terminal.
                        .map(|row| {
                            row.into_iter().map(|cell| cell.chars().map(|c| if c.is_control() { '?' } else { c }).collect()).collect()
                        })
                        .collect();
                    out.write_all(columns(&rows, "").as_bytes())?;
                }
            }
            0
        }
        LogAction::Verify => match desk.verify_log().map_err(failed)? {
            LogState::Whole { lines, last } => {
                match context.lang {
                    Lang::Da => writeln!(out, "Loggen er hel: {lines} linjer. Sidste kontrolsum: {last}")?,
                    Lang::En => writeln!(out, "The log is whole: {lines} lines. Last hash: {last}")?,
                }
                0
            }
            LogState::Broken { line } => {
                let text = match context.lang {
                    Lang::Da => format!(
                        "Loggen er ændret: linje {line} er ikke, hvad der blev skrevet. Hent desk.sqlite fra en sikkerhedskopi, og undersøg, hvem der har haft adgang."
                    ),
                    Lang::En => format!(
                        "The log was changed: line {line} is not what was written. Restore desk.sqlite from a backup, and find out who had access."
                    ),
                };
                out.flush()?;
                return Err(Failure { code: BROKEN, text }.into());
            }
        },
    };
    out.flush()?;
    Ok(code)
}
