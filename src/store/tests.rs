#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::events::{Evidence, Finding, FindingKind};
use crate::export::ExportError;
use crate::export::{ActRow, ActState, CaseRow, CheckRow, EventRow, EvidenceRef, Format, TimelineRow, TraceRow, write};
use crate::text::{Line, LineKind, PageText, WordBox};

const HOLDER: &str = "test";

#[derive(Debug, thiserror::Error)]
enum TestError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Export(#[from] ExportError),
}

fn event(case: &str, act: &str, page: u32, start: u32) -> EventRow {
    EventRow {
        case: case.into(),
        municipality: Some("Østervig Kommune".into()),
        act: act.into(),
        page,
        kind: "underretning_modtaget".into(),
        date: "2021-03-02".into(),
        time: Some("14:10".into()),
        precision: "minute".into(),
        status: "faktisk".into(),
        quote: "Modtaget i Børn og Familie".into(),
        start,
        end: start + 10,
        boxes: vec![[1.5, 2.25, 100.1, 12.0]],
        rule: "underretning.modtaget".into(),
        source: "text".into(),
    }
}

fn act(case: &str, name: &str, hash: char) -> ActRecord {
    ActRecord {
        row: ActRow {
            case: case.into(),
            act: name.into(),
            sha256: hash.to_string().repeat(64),
            pages: Some(1),
            doctype: Some("underretning".into()),
            date: None,
            source: Some("text".into()),
            state: ActState::Read,
            message: None,
        },
        places: vec![format!("arkiv.zip/{name}")],
    }
}

/// A case with two acts; `turned` gives the same rows in another order.
fn record(case: &str, turned: bool) -> CaseRecord {
    let mut record = CaseRecord {
        row: CaseRow {
            case: case.into(),
            municipality: Some("Østervig Kommune".into()),
            case_type: None,
            consent: Some(true),
            law: Some("serviceloven".into()),
            born: None,
            decision: None,
            acts: 2,
            pages: 2,
        },
        sag: Some(serde_json::json!({"id": case, "born": "2012-05-03"})),
        derived_by: "aktspor 0.1.0, grammar abc".into(),
        fingerprint: format!("f-{case}"),
        acts: vec![act(case, "2.pdf", 'a'), act(case, "10.pdf", 'b')],
        events: vec![event(case, "2.pdf", 1, 5), event(case, "2.pdf", 1, 90), event(case, "10.pdf", 1, 3)],
        timeline: ["2021-03-02", "2021-04"]
            .map(|date| TimelineRow {
                case: case.into(),
                municipality: None,
                kind: "klage_modtaget".into(),
                date: date.into(),
                time: None,
                precision: "day".into(),
                evidence: vec![EvidenceRef { act: "2.pdf".into(), page: 1, quote: "klagen".into() }],
                conflicts: vec![],
            })
            .into(),
        checks: vec![CheckRow {
            case: case.into(),
            municipality: None,
            case_type: None,
            check: "underretning_24t".into(),
            outcome: "overholdt".into(),
            reason: "Vurderet dagen efter.".into(),
            remarks: vec![],
            law: "SEL § 153".into(),
            started: None,
            deadline: None,
            ended: None,
            evidence: vec![],
            trace: TraceRow::default(),
        }],
        findings: [1, 2]
            .map(|page| Finding {
                kind: FindingKind::PlanMaal,
                rule: "plan.maal".into(),
                date: None,
                evidence: Evidence {
                    act: "2.pdf".into(),
                    page,
                    start: 0,
                    end: 3,
                    quote: "mål".into(),
                    boxes: vec![[0.1, 0.2, 0.3, 0.4]],
                    confidence: None,
                },
            })
            .into(),
    };
    if turned {
        record.acts.reverse();
        record.events.reverse();
        record.timeline.reverse();
        record.findings.reverse();
    }
    record
}

fn reading(text: &str) -> Reading {
    Reading {
        state: ActState::Read,
        source: Some(crate::events::Source::Text),
        message: None,
        pages: vec![PageText {
            number: 1,
            text: text.into(),
            lines: vec![Line { span: 0..text.len(), kind: LineKind::Body, cells: vec![], gap_before: false, continues: false, bold: true }],
            words: vec![WordBox { span: 0..text.len(), bbox: [0.1, 1.0 / 3.0, 3.0, 4.0], confidence: None }],
        }],
        attached: vec![],
    }
}

