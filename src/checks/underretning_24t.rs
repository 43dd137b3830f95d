//! Underretningen vurderet inden 24 timer.
//!
//! # Hvad undersøges
//! Om hver underretning, der er modtaget senest ved afgørelsen, er vurderet inden 24 timer. Kendes begge klokkeslæt, regnes 24 timer,
//! som de går, også hen over skiftet til og fra sommertid; ellers skal vurderingen ligge samme dag eller næste kalenderdag, det sidste med en bemærkning. Weekender og helligdage standser ikke fristen.
//! Uden en afgørelse ses der på alle underretninger.
//!
//! # Retsgrundlag
//! Serviceloven § 155, stk. 2 (til og med 2023); barnets lov § 136, stk. 2 (fra 2024), efter den dag underretningen blev modtaget.
//!
//! # Hvornår ikke relevant
//! Når akterne ikke viser nogen underretning.
//!
//! # Hvornår uoplyst
//! Når en dato kun er kendt på måneden, og måneden ikke afgør sagen, eller når vurderingen mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Modtaget 22. august kl. 11.30, vurderet 23. august kl. 12.45: ikke overholdt (25 timer og 15 minutter).
//! Modtaget 6. maj, vurderet 7. maj, begge uden klokkeslæt: overholdt med en bemærkning.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Duration, NaiveDate};

use super::clock;
use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::span::Tri;
use super::trace::Part;
use super::words;
use crate::dates::LegalDate;
use crate::events::EventKind::{UnderretningModtaget, UnderretningVurderet};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Underretning24t;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("ingen", &["soegt"]),
    ("i_tide", &["modtaget", "vurderet"]),
    ("sent", &["modtaget", "vurderet"]),
    ("mangler", &["modtaget"]),
    ("aaben", &["modtaget"]),
    ("oevrige", &["antal"]),
    ("oevrig", &[]),
    ("uden_klokkeslaet", &["modtaget", "vurderet"]),
    ("foer_modtagelsen", &["modtaget", "vurderet"]),
    ("sommertid", &["modtaget", "vurderet"]),
    ("ingen_afgoerelse", &[]),
    ("maaske_flere", &[]),
    ("delt_vurdering", &["vurderet"]),
    ("tvivlsom", &["modtaget", "akter"]),
];

/// Days from an underretning within which another account is taken to be of the same.
const SAME: i64 = 14;
/// Days before the first underretning that is counted: what lies further back is of another matter.
const BEFORE_THE_FIRST: u64 = 60;

/// How an assessment came in time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Exact,
    SameDay,
    NextDay,
}

/// What became of one underretning.
enum Fate<'a> {
    InTime(Step<'a>, How),
    Late(Step<'a>),
    Missing,
    Open,
}

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let fates = fates(g);
    if fates.is_empty() {
        let mut d = Draft::new(g, CHECK).reason("ingen", &[("soegt", g.searched())]);
        let open = g.case.acts.iter().any(|a| !a.readable && a.doctype.as_deref() == Some("underretning"));
        may_be_more(g, &mut d);
        return d.finish(if open { Outcome::Uoplyst } else { Outcome::IkkeRelevant });
    }
    let fails = |u: &Step<'_>, f: &Fate<'_>| matches!(f, Fate::Late(_) | Fate::Missing) && g.by_decision(u) == Tri::Yes;
    let failing: Vec<_> = fates.iter().filter(|(u, f)| fails(u, f)).collect();
    let open: Vec<_> = fates.iter().filter(|(u, f)| !fails(u, f) && !matches!(f, Fate::InTime(..))).collect();
    let outcome = match (failing.is_empty(), open.is_empty()) {
        (false, _) => Outcome::IkkeOverholdt,
        (true, false) => Outcome::Uoplyst,
        (true, true) => Outcome::Overholdt,
    };
    // What decides is told; those in time are counted, or told where they are all there is.
    let telling: Vec<_> = match outcome {
        Outcome::IkkeOverholdt => failing,
        Outcome::Uoplyst => open,
        _ => fates.iter().collect(),
    };
    let Some((first, first_fate)) = telling.first().copied() else { return Draft::new(g, CHECK).finish(outcome) };
    let mut d = Draft::under(g, CHECK, g.asked_on(first.span().lo));
    if outcome == Outcome::IkkeOverholdt && telling.iter().all(|(_, f)| matches!(f, Fate::Missing)) {
        d = d.absent();
    }
    if g.only_outcomes() {
        return d.finish(outcome);
    }
    for (u, f) in &telling {
        d.cite(u);
        if let Fate::InTime(v, _) | Fate::Late(v) = f {
            d.cite(v);
        }
    }
    let ended = match first_fate {
        Fate::InTime(v, _) | Fate::Late(v) => Some(v.date),
        Fate::Missing | Fate::Open => None,
    };
    d.clock(Some(first.date), deadline(g, first.date), ended);
    let parts: Vec<Part> = fates.iter().map(|(u, f)| part(g, u, f)).collect();
    if parts.len() > 1 {
        d.counted(&parts);
    }
    parts.into_iter().for_each(|p| d.part(p));
    remarks(g, &mut d, &fates);
    d.said(&sentence(g, &telling, fates.len())).finish(outcome)
}

