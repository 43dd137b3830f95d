use std::fs;
use std::time::{Duration, Instant};

use aktspor::decisions::{Desk, LogState};
use aktspor::store::Store;
use axum::http::StatusCode;

use crate::browser::{Browser, archive, card, store, two_readers_and_a_lead};
use crate::support::{Place, ingest, pdf, rows, zip};

/// Every page that a lead sees, on the store of the tests.
const PAGES: [&str; 14] = [
    "/",
    "/sager",
    "/sager?udfald=uoplyst",
    "/sager?vurdering=samtykke&afgjort=nej&tvivl=ja&tildelt=ingen&kommune=Lyng%C3%A5%20Kommune",
    "/sag/sag-a",
    "/sag/sag-c",
    "/sag/sag-a/akt/01_underretning.pdf/side/1?bevis=h.1.1",
    "/soeg",
    "/soeg?q=underretning",
    "/tal",
    "/enighed",
    "/stikproeve",
    "/log?kontrol=ja",
    "/indlaes",
];

#[test]
fn every_page_answers_with_its_headers_and_holds_neither_script_nor_style() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    for path in PAGES {
        let answer = browser.get(path);
        let policy = answer.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["cache-control"], "no-store");
        let page = answer.ok();
        // What acts say may hold such words; a tag may not.
        for tag in page.split('<').skip(1).filter_map(|after| after.split('>').next()) {
            for attribute in tag.split(' ').skip(1) {
                let is_code = attribute.starts_with("style=")
                    || (attribute.starts_with("on") && attribute.contains('='))
                    || attribute.starts_with("hx-on");
                assert!(!is_code && !attribute.contains("javascript:") && !attribute.contains("=\"http"), "{path}: <{tag}>");
            }
            assert!(!tag.starts_with("style"), "{path}");
        }
        for script in page.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/static/"), "{path}: {}", &script[..60.min(script.len())]);
        }
        for wanted in ["<html lang=\"da\"", "<main id=\"indhold\"", "<h1", "class=\"skip\"", "aria-live"] {
            assert!(page.contains(wanted), "{path} lacks {wanted}");
        }
    }
}

#[test]
fn files_of_the_program_are_served_and_may_be_kept() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    let page = browser.get("/").ok();
    for name in ["app.css", "app.js", "htmx.min.js", "icon.svg"] {
        let address = page.split('"').find(|part| part.starts_with("/static/") && part.ends_with(name)).unwrap();
        let answer = browser.get(address);
        assert!(answer.headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(!answer.ok().is_empty());
    }
    assert_eq!(browser.get("/static/x/other.js").status, StatusCode::NOT_FOUND);
}

#[test]
fn english_is_a_switch_away_and_stays() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    for path in PAGES {
        let joined = if path.contains('?') { format!("{path}&sprog=en") } else { format!("{path}?sprog=en") };
        let page = browser.get(&joined).ok();
        assert!(page.contains("<html lang=\"en\"") && page.contains(">Received</a>") && !page.contains("Modtaget</a>"), "{path}");
    }
    // What the program says of a verdict is English too; the law's own words stay as they are.
    let case = browser.get("/sag/sag-a?sprog=en").ok();
    for danish in ["class=\"reason\" lang=\"da\"", "<li lang=\"da\"", "class=\"small\" lang=\"da\""] {
        assert!(!case.contains(danish), "{danish}");
    }
    assert!(case.contains("class=\"reason\" lang=\"en\"") && case.contains("the outcome would be"));
    let switch = browser.get("/sprog?til=en&side=/sager");
    assert_eq!(switch.leads(), "/sager");
    assert!(switch.headers["set-cookie"].to_str().unwrap().starts_with("aktspor-sprog=en;"));
}

