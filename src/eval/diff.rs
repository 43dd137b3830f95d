//! What two ways of reading the same case give differently: two sets of rows in, [`Change`]s out, each judged where the case is annotated. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::gold::GoldCase;
use super::mark::{GoldStatus, day};
use super::score::{Rows, stem};
use crate::export::{CheckRow, EventRow, TimelineRow};

/// A table whose rows are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names of the contract")]
pub enum Table {
    Events,
    Timeline,
    Checks,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Only the new way gives it.
    Came,
    /// Only the old way gave it.
    Went,
    /// Both give it, with another date, status, outcome or reason.
    Turned,
}

/// What a change is worth against the annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worth {
    /// What was wrong is right now.
    Right,
    /// What was right is wrong now.
    Wrong,
    /// It counts neither way, or was wrong and stays wrong.
    Neither,
}

/// One row that differs.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    /// Which table.
    pub table: Table,
    /// What became of it.
    pub fate: Fate,
    /// Id of the case.
    pub case: String,
    /// Kind of event, or check.
    pub kind: String,
    /// The grammar rule at work; empty but for events.
    pub rule: String,
    /// As it was: date and status, or outcome; empty for what came.
    pub before: String,
    /// As it is now; empty for what went.
    pub after: String,
    /// Where it is told: act, page and quote; none for a verdict without evidence.
    pub place: Option<(String, u32, String)>,
    /// Against the annotation; none for a case without one.
    pub worth: Option<Worth>,
}

/// Quotes are personal: only where a change is, never what.
impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?} {} {} {:?}", self.table, self.fate, self.case, self.kind, self.worth)
    }
}

/// The changes of one case, in the order of tables and of their rows.
#[must_use]
pub fn compare(old: &Rows<'_>, new: &Rows<'_>, gold: Option<&GoldCase>) -> Vec<Change> {
    let mut changes = events(old.events, new.events, gold);
    changes.extend(timeline(old.timeline, new.timeline, gold));
    changes.extend(checks(old.checks, new.checks, gold));
    changes
}

type Key<'a> = (&'a str, &'a str, &'a str);

fn event_key(row: &EventRow) -> Key<'_> {
    (stem(&row.act), &row.kind, day(&row.date))
}

fn events(old: &[EventRow], new: &[EventRow], gold: Option<&GoldCase>) -> Vec<Change> {
    let told = |row: &EventRow| (row.act.clone(), row.page, row.kind.clone(), row.date.clone(), row.time.clone(), row.status.clone());
    let (went, came) = differing(old, new, told);
    let (was, is) = (taken_place(old), taken_place(new));
    let truth = gold.map(EventTruth::new);
    let worth = |rows: [Option<&EventRow>; 2]| {
        let keys: BTreeSet<Key<'_>> = rows.into_iter().flatten().map(event_key).collect();
        truth.as_ref().map(|truth| truth.worth(&keys, &was, &is))
    };
    let change = |fate, row: &EventRow, before: Option<&EventRow>, after: Option<&EventRow>| Change {
        table: Table::Events,
        fate,
        case: row.case.clone(),
        kind: row.kind.clone(),
        rule: row.rule.clone(),
        before: before.map(dated).unwrap_or_default(),
        after: after.map(dated).unwrap_or_default(),
        place: Some((row.act.clone(), row.page, row.quote.clone())),
        worth: worth([before, after]),
    };
    let same_place =
        |a: &EventRow, b: &EventRow| (&a.act, a.page, &a.kind) == (&b.act, b.page, &b.kind) && a.start < b.end && b.start < a.end;
    paired(went, came, same_place, change)
}

fn timeline(old: &[TimelineRow], new: &[TimelineRow], gold: Option<&GoldCase>) -> Vec<Change> {
    let (went, came) = differing(old, new, |row| (row.kind.clone(), row.date.clone(), row.time.clone()));
    let days = |rows: &'_ [TimelineRow]| rows.iter().map(|row| (row.kind.clone(), day(&row.date).to_owned())).collect::<BTreeSet<_>>();
    let (was, is) = (days(old), days(new));
    let worth = |rows: [Option<&TimelineRow>; 2]| {
        let truth = &gold?.timeline;
        let keys: BTreeSet<_> = rows.into_iter().flatten().map(|row| (row.kind.clone(), day(&row.date).to_owned())).collect();
        Some(balance(keys.iter().map(|key| (truth.contains(key), was.contains(key), is.contains(key)))))
    };
    let change = |fate, row: &TimelineRow, before: Option<&TimelineRow>, after: Option<&TimelineRow>| Change {
        table: Table::Timeline,
        fate,
        case: row.case.clone(),
        kind: row.kind.clone(),
        rule: String::new(),
        before: before.map(|row| moment(&row.date, row.time.as_deref())).unwrap_or_default(),
        after: after.map(|row| moment(&row.date, row.time.as_deref())).unwrap_or_default(),
        place: row.evidence.first().map(|at| (at.act.clone(), at.page, at.quote.clone())),
        worth: worth([before, after]),
    };
    let same = |a: &TimelineRow, b: &TimelineRow| a.kind == b.kind && a.evidence.iter().any(|at| b.evidence.contains(at));
    paired(went, came, same, change)
}

