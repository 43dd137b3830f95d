//! Kvittering inden seks hverdage.
//!
//! # Hvad undersøges
//! Om hver underretning, der er modtaget senest ved afgørelsen, er kvitteret over for underretteren inden 6 hverdage. Dagen efter modtagelsen er dag 1.
//! Loven siger ikke, om en lørdag er en hverdag; derfor tælles der to gange: mandag til lørdag, og mandag til fredag uden 5. juni, 24. og 31. december.
//! Den første tælling giver overholdt, den sidste ikke overholdt, og hvad der ligger imellem, er uoplyst. Mangler kvitteringen i akterne, siger en
//! bemærkning, at den kan være sendt uden at være lagt på barnets sag.
//!
//! # Retsgrundlag
//! Serviceloven § 155 b, stk. 1; barnets lov § 136 ff. (paragraffen er ikke efterprøvet), efter den dag underretningen blev modtaget.
//!
//! # Hvornår ikke relevant
//! Når der ingen underretning er, når underretteren er anonym, når underretningen hører til en tidligere sag (modtaget senest ved en afgørelse mere end to
//! måneder før, som ikke er formandens foreløbige), eller når akterne slutter, før fristen er gået.
//!
//! # Hvornår uoplyst
//! Når de to tællinger giver hvert sit svar, når kun måneden er kendt, eller når kvitteringen mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Modtaget 2. marts 2021, kvitteret 9. marts: overholdt. Kvitteret 10. marts: uoplyst, for 9. marts er fristen, hvis lørdag tæller med.

use chrono::NaiveDate;

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::parts::{self, Counted};
use super::provision::Limit;
use super::span::{Span, Tri};
use super::trace::Part;
use super::words;
use crate::dates::{Hverdage, LegalDate, add_hverdage};
use crate::events::EventKind::{UnderretningKvitteret, UnderretningModtaget};
use crate::events::FindingKind::{AnonymUnderretter, Formandsafgoerelse};
use crate::events::{Finding, Status};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Kvittering6Hverdage;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("ingen", &["soegt"]),
    ("i_tide", &["modtaget", "kvitteret", "frist"]),
    ("tvivl", &["modtaget", "kvitteret", "frist", "senere"]),
    ("sent", &["modtaget", "kvitteret", "frist"]),
    ("mangler", &["modtaget", "frist"]),
    ("mangler_maaned", &["modtaget"]),
    ("anonym", &["modtaget"]),
    ("ikke_udloebet", &["modtaget", "frist", "sidste"]),
    ("aaben", &["modtaget", "kvitteret"]),
    ("delt", &["kvitteret"]),
    ("tidligere", &["modtaget", "forrige"]),
    ("planlagt", &["datoer"]),
    ("hos_underretter", &[]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let received: Vec<Step<'_>> = g.of(&[UnderretningModtaget]).filter(|u| g.by_decision(u) != Tri::No).collect();
    let Some(first) = received.first() else {
        return Draft::new(g, CHECK).reason("ingen", &[("soegt", g.searched())]).absent().finish(Outcome::IkkeRelevant);
    };
    let counted: Vec<Counted<'_>> = received.iter().map(|u| Receipt { g, u: *u, all: &received }.count()).collect();
    let mut d = Draft::under(g, CHECK, g.asked_on(first.span().lo));
    if g.only_outcomes() {
        return parts::verdict(g, d, &counted);
    }
    remark_shared(&mut d, &counted);
    if counted.iter().any(|c| c.part.outcome == Outcome::IkkeOverholdt && c.part.ended.is_none()) {
        d.remark("hos_underretter", &[]);
    }
    let planned: Vec<Said> = g.mentioned(UnderretningKvitteret, Status::Planlagt).into_iter().map(words::on).collect();
    if counted.iter().any(|c| c.part.outcome == Outcome::IkkeOverholdt) && !planned.is_empty() {
        d.remark("planlagt", &[("datoer", words::list(&planned))]);
    }
    parts::verdict(g, d, &counted)
}

/// The receipt of one underretning.
struct Receipt<'g, 'a> {
    g: &'g Ground<'a>,
    u: Step<'a>,
    all: &'g [Step<'a>],
}

