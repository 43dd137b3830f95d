//! What the reader must bear in mind, said where it applies.

use super::measure::Made;
use super::model::{Caution, Included};
use super::study::Unit;

/// The cautions, the weightiest first.
pub(super) fn cautions(made: &Made<'_>, included: &Included) -> Vec<Caution> {
    let (request, study) = (&made.request, made.request.study);
    let looked = included.confirmed + included.overturned;
    let mut out = Vec::new();
    let mut say = |da: String, en: String| out.push(Caution { text: da, text_en: en });
    match looked {
        0 => say(
            format!(
                "Ingen af de {} vurderinger, som tallene hviler på, er set af en person. De er programmets forslag.",
                included.verdicts
            ),
            format!(
                "None of the {} verdicts that the figures rest on has been seen by a person. They are the program's suggestions.",
                included.verdicts
            ),
        ),
        _ => say(
            format!(
                "Af de {} vurderinger, som tallene hviler på, har en person set {looked}: {} er bekræftet og {} ændret. Resten er programmets forslag.",
                included.verdicts, included.confirmed, included.overturned
            ),
            format!(
                "Of the {} verdicts that the figures rest on a person has seen {looked}: {} confirmed and {} overturned. The rest are the program's suggestions.",
                included.verdicts, included.confirmed, included.overturned
            ),
        ),
    }
    say(
        "Sagerne er alene vurderet på de akter, der er sendt ind. Hvad der ikke fremgår af dem, regnes for ikke gjort.".into(),
        "Cases are judged on the acts that were sent in alone. What these do not show counts as not done.".into(),
    );
    if study.municipality_caution && study.by.iter().any(|way| way == "municipality") {
        say(
            "Tallene for en enkelt kommune kan ikke overføres til alle kommunens sager og giver ikke grundlag for at drage konklusioner om den enkelte kommunes generelle sagsbehandling.".into(),
            "The figures of a single municipality do not carry over to all its cases and are no ground for conclusions about its casework in general.".into(),
        );
    }
    match (request.sample, request.population) {
        (Some(_), _) | (None, Some(_)) => {}
        (None, None) => say(
            "Hverken populationen eller udtrækket er oplyst. Intervallerne forudsætter, at sagerne er udtrukket tilfældigt af mange flere."
                .into(),
            "Neither the population nor the draw is known. The intervals presuppose that the cases were drawn at random from many more."
                .into(),
        ),
    }
    if made.figures.iter().any(|figure| figure.population.is_some_and(|all| all < figure.cases)) {
        say(
            "Populationen er oplyst mindre end antallet af sager i rapporten for mindst én gruppe; dér er intervallet regnet uden den."
                .into(),
            "For at least one group the population given is smaller than the number of cases; its interval is reckoned without it.".into(),
        );
    }
    if made.points.iter().any(|point| point.count == Unit::Part) {
        say(
            "Underretninger i samme sag ligner hinanden; intervallerne for tal, der tæller underretninger, er derfor snarere for smalle end for brede.".into(),
            "Notifications of one case are alike; the intervals of figures that count notifications are therefore rather too narrow than too wide.".into(),
        );
    }
    if (1..100).contains(&included.without_consent) {
        say(
            format!("Anbringelse uden samtykke hviler på {} sager; resultatet kan ikke generaliseres.", included.without_consent),
            format!("Placement without consent rests on {} cases; the result cannot be generalised.", included.without_consent),
        );
    }
    if request.versions.grammar.len() > 1 {
        say(
            "Lageret er lavet over flere kørsler med forskellige grammatikker eller lovtabeller. Kør ingest igen på alle arkiver, før tallene bruges.".into(),
            "The store was made by several runs with different grammars or law tables. Run ingest again on all archives before using the figures.".into(),
        );
    }
    out
}
