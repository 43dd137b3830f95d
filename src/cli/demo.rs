//! `aktspor demo`: the main job on the cases that come with the program, and what comes of one of them.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;

use aktspor::checks::Outcome;
use aktspor::export::{CaseRow, CheckRow, TimelineRow};
use aktspor::pipeline::ReadOptions;
use aktspor::store::{Store, StoreError};
use anyhow::Result;

use crate::cli::args::{DemoArgs, ServeArgs};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::table::{columns, cut, day, readable};
use crate::cli::{closing, ingest, search, serve};

/// What is searched for.
const QUESTION: &str = "\"samtale med\" barnet";

/// Runs the command.
pub fn run(context: &Context, args: DemoArgs) -> Result<u8> {
    if !args.corpus.is_dir() {
        let advice = context.say(
            "Her er ingen sager. Stå i projektets mappe, eller angiv den med --corpus.",
            "No cases here. Stand in the project's folder, or give it with --corpus.",
        );
        return Err(Failure::usage(format!("{}: {advice}", args.corpus.display())).into());
    }
    let paths: Vec<PathBuf> = vec![args.corpus];
    let (summary, seconds) = ingest::ingest(context, &paths, &context.store, ReadOptions::default(), false, None, None)?;
    stderr().write_all(closing::words(&summary, context, &context.store, seconds).as_bytes())?;
    let code = ingest::code(&summary, false);
    if summary.interrupted {
        return Ok(code);
    }

    let failed = |error: StoreError| Failure::store(&error, context.lang);
    let store = Store::open_read_only(&context.store).map_err(failed)?;
    let mut out = String::new();
    if let Some(case) = telling_case(&store).map_err(failed)? {
        let timeline = store.case_timeline(&case.case).map_err(failed)?;
        let checks = store.case_checks(&case.case).map_err(failed)?;
        out.push_str(&heading(context, &case));
        out.push_str(&timeline_words(context, &timeline));
        out.push_str(&check_words(context, &checks));
    }
    drop(store);
    let found = search::ask(context, &context.store, QUESTION, 3)?;
    out.push_str(&format!("\naktspor search '{QUESTION}'\n\n"));
    out.push_str(&search::words(context, &found, stdout().is_terminal()));
    stdout().write_all(out.as_bytes())?;
    // Who reads this from a pipe waits for its end; only someone at a terminal can end the pages.
    if args.no_serve || !stdout().is_terminal() {
        let words = context.say("\nSagerne kan ses i en browser med", "\nThe cases can be seen in a browser with");
        writeln!(stdout(), "{words}\n  aktspor serve --store {}", context.store.display())?;
        return Ok(code);
    }
    let args = ServeArgs { addr: SocketAddr::from(([127, 0, 0, 1], 0)), host: Vec::new(), https: false, frister: None, oidc: None };
    serve::serve(context, serve::config(context, &context.store, &args)?, args.addr, serve::open_browser)
}

/// The case with the most that was not kept and can be shown; the first of equals.
fn telling_case(store: &Store) -> Result<Option<CaseRow>, StoreError> {
    let mut best: Option<(usize, CaseRow)> = None;
    for id in store.case_ids()? {
        let checks = store.case_checks(&id)?;
        let count = |outcome: &str| checks.iter().filter(|check| check.outcome == outcome && !check.evidence.is_empty()).count();
        let worth = 3 * count("ikke_overholdt").min(2) + count("overholdt");
        if let Some(case) = store.case(&id)?
            && best.as_ref().is_none_or(|(most, _)| worth > *most)
        {
            best = Some((worth, case));
        }
    }
    Ok(best.map(|(_, case)| case))
}

fn heading(context: &Context, case: &CaseRow) -> String {
    let kind = case.case_type.as_deref().map(readable).unwrap_or_default();
    let municipality = case.municipality.as_deref().unwrap_or_default();
    let title = context.say("Sag", "Case");
    format!("\n{title} {} · {municipality} · {kind}\n", case.case)
}

fn timeline_words(context: &Context, timeline: &[TimelineRow]) -> String {
    let rows: Vec<Vec<String>> = timeline
        .iter()
        .map(|row| {
            let time = row.time.as_deref().map(|time| format!(" {} {time}", context.say("kl.", "at"))).unwrap_or_default();
            let place = row.evidence.first();
            let told = place.map(|place| format!("{} s. {}", place.act, place.page)).unwrap_or_default();
            let quote = place.map(|place| format!("»{}«", cut(&place.quote, 60))).unwrap_or_default();
            vec![format!("{}{time}", day(&row.date, context.lang)), readable(&row.kind), told, quote]
        })
        .collect();
    format!("\n{}\n{}", context.say("Tidslinje", "Timeline"), columns(&rows, "  "))
}

fn check_words(context: &Context, checks: &[CheckRow]) -> String {
    let mut out = format!("\n{}\n", context.say("Foreslåede vurderinger", "Suggested verdicts"));
    for check in checks {
        let outcome = check.outcome.parse().map_or(check.outcome.as_str(), |outcome: Outcome| outcome.words(context.lang));
        out.push_str(&format!("\n  {} – {} ({})\n", readable(&check.check), outcome, check.law));
        out.push_str(&format!("    {}\n", context.lang.kept(&check.reason, &check.trace.reason_en).1));
        for remark in check.said_remarks() {
            out.push_str(&format!("    ! {}\n", context.lang.kept(&remark.da, &remark.en).1));
        }
        for place in check.evidence.iter().take(3) {
            out.push_str(&format!("    · {} s. {}: »{}«\n", place.act, place.page, cut(&place.quote, 100)));
        }
    }
    out
}
