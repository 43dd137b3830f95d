//! The run itself: who reads what when, what is committed, and when it ends.
//!
//! One thread (this one) holds the store and decides; a pool of threads reads acts, each with a worker process; another makes cases. Cases are
//! opened a few at a time, so that memory does not grow with the archive.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::archive::{self, CaseFolder, Delivery, Sag};
use crate::export::ActState;
use crate::lang::Lang;
use crate::pipeline::act::{Origin, ReadEnd, ReadJob, Report, SharedReading};
use crate::pipeline::derive::{CaseInput, Engine, ReadAct};
use crate::pipeline::plan::{MAX_DEPTH, Plan, PlannedAct, is_other_case, plan, with_attached};
use crate::pipeline::pool::{Pool, STACK};
use crate::pipeline::reading::{READER_VERSION, ReadOptions, WithGaps, ocr_status};
use crate::pipeline::supervisor::Supervisor;
use crate::pipeline::{Observer, PipelineError, RunOptions, Stage, Summary, index, summary};
use crate::store::{CaseInputs, CaseRecord, Reading, Store, StoreError, case_fingerprint};

/// How often a waiting run looks whether it is to end.
const TICK: Duration = Duration::from_millis(200);
/// All that a case depends on beside its acts and the grammars.
const PROGRAM_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("AKTSPOR_DERIVING"), " ", env!("AKTSPOR_READING"));

/// Reads everything below `paths` into the store, makes its cases, and brings the search index up to date.
///
/// One bad act, file or path never stops the rest: each is named in the [`Summary`]. When `options.cancel` is set the run ends soon and
/// cleanly; a later run with the same paths goes on from there.
///
/// # Errors
/// [`PipelineError::NoInput`] where there is not one case; what the store, the index, or the grammars give. What was committed stays.
pub fn run(paths: &[PathBuf], options: &RunOptions, observer: &dyn Observer) -> Result<Summary, PipelineError> {
    let now = (options.now)();
    let today = now.get(..10).and_then(|day| day.parse().ok());
    let holder = format!("aktspor {} since {}", env!("CARGO_PKG_VERSION"), now);
    let load = || Engine::load(options.grammars.as_deref())?.for_run(options.frister.as_deref(), today);
    let open = || -> Result<_, PipelineError> {
        // A store that is there is asked first, for an archive can take long to open; one that is not is made only for something to keep.
        let store = options.store.exists().then(|| Store::open(&options.store, &holder)).transpose()?;
        observer.stage(Stage::Opening, 0);
        Ok((store, archive::open(paths, &options.archive)?))
    };
    // The grammars, the archive and Tesseract know nothing of each other.
    let (engine, opened, ocr) = std::thread::scope(|scope| {
        let engine = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, load);
        let ocr = std::thread::Builder::new().spawn_scoped(scope, || options.reading.ocr.then(ocr_status));
        (engine.map(ended), open(), ocr.map(ended))
    });
    let start = |error: std::io::Error| PipelineError::Start { reason: error.to_string() };
    let engine = Arc::new(engine.map_err(start)??);
    let ocr = ocr.map_err(start)?;
    let (mut store, mut delivery) = opened?;
    if delivery.cases.is_empty() && !delivery.problems.is_empty() {
        let (lost, _) = summary::members(&delivery);
        return Err(PipelineError::NoInput { problems: delivery.problems, lost, notices: delivery.notices });
    }
    let mut store = match store.take() {
        Some(store) => store,
        None => Store::open(&options.store, &holder)?,
    };
    let journal = store.begin_run(&(options.now)(), env!("CARGO_PKG_VERSION"), engine.grammar_version())?;

    let mut summary = Summary::of(&delivery);
    summary.problems = std::mem::take(&mut delivery.problems);
    let mut reading = options.reading.clone();
    match ocr {
        Some(Ok(engine)) => reading.engine = engine,
        Some(Err(error)) => {
            reading = ReadOptions { ocr: false, ocr_missing: Some(error.message(Lang::Da)), ..reading };
            summary.ocr_missing = Some(error);
        }
        None => {}
    }
    let total = delivery.cases.iter().map(|case| case.acts.len()).sum();
    observer.stage(Stage::Reading, total);
    read_all(&delivery, &mut store, &engine, &mut summary, &RunParts { options, reading: &reading, observer })?;
    if !options.cancel.load(Ordering::Relaxed) {
        index::index(&mut store, options.jobs, &options.cancel, observer)?;
    }
    summary.interrupted = options.cancel.load(Ordering::Relaxed);
    summary.finish();
    if !summary.interrupted {
        let counts = serde_json::json!({
            "cases": summary.cases, "made": summary.made, "acts": total, "pages": summary.pages,
            "read": summary.read_now, "unread": summary.unread.len(), "workers_replaced": summary.fallen,
        });
        store.finish_run(journal, &(options.now)(), &counts)?;
    }
    Ok(summary)
}