/// Each underretning up to the decision, and what became of it.
fn fates<'a>(g: &Ground<'a>) -> Vec<(Step<'a>, Fate<'a>)> {
    let received: Vec<Step<'a>> = g.of(&[UnderretningModtaget]).filter(|u| g.by_decision(u) != Tri::No).collect();
    let assessed = Near::of(g.of(&[UnderretningVurderet]).collect());
    let others = Near::of(received.clone());
    received.iter().map(|u| (*u, fate(u, &others, &assessed))).collect()
}

/// An underretning with the assessment that answers it, in time or late.
pub(super) type Answered<'a> = (Step<'a>, Option<Step<'a>>);

/// Each underretning up to the decision.
pub(super) fn answered<'a>(g: &Ground<'a>) -> Vec<Answered<'a>> {
    let assessment = |fate| match fate {
        Fate::InTime(v, _) | Fate::Late(v) => Some(v),
        Fate::Missing | Fate::Open => None,
    };
    fates(g).into_iter().map(|(u, fate)| (u, assessment(fate))).collect()
}

/// One underretning as it is counted by itself.
fn part(g: &Ground<'_>, u: &Step<'_>, f: &Fate<'_>) -> Part {
    let (ended, outcome) = match f {
        Fate::InTime(v, _) => (Some(v.date), Outcome::Overholdt),
        Fate::Late(v) => (Some(v.date), Outcome::IkkeOverholdt),
        Fate::Missing if g.unreadable() > 0 => (None, Outcome::Uoplyst),
        Fate::Missing => (None, Outcome::IkkeOverholdt),
        Fate::Open => (None, Outcome::Uoplyst),
    };
    Part { started: Some(u.date), deadline: deadline(g, u.date), ended, outcome }
}

/// Steps of a kind by date, so that those of a few days are found without asking all.
struct Near<'a> {
    /// All of them.
    all: Vec<Step<'a>>,
    /// Those whose day is known, by it.
    days: Vec<(NaiveDate, Step<'a>)>,
    /// Those known to the month only.
    months: Vec<Step<'a>>,
}

impl<'a> Near<'a> {
    /// `all`: by date.
    fn of(all: Vec<Step<'a>>) -> Self {
        let mut days: Vec<(NaiveDate, Step<'a>)> = all.iter().filter_map(|s| Some((s.date.known_day()?, *s))).collect();
        days.sort_by_key(|(day, _)| *day);
        let months = all.iter().filter(|s| s.date.known_day().is_none()).copied().collect();
        Self { all, days, months }
    }

    /// Those on the days from so many before to so many after one.
    fn around(&self, day: NaiveDate, before: i64, after: i64) -> impl Iterator<Item = &Step<'a>> {
        let from = self.days.partition_point(|(d, _)| (*d - day).num_days() < -before);
        self.days.get(from..).unwrap_or_default().iter().take_while(move |(d, _)| (*d - day).num_days() <= after).map(|(_, s)| s)
    }
}

