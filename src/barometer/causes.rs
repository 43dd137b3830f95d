//! Conjunctive studies: which conditions cases fail at, the most frequent first.
//!
//! A case that fails at several counts at each, so that the causes add up to more than the failing cases. What the figures hide is hidden here, its
//! place among the others too: a rank between two that are shown would tell how many there are.

use super::count::single;
use super::figures::{CauseLine, Conjunctive, Figure};
use super::input::Outcome;
use super::measure::Made;
use super::sample::count;
use super::select::group_of;
use super::study::Point;

/// Ranks the causes for all cases, then for each measure.
pub(super) fn causes(made: &Made<'_>) -> Conjunctive {
    let study = made.request.study;
    let mut groups: Vec<(&str, &str)> = vec![("all", "alle")];
    groups.extend(study.case_types.iter().map(|own| ("case_type", own.as_str())));
    let mut out = Vec::new();
    for (dimension, group) in groups {
        let conditions: Vec<&Point> = made.points.iter().copied().filter(|point| !point.aside).collect();
        let failing: Vec<Vec<&str>> = made
            .cases
            .iter()
            .filter(|case| group_of(case, dimension) == group)
            .map(|case| conditions.iter().filter(|p| single(study, p, case).0 == Outcome::Breached).map(|p| p.id.as_str()).collect())
            .collect();
        if failing.is_empty() {
            continue;
        }
        let hidden = |point: &Point| {
            let of = |f: &&Figure| f.point == point.id && f.dimension == dimension && f.group == group;
            made.figures.iter().filter(of).any(|f| f.suppressed.is_some())
        };
        let line = |point: &Point, numbers: Option<(u64, u64)>| CauseLine {
            group: group.to_owned(),
            rank: None,
            point: point.id.clone(),
            title: point.title.clone(),
            title_en: point.title_en.clone(),
            cases: numbers.map(|(cases, _)| cases),
            alone: numbers.map(|(_, alone)| alone),
        };
        let counted = |point: &&Point| {
            let cases = count(failing.iter().filter(|own| own.contains(&point.id.as_str())).count());
            let alone = count(failing.iter().filter(|own| own.as_slice() == [point.id.as_str()]).count());
            line(point, Some((cases, alone)))
        };
        let (few, enough): (Vec<&Point>, Vec<&Point>) = conditions.into_iter().partition(|point| hidden(point));
        let mut lines: Vec<CauseLine> = enough.iter().map(counted).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.cases));
        let frequencies: Vec<Option<u64>> = lines.iter().map(|line| line.cases).collect();
        for line in &mut lines {
            line.rank = Some(1 + count(frequencies.iter().filter(|other| **other > line.cases).count()));
        }
        lines.extend(few.into_iter().map(|point| line(point, None)));
        out.extend(lines);
    }
    Conjunctive { causes: out }
}