#[test]
fn confirm_overturn_undo_and_note_by_plain_forms() {
    let place = Place::new();
    let store = store(&place);
    let mut browser = Browser::on(&store);
    assert_eq!(browser.decide("sag-a", "samtykke", None).leads(), "/sag/sag-a#v-samtykke");
    let page = browser.get("/sag/sag-a").ok();
    assert!(card(&page, "samtykke").contains("du har bekræftet"));

    let suggested = Store::open_read_only(&store).unwrap().case_checks("sag-a").unwrap();
    let outcome = &suggested.iter().find(|row| row.check == "underretning_24t").unwrap().outcome;
    let other = if outcome == "overholdt" { "uoplyst" } else { "overholdt" };
    // Without a reason, or to the same outcome, nothing is overturned.
    assert_eq!(browser.decide("sag-a", "underretning_24t", Some((other, " "))).status, StatusCode::CONFLICT);
    assert_eq!(browser.decide("sag-a", "underretning_24t", Some((outcome, "fordi"))).status, StatusCode::CONFLICT);
    assert_eq!(browser.decide("sag-a", "underretning_24t", Some(("noget", "fordi"))).status, StatusCode::BAD_REQUEST);
    browser.decide("sag-a", "underretning_24t", Some((other, "Stemplet side 1 viser det"))).leads();
    let page = browser.get("/sag/sag-a").ok();
    assert!(card(&page, "underretning_24t").contains("Stemplet side 1 viser det"));

    browser.post("/sag/sag-a/vurdering/underretning_24t/fortryd", &[]).leads();
    assert!(card(&browser.get("/sag/sag-a").ok(), "underretning_24t").contains("data-open=\"true\""));
    browser.post("/sag/sag-a/vurdering/samtykke/note", &[("tekst", "Ring til kommunen")]).leads();
    browser.post("/sag/sag-a/note", &[("tekst", "Sagen er sendt to gange")]).leads();
    let page = browser.get("/sag/sag-a").ok();
    assert!(card(&page, "samtykke").contains("Ring til kommunen") && page.contains("Sagen er sendt to gange"));
    assert!(browser.get("/sager?afgjort=ja").ok().contains("1 sag"));
    assert!(matches!(Desk::open(&store).unwrap().verify_log().unwrap(), LogState::Whole { .. }));
}

#[test]
fn with_script_the_answer_is_the_card_and_what_is_said_aloud() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    let seen = browser.seen("sag-a", "samtykke");
    let answer = browser.post_part("/sag/sag-a/vurdering/samtykke/bekraeft", &[("set", &seen)]).ok();
    assert!(answer.starts_with("<article") && answer.contains("data-decided=\"now\"") && answer.contains("hx-swap-oob"), "{answer}");
    // A second time is refused, aloud.
    let again = browser.post_part("/sag/sag-a/vurdering/samtykke/bekraeft", &[("set", &seen)]);
    assert_eq!((again.status, again.headers["hx-retarget"].to_str().unwrap()), (StatusCode::CONFLICT, "#besked"));
    let outdated = browser.post_part("/sag/sag-a/vurdering/underretning_24t/bekraeft", &[("set", "andet")]);
    assert_eq!(outdated.status, StatusCode::CONFLICT);
    let part = browser.get_part("/sag/sag-a/akt/01_underretning.pdf/side/1").ok();
    assert!(!part.contains("<html"));
}

