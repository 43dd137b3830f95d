//! Which cases are in, which are out and why, and which group of a breakdown a case is of.

use std::collections::BTreeMap;

use super::input::Case;
use super::measure::Request;
use super::model::Excluded;

/// The cases that belong to the study, and how many do not, by reason. Each case is counted under the first reason that fits.
pub(super) fn select<'a>(request: &Request<'a>) -> (Vec<&'a Case>, Vec<Excluded>) {
    let mut out: BTreeMap<(usize, &str, &str), u64> = BTreeMap::new();
    let mut kept = Vec::new();
    for case in request.cases {
        match reason_against(request, case) {
            None => kept.push(case),
            Some(reason) => *out.entry(reason).or_insert(0) += 1,
        }
    }
    let excluded =
        out.into_iter().map(|((_, da, en), cases)| Excluded { reason: da.to_owned(), reason_en: en.to_owned(), cases }).collect();
    (kept, excluded)
}

/// Why a case is left out: the reason's place in the report, Danish, English.
fn reason_against(request: &Request<'_>, case: &Case) -> Option<(usize, &'static str, &'static str)> {
    let study = request.study;
    if request.sample.is_some_and(|sample| !sample.cases.iter().any(|drawn| drawn.case == case.id)) {
        return Some((0, "ikke udtrukket", "not drawn"));
    }
    let Some(decision) = case.decision else {
        return Some((1, "ingen afgørelse med en kendt dag er fundet i akterne", "no decision with a known day was found in the acts"));
    };
    if request.read.is_some_and(|read| decision > read) {
        return Some((
            2,
            "afgørelsen er dateret efter den dag, sagen blev læst",
            "the decision is dated after the day on which the case was read",
        ));
    }
    if request.from.is_some_and(|from| decision < from) || request.to.is_some_and(|to| decision > to) {
        return Some((3, "afgørelsen ligger uden for perioden", "the decision lies outside the period"));
    }
    match &case.case_type {
        None => return Some((4, "foranstaltningens art er ukendt", "the measure is unknown")),
        Some(own) if !study.case_types.contains(own) => {
            return Some((5, "en foranstaltning, som undersøgelsen ikke omfatter", "a measure outside the study"));
        }
        Some(_) => {}
    }
    match study.consent {
        // Without a word on consent a decision is taken as one with it, as the checks take it.
        Some(wanted) if case.consent.unwrap_or(true) != wanted => {
            Some((6, "samtykket er et andet, end undersøgelsen omfatter", "consent outside the study"))
        }
        _ => None,
    }
}

/// The group of a case in a breakdown.
pub(super) fn group_of(case: &Case, dimension: &str) -> String {
    let known = match dimension {
        "all" => Some("alle".to_owned()),
        "case_type" => case.case_type.clone(),
        "consent" => Some(if case.consent.unwrap_or(true) { "med" } else { "uden" }.to_owned()),
        "municipality" => case.municipality.clone(),
        "year" => case.year().map(|year| year.to_string()),
        "law" => case.law.clone(),
        _ => None,
    };
    known.unwrap_or_else(|| "ukendt".to_owned())
}