fn checks(old: &[CheckRow], new: &[CheckRow], gold: Option<&GoldCase>) -> Vec<Change> {
    let mut changes = Vec::new();
    for row in new {
        let Some(before) = old.iter().find(|before| before.check == row.check) else { continue };
        if (&before.outcome, &before.reason, &before.remarks) == (&row.outcome, &row.reason, &row.remarks) {
            continue;
        }
        let wanted = gold.and_then(|gold| gold.checks.iter().find(|(check, _)| *check == row.check)).map(|(_, outcome)| outcome);
        let told = |row: &CheckRow| format!("{}: {} {}", row.outcome, row.reason, row.remarks.join(" "));
        changes.push(Change {
            table: Table::Checks,
            fate: Fate::Turned,
            case: row.case.clone(),
            kind: row.check.clone(),
            rule: String::new(),
            before: told(before).trim().to_owned(),
            after: told(row).trim().to_owned(),
            place: row.evidence.first().map(|at| (at.act.clone(), at.page, at.quote.clone())),
            worth: wanted.map(|wanted| balance([(true, before.outcome == *wanted, row.outcome == *wanted)])),
        });
    }
    changes
}

/// The rows that only one side has; rows told alike cancel one by one.
fn differing<'a, T, K: Ord>(old: &'a [T], new: &'a [T], told: impl Fn(&T) -> K) -> (Vec<&'a T>, Vec<&'a T>) {
    let mut left: BTreeMap<K, usize> = BTreeMap::new();
    for row in old {
        *left.entry(told(row)).or_default() += 1;
    }
    let mut take = |row: &T| match left.get_mut(&told(row)) {
        Some(n) if *n > 0 => {
            *n -= 1;
            true
        }
        _ => false,
    };
    let came = new.iter().filter(|row| !take(row)).collect();
    // Of rows told alike the first ones stay.
    let mut went: Vec<&T> = old.iter().rev().filter(|row| take(row)).collect();
    went.reverse();
    (went, came)
}

/// Joins what went and what came of the same place into one change.
fn paired<'a, T>(
    went: Vec<&'a T>,
    mut came: Vec<&'a T>,
    same: impl Fn(&T, &T) -> bool,
    change: impl Fn(Fate, &'a T, Option<&'a T>, Option<&'a T>) -> Change,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for old in went {
        changes.push(match came.iter().position(|new| same(old, new)) {
            Some(at) => {
                let new = came.remove(at);
                change(Fate::Turned, new, Some(old), Some(new))
            }
            None => change(Fate::Went, old, Some(old), None),
        });
    }
    changes.extend(came.into_iter().map(|new| change(Fate::Came, new, None, Some(new))));
    changes
}

fn taken_place(rows: &[EventRow]) -> BTreeSet<Key<'_>> {
    rows.iter().filter(|row| row.status == GoldStatus::Faktisk.name()).map(event_key).collect()
}

/// What the annotation says took place in each act, and what counts neither way.
struct EventTruth<'a> {
    certain: BTreeSet<Key<'a>>,
    free: BTreeSet<Key<'a>>,
    acts: BTreeSet<&'a str>,
}

impl<'a> EventTruth<'a> {
    fn new(gold: &'a GoldCase) -> Self {
        let of = |status| {
            let marks = gold.acts.iter().flat_map(|act| act.marks.iter().map(move |mark| (act, mark)));
            marks
                .filter(move |(_, mark)| mark.status == status)
                .map(|(act, mark)| (act.name.as_str(), mark.kind.as_str(), mark.day()))
                .collect()
        };
        Self {
            certain: of(GoldStatus::Faktisk),
            free: of(GoldStatus::Valgfri),
            acts: gold.acts.iter().map(|act| act.name.as_str()).collect(),
        }
    }