/// What a thread came to; a panic goes on.
fn ended<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What a run has at hand and does not change.
struct RunParts<'a> {
    options: &'a RunOptions,
    reading: &'a ReadOptions,
    observer: &'a dyn Observer,
}

/// Starts the threads, runs the coordinator, and waits for all.
fn read_all(
    delivery: &Delivery,
    store: &mut Store,
    engine: &Arc<Engine>,
    summary: &mut Summary,
    parts: &RunParts<'_>,
) -> Result<(), PipelineError> {
    let jobs = parts.options.jobs.max(1);
    let start = |error: &dyn std::error::Error| PipelineError::Start { reason: error.to_string() };
    let makers = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build().map_err(|error| start(&error))?;
    let (to_pool, from_run) = channel();
    let (reports, inbox) = channel();
    // A run that failed has no use for what is still being read.
    let has_failed = AtomicBool::new(false);
    let is_cancelled = || has_failed.load(Ordering::Relaxed) || parts.options.cancel.load(Ordering::Relaxed);
    let pool = Pool {
        jobs: Mutex::new(from_run),
        files: store.act_files().clone(),
        pictures: store.picture_texts(),
        options: parts.reading,
        is_cancelled: &is_cancelled,
    };
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for _ in 0..jobs {
            let supervisor = Supervisor::new(parts.options.worker.clone());
            let (pool, reports) = (&pool, reports.clone());
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || pool.work(supervisor, &reports));
            threads.push(thread.map_err(|error| start(&error))?);
        }
        let mut coordinator = Coordinator {
            delivery,
            store,
            engine,
            summary,
            parts,
            jobs,
            makers: &makers,
            to_pool,
            reports,
            next: 0,
            open: BTreeMap::new(),
            waiting: BTreeMap::new(),
            ready: VecDeque::new(),
            making: 0,
        };
        let done = coordinator.go(&inbox);
        has_failed.store(done.is_err(), Ordering::Relaxed);
        // Without this the pool would wait for more.
        drop(coordinator);
        let fallen = threads.into_iter().map(|thread| thread.join().unwrap_or(0)).sum();
        done.map(|()| fallen)
    })
    .map(|fallen| summary.fallen = fallen)
}

/// A case that is being read.
struct OpenCase {
    plan: Plan,
    path_municipality: Option<String>,
    readings: BTreeMap<String, SharedReading>,
    /// Acts not yet read, with how deep inside others they are.
    missing: BTreeMap<String, usize>,
    lacks_ocr: bool,
    has_lost: bool,
}

