//! Which accounts of one act alone are not to be trusted.
//!
//! In: the readings of a case's acts, each event by its act. Out: the same, with `doubtful` set where an event that one act alone tells is
//! contradicted by what the others tell, or is of a sort that is hardly ever told once. Acts of a case retell each other: measured on the annotated
//! cases, what two acts tell is right in nine of ten, what one tells and none bears out in little more than half; the reasons below pick out
//! those of which fewer than two in five were right. A doubtful event stays to be seen beside the date it contradicts; it is never counted.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::{NaiveDate, TimeDelta};

use crate::dates::LegalDate;

use super::ActReading;
use super::memory::{Known, Memory, known, of_kind};
use super::model::{Event, EventKind, Status};

/// An event by what and on which day.
type OnDay = (EventKind, NaiveDate);

/// Marks them. `recalled` are the rules that need no words: what they find was told by others, confirms nobody, and is as doubtful as what
/// it was recalled from. `echoes` are those and the rules whose words need another act to tell the same.
pub fn doubt(readings: &mut [ActReading], recalled: &[&str], echoes: &[&str]) {
    let is_recalled = |event: &Event| recalled.contains(&event.rule.as_str());
    let by_words = |r: &ActReading| -> Vec<(EventKind, LegalDate)> {
        r.events.iter().filter(|e| e.status == Status::Faktisk && !is_recalled(e)).map(|e| (e.kind, e.date)).collect()
    };
    let case = Case::of(readings, known(readings.iter().map(by_words)));
    for (act, reading) in readings.iter_mut().enumerate() {
        let (own, told_where_it_was_done) = (reading.date, matches!(reading.doctype.as_str(), "journal" | "opfoelgning"));
        for event in reading.events.iter_mut().filter(|e| e.status == Status::Faktisk) {
            // A plan is revised at the follow-up, or in an entry: measured, ten of fifteen that only such an act tells were right, elsewhere three of thirteen.
            let first_hand = told_where_it_was_done && event.kind == EventKind::HandleplanRevideret;
            event.doubtful = case.is_doubtful((act, own), event, first_hand);
        }
    }
    // What several acts come back to by its day is no slip of one.
    let comes_back = |(kind, day): &OnDay| {
        let by_day = |e: &Event| is_recalled(e) && e.status == Status::Faktisk && on_day(e) == Some((*kind, *day));
        readings.iter().filter(|r| r.events.iter().any(by_day)).count() >= COME_BACK
    };
    let lone = readings.iter().flat_map(|r| &r.events).filter(|e| e.doubtful && !is_recalled(e) && named_by_its_day(e.kind));
    let told_again: BTreeSet<OnDay> = lone.filter_map(on_day).filter(comes_back).collect();
    for event in readings.iter_mut().flat_map(|r| &mut r.events) {
        event.doubtful &= !on_day(event).is_some_and(|on| told_again.contains(&on));
    }
    let firm: BTreeSet<OnDay> =
        readings.iter().flat_map(|r| &r.events).filter(|e| !is_recalled(e) && !e.doubtful).filter_map(on_day).collect();
    for event in readings.iter_mut().flat_map(|r| &mut r.events).filter(|e| is_recalled(e)) {
        event.doubtful = !on_day(event).is_some_and(|on| firm.contains(&on));
    }
    let outweighed = outweighed(readings);
    for event in readings.iter_mut().flat_map(|r| &mut r.events).filter(|e| e.status == Status::Faktisk) {
        event.doubtful |= on_day(event).is_some_and(|on| outweighed.contains(&on));
    }
    let unanswered = unanswered(readings, |event| echoes.contains(&event.rule.as_str()));
    for event in readings.iter_mut().flat_map(|r| &mut r.events).filter(|e| e.kind == EventKind::UnderretningModtaget) {
        event.doubtful |= event.status == Status::Faktisk && event.date.known_day().is_some_and(|day| unanswered.contains(&day));
    }
}

