//! `aktspor sample`: draws cases, and tells what of them the store lacks.

use std::io::Write;

use aktspor::barometer::{Allocation, Ask, BarometerError, Missing, Population, PopulationCase, Received, Sampled, compare, draw};
use aktspor::export::{ExportError, write_file};
use aktspor::store::{Store, StoreError};
use anyhow::Result;

use crate::cli::args::{AllocationName, SampleAction, SampleArgs, StratumName, TextOrNdjson};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::report::{Decisions, cases, read, sent};

/// Runs the command.
pub fn run(context: &Context, args: SampleArgs) -> Result<u8> {
    let wrong = |error: BarometerError| Failure::barometer(&error, context.lang);
    match args.action {
        SampleAction::Draw { population, size, seed, by, allocation, municipality, case_type, from, to, out } => {
            let (list, source) = match &population {
                None => (
                    Population::of(&from_store(context, |store| cases(store, &Decisions::default()))?),
                    context.say("lagerets sager", "the store's cases").to_owned(),
                ),
                Some(path) => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    (Population::parse(&path.display().to_string(), &read(context, path)?).map_err(wrong)?, name)
                }
            };
            let Population::List(list) = list else {
                let text = context.say(
                    "Der kan kun udtrækkes af en liste over sager (kolonnen case), ikke af antal.",
                    "Cases can only be drawn from a list (column case), not from counts.",
                );
                return Err(Failure::usage(text).into());
            };
            let ask = Ask {
                source,
                size,
                seed,
                by_municipality: by.contains(&StratumName::Municipality),
                by_case_type: by.contains(&StratumName::CaseType),
                allocation: match allocation {
                    AllocationName::Proportional => Allocation::Proportional,
                    AllocationName::Equal => Allocation::Equal,
                },
                municipalities: municipality,
                case_types: case_type,
                from,
                to,
            };
            let sampled = draw(&list, &ask).map_err(wrong)?;
            let is_csv = out.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
            let done = write_file(&out, |file| if is_csv { as_list(&sampled.cases, file) } else { as_json(&sampled, file) });
            done.map_err(|error: ExportError| Failure::export(&error, context.lang))?;
            Ok(0)
        }
        SampleAction::Check { sample, format } => {
            let sampled = Sampled::parse(&sample.display().to_string(), &read(context, &sample)?).map_err(wrong)?;
            let received = compare(&sampled.cases, &from_store(context, sent)?);
            let is_whole = received.missing.is_empty() && received.unasked.is_empty() && received.incomplete.is_empty();
            let mut out = std::io::stdout().lock();
            match format {
                TextOrNdjson::Ndjson => writeln!(out, "{}", serde_json::to_string(&received)?)?,
                TextOrNdjson::Text => tell(context, &received, &mut out)?,
            }
            Ok(u8::from(!is_whole))
        }
    }
}

/// Something of the store.
fn from_store<T>(context: &Context, read: impl FnOnce(&Store) -> Result<T, StoreError>) -> Result<T, Failure> {
    let failed = |error: StoreError| Failure::store(&error, context.lang);
    read(&Store::open_read_only(&context.store).map_err(failed)?).map_err(failed)
}

fn as_json(sampled: &Sampled, out: &mut (dyn Write + Send)) -> Result<(), ExportError> {
    let failed = |source| ExportError::Io { what: "the output".to_owned(), source };
    serde_json::to_writer_pretty(&mut *out, sampled).map_err(|error| failed(error.into()))?;
    out.write_all(b"\n").map_err(failed)
}

/// The cases alone, to be sent to a municipality.
fn as_list(cases: &[PopulationCase], out: &mut (dyn Write + Send)) -> Result<(), ExportError> {
    let failed = |error: csv::Error| ExportError::Encode { format: "csv", reason: error.to_string() };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(["case", "municipality", "case_type", "consent", "decision", "acts"]).map_err(failed)?;
    for case in cases {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let consent = case.consent.map(|own| own.to_string()).unwrap_or_default();
        let decision = case.decision.map(|day| day.to_string()).unwrap_or_default();
        let acts = case.acts.map(|acts| acts.to_string()).unwrap_or_default();
        writer
            .write_record([case.case.clone(), text(&case.municipality), text(&case.case_type), consent, decision, acts])
            .map_err(failed)?;
    }
    writer.flush().map_err(|source| ExportError::Io { what: "the output".to_owned(), source })
}

/// What is missing, for people.
fn tell(context: &Context, received: &Received, out: &mut impl Write) -> std::io::Result<()> {
    let list = |out: &mut dyn Write, title: &str, ids: &[String]| match ids.is_empty() {
        true => Ok(()),
        false => writeln!(out, "{title} ({}): {}", ids.len(), ids.join(", ")),
    };
    writeln!(out, "{} {} {}", received.came, context.say("sager er kommet af", "cases came of"), received.asked)?;
    list(out, context.say("Mangler", "Missing"), &received.missing)?;
    list(out, context.say("Kommet uden at være bedt om", "Came unasked"), &received.unasked)?;
    for Missing { case, expected, came, names, gaps } in &received.incomplete {
        write!(out, "{case}: {came} {}", context.say("akter", "acts"))?;
        if let Some(expected) = expected {
            write!(out, " {} {expected}", context.say("af", "of"))?;
        }
        if !names.is_empty() {
            write!(out, "; {}: {}", context.say("mangler", "missing"), names.join(", "))?;
        }
        if !gaps.is_empty() {
            let gaps: Vec<String> = gaps.iter().map(u32::to_string).collect();
            write!(out, "; {}: {}", context.say("numre sprunget over", "numbers passed over"), gaps.join(", "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