    fn worth(&self, keys: &BTreeSet<Key<'_>>, was: &BTreeSet<Key<'_>>, is: &BTreeSet<Key<'_>>) -> Worth {
        let counted = keys.iter().filter(|key| self.acts.contains(key.0) && (self.certain.contains(*key) || !self.free.contains(*key)));
        balance(counted.map(|key| (self.certain.contains(key), was.contains(key), is.contains(key))))
    }
}

/// More right than before, or less: each item says what is true, what was said, and what is said now.
fn balance(items: impl IntoIterator<Item = (bool, bool, bool)>) -> Worth {
    let (mut won, mut lost) = (0, 0);
    for (truth, was, is) in items {
        won += usize::from(was != truth && is == truth);
        lost += usize::from(was == truth && is != truth);
    }
    match won.cmp(&lost) {
        std::cmp::Ordering::Greater => Worth::Right,
        std::cmp::Ordering::Less => Worth::Wrong,
        std::cmp::Ordering::Equal => Worth::Neither,
    }
}

fn dated(row: &EventRow) -> String {
    format!("{} {}", moment(&row.date, row.time.as_deref()), row.status)
}

fn moment(date: &str, time: Option<&str>) -> String {
    time.map_or_else(|| date.to_owned(), |time| format!("{date}T{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(start: u32, date: &str, status: &str) -> EventRow {
        EventRow {
            case: "s-1".to_owned(),
            municipality: None,
            act: "01_brev.pdf".to_owned(),
            page: 1,
            kind: "klage_modtaget".to_owned(),
            date: date.to_owned(),
            time: None,
            precision: "day".to_owned(),
            status: status.to_owned(),
            quote: "klagen".to_owned(),
            start,
            end: start + 10,
            boxes: Vec::new(),
            rule: "klage_modtaget.noun".to_owned(),
            source: "text".to_owned(),
        }
    }

    fn told(old: &[EventRow], new: &[EventRow], gold: Option<&GoldCase>) -> Vec<(Fate, String, String, Option<Worth>)> {
        let rows = |events| Rows { events, timeline: &[], checks: &[] };
        compare(&rows(old), &rows(new), gold).into_iter().map(|c| (c.fate, c.before, c.after, c.worth)).collect()
    }

    fn gold(day: &str) -> GoldCase {
        let html = format!("<ev k=\"klage_modtaget\" d=\"{day}\">klagen</ev>");
        let act =
            super::super::gold::GoldAct { name: "01_brev".to_owned(), rendering: "?".to_owned(), marks: super::super::mark::marks(&html) };
        GoldCase { id: "s-1".to_owned(), municipality: String::new(), acts: vec![act], timeline: BTreeSet::new(), checks: Vec::new() }
    }

    #[test]
    fn rows_told_alike_are_no_change_and_one_too_many_is() {
        let same = [event(0, "2021-03-02", "faktisk"), event(40, "2021-03-02", "faktisk")];
        assert_eq!(told(&same, &same, None), []);
        assert_eq!(told(&same, &same[..1], None), [(Fate::Went, "2021-03-02 faktisk".to_owned(), String::new(), None)]);
    }

    #[test]
    fn another_date_at_the_same_place_is_one_change_and_is_judged() {
        let (old, new) = ([event(0, "2021-03-02", "faktisk")], [event(4, "2021-03-03", "faktisk")]);
        let turned = |worth| [(Fate::Turned, "2021-03-02 faktisk".to_owned(), "2021-03-03 faktisk".to_owned(), Some(worth))];
        assert_eq!(told(&old, &new, Some(&gold("2021-03-03"))), turned(Worth::Right));
        assert_eq!(told(&old, &new, Some(&gold("2021-03-02"))), turned(Worth::Wrong));
        assert_eq!(told(&old, &new, Some(&gold("2021-05-01"))), turned(Worth::Neither));
    }

    #[test]
    fn a_second_mention_of_what_is_told_already_counts_neither_way() {
        let (old, new) = ([event(0, "2021-03-02", "faktisk")], [event(0, "2021-03-02", "faktisk"), event(60, "2021-03-02", "faktisk")]);
        assert_eq!(
            told(&old, &new, Some(&gold("2021-03-02"))),
            [(Fate::Came, String::new(), "2021-03-02 faktisk".to_owned(), Some(Worth::Neither))]
        );
        let planned = [event(0, "2021-03-02", "planlagt")];
        assert_eq!(told(&old, &planned, Some(&gold("2021-03-02"))).first().map(|c| c.3), Some(Some(Worth::Wrong)));
    }
}
