//! Text with a box for every word: pages a second of our reader, beside other readers on the same files in the same run, and beside
//! the floor: what must be read and inflated whatever is made of it.
//!
//! `cargo bench --bench reading [-- [--large] FOLDER [REPEATS]]`. The folder is `bench/long` of the folder that `AKTSPOR_SHARED` names
//! (`../shared` unless it is set), else `corpus/pdf` without its scans. In each repetition everyone reads all files once, one after the
//! other, so that a disturbance of the machine meets all of them; the fastest repetition counts. Files are in memory (ours, Rust
//! libraries) or in the system's cache. `--large` adds 10,000 and 100,000 pages to the cost against pages.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a bench stops at what it did not expect, and says what it leaves out")]

mod reading_peers;
mod support;

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use aktspor::pdf::{Limits, read};
use aktspor::pipeline::{ReadOptions, Supervisor};
use aktspor::text::layout;
use rayon::prelude::*;

use reading_peers as peers;
use support::{is_scan, machine, pdfs, peak, run, there, with};

/// What must be done whatever is made of it.
const FLOOR: &str = "the floor: read and inflate";

/// A reader, and what a pass over all files cost it.
struct Reader<'a> {
    what: String,
    /// Reads all files; gives the seconds, or none where it can't.
    pass: Box<dyn Fn() -> Option<f64> + 'a>,
    seconds: Vec<f64>,
}

impl<'a> Reader<'a> {
    /// One that runs here and is timed from outside.
    fn here(what: &str, pass: impl Fn() + 'a) -> Self {
        let timed = move || {
            let start = Instant::now();
            pass();
            Some(start.elapsed().as_secs_f64())
        };
        Self { what: what.to_owned(), pass: Box::new(timed), seconds: Vec::new() }
    }

