//! Store and index together: a run that dies anywhere, and is run again, ends where an undisturbed one ends.

use std::path::Path;

use aktspor::events::Source;
use aktspor::export::{ActRow, ActState, CaseRow};
use aktspor::search::{Found, Index, PageDoc, Request};
use aktspor::store::{ActRecord, CaseInputs, CaseRecord, EncodedReading, Reading, Store, case_fingerprint};
use aktspor::text::PageText;

/// Where a run dies.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Death {
    Never,
    AfterReading,
    AfterCase,
    AfterNewGeneration,
    BeforeIndexCommit,
    AfterIndexCommit,
}

fn record(case: &str) -> CaseRecord {
    let hash = hash_of(case);
    CaseRecord {
        row: CaseRow {
            case: case.into(),
            municipality: Some("Nordby Kommune".into()),
            case_type: None,
            consent: None,
            law: None,
            born: None,
            decision: None,
            acts: 1,
            pages: 1,
        },
        sag: None,
        derived_by: "test".into(),
        fingerprint: case_fingerprint(&CaseInputs {
            case,
            acts: &[("1.pdf", &hash)],
            known: "",
            grammar_version: "g",
            program_version: "p",
        }),
        acts: vec![ActRecord {
            row: ActRow {
                case: case.into(),
                act: "1.pdf".into(),
                sha256: hash,
                pages: Some(1),
                doctype: None,
                date: None,
                source: Some("text".into()),
                state: ActState::Read,
                message: None,
            },
            places: vec![],
        }],
        events: vec![],
        timeline: vec![],
        checks: vec![],
        findings: vec![],
    }
}

fn hash_of(case: &str) -> String {
    let digit = case.chars().last().unwrap();
    digit.to_string().repeat(64)
}

/// A run as a pipeline does it, up to its death.
fn run(dir: &Path, death: Death) {
    let mut store = Store::open(dir, "test").unwrap();
    for case in ["sag-1", "sag-2", "sag-3"] {
        let record = record(case);
        if store.fingerprint(case).unwrap().as_ref() == Some(&record.fingerprint) {
            continue;
        }
        let text = format!("Samtale med barnet i {case}\n");
        let page = PageText { number: 1, size: [600.0, 800.0], turned: 0, text, lines: vec![], words: vec![] };
        let reading = Reading { state: ActState::Read, source: Some(Source::Text), message: None, pages: vec![page], attached: vec![] };
        store.put_reading(&hash_of(case), "r", &EncodedReading::new(&reading).unwrap()).unwrap();
        if death == Death::AfterReading && case == "sag-2" {
            return;
        }
        store.replace_case(&record).unwrap();
        if death == Death::AfterCase && case == "sag-2" {
            return;
        }
    }
    let index = match Index::open_for_ingest(&store.index_dir(), store.index_generation().unwrap()).unwrap() {
        Some(index) => index,
        None => {
            let generation = store.begin_new_index().unwrap();
            if death == Death::AfterNewGeneration {
                return;
            }
            Index::create(&store.index_dir(), generation).unwrap()
        }
    };
    let mut writer = index.writer(1).unwrap();
    let waiting = store.unindexed_cases().unwrap();
    for (case, _) in &waiting {
        let pages: Vec<PageDoc> = store
            .pages(case)
            .unwrap()
            .into_iter()
            .map(|row| PageDoc {
                case: row.case,
                municipality: row.municipality,
                act: row.act,
                page: row.page,
                text: row.text,
                ..PageDoc::default()
            })
            .collect();
        writer.replace_case(case, &pages).unwrap();
    }
    if death == Death::BeforeIndexCommit {
        return;
    }
    writer.commit().unwrap();
    if death == Death::AfterIndexCommit {
        return;
    }
    store.mark_indexed(&waiting).unwrap();
    writer.finish().unwrap();
}

/// What is found and exported in the end.
fn outcome(dir: &Path) -> (Found, Vec<CaseRow>, usize) {
    let store = Store::open_read_only(dir).unwrap();
    let reader = store.page_reader();
    let pages = |case: &str, act: &str, page| reader.page(case, act, page).unwrap();
    let found = Index::open(&store.index_dir()).unwrap().search(&Request::new("samtaler", 10), &pages).unwrap();
    drop(reader);
    let cases = store.cases().unwrap().map(Result::unwrap).collect();
    (found, cases, store.unindexed_cases().unwrap().len())
}

#[test]
fn a_run_that_dies_anywhere_is_mended_by_the_next() {
    let root = tempfile::tempdir().unwrap();
    let whole = root.path().join("uforstyrret");
    run(&whole, Death::Never);
    let expected = outcome(&whole);
    assert_eq!((expected.0.total, expected.1.len(), expected.2), (3, 3, 0));
    for death in [Death::AfterReading, Death::AfterCase, Death::AfterNewGeneration, Death::BeforeIndexCommit, Death::AfterIndexCommit] {
        let dir = root.path().join(format!("{death:?}"));
        run(&dir, death);
        run(&dir, Death::Never);
        assert_eq!(outcome(&dir), expected, "{death:?}");
        run(&dir, Death::Never);
        assert_eq!(outcome(&dir), expected, "{death:?}, once more");
    }
}

#[test]
fn an_index_thrown_away_comes_back() {
    let root = tempfile::tempdir().unwrap();
    run(root.path(), Death::Never);
    let expected = outcome(root.path());
    std::fs::remove_dir_all(root.path().join("index")).unwrap();
    run(root.path(), Death::Never);
    assert_eq!(outcome(root.path()), expected);
}
