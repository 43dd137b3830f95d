//! The report's making: which cases are in, every figure of every group, and what is shown of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::count::{Answer, answer, together};
use super::error::BarometerError;
use super::figures::{Counts, Figure, Finding, Internal, Outcomes};
use super::frame::{Population, Sampled};
use super::input::{Case, Outcome};
use super::interval::{self, as_float, wilson};
use super::model::{Included, Report, SCHEMA, Versions};
use super::received::Received;
use super::sample::count;
use super::select::{group_of, select};
use super::study::{Form, Point, Study, Unit};
use super::suppress::{self, Cell, Hidden};
use super::weights::{covers, size, weighted};
use super::{about, causes, cautions, durations, remarks, supervision};

/// The point that a conjunctive study adds: the case as a whole.
pub(super) const WHOLE: &str = "samlet";

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The study.
    pub study: &'a Study,
    /// The cases of the store.
    pub cases: &'a [Case],
    /// Which cases there are, if that is known.
    pub population: Option<&'a Population>,
    /// How cases were drawn, and which, if they were; others are left out.
    pub sample: Option<&'a Sampled>,
    /// What was sent against what was asked.
    pub received: Option<&'a Received>,
    /// An earlier report, to tell the change since.
    pub earlier: Option<&'a Report>,
    /// Percent that a point must reach (studies of form `supervision`); goes before the study's own.
    pub limit: Option<f64>,
    /// Only decisions from this day.
    pub from: Option<NaiveDate>,
    /// Only decisions to this day, itself included.
    pub to: Option<NaiveDate>,
    /// The day on which the cases were read; a decision after it cannot be.
    pub read: Option<NaiveDate>,
    /// What the figures were made by.
    pub versions: &'a Versions,
    /// Leaves out everything that names a case.
    pub public: bool,
}

impl<'a> Request<'a> {
    /// All of these cases, with nothing known beside them, and cases named.
    #[must_use]
    pub fn new(study: &'a Study, cases: &'a [Case], versions: &'a Versions) -> Self {
        Self {
            study,
            cases,
            population: None,
            sample: None,
            received: None,
            earlier: None,
            limit: None,
            from: None,
            to: None,
            read: None,
            versions,
            public: false,
        }
    }
}

/// A report that is not yet cleared of what names cases, beside what its parts are made from.
pub(super) struct Made<'a> {
    pub(super) request: Request<'a>,
    /// The cases that are in.
    pub(super) cases: Vec<&'a Case>,
    /// The population as the sample's strata tell it.
    pub(super) drawn_from: Option<Population>,
    /// Points that can be measured.
    pub(super) points: Vec<&'a Point>,
    /// Every figure.
    pub(super) figures: Vec<Figure>,
}

/// Makes a report.
///
/// # Errors
/// [`BarometerError::NoLimit`] for a study of form `supervision` without one.
pub fn report(request: &Request<'_>) -> Result<Report, BarometerError> {
    let study = request.study;
    let (cases, excluded) = select(request);
    let is_judged =
        |point: &&Point| cases.is_empty() || point.checks.iter().all(|c| cases.iter().any(|case| case.verdicts.contains_key(c)));
    let (points, unjudged): (Vec<&Point>, Vec<&Point>) = study.measured().partition(is_judged);
    let drawn_from = request.sample.map(|sample| Population::of_frame(&sample.frame));
    let mut made = Made { request: *request, cases, drawn_from, points, figures: Vec::new() };
    made.figures = figures(&made);
    let supervision = supervision::supervision(&made)?;
    let internal = (!request.public).then(|| Internal {
        cases: made.cases.iter().map(|case| outcomes(&made, case)).collect(),
        findings: made.cases.iter().flat_map(|case| made.points.iter().flat_map(|point| findings(study, point, case))).collect(),
        sheets: supervision.as_ref().map(|s| supervision::sheets(&made, s)).unwrap_or_default(),
    });
    let received = request.received.cloned().map(|r| if request.public { r.for_publication() } else { r });
    let included = included(&made);
    Ok(Report {
        schema: SCHEMA.to_owned(),
        study: about::info(study),
        versions: Versions { study: study.version.clone(), ..request.versions.clone() },
        cautions: cautions::cautions(&made, &included),
        included,
        excluded,
        frame: request.sample.map(|sample| sample.frame.clone()),
        received,
        remarks: remarks::remarks(request),
        not_measured: about::not_measured(study, &unjudged),
        published: about::published(study),
        conjunctive: (study.form == Form::Conjunctive).then(|| causes::causes(&made)),
        supervision,
        durations: if study.form == Form::Durations { durations::durations(&made) } else { Vec::new() },
        changes: request.earlier.map(|earlier| supervision::changes(earlier, &made.figures)).unwrap_or_default(),
        internal,
        figures: made.figures,
    })
}

