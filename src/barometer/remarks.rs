//! What is wrong with what is known of cases: named, never silent.
//!
//! These are found on all cases of the store, also on those that the study leaves out, since a case may be out because of them.

use super::input::Case;
use super::measure::Request;
use super::model::Remark;
use super::sample::count;
use super::words::is_municipality;

/// A remark's name, Danish, English, and which cases it is on.
type Kind<'a> = (&'static str, &'static str, &'static str, Box<dyn Fn(&Case) -> bool + 'a>);

/// Finds them.
pub(super) fn remarks(request: &Request<'_>) -> Vec<Remark> {
    let read = request.read;
    let kinds: Vec<Kind<'_>> = vec![
        (
            "no_decision",
            "Ingen afgørelse med en kendt dag er fundet.",
            "No decision with a known day was found.",
            Box::new(|c| c.decision.is_none()),
        ),
        (
            "decision_in_future",
            "Afgørelsen er dateret efter den dag, sagen blev læst.",
            "The decision is dated after the day on which the case was read.",
            Box::new(move |c| c.decision.zip(read).is_some_and(|(decision, read)| decision > read)),
        ),
        (
            "two_decisions_on_one_day",
            "Tidslinjen har mere end én afgørelse på samme dag; figurerne regner med den som én.",
            "The timeline has more than one decision on the same day; the figures take it as one.",
            Box::new(|c| c.decisions_that_day > 1),
        ),
        (
            "before_birth",
            "En hændelse er dateret før barnets fødsel; en af datoerne må være forkert (eller hændelsen er om et ufødt barn).",
            "A happening is dated before the child's birth; one of the dates must be wrong (or it is about an unborn child).",
            Box::new(|c| c.born.zip(c.earliest.as_ref()).is_some_and(|(born, (first, _))| *first < born)),
        ),
        ("no_municipality", "Kommunen er ukendt.", "The municipality is unknown.", Box::new(|c| c.municipality.is_none())),
        (
            "unknown_municipality",
            "Kommunen er ingen af de 98.",
            "The municipality is none of the 98.",
            Box::new(|c| c.municipality.as_deref().is_some_and(|name| !is_municipality(name))),
        ),
        ("unknown_measure", "Foranstaltningens art er ukendt.", "The measure is unknown.", Box::new(|c| c.case_type.is_none())),
        (
            "unknown_consent",
            "Det er ukendt, om afgørelsen er truffet med samtykke; sagen er regnet som med samtykke.",
            "Whether the decision rests on consent is unknown; the case is counted as with consent.",
            Box::new(|c| c.consent.is_none()),
        ),
    ];
    kinds
        .into_iter()
        .filter_map(|(kind, da, en, is_on)| {
            let ids: Vec<String> = request.cases.iter().filter(|case| is_on(case)).map(|case| case.id.clone()).collect();
            let cases = count(ids.len());
            let ids = if request.public { Vec::new() } else { ids };
            (cases > 0).then(|| Remark { kind: kind.to_owned(), text: da.to_owned(), text_en: en.to_owned(), cases, ids })
        })
        .collect()
}