/// The days that may lie between what came in and what assessed it in time: an hour of summer time may reach over midnight.
const DAYS_APART: std::ops::RangeInclusive<i64> = -1..=2;

fn fate<'a>(u: &Step<'a>, received: &Near<'a>, assessed: &Near<'a>) -> Fate<'a> {
    let best = u.date.known_day().and_then(|day| {
        let near = assessed.around(day, -DAYS_APART.start(), *DAYS_APART.end());
        near.filter_map(|v| in_time(u.date, v.date).1.map(|how| (how, *v))).min_by_key(|(how, v)| (*how, v.date))
    });
    if let Some((how, v)) = best {
        return Fate::InTime(v, how);
    }
    // Only what is known to the month leaves it open.
    let vague = if u.date.known_day().is_some() { &assessed.months } else { &assessed.all };
    if vague.iter().any(|v| in_time(u.date, v.date).0 == Tri::Maybe) {
        return Fate::Open;
    }
    // A later assessment that answers another underretning in time is not this one's late assessment.
    let answers_other = |v: &Step<'_>| {
        let near = v.date.known_day().map(|day| received.around(day, *DAYS_APART.end(), -DAYS_APART.start()));
        near.into_iter().flatten().any(|o| o.date != u.date && in_time(o.date, v.date).0 == Tri::Yes)
    };
    match assessed.all.iter().find(|v| u.span().lt(v.span()) == Tri::Yes && !answers_other(v)) {
        Some(v) => Fate::Late(*v),
        None => Fate::Missing,
    }
}

/// Whether an assessment came within the 24 hours of GUIDE.md, and on what knowledge.
fn in_time(u: LegalDate, v: LegalDate) -> (Tri, Option<How>) {
    let yes = |how| (Tri::Yes, Some(how));
    let (Some(from), Some(to)) = (u.known_day(), v.known_day()) else {
        let overlap = v.first_day() <= u.last_day() + Days::new(1) && u.first_day() <= v.last_day();
        return (if overlap { Tri::Maybe } else { Tri::No }, None);
    };
    let days = to.signed_duration_since(from).num_days();
    // Told without asking for summer time.
    if !DAYS_APART.contains(&days) {
        return (Tri::No, None);
    }
    if let (Some(t0), Some(t1)) = (u.time(), v.time()) {
        let passed = clock::elapsed(from.and_time(t0), to.and_time(t1));
        return if passed >= Duration::zero() && passed <= Duration::hours(24) { yes(How::Exact) } else { (Tri::No, None) };
    }
    match days {
        0 => yes(How::SameDay),
        1 => yes(How::NextDay),
        _ => (Tri::No, None),
    }
}

fn deadline(g: &Ground<'_>, u: LegalDate) -> Option<LegalDate> {
    let day = u.known_day()?;
    let hours = g.law.provision(CHECK, g.asked_on(day))?.hours()?;
    match u.time() {
        Some(t) => clock::after_hours(day.and_time(t), hours).map(LegalDate::minute),
        None => day.checked_add_days(Days::new(u64::from(hours.div_ceil(24)))).map(LegalDate::day),
    }
}

fn sentence(g: &Ground<'_>, telling: &[&(Step<'_>, Fate<'_>)], all: usize) -> Said {
    let clause = |(u, f): &(Step<'_>, Fate<'_>)| {
        let modtaget = ("modtaget", words::on(u.date));
        match f {
            Fate::InTime(v, _) => g.say(CHECK, "i_tide", &[modtaget, ("vurderet", words::on(v.date))]),
            Fate::Late(v) => g.say(CHECK, "sent", &[modtaget, ("vurderet", words::on(v.date))]),
            Fate::Missing => g.say(CHECK, "mangler", &[modtaget]),
            Fate::Open => g.say(CHECK, "aaben", &[modtaget]),
        }
    };
    let mut clauses: Vec<Said> = telling.iter().map(|t| clause(t)).collect();
    let in_time = all - telling.len();
    if in_time == 1 {
        clauses.push(g.say(CHECK, "oevrig", &[]));
    } else if in_time > 1 {
        clauses.push(g.say(CHECK, "oevrige", &[("antal", Said::same(in_time.to_string()))]));
    }
    if telling.iter().any(|(_, f)| matches!(f, Fate::Missing)) {
        clauses.push(g.searched());
    }
    words::sentence(&clauses)
}

