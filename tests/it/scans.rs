//! Scanned pages.

use std::fs;
use std::process::Command;

use crate::support::{Place, assert_same_exports, exports, finish, ingest, program, repository, tesseract};

/// A page that was recognised once is not recognised again, even when everything made from it is gone: here the second run's Tesseract can
/// tell its version and its languages, and nothing else.
#[cfg(unix)]
#[test]
fn a_page_is_recognised_once() {
    use std::os::unix::fs::PermissionsExt;
    if tesseract().is_none() {
        eprintln!("skipped: no Tesseract with Danish and English");
        return;
    }
    let place = Place::new();
    let scan = repository("corpus/egne-pdf/rosenvang-kommune/rosenvang-02/04_samtykke.pdf");
    place.put("sag/01_scan.pdf", fs::read(&scan).unwrap());
    let store = place.path("store");
    ingest(&[&place.path("sag")], &store).ends(0, &[]);
    let before = exports(&store);
    assert!(before["acts"].contains("\"ocr\""), "{}", before["acts"]);
    assert!(before["events"].is_empty() || before["events"].contains("\"ocr\""), "{}", before["events"]);

    let database = rusqlite::Connection::open(store.join("aktspor.sqlite")).unwrap();
    database.execute_batch("DELETE FROM readings; UPDATE cases SET fingerprint = ''").unwrap();
    drop(database);
    let real = String::from_utf8(Command::new("sh").args(["-c", "command -v tesseract"]).output().unwrap().stdout).unwrap();
    let script = format!("#!/bin/sh\ncase \"$1\" in --version|--list-langs) exec {} \"$1\";; *) exit 1;; esac\n", real.trim());
    let stub = place.put("bin/tesseract", script);
    fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).unwrap();
    let folders = std::env::join_paths(
        [stub.parent().unwrap().to_owned()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    finish(program().arg("ingest").arg(place.path("sag")).arg("--store").arg(&store).env("PATH", folders.unwrap())).ends(0, &[]);
    assert_same_exports(&before, &exports(&store), "recognised once");

    // Without what is kept, the same run can read nothing: the test would fail if pages were not looked up.
    fs::remove_dir_all(store.join("pictures")).unwrap();
    let database = rusqlite::Connection::open(store.join("aktspor.sqlite")).unwrap();
    database.execute_batch("DELETE FROM readings; UPDATE cases SET fingerprint = ''").unwrap();
    drop(database);
    let folders = std::env::join_paths([stub.parent().unwrap().to_owned()]).unwrap();
    let ran = finish(program().arg("ingest").arg(place.path("sag")).arg("--store").arg(&store).env("PATH", folders));
    assert!(ran.err.contains("01_scan.pdf"), "{}", ran.err);
}
