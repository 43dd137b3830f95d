use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use aktspor::store::Store;

use crate::support::{
    Place, Ran, assert_same_exports, export, exports, finish, good_act, ingest, pdf, pdf_of, program, repository, rows, tree, zip,
};

/// The states of the acts in a store: `file state`.
fn states(store: &Path) -> Vec<String> {
    let told = |row: &serde_json::Value| format!("{} {}", row["act"].as_str().unwrap(), row["state"].as_str().unwrap());
    rows(&export(store, "acts")).iter().map(told).collect()
}

/// Reads a delivery into a new store; the run must not panic, and must leave nothing beside the store and the delivery.
fn read(place: &Place, delivery: &str) -> (Ran, std::path::PathBuf) {
    let store = place.path("store");
    let before = tree(&place.path(""));
    let ran = ingest(&[&place.path(delivery)], &store);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    let beside = tree(&place.path("")).into_keys().find(|name| !before.contains_key(name) && !name.starts_with("store/"));
    assert_eq!(beside, None, "written outside the store");
    (ran, store)
}

#[test]
fn an_empty_zip() {
    let place = Place::new();
    place.put("tom.zip", zip([]));
    read(&place, "tom.zip").0.ends(2, &["tom.zip"]);
}

#[test]
fn no_zip_at_all() {
    let place = Place::new();
    place.put("brev.zip", "Kære kommune");
    read(&place, "brev.zip").0.ends(2, &["brev.zip"]);
}

#[test]
fn a_zip_cut_in_half() {
    let place = Place::new();
    let noise: Vec<u8> = (0..60_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let bytes = zip([("sag/01_underretning.pdf", &*good_act()), ("sag/02_lang.pdf", &noise)]);
    place.put("halv.zip", &bytes[..bytes.len() / 2]);
    let (ran, store) = read(&place, "halv.zip");
    ran.ends(0, &["halv.zip"]);
    assert!(states(&store).contains(&"01_underretning.pdf read".to_owned()), "{:?}", states(&store));
}

#[test]
fn a_zip_bomb() {
    let place = Place::new();
    let zeros = vec![0; 80 << 20];
    place.put("bombe.zip", zip([("sag/01_underretning.pdf", &*good_act()), ("sag/02_bombe.pdf", &zeros)]));
    let (ran, store) = read(&place, "bombe.zip");
    ran.ends(0, &["02_bombe.pdf"]);
    assert_eq!(states(&store)[0], "01_underretning.pdf read");
}

#[test]
fn names_that_lead_outside() {
    let place = Place::new();
    let other = [good_act(), b"%1".to_vec()].concat();
    let absolute = place.path("absolut.pdf");
    let names = ["../ud.pdf", "sag/../../../ud2.pdf", absolute.to_str().unwrap(), "C:\\ud.pdf"];
    let good = good_act();
    let members = names.iter().map(|name| (*name, &*other)).chain([("sag/01_underretning.pdf", &*good)]);
    place.put("pakket/ud.zip", zip(members));
    let (ran, store) = read(&place, "pakket/ud.zip");
    ran.ends(0, &["ud.pdf"]);
    assert_eq!(states(&store), ["01_underretning.pdf read"]);
}

#[test]
fn a_link_in_a_zip() {
    let place = Place::new();
    place.put("hemmelig.pdf", good_act());
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.add_symlink("sag/02_link.pdf", place.path("hemmelig.pdf").to_str().unwrap(), options).unwrap();
    writer.start_file("sag/01_underretning.pdf", options).unwrap();
    writer.write_all(&good_act()).unwrap();
    place.put("link.zip", writer.finish().unwrap().into_inner());
    let (ran, store) = read(&place, "link.zip");
    ran.ends(0, &["02_link.pdf"]);
    assert_eq!(states(&store), ["01_underretning.pdf read"]);
}

#[cfg(unix)]
#[test]
fn a_link_on_disk() {
    let place = Place::new();
    place.put("hemmelig.pdf", [good_act(), b"%1".to_vec()].concat());
    place.put("sag/01_underretning.pdf", good_act());
    std::os::unix::fs::symlink(place.path("hemmelig.pdf"), place.path("sag/02_link.pdf")).unwrap();
    std::os::unix::fs::symlink(place.path("sag"), place.path("sag/ring")).unwrap();
    let (ran, store) = read(&place, "sag");
    ran.ends(0, &[]);
    assert_eq!(states(&store), ["01_underretning.pdf read"]);
}

#[test]
fn a_folder_without_acts() {
    let place = Place::new();
    place.put("mappe/noter.txt", "ingen akter her");
    read(&place, "mappe").0.ends(2, &["mappe"]);
}

/// The standard handler with a password that is not the empty one.
fn encrypted_pdf() -> Vec<u8> {
    pdf_of(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            &format!("<< /Filter /Standard /V 1 /R 2 /P -44 /O <{}> /U <{}> >>", "5a".repeat(32), "a5".repeat(32)),
        ],
        "/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    )
}

#[test]
fn acts_that_cannot_be_read_beside_one_that_can() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    place.put("sag/02_kode.pdf", encrypted_pdf());
    place.put("sag/03_tom.pdf", b"");
    place.put("sag/04_tekst.pdf", "Dette er en tekst og ingen PDF.\n");
    place.put("sag/05_halv.pdf", &good_act()[..100]);
    let (ran, store) = read(&place, "sag");
    let said = ran.ends(0, &["02_kode.pdf", "03_tom.pdf", "04_tekst.pdf", "05_halv.pdf"]);
    assert!(said.contains("kode"), "{said}");
    let states = states(&store);
    assert_eq!(states[..2], ["01_underretning.pdf read", "02_kode.pdf encrypted"], "{states:?}");
    assert_eq!(states.len(), 5, "{states:?}");
    let unread = |state: &String| state.ends_with(" not_a_document") || state.ends_with(" unreadable");
    assert!(states[2..].iter().all(unread), "{states:?}");
    for row in rows(&export(&store, "acts")).iter().skip(1) {
        assert!(!row["message"].as_str().unwrap().is_empty(), "an unread act says why");
    }
}