/// Days on which an underretning came in by the words of one act alone, which is none itself, and that no act tells of having been assessed or answered:
/// measured, none of seven was one, of those that are assessed thirty-seven in thirty-nine. Of few acts none may come back to it.
fn unanswered(readings: &[ActReading], is_echo: impl Fn(&Event) -> bool) -> BTreeSet<NaiveDate> {
    if readings.len() < ACTS_THAT_RETELL {
        return BTreeSet::new();
    }
    let is_firm = |e: &&Event| e.status == Status::Faktisk && !e.doubtful;
    let all = readings.iter().flat_map(|r| &r.events).filter(is_firm);
    let answers: Vec<OnDay> = all.filter_map(on_day).filter(|(kind, _)| of_an_underretning(*kind)).collect();
    let mut came: BTreeMap<NaiveDate, (usize, bool)> = BTreeMap::new();
    for r in readings {
        let by_words = r
            .events
            .iter()
            .filter(is_firm)
            .filter(|e| !is_echo(e))
            .filter_map(on_day)
            .filter(|(kind, _)| *kind == EventKind::UnderretningModtaget);
        for day in by_words.map(|(_, day)| day).collect::<BTreeSet<_>>() {
            let (acts, itself) = came.entry(day).or_default();
            *acts += 1;
            *itself |= r.doctype == "underretning";
        }
    }
    let within = |kind: EventKind| if kind == EventKind::UnderretningVurderet { ASSESSED_WITHIN } else { ANSWERED_WITHIN };
    let answered = |day: NaiveDate| answers.iter().any(|(kind, other)| (0..=within(*kind)).contains(&(*other - day).num_days()));
    came.into_iter().filter(|(day, (acts, itself))| *acts == 1 && !itself && !answered(*day)).map(|(day, _)| day).collect()
}

/// Days that fewer acts tell of what happens once than tell another day close by: two accounts of the same, measured, fewer than one in five of them
/// two happenings.
fn outweighed(readings: &[ActReading]) -> BTreeSet<OnDay> {
    let mut told: BTreeMap<OnDay, BTreeSet<usize>> = BTreeMap::new();
    for (act, reading) in readings.iter().enumerate() {
        for on in reading.events.iter().filter(|e| e.status == Status::Faktisk && !e.doubtful).filter_map(on_day) {
            told.entry(on).or_default().insert(act);
        }
    }
    let told_within = |kind: EventKind, days: RangeInclusive<NaiveDate>| told.range((kind, *days.start())..=(kind, *days.end()));
    let loses = |((kind, day), acts): &(&OnDay, &BTreeSet<usize>)| {
        let Some(days) = same_within(*kind).map(TimeDelta::days) else { return false };
        told_within(*kind, *day - days..=*day + days).any(|((_, other), by)| {
            // A letter may well come on the heels of another.
            let more = if *kind == EventKind::UnderretningModtaget { 2 * by.len() > 3 * acts.len() } else { by.len() > acts.len() };
            let came_between =
                || told_within(EventKind::UnderretningModtaget, *day.min(other) + TimeDelta::days(1)..=*day.max(other)).next().is_some();
            day != other && more && !(of_an_underretning(*kind) && came_between())
        })
    };
    told.iter().filter(loses).map(|(on, _)| *on).collect()
}

/// Acts that bear out what one alone tells: they name its day without words for what happened on it, or plan it.
const COME_BACK: usize = 2;
/// Of so many acts some come back to what matters.
const ACTS_THAT_RETELL: usize = 5;

fn on_day(event: &Event) -> Option<OnDay> {
    Some((event.kind, event.date.known_day()?))
}

/// What the acts of a case tell together.
struct Case {
    known: Vec<Known>,
    /// Kinds of which two acts tell the same event.
    well_told: BTreeSet<EventKind>,
    /// What an act that looks back on the day says came to nothing.
    cancelled: BTreeSet<OnDay>,
    /// What each act tells as planned.
    planned: BTreeSet<(OnDay, usize)>,
    /// There are acts enough for one of them to come back to what another tells.
    many: bool,
}