#[test]
fn the_second_reader_is_blind_and_a_lead_settles() {
    let place = Place::new();
    let store = store(&place);
    let [mut anne, mut bo, mut chef] = two_readers_and_a_lead(&store);
    anne.decide("sag-a", "samtykke", None).leads();
    anne.post("/sag/sag-a/vurdering/samtykke/note", &[("tekst", "annes egen note")]).leads();

    // Nowhere does the second reader, or the lead who might be one, see what the first decided.
    for browser in [&mut bo, &mut chef] {
        let page = browser.get("/sag/sag-a").ok();
        let card = card(&page, "samtykke");
        assert!(!card.contains("anne") && !card.contains("bekræftet") && card.contains("du læser uafhængigt"), "{card}");
    }
    assert!(!chef.get("/log").ok().contains("confirm"));
    // A note on the verdict is not shown to others yet; the list says that one has decided, not who or what.
    assert!(bo.get("/sager?vurdering=samtykke").ok().contains("afgjort af én"));

    let whole = Store::open_read_only(&store).unwrap().case_checks("sag-a").unwrap();
    let suggested = whole.iter().find(|row| row.check == "samtykke").unwrap().outcome.clone();
    let [other, third] = match suggested.as_str() {
        "overholdt" => ["uoplyst", "ikke_overholdt"],
        _ => ["overholdt", "ikke_relevant"],
    };
    bo.decide("sag-a", "samtykke", Some((other, "jeg læser det anderledes"))).leads();
    for browser in [&mut anne, &mut bo] {
        let page = browser.get("/sag/sag-a").ok();
        let card = card(&page, "samtykke");
        assert!(card.contains("jeg læser det anderledes") && card.contains("annes egen note") && card.contains("læserne er uenige"));
        assert!(!card.contains("bekraeft"), "neither of the two settles it");
    }
    assert_eq!(anne.post("/sag/sag-a/vurdering/samtykke/fortryd", &[]).status, StatusCode::CONFLICT);
    assert!(chef.get("/enighed").ok().contains("sag-a: Samtykke"));
    chef.decide("sag-a", "samtykke", Some((third, "paragraffen gælder ikke her"))).leads();
    assert!(card(&anne.get("/sag/sag-a").ok(), "samtykke").contains("afgjort af en tredje"));
    let agreement = chef.get("/enighed").ok();
    assert!(agreement.contains("1 vurdering læst af to, enige om 0; kappa 0,00"), "{agreement}");
    assert_eq!(bo.get("/enighed").status, StatusCode::FORBIDDEN);
}

#[test]
fn a_sample_is_read_without_its_suggestion() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    assert_eq!(browser.post("/stikproeve", &[("antal", "0")]).status, StatusCode::BAD_REQUEST);
    browser.post("/stikproeve", &[("antal", "2"), ("fro", "prøve")]).leads();
    for place in 1..=2 {
        let page = browser.get("/stikproeve/1").ok();
        assert!(page.contains(&format!("{place} / 2")));
        assert!(!page.contains("class=\"badge") && !page.contains("class=\"reason\""), "the suggestion is not told");
        let field = |name: &str| page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (case, check) = (field("sag"), field("vurdering"));
        browser.post("/stikproeve/1", &[("sag", &case), ("vurdering", &check), ("udfald", "ikke_relevant")]).leads();
    }
    assert!(browser.get("/stikproeve/1").ok().contains("ikke flere"));
    assert!(browser.get("/stikproeve").ok().contains("2 / 2"));
    assert!(browser.get("/tal").ok().contains(" af 2 ("));
    // What is no item of it cannot be read for it.
    assert_eq!(
        browser.post("/stikproeve/1", &[("sag", "sag-a"), ("vurdering", "nej"), ("udfald", "uoplyst")]).status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn decisions_outlive_a_new_run_and_what_changed_is_told() {
    let place = Place::new();
    let store = store(&place);
    Browser::on(&store).decide("sag-a", "samtykke", None).leads();
    // A new act comes; the case is made anew.
    let act = pdf(&[
        "Samtykkeerkl\u{e6}ring",
        "20. august 2024",
        "Jeg giver samtykke til familiebehandling.",
        "Underskrevet den 20. august 2024, mor (for\u{e6}ldremyndighed)",
    ]);
    let more = zip([
        (
            "sag-a/sag.json",
            br#"{"id":"sag-a","municipality":"Lyng\u00e5 Kommune","case_type":"familiebehandling","consent":true,"law":"barnets_lov"}"#
                .as_slice(),
        ),
        ("sag-a/03_samtykke.pdf", &act),
    ]);
    ingest(&[&place.put("mere.zip", more)], &store).ok();
    let page = Browser::on(&store).get("/sag/sag-a").ok();
    let card = card(&page, "samtykke");
    assert!(card.contains("Forslaget er ændret, siden det blev afgjort"), "{card}");
    assert!(card.contains("Siden er kommet til: 03_samtykke.pdf") && card.contains("Nyt bevis"), "{card}");
    assert!(card.contains("data-open=\"true\""), "it may be decided again");
    assert!(Browser::on(&store).get("/sager?afgjort=aendret").ok().contains("sag-a"));
}

#[test]
fn an_event_is_marked_on_its_page_and_taken_back() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    let mark = [
        ("akt", "01_underretning.pdf"),
        ("side", "1"),
        ("citat", "Skolen  er\nbekymret"),
        ("slags", "boernesamtale_afholdt"),
        ("dato", "2024-03-05"),
    ];
    let with = |name: &'static str, value: &'static str| mark.map(|(key, kept)| if key == name { (key, value) } else { (key, kept) });
    for (wrong, status) in [
        (with("dato", "5/3"), StatusCode::BAD_REQUEST),
        (with("slags", "noget"), StatusCode::BAD_REQUEST),
        (with("side", "2"), StatusCode::NOT_FOUND),
        (with("akt", "../desk.sqlite"), StatusCode::NOT_FOUND),
        (with("citat", " "), StatusCode::BAD_REQUEST),
        (with("citat", "ord, der ikke står der"), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(browser.post("/sag/sag-a/haendelse", &wrong).status, status);
    }
    browser.post("/sag/sag-a/haendelse", &mark).leads();
    assert!(browser.get("/sag/sag-a").ok().contains("»Skolen er bekymret«"));
    browser.post("/sag/sag-a/haendelse/fortryd", &[("nummer", "1")]).leads();
    assert!(!browser.get("/sag/sag-a").ok().contains("»Skolen er bekymret«"));
}

#[test]
fn a_selection_is_believed_for_its_place_only() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    let mark = |from: &'static str, to: &'static str| {
        [
            ("akt", "01_underretning.pdf"),
            ("side", "1"),
            ("citat", "noget helt andet"),
            ("fra", from),
            ("til", to),
            ("slags", "underretning_modtaget"),
            ("dato", "2024-03-05"),
            ("status", "planlagt"),
        ]
    };
    // The middle of the first word: whole words are taken.
    browser.post("/sag/sag-a/haendelse", &mark("2", "4")).leads();
    let page = browser.get("/sag/sag-a").ok();
    assert!(page.contains("»Underretning«") && !page.contains("noget helt andet"), "{page}");
    assert!(browser.get("/sag/sag-a/akt/01_underretning.pdf/side/1").ok().contains("planlagt · markeret af"));
    for (from, to) in [("9000", "9010"), ("4", "2"), ("0", "0")] {
        assert_eq!(browser.post("/sag/sag-a/haendelse", &mark(from, to)).status, StatusCode::BAD_REQUEST, "{from}–{to}");
    }
}

