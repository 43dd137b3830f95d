//! `aktspor report`: a study's figures of a store's cases, or one case's form, to a file.
//!
//! The rooms that make and show a report know neither store nor files; here they are brought together.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use aktspor::barometer::{self, BarometerError, Case, CaseForm, Decided, Population, Report, Request, Sampled, Study, Versions};
use aktspor::checks;
use aktspor::decisions::{Decision, Desk, DeskError, settle};
use aktspor::export::{ExportError, write_file};
use aktspor::report::{self, FileKind, Tongue};
use aktspor::store::{Store, StoreError};
use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::cli::args::ReportArgs;
use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// Runs the command.
pub fn run(context: &Context, args: ReportArgs) -> Result<u8> {
    let lang = context.lang;
    let Some(path) = args.out.as_deref().filter(|_| !args.schema) else {
        std::io::stdout().write_all(barometer::JSON_SCHEMA.as_bytes())?;
        return Ok(0);
    };
    let kind = file_kind(context, path, args.case.is_some())?;
    let wrong = |error: BarometerError| Failure::barometer(&error, lang);
    let study = study(context, &args.study)?;
    if args.limit.is_some_and(|limit| !(0.0..=100.0).contains(&limit)) {
        return Err(
            Failure::usage(context.say("--limit skal være en procent fra 0 til 100.", "--limit must be a percent from 0 to 100.")).into()
        );
    }
    if args.from.zip(args.to).is_some_and(|(from, to)| from > to) {
        return Err(Failure::usage(context.say("--from ligger efter --to.", "--from lies after --to.")).into());
    }
    let population = match &args.population {
        None => None,
        Some(path) => Some(Population::parse(&path.display().to_string(), &read(context, path)?).map_err(wrong)?),
    };
    let sample = match &args.sample {
        None => None,
        Some(path) => Some(Sampled::parse(&path.display().to_string(), &read(context, path)?).map_err(wrong)?),
    };
    let earlier = match &args.earlier {
        None => None,
        Some(path) => Some(Report::parse(&path.display().to_string(), &read(context, path)?).map_err(wrong)?),
    };
    let store = Store::open_read_only(&context.store).map_err(|error| Failure::store(&error, lang))?;
    let from_store = |error: StoreError| Failure::store(&error, lang);
    let _moment = store.snapshot().map_err(from_store)?;
    let mut versions = versions(&store).map_err(from_store)?;
    let tongue = Tongue { lang, both: args.both };
    let desk = Decisions::of(&context.store).map_err(|error| Failure::desk(&error, lang))?;
    if let Some(id) = &args.case {
        let case = case(&store, &desk, id).map_err(from_store)?.ok_or_else(|| {
            Failure::usage(format!(
                "{id}: {}",
                context.say(
                    "lageret har ingen sådan sag. Se dem med aktspor export cases.",
                    "the store has no such case. See them with aktspor export cases."
                )
            ))
        })?;
        versions.study.clone_from(&study.version);
        let page = report::case_page(&CaseForm::fill(&study, &case), &versions, tongue);
        return written(context, write_file(path, |out| out.write_all(page.as_bytes()).map_err(|source| output(path, source))));
    }
    let cases = cases(&store, &desk).map_err(from_store)?;
    let received = match &sample {
        None => None,
        Some(sampled) => Some(barometer::compare(&sampled.cases, &sent(&store).map_err(from_store)?)),
    };
    let request = Request {
        study: &study,
        cases: &cases,
        population: population.as_ref(),
        sample: sample.as_ref(),
        received: received.as_ref(),
        earlier: earlier.as_ref(),
        limit: args.limit,
        from: args.from,
        to: args.to,
        read: versions.read.as_deref().and_then(|day| day.parse().ok()),
        versions: &versions,
        public: args.public,
    };
    let made = barometer::report(&request).map_err(wrong)?;
    written(context, write_file(path, |out| report::write(&made, kind, tongue, out)))
}

/// The exit code of a file that was written or not.
fn written(context: &Context, done: Result<(), ExportError>) -> Result<u8> {
    match done {
        Ok(()) => Ok(0),
        Err(error) => Err(Failure::export(&error, context.lang).into()),
    }
}

fn output(path: &Path, source: std::io::Error) -> ExportError {
    ExportError::Io { what: path.display().to_string(), source }
}

