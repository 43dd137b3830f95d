//! Opfølgning mindst hver sjette måned.
//!
//! # Hvad undersøges
//! Efter serviceloven: om der efter den første opfølgning er fulgt op igen senest hver 6. måned, så længe foranstaltningen løber og akterne rækker. Hvert
//! tidsrum regnes for sig.
//!
//! # Retsgrundlag
//! Serviceloven § 70, stk. 1. Barnets lov § 95, stk. 3, har ingen fast frist: kommunen fastsætter selv rytmen ved den første opfølgning.
//!
//! # Hvornår ikke relevant
//! Efter barnets lov; når der ikke er holdt en første opfølgning; når fristen falder efter 31. december 2023; når foranstaltningen er ophørt, eller akterne
//! slutter, før den er gået.
//!
//! # Hvornår uoplyst
//! Når en opfølgning kun er kendt på måneden, og fristen falder i den, eller når den mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Opfølgning 10. januar 2022, næste 11. juli 2022: ikke overholdt, fristen var 10. juli 2022.

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, LawRegime, Outcome, Verdict};
use super::parts::{self, Counted};
use super::provision::Provision;
use super::span::{Span, Tri};
use super::start;
use super::trace::Part;
use super::undersoegelse_4mdr::remark_counting;
use super::words;
use crate::events::EventKind::{ForanstaltningOphoert, OpfoelgningGennemfoert};

const CHECK: CheckKind = CheckKind::Opfoelgning6mdr;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("barnets_lov", &["afgoerelse"]),
    ("ingen_foerste", &["afgoerelse", "soegt"]),
    ("i_tide", &["forrige", "opfoelgning", "frist"]),
    ("sent", &["forrige", "opfoelgning", "frist"]),
    ("aaben", &["forrige", "opfoelgning", "frist"]),
    ("mangler", &["forrige", "frist"]),
    ("efter_serviceloven", &["forrige", "frist"]),
    ("ophoert", &["forrige", "frist", "dato"]),
    ("ikke_udloebet", &["forrige", "frist", "sidste"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let decided = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let Some(months) = g.law.provision(CHECK, g.asked()).and_then(Provision::months) else {
        return d.reason("barnets_lov", &[decided]).finish(Outcome::IkkeRelevant);
    };
    let Some(start) = start::of(g) else { return d.finish(Outcome::Uoplyst) };
    let held: Vec<Step<'_>> = g.of(&[OpfoelgningGennemfoert]).filter(|s| start.span.lt(s.span()) != Tri::No).collect();
    if held.is_empty() {
        return d.reason("ingen_foerste", &[decided, ("soegt", g.searched())]).absent().finish(Outcome::IkkeRelevant);
    }
    let next = held.iter().skip(1).copied().map(Some).chain([None]);
    let counted: Vec<Counted<'_>> = held.iter().zip(next).map(|(from, to)| count(g, *from, to, months)).collect();
    for c in counted.iter().filter(|c| c.part.outcome == Outcome::IkkeOverholdt) {
        if let (Some(from), Some(to)) = (c.part.started.and_then(|d| d.known_day()), c.part.ended.and_then(|d| d.known_day())) {
            remark_counting(&mut d, from, months, to);
        }
    }
    parts::verdict(g, d, &counted)
}

/// The time from one follow-up to the next.
fn count<'a>(g: &Ground<'a>, from: Step<'a>, to: Option<Step<'a>>, months: u32) -> Counted<'a> {
    let limit = from.span().plus_months(months);
    let mut values = vec![("forrige", words::on_day(from.date)), ("frist", words::on_day(limit.legal()))];
    if let Some(to) = to {
        values.push(("opfoelgning", words::on_day(to.date)));
    }
    let ended = g.of(&[ForanstaltningOphoert]).find(|s| from.span().le(s.span()) == Tri::Yes && s.span().le(limit) == Tri::Yes);
    let last = g.last_date.unwrap_or(limit.lo);
    let (key, outcome) = match to {
        Some(to) if to.span().le(limit) == Tri::Yes => ("i_tide", Outcome::Overholdt),
        // The rule went with serviceloven: a limit of 2024 binds nobody.
        _ if LawRegime::on(limit.lo) == LawRegime::BarnetsLov => ("efter_serviceloven", Outcome::IkkeRelevant),
        Some(to) if to.span().le(limit) == Tri::Maybe => ("aaben", Outcome::Uoplyst),
        _ if ended.is_some() => {
            values.push(("dato", ended.map(|s| words::on_day(s.date)).unwrap_or_default()));
            ("ophoert", Outcome::IkkeRelevant)
        }
        Some(_) => ("sent", Outcome::IkkeOverholdt),
        None if Span::day(last).lt(limit) == Tri::Yes => {
            values.push(("sidste", words::plain(last)));
            ("ikke_udloebet", Outcome::IkkeRelevant)
        }
        None => ("mangler", Outcome::IkkeOverholdt),
    };
    Counted {
        part: Part { started: Some(from.date), deadline: Some(limit.legal()), ended: to.map(|s| s.date), outcome },
        clause: g.say(CHECK, key, &values),
        steps: to.into_iter().chain([from]).chain(ended.filter(|_| key == "ophoert")).collect(),
        findings: Vec::new(),
    }
}
