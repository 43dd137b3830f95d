use std::io::{BufReader, Read, Write};
use std::process::{Command, Stdio};

use aktspor::decisions::{Access, Desk, Role};
use aktspor::pipeline::{KeptCase, Maker};
use aktspor::review::pages;
use axum::http::StatusCode;

use crate::browser::{Browser, add_user, card, config, mark, store, two_readers_and_a_lead};
use crate::support::{Place, open_corpus_store};

const CHECK: &str = "underretning_24t";
const WITH_MARKS: &str = "Med de hændelser, du har markeret";

/// The value of a hidden field of a card.
fn hidden<'c>(card: &'c str, name: &str) -> &'c str {
    card.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap()
}

#[test]
fn judging_again_without_marks_gives_what_is_kept() {
    let store = open_corpus_store();
    let maker = Maker::as_run(None, None).unwrap();
    let mut judged = 0;
    // Every sixth case: the others differ in nothing that this could miss.
    for id in store.case_ids().unwrap().iter().step_by(6) {
        let case = KeptCase::from_store(&store, id).unwrap().unwrap();
        assert!(maker.judge(&case, &[]) == store.case_checks(id).unwrap(), "{id}");
        judged += 1;
    }
    assert!(judged > 5);
}

#[test]
fn a_marked_event_shows_what_the_verdict_becomes_and_the_decision_records_it() {
    let place = Place::new();
    let store = store(&place);
    for name in ["anne", "bo"] {
        add_user(&store, name, Role::Reviewer, Access::everything());
    }
    let router = pages(config(&store)).unwrap();
    let [mut anne, mut bo] = ["anne", "bo"].map(|name| Browser::logged_in(&router, name));
    let before = anne.get("/sag/sag-a").ok();
    assert!(!before.contains(WITH_MARKS) && !card(&before, CHECK).contains("data-outcome=\"overholdt\""));
    mark(&mut anne);
    let page = anne.get("/sag/sag-a").ok();
    let told = card(&page, CHECK);
    assert!(told.contains(WITH_MARKS) && told.contains("6. marts 2024"), "{told}");
    // Beside the suggestion, which stands as it was; proposed as the outcome to overturn to.
    let outcome = |card: &str| card.split("data-outcome=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(outcome(told), outcome(card(&before, CHECK)));
    assert!(told.contains("value=\"overholdt\" required checked") && told.contains("Med de hændelser, jeg har markeret:"), "{told}");
    // What it does not touch says nothing of it, and the list of marks tells what it turns.
    assert!(!card(&page, "klagevejledning").contains(WITH_MARKS));
    let list = page.split("id=\"markeret\"").nth(1).unwrap();
    assert!(list.contains("Med dine hændelser bliver udfaldet et andet for") && list.contains("#v-underretning_24t"), "{list}");
    // Nobody else sees it.
    assert!(!bo.get("/sag/sag-a").ok().contains(WITH_MARKS));

    // A decision on what the reader did not see is refused; with it, it is recorded.
    let (set, med) = (hidden(told, "set").to_owned(), hidden(told, "med").to_owned());
    let path = "/sag/sag-a/vurdering/underretning_24t/omgoer";
    let fields = [("set", set.as_str()), ("udfald", "overholdt"), ("begrundelse", "Se stemplet")];
    assert_eq!(anne.post(path, &fields).status, StatusCode::CONFLICT);
    anne.post(path, &[&fields[..], &[("med", &med)]].concat()).leads();
    let kept = Desk::open(&store).unwrap().decisions("sag-a").unwrap();
    let marked = kept[0].marked.as_ref().unwrap();
    assert_eq!((marked.outcome.as_str(), marked.marks.len()), ("overholdt", 1));
    assert!(card(&anne.get("/sag/sag-a").ok(), CHECK).contains("med egne markerede hændelser: overholdt"));

    // The second reader is blind to the mark as to the decision, on the case's page and on the act's.
    let act = "/sag/sag-a/akt/01_underretning.pdf/side/1";
    for path in ["/sag/sag-a", act] {
        let page = bo.get(path).ok();
        assert!(!page.contains("markeret af") && !page.contains("»Skolen er bekymret«"), "{path}");
    }
    bo.decide("sag-a", CHECK, None).leads();
    let page = bo.get("/sag/sag-a").ok();
    assert!(page.contains("»Skolen er bekymret«") && card(&page, CHECK).contains("med egne markerede hændelser: overholdt"));
    assert!(bo.get(act).ok().contains("markeret af"));
    assert!(!card(&page, CHECK).contains(WITH_MARKS), "another's marks are no reader's own");
}

#[test]
fn a_mark_taken_back_changes_nothing_any_more() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    mark(&mut browser);
    assert!(browser.get("/sag/sag-a").ok().contains(WITH_MARKS));
    browser.post("/sag/sag-a/haendelse/fortryd", &[("nummer", "1")]).leads();
    assert!(!browser.get("/sag/sag-a").ok().contains(WITH_MARKS));
    browser.decide("sag-a", CHECK, None).leads();
}

