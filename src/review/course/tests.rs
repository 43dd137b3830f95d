#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use chrono::{Days, NaiveDate};

use super::bars::bars;
use super::place::{What, duration, place};
use super::*;
use crate::lang::Lang;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn happening(date: LegalDate, kind: &str) -> Happening {
    Happening {
        id: format!("h-{}", date.first_day()),
        kind: kind.to_owned(),
        label: format!("<{kind}>"),
        date,
        conflicts: Vec::new(),
        place: "01.pdf, side 1".to_owned(),
        href: Some("/sag/1".to_owned()),
        is_decision: false,
    }
}

fn clock(started: &str, deadline: &str, ended: Option<&str>, ending: Ending) -> Clock {
    Clock {
        id: format!("k-{started}"),
        label: "Frist & mere".to_owned(),
        started: LegalDate::day(day(started)),
        deadline: LegalDate::day(day(deadline)),
        ended: ended.map(|text| LegalDate::day(day(text))),
        ending,
        href: Some("#v".to_owned()),
    }
}

/// `count` happenings, from hours to years apart.
fn many(count: usize) -> Story {
    let mut date = day("2015-01-01");
    let happenings = (0..count)
        .map(|n| {
            date = date + Days::new([0, 1, 3, 14, 40, 100, 900][n % 7]);
            happening(LegalDate::day(date), ["underretning_modtaget", "afgoerelse_truffet", "tilsynsbesoeg_gennemfoert", "eget"][n % 4])
        })
        .collect();
    Story { happenings, clocks: Vec::new() }
}

#[test]
fn rows_stand_in_order_and_never_over_each_other() {
    for count in [0, 1, 2, 9, 80] {
        let story = many(count);
        let placed = place(&story);
        assert_eq!(placed.rows.len(), count);
        for pair in placed.rows.windows(2) {
            assert!(pair[0].day <= pair[1].day && pair[1].y - pair[0].y >= 27.9, "{count}");
        }
        assert!(placed.height <= 60.0 * count as f32 + 60.0, "{count}: {}", placed.height);
        let drawn = svg(&story, Lang::Da).into_string();
        assert_eq!(drawn.matches("class=\"tl-happening\"").count(), count);
        assert!(!drawn.contains("style=") && !drawn.contains("<underretning"), "no inline styles, no markup from outside");
    }
}

#[test]
fn time_is_to_scale_until_it_is_long_and_then_says_so() {
    let at = |days: u64| happening(LegalDate::day(day("2021-01-01") + Days::new(days)), "klage_modtaget");
    let story = Story { happenings: vec![at(0), at(10), at(50), at(500)], clocks: Vec::new() };
    let placed = place(&story);
    let steps: Vec<f32> = placed.rows.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
    assert!(steps[1] - steps[0] > 10.0, "40 days take more room than 10: {steps:?}");
    assert_eq!(placed.gaps.len(), 1);
    assert!(placed.rows[2].y < placed.gaps[0].y && placed.gaps[0].y < placed.rows[3].y);
    let drawn = svg(&story, Lang::Da).into_string();
    assert!(drawn.contains("ca. 15 måneder"), "{drawn}");
    assert_eq!(duration(900, Lang::En), "about 2 years");
}

#[test]
fn a_broken_clock_is_hatched_from_its_deadline_and_says_so() {
    let story = Story {
        happenings: vec![
            happening(LegalDate::day(day("2021-01-04")), "undersoegelse_paabegyndt"),
            happening(LegalDate::day(day("2021-06-04")), "undersoegelse_afsluttet"),
        ],
        clocks: vec![
            clock("2021-01-04", "2021-05-04", Some("2021-06-04"), Ending::Broken),
            clock("2021-01-04", "2021-05-04", Some("2021-02-01"), Ending::Kept),
            clock("2021-06-04", "2021-06-10", None, Ending::Broken),
        ],
    };
    let placed = place(&story);
    let bars = bars(&story.clocks, &placed);
    assert_eq!(bars[0].overrun(), Some((placed.y_of_deadline(1).unwrap(), placed.y_of(day("2021-06-04")))));
    assert_eq!(bars[1].overrun(), None);
    let never = bars[2].overrun().unwrap();
    assert!(never.1 > placed.rows.last().unwrap().y, "what never ended runs past the last row");
    let drawn = svg(&story, Lang::Da).into_string();
    assert_eq!(drawn.matches("class=\"tl-overrun\"").count(), 2);
    assert!(drawn.contains("Frist 1: Frist &amp; mere<tspan class=\"tl-note\"> – overskredet") && drawn.contains("– overholdt"));
    assert!(drawn.contains(">✕<") && drawn.contains(">✓<"));
}

#[test]
fn clocks_that_run_together_have_lanes_of_their_own() {
    let story = Story {
        happenings: vec![happening(LegalDate::day(day("2021-01-01")), "klage_modtaget")],
        clocks: vec![
            clock("2021-01-01", "2021-03-01", Some("2021-03-01"), Ending::Kept),
            clock("2021-02-01", "2021-04-01", Some("2021-04-01"), Ending::Kept),
            clock("2021-08-01", "2021-11-01", Some("2021-11-01"), Ending::Kept),
        ],
    };
    let lanes: Vec<usize> = bars(&story.clocks, &place(&story)).iter().map(|bar| bar.lane).collect();
    assert_eq!(lanes, [0, 1, 0]);
}

#[test]
fn months_are_spans_conflicts_are_told_and_the_decision_is_a_line() {
    let mut month = happening(LegalDate::month(day("2021-03-01")), "samtykke_givet");
    month.conflicts = vec!["april 2021".to_owned()];
    let mut decision = happening(LegalDate::day(day("2021-04-09")), "afgoerelse_truffet");
    decision.is_decision = true;
    let week = happening(LegalDate::week(day("2021-05-05")), "opfoelgning_gennemfoert");
    let story = Story { happenings: vec![decision, week, month], clocks: Vec::new() };
    let drawn = svg(&story, Lang::Da).into_string();
    assert_eq!(drawn.matches("class=\"tl-span\"").count(), 2);
    assert!(drawn.contains("dagen er ikke kendt") && drawn.contains("⚠ andre akter: april 2021") && drawn.contains(">mar. 2021<"));
    assert!(drawn.contains("uge 18 i 2021") && drawn.contains("class=\"tl-decision\""));
    let rows: Vec<bool> = place(&story).rows.iter().map(|row| matches!(row.what, What::Happening(h) if h.is_decision)).collect();
    assert_eq!(rows, [false, true, false]);
    let table = table(&story, Lang::En).into_string();
    assert!(table.contains("Mar 2021") && table.contains("(the decision)") && table.contains("week of 3 May 2021"), "{table}");
}

#[test]
fn what_happened_on_the_last_day_stands_above_its_end() {
    let story = Story {
        happenings: vec![happening(LegalDate::day(day("2021-03-01")), "undersoegelse_afsluttet")],
        clocks: vec![clock("2021-03-01", "2021-03-01", Some("2021-03-01"), Ending::Kept)],
    };
    let placed = place(&story);
    assert!(matches!(placed.rows[0].what, What::Happening(_)) && placed.rows[1].is_same_day);
}
