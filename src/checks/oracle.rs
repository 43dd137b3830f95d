//! The outcomes against an independent oracle: the rules of GUIDE.md written out once more over date strings, plainly, as the corpus's own
//! validator has them; over invented cases and over any timeline at all. `gold` holds it against the annotated cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, clippy::print_stderr)]

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::testkit::{Sag, evidence, sound};
use super::*;
use crate::dates::LegalDate;
use crate::events::{EventKind, FindingKind, Source, Status};

fn day(s: &str) -> Option<NaiveDate> {
    (s.len() >= 10).then(|| s[..10].parse().unwrap())
}

/// The time in UTC of a Danish clock: an hour less, in summer two. The change days are looked for day by day.
fn utc(at: NaiveDateTime) -> NaiveDateTime {
    let sunday = |month: u32| {
        let mut day = NaiveDate::from_ymd_opt(at.year(), month, 31).unwrap();
        while day.weekday() != chrono::Weekday::Sun {
            day = day.pred_opt().unwrap();
        }
        day
    };
    let summer = sunday(3).and_hms_opt(2, 0, 0).unwrap() <= at && at < sunday(10).and_hms_opt(3, 0, 0).unwrap();
    at - chrono::Duration::hours(if summer { 2 } else { 1 })
}

fn add_months(d: NaiveDate, n: u32) -> NaiveDate {
    let total = d.year() * 12 + d.month0() as i32 + n as i32;
    let (y, m) = (total / 12, (total % 12) as u32 + 1);
    (1..=d.day()).rev().find_map(|dd| NaiveDate::from_ymd_opt(y, m, dd)).unwrap()
}

pub(super) struct Facts {
    consent: bool,
    barnets_lov: bool,
    placed: bool,
    last_act: NaiveDate,
}

/// The outcomes that follow from a timeline of known days alone; a check not named needs the acts' words.
pub(super) fn derive(timeline: &[(String, String)], facts: &Facts) -> BTreeMap<&'static str, &'static str> {
    let of = |kinds: &[&str]| -> Vec<String> {
        let mut found: Vec<String> =
            timeline.iter().filter(|(k, d)| kinds.contains(&k.as_str()) && day(d).is_some()).map(|(_, d)| d.clone()).collect();
        found.sort();
        found
    };
    let days = |kinds: &[&str]| -> Vec<NaiveDate> { of(kinds).iter().filter_map(|d| day(d)).collect() };
    let mut out = BTreeMap::new();
    let decisions = days(&["afgoerelse_truffet"]);
    let Some(decided) = decisions.last().copied() else { return out };
    let previous = decisions.iter().rev().nth(1).copied();
    let after = |d: NaiveDate| previous.is_none_or(|p| d > p);
    let window = |d: &NaiveDate| *d <= decided && after(*d);
    let kept = |ok: bool| if ok { "overholdt" } else { "ikke_overholdt" };

    let received: Vec<String> = of(&["underretning_modtaget"]).into_iter().filter(|u| day(u).unwrap() <= decided).collect();
    let assessed = of(&["underretning_vurderet"]);
    let in_time = |u: &String, v: &String| {
        if u.len() > 10 && v.len() > 10 {
            let at = |s: &str| NaiveDateTime::parse_from_str(s, "%Y-%m-%dT%H:%M").unwrap();
            (0..=24 * 60).contains(&(utc(at(v)) - utc(at(u))).num_minutes())
        } else {
            (0..=1).contains(&(day(v).unwrap() - day(u).unwrap()).num_days())
        }
    };
    let all_in_time = received.iter().all(|u| assessed.iter().any(|v| in_time(u, v)));
    out.insert("underretning_24t", if received.is_empty() { "ikke_relevant" } else { kept(all_in_time) });

    let talks = days(&["boernesamtale_afholdt", "boernesamtale_fravalgt"]);
    let finished: Vec<NaiveDate> = days(&["undersoegelse_afsluttet"]).into_iter().filter(window).collect();
    if let Some(end) = finished.last().copied() {
        out.insert("undersoegelse_foreligger", "overholdt");
        let begun = days(&["undersoegelse_paabegyndt"]).into_iter().rfind(|d| *d <= end && after(*d));
        let limit = begun.unwrap_or(end);
        let aware = days(&["underretning_modtaget", "ansoegning_modtaget"]).into_iter().rfind(|d| *d <= limit).or(begun);
        out.insert("undersoegelse_4mdr", aware.map_or("uoplyst", |a| kept(end <= add_months(a, 4))));
        if let Some(a) = aware {
            out.insert("boernesamtale_i_undersoegelsen", kept(talks.iter().any(|t| a <= *t && *t <= end)));
        }
    } else {
        let beside = days(&["afdaekning_afsluttet", "undersoegelse_paabegyndt"]).iter().any(window);
        let carried = facts.barnets_lov && !facts.placed && beside;
        out.insert("undersoegelse_foreligger", if carried { "ikke_relevant" } else { "ikke_overholdt" });
        for check in ["undersoegelse_4mdr", "undersoegelse_begrundet", "boernesamtale_i_undersoegelsen"] {
            out.insert(check, "ikke_relevant");
        }
    }

    let talked = talks.iter().any(window);
    out.insert("boernesamtale_foer_afgoerelse", kept(talked));
    if !talked {
        out.insert("boernesamtale_om_foranstaltning", "ikke_overholdt");
    }
    let consented = days(&["samtykke_givet"]).iter().any(window);
    out.insert("samtykke", if facts.consent { kept(consented) } else { "ikke_relevant" });

    let plans = days(&["handleplan_udarbejdet", "handleplan_revideret"]);
    let later_limit = facts.barnets_lov && facts.consent;
    let limit = if later_limit { add_months(decided, 3) } else { decided };
    let plan = if plans.iter().any(|p| *p <= limit) {
        "overholdt"
    } else if later_limit && plans.is_empty() && (!facts.placed || facts.last_act < limit) {
        "ikke_relevant"
    } else {
        "ikke_overholdt"
    };
    out.insert("handleplan_foreligger", plan);
    if plan != "overholdt" {
        out.insert("handleplan_maal_indsats", "ikke_relevant");
    }

    let starts: Vec<NaiveDate> = days(&["foranstaltning_ivaerksat"]).into_iter().filter(|d| after(*d)).collect();
    let start = starts.iter().find(|d| **d >= decided).or(starts.last()).copied().unwrap_or(decided);
    let limit = add_months(start, 3);
    let follow_up = days(&["opfoelgning_gennemfoert"]).into_iter().find(|d| *d > start);
    let followed = match follow_up {
        Some(first) => kept(first <= limit),
        None if facts.last_act < limit => "ikke_relevant",
        None => "ikke_overholdt",
    };
    out.insert("opfoelgning_3mdr", followed);
    out
}