#[test]
fn a_verdict_of_an_unread_sample_is_told_nowhere() {
    let place = Place::new();
    let store = store(&place);
    let [mut anne, mut bo, mut chef] = two_readers_and_a_lead(&store);
    // Who has decided a verdict before has seen it, and is not asked.
    bo.decide("sag-a", CHECK, None).leads();
    chef.post("/stikproeve", &[("antal", "1000"), ("fro", "alle")]).leads();

    let seen = "x";
    for browser in [&mut anne, &mut chef] {
        let page = browser.get("/sag/sag-a").ok();
        for check in [CHECK, "samtykke"] {
            let card = card(&page, check);
            assert!(card.contains("udtrukket til stikprøve") && card.contains("/stikproeve/1"), "{card}");
            for told in ["badge", "data-outcome", "class=\"reason\"", "class=\"evidence\"", "name=\"set\"", "<form"] {
                assert!(!card.contains(told), "{told}: {card}");
            }
        }
        assert!(!page.contains("class=\"tl-bar"), "a clock tells its verdict");
        // By post, list and table neither.
        let refused = browser.post("/sag/sag-a/vurdering/samtykke/bekraeft", &[("set", seen)]);
        assert!(refused.status == StatusCode::BAD_REQUEST && refused.text.contains("stikprøve"), "{}", refused.text);
        let list = browser.get("/sager?vurdering=samtykke").ok();
        assert!(list.contains("i stikprøve") && !list.contains("class=\"badge o-"), "{list}");
        for outcome in ["overholdt", "ikke_overholdt", "uoplyst", "ikke_relevant"] {
            assert!(!browser.get(&format!("/sager?vurdering=samtykke&udfald={outcome}")).ok().contains("/sag/sag-a"));
        }
        assert!(!browser.get("/sager").ok().contains("class=\"badge o-"));
        assert!(browser.get("/eksport/checks.ndjson").text.trim().is_empty());
    }
    let page = bo.get("/sag/sag-a").ok();
    assert!(card(&page, CHECK).contains("du har bekræftet") && !card(&page, "samtykke").contains("data-outcome"));

    // Read for the sample, it is told, and the reading stands.
    let question = anne.get("/stikproeve/1").ok();
    let (case, check) = (hidden(&question, "sag").to_owned(), hidden(&question, "vurdering").to_owned());
    anne.post("/stikproeve/1", &[("sag", &case), ("vurdering", &check), ("udfald", "uoplyst")]).leads();
    assert!(card(&anne.get(&format!("/sag/{case}")).ok(), &check).contains("data-outcome"));
    let undo = anne.post(&format!("/sag/{case}/vurdering/{check}/fortryd"), &[]);
    assert!(undo.status == StatusCode::CONFLICT && undo.text.contains("kan ikke fortrydes"), "{}", undo.text);
}

