//! What the reader must bear in mind, said where it applies.

use std::collections::BTreeSet;

use super::measure::Made;
use super::model::{Caution, Included, Report, Versions};
use super::study::Unit;
use super::weights::covers;

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
    let all: Vec<usize> = (0..made.cases.len()).collect();
    if request.population.is_some() && !covers(made, &all) {
        say(
            "Populationen dækker ikke alle rapportens sager: for mindst én kommune eller foranstaltning er den mindre end antallet af sager, eller nævnes ikke. De tal, den ikke dækker, har interval uden den.".into(),
            "The population does not cover all cases of the report: for at least one municipality or measure it is smaller than their number, or not told. Figures that it does not cover have their interval without it.".into(),
        );
    }
    if let Some(earlier) = request.earlier {
        compared(made, earlier, &mut say);
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

/// What makes a change since an earlier report something else than a change in casework.
fn compared(made: &Made<'_>, earlier: &Report, say: &mut impl FnMut(String, String)) {
    let request = &made.request;
    if earlier.study.name != request.study.name || earlier.versions.study != request.study.version {
        say(
            format!(
                "Den tidligere rapport er lavet efter en anden undersøgelse eller udgave ({} {}); punkter af samme navn kan spørge om noget andet.",
                earlier.study.name, earlier.versions.study
            ),
            format!(
                "The earlier report was made by another study or edition ({} {}); points of the same name may ask something else.",
                earlier.study.name, earlier.versions.study
            ),
        );
    }
    let made_by = |versions: &Versions| (versions.program.clone(), versions.grammar.clone(), versions.law.clone());
    if made_by(&earlier.versions) != made_by(request.versions) {
        say(
            "Den tidligere rapport er lavet af en anden udgave af program, grammatik eller lovtabeller; en ændring kan skyldes den. Læs de tidligere sager igen, og lav den tidligere rapport om, før ændringen bruges.".into(),
            "The earlier report was made by another edition of program, grammars or law tables, which may be what changed. Read the earlier cases again and make the earlier report anew before using the change.".into(),
        );
    }
    let before: BTreeSet<&str> = earlier.internal.iter().flat_map(|i| &i.cases).map(|case| case.case.as_str()).collect();
    let both = made.cases.iter().filter(|case| before.contains(case.id.as_str())).count();
    if both > 0 {
        say(
            format!("{both} af sagerne er også med i den tidligere rapport; ændringens interval regner de to udtræk for uafhængige."),
            format!("{both} of the cases are in the earlier report too; the interval of a change takes the two samples for independent."),
        );
    }
}