#[test]
fn a_sag_json_that_is_none() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    place.put("sag/sag.json", "{\"id\": ");
    let (ran, store) = read(&place, "sag");
    ran.ends(0, &["sag.json"]);
    assert_eq!(states(&store), ["01_underretning.pdf read"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.put("sager/A/01_underretning.pdf", good_act());
    place.put("sager/B/02.pdf", [good_act(), b"%1".to_vec()].concat());
    let allow = |mode| fs::set_permissions(place.path("sager/B"), fs::Permissions::from_mode(mode)).unwrap();
    allow(0o000);
    if fs::read_dir(place.path("sager/B")).is_ok() {
        eprintln!("skipped: the superuser may read everything");
        return;
    }
    let ran = ingest(&[&place.path("sager")], &place.path("store"));
    allow(0o755);
    assert!(ran.err.contains("/B"), "{}", ran.err);
    assert_eq!(states(&place.path("store")), ["01_underretning.pdf read"]);
}

#[test]
fn a_store_in_use_by_another_run() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    let held = Store::open(&place.path("store"), "en anden koersel").unwrap();
    ingest(&[&place.path("sag")], &place.path("store")).ends(4, &["en anden koersel", "store"]);
    drop(held);
    ingest(&[&place.path("sag")], &place.path("store")).ok();
}

#[test]
fn a_store_newer_than_the_program_and_one_that_is_damaged() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    let (sag, store) = (place.path("sag"), place.path("store"));
    ingest(&[&sag], &store).ok();
    let database = store.join("aktspor.sqlite");
    rusqlite::Connection::open(&database).unwrap().pragma_update(None, "user_version", 9999).unwrap();
    ingest(&[&sag], &store).ends(4, &["store"]);
    finish(program().args(["export", "acts", "--store"]).arg(&store)).ends(4, &["store"]);
    fs::write(&database, "ingen database".repeat(1000)).unwrap();
    ingest(&[&sag], &store).ends(4, &["store"]);
    finish(program().args(["export", "acts", "--store"]).arg(&store)).ends(4, &["store"]);
}

