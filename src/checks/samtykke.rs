//! Samtykke ved afgørelsen.
//!
//! # Hvad undersøges
//! Om der er givet samtykke til foranstaltningen senest ved afgørelsen og efter den forrige afgørelse, hvis der er en.
//! Hvem der har samtykket, efterprøves kun med bemærkninger: en af to forældremyndighedsindehavere, en ung på 15 år eller mere, et samtykke trukket tilbage.
//!
//! # Retsgrundlag
//! Serviceloven § 52, stk. 1; barnets lov § 32, stk. 2, og for anbringelser § 46, stk. 1 og 2.
//!
//! # Hvornår ikke relevant
//! Når afgørelsen er truffet uden samtykke (serviceloven § 58, barnets lov § 47).
//!
//! # Hvornår uoplyst
//! Når samtykket kun er kendt på måneden, og en afgørelse falder i den, eller når det mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Samtykke 30. august, afgørelse 2. september: overholdt. Samtykke 3. juli, afgørelse 18. juni: ikke overholdt, også når det kom før iværksættelsen.

use chrono::Months;

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::span::{Span, Tri};
use super::start::{self, Basis};
use super::undersoegelse::{Found, counted};
use super::words;
use crate::events::EventKind::SamtykkeGivet;
use crate::events::FindingKind::{FaellesForaeldremyndighed, SamtykkeMangler};
use crate::events::Status;
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Samtykke;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("uden_samtykke", &["afgoerelse"]),
    ("overholdt", &["datoer", "afgoerelse"]),
    ("aaben", &["datoer", "afgoerelse"]),
    ("sent", &["dato", "afgoerelse"]),
    ("foer_forrige", &["dato", "forrige", "afgoerelse", "soegt"]),
    ("mangler", &["afgoerelse", "soegt"]),
    ("foer_start", &["dato", "start"]),
    ("en_af_to", &["akt"]),
    ("kun_et", &["dato"]),
    ("ung", &["paragraf"]),
    ("afslaaet", &["datoer"]),
    ("tidligt", &["dato"]),
];

/// The consent is likely to concern something else when it is older than this and the undersøgelse was not finished.
const EARLY_DAYS: i64 = 30;

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let decided = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let mut d = Draft::new(g, CHECK);
    if !g.assume.consent {
        return d.reason("uden_samtykke", &[decided]).finish(Outcome::IkkeRelevant);
    }
    let with = |answer: Tri| -> Vec<Step<'_>> { g.of(&[SamtykkeGivet]).filter(|s| g.in_window(s) == answer).collect() };
    let (given, open) = (with(Tri::Yes), with(Tri::Maybe));
    let shown = if given.is_empty() { &open } else { &given };
    shown.iter().for_each(|s| d.cite(s));
    d.clock(None, g.decision.map(|d| d.date), shown.last().map(|s| s.date));
    let dates = |of: &[Step<'_>]| ("datoer", words::list(&of.iter().map(|s| words::on_day(s.date)).collect::<Vec<_>>()));
    remark_refused(g, &mut d, &given);
    if !given.is_empty() {
        remark_persons(g, &mut d, &given);
        remark_early(g, &mut d, &given);
        return d.reason("overholdt", &[dates(&given), decided]).finish(Outcome::Overholdt);
    }
    if !open.is_empty() {
        return d.reason("aaben", &[dates(&open), decided]).finish(Outcome::Uoplyst);
    }
    let late = g.of(&[SamtykkeGivet]).find(|s| g.by_decision(s) == Tri::No);
    if let Some(late) = late {
        d.cite(&late);
        d.clock(None, g.decision.map(|d| d.date), Some(late.date));
        let begun = start::of(g).filter(|s| s.basis == Basis::Begun && late.span().le(s.span) != Tri::No);
        if let Some(begun) = begun {
            d.cite(&begun.step);
            d.remark("foer_start", &[("dato", words::on_day(late.date)), ("start", words::on_day(begun.step.date))]);
        }
        return d.reason("sent", &[("dato", words::on_day(late.date)), decided]).finish(Outcome::IkkeOverholdt);
    }
    let soegt = ("soegt", g.searched());
    if let (Some(old), Some(previous)) = (g.of(&[SamtykkeGivet]).next_back(), g.previous) {
        d.cite(&old);
        let values = [("dato", words::on_day(old.date)), ("forrige", words::on_day(previous.date)), decided, soegt];
        return d.reason("foer_forrige", &values).absent().finish(Outcome::IkkeOverholdt);
    }
    d.reason("mangler", &[decided, soegt]).absent().finish(Outcome::IkkeOverholdt)
}

/// One of two custody holders; a young person of 15 or more at an anbringelse.
fn remark_persons<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, given: &[Step<'a>]) {
    if let Some(lacking) = g.finding_now(SamtykkeMangler) {
        d.cite_finding(lacking);
        d.remark("en_af_to", &[("akt", Said::same(&lacking.evidence.act))]);
    } else if let ([only], Some(shared)) = (given, g.finding_now(FaellesForaeldremyndighed))
        && !says(only, &["begge", "forældrene", "forældres", "mor og far", "far og mor"])
    {
        d.cite_finding(shared);
        d.remark("kun_et", &[("dato", words::on_day(only.date))]);
    }
    let may_be_placed = g.assume.placed || g.case.case_type.is_none();
    let fifteen = g.case.born.and_then(|b| b.checked_add_months(Months::new(15 * 12)));
    let of_age = g.decision.zip(fifteen).is_some_and(|(d, day)| day <= d.span().hi);
    let own_words = ["den unge", "den unges", "unges samtykke", "barnets samtykke", "fyldt 15"];
    if may_be_placed && of_age && !given.iter().any(|s| says(s, &own_words)) {
        let paragraf = g.law.provision(CHECK, g.asked()).map(|p| Said::same(&p.paragraph)).unwrap_or_default();
        d.remark("ung", &[("paragraf", paragraf)]);
    }
}