    fn best(&self) -> Option<f64> {
        self.seconds.iter().copied().reduce(f64::min)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [pass, file] = arguments.as_slice()
        && pass == "--pass"
    {
        return ours(&fs::read(file).unwrap());
    }
    let plain: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let shared = std::env::var_os("AKTSPOR_SHARED").map_or_else(|| support::root().join("../shared"), PathBuf::from).join("bench/long");
    let folder = match plain.first() {
        Some(folder) => PathBuf::from(folder),
        None if shared.is_dir() => shared,
        None => support::root().join("corpus/pdf"),
    };
    let repeats: usize = plain.get(1).and_then(|number| number.parse().ok()).unwrap_or(5);
    let mut files = Vec::new();
    pdfs(&folder, &mut files);
    files.retain(|file| !is_scan(file));
    let bytes: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    let pages: usize = bytes.iter().map(|file| read(file, &Limits::default()).pages.len()).sum();
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut report = format!("# Reading\n\n{}\n\n", machine());
    writeln!(report, "## Text with word boxes: {name}, {} files, {pages} pages, best of {repeats}\n", files.len()).unwrap();
    compare(&mut report, &files, &bytes, pages, repeats);
    memory(&mut report, &files);
    sizes(&mut report, &bytes, arguments.iter().any(|argument| argument == "--large"));
    support::keep("reading", &report);
}

fn ours(file: &[u8]) {
    black_box(read(file, &Limits::default()));
}

/// Reads a file by way of the pipeline's supervisor, as an ingest does.
fn guarded(supervisor: &RefCell<Supervisor>, file: &[u8]) {
    let options = ReadOptions { ocr: false, ..ReadOptions::default() };
    black_box(supervisor.borrow_mut().read(file, &options));
}

/// Everyone on all files.
fn compare(report: &mut String, files: &[PathBuf], bytes: &[Vec<u8>], pages: usize, repeats: usize) {
    let place = tempfile::tempdir().unwrap();
    let merged = place.path().join("merged.pdf");
    let floor = peers::Floor::locate(bytes);
    let (unguarded, child) =
        (RefCell::new(Supervisor::new(None)), RefCell::new(Supervisor::new(Some(env!("CARGO_BIN_EXE_aktspor").into()))));
    let two = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let mut readers = vec![
        Reader::here("**ours**, 1 thread", || bytes.iter().for_each(|file| ours(file))),
        Reader::here("**ours**, 2 threads", || two.install(|| bytes.par_iter().for_each(|file| ours(file)))),
        Reader::here("ours with layout (reading order, paragraphs, tables), 1 thread", || {
            for file in bytes {
                let pages: Vec<_> = read(file, &Limits::default()).pages.into_iter().map(|page| page.page).collect();
                black_box(layout(&pages));
            }
        }),
        Reader::here("the same as an ingest does it, in this process", || bytes.iter().for_each(|file| guarded(&unguarded, file))),
        Reader::here("the same as an ingest does it, in a guarded child process", || bytes.iter().for_each(|file| guarded(&child, file))),
        Reader::here(FLOOR, || floor.pass()),
        Reader::here("text device on hayro-interpret", || bytes.iter().for_each(|file| peers::hayro(file))),
        Reader::here("pdf-extract", || bytes.iter().for_each(|file| peers::pdf_extract(file))),
        Reader::here("lopdf `extract_text`", || bytes.iter().for_each(|file| peers::lopdf(file))),
        Reader::here("lopdf, loading only", || bytes.iter().for_each(|file| drop(black_box(lopdf::Document::load_mem(file))))),
    ];
    let python = peers::python();
    for (name, what) in [
        ("pymupdf-words", "MuPDF (pymupdf), words with boxes"),
        ("pymupdf-text", "MuPDF (pymupdf), text"),
        ("pypdfium2", "PDFium (pypdfium2), text"),
    ] {
        let python = python.clone();
        let pass: Box<dyn Fn() -> Option<f64>> = Box::new(move || peers::python_pass(python.as_deref()?, name, files));
        readers.push(Reader { what: what.to_owned(), pass, seconds: Vec::new() });
    }
    if there("pdftotext") {
        readers.push(Reader::here("pdftotext, a process a file", || {
            files.iter().for_each(|file| run(with("pdftotext", &[], file, &["-"])));
        }));
        let united = there("pdfunite") && Command::new("pdfunite").args(files).arg(&merged).status().is_ok_and(|status| status.success());
        if united {
            readers.push(Reader::here("pdftotext, one process (all files merged)", || run(with("pdftotext", &[], &merged, &["-"]))));
        }
    }
    if there("mutool") {
        readers.push(Reader::here("mutool draw -F stext, a process a file", || {
            files.iter().for_each(|file| run(with("mutool", &["draw", "-q", "-F", "stext"], file, &[])));
        }));
    }
    for jobs in ["1", "2"] {
        let (delivery, store) = (place.path().join("delivery"), place.path().join("store"));
        fs::create_dir_all(&delivery).unwrap();
        for file in files {
            fs::copy(file, delivery.join(file.file_name().unwrap_or_default())).unwrap();
        }
        let what = format!("whole ingest, --jobs {jobs} (text, events, verdicts, index, store)");
        readers.push(Reader::here(&what, move || {
            let _ = fs::remove_dir_all(&store);
            let mut ingest = Command::new(env!("CARGO_BIN_EXE_aktspor"));
            ingest.arg("ingest").arg(&delivery).args(["--jobs", jobs, "--store"]).arg(&store);
            run(ingest);
        }));
    }
    for _ in 0..repeats {
        for reader in &mut readers {
            reader.seconds.extend((reader.pass)());
        }
    }
    table(report, &readers, pages);
    let best = |name: &str| readers.iter().find(|reader| reader.what.contains(name)).and_then(Reader::best).unwrap();
    writeln!(
        report,
        "Text with word boxes costs {:.1} times the floor (goal: at most 8). In a guarded child process a healthy act takes {:.2} times what it \
         takes in this one: the act and its reading go through a pipe.\n",
        best("**ours**, 1") / best(FLOOR),
        best("child process") / best("in this process"),
    )
    .unwrap();
    let (compressed, inflated, streams) = floor.size();
    writeln!(
        report,
        "The floor inflates {streams} streams (page contents, forms, ToUnicode maps, object streams), {compressed} bytes to {inflated}.\n"
    )
    .unwrap();
}

fn table(report: &mut String, readers: &[Reader<'_>], pages: usize) {
    let pages = pages as f64;
    let ours = readers.first().and_then(Reader::best).unwrap();
    report.push_str("| what | pages/s | ours (1 thread) is faster by | all passes, s |\n|---|---:|---:|---|\n");
    for reader in readers {
        let Some(best) = reader.best() else {
            eprintln!("left out, not installed: {}", reader.what);
            continue;
        };
        let passes: Vec<_> = reader.seconds.iter().map(|seconds| format!("{seconds:.3}")).collect();
        writeln!(report, "| {} | {:.0} | {:.2} | {} |", reader.what, pages / best, best / ours, passes.join(" ")).unwrap();
    }
    report.push('\n');
}

/// Peak memory of a process that reads one file: ours over the largest file, and over one of 1,000 pages.
fn memory(report: &mut String, files: &[PathBuf]) {
    let largest = files.iter().max_by_key(|file| fs::metadata(file).map_or(0, |data| data.len())).unwrap();
    let place = tempfile::tempdir().unwrap();
    let long = place.path().join("long.pdf");
    fs::write(&long, peers::repeated(&fs::read(largest).unwrap(), 1000, 0)).unwrap();
    let pass = |file: &Path| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("--pass").arg(file);
        peak(command)
    };
    let size = |file: &Path| fs::metadata(file).map_or(0.0, |data| data.len() as f64 / 1024.0 / 1024.0);
    report.push_str("## Peak memory of a process that reads one file\n\n| file | MiB on disk | peak MiB |\n|---|---:|---:|\n");
    for (what, file) in [("the largest", largest.as_path()), ("1,000 pages", &long)] {
        writeln!(report, "| {what} | {:.1} | {:.0} |", size(file), pass(file)).unwrap();
    }
    report.push('\n');
}

/// What a page costs in documents of many pages. The pages are those of one file again and again, each with a content of its own; more
/// than 1,000 pages come as several documents.
fn sizes(report: &mut String, bytes: &[Vec<u8>], large: bool) {
    let Some(source) = bytes.iter().max_by_key(|file| file.len()) else { return };
    let counts: &[usize] = if large { &[1, 10, 100, 1000, 10_000, 100_000] } else { &[1, 10, 100, 1000] };
    report.push_str("## Cost against pages\n\n| pages | µs a page, read | with layout |\n|---:|---:|---:|\n");
    for count in counts {
        let (mut reading, mut laying, mut done) = (0.0, 0.0, 0);
        while done < *count {
            let part = (count - done).min(1000);
            let document = peers::repeated(source, part, done);
            // A short one is over before the clock has moved.
            let passes = (200 / part).clamp(1, 50);
            let (mut best_read, mut best_lay) = (f64::INFINITY, f64::INFINITY);
            for _ in 0..passes {
                let start = Instant::now();
                let pages: Vec<_> = read(&document, &Limits::default()).pages.into_iter().map(|page| page.page).collect();
                best_read = best_read.min(start.elapsed().as_secs_f64());
                assert_eq!(pages.len(), part, "pages were lost");
                let start = Instant::now();
                black_box(layout(&pages));
                best_lay = best_lay.min(start.elapsed().as_secs_f64());
            }
            reading += best_read;
            laying += best_lay;
            done += part;
        }
        let each = |seconds: f64| seconds / *count as f64 * 1e6;
        writeln!(report, "| {count} | {:.0} | {:.0} |", each(reading), each(reading + laying)).unwrap();
    }
    report.push('\n');
}