#[cfg(unix)]
#[test]
fn a_store_where_nothing_may_be_written() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    let file = place.put("fil", "");
    ingest(&[&place.path("sag")], &file.join("store")).ends(5, &["fil"]);
}

/// A disk that is full: no file may grow past a bound, which is what the system offers without a disk of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_then_room_again() {
    let place = Place::new();
    let (store, delivery) = (place.path("store"), repository("corpus/pdf/lyngaa-kommune/lyngaa-02"));
    for blocks in ["8", "64", "200"] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = Command::new("bash");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_aktspor"), "ingest"]).arg(&delivery).arg("--store").arg(&store);
        let ran = finish(&mut command);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        assert_eq!(ran.code, Some(5), "at {blocks} KiB: {}", ran.err);
    }
    ingest(&[&delivery], &store).ok();
    let fresh = place.path("fresh");
    ingest(&[&delivery], &fresh).ok();
    assert_same_exports(&exports(&fresh), &exports(&store), "after a full disk");
}

#[test]
fn the_same_act_sent_twice_is_kept_once() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    place.put("sag/07_underretning_kopi.pdf", good_act());
    let (ran, store) = read(&place, "sag");
    ran.ends(0, &[]);
    assert_eq!(states(&store), ["01_underretning.pdf read"]);
    let events = rows(&export(&store, "events"));
    assert_eq!(events.len(), 1, "one underretning was received, once");
    let opened = Store::open_read_only(&store).unwrap();
    let places = &opened.case_acts("sag").unwrap()[0].places;
    assert_eq!(places.len(), 2, "both places are remembered: {places:?}");
}

#[test]
fn the_same_act_in_two_cases_belongs_to_both_and_is_stored_once() {
    let place = Place::new();
    place.put("sager/A/01_underretning.pdf", good_act());
    place.put("sager/B/01_underretning.pdf", good_act());
    let (ran, store) = read(&place, "sager");
    ran.ends(0, &[]);
    assert_eq!(states(&store), ["01_underretning.pdf read"; 2]);
    assert_eq!(tree(&store.join("acts")).len(), 1);
}

#[test]
fn a_table_of_limits_that_cannot_be_used() {
    let place = Place::new();
    place.put("sag.zip", zip([("sag/01_underretning.pdf", &*good_act())]));
    let frist = |unit: &str, name: &str| format!("kommune;omraade;frist;enhed\n{name};alle;8;{unit}\n");
    for (table, told) in [
        (frist("timer", "Aarhus"), "frister.csv:2: ukendt enhed `timer`"),
        (frist("uger", "Aahus"), "frister.csv:2: ukendt kommune `Aahus`"),
    ] {
        let file = place.put("frister.csv", table);
        let mut command = program();
        command.arg("ingest").arg(place.path("sag.zip")).arg("--store").arg(place.path("store")).arg("--frister").arg(file);
        finish(&mut command).ends(2, &["Fristtabellen kan ikke bruges", told]);
        assert!(!place.path("store").exists(), "nothing is begun with a table that cannot be used");
    }
    let file = place.put("frister.csv", frist("uger", "Aarhus"));
    let mut command = program();
    command.arg("ingest").arg(place.path("sag.zip")).arg("--store").arg(place.path("store")).arg("--frister").arg(file);
    finish(&mut command).ok();
}