/// Whether a place that tells of the step uses one of the words.
fn says(step: &Step<'_>, words: &[&str]) -> bool {
    step.told.evidence.iter().any(|e| {
        let quote = e.quote.to_lowercase();
        words.iter().any(|w| quote.contains(w))
    })
}

/// A refusal or withdrawal between the first consent (or the previous decision) and the start.
fn remark_refused<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, given: &[Step<'a>]) {
    let from = given.first().map(Step::span).or(g.previous.map(|p| p.span()));
    let to = start::of(g).map(|s| Span { lo: s.span.lo.max(s.step.span().lo), hi: s.span.hi });
    let between = |s: Span| from.is_none_or(|f| f.le(s) != Tri::No) && to.is_none_or(|t| s.le(t) != Tri::No);
    let dates: Vec<Said> =
        g.mentioned(SamtykkeGivet, Status::Aflyst).into_iter().filter(|date| between(Span::of(*date))).map(words::on).collect();
    if !dates.is_empty() {
        d.remark("afslaaet", &[("datoer", words::list(&dates))]);
    }
}

/// A consent long before the decision, from before the undersøgelse had ended, may concern something else.
fn remark_early<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, given: &[Step<'a>]) {
    let (Some(last), Some(decision)) = (given.last(), g.decision) else { return };
    let long_before = decision.span().lo.signed_duration_since(last.span().hi).num_days() > EARLY_DAYS;
    let unfinished = match counted(g) {
        Found::Yes(end) => last.span().lt(end.span()) == Tri::Yes,
        Found::Maybe(_) | Found::No => true,
    };
    if long_before && unfinished {
        d.remark("tidligt", &[("dato", words::on_day(last.date))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testkit::{Row, Sag};
    use super::CHECK;
    use crate::events::{EventKind, FindingKind, Status};

    #[test]
    fn tabel() {
        let (s, a) = ("samtykke_givet", ("afgoerelse_truffet", "2021-09-02"));
        #[rustfmt::skip]
        let rows: &[Row<'_>] = &[
            ("foer", &[(s, "2021-08-30"), a], "overholdt", ""),
            ("samme_dag", &[(s, "2021-09-02"), a], "overholdt", ""),
            ("efter_afgoerelse_foer_start", &[a, (s, "2021-09-05"), ("foranstaltning_ivaerksat", "2021-09-13")], "ikke_overholdt", "før iværksættelsen"),
            ("efter_start", &[a, ("foranstaltning_ivaerksat", "2021-09-03"), (s, "2021-09-05")], "ikke_overholdt", ""),
            ("mangler", &[a], "ikke_overholdt", ""),
            ("til_den_forrige_afgoerelse", &[(s, "2019-06-01"), ("afgoerelse_truffet", "2019-06-20"), a], "ikke_overholdt", ""),
            ("maaned_med_afgoerelsen", &[(s, "2021-09"), a], "uoplyst", ""),
            ("laenge_foer_undersoegelsens_slutning", &[(s, "2021-03-06"), ("undersoegelse_afsluttet", "2021-08-20"), a], "overholdt", "noget andet"),
        ];
        for (name, timeline, outcome, remark) in rows {
            Sag::serviceloven().timeline(timeline).expect(name, CHECK, outcome, remark);
        }
    }

    #[test]
    fn hvem_der_har_samtykket() {
        let given =
            || Sag::serviceloven().anbringelse().timeline(&[("samtykke_givet", "2021-08-30"), ("afgoerelse_truffet", "2021-09-02")]);
        given().finding(FindingKind::SamtykkeMangler, None, "06.pdf").expect("en_af_to", CHECK, "overholdt", "den ene");
        given().finding(FindingKind::FaellesForaeldremyndighed, None, "06.pdf").expect("kun_et", CHECK, "overholdt", "kun fundet ét");
        given().born("2006-09-02").expect("fylder_15_paa_dagen", CHECK, "overholdt", "15");
        given().born("2006-09-03").expect("endnu_14", CHECK, "overholdt", "");
        given().event(EventKind::SamtykkeGivet, "2021-09-01", Status::Aflyst).expect("trukket_tilbage", CHECK, "overholdt", "tilbage");
    }

    #[test]
    fn uden_samtykke_og_ukendt() {
        let timeline = [("samtykke_givet", "2021-08-30"), ("afgoerelse_truffet", "2021-09-02")];
        Sag::serviceloven().without_consent().timeline(&timeline).expect("uden", CHECK, "ikke_relevant", "");
        Sag::serviceloven().unknown_consent().timeline(&timeline).expect("ukendt", CHECK, "overholdt", "uden samtykke");
    }
}
