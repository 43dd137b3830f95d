//! The dated situations of `tests/law/*.toml`, one file a check, run: each must come out as it says. A lawyer adds one there without Rust.
//!
//! A situation has a name, `case` (words: barnets_lov, anbringelse, uden_samtykke, ukendt_type, ukendt_samtykke, født or i_dag with a day, ulæselig), its
//! `timeline`, `statements` (kind, day or `-`, act), `events` (kind, day, status), `acts` (name, type, day), and what is to come of it: `outcome`, a part of a
//! `remark` (left out: there must be none; `*`: any), and if wanted `deadline`, a part of the `reason`, and a part of what `turns` it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::testkit::{Sag, date, law, sound};
use super::*;
use crate::dates::{LegalDate, holiday_name};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    check: String,
    situation: Vec<Situation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    name: String,
    #[serde(default)]
    case: String,
    #[serde(default)]
    timeline: Vec<String>,
    #[serde(default)]
    statements: Vec<String>,
    #[serde(default)]
    events: Vec<String>,
    #[serde(default)]
    acts: Vec<String>,
    /// A table of limits, as its file would have it.
    frister: Option<String>,
    outcome: String,
    remark: Option<String>,
    deadline: Option<String>,
    reason: Option<String>,
    turns: Option<String>,
}

/// The fewest situations that a check must have.
const FEWEST: usize = 15;

/// What dates can have about them that goes wrong. Each check has a situation with each.
const HAZARDS: [&str; 9] =
    ["månedens sidste dag", "skuddag", "helligdag", "sommertid", "samme dag", "lovskifte", "mangler", "uenige akter", "kun måneden"];

/// The checks that count to a moment or a day, and are asked what comes a minute too late.
const COUNTING: [CheckKind; 7] = [
    CheckKind::Underretning24t,
    CheckKind::Undersoegelse4mdr,
    CheckKind::HandleplanForeligger,
    CheckKind::Opfoelgning3mdr,
    CheckKind::Kvittering6Hverdage,
    CheckKind::Opfoelgning6mdr,
    CheckKind::Sagsbehandlingsfrist,
];

/// The hazards that a situation has.
fn hazards(check_kind: CheckKind, s: &Situation) -> Vec<&'static str> {
    let rows = || s.timeline.iter().chain(&s.statements).chain(&s.events);
    let dates: Vec<LegalDate> = rows().flat_map(|row| row.split_whitespace()).filter(|w| w.starts_with("20")).map(date).collect();
    let days: Vec<NaiveDate> = dates.iter().filter_map(|d| d.known_day()).collect();
    let of_steps: Vec<NaiveDate> = s.timeline.iter().filter_map(|row| date(row.split_whitespace().nth(1)?).known_day()).collect();
    let any = |is: &dyn Fn(NaiveDate) -> bool| days.iter().any(|day| is(*day));
    let change = |day: NaiveDate| {
        let mut sundays =
            (25..=31).filter_map(|n| NaiveDate::from_ymd_opt(day.year(), day.month(), n)).filter(|d| d.weekday() == Weekday::Sun);
        [3, 10].contains(&day.month()) && sundays.next_back().is_some_and(|sunday| (day - sunday).num_days().abs() <= 1)
    };
    let new_law = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let (steps, statements) = super::wanted(check_kind);
    let row_of = |kind: &str| rows().any(|row| row.starts_with(&format!("{kind} ")));
    let is_there = steps.first().map(|k| k.name()).or_else(|| statements.first().map(|k| k.name())).is_some_and(row_of);
    let found = [
        any(&|day| day.succ_opt().is_some_and(|next| next.day() == 1)),
        any(&|day| (day.month(), day.day()) == (2, 29)),
        any(&|day| holiday_name(day).is_some()),
        any(&change),
        of_steps.iter().collect::<BTreeSet<_>>().len() < of_steps.len(),
        of_steps.iter().any(|day| *day < new_law) && of_steps.iter().any(|day| *day >= new_law)
            || of_steps.iter().any(|day| *day == new_law || day.succ_opt() == Some(new_law)),
        s.outcome != "overholdt" && !is_there,
        s.timeline.iter().any(|row| row.split_whitespace().count() == 4),
        dates.iter().any(|d| d.known_day().is_none()),
    ];
    HAZARDS.into_iter().zip(found).filter_map(|(name, is)| is.then_some(name)).collect()
}