/// Every table in NDJSON.
fn exports(store: &Store) -> String {
    let _moment = store.snapshot().unwrap();
    let mut out = Vec::new();
    write::<_, TestError>(Format::Ndjson, store.events().unwrap().map(|row| Ok(row?)), &mut out).unwrap();
    write::<_, TestError>(Format::Ndjson, store.timeline().unwrap().map(|row| Ok(row?)), &mut out).unwrap();
    write::<_, TestError>(Format::Ndjson, store.checks().unwrap().map(|row| Ok(row?)), &mut out).unwrap();
    write::<_, TestError>(Format::Ndjson, store.acts().unwrap().map(|row| Ok(row?)), &mut out).unwrap();
    write::<_, TestError>(Format::Ndjson, store.cases().unwrap().map(|row| Ok(row?)), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn fresh() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), HOLDER).unwrap();
    (dir, store)
}

#[test]
fn order_of_insertion_does_not_show() {
    let (_a, mut one) = fresh();
    let (_b, mut other) = fresh();
    for case in ["nordby-01", "nordby-02", "ø-03"] {
        one.replace_case(&record(case, false)).unwrap();
    }
    for case in ["ø-03", "nordby-02", "nordby-01", "ø-03"] {
        other.replace_case(&record(case, true)).unwrap();
    }
    let exported = exports(&one);
    assert_eq!(exported, exports(&other));
    let acts: Vec<String> = one.acts().unwrap().map(|row| row.unwrap().act).collect();
    assert_eq!(acts[..2], ["2.pdf", "10.pdf"], "natural order");
    assert_eq!(one.case_events("ø-03").unwrap()[2].act, "10.pdf");
    assert_eq!(one.case_findings("ø-03").unwrap(), record("ø-03", false).findings);
    assert_eq!(one.sag("ø-03").unwrap(), record("ø-03", false).sag);
    assert_eq!(one.case_acts("ø-03").unwrap()[0].places, ["arkiv.zip/2.pdf"]);
}

#[test]
fn a_second_identical_replace_changes_no_export() {
    let (_dir, mut store) = fresh();
    store.replace_case(&record("a", false)).unwrap();
    let before = exports(&store);
    store.replace_case(&record("a", false)).unwrap();
    assert_eq!(before, exports(&store));
    assert_eq!(store.fingerprint("a").unwrap().as_deref(), Some("f-a"));
    assert_eq!(store.fingerprint("b").unwrap(), None);
}

#[test]
fn an_act_name_twice_is_refused_and_changes_nothing() {
    let (_dir, mut store) = fresh();
    store.replace_case(&record("a", false)).unwrap();
    let before = exports(&store);
    let mut twice = record("a", false);
    twice.acts.push(act("a", "2.pdf", 'c'));
    assert!(matches!(store.replace_case(&twice), Err(StoreError::Invalid { .. })));
    assert_eq!(before, exports(&store));
}

#[test]
fn a_run_that_dies_leaves_the_last_whole_case() {
    let (dir, mut store) = fresh();
    store.replace_case(&record("a", false)).unwrap();
    let before = exports(&store);
    // As a killed process leaves it: in the middle of a transaction, with the -wal file beside, and an act half written.
    store.connection.execute_batch("BEGIN; DELETE FROM cases;").unwrap();
    fs::write(dir.path().join("acts/.tmp/act-half"), b"%PDF-1.").unwrap();
    let copy = tempfile::tempdir().unwrap();
    copy_tree(dir.path(), copy.path());
    let resumed = Store::open(copy.path(), HOLDER).unwrap();
    assert_eq!(before, exports(&resumed));
    assert_eq!(fs::read_dir(copy.path().join("acts/.tmp")).unwrap().count(), 0);
}