impl Case {
    fn of(readings: &[ActReading], known: Vec<Known>) -> Self {
        let twice = |k: &&Known| Memory::of_others(&known, k.act).knows(k.kind, k.date);
        let well_told = known.iter().filter(twice).map(|k| k.kind).collect();
        let (mut cancelled, mut planned) = (BTreeSet::new(), BTreeSet::new());
        for (act, reading) in readings.iter().enumerate() {
            for (event, on) in reading.events.iter().filter_map(|e| Some((e, on_day(e)?))) {
                let looks_back = reading.date.is_some_and(|own| on.1 <= own);
                match event.status {
                    Status::Aflyst if looks_back && is_arranged(event.kind) => drop(cancelled.insert(on)),
                    Status::Planlagt => drop(planned.insert((on, act))),
                    _ => {}
                }
            }
        }
        Self { known, well_told, cancelled, planned, many: readings.len() >= ACTS_THAT_RETELL }
    }

    /// Whether what the act tells as having happened is to be doubted. `own`: the act's own date; `by_who_did`: of what is seldom told alone it is the act
    /// that would.
    fn is_doubtful(&self, (act, own): (usize, Option<NaiveDate>), event: &Event, by_who_did: bool) -> bool {
        let others = Memory::of_others(&self.known, act);
        if others.knows(event.kind, event.date) {
            return false;
        }
        let on = on_day(event);
        let days_ago = own.zip(event.date.known_day()).map(|(own, day)| (own - day).num_days());
        let of_the_day = days_ago.is_some_and(|days| days == 0 || (1..=FRESH).contains(&days) && just_over(event.kind));
        let earlier_round = days_ago.is_some_and(|days| days > A_YEAR) && of_an_earlier_round(event.kind);
        let cancelled = on.is_some_and(|on| self.cancelled.contains(&on));
        let plans = on.map_or(0, |on| self.planned.iter().filter(|(plan, by)| *plan == on && *by != act).count());
        let (planned, well_planned) = (plans > 0, plans >= COME_BACK);
        let vague = on.is_none() && !self.is_of_the_measure(event);
        let expected =
            self.many && !planned && (vague || on.is_some() && seldom_alone(event.kind) && !by_who_did && !of_the_day && !earlier_round);
        let minuted = first_hand(event.kind) && of_the_day || earlier_round;
        let another_day = || self.well_told.contains(&event.kind) || others.knows_in_another_year(event.kind, event.date);
        let too_late = on.is_some_and(|(kind, day)| self.is_too_late(kind, day));
        let weeks_ago = || days_ago.is_some_and(|days| days > FRESH && days <= ROUND);
        let told_late = self.many && event.kind == EventKind::SamtykkeGivet && self.well_told.contains(&event.kind) && weeks_ago();
        cancelled || expected || too_late || told_late || retold(event.kind) && !minuted && !well_planned && another_day()
    }

    /// Whether a follow-up of which only the month is told is one of the measure: in the year after that began, with none told by its day in the
    /// month. Measured, six in ten were right, of other kinds told so one in eight; and a month is what a record says whose minutes are missing.
    fn is_of_the_measure(&self, event: &Event) -> bool {
        let (first, last) = (event.date.first_day(), event.date.last_day());
        let days = |kind: EventKind| of_kind(&self.known, kind).iter().filter_map(|k| k.date.known_day());
        let mut begun = days(EventKind::ForanstaltningIvaerksat).peekable();
        event.kind == EventKind::OpfoelgningGennemfoert
            && !days(event.kind).any(|day| (first..=last).contains(&day))
            && (begun.peek().is_none() || begun.any(|day| (0..=A_YEAR).contains(&(last - day).num_days())))
    }

    /// An underretning is assessed and answered in the days after it came in. What is told of weeks after the last is most often the child or
    /// another letter: measured, thirteen such assessments in fifteen were wrong, and seven receipts in seven.
    fn is_too_late(&self, kind: EventKind, day: NaiveDate) -> bool {
        let limit = match kind {
            EventKind::UnderretningVurderet => ASSESSED_WITHIN,
            EventKind::UnderretningKvitteret => ANSWERED_WITHIN,
            _ => return false,
        };
        let came = of_kind(&self.known, EventKind::UnderretningModtaget).iter().filter_map(|k| k.date.known_day());
        came.map(|c| (day - c).num_days()).filter(|days| *days >= 0).min().is_some_and(|days| days > limit)
    }
}

