#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
use tempfile::TempDir;

use super::*;
use crate::export::{CheckRow, EvidenceRef};

const NOW: Moment = Moment(1_770_000_000);
const SALT: Salt = Salt([7; 16]);
const PASSWORD: &str = "en lang adgangskode";

fn desk() -> (TempDir, Desk) {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::open(dir.path()).unwrap();
    (dir, desk)
}

/// A suggestion; fields that tests do not ask about come from JSON, so that the row may grow.
fn suggestion(outcome: &str) -> CheckRow {
    serde_json::from_value(serde_json::json!({
        "case": "sag-1", "municipality": null, "case_type": null, "check": "samtykke", "outcome": outcome, "reason": "fordi", "remarks": [],
        "law": "barnets lov", "started": "2024-01-02", "deadline": null, "ended": null,
        "evidence": [{ "act": "a.pdf", "page": 1, "quote": "samtykker" }],
    }))
    .unwrap()
}

fn new<'a>(seen: &'a CheckRow, outcome: &'a str, reason: &'a str) -> NewDecision<'a> {
    let choice = if outcome == seen.outcome { Choice::Confirm } else { Choice::Overturn };
    NewDecision { seen, acts: &[], choice, outcome, reason, sample: None, marked: None }
}

fn refused<T: std::fmt::Debug>(done: Result<T, DeskError>) -> Refusal {
    match done.unwrap_err() {
        DeskError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

#[test]
fn first_second_third() {
    let (_dir, mut desk) = desk();
    let row = suggestion("overholdt");
    assert_eq!(desk.decide("anne", Role::Reviewer, &new(&row, "overholdt", ""), NOW).unwrap(), Slot::First);
    assert_eq!(settle(&desk.decisions("sag-1").unwrap())[0].standing, Standing::One);
    assert_eq!(refused(desk.decide("anne", Role::Reviewer, &new(&row, "overholdt", ""), NOW)), Refusal::AlreadyDecided);
    assert_eq!(refused(desk.decide("bo", Role::Reviewer, &new(&row, "uoplyst", "  "), NOW)), Refusal::ReasonMissing);
    assert_eq!(desk.decide("bo", Role::Reviewer, &new(&row, "uoplyst", "intet viser det"), NOW).unwrap(), Slot::Second);
    // Nothing is settled while they disagree, and none of the two settles it.
    assert_eq!(settle(&desk.decisions("sag-1").unwrap()), []);
    assert_eq!(refused(desk.decide("carl", Role::Reviewer, &new(&row, "uoplyst", "x"), NOW)), Refusal::NeedsThird);
    assert_eq!(refused(desk.decide("bo", Role::Lead, &new(&row, "uoplyst", "x"), NOW)), Refusal::AlreadyDecided);
    assert_eq!(desk.decide("dorte", Role::Lead, &new(&row, "ikke_overholdt", "se s. 2"), NOW).unwrap(), Slot::Third);
    let settled = settle(&desk.decisions("sag-1").unwrap());
    assert_eq!((settled[0].outcome.as_str(), settled[0].overturned, settled[0].standing), ("ikke_overholdt", true, Standing::Settled));
    assert_eq!(refused(desk.decide("erik", Role::Lead, &new(&row, "overholdt", ""), NOW)), Refusal::SettledByTwo);
    // Agreement is that of the two blind readers, not of the third.
    let decisions = desk.decisions("sag-1").unwrap();
    let pair = pairs(&decisions);
    assert_eq!((pair.len(), pair[0].0.reader.as_str(), pair[0].1.reader.as_str()), (1, "anne", "bo"));
}

#[test]
fn an_undoing_is_a_row_and_ends_with_the_next_reader() {
    let (_dir, mut desk) = desk();
    let row = suggestion("overholdt");
    assert_eq!(refused(desk.undo("anne", "sag-1", "samtykke", NOW)), Refusal::NothingToUndo);
    desk.decide("anne", Role::Reviewer, &new(&row, "overholdt", ""), NOW).unwrap();
    desk.undo("anne", "sag-1", "samtykke", NOW).unwrap();
    assert!(desk.decisions("sag-1").unwrap().is_empty());
    let kept: i64 = desk.connection.query_row("SELECT count(*) FROM decisions", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1);
    desk.decide("anne", Role::Reviewer, &new(&row, "uoplyst", "se"), NOW).unwrap();
    desk.decide("bo", Role::Reviewer, &new(&row, "overholdt", ""), NOW).unwrap();
    // Both have seen each other's answer now.
    assert_eq!(refused(desk.undo("anne", "sag-1", "samtykke", NOW)), Refusal::ReadSince);
    assert_eq!(refused(desk.undo("bo", "sag-1", "samtykke", NOW)), Refusal::ReadSince);
}

#[test]
fn rows_cannot_be_changed_even_by_hand() {
    let (_dir, mut desk) = desk();
    let row = suggestion("overholdt");
    desk.decide("anne", Role::Reviewer, &new(&row, "overholdt", ""), NOW).unwrap();
    desk.add_note("anne", "sag-1", None, "husk", NOW).unwrap();
    for change in ["UPDATE decisions SET outcome = 'uoplyst'", "DELETE FROM decisions", "DELETE FROM notes", "UPDATE log SET line = ''"] {
        let error = desk.connection.execute(change, []).unwrap_err();
        assert!(error.to_string().contains("only added to"), "{change}: {error}");
    }
}

#[test]
fn a_changed_suggestion_is_told_and_may_be_decided_again() {
    let (_dir, mut desk) = desk();
    let row = suggestion("overholdt");
    let acts = ["aaa".to_owned()];
    desk.decide("anne", Role::Reviewer, &NewDecision { acts: &acts, ..new(&row, "overholdt", "") }, NOW).unwrap();
    let mut now = suggestion("ikke_overholdt");
    now.reason = "andre ord alene ændrer intet".to_owned();
    now.deadline = Some("2024-02-01".to_owned());
    now.evidence = vec![EvidenceRef { act: "ny.pdf".to_owned(), page: 2, quote: "trak samtykket tilbage".to_owned() }];
    let decision = desk.decisions("sag-1").unwrap().remove(0);
    let found = changes(&decision, &now);
    assert!(matches!(&found[0], Change::Outcome { then, now } if then == "overholdt" && now == "ikke_overholdt"));
    assert!(matches!(&found[1], Change::Date { which: "deadline", then: None, now: Some(day) } if day == "2024-02-01"));
    assert!(matches!(&found[2], Change::EvidenceCame(place) if place.act == "ny.pdf"));
    assert!(matches!(&found[3], Change::EvidenceWent(place) if place.act == "a.pdf"));
    assert_eq!(found.len(), 4);
    let today = [("a.pdf".to_owned(), "aaa".to_owned()), ("ny.pdf".to_owned(), "bbb".to_owned())];
    assert_eq!(decision.acts_since(&today), ["ny.pdf"]);
    // The same reader decides again, in the same slot.
    assert_eq!(desk.decide("anne", Role::Reviewer, &new(&now, "ikke_overholdt", ""), NOW).unwrap(), Slot::First);
    let settled = settle(&desk.decisions("sag-1").unwrap());
    assert_eq!((settled[0].outcome.as_str(), settled[0].overturned, settled[0].readers), ("ikke_overholdt", false, 1));

    let mut reworded = row.clone();
    reworded.reason = "sagt på en anden måde".to_owned();
    assert_eq!(fingerprint(&reworded), fingerprint(&row));
}

#[test]
fn the_log_shows_every_kind_of_tampering() {
    let (dir, mut desk) = desk();
    for number in 0..5 {
        let detail = number.to_string();
        desk.note(&Occasion { who: "anne", what: "case.view", case: Some("sag-1"), detail: &detail }, NOW).unwrap();
    }
    let LogState::Whole { lines: 5, last } = desk.verify_log().unwrap() else { panic!() };
    let harm = |sql: &str| {
        // Someone with the file and no respect for triggers.
        let connection = rusqlite::Connection::open(dir.path().join("desk.sqlite")).unwrap();
        connection.execute_batch("SAVEPOINT harm; DROP TRIGGER log_no_UPDATE; DROP TRIGGER log_no_DELETE;").unwrap();
        connection.execute(sql, []).unwrap();
        let copy = Desk { path: dir.path().to_owned(), connection };
        let state = copy.verify_log().unwrap();
        copy.connection.execute_batch("ROLLBACK TO harm").unwrap();
        state
    };
    assert_eq!(harm("UPDATE log SET line = replace(line, 'anne', 'bodil') WHERE number = 3"), LogState::Broken { line: 3 });
    assert_eq!(harm("DELETE FROM log WHERE number = 2"), LogState::Broken { line: 2 });
    assert_eq!(harm("UPDATE log SET number = number + 100 WHERE number = 5"), LogState::Broken { line: 5 });
    assert_eq!(harm("UPDATE log SET hash = 'x' WHERE number = 1"), LogState::Broken { line: 1 });
    // An end that was cut off shows in number and last hash only, for which both are told.
    let LogState::Whole { lines: 4, last: other } = harm("DELETE FROM log WHERE number = 5") else { panic!() };
    assert_ne!(last, other);
    assert_eq!(desk.verify_log().unwrap(), LogState::Whole { lines: 5, last });
}

#[test]
fn passwords_sessions_and_guessing() {
    let (_dir, mut desk) = desk();
    let user = |name: &str, role| User { name: name.to_owned(), role, access: Access::default(), disabled: false, created: NOW };
    assert_eq!(refused(desk.add_user("t", &user("anne", Role::Reviewer), "for kort", SALT)), Refusal::PasswordUnfit);
    for name in ["A", "lokal", "an ne", "<b>", ""] {
        assert_eq!(refused(desk.add_user("t", &user(name, Role::Reviewer), PASSWORD, SALT)), Refusal::NameUnfit, "{name}");
    }
    desk.add_user("t", &user("anne", Role::Reviewer), PASSWORD, SALT).unwrap();
    assert_eq!(refused(desk.add_user("t", &user("anne", Role::Lead), PASSWORD, SALT)), Refusal::NameTaken);
    let kept: String = desk.connection.query_row("SELECT password FROM users", [], |row| row.get(0)).unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !kept.contains(PASSWORD), "{kept}");

    // Guessing costs nothing four times, then time; the right password waits too.
    for _ in 0..5 {
        assert_eq!(desk.wait("anne", NOW).unwrap(), 0);
        assert_eq!(desk.check_password("anne", "forkert forkert", NOW).unwrap(), None);
    }
    assert_eq!(desk.wait("anne", NOW).unwrap(), 15);
    assert_eq!(desk.wait("anne", NOW.plus(15)).unwrap(), 0);
    // A name that nobody has is slowed down alike.
    for _ in 0..5 {
        assert_eq!(desk.check_password("findes.ikke", PASSWORD, NOW).unwrap(), None);
    }
    assert_eq!(desk.wait("findes.ikke", NOW).unwrap(), 15);
    assert_eq!(desk.check_password("anne", PASSWORD, NOW.plus(20)).unwrap().unwrap().name, "anne");
    assert_eq!(desk.wait("anne", NOW.plus(20)).unwrap(), 0);

    let token = Token::new([3; 32]);
    desk.begin_session("anne", &token, NOW).unwrap();
    let secrets: i64 =
        desk.connection.query_row("SELECT count(*) FROM sessions WHERE token_hash = ?1", [token.secret()], |row| row.get(0)).unwrap();
    assert_eq!(secrets, 0, "only the hash is kept");
    assert_eq!(desk.session(&token, NOW.plus(SESSION_IDLE - 1)).unwrap().unwrap().name, "anne");
    assert!(desk.session(&token, NOW.plus(2 * SESSION_IDLE)).unwrap().is_none());
    for hour in 1..=12 {
        let now = NOW.plus(hour * 3000);
        assert_eq!(desk.session(&token, now).unwrap().is_some(), now.0 < NOW.0 + SESSION_LIFE);
    }
    desk.end_session("anne", &token, NOW).unwrap();
    assert!(desk.session(&token, NOW).unwrap().is_none());

    desk.add_user("t", &user("chef", Role::Administrator), PASSWORD, SALT).unwrap();
    assert_eq!(refused(desk.disable_user("t", "chef", NOW)), Refusal::LastAdministrator);
    desk.begin_session("anne", &token, NOW).unwrap();
    desk.disable_user("t", "anne", NOW).unwrap();
    assert!(desk.session(&token, NOW).unwrap().is_none());
    assert_eq!(desk.check_password("anne", PASSWORD, NOW).unwrap(), None);
}

#[test]
fn access_is_by_case_and_municipality() {
    let access = Access { all: false, cases: vec!["a".to_owned()], municipalities: vec!["Lyngå Kommune".to_owned()] };
    assert!(access.covers("a", None) && access.covers("b", Some("Lyngå Kommune")));
    assert!(!access.covers("b", Some("Nordby Kommune")) && !access.covers("b", None));
    let (_dir, mut desk) = desk();
    assert_eq!(refused(desk.assign("chef", "sag-1", Some("ingen"), NOW)), Refusal::NoSuchUser);
    desk.assign("chef", "sag-1", Some(Desk::local_reader()), NOW).unwrap();
    assert_eq!(desk.assignment("sag-1").unwrap().unwrap().reader.as_deref(), Some("lokal"));
    desk.assign("chef", "sag-1", None, NOW).unwrap();
    assert_eq!(desk.assignment("sag-1").unwrap(), None);
    assert!(desk.assignments().unwrap().is_empty());
}

#[test]
fn samples_are_drawn_by_seed_alone() {
    let item = |number: usize| SampleItem { case: format!("sag-{number}"), check: "samtykke".to_owned() };
    let population: Vec<SampleItem> = (0..1000).map(item).collect();
    let mut shuffled = population.clone();
    shuffled.reverse();
    let drawn = draw(&population, 50, "frø");
    assert_eq!(drawn, draw(&shuffled, 50, "frø"));
    assert_eq!(drawn.len(), 50);
    assert_ne!(drawn, draw(&population, 50, "et andet"));
    assert_eq!(draw(&population[..3], 50, "frø").len(), 3);
    // Each has the same chance: over many seeds every one is drawn about as often.
    let mut times = std::collections::BTreeMap::new();
    for seed in 0..400 {
        for item in draw(&population[..100], 10, &seed.to_string()) {
            *times.entry(item).or_insert(0) += 1;
        }
    }
    assert_eq!(times.len(), 100);
    assert!(times.values().all(|times| (15..=70).contains(times)), "{:?}", times.values().collect::<Vec<_>>());

    let (_dir, mut desk) = desk();
    let sample = desk.draw_sample("chef", &population, 5, "frø", NOW).unwrap();
    assert_eq!(desk.samples().unwrap(), [sample]);
}

#[test]
fn a_sample_is_read_by_who_has_not_decided() {
    let (_dir, mut desk) = desk();
    let row = suggestion("overholdt");
    let blind = NewDecision { sample: Some(1), ..new(&row, "uoplyst", "") };
    desk.decide("anne", Role::Reviewer, &new(&row, "overholdt", ""), NOW).unwrap();
    assert_eq!(refused(desk.decide("anne", Role::Reviewer, &blind, NOW)), Refusal::AlreadyDecided);
    // No reason is asked of who does not know that they overturn anything.
    assert_eq!(desk.decide("bo", Role::Reviewer, &blind, NOW).unwrap(), Slot::Sample);
}

#[test]
fn another_file_and_a_newer_one_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.sqlite");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE x (y)").unwrap();
    assert!(matches!(Desk::open(dir.path()), Err(DeskError::Damaged { .. })));
    std::fs::remove_file(&path).unwrap();
    drop(Desk::open(dir.path()).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Desk::open(dir.path()), Err(DeskError::Newer { found: 99, .. })));
}

#[test]
fn several_connections_write_at_once() {
    let (dir, desk) = desk();
    drop(desk);
    std::thread::scope(|scope| {
        for reader in 0..4 {
            let dir = dir.path();
            scope.spawn(move || {
                let mut desk = Desk::open(dir).unwrap();
                for number in 0..25 {
                    let mut row = suggestion("overholdt");
                    row.case = format!("sag-{reader}-{number}");
                    desk.decide(&format!("laeser{reader}"), Role::Reviewer, &new(&row, "overholdt", ""), NOW).unwrap();
                }
            });
        }
    });
    let desk = Desk::open(dir.path()).unwrap();
    assert_eq!(desk.all_decisions().unwrap().len(), 100);
    assert!(matches!(desk.verify_log().unwrap(), LogState::Whole { lines: 100, .. }));
}