fn remarks(g: &Ground<'_>, d: &mut Draft<'_, '_>, fates: &[(Step<'_>, Fate<'_>)]) {
    for (u, f) in fates {
        let pair = |v: &Step<'_>| [("modtaget", words::on(u.date)), ("vurderet", words::on(v.date))];
        match f {
            Fate::InTime(v, How::NextDay) => d.remark("uden_klokkeslaet", &pair(v)),
            Fate::InTime(v, How::Exact) | Fate::Late(v) if summer_time_matters(u.date, v.date) => d.remark("sommertid", &pair(v)),
            Fate::Missing => {
                let before = |v: &Step<'_>| {
                    let days = u.span().lo.signed_duration_since(v.span().hi).num_days();
                    (0..=3).contains(&days)
                };
                if let Some(v) = g.of(&[UnderretningVurderet]).rfind(|v| before(v)) {
                    d.remark("foer_modtagelsen", &pair(&v));
                }
            }
            _ => {}
        }
    }
    shared_assessment(d, fates);
    remark_doubted(g, d, fates);
    if g.decision.is_none() {
        d.remark("ingen_afgoerelse", &[]);
    }
    may_be_more(g, d);
}

/// An underretning of these months that nothing bears out is not counted, but a reader must know of it: nobody may have assessed it.
fn remark_doubted(g: &Ground<'_>, d: &mut Draft<'_, '_>, fates: &[(Step<'_>, Fate<'_>)]) {
    let counted = |day: NaiveDate| fates.iter().any(|(u, _)| (u.span().lo - day).num_days().abs() <= SAME);
    let first = fates.iter().map(|(u, _)| u.span().lo).min();
    let Some(from) = first.and_then(|day| day.checked_sub_days(Days::new(BEFORE_THE_FIRST))) else { return };
    let mut told: BTreeMap<NaiveDate, BTreeSet<&str>> = BTreeMap::new();
    for event in g.doubted(UnderretningModtaget) {
        let here = |day: &NaiveDate| *day >= from && !counted(*day) && g.decision.is_none_or(|decision| *day <= decision.span().hi);
        if let Some(day) = event.date.known_day().filter(here) {
            told.entry(day).or_default().insert(&event.evidence.act);
        }
    }
    for (day, acts) in told {
        let acts: Vec<Said> = acts.into_iter().map(Said::same).collect();
        d.remark("tvivlsom", &[("modtaget", words::on_day(LegalDate::day(day))), ("akter", words::list(&acts))]);
    }
}

/// One assessment that answers two underretninger may have been meant for one of them only.
fn shared_assessment(d: &mut Draft<'_, '_>, fates: &[(Step<'_>, Fate<'_>)]) {
    let mut dates: Vec<LegalDate> =
        fates.iter().filter_map(|(_, f)| if let Fate::InTime(v, _) = f { Some(v.date) } else { None }).collect();
    dates.sort();
    let mut last_told = None;
    for pair in dates.windows(2) {
        if let [a, b] = pair
            && a == b
            && last_told != Some(*a)
        {
            d.remark("delt_vurdering", &[("vurderet", words::on(*a))]);
            last_told = Some(*a);
        }
    }
}

fn may_be_more(g: &Ground<'_>, d: &mut Draft<'_, '_>) {
    if g.unreadable_may_be("underretning") {
        d.remark("maaske_flere", &[]);
    }
}

/// Whether the clock's faces give another answer than the hours that passed, because of the change to or from summer time.
fn summer_time_matters(u: LegalDate, v: LegalDate) -> bool {
    let (Some(t0), Some(t1)) = (u.time(), v.time()) else { return false };
    let (from, to) = (u.first_day().and_time(t0), v.first_day().and_time(t1));
    let within = |d: Duration| d <= Duration::hours(24);
    within(to - from) != within(clock::elapsed(from, to))
}