/// Days after an underretning within which what is told of is its assessment, and its receipt.
const ASSESSED_WITHIN: i64 = 10;
const ANSWERED_WITHIN: i64 = 21;
/// Days within which an act tells first what has just happened.
const FRESH: i64 = 7;
const A_YEAR: i64 = 365;
/// Days that a round of the case lasts at least. Where two acts tell a consent of it, one that a single act tells more than a week later is most often the
/// same, or consent to something else: measured, two of eighteen were right; of those of an earlier round every second.
const ROUND: i64 = 100;

/// What is told within the week by the act that is written of it: measured, nine of thirteen were right.
fn just_over(kind: EventKind) -> bool {
    matches!(kind, EventKind::OpfoelgningGennemfoert | EventKind::ForanstaltningOphoert)
}

/// What one act may tell of a round that was over more than a year before: measured, fifteen of nineteen were right.
fn of_an_earlier_round(kind: EventKind) -> bool {
    matches!(kind, EventKind::UndersoegelsePaabegyndt | EventKind::BoernesamtaleAfholdt)
}

/// What the act of its own day may be the only one to tell: its minutes, the letter of decision, the plan.
fn first_hand(kind: EventKind) -> bool {
    use EventKind as K;
    matches!(
        kind,
        K::BoernesamtaleAfholdt
            | K::TilsynsbesoegGennemfoert
            | K::HandleplanRevideret
            | K::HandleplanUdarbejdet
            | K::AfgoerelseTruffet
            | K::ForeloebigVurdering
    )
}

/// What is arranged beforehand, so that it may be called off: a letter that came in, or was assessed, is not.
fn is_arranged(kind: EventKind) -> bool {
    use EventKind as K;
    !matches!(kind, K::UnderretningModtaget | K::UnderretningVurderet | K::UnderretningKvitteret | K::AnsoegningModtaget | K::KlageModtaget)
}

/// What is hardly ever told by one act alone, and then by that of its day: of the others between none and three in ten were right.
fn seldom_alone(kind: EventKind) -> bool {
    use EventKind as K;
    named_by_its_day(kind)
        || matches!(
            kind,
            K::OpfoelgningGennemfoert
                | K::ForanstaltningOphoert
                | K::UndersoegelseAfsluttet
                | K::AnsoegningModtaget
                | K::BoernesamtaleAfholdt
        )
}

/// What later acts mention by its day alone ("skolens fra 25.04.").
fn named_by_its_day(kind: EventKind) -> bool {
    matches!(kind, EventKind::HandleplanRevideret | EventKind::UnderretningModtaget)
}

/// What follows each underretning.
fn of_an_underretning(kind: EventKind) -> bool {
    matches!(kind, EventKind::UnderretningVurderet | EventKind::UnderretningKvitteret)
}

/// Days within which two accounts of the kind are of the same, unless each answers an underretning of its own; none for what may happen on any two
/// days, as talks and consents do. A chair's decision is followed by the committee's within weeks.
fn same_within(kind: EventKind) -> Option<i64> {
    use EventKind as K;
    match kind {
        K::Own(own) => own.once.then_some(31),
        K::BoernesamtaleAfholdt | K::BoernesamtaleFravalgt | K::SamtykkeGivet | K::PartshoeringForetaget => None,
        K::UnderretningModtaget => Some(2),
        K::AfgoerelseTruffet => Some(14),
        _ => Some(31),
    }
}

