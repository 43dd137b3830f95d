use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::support::{Place, assert_same_exports, exports, finish, ingest, program, repository, tree, zip};

/// One municipality's cases: four, with scans among their acts.
fn delivery() -> PathBuf {
    repository("corpus/pdf/lyngaa-kommune")
}

/// What `aktspor ingest PATH --jobs JOBS` into a new store exports.
fn after(path: &Path, jobs: &str) -> BTreeMap<&'static str, String> {
    let place = Place::new();
    let store = place.path("store");
    finish(program().arg("ingest").arg(path).args(["--jobs", jobs, "--store"]).arg(&store)).ok();
    exports(&store)
}

/// The exports of [`delivery`] read undisturbed, once for this module's tests.
fn undisturbed() -> &'static BTreeMap<&'static str, String> {
    static EXPORTS: std::sync::OnceLock<BTreeMap<&'static str, String>> = std::sync::OnceLock::new();
    EXPORTS.get_or_init(|| after(&delivery(), "2"))
}

#[test]
fn one_job_or_two() {
    assert_same_exports(undisturbed(), &after(&delivery(), "1"), "--jobs 1");
}

#[test]
fn a_folder_a_zip_of_it_or_a_zip_of_zips() {
    let place = Place::new();
    let files = tree(&delivery());
    let members = || files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let plain = place.put("lyngaa-kommune.zip", zip(members()));
    assert_same_exports(undisturbed(), &after(&plain, "2"), "a ZIP");
    let backwards = place.put("baglaens/lyngaa-kommune.zip", zip(members().rev()));
    assert_same_exports(undisturbed(), &after(&backwards, "2"), "a ZIP with its members the other way round");
    let mut cases: BTreeMap<String, Vec<(&str, &[u8])>> = BTreeMap::new();
    for (name, bytes) in members() {
        let (case, act) = name.split_once('/').unwrap();
        cases.entry(format!("{case}.zip")).or_default().push((act, bytes));
    }
    let inner: Vec<_> = cases.into_iter().map(|(name, members)| (name, zip(members))).collect();
    let nested = place.put("samlet.zip", zip(inner.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))));
    assert_same_exports(undisturbed(), &after(&nested, "2"), "a ZIP of a ZIP for each case");
}

#[test]
fn files_written_to_disk_in_another_order() {
    let place = Place::new();
    for (name, bytes) in tree(&delivery()).into_iter().rev() {
        place.put(&format!("lyngaa-kommune/{name}"), bytes);
    }
    assert_same_exports(undisturbed(), &after(&place.path("lyngaa-kommune"), "2"), "shuffled");
}

#[test]
fn a_second_run_does_nothing_and_changes_nothing() {
    let place = Place::new();
    let (store, from) = (place.path("store"), repository("corpus/pdf/nordby-kommune/nordby-02"));
    ingest(&[&from], &store).ok();
    let first = exports(&store);
    let files = acts_of(&store);
    ingest(&[&from], &store).ok();
    assert_same_exports(&first, &exports(&store), "the second run");
    assert_eq!(files, acts_of(&store), "acts' files were written again");
}

/// The kept acts with the moment at which each was written.
fn acts_of(store: &Path) -> Vec<(String, std::time::SystemTime)> {
    let acts = store.join("acts");
    tree(&acts).into_keys().map(|name| (name.clone(), fs::metadata(acts.join(&name)).unwrap().modified().unwrap())).collect()
}

#[test]
fn new_acts_in_a_known_case_make_it_as_if_all_had_come_at_once() {
    let place = Place::new();
    let from = repository("corpus/pdf/lyngaa-kommune/lyngaa-02");
    let (early, all) = (place.path("tidligt/lyngaa-02"), place.path("store"));
    fs::create_dir_all(&early).unwrap();
    for (name, bytes) in tree(&from) {
        if !name.starts_with("05") && !name.starts_with("07") {
            fs::write(early.join(name), bytes).unwrap();
        }
    }
    ingest(&[&early], &all).ok();
    ingest(&[&from], &all).ok();
    let fresh = place.path("fresh");
    ingest(&[&from], &fresh).ok();
    assert_same_exports(&exports(&fresh), &exports(&all), "acts that came later");
}

#[test]
fn killed_at_several_points_and_run_again() {
    let place = Place::new();
    let store = place.path("store");
    let mut kills = 0;
    for kept in [1, 6, 14, 24] {
        let mut run =
            program().arg("ingest").arg(delivery()).args(["--jobs", "2", "--store"]).arg(&store).stderr(Stdio::null()).spawn().unwrap();
        // Until so many acts are in the store, or the run is through.
        while run.try_wait().unwrap().is_none() && !has_readings(&store, kept) {
            std::thread::yield_now();
        }
        let _ = run.kill();
        kills += usize::from(!run.wait().unwrap().success());
    }
    assert!(kills > 0, "every run was through before it could be killed");
    ingest(&[&delivery()], &store).ok();
    assert_same_exports(undisturbed(), &exports(&store), "after kills");
}

/// Whether the store holds at least `wanted` readings.
fn has_readings(store: &Path, wanted: i64) -> bool {
    let count = || {
        let connection =
            rusqlite::Connection::open_with_flags(store.join("aktspor.sqlite"), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        connection.query_row("SELECT count(*) FROM readings", [], |row| row.get::<_, i64>(0)).ok()
    };
    count().is_some_and(|count| count >= wanted)
}
