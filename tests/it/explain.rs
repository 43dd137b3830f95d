use std::fs;

use crate::support::{Place, aktspor, corpus_store, finish, good_act, pdf, program};

#[test]
fn a_file_is_explained_event_by_event() {
    let place = Place::new();
    let act = place.put("01_underretning.pdf", good_act());
    let told = finish(program().arg("explain").arg(&act)).ok();
    for wanted in ["underretning modtaget 2. marts 2021 14:10: faktisk", "underretning_modtaget.", "Side 1", "aktens type: underretning"] {
        assert!(told.contains(wanted), "no `{wanted}` in\n{told}");
    }
    assert!(!told.contains('\u{1b}'), "colour where nobody sees it:\n{told}");
    let english = finish(program().args(["--lang", "en", "explain"]).arg(&act)).ok();
    assert!(english.contains("the act's type") && english.contains("Page 1"), "{english}");
}

#[test]
fn what_stopped_is_told_with_the_words_in_the_way() {
    let place = Place::new();
    let act = place.put("notat.pdf", pdf(&["Notat", "Den 3. maj 2021 modtog vi en klage over skolen."]));
    let told = finish(program().args(["explain", "-v"]).arg(&act)).ok();
    assert!(!told.contains("klage modtaget"), "{told}");
    assert!(told.contains("modtog") && told.contains("klage_modtaget.modtage"), "{told}");
}

#[test]
fn an_act_of_the_store_is_read_with_its_case_and_drawn_as_one_page() {
    let place = Place::new();
    let html = place.path("akt.html");
    let explain = |act: &str| {
        let mut command = program();
        command.args(["explain", act, "--store"]).arg(corpus_store());
        command
    };
    finish(explain("lyngaa-01/02_journal").arg("--html").arg(&html)).ok();
    let page = fs::read_to_string(&html).unwrap();
    assert!(page.contains("<svg") && page.contains("class=\"event\"") && page.contains("href=\"#n"), "{}", page.len());
    assert!(!page.contains("http"), "a page that needs nothing else");
    // What is explained is what is exported.
    let told = finish(&mut explain("lyngaa-01/02_journal.pdf")).ok();
    let store = crate::support::open_corpus_store();
    let events = store.case_events("lyngaa-01").unwrap();
    let events: Vec<_> = events.iter().filter(|event| event.act == "02_journal.pdf").collect();
    assert!(!events.is_empty());
    assert_eq!(told.matches("\n      regel ").count(), events.len(), "{told}");
    for event in events {
        assert!(told.contains(&event.rule), "{} is not told", event.rule);
    }
}

#[test]
fn an_act_that_is_not_there_ends_with_2() {
    let place = Place::new();
    let act = place.put("akt.pdf", good_act());
    aktspor(["explain", "findes-ikke.pdf"]).ends(2, &["findes-ikke.pdf"]);
    finish(program().args(["explain", "lyngaa-01/99_intet", "--store"]).arg(corpus_store())).ends(2, &["99_intet"]);
    finish(program().arg("explain").arg(&act).args(["--page", "7"])).ends(2, &["7"]);
}