/// Kinds that later acts come back to. A receipt, an assessment, a consent or a follow-up may well be told once.
fn retold(kind: EventKind) -> bool {
    use EventKind as K;
    if let K::Own(own) = kind {
        return own.once;
    }
    !matches!(kind, K::UnderretningKvitteret | K::UnderretningVurderet | K::SamtykkeGivet | K::OpfoelgningGennemfoert)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{ActInput, CastFinder, Reader, Source, read_case};
    use super::{EventKind, Status};
    use crate::dates::Scanner;
    use crate::grammar::Grammar;
    use crate::text::plain;

    /// The dates of a kind that the acts tell as having happened, in order, each once, and whether they are doubted.
    fn told(kind: EventKind, acts: &[&str]) -> Vec<(String, bool)> {
        let grammar = Grammar::standard().unwrap();
        let scanner = Scanner::danish().unwrap();
        let reader = Reader { grammar: &grammar, scanner: &scanner };
        let cast = CastFinder::new(&grammar.cast).unwrap().find(acts, None, "");
        let pages: Vec<_> = acts.iter().map(|text| plain(text)).collect();
        let inputs: Vec<ActInput> =
            pages.iter().map(|pages| ActInput { name: "a", pages, source: Source::Text, fallback: "2022-06-01".parse().ok() }).collect();
        let events = read_case(&inputs, &cast, &reader).into_iter().flat_map(|reading| reading.events);
        let faktisk = events.filter(|e| e.kind == kind && e.status == Status::Faktisk);
        let mut told: Vec<(String, bool)> = faktisk.map(|e| (e.date.to_string(), e.doubtful)).collect();
        told.sort();
        told.dedup();
        told
    }

    fn doubted(day: &str) -> (String, bool) {
        (day.to_owned(), true)
    }

    fn firm(day: &str) -> (String, bool) {
        (day.to_owned(), false)
    }

    #[test]
    fn of_two_days_close_by_the_one_that_more_acts_tell_is_meant() {
        let ended = |day: &str| format!("Undersøgelsen blev afsluttet den {day} 2022.\n");
        let (most, other, far) = (ended("21. marts"), ended("24. marts"), ended("24. maj"));
        let kind = EventKind::UndersoegelseAfsluttet;
        assert_eq!(told(kind, &[&most, &most, &other]), [firm("2022-03-21"), doubted("2022-03-24")]);
        assert_eq!(told(kind, &[&most, &most, &other, &other]), [firm("2022-03-21"), firm("2022-03-24")]);
        assert_eq!(told(kind, &[&most, &most, &most, &far, &far]), [firm("2022-03-21"), firm("2022-05-24")]);
    }

    #[test]
    fn an_assessment_of_each_underretning_stands() {
        let came = "Der kom en underretning fra skolen den 2. marts 2022.\n";
        let second = "Der kom en underretning fra skolen den 2. marts 2022 og en underretning fra politiet den 8. marts 2022.\n";
        let first = "Underretningen blev vurderet den 3. marts 2022.\n";
        let later = "Underretningen blev vurderet den 9. marts 2022.\n";
        let kind = EventKind::UnderretningVurderet;
        assert_eq!(told(kind, &[came, came, first, first, later]), [firm("2022-03-03"), doubted("2022-03-09")]);
        assert_eq!(told(kind, &[second, second, first, first, later]), [firm("2022-03-03"), firm("2022-03-09")]);
    }

    #[test]
    fn a_month_means_the_day_that_the_act_itself_tells() {
        let alone = "Skolen underrettede os i marts 2022.\n";
        let told_on = |text: &str| told(EventKind::UnderretningModtaget, &[text]);
        assert_eq!(told_on(alone), [firm("2022-03")]);
        assert_eq!(told_on(&format!("{alone}\nUnderretningen blev modtaget den 2. marts 2022.\n")), [firm("2022-03-02")]);
        let two = format!(
            "{alone}\nUnderretningen blev modtaget den 2. marts 2022.\n\nPolitiets underretning blev modtaget den 20. marts 2022.\n"
        );
        assert_eq!(told_on(&two), [firm("2022-03"), firm("2022-03-02"), firm("2022-03-20")]);
    }

    #[test]
    fn where_two_acts_tell_the_consent_one_of_weeks_ago_is_told_by_more_than_one() {
        let consent = |day: &str| format!("# Notat\n20. maj 2022\n\nMor gav samtykke til familiebehandling den {day} 2022.\n");
        let (given, weeks_ago, fresh) = (consent("3. marts"), consent("1. april"), consent("16. maj"));
        let other = "# Notat\n20. maj 2022\n\nVi talte om skolen.\n";
        let kind = EventKind::SamtykkeGivet;
        assert_eq!(told(kind, &[&given, &given, &weeks_ago, other, other]), [firm("2022-03-03"), doubted("2022-04-01")]);
        assert_eq!(told(kind, &[&given, &given, &fresh, other, other]), [firm("2022-03-03"), firm("2022-05-16")]);
        // In few acts, or where no two tell another, it may be the only one.
        assert_eq!(told(kind, &[&given, &given, &weeks_ago]), [firm("2022-03-03"), firm("2022-04-01")]);
        assert_eq!(told(kind, &[&weeks_ago, other, other, other, other]), [firm("2022-04-01")]);
    }
}