/// Every figure, point by point; all cases first, then each breakdown's groups by name.
fn figures(made: &Made<'_>) -> Vec<Figure> {
    let study = made.request.study;
    let mut out = Vec::new();
    if study.form == Form::Conjunctive {
        let answers: Vec<Answer> = made.cases.iter().map(|case| whole(study, &made.points, case)).collect();
        out.extend(figures_of(made, &whole_point(study), &answers, &[]));
    }
    for point in &made.points {
        let answers: Vec<Answer> = made.cases.iter().map(|case| answer(study, point, case)).collect();
        // The condition's figures, which are of the same groups in the same order.
        let condition: Vec<bool> =
            out.iter().filter(|f: &&Figure| Some(&f.point) == point.given.as_ref()).map(|f| f.suppressed.is_some()).collect();
        out.extend(figures_of(made, point, &answers, &condition));
    }
    out
}

/// The point of the case as a whole.
fn whole_point(study: &Study) -> Point {
    Point {
        id: WHOLE.to_owned(),
        area: study.areas.first().map(|area| area.id.clone()).unwrap_or_default(),
        short: "Samlet set i orden".to_owned(),
        short_en: "In order as a whole".to_owned(),
        title: "Sagen er samlet set i overensstemmelse med reglerne".to_owned(),
        title_en: "The case as a whole accords with the rules".to_owned(),
        checks: Vec::new(),
        count: Unit::Case,
        given: None,
        case_types: Vec::new(),
        not_measured: None,
        not_measured_en: None,
        note: Some(
            "Hver betingelse, der gælder for sagen, er opfyldt. Sager med en åben betingelse og ingen brudt tælles for sig.".to_owned(),
        ),
        note_en: Some("Every condition that applies is kept. Cases with an open condition and none breached are counted apart.".to_owned()),
        aside: true,
    }
}

/// The answer of a case as a whole.
fn whole(study: &Study, points: &[&Point], case: &Case) -> Answer {
    let answers: Vec<Answer> = points.iter().filter(|point| !point.aside).map(|point| answer(study, point, case)).collect();
    let outcome = together(&answers.iter().flat_map(|a| a.outcomes.iter().copied()).collect::<Vec<_>>());
    let looked: Vec<Option<bool>> =
        answers.iter().filter(|a| together(&a.outcomes) != Outcome::NotRelevant).map(|a| a.overturned).collect();
    let is_decided = !looked.is_empty() && looked.iter().all(Option::is_some);
    Answer { outcomes: vec![outcome], overturned: is_decided.then(|| looked.contains(&Some(true))) }
}