struct Coordinator<'a> {
    delivery: &'a Delivery,
    store: &'a mut Store,
    engine: &'a Arc<Engine>,
    summary: &'a mut Summary,
    parts: &'a RunParts<'a>,
    jobs: usize,
    makers: &'a rayon::ThreadPool,
    to_pool: Sender<ReadJob>,
    reports: Sender<Report>,
    /// The next case of the delivery.
    next: usize,
    /// Cases begun, by number.
    open: BTreeMap<usize, OpenCase>,
    /// Acts being read, by hash, with the cases that wait for them.
    waiting: BTreeMap<String, Vec<usize>>,
    /// Cases whose acts are all read.
    ready: VecDeque<usize>,
    /// Cases being made.
    making: usize,
}

impl Coordinator<'_> {
    fn go(&mut self, inbox: &Receiver<Report>) -> Result<(), PipelineError> {
        loop {
            let is_cancelled = self.parts.options.cancel.load(Ordering::Relaxed);
            while !is_cancelled && self.waiting.len() < 4 * self.jobs && self.making + self.ready.len() < 4 * self.jobs {
                let Some(folder) = self.delivery.cases.get(self.next) else { break };
                self.begin(self.next, folder)?;
                self.next += 1;
            }
            while self.making < 2 * self.jobs
                && let Some(number) = self.ready.pop_front()
            {
                self.make(number);
            }
            let nothing_left = self.waiting.is_empty() && self.making == 0 && self.ready.is_empty();
            if nothing_left && (is_cancelled || self.next >= self.delivery.cases.len()) {
                return Ok(());
            }
            match inbox.recv_timeout(TICK) {
                Ok(Report::Act { sha256, end }) => self.act_done(&sha256, *end)?,
                Ok(Report::Case { number, record }) => self.case_done(number, record.map(|record| *record))?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(PipelineError::Start { reason: "all threads are gone".to_owned() }),
            }
        }
    }

    /// Begins a case: nothing to do when it stands as it would be made, else its unread acts go to the pool.
    fn begin(&mut self, number: usize, folder: &CaseFolder) -> Result<(), PipelineError> {
        let id = self.own_id(folder)?;
        let kept = self.store.case_acts(&id)?;
        let kept_sag = self.kept_sag(&id)?;
        let has_unread = kept.iter().any(|act| act.row.state == ActState::Unreadable);
        let plan = plan(&id, folder, kept, kept_sag);
        let path_municipality = self.engine.kommuner.in_path(&format!("{id}/{}", folder.dir)).map(str::to_owned);
        let case =
            OpenCase { plan, path_municipality, readings: BTreeMap::new(), missing: BTreeMap::new(), lacks_ocr: false, has_lost: false };
        let found = self.store.fingerprint(&id)?;
        let stands = found.is_some_and(|found| {
            found == fingerprint(self.engine, &case, Gap::None)
                || (!self.parts.reading.ocr && found == fingerprint(self.engine, &case, Gap::Ocr))
        });
        if stands && !(self.parts.options.retry && has_unread) {
            return self.keep(&case.plan);
        }
        self.open(number, case)
    }

    /// The id under which a folder is kept. A folder that may be another child's than the case kept under its id gets its full place.
    fn own_id(&mut self, folder: &CaseFolder) -> Result<String, PipelineError> {
        let kept = self.store.case_acts(&folder.id)?;
        if !is_other_case(folder, &kept, self.kept_sag(&folder.id)?.as_ref()) {
            return Ok(folder.id.clone());
        }
        let id = folder.places.first().cloned().unwrap_or_else(|| folder.id.clone());
        self.summary.notices.push(archive::Notice::IdQualified { wanted: folder.id.clone(), id: id.clone() });
        Ok(id)
    }

    fn kept_sag(&self, id: &str) -> Result<Option<Sag>, StoreError> {
        Ok(self.store.sag(id)?.and_then(|value| serde_json::from_value(value).ok()))
    }

    /// A case that stands: only counted, and given its new places.
    fn keep(&mut self, plan: &Plan) -> Result<(), PipelineError> {
        let mut acts = self.store.case_acts(&plan.id)?;
        let checks = self.store.case_checks(&plan.id)?;
        for act in &acts {
            self.parts.observer.act(act.row.state, usize::try_from(act.row.pages.unwrap_or(0)).unwrap_or(0), true);
        }
        self.parts.observer.case();
        self.summary.unchanged += 1;
        self.summary.add(acts.iter().map(|act| &act.row), &checks);
        if plan.new_places {
            for act in &mut acts {
                if let Some(planned) = plan.acts.iter().find(|planned| planned.sha256 == act.row.sha256) {
                    act.places.clone_from(&planned.places);
                }
            }
            self.store.set_places(&plan.id, &acts)?;
        }
        Ok(())
    }

    fn open(&mut self, number: usize, mut case: OpenCase) -> Result<(), PipelineError> {
        let from = |act: &PlannedAct| act.delivered.clone().map_or(Origin::Store, Origin::Delivery);
        let acts = case.plan.acts.iter().map(|act| (act.sha256.clone(), from(act), 0)).collect();
        self.want(number, &mut case, acts)?;
        self.open.insert(number, case);
        Ok(())
    }

    /// Sees to it that these acts of a case are read, and those inside them; the last number is how deep inside others an act is.
    fn want(&mut self, number: usize, case: &mut OpenCase, mut acts: VecDeque<(String, Origin, usize)>) -> Result<(), PipelineError> {
        while let Some((sha256, from, depth)) = acts.pop_front() {
            if case.readings.contains_key(&sha256) || case.missing.contains_key(&sha256) {
                continue;
            }
            if let Some((reading, lacks_ocr)) = self.kept_reading(&sha256)? {
                self.parts.observer.act(reading.state, reading.pages.len(), true);
                case.lacks_ocr |= lacks_ocr;
                acts.extend(inside(&reading, depth));
                case.readings.insert(sha256, Arc::new(reading));
                continue;
            }
            case.missing.insert(sha256.clone(), depth);
            let waiting = self.waiting.entry(sha256.clone()).or_default();
            waiting.push(number);
            if waiting.len() == 1 {
                // A pool whose threads are all gone shows as an error at the next report.
                let _ = self.to_pool.send(ReadJob { sha256, from });
            }
        }
        if case.missing.is_empty() {
            self.ready.push_back(number);
        }
        Ok(())
    }

    /// A reading from before that need not be made again, and whether it waits for Tesseract.
    fn kept_reading(&self, sha256: &str) -> Result<Option<(Reading, bool)>, StoreError> {
        let wanted = |reading: &Reading| !(self.parts.options.retry && reading.state == ActState::Unreadable);
        if let Some(reading) = self.store.reading(sha256, READER_VERSION)?.filter(wanted) {
            return Ok(Some((reading, false)));
        }
        if self.parts.reading.ocr {
            return Ok(None);
        }
        Ok(self.store.reading(sha256, &version(true))?.filter(wanted).map(|reading| (reading, true)))
    }

    fn act_done(&mut self, sha256: &str, end: ReadEnd) -> Result<(), PipelineError> {
        let numbers = self.waiting.remove(sha256).unwrap_or_default();
        let mut is_lost = false;
        let read = match end {
            ReadEnd::Read(read, packed) => {
                self.store.put_reading(sha256, &version(read.lacks_ocr), &packed)?;
                self.summary.read_now += 1;
                read
            }
            ReadEnd::Lost(error) => {
                self.summary.problems.push(error);
                is_lost = true;
                WithGaps::nothing(ActState::Unreadable, "Akten kunne ikke hentes, da den skulle læses. Kør igen, når filerne ligger fast.")
            }
            ReadEnd::Failed(error) => return Err(error.into()),
            ReadEnd::Cancelled => {
                self.forget(&numbers);
                return Ok(());
            }
        };
        let reading = Arc::new(read.reading);
        for number in numbers {
            let Some(mut case) = self.open.remove(&number) else { continue };
            self.parts.observer.act(reading.state, reading.pages.len(), false);
            case.lacks_ocr |= read.lacks_ocr;
            case.has_lost |= is_lost;
            let depth = case.missing.remove(sha256).unwrap_or(0);
            case.readings.insert(sha256.to_owned(), Arc::clone(&reading));
            self.want(number, &mut case, inside(&reading, depth))?;
            self.open.insert(number, case);
        }
        Ok(())
    }

    /// Cases that will not be made in this run.
    fn forget(&mut self, numbers: &[usize]) {
        for number in numbers {
            self.open.remove(number);
        }
    }

    /// Gives a case whose acts are all read to the threads that make cases.
    fn make(&mut self, number: usize) {
        let Some(mut case) = self.open.remove(&number) else { return };
        case.plan.acts = with_attached(case.plan.acts, &case.readings);
        let gap = match (case.has_lost, case.lacks_ocr) {
            (true, _) => Gap::Lost,
            (false, true) => Gap::Ocr,
            (false, false) => Gap::None,
        };
        let fingerprint = fingerprint(self.engine, &case, gap);
        let acts = case.plan.acts.into_iter().filter_map(|act| {
            let reading = Arc::clone(case.readings.get(&act.sha256)?);
            Some(ReadAct { name: act.name, sha256: act.sha256, places: act.places, reading })
        });
        let input = CaseInput {
            acts: acts.collect(),
            id: case.plan.id,
            sag: case.plan.sag,
            path_municipality: case.path_municipality,
            fingerprint,
        };
        self.making += 1;
        let (engine, reports) = (Arc::clone(self.engine), self.reports.clone());
        self.makers.spawn(move || {
            let record = catch_unwind(AssertUnwindSafe(|| engine.derive(input))).ok().map(Box::new);
            // Nobody listens any more when the run has failed.
            let _ = reports.send(Report::Case { number, record });
        });
    }

    fn case_done(&mut self, number: usize, record: Option<CaseRecord>) -> Result<(), PipelineError> {
        self.making -= 1;
        self.parts.observer.case();
        let Some(record) = record else {
            tracing::error!(number, "making a case failed");
            self.summary.failed.extend(self.delivery.cases.get(number).map(|case| case.id.clone()));
            return Ok(());
        };
        self.store.replace_case(&record)?;
        self.summary.made += 1;
        self.summary.add(record.acts.iter().map(|act| &act.row), &record.checks);
        Ok(())
    }
}

