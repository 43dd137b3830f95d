//! Which folders become which cases.

use std::path::Path;

use super::build::{Entry, entry, long_pdf, pdf, zip};
use super::*;

const SAG: &str = r#"{"id": "nordby-01", "municipality": "Nordby Kommune", "case_type": "anbringelse", "born": "2010-12-05"}"#;

/// A municipality's cases as files.
fn tree() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("nordby-kommune/nordby-01/sag.json", SAG.into()),
        ("nordby-kommune/nordby-01/10 afgørelse.pdf", pdf("j")),
        ("nordby-kommune/nordby-01/2 brev.pdf", pdf("b")),
        ("nordby-kommune/nordby-01/Bilag/2 brev.pdf", pdf("bilag")),
        ("nordby-kommune/nordby-01/Bilag/kopi.pdf", pdf("b")),
        ("nordby-kommune/nordby-01/noter.docx", b"PK\x03\x04docx".to_vec()),
        ("nordby-kommune/sag uden json/01.PDF", b"this is only text".to_vec()),
        ("nordby-kommune/sag uden json/scan", pdf("no extension")),
        ("nordby-kommune/sag uden json/Thumbs.db", vec![]),
        ("nordby-kommune/sag uden json/~$brev.docx", b"lock".to_vec()),
        ("nordby-kommune/vejledning/læs mig.txt", b"hej".to_vec()),
    ]
}

fn entries() -> Vec<Entry> {
    tree().iter().map(|(name, data)| entry(name, data)).collect()
}

#[test]
fn the_same_cases_zipped_and_unzipped() {
    let place = Place::new();
    for (name, data) in tree() {
        place.put(&format!("x/{name}"), &data);
    }
    let zipped = place.put("y/x.zip", &zip(&entries()));
    let from_zip = opened(&[&zipped], &Limits::default());
    let from_folder = opened(&[&place.path("x")], &Limits::default());
    let expected = ["nordby-01: 2 brev.pdf, 10 afgørelse.pdf, Bilag/2 brev.pdf", "nordby-kommune/sag uden json: 01.PDF, scan"];
    for delivery in [&from_zip, &from_folder] {
        assert_eq!(outline(delivery), expected);
        let act = &delivery.cases[0].acts[0];
        assert!(act.also_at[0].ends_with("/nordby-kommune/nordby-01/Bilag/kopi.pdf"));
        assert_eq!(act.read().unwrap(), pdf("b"));
        assert_eq!(act.size, pdf("b").len() as u64);
        let sag = delivery.cases[0].sag.as_ref().unwrap();
        assert_eq!(sag.municipality.as_deref(), Some("Nordby Kommune"));
        assert_eq!(delivery.cases[0].dir, "nordby-kommune/nordby-01");
        assert_eq!(notices(delivery), ["no_acts_in_folder"]);
        assert!(delivery.problems.is_empty());
        let tally = delivery.tally();
        assert_eq!(tally.get(StateKind::Act), 5);
        assert_eq!(tally.get(StateKind::Duplicate), 1);
        assert_eq!(tally.get(StateKind::NotADocument), 2);
        assert_eq!(tally.get(StateKind::IgnoredSystemFile), 2);
        assert_eq!(tally.get(StateKind::SagJson), 1);
    }
    assert_eq!(from_zip.members.len(), tree().len());
    assert_eq!(from_folder.members.len(), tree().len() + 5);
    assert_eq!(from_zip.cases[1].acts[0].place, "x.zip/nordby-kommune/sag uden json/01.PDF");
    let hashes =
        |delivery: &Delivery| -> Vec<String> { delivery.cases.iter().flat_map(|case| &case.acts).map(|act| act.sha256.clone()).collect() };
    assert_eq!(hashes(&from_zip), hashes(&from_folder));
}

#[test]
fn paths_below_the_argument() {
    let place = Place::new();
    let zipped = place.put("x.zip", &zip(&[entry("A/01.pdf", &pdf("a")), entry("00.pdf", &pdf("root"))]));
    place.put("x/A/01.pdf", &pdf("a"));
    place.put("x/00.pdf", &pdf("root"));
    let limits = Limits::default();
    for path in [&zipped, &place.path("x")] {
        let delivery = opened(&[path], &limits);
        assert_eq!(outline(&delivery), ["A: 01.pdf", "x: 00.pdf"]);
        assert_eq!(notices(&delivery), ["case_inside_case"]);
    }
    let both = opened(&[&zipped, &place.path("x")], &limits);
    assert_eq!(outline(&both), ["A: 01.pdf", "x: 00.pdf"]);
    assert_eq!(both.tally().get(StateKind::Duplicate), 2);
    let above = opened(&[&place.path("")], &limits);
    assert_eq!(outline(&above)[1], "x/A: 01.pdf");
}