/// The figures of one point, suppressed where they must be; `condition` says which of its condition's are.
fn figures_of(made: &Made<'_>, point: &Point, answers: &[Answer], condition: &[bool]) -> Vec<Figure> {
    let study = made.request.study;
    // Atoms: the smallest groups that the breakdowns cut the cases into.
    let mut atoms: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let atom_of: Vec<usize> = made
        .cases
        .iter()
        .map(|case| {
            let next = atoms.len();
            *atoms.entry(study.by.iter().map(|way| group_of(case, way)).collect()).or_insert(next)
        })
        .collect();
    let mut groups: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for (place, dimension) in std::iter::once("all").chain(study.by.iter().map(String::as_str)).enumerate() {
        for (at, case) in made.cases.iter().enumerate() {
            groups.entry((place, group_of(case, dimension))).or_default().push(at);
        }
    }
    let cells: Vec<Cell> = groups
        .iter()
        .enumerate()
        .map(|(at, ((place, _), members))| {
            let mut cell = Cell { dimension: *place, atoms: BTreeMap::new(), guarded: condition.get(at) == Some(&true) };
            for at in members {
                let counts = counts_of(answers.get(*at).into_iter());
                if let (Some(atom), true) = (atom_of.get(*at), counts.base > 0 || !condition.is_empty()) {
                    *cell.atoms.entry(*atom).or_insert(0) += counts.base;
                }
            }
            cell
        })
        .collect();
    let hidden = suppress::hide(&cells, study.smallest);
    groups
        .iter()
        .zip(hidden)
        .map(|(((place, group), members), hidden)| {
            let dimension = place.checked_sub(1).and_then(|at| study.by.get(at)).map_or("all", String::as_str);
            figure(made, point, answers, (dimension, group), members, hidden)
        })
        .collect()
}

/// Counts of answers.
pub(super) fn counts_of<'a>(answers: impl Iterator<Item = &'a Answer>) -> Counts {
    let mut counts = Counts::default();
    for answer in answers {
        let mut is_counted = false;
        for outcome in &answer.outcomes {
            match outcome {
                Outcome::Kept => counts.kept += 1,
                Outcome::Breached => counts.breached += 1,
                Outcome::Open => counts.open += 1,
                Outcome::NotRelevant => counts.not_relevant += 1,
            }
            is_counted |= *outcome != Outcome::NotRelevant;
        }
        match answer.overturned.filter(|_| is_counted) {
            Some(true) => counts.overturned += 1,
            Some(false) => counts.confirmed += 1,
            None => {}
        }
    }
    counts.base = counts.kept + counts.breached;
    counts
}

/// One figure.
fn figure(
    made: &Made<'_>,
    point: &Point,
    answers: &[Answer],
    (dimension, group): (&str, &str),
    members: &[usize],
    hidden: Option<Hidden>,
) -> Figure {
    let own = || members.iter().filter_map(|at| answers.get(*at));
    let counts = counts_of(own());
    let population = size(made, dimension, group);
    let cases = count(members.len());
    let correction = interval::correction(cases, population.filter(|_| covers(made, members)));
    let bounds = wilson(counts.kept, counts.base, correction);
    let percent = |kept: u64, of: u64| (of > 0).then(|| 100.0 * as_float(kept) / as_float(of));
    let weighted = weighted(made, answers, dimension, members);
    let is_open = counts.open > 0;
    let mut figure = Figure {
        point: point.id.clone(),
        area: point.area.clone(),
        short: point.short.clone(),
        short_en: point.short_en.clone(),
        title: point.title.clone(),
        title_en: point.title_en.clone(),
        note: point.note.clone(),
        note_en: point.note_en.clone(),
        unit: if point.count == Unit::Part { "part" } else { "case" }.to_owned(),
        given: point.given.clone(),
        dimension: dimension.to_owned(),
        group: group.to_owned(),
        cases,
        suppressed: None,
        counts: Some(counts),
        percent: percent(counts.kept, counts.base),
        low: bounds.map(|b| 100.0 * b.low),
        high: bounds.map(|b| 100.0 * b.high),
        open_low: percent(counts.kept, counts.base + counts.open).filter(|_| is_open),
        open_high: percent(counts.kept + counts.open, counts.base + counts.open).filter(|_| is_open),
        population,
        weighted: weighted.map(|w| w.0),
        weighted_low: weighted.map(|w| w.1),
        weighted_high: weighted.map(|w| w.2),
    };
    if let Some(why) = hidden {
        figure.suppressed = Some(if why == Hidden::Small { "small" } else { "secondary" }.to_owned());
        figure.counts = None;
        let shown = [&mut figure.percent, &mut figure.low, &mut figure.high, &mut figure.open_low, &mut figure.open_high];
        shown
            .into_iter()
            .chain([&mut figure.weighted, &mut figure.weighted_low, &mut figure.weighted_high])
            .for_each(|value| *value = None);
    }
    figure
}