#[cfg(test)]
mod tests {
    use super::super::testkit::{Row, Sag};
    use super::CHECK;
    use crate::events::EventKind::UnderretningModtaget;
    use crate::events::Status;

    #[test]
    fn tabel() {
        let u = "underretning_modtaget";
        let v = "underretning_vurderet";
        let a = ("afgoerelse_truffet", "2021-09-02");
        #[rustfmt::skip]
        let rows: &[Row<'_>] = &[
            ("ingen_underretning", &[a], "ikke_relevant", ""),
            ("inden_24_timer", &[(u, "2021-03-04T13:20"), (v, "2021-03-05T10:05"), a], "overholdt", ""),
            ("praecis_24_timer", &[(u, "2021-03-04T13:20"), (v, "2021-03-05T13:20"), a], "overholdt", ""),
            ("25_timer_naeste_dag", &[(u, "2021-03-04T11:30"), (v, "2021-03-05T12:45"), a], "ikke_overholdt", ""),
            ("naeste_dag_uden_klokkeslaet", &[(u, "2021-03-04"), (v, "2021-03-05"), a], "overholdt", "klokkeslæt"),
            ("samme_dag_uden_klokkeslaet", &[(u, "2021-03-04"), (v, "2021-03-04"), a], "overholdt", ""),
            ("vurderet_foer_modtaget", &[(u, "2021-03-04"), (v, "2021-03-03"), a], "ikke_overholdt", "før"),
            ("aldrig_vurderet", &[(u, "2021-03-04"), a], "ikke_overholdt", ""),
            ("en_af_to_for_sent", &[(u, "2021-03-04"), (v, "2021-03-04"), (u, "2021-05-01"), (v, "2021-05-03"), a], "ikke_overholdt", ""),
            ("efter_afgoerelsen_taeller_ikke", &[(u, "2021-03-04"), (v, "2021-03-04"), (u, "2021-10-01"), a], "overholdt", ""),
            ("kun_maaned", &[(u, "2021-03"), (v, "2021-03-04"), a], "uoplyst", ""),
            ("vintertid", &[(u, "2020-10-24T12:00"), (v, "2020-10-25T11:30"), a], "ikke_overholdt", "sommertid"),
            ("uden_afgoerelse", &[(u, "2021-03-04"), (v, "2021-03-06")], "ikke_overholdt", "ingen afgørelse"),
        ];
        for (name, timeline, outcome, remark) in rows {
            Sag::serviceloven().timeline(timeline).expect(name, CHECK, outcome, remark);
        }
    }

    #[test]
    fn ulaeselig_akt_efterlader_mangel_aaben_men_ikke_for_sen_vurdering() {
        let a = ("afgoerelse_truffet", "2021-09-02");
        let missing = Sag::serviceloven().unreadable(1).timeline(&[("underretning_modtaget", "2021-03-04"), a]);
        missing.expect("mangler", CHECK, "uoplyst", "kunne ikke læses");
        let late = [("underretning_modtaget", "2021-03-04"), ("underretning_vurderet", "2021-03-08"), a];
        Sag::serviceloven().unreadable(1).timeline(&late).expect("sent", CHECK, "ikke_overholdt", "kunne ikke læses");
    }

    #[test]
    fn en_underretning_som_intet_bekraefter_naevnes() {
        let a = ("afgoerelse_truffet", "2021-09-02");
        let counted = [("underretning_modtaget", "2021-03-04"), ("underretning_vurderet", "2021-03-04"), a];
        let doubted = |day: &str| {
            let mut sag = Sag::serviceloven().timeline(&counted).event(UnderretningModtaget, day, Status::Faktisk);
            sag.events.iter_mut().for_each(|event| event.doubtful = true);
            sag
        };
        doubted("2021-06-04").expect("en_anden", CHECK, "overholdt", "nævnes kun i 90_journal.pdf");
        // The same told with another day, and another matter's.
        doubted("2021-03-09").expect("den_samme", CHECK, "overholdt", "");
        doubted("2020-06-04").expect("en_tidligere_sag", CHECK, "overholdt", "");
        doubted("2021-10-04").expect("efter_afgoerelsen", CHECK, "overholdt", "");
    }
}
