//! The threads that go through an index together.
//!
//! In: parts of the pages. Out: what was found in each, in their order. Who asks while nobody else does gets all cores, one thread of the crew on each; of
//! several who ask at once each keeps to one core, since handing over costs more than it brings where all are busy. They are threads of their own, since
//! those of the whole program may be busy for seconds with a case.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The threads, started when they are first needed.
pub(super) struct Crew {
    /// How many they are: asked of the system once, not for each question.
    threads: usize,
    pool: OnceLock<Option<ThreadPool>>,
    /// Questions that are being answered.
    asked: AtomicUsize,
}

impl Default for Crew {
    fn default() -> Self {
        Self { threads: available_parallelism().map_or(1, usize::from), pool: OnceLock::new(), asked: AtomicUsize::new(0) }
    }
}

impl Crew {
    /// Does the work for each part, the first error for all; `parts` are for so many threads. One part alone is not worth handing over.
    pub(super) fn each<P: Sync, T: Send, E: Send>(
        &self,
        parts: impl Fn(usize) -> Vec<P>,
        work: impl Fn(&P) -> Result<T, E> + Sync,
    ) -> Result<Vec<T>, E> {
        let alone = self.asked.fetch_add(1, Ordering::Relaxed) == 0;
        let _asked = Asked(&self.asked);
        let parts = parts(if alone { self.threads } else { 1 });
        let start = || ThreadPoolBuilder::new().num_threads(self.threads).thread_name(|number| format!("search-{number}")).build().ok();
        let pool = if alone && parts.len() > 1 { self.pool.get_or_init(start).as_ref() } else { None };
        // Where no threads are to be had, the question is answered all the same.
        match pool {
            Some(pool) => pool.install(|| parts.par_iter().map(&work).collect()),
            None => parts.iter().map(work).collect(),
        }
    }
}

/// A question that is being answered, whatever becomes of it.
struct Asked<'a>(&'a AtomicUsize);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