#[test]
fn single_acts() {
    let place = Place::new();
    let one = place.put("Sag 7/01.pdf", &pdf("one"));
    let two = place.put("Sag 7/02.pdf", &pdf("two"));
    let other = place.put("mappe/03.pdf", &pdf("three"));
    place.put("mappe/sag.json", SAG.as_bytes());
    let delivery = opened(&[&other, &two, &one], &Limits::default());
    assert_eq!(outline(&delivery), ["Sag 7: 01.pdf, 02.pdf", "nordby-01: 03.pdf"]);
    assert_eq!(delivery.cases[0].acts[0].place, "Sag 7/01.pdf");
    assert!(delivery.problems.is_empty() && delivery.notices.is_empty());
}

#[test]
fn folders_with_the_same_declared_id_are_one_case() {
    let sag = r#"{"id": "nordby-01", "case_type": "efterværn", "law": "serviceloven"}"#;
    let delivery = opened_zip(&zip(&[
        entry("a/sag.json", SAG.as_bytes()),
        entry("a/01.pdf", &pdf("1")),
        entry("b/sag.json", sag.as_bytes()),
        entry("b/01.pdf", &pdf("another")),
        entry("b/02.pdf", &pdf("1")),
    ]));
    assert_eq!(outline(&delivery), ["nordby-01: 01.pdf, 01 (2).pdf"].map(|_| "nordby-01: 01 (2).pdf, 01.pdf"));
    assert_eq!(notices(&delivery), ["cases_merged", "sag_differs"]);
    let sag = delivery.cases[0].sag.as_ref().unwrap();
    assert_eq!((sag.case_type.as_deref(), sag.law.as_deref()), (Some("anbringelse"), Some("serviceloven")));
    assert_eq!(delivery.cases[0].places, ["arkiv.zip/a", "arkiv.zip/b"]);
}

