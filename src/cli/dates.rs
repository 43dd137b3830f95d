//! `aktspor dates`: lines in, the dates in them out, one JSON object each.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use aktspor::dates::{Found, Scanner, dates_line};
use anyhow::{Context as _, Result};
use chrono::{Local, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;

use crate::cli::args::DatesArgs;
use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// A line of the output.
#[derive(Serialize)]
struct Line {
    line: usize,
    #[serde(flatten)]
    found: Found,
}

/// Runs the command.
pub fn run(context: &Context, args: DatesArgs) -> Result<u8> {
    let reference = match &args.reference {
        None => Local::now().naive_local(),
        Some(text) => reference(text).ok_or_else(|| {
            let what = context.say(
                "er ingen dato. Skriv den som 2025-03-01 eller 2025-03-01T14:30.",
                "is no date. Write 2025-03-01 or 2025-03-01T14:30.",
            );
            Failure::usage(format!("--reference {text}: {what}"))
        })?,
    };
    let scanner = Scanner::danish().context("the date words built in")?;
    let mut input = stdin().lock();
    let mut out = BufWriter::new(stdout().lock());
    let mut bytes = Vec::new();
    let mut number = 0;
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes).context("standard input")? == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&bytes);
        for found in dates_line(&scanner, text.trim_end_matches(['\n', '\r']), reference) {
            serde_json::to_writer(&mut out, &Line { line: number, found }).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
        // Whoever writes a line and waits for its dates gets them.
        out.flush()?;
    }
    Ok(0)
}

/// A day, or a minute of a day; a day alone means its midnight.
fn reference(text: &str) -> Option<NaiveDateTime> {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let time = |text: &str| ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok());
    match text.trim().split_once(['T', ' ']) {
        Some((date, clock)) => Some(day(date)?.and_time(time(clock)?)),
        None => Some(day(text.trim())?.and_time(NaiveTime::MIN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let shown = |text| reference(text).map(|at| at.to_string()).unwrap_or_default();
        assert_eq!(shown("2025-03-01"), "2025-03-01 00:00:00");
        assert_eq!(shown("2025-03-01T14:30"), "2025-03-01 14:30:00");
        assert_eq!(shown("1/3-2025"), "");
        assert_eq!(shown("2025-03-01T25:00"), "");
    }
}