/// The format that the file's name asks for.
fn file_kind(context: &Context, path: &Path, is_form: bool) -> Result<FileKind, Failure> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let kind = FileKind::of_name(name).filter(|kind| !is_form || *kind == FileKind::Html);
    kind.ok_or_else(|| {
        let text = match is_form {
            true => context.say("et måleskema skrives som .html", "a form is written as .html"),
            false => context.say(
                "filens navn skal ende på .html, .xlsx, .json, .parquet, .csv, .da.csv eller .ndjson",
                "the file's name must end in .html, .xlsx, .json, .parquet, .csv, .da.csv or .ndjson",
            ),
        };
        Failure::usage(format!("{}: {text}.", path.display()))
    })
}

/// A study by name, or from a file.
fn study(context: &Context, asked: &str) -> Result<Study, Failure> {
    let wrong = |error: BarometerError| Failure::barometer(&error, context.lang);
    match asked.ends_with(".toml") {
        true => Study::parse(asked, &read(context, Path::new(asked))?).map_err(wrong),
        false => Study::bundled(asked).map_err(wrong),
    }
}

/// A text file.
pub(super) fn read(context: &Context, path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path)
        .map_err(|error| Failure::usage(format!("{}: {} ({error}).", path.display(), context.say("kan ikke læses", "cannot be read"))))?;
    String::from_utf8(bytes).map_err(|_| {
        let text = context.say("er ikke UTF-8. Gem filen som CSV UTF-8.", "is not UTF-8. Save the file as CSV UTF-8.");
        Failure::usage(format!("{}: {text}", path.display()))
    })
}

/// What people decided, by case.
#[derive(Default)]
pub(super) struct Decisions(BTreeMap<String, Vec<Decided>>);

impl Decisions {
    /// Those of a store; none where nobody has decided anything.
    fn of(store: &Path) -> Result<Self, DeskError> {
        let mut by_case: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
        if Desk::is_in(store) {
            for decision in Desk::open(store)?.all_decisions()? {
                by_case.entry(decision.case.clone()).or_default().push(decision);
            }
        }
        let settled = |decisions: &[Decision]| {
            settle(decisions).into_iter().map(|s| Decided { check: s.check, outcome: s.outcome, overturned: s.overturned }).collect()
        };
        Ok(Self(by_case.iter().map(|(case, decisions)| (case.clone(), settled(decisions))).collect()))
    }
}

/// Every case of the store with its verdicts as they count.
pub(super) fn cases(store: &Store, decisions: &Decisions) -> Result<Vec<Case>, StoreError> {
    let mut out = Vec::new();
    for id in store.case_ids()? {
        out.extend(case(store, decisions, &id)?);
    }
    Ok(out)
}

fn case(store: &Store, decisions: &Decisions, id: &str) -> Result<Option<Case>, StoreError> {
    let Some(row) = store.case(id)? else { return Ok(None) };
    let decided = decisions.0.get(id).map(Vec::as_slice).unwrap_or_default();
    let timeline = store.case_timeline(id)?;
    let acts = store.case_acts(id)?.into_iter().map(|act| act.row);
    let letters = acts.filter(|act| act.doctype.as_deref() == Some("afgoerelse")).map(|act| act.act).collect();
    Ok(Some(Case::new(&row, &store.case_checks(id)?, &timeline, decided).with_letters(&timeline, &letters)))
}

/// The acts' names of each case.
pub(super) fn sent(store: &Store) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let names = |id: String| Ok((id.clone(), store.case_acts(&id)?.into_iter().map(|act| act.row.act).collect()));
    store.case_ids()?.into_iter().map(names).collect()
}

/// What the store's cases, and this program, were made by.
fn versions(store: &Store) -> Result<Versions, StoreError> {
    let finished: Vec<_> = store.runs()?.into_iter().filter(|run| run.finished.is_some()).rev().collect();
    let mut grammar: Vec<String> = finished.iter().map(|run| run.grammar_version.clone()).collect();
    grammar.dedup();
    let mut law = Sha256::new();
    for (name, text) in checks::BUNDLED {
        law.update(name.as_bytes());
        law.update(text.as_bytes());
    }
    Ok(Versions {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        grammar,
        law: law.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect(),
        study: String::new(),
        read: finished.first().and_then(|run| run.finished.as_deref()?.get(..10).map(str::to_owned)),
    })
}