#[test]
fn an_invalid_sag_json_keeps_the_case() {
    let delivery = opened_zip(&zip(&[
        entry("a/sag.json", b"{\"id\": \"x\",\n oops}"),
        entry("a/bilag/01.pdf", &pdf("1")),
        entry("b/sag.json", br#"{"municipality": "Nordby"}"#),
        entry("b/01.pdf", &pdf("2")),
    ]));
    assert_eq!(outline(&delivery), ["a: 01.pdf", "b: 01.pdf"]);
    assert_eq!(notices(&delivery), ["sag_invalid", "sag_field"]);
    let message = delivery.notices[0].message(Lang::Da);
    assert!(message.starts_with("arkiv.zip/a/sag.json: ") && message.contains("linje 2, tegn 2"), "{message}");
    assert_eq!(delivery.cases[1].sag.as_ref().unwrap().id, "b");
    assert_eq!(*state(&delivery, "a/sag.json"), MemberState::SagJson);
}

#[test]
fn the_same_path_in_two_archives() {
    let place = Place::new();
    let first = place.put("a.zip", &zip(&[entry("1/01.pdf", &pdf("child one"))]));
    let second = place.put("b.zip", &zip(&[entry("1/01.pdf", &pdf("child two"))]));
    let delivery = opened(&[&second, &first], &Limits::default());
    assert_eq!(outline(&delivery), ["a.zip/1: 01.pdf", "b.zip/1: 01.pdf"]);
    assert_eq!(notices(&delivery), ["id_qualified", "id_qualified"]);
    let again = place.put("igen/a.zip", &zip(&[entry("1/01.pdf", &pdf("child two"))]));
    let delivery = opened(&[&first, &again], &Limits::default());
    assert_eq!(delivery.cases.len(), 2);
    assert_ne!(delivery.cases[0].acts[0].place, delivery.cases[1].acts[0].place);
}

#[test]
fn twins_across_cases_stay_in_both() {
    let delivery = opened_zip(&zip(&[entry("a/01.pdf", &pdf("same")), entry("b/01.pdf", &pdf("same"))]));
    assert_eq!(outline(&delivery), ["a: 01.pdf", "b: 01.pdf"]);
    assert_eq!(notices(&delivery), ["twin_acts"]);
}

#[test]
fn nested_archives_count_as_folders() {
    let inner = zip(&[entry("A/01.pdf", &long_pdf("a", 3000)), entry("A/mere.zip", &zip(&[entry("02.pdf", &pdf("b"))]))]);
    let stored = entry("Nordby.zip", &inner).with(|entry| entry.method = 0);
    let deflated = entry("syd/Sydby.ZIP", &zip(&[entry("B/01.pdf", &pdf("c"))]));
    let delivery = opened_zip(&zip(&[stored, deflated]));
    assert_eq!(outline(&delivery), ["Nordby/A: 01.pdf", "Nordby/A/mere: 02.pdf", "syd/Sydby/B: 01.pdf"]);
    assert_eq!(delivery.cases[1].acts[0].place, "arkiv.zip/Nordby.zip/A/mere.zip/02.pdf");
    assert_eq!(delivery.tally().get(StateKind::NestedArchive), 3);
    for case in &delivery.cases {
        assert!(case.acts[0].read().unwrap().starts_with(b"%PDF"));
    }
}

#[test]
fn paths_that_are_no_archives_do_not_stop_the_others() {
    let place = Place::new();
    let good = place.put("god.zip", &zip(&[entry("1/01.pdf", &pdf("1"))]));
    let junk = place.put("junk.zip", b"this is no archive at all");
    let text = place.put("brev.docx", b"PK\x03\x04 docx");
    let empty = place.put("tom.zip", &zip(&[]));
    let nothing = place.put("mappe/kun.txt", b"x");
    let torn = place.put("revet.zip", b"PK\x03\x04 and then nothing that makes sense");
    let missing = place.path("findes-ikke.zip");
    let paths: Vec<&Path> = vec![&good, &junk, &text, &empty, nothing.parent().unwrap(), &torn, &missing, &good];
    let delivery = opened(&paths, &Limits::default());
    assert_eq!(outline(&delivery), ["1: 01.pdf"]);
    assert_eq!(notices(&delivery), ["given_twice", "no_acts_in_folder"]);
    let mut kinds: Vec<String> = delivery
        .problems
        .iter()
        .map(|problem| {
            let name = format!("{problem:?}");
            name.split(' ').next().unwrap().to_owned()
        })
        .collect();
    kinds.sort();
    assert_eq!(kinds, ["Destroyed", "Missing", "NoActs", "NoActs", "NotAnArchive", "NotAnArchive"]);
    assert!(delivery.problems.iter().all(|problem| problem.fault() == Fault::Input));
    assert!(matches!(open(&[], &Limits::default()), Err(ArchiveError::NothingGiven)));
}

#[test]
fn a_delivery_is_read_from_many_threads() {
    fn is_sync<T: Send + Sync>(_: &T) {}
    let inner: Vec<Entry> = (0..20).map(|number| entry(&format!("{number}.pdf"), &long_pdf(&number.to_string(), 90_000))).collect();
    let place = Place::new();
    let path = place.put("a.zip", &zip(&[entry("indre.zip", &zip(&inner))]));
    let limits = Limits { spool_memory: 1000, ..Limits::default() };
    let delivery = opened(&[&path], &limits);
    is_sync(&delivery);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for act in &delivery.cases[0].acts {
                    assert_eq!(act.read().unwrap().len(), 90_000);
                }
            });
        }
    });
}

#[test]
fn an_act_that_changes_is_noticed() {
    let place = Place::new();
    let path = place.put("Sag/01.pdf", &pdf("before"));
    let zipped = place.put("b.zip", &zip(&[entry("x/01.pdf", &pdf("in zip"))]));
    let delivery = opened(&[&path, &zipped], &Limits::default());
    std::fs::write(&path, pdf("after!")).unwrap();
    std::fs::write(&zipped, b"short").unwrap();
    for case in &delivery.cases {
        assert!(matches!(case.acts[0].read(), Err(ArchiveError::Changed { .. })));
    }
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(delivery.cases[0].acts[0].read(), Err(ArchiveError::Changed { .. })));
}

#[test]
fn nothing_depends_on_the_order_of_the_arguments() {
    let place = Place::new();
    let paths: Vec<_> = ["c.zip", "a.zip", "b.zip"]
        .map(|name| place.put(name, &zip(&[entry("1/01.pdf", &pdf(name)), entry("2/x.pdf", &pdf("same"))])))
        .to_vec();
    let forth = opened(&[&paths[0], &paths[1], &paths[2]], &Limits::default());
    let back = opened(&[&paths[2], &paths[1], &paths[0]], &Limits::default());
    assert_eq!(everything(&forth), everything(&back));
}

#[test]
fn debug_shows_no_names() {
    let delivery = opened_zip(&zip(&[entry("Peter Jensen/Brev om Peter.pdf", &pdf("x")), entry("Peter.txt", b"x")]));
    assert!(!format!("{:?}", *delivery).contains("Peter"));
}