/// The acts inside an act that is itself `depth` deep; none where that is too deep.
fn inside(reading: &Reading, depth: usize) -> VecDeque<(String, Origin, usize)> {
    let attached = reading.attached.iter().filter(|_| depth < MAX_DEPTH);
    attached.map(|act| (act.sha256.clone(), Origin::Store, depth + 1)).collect()
}

/// What a case lacks that another run may bring.
#[derive(Clone, Copy)]
enum Gap {
    None,
    /// Pages wait for Tesseract.
    Ocr,
    /// An act could not be fetched.
    Lost,
}

/// What a case is made from, as one hash; it differs for what another run may mend.
fn fingerprint(engine: &Engine, case: &OpenCase, gap: Gap) -> String {
    let acts: Vec<(&str, &str)> = case.plan.acts.iter().map(|act| (act.name.as_str(), act.sha256.as_str())).collect();
    let gap = match gap {
        Gap::None => "",
        Gap::Ocr => "ocr",
        Gap::Lost => "lost",
    };
    let known = serde_json::json!({"sag": case.plan.sag, "path": case.path_municipality, "gap": gap}).to_string();
    case_fingerprint(&CaseInputs {
        case: &case.plan.id,
        acts: &acts,
        known: &known,
        grammar_version: engine.grammar_version(),
        program_version: PROGRAM_VERSION,
    })
}

/// The version under which a reading is kept.
fn version(lacks_ocr: bool) -> String {
    if lacks_ocr { format!("{READER_VERSION} without ocr") } else { READER_VERSION.to_owned() }
}