#[test]
fn a_page_is_a_picture_with_its_words_over_it() {
    let place = Place::new();
    let store = store(&place);
    let mut browser = Browser::on(&store);
    let page = "/sag/sag-a/akt/01_underretning.pdf/side/1";
    let whole = browser.get(&format!("{page}?bevis=h.1.1")).ok();
    assert!(whole.contains(&format!("src=\"{page}/billede/2\"")) && whole.contains("class=\"mark mark-chosen\""), "{whole}");
    assert!(browser.get(&format!("{page}?steder=0-12")).ok().contains("class=\"mark mark-chosen\""));
    assert!(!browser.get(page).ok().contains("mark-chosen"));

    let covered = browser.get(&format!("{page}/billede/2"));
    assert_eq!((covered.status, covered.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "image/png"));
    for wrong in ["billede/9", "billede/2.png", "billede/..%2F2"] {
        assert_eq!(browser.get(&format!("{page}/{wrong}")).status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(browser.get("/sag/sag-a/akt/01_underretning.pdf/side/2/billede/2").status, StatusCode::NOT_FOUND);
    browser.post("/sag/sag-a/cpr", &[("vis", "ja")]).leads();
    let bare = browser.get(&format!("{page}/billede/2"));
    assert!(
        covered.bytes.starts_with(b"\x89PNG") && bare.bytes.starts_with(b"\x89PNG") && covered.bytes != bare.bytes,
        "the number is painted over"
    );

    // What can't be drawn is told in the picture's place.
    std::fs::remove_dir_all(store.join("acts")).unwrap();
    let gone = browser.get(&format!("{page}/billede/3"));
    assert_eq!((gone.status, gone.headers["content-type"].to_str().unwrap()), (StatusCode::SERVICE_UNAVAILABLE, "image/svg+xml"));
    assert!(gone.text.contains("Akten findes ikke"), "{}", gone.text);
}

#[test]
fn tables_are_what_the_reader_stands_on() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    let all = rows(&browser.get("/eksport/checks.ndjson").ok());
    let one = rows(&browser.get("/eksport/checks.ndjson?kun=sag-a").ok());
    let open = rows(&browser.get("/eksport/checks.ndjson?vurdering=samtykke&kommune=Lyng%C3%A5%20Kommune").ok());
    assert_eq!(all.len(), 3 * one.len());
    assert!(one.iter().all(|row| row["case"] == "sag-a"));
    assert_eq!(open.len(), 2);
    assert!(browser.get("/eksport/events.xlsx").bytes.starts_with(b"PK"));
    for wrong in ["checks", "checks.pdf", "users.ndjson", "..%2Fdesk.sqlite"] {
        assert_eq!(browser.get(&format!("/eksport/{wrong}")).status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[test]
fn cpr_numbers_are_covered_until_asked_for_and_the_asking_is_noted() {
    let place = Place::new();
    let store = store(&place);
    let mut browser = Browser::on(&store);
    let page = "/sag/sag-a/akt/01_underretning.pdf/side/1";
    let texts = |browser: &mut Browser| {
        [browser.get(page).ok(), browser.get("/soeg?q=bekymret").ok(), browser.get("/eksport/events.ndjson").ok()].concat()
    };
    let covered = texts(&mut browser);
    assert!(!covered.contains("020315-1234") && covered.contains("••••••-••••"));
    browser.post("/sag/sag-a/cpr", &[("vis", "ja")]).leads();
    assert!(browser.get(page).ok().contains("020315-1234"));
    assert!(Browser::on(&store).get("/log?tekst=cpr.show").ok().contains("sag-a"));
    // Another session, another asking.
    assert!(!Browser::on(&store).get(page).ok().contains("020315-1234"));
    browser.post("/sag/sag-a/cpr", &[("vis", "nej")]).leads();
    assert!(!browser.get(page).ok().contains("020315-1234"));
}

#[test]
fn an_archive_is_sent_read_and_seen() {
    let place = Place::new();
    let store = place.path("nyt");
    let mut browser = Browser::on(&store);
    assert!(browser.get("/").ok().contains("Her er ingen sager endnu"));
    browser.upload("sager.zip", &archive()).leads();
    let begun = Instant::now();
    loop {
        let list = browser.get_part("/indlaes/status").ok();
        if list.contains(">læst<") {
            assert!(list.contains("3 sager"), "{list}");
            break;
        }
        assert!(!list.contains("kunne ikke læses<") && begun.elapsed() < Duration::from_secs(120), "{list}");
        std::thread::yield_now();
    }
    assert!(browser.get("/sager").ok().contains("3 sager"));
    assert!(browser.get("/soeg?q=underretning").ok().contains("sag-a"));
    // The archive itself is gone; what became of it is remembered, also by the next server.
    let left: Vec<_> = fs::read_dir(store.join("uploads/1")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["state.json"]);
    assert!(Browser::on(&store).get_part("/indlaes/status").ok().contains("sager.zip"));
}

#[test]
fn an_upload_that_a_fall_left_waiting_is_read_by_the_next_start() {
    let place = Place::new();
    let store = place.path("nyt");
    let folder = store.join("uploads/7");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("sager.zip"), archive()).unwrap();
    fs::write(
        folder.join("state.json"),
        r#"{"number":7,"name":"sager.zip","who":"lokal","at":1770000000,"stage":{"Waiting":{"holder":null}}}"#,
    )
    .unwrap();
    // And one that had not come whole is gone.
    fs::create_dir_all(store.join("uploads/8")).unwrap();
    fs::write(store.join("uploads/8/halv.zip"), b"PK").unwrap();
    let mut browser = Browser::on(&store);
    assert!(!store.join("uploads/8").exists());
    let begun = Instant::now();
    while !browser.get_part("/indlaes/status").ok().contains(">læst<") {
        assert!(begun.elapsed() < Duration::from_secs(120));
        std::thread::yield_now();
    }
    assert!(browser.get("/sager").ok().contains("3 sager"));
}
