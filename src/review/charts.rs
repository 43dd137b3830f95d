//! The barometer's charts as the store stands now: the machine's suggestions in one, what people settled in the other. The figures are made by `barometer` and drawn by
//! `report`; here cases are read, once for each commit, and told apart.

use std::sync::{Arc, Mutex, PoisonError};

use maud::{Markup, html};

use super::app::Ask;
use super::figures::Told;
use super::problem::Problem;
use super::survey::{CaseLine, Survey};
use crate::barometer::{self, BUNDLED, Case, Decided, Report, Request, Study, Versions};
use crate::export::{CaseRow, CheckRow, TimelineRow, TraceRow};
use crate::report::{self, Tongue};
use crate::store::{Store, StoreError};

/// The study that is shown where none is asked for.
pub const USUAL: &str = "boernesagsbarometer";

/// A case's rows without their sentences and quotes, which no figure needs and which are most of them.
struct Bare {
    row: CaseRow,
    checks: Vec<CheckRow>,
    timeline: Vec<TimelineRow>,
}

/// The rows of a survey's cases.
type Kept = (Arc<Survey>, Arc<Vec<Bare>>);

/// Keeps the cases' rows as of the last survey.
#[derive(Default)]
pub struct Charts {
    kept: Mutex<Option<Kept>>,
}

impl Charts {
    fn rows(&self, ask: &Ask<'_>, survey: &Arc<Survey>) -> Result<Arc<Vec<Bare>>, Problem> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, rows)) = kept.as_ref()
            && Arc::ptr_eq(of, survey)
        {
            return Ok(Arc::clone(rows));
        }
        if survey.cases.is_empty() {
            // There may be no store yet.
            return Ok(Arc::default());
        }
        let read = ask.app.store(|store| {
            let _moment = store.snapshot()?;
            survey.cases.iter().map(|line| bare(store, line)).collect::<Result<Vec<_>, StoreError>>()
        })?;
        let rows = Arc::new(read);
        *kept = Some((Arc::clone(survey), Arc::clone(&rows)));
        Ok(rows)
    }
}

fn bare(store: &Store, line: &CaseLine) -> Result<Bare, StoreError> {
    let mut checks = store.case_checks(&line.row.case)?;
    for check in &mut checks {
        check.reason.clear();
        check.evidence.clear();
        check.trace = TraceRow { parts: std::mem::take(&mut check.trace.parts), ..TraceRow::default() };
    }
    let mut timeline = store.case_timeline(&line.row.case)?;
    timeline.iter_mut().for_each(|happening| happening.evidence.clear());
    Ok(Bare { row: line.row.clone(), checks, timeline })
}

/// The studies that can be asked for: name, and title in the reader's language.
pub fn studies(ask: &Ask<'_>) -> Vec<(&'static str, String)> {
    let title = |study: Study| ask.say(&study.title, &study.title_en).to_owned();
    BUNDLED.iter().filter_map(|(name, _)| Some((*name, title(Study::bundled(name).ok()?)))).collect()
}

/// Both charts over these cases.
pub fn show(ask: &Ask<'_>, survey: &Arc<Survey>, taken: &[&CaseLine], told: &Told<'_>, study: &str) -> Result<Markup, Problem> {
    let Ok(study) = Study::bundled(if study.is_empty() { USUAL } else { study }) else { return Err(Problem::NotFound) };
    let rows = ask.app.charts.rows(ask, survey)?;
    let taken: std::collections::BTreeSet<&str> = taken.iter().map(|line| line.row.case.as_str()).collect();
    let rows: Vec<&Bare> = rows.iter().filter(|bare| taken.contains(bare.row.case.as_str())).collect();

    let suggested: Vec<Case> = rows.iter().map(|bare| Case::new(&bare.row, &bare.checks, &bare.timeline, &[])).collect();
    let mut settled_count = 0;
    let mut settled: Vec<Case> = Vec::new();
    for bare in &rows {
        let decided: Vec<Decided> = told
            .settled(&bare.row.case)
            .map(|one| Decided { check: one.check.clone(), outcome: one.outcome.clone(), overturned: one.overturned })
            .collect();
        // What nobody has settled is not there at all: no suggestion gets into this chart.
        let checks: Vec<CheckRow> = bare.checks.iter().filter(|row| decided.iter().any(|one| one.check == row.check)).cloned().collect();
        settled_count += checks.len();
        if !checks.is_empty() {
            settled.push(Case::new(&bare.row, &checks, &bare.timeline, &decided));
        }
    }
    let tongue = Tongue { lang: ask.lang, both: false };
    let chart = |id: &str, cases: &[Case]| {
        let report = made(&study, cases).map_err(|error| Problem::Internal(error.to_string()))?;
        let drawn = report::overview(&report, id, tongue);
        let none = ask.say("Ingen af dem hører til undersøgelsens krav.", "None of them belongs to the rules of the study.");
        Ok::<_, Problem>(drawn.unwrap_or_else(|| html! { p { (none) } }))
    };
    let cases = |count: usize| format!("{count} {}", ask.cases(count));
    let verdicts = ask.noun(settled_count, ("afgjort vurdering", "settled verdict"), ("afgjorte vurderinger", "settled verdicts"));
    let verdicts = format!("{settled_count} {verdicts}");
    Ok(html! {
        section class="charts" aria-labelledby="diagrammer" {
            h2 id="diagrammer" { (ask.say(&study.title, &study.title_en)) }
            div class="chart-pair" {
                section aria-labelledby="diagram-forslag" {
                    h3 id="diagram-forslag" { (ask.say("Programmets forslag", "The program's suggestions")) }
                    p class="soft small" { (cases(suggested.len())) (ask.say("; alene det, programmet foreslår.", "; only what the program suggests.")) }
                    (chart("forslag", &suggested)?)
                }
                section aria-labelledby="diagram-afgjort" {
                    h3 id="diagram-afgjort" { (ask.say("Afgjort af mennesker", "Settled by people")) }
                    @if settled.is_empty() {
                        p { (ask.say("Ingen vurdering er afgjort endnu.", "No verdict has been settled yet.")) }
                    } @else {
                        p class="soft small" { (verdicts) " " (ask.say("i", "in")) " " (cases(settled.len())) (ask.say("; det, ingen har afgjort, er ikke med. Læserne har valgt, hvad de læste: andelen gælder ikke alle sager.", "; what nobody has settled is left out. Readers chose what they read: the share is not that of all cases.")) }
                        (chart("afgjort", &settled)?)
                    }
                }
            }
            p class="small soft" { (ask.say(
                "Andel, der overholder hvert krav, med 95 %-interval; uoplyste og ikke relevante er ikke i nævneren. Tal, der hviler på for få, vises ikke.",
                "Share that keeps each rule, with its 95 % interval; open and not relevant ones are not in the base. Figures that rest on too few are not shown.",
            )) }
        }
    })
}

fn made(study: &Study, cases: &[Case]) -> Result<Report, barometer::BarometerError> {
    let versions = Versions { program: env!("CARGO_PKG_VERSION").to_owned(), ..Versions::default() };
    barometer::report(&Request { public: true, ..Request::new(study, cases, &versions) })
}