/// Every breach and every open answer of a case at a point.
pub(super) fn findings(study: &Study, point: &Point, case: &Case) -> Vec<Finding> {
    let answer = together(&answer(study, point, case).outcomes);
    if !matches!(answer, Outcome::Breached | Outcome::Open) {
        return Vec::new();
    }
    let of_check = |check: &String| {
        let judged = case.verdicts.get(check)?;
        (judged.outcome == answer).then(|| Finding {
            case: case.id.clone(),
            municipality: case.municipality.clone(),
            point: point.id.clone(),
            check: check.clone(),
            outcome: judged.outcome.name().to_owned(),
            decided: judged.overturned.map(|o| if o { "overturned" } else { "confirmed" }.to_owned()),
            reason: judged.reason.da.clone(),
            reason_en: judged.reason.en.clone(),
            remarks: judged.remarks.iter().map(|said| said.da.clone()).collect(),
            remarks_en: judged.remarks.iter().map(|said| said.en.clone()).collect(),
            law: judged.law.clone(),
            evidence: judged.evidence.clone(),
        })
    };
    point.checks.iter().filter_map(of_check).collect()
}

/// A case's answers.
fn outcomes(made: &Made<'_>, case: &Case) -> Outcomes {
    let answer_of = |point: &&Point| {
        let counts = counts_of(std::iter::once(&answer(made.request.study, point, case)));
        let words = match point.count {
            Unit::Part if counts.base > 0 => format!("{}/{}", counts.kept, counts.base),
            _ => together(&answer(made.request.study, point, case).outcomes).name().to_owned(),
        };
        (point.id.clone(), words)
    };
    Outcomes {
        case: case.id.clone(),
        municipality: case.municipality.clone(),
        case_type: case.case_type.clone(),
        consent: case.consent,
        law: case.law.clone(),
        decision: case.decision.map(|day| day.to_string()),
        answers: made.points.iter().map(answer_of).collect(),
    }
}

/// What is in.
fn included(made: &Made<'_>) -> Included {
    let days = || made.cases.iter().filter_map(|case| case.decision);
    let mut case_types: BTreeMap<String, u64> = BTreeMap::new();
    for case in &made.cases {
        *case_types.entry(group_of(case, "case_type")).or_insert(0) += 1;
    }
    let checks: std::collections::BTreeSet<&String> = made.points.iter().flat_map(|point| &point.checks).collect();
    let verdicts = || made.cases.iter().flat_map(|case| checks.iter().filter_map(|check| case.verdicts.get(*check)));
    let settled = |wanted: bool| count(verdicts().filter(|v| v.overturned == Some(wanted)).count());
    let places: std::collections::BTreeSet<&String> = made.cases.iter().filter_map(|case| case.municipality.as_ref()).collect();
    Included {
        cases: count(made.cases.len()),
        municipalities: count(places.len()),
        decisions: days().min().zip(days().max()).map(|(first, last)| (first.to_string(), last.to_string())),
        case_types: case_types.into_iter().collect(),
        without_consent: count(made.cases.iter().filter(|case| case.consent == Some(false)).count()),
        acts: made.cases.iter().map(|case| u64::from(case.acts)).sum(),
        pages: made.cases.iter().map(|case| u64::from(case.pages)).sum(),
        verdicts: count(verdicts().count()),
        confirmed: settled(false),
        overturned: settled(true),
    }
}
