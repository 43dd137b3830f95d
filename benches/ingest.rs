//! Pages a second and peak memory of an ingest into a new store, beside what `pdftotext` and `mutool` need for the same files in the
//! same run.
//!
//! `cargo bench --bench ingest [-- FOLDER [REPEATS]]`; the folder is `corpus/pdf` unless given. Seconds differ from machine to machine and
//! from day to day, so the table gives ratios to the other programs beside them; the raw numbers go to `benches/runs/<date>/`.
//! Acts that are pictures only take Tesseract, which would hide everything else: they are timed apart.
//!
//! The other programs are started once a file, as a script would; with acts of one or two pages much of their time is that start.

#![allow(clippy::unwrap_used, reason = "a bench stops at what it did not expect")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

mod support;

use support::{is_scan, machine, pdfs, peak, run, there, with};

/// What one program cost for one set of files.
struct Cost {
    what: String,
    seconds: Vec<f64>,
    /// Largest resident set of the program and what it started, in MiB.
    memory: f64,
}

impl Cost {
    /// The fastest run: everything that disturbs a run makes it slower.
    fn best(&self) -> f64 {
        self.seconds.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let folder = arguments.first().map_or_else(|| support::root().join("corpus/pdf"), PathBuf::from);
    let repeats: usize = arguments.get(1).and_then(|number| number.parse().ok()).unwrap_or(3);
    let place = tempfile::tempdir().unwrap();
    let mut acts = Vec::new();
    pdfs(&folder, &mut acts);
    let (scans, texts): (Vec<_>, Vec<_>) = acts.into_iter().partition(|act| is_scan(act));
    let mut report = String::new();
    for (name, acts) in [("with a text layer", texts), ("pictures only", scans)] {
        if acts.is_empty() {
            continue;
        }
        let delivery = place.path().join(name.replace(' ', "-"));
        for act in &acts {
            let to = delivery.join(act.strip_prefix(&folder).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(act, &to).unwrap();
            let sag = act.with_file_name("sag.json");
            if sag.exists() {
                fs::copy(sag, to.with_file_name("sag.json")).unwrap();
            }
        }
        let pages: usize = acts.iter().map(|act| page_count(act)).sum();
        writeln!(report, "## Acts {name}: {} files, {pages} pages, best of {repeats}\n", acts.len()).unwrap();
        let costs = measure(&delivery, &acts, repeats, place.path(), name == "with a text layer");
        table(&mut report, &costs, pages);
    }
    let machine = machine();
    let report = format!("# Ingest\n\n{machine}\n\n{report}");
    support::keep("ingest", &report);
}

/// Makes the commands of one run.
type Start<'a> = Box<dyn Fn() -> Vec<Command> + 'a>;

/// Every program on the same files, in turn, so that a disturbance of the machine meets all of them.
fn measure(delivery: &Path, acts: &[PathBuf], repeats: usize, place: &Path, others: bool) -> Vec<Cost> {
    let program = env!("CARGO_BIN_EXE_aktspor");
    let store = |jobs: usize| place.join(format!("store-{jobs}"));
    let mut programs: Vec<(String, Start<'_>)> = Vec::new();
    for jobs in [1, 2] {
        let ingest = move || {
            let mut command = Command::new(program);
            command.arg("ingest").arg(delivery).args(["--jobs", &jobs.to_string(), "--store"]).arg(store(jobs));
            let _ = fs::remove_dir_all(store(jobs));
            vec![command]
        };
        programs.push((format!("aktspor ingest --jobs {jobs} (new store: text, boxes, events, verdicts, index)"), Box::new(ingest)));
    }
    if others {
        let each = |start: fn(&Path) -> Command| move || acts.iter().map(|act| start(act)).collect();
        programs.push((
            "aktspor text, a process a file".into(),
            Box::new(each(|act| with(env!("CARGO_BIN_EXE_aktspor"), &["text"], act, &[]))),
        ));
        if there("pdftotext") {
            programs.push(("pdftotext, a process a file".into(), Box::new(each(|act| with("pdftotext", &[], act, &["-"])))));
            programs.push((
                "pdftotext -bbox-layout, a process a file".into(),
                Box::new(each(|act| with("pdftotext", &["-bbox-layout"], act, &["-"]))),
            ));
        }
        if there("mutool") {
            programs.push((
                "mutool draw -F text, a process a file".into(),
                Box::new(each(|act| with("mutool", &["draw", "-q", "-F", "text"], act, &[]))),
            ));
            programs.push((
                "mutool draw -F stext, a process a file".into(),
                Box::new(each(|act| with("mutool", &["draw", "-q", "-F", "stext"], act, &[]))),
            ));
        }
    }
    let mut costs: Vec<Cost> = programs.iter().map(|(what, _)| Cost { what: what.clone(), seconds: Vec::new(), memory: 0.0 }).collect();
    for _ in 0..repeats {
        for ((_, commands), cost) in programs.iter().zip(&mut costs) {
            let commands = commands();
            let start = Instant::now();
            commands.into_iter().for_each(run);
            cost.seconds.push(start.elapsed().as_secs_f64());
        }
    }
    // Apart, because looking at a program slows it down.
    for ((_, commands), cost) in programs.iter().zip(&mut costs) {
        cost.memory = commands().into_iter().map(peak).fold(0.0, f64::max);
    }
    costs
}

fn table(report: &mut String, costs: &[Cost], pages: usize) {
    let pages = u32::try_from(pages).map_or(f64::NAN, f64::from);
    let reference = |name: &str| costs.iter().find(|cost| cost.what.starts_with(name)).map(Cost::best);
    let (pdftotext, mutool) = (reference("pdftotext, "), reference("mutool draw -F text"));
    report.push_str("| what | pages/s | of pdftotext's | of mutool's | peak MiB | all runs, s |\n|---|---:|---:|---:|---:|---|\n");
    for cost in costs {
        let ratio = |other: Option<f64>| other.map_or_else(|| "–".into(), |other| format!("{:.2}", other / cost.best()));
        let runs: Vec<_> = cost.seconds.iter().map(|seconds| format!("{seconds:.2}")).collect();
        let (rate, memory) = (pages / cost.best(), cost.memory);
        writeln!(report, "| {} | {rate:.1} | {} | {} | {memory:.0} | {} |", cost.what, ratio(pdftotext), ratio(mutool), runs.join(" "))
            .unwrap();
    }
    report.push('\n');
}

fn page_count(act: &Path) -> usize {
    aktspor::pdf::read(&fs::read(act).unwrap(), &aktspor::pdf::Limits::default()).pages.len()
}
