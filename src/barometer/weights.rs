//! How many cases there are, and the percentage that they give when each stratum has its weight.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::count::Answer;
use super::frame::PopulationCase;
use super::interval::{self, as_float};
use super::measure::{Made, Request, counts_of};
use super::sample::count;
use super::select::group_of;

/// How many cases of a group there are, where that is known: from the population, else from the sample's strata.
pub(super) fn size(made: &Made<'_>, dimension: &str, group: &str) -> Option<u64> {
    let request = &made.request;
    let population = request.population.or(made.drawn_from.as_ref())?;
    population.size(dimension, group, &|case| belongs(request, case))
}

/// Whether the population holds these cases: where it tells how many there are of municipalities, or of measures, it must tell enough of each that they are of. What
/// it leaves out would pass for seen in full.
pub(super) fn covers(made: &Made<'_>, members: &[usize]) -> bool {
    ["municipality", "case_type"].iter().all(|dimension| {
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        for case in members.iter().filter_map(|at| made.cases.get(*at)) {
            *seen.entry(group_of(case, dimension)).or_insert(0) += 1;
        }
        let told: Vec<(u64, Option<u64>)> = seen.iter().map(|(group, seen)| (*seen, size(made, dimension, group))).collect();
        told.iter().all(|(_, all)| all.is_none()) || told.iter().all(|(seen, all)| all.is_some_and(|all| all >= *seen))
    })
}

/// Whether a listed case would belong to the study.
fn belongs(request: &Request<'_>, case: &PopulationCase) -> bool {
    let is_in = |day: NaiveDate| request.from.is_none_or(|from| from <= day) && request.to.is_none_or(|to| day <= to);
    case.case_type.as_ref().is_none_or(|own| request.study.case_types.contains(own))
        && request.study.consent.is_none_or(|wanted| case.consent.unwrap_or(true) == wanted)
        && case.decision.is_none_or(is_in)
}

/// The percentage with each stratum of municipality and measure at its weight in the population, with its bounds.
///
/// A ratio of two stratified sums. Its variance is that of the cases' residuals within strata (so that several underretninger of one case are not taken for independent),
/// with each stratum's correction; the bounds are Wilson's for as many independent answers as would have that variance.
pub(super) fn weighted(made: &Made<'_>, answers: &[Answer], dimension: &str, members: &[usize]) -> Option<(f64, f64, f64)> {
    if !matches!(dimension, "all" | "case_type" | "municipality") {
        return None;
    }
    let population = made.request.population.or(made.drawn_from.as_ref())?;
    let mut strata: BTreeMap<(String, String), Vec<(f64, f64)>> = BTreeMap::new();
    for at in members {
        let (case, counts) = (made.cases.get(*at)?, counts_of(answers.get(*at).into_iter()));
        let key = (group_of(case, "municipality"), group_of(case, "case_type"));
        strata.entry(key).or_default().push((as_float(counts.kept), as_float(counts.base)));
    }
    let mut weighed = Vec::new();
    for ((municipality, case_type), rows) in &strata {
        let seen = as_float(count(rows.len()));
        let all = as_float(population.stratum(municipality, case_type, &|case| belongs(&made.request, case))?);
        if all < seen {
            return None;
        }
        weighed.push((all, seen, rows));
    }
    let sum = |pick: fn(&(f64, f64)) -> f64| -> f64 {
        weighed.iter().map(|(all, seen, rows)| all / seen * rows.iter().map(pick).sum::<f64>()).sum()
    };
    let (kept, base) = (sum(|row| row.0), sum(|row| row.1));
    if base <= 0.0 {
        return None;
    }
    let share = kept / base;
    let variance: f64 = weighed
        .iter()
        .map(|(all, seen, rows)| {
            let residuals: Vec<f64> = rows.iter().map(|(y, x)| y - share * x).collect();
            let mean = if *seen > 1.0 { residuals.iter().sum::<f64>() / seen } else { 0.0 };
            let spread = residuals.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (seen - 1.0).max(1.0);
            all * all * (1.0 - seen / all) * spread / seen
        })
        .sum::<f64>()
        / (base * base);
    let (seen, all): (f64, f64) = weighed.iter().fold((0.0, 0.0), |sum, (all, seen, _)| (sum.0 + seen, sum.1 + all));
    let answered: f64 = strata.values().flatten().map(|row| row.1).sum();
    let left = if all > 1.0 { (all - seen) / (all - 1.0) } else { 0.0 };
    let bounds = match variance > 0.0 && share > 0.0 && share < 1.0 {
        true => interval::of_share(share, share * (1.0 - share) / variance, 1.0),
        // Everybody alike, or all seen: only the number of answers tells.
        false => interval::of_share(share, answered, left),
    }?;
    Some((100.0 * share, 100.0 * bounds.low, 100.0 * bounds.high))
}
