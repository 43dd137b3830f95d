//! The run that reads what was sent, in a thread of its own, one archive after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Outcome, Stage, Uploads};
use crate::archive;
use crate::export::ActState;
use crate::lang::Lang;
use crate::pipeline::{self, Observer, PipelineError, ReadOptions, RunOptions, Summary};
use crate::store::StoreError;

/// How long the queue waits for another run before it asks again.
const PATIENCE: Duration = Duration::from_secs(3);
/// Most lines of what could not be read.
const MOST: usize = 100;

impl Uploads {
    /// Starts the run where none is under way and something waits.
    pub fn start(self: &Arc<Self>) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.is_some() {
            return;
        }
        let Some(next) = self.next() else { return };
        let flag = Arc::new(AtomicBool::new(false));
        let uploads = Arc::clone(self);
        let to_thread = Arc::clone(&flag);
        match std::thread::Builder::new().name("uploads".to_owned()).spawn(move || uploads.work(next, to_thread)) {
            Ok(_) => *running = Some((next, flag)),
            Err(error) => self.set(next, Stage::Failed(vec![error.to_string()])),
        }
    }

    /// The oldest that waits.
    fn next(&self) -> Option<u64> {
        self.known().values().find(|upload| matches!(upload.stage, Stage::Waiting { .. })).map(|upload| upload.number)
    }

    /// Reads one after the other until nothing waits.
    fn work(self: Arc<Self>, first: u64, mut flag: Arc<AtomicBool>) {
        let mut number = first;
        loop {
            // A fault in the program must not leave the queue waiting for a thread that is gone.
            let stage = catch_unwind(AssertUnwindSafe(|| self.read(number, &flag)))
                .unwrap_or_else(|_| Stage::Failed(vec!["En fejl i programmet standsede indlæsningen; det læste er gemt.".to_owned()]));
            self.set(number, stage);
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(next) = self.next() else {
                *running = None;
                return;
            };
            flag = Arc::new(AtomicBool::new(false));
            *running = Some((next, Arc::clone(&flag)));
            number = next;
        }
    }

    fn read(&self, number: u64, flag: &Arc<AtomicBool>) -> Stage {
        let Some(upload) = self.known().get(&number).cloned() else { return Stage::Ended };
        let path = self.folder_of(number).join(&upload.name);
        let options = RunOptions {
            store: self.config.store.clone(),
            jobs: self.config.jobs,
            worker: self.config.worker.clone(),
            grammars: None,
            frister: self.config.frister.clone(),
            archive: archive::Limits::default(),
            reading: ReadOptions::default(),
            retry: false,
            now: self.config.stamp,
            cancel: Arc::clone(flag),
        };
        // The place of the file on the server tells its sender nothing.
        let place = path.display().to_string();
        let shown = |line: &str| line.replace(&place, &upload.name);
        loop {
            let teller = Teller { uploads: self, number, so_far: Mutex::default() };
            match pipeline::run(std::slice::from_ref(&path), &options, &teller) {
                Ok(summary) if summary.interrupted => return Stage::Ended,
                Ok(summary) => {
                    let mut outcome = outcome(&summary);
                    outcome.remarks.iter_mut().for_each(|line| *line = shown(line));
                    return Stage::Done(outcome);
                }
                Err(PipelineError::Store(StoreError::Locked { holder, .. })) => {
                    self.set(number, Stage::Waiting { holder: Some(holder) });
                    std::thread::sleep(PATIENCE);
                    if flag.load(Ordering::Relaxed) {
                        return Stage::Ended;
                    }
                }
                Err(error) => {
                    tracing::warn!(number, "an upload could not be read");
                    return Stage::Failed(words(&error).iter().map(|line| shown(line)).collect());
                }
            }
        }
    }
}

/// What a run came to. Danish, as all messages that are kept.
fn outcome(summary: &Summary) -> Outcome {
    let unread = summary.unread.iter().map(|act| {
        let why = act.message.clone().unwrap_or_else(|| act.state.words(Lang::Da).to_owned());
        format!("{} / {}: {why}", act.case, act.act)
    });
    let lost = summary.lost.iter().map(|member| format!("{}: {}", member.place, member.state.message(Lang::Da)));
    let passed = summary.passed_over.iter().map(|member| format!("{}: {}", member.place, member.state.message(Lang::Da)));
    let problems = summary.problems.iter().map(|problem| problem.message(Lang::Da));
    let failed = summary.failed.iter().map(|case| format!("{case}: sagen kunne ikke laves; den står, som den var"));
    let mut remarks: Vec<String> = problems.chain(failed).chain(unread).chain(lost).chain(passed).collect();
    if let Some(more) = remarks.len().checked_sub(MOST).filter(|more| *more > 0) {
        remarks.truncate(MOST);
        remarks.push(format!("… og {more} til"));
    }
    if let Some(error) = &summary.ocr_missing {
        remarks.insert(0, error.message(Lang::Da));
    }
    Outcome { cases: summary.cases, made: summary.made, acts: summary.acts.values().sum(), pages: summary.pages, remarks }
}

/// Why an archive could not be read, a line each.
fn words(error: &PipelineError) -> Vec<String> {
    match error {
        PipelineError::NoInput { problems, lost, notices } => {
            let problems = problems.iter().map(|problem| problem.message(Lang::Da));
            let notices = notices.iter().map(|notice| notice.message(Lang::Da));
            let lost = lost.iter().take(MOST).map(|member| format!("{}: {}", member.place, member.state.message(Lang::Da)));
            problems.chain(notices).chain(lost).collect()
        }
        PipelineError::Archive(error) => vec![error.message(Lang::Da)],
        PipelineError::Store(error) => vec![error.to_string(), error.advice(Lang::Da).to_owned()],
        PipelineError::Search(error) => vec![error.to_string(), error.advice(Lang::Da).to_owned()],
        other => vec![other.to_string()],
    }
}

/// Notes how far a run is.
struct Teller<'u> {
    uploads: &'u Uploads,
    number: u64,
    so_far: Mutex<Option<Stage>>,
}

impl Teller<'_> {
    fn tell(&self, change: impl FnOnce(Option<Stage>) -> Option<Stage>) {
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        *so_far = change(so_far.take());
        if let Some(stage) = so_far.clone() {
            self.uploads.set(self.number, stage);
        }
    }
}

impl Observer for Teller<'_> {
    fn stage(&self, stage: pipeline::Stage, total: usize) {
        self.tell(|_| {
            Some(match stage {
                pipeline::Stage::Opening => Stage::Opening,
                pipeline::Stage::Reading => Stage::Reading { done: 0, total, pages: 0 },
                pipeline::Stage::Indexing => Stage::Indexing { done: 0, total },
            })
        });
    }

    fn act(&self, _state: ActState, more: usize, _reused: bool) {
        self.tell(|stage| match stage {
            Some(Stage::Reading { done, total, pages }) => Some(Stage::Reading { done: done + 1, total, pages: pages + more }),
            other => other,
        });
    }

    fn case(&self) {
        self.tell(|stage| match stage {
            Some(Stage::Indexing { done, total }) => Some(Stage::Indexing { done: done + 1, total }),
            other => other,
        });
    }
}
