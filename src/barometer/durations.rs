//! From application to decision: how long, and how much of it went to informing the case.
//!
//! The time that a case takes to be informed belongs to the time for deciding it (retssikkerhedsloven § 3, stk. 2), so it is shown as a part of the whole, never taken away from it.

use std::collections::BTreeMap;

use super::figures::{Days, Durations};
use super::measure::Made;
use super::sample::count;
use super::select::group_of;

/// Ends of the spans, in weeks.
const WEEKS: [u64; 7] = [2, 4, 8, 12, 16, 20, 26];

/// The durations of all, then of each group.
pub(super) fn durations(made: &Made<'_>) -> Vec<Durations> {
    let study = made.request.study;
    let mut out = Vec::new();
    for dimension in std::iter::once("all").chain(study.by.iter().map(String::as_str)) {
        let mut groups: BTreeMap<String, Vec<(u64, Option<u64>)>> = BTreeMap::new();
        for case in &made.cases {
            let Some(steps) = case.steps else { continue };
            let days = |from: chrono::NaiveDate, to: chrono::NaiveDate| u64::try_from((to - from).num_days()).unwrap_or(0);
            let whole = days(steps.application, steps.decision);
            groups.entry(group_of(case, dimension)).or_default().push((whole, steps.informed.map(|on| days(steps.application, on))));
        }
        out.extend(groups.into_iter().map(|(group, rows)| of_group(dimension, &group, &rows, study.smallest)));
    }
    out
}

fn of_group(dimension: &str, group: &str, rows: &[(u64, Option<u64>)], smallest: u64) -> Durations {
    let cases = count(rows.len());
    let suppressed = cases < smallest;
    let sorted = |values: Vec<u64>| {
        let mut values = values;
        values.sort_unstable();
        values
    };
    let whole = sorted(rows.iter().map(|row| row.0).collect());
    let informing = sorted(rows.iter().filter_map(|row| row.1).collect());
    let deciding = sorted(rows.iter().filter_map(|row| row.1.map(|informed| row.0 - informed)).collect());
    let is_enough = !suppressed && count(informing.len()) >= smallest;
    let at = |share: f64| quantile(&whole, share);
    Durations {
        dimension: dimension.to_owned(),
        group: group.to_owned(),
        cases,
        suppressed,
        days: (!suppressed).then(|| Days { lower: at(0.25), median: at(0.5), upper: at(0.75), ninth: at(0.9) }),
        informed: is_enough.then(|| count(informing.len())),
        informing: is_enough.then(|| quantile(&informing, 0.5)),
        deciding: is_enough.then(|| quantile(&deciding, 0.5)),
        bins: if dimension == "all" && !suppressed { bins(&whole, smallest) } else { Vec::new() },
    }
}

/// The quantile between the two nearest of sorted values (type 7 of Hyndman and Fan, as spreadsheets reckon).
pub(super) fn quantile(sorted: &[u64], share: f64) -> f64 {
    use super::interval::as_float;
    let place = share * as_float(count(sorted.len().saturating_sub(1)));
    let at = |place: f64| {
        // A place between 0 and the length.
        let index = place as usize;
        as_float(sorted.get(index).or(sorted.last()).copied().unwrap_or(0))
    };
    let (below, above) = (at(place.floor()), at(place.ceil()));
    below + (above - below) * (place - place.floor())
}

/// How many lie in each span; spans are put together until each holds none or at least `smallest`, so that no single case shows.
pub(super) fn bins(sorted: &[u64], smallest: u64) -> Vec<(u64, Option<u64>, u64)> {
    let mut out: Vec<(u64, Option<u64>, u64)> = Vec::new();
    let mut from = 0;
    let ends = WEEKS.iter().map(|weeks| Some(weeks * 7)).chain([None]);
    for end in ends {
        let is_in = |days: &&u64| **days >= from && end.is_none_or(|end| **days < end);
        let found = count(sorted.iter().filter(is_in).count());
        match out.last_mut() {
            Some(last) if (1..smallest).contains(&last.2) => {
                last.1 = end;
                last.2 += found;
            }
            _ => out.push((from, end, found)),
        }
        from = end.unwrap_or(from);
    }
    // A small rest at the end goes back to the last that holds any.
    while let [.., before, last] = out.as_mut_slice() {
        if !(1..smallest).contains(&last.2) {
            break;
        }
        before.1 = last.1;
        before.2 += last.2;
        out.pop();
    }
    out
}