/// A case of two acts that tell what the law asks about, and what else it holds.
fn case_of(place: &Place, id: &str, municipality: &str, received: &str, decided: &[&str], more: &[(&str, &[&str])]) {
    let sag = serde_json::json!({ "id": id, "municipality": municipality, "case_type": "familiebehandling", "consent": true, "born": "2012-05-03" });
    place.put(&format!("sager/{id}/sag.json"), sag.to_string());
    place.put(
        &format!("sager/{id}/01_underretning.pdf"),
        pdf(&["Underretning om Ida", &format!("Dato: {received}"), &format!("Modtaget i Børn og Familie den {received} kl. 14.10.")]),
    );
    for (name, lines) in more {
        place.put(&format!("sager/{id}/{name}.pdf"), pdf(lines));
    }
    for (at, day) in decided.iter().enumerate() {
        place.put(
            &format!("sager/{id}/0{}_afgoerelse.pdf", 7 + at),
            pdf(&[
                "Afgørelse om familiebehandling til Ida",
                &format!("Dato: {day}"),
                &format!("Kommunen har den {day} truffet afgørelse nr. {at} om familiebehandling."),
            ]),
        );
    }
}

/// From archive to verdict and report: each is told by name, and none gives a verdict in silence.
#[test]
fn dates_and_places_that_cannot_be_are_told_by_name() {
    let place = Place::new();
    case_of(&place, "fremtid", "Aarhus Kommune", "2. marts 2021", &["2. september 2098"], &[]);
    case_of(&place, "ingen", "Aarhus Kommune", "2. marts 2021", &[], &[]);
    case_of(&place, "to", "Aarhus Kommune", "2. marts 2021", &["2. september 2021", "2. september 2021"], &[]);
    let early: (&str, &[&str]) = ("02_samtalereferat", &["Referat af børnesamtale", "Samtale med Ida afholdt den 3. april 2011."]);
    case_of(&place, "foer", "Aarhus Kommune", "2. marts 2011", &["2. september 2021"], &[early]);
    case_of(&place, "ukendt", "Xyzby Kommune", "2. marts 2021", &["2. september 2021"], &[]);
    let (ran, store) = read(&place, "sager");
    ran.ok();
    let verdicts = rows(&export(&store, "checks"));
    let of = |case: &str, check: &str| {
        let is_it = |row: &&serde_json::Value| row["case"] == case && row["check"] == check;
        verdicts.iter().find(is_it).unwrap_or_else(|| panic!("{case} {check}"))
    };
    for row in verdicts.iter().filter(|row| row["case"] == "fremtid") {
        assert_eq!(row["outcome"], "uoplyst", "{row}");
        assert!(row["reason"].as_str().unwrap().contains("2098"), "{row}");
    }
    assert_eq!(of("ingen", "samtykke")["outcome"], "uoplyst");
    assert!(of("ingen", "samtykke")["reason"].as_str().unwrap().contains("ikke fundet en afgørelse"));
    for row in verdicts.iter().filter(|row| row["case"] == "to") {
        assert!(row["remarks"].to_string().contains("mere end én afgørelse"), "{row}");
    }
    assert!(of("foer", "boernesamtale_foer_afgoerelse")["remarks"].to_string().contains("fødsel"));
    // An underretning before the birth is taken for another child's; where it is the only one, that is told too.
    assert_eq!(of("foer", "underretning_24t")["outcome"], "ikke_relevant");
    assert!(of("foer", "underretning_24t")["remarks"].to_string().contains("fødselsdagen forkert"));

    finish(program().args(["report", "--store"]).arg(&store).arg("--out").arg(place.path("r.json"))).ok();
    let report: serde_json::Value = serde_json::from_slice(&fs::read(place.path("r.json")).unwrap()).unwrap();
    for (kind, case) in [
        ("no_decision", "ingen"),
        ("decision_in_future", "fremtid"),
        ("two_decisions_on_one_day", "to"),
        ("before_birth", "foer"),
        ("unknown_municipality", "ukendt"),
    ] {
        let remarks = report["remarks"].as_array().unwrap();
        let told = remarks.iter().find(|remark| remark["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {remarks:?}"));
        assert_eq!(told["ids"], serde_json::json!([case]), "{kind}");
    }
}