pub(super) fn facts_of(sag: &Sag, rows: &[(String, String)]) -> Facts {
    let told = rows.iter().filter_map(|(_, d)| day(d));
    let mentioned = sag.events.iter().filter(|e| e.status == Status::Faktisk).filter_map(|e| e.date.known_day());
    Facts {
        consent: sag.facts.consent.unwrap(),
        barnets_lov: sag.facts.law == Some(LawRegime::BarnetsLov),
        placed: sag.facts.case_type == Some(CaseType::Anbringelse),
        last_act: sag.facts.acts.iter().filter_map(|a| a.date).chain(told).chain(mentioned).max().unwrap_or_default(),
    }
}

// ---- any timeline at all

/// Rows over 14 months, each kind and day once; a tenth carry a time of day.
fn any_rows() -> impl Strategy<Value = Vec<(String, String)>> {
    let start = NaiveDate::from_ymd_opt(2023, 6, 1).unwrap();
    let row = (0..EventKind::ALL.len(), 0i64..420, prop::option::weighted(0.4, (0u32..24, 0u32..60)));
    prop::collection::vec(row, 0..24).prop_map(move |rows| {
        let mut seen = std::collections::BTreeSet::new();
        let distinct = rows.into_iter().filter(|(kind, n, _)| seen.insert((*kind, *n)));
        let show = |(kind, n, time): (usize, i64, Option<(u32, u32)>)| {
            let day = start + chrono::Duration::days(n);
            let time = time.map(|(h, m)| format!("T{h:02}:{m:02}")).unwrap_or_default();
            (EventKind::ALL[kind].name().to_owned(), format!("{day}{time}"))
        };
        distinct
            .map(show)
            .chain([("afgoerelse_truffet".to_owned(), (start + chrono::Duration::days(200)).to_string())])
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect()
    })
}