impl<'a> Receipt<'_, 'a> {
    fn count(&self) -> Counted<'a> {
        let modtaget = ("modtaget", self.g.on_day(self.u.date));
        if let Some(former) = self.former_matter().filter(|f| self.u.span().le(f.span()) == Tri::Yes) {
            let values = [modtaget, ("forrige", self.g.on_day(former.date))];
            return self.counted(None, None, Outcome::IkkeRelevant, self.say("tidligere", &values), None);
        }
        let sent: Vec<Step<'a>> = self.g.of(&[UnderretningKvitteret]).filter(|k| self.u.span().le(k.span()) != Tri::No).collect();
        let Some(day) = self.u.date.known_day() else {
            let (outcome, said) = match sent.first() {
                Some(k) => (Outcome::Uoplyst, self.say("aaben", &[modtaget, ("kvitteret", self.g.on_day(k.date))])),
                None => (Outcome::IkkeOverholdt, self.say("mangler_maaned", &[modtaget])),
            };
            return self.counted(None, sent.first().copied(), outcome, said, None);
        };
        let (strict, lenient) = self.limits(day);
        let frist = ("frist", self.g.plain(strict));
        let deadline = Some(LegalDate::day(strict));
        let best = sent.iter().find(|k| k.span().le(Span::day(lenient)) == Tri::Yes);
        if let Some(k) = best {
            let kvitteret = ("kvitteret", self.g.on_day(k.date));
            if k.span().le(Span::day(strict)) == Tri::Yes {
                return self.counted(deadline, Some(*k), Outcome::Overholdt, self.say("i_tide", &[modtaget, kvitteret, frist]), None);
            }
            let values = [modtaget, kvitteret, frist, ("senere", self.g.plain(lenient))];
            return self.counted(deadline, Some(*k), Outcome::Uoplyst, self.say("tvivl", &values), None);
        }
        if let Some(k) = sent.iter().find(|k| k.span().le(Span::day(lenient)) == Tri::Maybe) {
            let values = [modtaget, ("kvitteret", self.g.on_day(k.date))];
            return self.counted(deadline, Some(*k), Outcome::Uoplyst, self.say("aaben", &values), None);
        }
        if let Some(said) = self.anonymous() {
            return self.counted(deadline, None, Outcome::IkkeRelevant, self.say("anonym", &[modtaget]), Some(said));
        }
        // A receipt that answers a later underretning in time is not this one's late receipt.
        let answers_later =
            |k: &Step<'_>| self.all.iter().any(|o| self.u.span().lt(o.span()) == Tri::Yes && o.span().le(k.span()) == Tri::Yes);
        if let Some(k) = sent.iter().find(|k| !answers_later(k)) {
            let values = [modtaget, ("kvitteret", self.g.on_day(k.date)), ("frist", self.g.plain(lenient))];
            return self.counted(deadline, Some(*k), Outcome::IkkeOverholdt, self.say("sent", &values), None);
        }
        let last = self.g.last_date.unwrap_or(day);
        if last < lenient {
            let values = [modtaget, frist, ("sidste", self.g.plain(last))];
            return self.counted(deadline, None, Outcome::IkkeRelevant, self.say("ikke_udloebet", &values), None);
        }
        self.counted(deadline, None, Outcome::IkkeOverholdt, self.say("mangler", &[modtaget, frist]), None)
    }

    /// The decision that ended another matter; the chair's begins this one, however long the committee takes.
    fn former_matter(&self) -> Option<Step<'a>> {
        let is_chairs = |s: &Step<'_>| self.g.findings(Formandsafgoerelse).any(|f| f.date.is_some_and(|day| Span::of(day) == s.span()));
        self.g.former_matter().filter(|s| !is_chairs(s))
    }

    /// The last day if Saturdays count, and if they do not.
    fn limits(&self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let limit = self.g.law.provision(CHECK, self.g.asked_on(day)).and_then(|p| p.limit);
        let hverdage = if let Some(Limit::Hverdage(n)) = limit { n } else { 0 };
        (add_hverdage(day, hverdage, Hverdage::MandagTilLoerdag), add_hverdage(day, hverdage, Hverdage::MandagTilFredag))
    }

    /// The statement that this notifier is anonymous: of its day or the day after, else without a day in an act that tells of this underretning, or
    /// anywhere where it is the only one.
    fn anonymous(&self) -> Option<&'a Finding> {
        let told = |s: &Step<'_>, f: &Finding| s.told.evidence.iter().any(|e| e.act == f.evidence.act);
        let days = |f: &Finding| Some((f.date?.first_day() - self.u.span().lo).num_days());
        let here = |f: &&Finding| match days(f) {
            Some(n) => (0..=1).contains(&n),
            None => told(&self.u, f) && self.all.iter().filter(|s| told(s, f)).count() == 1,
        };
        let found = self.g.findings(AnonymUnderretter).find(here);
        found.or_else(|| self.g.findings(AnonymUnderretter).next().filter(|_| self.all.len() == 1))
    }

    fn say(&self, key: &str, values: &[(&str, Said)]) -> Said {
        self.g.say(CHECK, key, values)
    }

    fn counted(
        &self,
        deadline: Option<LegalDate>,
        k: Option<Step<'a>>,
        outcome: Outcome,
        clause: Said,
        said: Option<&'a Finding>,
    ) -> Counted<'a> {
        Counted {
            part: Part { started: Some(self.u.date), deadline, ended: k.map(|k| k.date), outcome },
            clause,
            steps: k.into_iter().chain([self.u]).collect(),
            findings: said.into_iter().collect(),
        }
    }
}

/// One receipt that answers two underretninger may have been meant for one of them only.
fn remark_shared(d: &mut Draft<'_, '_>, counted: &[Counted<'_>]) {
    let mut ended: Vec<LegalDate> = counted.iter().filter_map(|c| c.part.ended).collect();
    ended.sort();
    for pair in ended.windows(2) {
        if let [a, b] = pair
            && a == b
        {
            d.remark("delt", &[("kvitteret", words::on_day(*a))]);
        }
    }
}
