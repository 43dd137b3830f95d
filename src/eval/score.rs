//! The comparison itself: gold cases and exported rows in, a [`Report`] out. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::gold::{GoldAct, GoldCase};
use super::mark::{GoldMark, GoldStatus, day, time};
use super::report::{ChecksFigures, Mistake, Report};
use super::tally::{Figures, Tally, rounded, share};
use crate::export::{CheckRow, EventRow, TimelineRow};

/// The rows to judge, as exported.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// `events`.
    pub events: &'a [EventRow],
    /// `timeline`.
    pub timeline: &'a [TimelineRow],
    /// `checks`.
    pub checks: &'a [CheckRow],
}

/// A kind and a day (or month): what makes two mentions the same event.
type Key<'a> = (&'a str, &'a str);

/// Compares `rows` with `gold`. Rows of cases and acts that are not in the gold count for nothing.
#[must_use]
pub fn evaluate(gold: &[GoldCase], rows: &Rows<'_>) -> Report {
    let mut mistakes = Vec::new();
    let events = EventsScore::of(gold, rows.events, &mut mistakes);
    let timeline = timelines(gold, rows.timeline);
    let checks = verdicts(gold, rows.checks, &mut mistakes);
    Report {
        cases: gold.len(),
        acts: gold.iter().map(|case| case.acts.len()).sum(),
        events: events.total.figures(),
        times: events.times.rounded(),
        evidence: events.evidence.rounded(),
        by_render: figures(events.by_render),
        by_kind: figures(events.by_kind),
        timeline,
        checks,
        statuses: events.statuses,
        mistakes,
    }
}

fn figures(tallies: BTreeMap<&str, Tally>) -> BTreeMap<String, Figures> {
    tallies.into_iter().map(|(name, tally)| (name.to_owned(), tally.figures())).collect()
}

/// Hits among tries.
#[derive(Default)]
struct Hits {
    right: usize,
    of: usize,
}

impl Hits {
    fn add(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    fn rounded(&self) -> Option<f64> {
        share(self.right, self.of).map(rounded)
    }
}

#[derive(Default)]
struct EventsScore<'a> {
    total: Tally,
    by_render: BTreeMap<&'a str, Tally>,
    by_kind: BTreeMap<&'a str, Tally>,
    times: Hits,
    evidence: Hits,
    statuses: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

impl<'a> EventsScore<'a> {
    fn of(gold: &'a [GoldCase], events: &'a [EventRow], mistakes: &mut Vec<Mistake>) -> Self {
        let mut by_act: BTreeMap<(&str, &str), Vec<&EventRow>> = BTreeMap::new();
        for event in events {
            by_act.entry((&event.case, stem(&event.act))).or_default().push(event);
        }
        let mut score = Self::default();
        for case in gold {
            for act in &case.acts {
                let found = by_act.get(&(case.id.as_str(), act.name.as_str())).map_or(&[][..], Vec::as_slice);
                score.act(case, act, found, mistakes);
            }
        }
        score
    }

    fn act(&mut self, case: &GoldCase, act: &'a GoldAct, found: &[&'a EventRow], mistakes: &mut Vec<Mistake>) {
        let gold = keys(act, GoldStatus::Faktisk);
        let optional: BTreeSet<_> = keys(act, GoldStatus::Valgfri).difference(&gold).copied().collect();
        let mine: Vec<_> = found.iter().copied().filter(|event| event.status == GoldStatus::Faktisk.name()).collect();
        let have: BTreeSet<Key<'_>> = mine.iter().map(|event| key(event)).filter(|key| !optional.contains(key)).collect();

        self.total.add(&gold, &have);
        self.by_render.entry(&act.rendering).or_default().add(&gold, &have);
        for kind in gold.union(&have).map(|(kind, _)| *kind).collect::<BTreeSet<_>>() {
            let of_kind = |keys: &BTreeSet<Key<'a>>| keys.iter().copied().filter(|key| key.0 == kind).collect::<BTreeSet<_>>();
            self.by_kind.entry(kind).or_default().add(&of_kind(&gold), &of_kind(&have));
        }
        for &(kind, day) in gold.difference(&have) {
            let texts: Vec<_> = marked(act, (kind, day)).map(|mark| cut(&folded(&mark.text), 140)).collect();
            let (case, act, text) = (case.id.clone(), act.name.clone(), texts.join(" | "));
            mistakes.push(Mistake::Missed { case, act, kind: kind.to_owned(), day: day.to_owned(), text });
        }
        for &(kind, day) in have.difference(&gold) {
            let quotes: Vec<_> = mine.iter().filter(|event| key(event) == (kind, day)).map(|event| cut(&event.quote, 140)).collect();
            let (case, act, text) = (case.id.clone(), act.name.clone(), cut(&quotes.join(" | "), 300));
            mistakes.push(Mistake::Spurious { case, act, kind: kind.to_owned(), day: day.to_owned(), text });
        }
        for &wanted in gold.intersection(&have) {
            self.matched(wanted, act, &mine);
        }
        self.statuses(act, found);
    }

