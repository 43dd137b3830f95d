//! Brings the search index up to what the store holds. What stands unindexed after an interrupted run is done by the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::export::ActRow;
use crate::pipeline::{Observer, PipelineError, Stage};
use crate::search::{Index, PageDoc};
use crate::store::Store;

/// Cases between two commits: a commit waits for the disk.
const CASES_A_COMMIT: usize = 200;

/// Puts every case that the store calls unindexed into the index.
pub(super) fn index(store: &mut Store, jobs: usize, cancel: &AtomicBool, observer: &dyn Observer) -> Result<(), PipelineError> {
    let dir = store.index_dir();
    let index = match Index::open_for_ingest(&dir, store.index_generation()?)? {
        Some(index) => index,
        None => {
            let generation = store.begin_new_index()?;
            Index::create(&dir, generation)?
        }
    };
    let cases = store.unindexed_cases()?;
    if cases.is_empty() {
        return Ok(());
    }
    observer.stage(Stage::Indexing, cases.len());
    let mut writer = index.writer(jobs)?;
    for part in cases.chunks(CASES_A_COMMIT) {
        for (case, _) in part {
            if cancel.load(Ordering::Relaxed) {
                return Ok(());
            }
            writer.replace_case(case, &documents(store, case)?)?;
            observer.case();
        }
        writer.commit()?;
        store.mark_indexed(part)?;
    }
    Ok(writer.finish()?)
}

/// The pages of a case as the index takes them: with what is known of their acts, and the events that each tells of.
fn documents(store: &Store, case: &str) -> Result<Vec<PageDoc>, PipelineError> {
    let acts: BTreeMap<String, ActRow> = store.case_acts(case)?.into_iter().map(|act| (act.row.act.clone(), act.row)).collect();
    let mut kinds: BTreeMap<(String, u32), BTreeSet<String>> = BTreeMap::new();
    for event in store.case_events(case)? {
        kinds.entry((event.act, event.page)).or_default().insert(event.kind);
    }
    let pages = store.pages(case)?.into_iter().map(|page| {
        let act = acts.get(&page.act);
        PageDoc {
            doctype: act.and_then(|act| act.doctype.clone()),
            date: act.and_then(|act| act.date.clone()),
            kinds: kinds.remove(&(page.act.clone(), page.page)).into_iter().flatten().collect(),
            ocr: page.confidence,
            case: page.case,
            municipality: page.municipality,
            act: page.act,
            page: page.page,
            text: page.text,
        }
    });
    Ok(pages.collect())
}
