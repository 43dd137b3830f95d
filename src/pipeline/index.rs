//! Brings the search index up to what the store holds. What stands unindexed after an interrupted run is done by the next.

use std::sync::atomic::{AtomicBool, Ordering};

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
            let pages = store.pages(case)?.into_iter().map(|page| PageDoc {
                case: page.case,
                municipality: page.municipality,
                act: page.act,
                page: page.page,
                text: page.text,
            });
            writer.replace_case(case, &pages.collect::<Vec<_>>())?;
            observer.case();
        }
        writer.commit()?;
        store.mark_indexed(part)?;
    }
    Ok(writer.finish()?)
}