fn sag(s: &Situation) -> Sag {
    let words: Vec<&str> = s.case.split_whitespace().collect();
    let mut sag = if words.contains(&"barnets_lov") { Sag::barnets_lov() } else { Sag::serviceloven() };
    for word in words {
        sag = match word.split_once('=') {
            None if word == "barnets_lov" => sag,
            None if word == "anbringelse" => sag.anbringelse(),
            None if word == "uden_samtykke" => sag.without_consent(),
            None if word == "ukendt_samtykke" => sag.unknown_consent(),
            None if word == "ukendt_type" => sag.unknown_type(),
            None if word == "ulæselig" => sag.unreadable(1),
            Some(("født", day)) => sag.born(day),
            Some(("i_dag", day)) => sag.today(day),
            Some(("kommune", name)) => sag.municipality(&name.replace('_', " ")),
            _ => panic!("{}: unknown word `{word}`", s.name),
        };
    }
    for act in &s.acts {
        let [name, doctype, day] = act.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{}: {act}", s.name) };
        sag = sag.act(name, doctype, day);
    }
    for row in &s.timeline {
        sag = match row.split_whitespace().collect::<Vec<_>>()[..] {
            [kind, day] => sag.timeline(&[(kind, day)]),
            [kind, day, "uge"] => sag.week(kind, day),
            [kind, day, act] => sag.told(&[(kind, day, act)]),
            [kind, day, act, other] => sag.told(&[(kind, day, act)]).conflict(kind, other),
            _ => panic!("{}: {row}", s.name),
        };
    }
    for row in &s.statements {
        let [kind, day, act] = row.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{}: {row}", s.name) };
        sag = sag.finding(kind.parse().unwrap(), (day != "-").then_some(day), act);
    }
    for row in &s.events {
        let [kind, day, status] = row.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{}: {row}", s.name) };
        sag = sag.event(kind.parse().unwrap(), day, status.parse().unwrap());
    }
    sag
}

/// What is wrong with a situation.
fn problems(check_kind: CheckKind, s: &Situation) -> Vec<String> {
    let sag = sag(s);
    let tables = s.frister.as_ref().map(|text| law().clone().with_frister(Frister::parse("frister.toml", text, |_| None).unwrap()));
    let verdicts = check(&sag.facts, &sag.timeline, &sag.events, &sag.findings, tables.as_ref().unwrap_or(law()));
    let v = verdicts.into_iter().find(|v| v.check == check_kind).unwrap();
    sound(&v, &s.name);
    let mut wrong = Vec::new();
    if v.outcome.name() != s.outcome {
        wrong.push(format!("{} for {}", v.outcome, s.outcome));
    }
    match s.remark.as_deref() {
        None if !v.remarks.is_empty() => wrong.push(format!("remarks {:?}", v.remarks)),
        Some(part) if part != "*" && !v.remarks.iter().any(|r| r.da.contains(part)) => {
            wrong.push(format!("no remark with \"{part}\": {:?}", v.remarks))
        }
        _ => {}
    }
    if let Some(day) = &s.deadline
        && v.deadline != Some(date(day))
    {
        wrong.push(format!("deadline {:?}", v.deadline.map(|d| d.to_string())));
    }
    let parts = [(&s.reason, &v.reason), (&s.turns, &v.trace.turns)];
    wrong.extend(parts.into_iter().filter_map(|(part, told)| {
        let part = part.as_ref()?;
        (!told.da.contains(part.as_str())).then(|| format!("no \"{part}\" in \"{}\"", told.da))
    }));
    if !wrong.is_empty() {
        wrong.push(v.reason.da);
    }
    wrong
}

#[test]
fn the_situations_of_every_check_come_out_as_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/law");
    let (mut wrong, mut all) = (Vec::new(), 0);
    for kind in CheckKind::ALL {
        let path = folder.join(format!("{kind}.toml"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let file: File = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(file.check, kind.name());
        let names: BTreeSet<&str> = file.situation.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names.len(), file.situation.len(), "{kind}: two situations of one name");
        assert!(names.len() >= FEWEST, "{kind}: {} situations, fewer than {FEWEST}", names.len());
        all += names.len();
        let seen: BTreeSet<&str> = file.situation.iter().flat_map(|s| hazards(*kind, s)).collect();
        let unseen: Vec<&str> = HAZARDS.into_iter().filter(|hazard| !seen.contains(hazard)).collect();
        assert!(unseen.is_empty(), "{kind}: no situation with {unseen:?}");
        assert!(!COUNTING.contains(kind) || names.iter().any(|name| name.contains("et minut over")), "{kind}: none a minute too late");
        for s in &file.situation {
            let found = problems(*kind, s);
            if !found.is_empty() {
                wrong.push(format!("{kind} {}: {}", s.name, found.join("; ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {all} situations:\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{all} situations");
}
