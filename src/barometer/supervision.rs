//! The supervision's two phases, and the change since an earlier report.
//!
//! Phase one: which points, and which municipalities at them, fall below a limit that is stated beforehand. Phase two: for each of these a sheet with exactly its points. A municipality with fewer
//! cases than the smallest number is not judged; one whose interval reaches the limit is named as doubtful, since another draw could have put it on the other side.

use super::count::answer;
use super::error::BarometerError;
use super::figures::{Change, Figure, HearingPoint, HearingSheet, Phase1, Supervision};
use super::interval::{as_float, wilson};
use super::measure::{Made, counts_of, findings};
use super::model::Report;
use super::sample::count;
use super::select::group_of;
use super::study::Form;

/// Phase one; `None` for studies of another form.
pub(super) fn supervision(made: &Made<'_>) -> Result<Option<Supervision>, BarometerError> {
    let study = made.request.study;
    if study.form != Form::Supervision {
        return Ok(None);
    }
    let Some(limit) = made.request.limit.or(study.limit) else {
        return Err(BarometerError::NoLimit { study: study.name.clone() });
    };
    let mut taken_up: Vec<String> = Vec::new();
    let points = made
        .points
        .iter()
        .map(|point| {
            let of_point = || made.figures.iter().filter(|figure| figure.point == point.id);
            let percent = of_point().find(|figure| figure.dimension == "all").and_then(|figure| figure.percent);
            let mut phase = Phase1 {
                point: point.id.clone(),
                title: point.title.clone(),
                title_en: point.title_en.clone(),
                percent,
                below: percent.is_some_and(|percent| percent < limit),
                certain: Vec::new(),
                doubtful: Vec::new(),
                too_few: Vec::new(),
            };
            for figure in of_point().filter(|figure| figure.dimension == "municipality" && figure.group != "ukendt") {
                // A figure that is hidden only for another's sake is known to its own municipality, and is judged from the cases.
                let Some((percent, high)) = own_figure(made, figure, study.smallest) else {
                    phase.too_few.push(figure.group.clone());
                    continue;
                };
                if percent < limit {
                    if high < limit { &mut phase.certain } else { &mut phase.doubtful }.push(figure.group.clone());
                    taken_up.push(figure.group.clone());
                }
            }
            phase
        })
        .collect();
    taken_up.sort();
    taken_up.dedup();
    Ok(Some(Supervision { limit, points, municipalities: taken_up }))
}

/// Percent and upper bound of a municipality's figure; `None` where it rests on too few.
fn own_figure(made: &Made<'_>, figure: &Figure, smallest: u64) -> Option<(f64, f64)> {
    let sheet = hearing_point(made, &figure.group, &figure.point)?;
    (sheet.counts.base >= smallest).then_some((sheet.percent, sheet.high))
}

/// Phase two: the sheets.
pub(super) fn sheets(made: &Made<'_>, supervision: &Supervision) -> Vec<HearingSheet> {
    let is_taken_up = |phase: &&Phase1, name: &String| phase.certain.contains(name) || phase.doubtful.contains(name);
    let sheet = |name: &String| HearingSheet {
        municipality: name.clone(),
        cases: count(made.cases.iter().filter(|case| case.municipality.as_ref() == Some(name)).count()),
        points: supervision
            .points
            .iter()
            .filter(|phase| is_taken_up(phase, name))
            .filter_map(|phase| hearing_point(made, name, &phase.point))
            .collect(),
    };
    supervision.municipalities.iter().map(sheet).collect()
}

/// A municipality's counts and failing cases at a point; `None` where nothing is counted.
fn hearing_point(made: &Made<'_>, municipality: &str, point: &str) -> Option<HearingPoint> {
    let study = made.request.study;
    let point = made.points.iter().find(|own| own.id == point)?;
    let cases: Vec<_> = made.cases.iter().filter(|case| group_of(case, "municipality") == municipality).collect();
    let answers: Vec<_> = cases.iter().map(|case| answer(study, point, case)).collect();
    let counts = counts_of(answers.iter());
    let figure = made.figures.iter().find(|f| f.point == point.id && f.dimension == "municipality" && f.group == municipality);
    let correction = super::interval::correction(count(cases.len()), figure.and_then(|f| f.population));
    let bounds = wilson(counts.kept, counts.base, correction)?;
    Some(HearingPoint {
        point: point.id.clone(),
        title: point.title.clone(),
        title_en: point.title_en.clone(),
        counts,
        percent: 100.0 * as_float(counts.kept) / as_float(counts.base),
        low: 100.0 * bounds.low,
        high: 100.0 * bounds.high,
        findings: cases.iter().flat_map(|case| findings(study, point, case)).filter(|f| f.outcome == "ikke_overholdt").collect(),
    })
}

/// What has changed since an earlier report, for all and by municipality, where both show a figure.
///
/// The interval is Newcombe's: the two Wilson intervals put together, which holds also for small numbers.
pub(super) fn changes(earlier: &Report, now: &[Figure]) -> Vec<Change> {
    let change = |figure: &Figure| {
        let same = |old: &&Figure| old.point == figure.point && old.dimension == figure.dimension && old.group == figure.group;
        let old = earlier.figures.iter().find(same)?;
        let ((p1, l1, u1), (p2, l2, u2)) = (shown(old)?, shown(figure)?);
        let difference = p2 - p1;
        Some(Change {
            point: figure.point.clone(),
            title: figure.title.clone(),
            title_en: figure.title_en.clone(),
            dimension: figure.dimension.clone(),
            group: figure.group.clone(),
            before: (p1, old.counts?.base),
            now: (p2, figure.counts?.base),
            difference,
            low: difference - ((p2 - l2).powi(2) + (u1 - p1).powi(2)).sqrt(),
            high: difference + ((u2 - p2).powi(2) + (p1 - l1).powi(2)).sqrt(),
        })
    };
    now.iter().filter(|figure| matches!(figure.dimension.as_str(), "all" | "municipality")).filter_map(change).collect()
}

fn shown(figure: &Figure) -> Option<(f64, f64, f64)> {
    Some((figure.percent?, figure.low?, figure.high?))
}
