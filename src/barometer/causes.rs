//! Conjunctive studies: which conditions cases fail at, the most frequent first.
//!
//! A case that fails at several counts at each, so that the causes add up to more than the failing cases. What the figures hide is hidden here.

use super::count::single;
use super::figures::{CauseLine, Conjunctive};
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
        let mut lines: Vec<(u64, CauseLine)> = conditions
            .iter()
            .map(|point| {
                let cases = count(failing.iter().filter(|own| own.contains(&point.id.as_str())).count());
                let alone = count(failing.iter().filter(|own| own.as_slice() == [point.id.as_str()]).count());
                let is_hidden = made
                    .figures
                    .iter()
                    .any(|f| f.point == point.id && f.dimension == dimension && f.group == group && f.suppressed.is_some());
                let shown = |number: u64| (!is_hidden).then_some(number);
                let (title, title_en) = (point.title.clone(), point.title_en.clone());
                let line = CauseLine {
                    group: group.to_owned(),
                    rank: 0,
                    point: point.id.clone(),
                    title,
                    title_en,
                    cases: shown(cases),
                    alone: shown(alone),
                };
                (cases, line)
            })
            .collect();
        lines.sort_by_key(|(cases, _)| std::cmp::Reverse(*cases));
        let frequencies: Vec<u64> = lines.iter().map(|(cases, _)| *cases).collect();
        for (cases, line) in &mut lines {
            line.rank = 1 + count(frequencies.iter().filter(|other| *other > cases).count());
        }
        out.extend(lines.into_iter().map(|(_, line)| line));
    }
    Conjunctive { causes: out }
}