#[test]
fn readings_come_back_exactly_and_only_for_their_reader() {
    let (_dir, mut store) = fresh();
    let hash = "a".repeat(64);
    let first = reading("Børnesamtale den 2. maj\n");
    store.put_reading(&hash, "r1", &EncodedReading::new(&first).unwrap()).unwrap();
    assert_eq!(store.reading(&hash, "r1").unwrap(), Some(first));
    assert_eq!(store.reading(&hash, "r2").unwrap(), None);
    store.put_reading(&hash, "r2", &EncodedReading::new(&reading("andet\n")).unwrap()).unwrap();
    assert_eq!(store.reading(&hash, "r1").unwrap(), None);
    store.replace_case(&record("a", false)).unwrap();
    let pages = store.pages("a").unwrap();
    assert_eq!(pages.len(), 1, "the other act has no reading");
    assert_eq!((pages[0].act.as_str(), pages[0].text.as_str()), ("2.pdf", "andet\n"));
    store.connection.execute("UPDATE readings SET payload = x'00ff'", []).unwrap();
    assert_eq!(store.reading(&hash, "r2").unwrap(), None, "damaged: to be read again");
}

#[test]
fn acts_are_kept_once_by_hash() {
    let (dir, store) = fresh();
    let files = store.act_files().clone();
    let hash = "0f".repeat(32);
    assert_eq!(files.put(&hash, b"%PDF").unwrap(), Kept::New);
    assert_eq!(files.put(&hash, b"%PDF").unwrap(), Kept::Known);
    assert_eq!(fs::read(dir.path().join("acts/0f").join(format!("{hash}.pdf"))).unwrap(), b"%PDF");
    assert_eq!(files.get(&hash).unwrap().as_deref(), Some(&b"%PDF"[..]));
    assert_eq!(files.get(&"1".repeat(64)).unwrap(), None);
    fs::write(files.path(&hash).unwrap(), b"%P").unwrap();
    assert_eq!(files.put(&hash, b"%PDF").unwrap(), Kept::New, "a cut file is mended");
    for bad in ["", "../../etc/passwd", &"A".repeat(64), &"ø".repeat(32)] {
        assert!(matches!(files.put(bad, b""), Err(StoreError::Invalid { .. })), "{bad}");
    }
}

#[test]
fn the_lock_says_who_holds_it() {
    let (dir, store) = fresh();
    let error = Store::open(dir.path(), "second").unwrap_err();
    assert!(matches!(&error, StoreError::Locked { holder, .. } if holder.starts_with("test, process ")), "{error}");
    assert_eq!(error.exit_code(), 4);
    drop(store);
    Store::open(dir.path(), "third").unwrap();
}

#[test]
fn readers_work_while_a_run_writes() {
    let (dir, mut store) = fresh();
    store.replace_case(&record("a", false)).unwrap();
    let before = exports(&store);
    let reader = Store::open_read_only(dir.path()).unwrap();
    let moment = reader.snapshot().unwrap();
    store.replace_case(&record("b", false)).unwrap();
    assert_eq!(reader.case_ids().unwrap(), ["a"], "a snapshot stands still");
    drop(moment);
    assert_eq!(reader.case_ids().unwrap(), ["a", "b"]);
    assert!(exports(&reader).len() > before.len());
    let mut reader = reader;
    assert!(matches!(reader.replace_case(&record("c", false)), Err(StoreError::Machine { .. })));
}

#[test]
fn a_store_from_the_future_a_foreign_file_and_a_damaged_one() {
    let (dir, mut store) = fresh();
    store.replace_case(&record("a", false)).unwrap();
    store.verify().unwrap();
    store.connection.pragma_update(None, "user_version", FORMAT + 1).unwrap();
    drop(store);
    for opened in [Store::open(dir.path(), HOLDER), Store::open_read_only(dir.path())] {
        let error = opened.unwrap_err();
        assert!(matches!(error, StoreError::Newer { found, .. } if found == FORMAT + 1), "{error}");
        assert_eq!(error.exit_code(), 4);
    }
    let database = dir.path().join("aktspor.sqlite");
    let mut whole = fs::read(&database).unwrap();
    whole[60..64].copy_from_slice(&1u32.to_be_bytes());

    let mut torn = whole.clone();
    torn[4096..3 * 4096].fill(0xFF);
    let foreign = {
        let mut bytes = whole.clone();
        bytes[68..72].copy_from_slice(b"ELSE");
        bytes
    };
    for (what, bytes) in [
        ("text", b"not a database at all, but long enough to look at".repeat(40)),
        ("cut", whole[..700].to_vec()),
        ("torn", torn),
        ("foreign", foreign),
    ] {
        fs::write(&database, bytes).unwrap();
        for (how, opened) in [("write", Store::open(dir.path(), HOLDER)), ("read", Store::open_read_only(dir.path()))] {
            let error = opened.and_then(|store| store.verify()).expect_err(what);
            assert!(matches!(error, StoreError::Damaged { .. }), "{what} {how}: {error}");
            assert_eq!(error.exit_code(), 4);
        }
    }
}