#[test]
fn no_words_of_an_act_stand_in_an_address() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    mark(&mut browser);
    let page = browser.get("/sag/sag-a").ok();
    let addresses: Vec<&str> = page.split(['"']).filter(|part| part.starts_with("/sag/") && part.contains("/side/")).collect();
    assert!(addresses.iter().any(|to| to.contains("?bevis=v.")) && addresses.iter().any(|to| to.contains("?bevis=h.")));
    assert!(addresses.iter().any(|to| to.contains("?bevis=m.1")), "{addresses:?}");
    for address in addresses {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        assert!(!query.contains('%') && query.len() < 60, "{address}");
        assert!(query.is_empty() || browser.get(address).ok().contains("mark-chosen"), "{address} boxes its words");
    }
    // What points nowhere boxes nothing.
    for nowhere in ["v.samtykke.99", "v.andet.1", "h.99.1", "h.1.0", "m.99", "020315-1234"] {
        let page = browser.get(&format!("/sag/sag-a/akt/01_underretning.pdf/side/1?bevis={nowhere}")).ok();
        assert!(!page.contains("mark-chosen"), "{nowhere}");
    }
}

#[test]
fn figures_are_drawn_from_suggestions_and_from_what_people_settled_apart() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    let page = browser.get("/tal").ok();
    assert!(page.contains("Ingen vurdering er afgjort endnu") && page.contains("id=\"forslag-t\"") && !page.contains("id=\"afgjort-t\""));
    // No rule of the study asks for consent.
    browser.decide("sag-a", "samtykke", None).leads();
    assert!(browser.get("/tal").ok().contains("Ingen af dem hører til undersøgelsens krav"));
    browser.decide("sag-a", CHECK, None).leads();
    let page = browser.get("/tal").ok();
    assert!(
        page.contains("id=\"forslag-t\"") && page.contains("id=\"afgjort-t\"") && page.contains("2 afgjorte vurderinger i 1 sag;"),
        "{page}"
    );
    assert!(browser.get("/tal?undersoegelse=pilot-2019&sprog=en").ok().contains("id=\"forslag-t\""));
    assert_eq!(browser.get("/tal?undersoegelse=../x").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_password_typed_at_a_terminal_is_not_shown() {
    // `script` gives a program a terminal, `stty` tells whether that shows what is typed.
    if ["script", "stty"].iter().any(|tool| Command::new(tool).arg("--version").stdout(Stdio::null()).status().is_err()) {
        eprintln!("skipped: no `script` or no `stty` here");
        return;
    }
    let place = Place::new();
    let (store, tty) = (place.path("store"), place.path("tty"));
    let typed = |name: &str, second: &str| {
        let program = env!("CARGO_BIN_EXE_aktspor");
        let command = format!("tty > '{}'; exec '{program}' user add {name} --store '{}'", tty.display(), store.display());
        let mut child = Command::new("script")
            .args(["-qec", &command, "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut keys, mut screen) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut shown = Vec::new();
        for (question, answer) in [("ikke): ", "en lang hemmelighed"), ("Gentag adgangskoden: ", second)] {
            while !String::from_utf8_lossy(&shown).ends_with(question) {
                let mut byte = [0];
                assert_eq!(screen.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&shown));
                shown.push(byte[0]);
            }
            let terminal = std::fs::read_to_string(&tty).unwrap();
            let is_hidden = || {
                let told = Command::new("stty").args(["-F", terminal.trim(), "-a"]).output().unwrap();
                String::from_utf8_lossy(&told.stdout).split([' ', ';']).any(|flag| flag == "-echo")
            };
            while !is_hidden() {
                std::thread::yield_now();
            }
            writeln!(keys, "{answer}").unwrap();
        }
        screen.read_to_end(&mut shown).unwrap();
        (child.wait().unwrap().success(), String::from_utf8_lossy(&shown).into_owned())
    };
    let (is_done, shown) = typed("anne", "noget ganske andet");
    assert!(!is_done && shown.contains("ikke ens") && !shown.contains("hemmelighed") && !shown.contains("noget"), "{shown}");
    let (is_done, shown) = typed("anne", "en lang hemmelighed");
    assert!(is_done && shown.contains("Oprettet") && !shown.contains("hemmelighed"), "{shown}");
}