    /// Time and evidence of an event that is in both.
    fn matched(&mut self, wanted: Key<'_>, act: &GoldAct, mine: &[&EventRow]) {
        let same: Vec<_> = mine.iter().filter(|event| key(event) == wanted).collect();
        let texts: Vec<_> = marked(act, wanted).map(|mark| words(&mark.text)).collect();
        let quotes: Vec<_> = same.iter().map(|event| words(&event.quote)).collect();
        self.evidence.add(texts.iter().any(|text| quotes.iter().any(|quote| overlap(text, quote))));
        let clock: BTreeSet<_> = marked(act, wanted).filter_map(GoldMark::time).collect();
        if !clock.is_empty() {
            self.times.add(same.iter().filter_map(|event| given_time(event)).any(|time| clock.contains(time)));
        }
    }

    /// How the events at each mark's kind and day were called.
    fn statuses(&mut self, act: &GoldAct, found: &[&EventRow]) {
        for status in GoldStatus::ALL {
            for wanted in keys(act, status) {
                let row = self.statuses.entry(status.name()).or_default();
                let called: BTreeSet<_> = found.iter().filter(|event| key(event) == wanted).map(|event| event.status.as_str()).collect();
                let name = if called.contains(status.name()) { status.name() } else { called.first().copied().unwrap_or("-") };
                *row.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
}

fn timelines(gold: &[GoldCase], rows: &[TimelineRow]) -> Figures {
    let mut mine: BTreeMap<&str, BTreeSet<Key<'_>>> = BTreeMap::new();
    for row in rows {
        mine.entry(&row.case).or_default().insert((&row.kind, day(&row.date)));
    }
    let nothing = BTreeSet::new();
    let mut tally = Tally::default();
    for case in gold {
        let of_status = |status| case.acts.iter().flat_map(move |act| keys(act, status)).collect::<BTreeSet<_>>();
        let certain = of_status(GoldStatus::Faktisk);
        let free: BTreeSet<_> = of_status(GoldStatus::Valgfri).difference(&certain).copied().collect();
        let wanted: BTreeSet<Key<'_>> = case.timeline.iter().map(|(kind, day)| (kind.as_str(), day.as_str())).collect();
        let found = mine.get(case.id.as_str()).unwrap_or(&nothing);
        tally.add(&wanted.difference(&free).copied().collect(), &found.difference(&free).copied().collect());
    }
    tally.figures()
}

fn verdicts(gold: &[GoldCase], rows: &[CheckRow], mistakes: &mut Vec<Mistake>) -> ChecksFigures {
    let mine: BTreeMap<Key<'_>, &str> = rows.iter().map(|row| ((row.case.as_str(), row.check.as_str()), row.outcome.as_str())).collect();
    let remarked: BTreeSet<Key<'_>> = rows.iter().filter(|row| !row.remarks.is_empty()).map(|row| (&*row.case, &*row.check)).collect();
    let (mut all, mut whole) = (Hits::default(), Hits::default());
    let mut per_check: BTreeMap<&str, Hits> = BTreeMap::new();
    let mut false_overholdt = BTreeSet::new();
    for case in gold {
        let mut every = true;
        for (check, outcome) in &case.checks {
            let key = (case.id.as_str(), check.as_str());
            let got = mine.get(&key).copied();
            let right = got == Some(outcome.as_str());
            all.add(right);
            per_check.entry(check).or_default().add(right);
            every &= right;
            if outcome == "ikke_overholdt" && got == Some("overholdt") {
                false_overholdt.insert(key);
            }
            if !right {
                let (case, check, gold) = (case.id.clone(), check.clone(), outcome.clone());
                mistakes.push(Mistake::Check { case, check, gold, got: got.map(str::to_owned) });
            }
        }
        whole.add(every);
    }
    ChecksFigures {
        accuracy: all.rounded().unwrap_or(0.0),
        cases_all_right: whole.rounded().unwrap_or(0.0),
        false_overholdt: false_overholdt.len(),
        false_overholdt_without_remark: false_overholdt.difference(&remarked).count(),
        per_check: per_check.into_iter().map(|(check, hits)| (check.to_owned(), format!("{}/{}", hits.right, hits.of))).collect(),
    }
}

/// An act's file name without its ending.
pub(super) fn stem(act: &str) -> &str {
    Path::new(act).file_stem().and_then(|stem| stem.to_str()).unwrap_or(act)
}

fn key(event: &EventRow) -> Key<'_> {
    (&event.kind, day(&event.date))
}

fn keys(act: &GoldAct, status: GoldStatus) -> BTreeSet<Key<'_>> {
    act.marks.iter().filter(|mark| mark.status == status).map(|mark| (mark.kind.as_str(), mark.day())).collect()
}

/// The marks of an event that took place.
fn marked<'a>(act: &'a GoldAct, wanted: Key<'_>) -> impl Iterator<Item = &'a GoldMark> {
    act.marks.iter().filter(move |mark| mark.status == GoldStatus::Faktisk && (mark.kind.as_str(), mark.day()) == wanted)
}

/// `HH:MM` of an event, from its time or its date.
fn given_time(event: &EventRow) -> Option<&str> {
    let time = event.time.as_deref().filter(|time| !time.is_empty()).or_else(|| time(&event.date))?;
    Some(time.get(..5).unwrap_or(time))
}

/// Lower-case runs of letters, digits and `_`.
fn words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether two texts share at least half of the shorter side's words.
fn overlap(text: &BTreeSet<String>, quote: &BTreeSet<String>) -> bool {
    let shorter = text.len().min(quote.len());
    shorter > 0 && text.intersection(quote).count() * 2 >= shorter
}

/// Runs of white space as one space, none at the ends.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `limit` characters.
fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}