#[test]
fn no_store_no_folder_made() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("intet");
    let error = Store::open_read_only(&place).unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }));
    assert_eq!(error.exit_code(), 2);
    assert!(!place.exists());
    fs::write(&place, b"a file").unwrap();
    let error = Store::open(&place, HOLDER).unwrap_err();
    assert!(matches!(error, StoreError::Machine { .. }), "{error}");
    assert_eq!(error.exit_code(), 5);
}

#[test]
fn danish_letters_and_marks_in_the_path() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("børn & unge/Ærø 100% #1 ?");
    let mut store = Store::open(&dir, HOLDER).unwrap();
    store.replace_case(&record("a", false)).unwrap();
    drop(store);
    let before = exports(&Store::open_read_only(&dir).unwrap());
    // The same through the form for read-only disks, which takes the path as a URI.
    let connection = super::open::open_immutable(&dir.join("aktspor.sqlite")).unwrap();
    let cases: i64 = connection.query_row("SELECT count(*) FROM cases", [], |row| row.get(0)).unwrap();
    assert_eq!((before.is_empty(), cases), (false, 1));
}

#[cfg(unix)]
#[test]
fn a_folder_that_must_not_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("lager");
    let mut store = Store::open(&dir, HOLDER).unwrap();
    store.replace_case(&record("a", false)).unwrap();
    let before = exports(&store);
    drop(store);
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(dir.join("lock"), fs::Permissions::from_mode(0o444)).unwrap();
    if fs::write(dir.join("probe"), b"").is_ok() {
        fs::remove_file(dir.join("probe")).unwrap();
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let read = Store::open_read_only(&dir).map(|store| exports(&store));
    let written = Store::open(&dir, HOLDER);
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(read.unwrap(), before);
    assert_eq!(written.unwrap_err().exit_code(), 5);
}

#[test]
fn cases_wait_for_the_index_until_marked() {
    let (_dir, mut store) = fresh();
    store.replace_case(&record("b", false)).unwrap();
    store.replace_case(&record("a", false)).unwrap();
    let waiting = store.unindexed_cases().unwrap();
    assert_eq!(waiting, [("a".into(), "f-a".into()), ("b".to_owned(), "f-b".to_owned())]);
    let mut changed = record("b", false);
    changed.fingerprint = "new".into();
    store.replace_case(&changed).unwrap();
    store.mark_indexed(&waiting).unwrap();
    assert_eq!(store.unindexed_cases().unwrap(), [("b".to_owned(), "new".to_owned())], "it changed after the index took it");
    assert_eq!(store.index_generation().unwrap(), 0);
    assert_eq!(store.begin_new_index().unwrap(), 1);
    assert_eq!(store.unindexed_cases().unwrap().len(), 2);
}

#[test]
fn the_journal_shows_interrupted_runs() {
    let (_dir, store) = fresh();
    store.begin_run("2025-03-01T10:00:00Z", "0.1.0", "g").unwrap();
    let second = store.begin_run("2025-03-01T11:00:00Z", "0.1.0", "g").unwrap();
    store.finish_run(second, "2025-03-01T11:05:00Z", &serde_json::json!({"acts": 3})).unwrap();
    let runs = store.runs().unwrap();
    assert_eq!(runs[0].finished, None);
    assert_eq!(runs[1].counts["acts"], 3);
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