fn any_sag() -> impl Strategy<Value = (Sag, Vec<(String, String)>)> {
    (any_rows(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(rows, consent, bl, placed)| {
        // Two decisions on one day are one to the checks, and two to the oracle.
        let mut days = std::collections::BTreeSet::new();
        let rows: Vec<_> = rows.into_iter().filter(|(k, d)| k != "afgoerelse_truffet" || days.insert(d[..10].to_owned())).collect();
        let mut sag = if bl { Sag::barnets_lov() } else { Sag::serviceloven() };
        sag.facts.consent = Some(consent);
        if placed {
            sag = sag.anbringelse();
        }
        let told: Vec<(&str, &str)> = rows.iter().map(|(k, d)| (k.as_str(), d.as_str())).collect();
        (sag.timeline(&told), rows)
    })
}

/// A case with everything that can be vague about it.
fn any_vague_sag() -> impl Strategy<Value = Sag> {
    let blur = prop::collection::vec((any::<Index>(), 0u8..4), 0..8);
    let finding = (0..FindingKind::ALL.len(), prop::option::of(any::<Index>()), 0u8..3);
    let findings = prop::collection::vec(finding, 0..8);
    let event = (0..EventKind::ALL.len(), 0..Status::ALL.len(), any::<Index>());
    let events = prop::collection::vec(event, 0..8);
    let unknown = (any::<bool>(), any::<bool>(), any::<bool>(), 0usize..2, any::<bool>());
    (any_sag(), blur, findings, events, unknown).prop_map(|((mut sag, _), blur, findings, events, unknown)| {
        for (at, how) in blur {
            let n = at.index(sag.timeline.len());
            let h = &mut sag.timeline[n];
            let d = h.date.first_day();
            match how {
                0 => h.date = LegalDate::month(d),
                1 => h.date = LegalDate::week(d),
                2 => h.conflicts.push(LegalDate::day(d + chrono::Days::new(40))),
                _ => h.conflicts.push(LegalDate::month(d - chrono::Days::new(90))),
            }
        }
        let dates: Vec<LegalDate> = sag.timeline.iter().map(|h| h.date).collect();
        let acts = ["90_journal.pdf", "03.pdf", "05.pdf"];
        for (n, (kind, at, act)) in findings.into_iter().enumerate() {
            let date = at.map(|i| dates[i.index(dates.len())]);
            let evidence = evidence(acts[usize::from(act)], &format!("f{n:02}"));
            sag.findings.push(Finding { kind: FindingKind::ALL[kind], rule: "r".into(), date, evidence });
        }
        for (n, (kind, status, at)) in events.into_iter().enumerate() {
            let evidence = evidence("90_journal.pdf", &format!("e{n:02}"));
            let date = dates[at.index(dates.len())];
            sag.events.push(Event {
                kind: EventKind::ALL[kind],
                date,
                status: Status::ALL[status],
                rule: "r".into(),
                evidence,
                source: Source::Ocr,
                doubtful: false,
            });
        }
        sag = sag.unreadable(unknown.3).act("03.pdf", "boernefaglig_undersoegelse", "2023-11-01").act("05.pdf", "handleplan", "2023-12-01");
        sag.facts.case_type = sag.facts.case_type.filter(|_| unknown.0);
        sag.facts.consent = sag.facts.consent.filter(|_| unknown.1);
        sag.facts.law = sag.facts.law.filter(|_| unknown.2);
        sag.facts.born = unknown.4.then(|| NaiveDate::from_ymd_opt(2008, 2, 29).unwrap());
        sag
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn known_days_come_out_as_the_oracle_says((sag, rows) in any_sag()) {
        let verdicts = sag.check();
        for (check, wanted) in derive(&rows, &facts_of(&sag, &rows)) {
            let v = verdicts.iter().find(|v| v.check.name() == check).unwrap();
            prop_assert_eq!(v.outcome.name(), wanted, "{}: {} {:?}", check, v.reason.da, rows);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_case_gives_a_sound_verdict_for_each_check_in_order(sag in any_vague_sag()) {
        let verdicts = sag.check();
        prop_assert_eq!(verdicts.iter().map(|v| v.check).collect::<Vec<_>>(), CheckKind::ALL);
        for v in &verdicts {
            sound(v, &format!("{v:?}"));
        }
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(
        sag in any_vague_sag(),
        turn in any::<(Index, Index, Index)>(),
        flip in any::<bool>(),
    ) {
        let mut other = sag.clone();
        let n = other.timeline.len();
        other.timeline.rotate_left(turn.0.index(n));
        if !other.events.is_empty() { let n = other.events.len(); other.events.rotate_left(turn.1.index(n)); }
        if !other.findings.is_empty() { let n = other.findings.len(); other.findings.rotate_left(turn.2.index(n)); }
        if flip {
            other.timeline.reverse();
            other.events.reverse();
            other.findings.reverse();
            other.facts.acts.reverse();
        }
        prop_assert_eq!(sag.check(), other.check());
    }

    /// An unreadable act never turns anything into a breach or a pass; it only opens breaches.
    #[test]
    fn an_unreadable_act_only_opens(sag in any_vague_sag()) {
        let read = sag.clone();
        let unread = sag.unreadable(1);
        for (a, b) in read.check().iter().zip(unread.check()) {
            let opened = matches!(a.outcome, Outcome::IkkeOverholdt | Outcome::IkkeRelevant) && b.outcome == Outcome::Uoplyst;
            // Where the kind of measure is unknown two outcomes may differ by one being opened.
            let by_type = a.outcome == Outcome::Uoplyst || b.outcome == Outcome::Uoplyst;
            prop_assert!(a.outcome == b.outcome || opened || by_type, "{:?} {:?}", a, b);
        }
    }

    /// Leaving happenings out never makes an assumption fail: any part of a timeline can be judged.
    #[test]
    fn any_part_of_a_timeline_can_be_judged((sag, keep) in any_vague_sag().prop_flat_map(|s| { let n = s.timeline.len(); (Just(s), subsequence((0..n).collect::<Vec<_>>(), 0..=n)) })) {
        let mut part = sag.clone();
        part.timeline = keep.into_iter().map(|i| sag.timeline[i].clone()).collect();
        prop_assert_eq!(part.check().len(), CheckKind::ALL.len());
    }
}

// ---- some timelines by hand

#[test]
fn invented_cases_come_out_as_the_oracle_says() {
    type Invented<'a> = (&'a str, Sag, &'a [(&'a str, &'a str)]);
    let cases: [Invented<'_>; 4] = [
        (
            "to_afgoerelser",
            Sag::serviceloven(),
            &[
                ("underretning_modtaget", "2019-02-19"),
                ("underretning_vurderet", "2019-02-20"),
                ("undersoegelse_paabegyndt", "2019-03-04"),
                ("boernesamtale_afholdt", "2019-05-09"),
                ("undersoegelse_afsluttet", "2019-06-14"),
                ("afgoerelse_truffet", "2019-06-20"),
                ("underretning_modtaget", "2020-11-03T10:10"),
                ("underretning_vurderet", "2020-11-03T15:25"),
                ("undersoegelse_paabegyndt", "2020-11-23"),
                ("undersoegelse_afsluttet", "2021-03-05"),
                ("handleplan_revideret", "2021-03-05"),
                ("afgoerelse_truffet", "2021-03-10"),
                ("foranstaltning_ivaerksat", "2021-03-22"),
                ("samtykke_givet", "2021-03-25"),
                ("opfoelgning_gennemfoert", "2021-06-15T14:30"),
            ],
        ),
        (
            "sideloebende",
            Sag::barnets_lov(),
            &[
                ("ansoegning_modtaget", "2024-01-22"),
                ("undersoegelse_paabegyndt", "2024-02-05"),
                ("boernesamtale_afholdt", "2024-02-21"),
                ("afgoerelse_truffet", "2024-06-18"),
                ("foranstaltning_ivaerksat", "2024-06-24"),
                ("samtykke_givet", "2024-07-03"),
                ("undersoegelse_afsluttet", "2024-08-29"),
                ("opfoelgning_gennemfoert", "2024-09-17"),
                ("handleplan_udarbejdet", "2024-12-03"),
            ],
        ),
        (
            "anbringelse_uden_samtykke",
            Sag::serviceloven().anbringelse().without_consent(),
            &[
                ("underretning_modtaget", "2022-08-22T11:30"),
                ("underretning_vurderet", "2022-08-23T12:45"),
                ("undersoegelse_paabegyndt", "2022-09-01"),
                ("undersoegelse_afsluttet", "2022-12-05"),
                ("handleplan_udarbejdet", "2022-12-12"),
                ("afgoerelse_truffet", "2023-01-10"),
                ("foranstaltning_ivaerksat", "2023-01-16"),
                ("opfoelgning_gennemfoert", "2023-06-14"),
            ],
        ),
        ("kun_afgoerelse", Sag::barnets_lov().anbringelse(), &[("afgoerelse_truffet", "2025-01-13")]),
    ];
    for (name, sag, rows) in cases {
        let sag = sag.timeline(rows);
        let owned: Vec<(String, String)> = rows.iter().map(|(k, d)| ((*k).to_owned(), (*d).to_owned())).collect();
        let verdicts = sag.check();
        for (check, wanted) in derive(&owned, &facts_of(&sag, &owned)) {
            let v = verdicts.iter().find(|v| v.check.name() == check).unwrap();
            assert_eq!(v.outcome.name(), wanted, "{name} {check}: {}", v.reason.da);
        }
    }
}
