//! The search over many pages: how large and how fast to make the index is beside its text, and how long questions take while several ask.
//!
//! ```text
//! cargo bench --bench search                 200 000 pages
//! PAGES=1000000 cargo bench --bench search   a million
//! INDEX=folder cargo bench --bench search    keeps the index there; asks it again where it is, without making it
//! ```
//!
//! The pages are made of the words of the invented cases as often as they stand there, so that common words are as common as they are, with
//! names, numbers and misspellings beside them, so that the vocabulary goes on growing as it does in true archives. The texts of the hits are made
//! again whenever one is shown, as the store would unpack them.
//!
//! Asked three times: by one person alone, by four who think a second on average before each question, and by four who never pause, which two cores
//! cannot keep up with. Who asks alone takes all cores, so the processor's time is told for all questions of a run together.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench stops at what it did not expect"
)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use aktspor::search::{Index, PageDoc, Request, SearchError};
use aktspor::text::PageText;

/// Pages of an act, acts of a case, at most.
const ACTS: u64 = 24;
/// People who ask at the same time.
const USERS: usize = 4;
/// Questions of each, and of each who pauses.
const QUESTIONS: usize = 500;
const WITH_PAUSES: usize = 100;
/// Milliseconds of the longest pause.
const PAUSE: u64 = 2000;

fn main() {
    let pages: u64 = std::env::var("PAGES").ok().and_then(|pages| pages.parse().ok()).unwrap_or(200_000);
    let language = Language::read();
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let dir = std::env::var_os("INDEX").map_or_else(|| place.path().join("index"), PathBuf::from);
    let mut report = format!("# Search\n\n{}\n\n", support::machine());
    if dir.exists() {
        writeln!(report, "An index made before, of {} pages.", Index::open(&dir).unwrap().pages()).unwrap();
    } else {
        make(&mut report, &dir, &language, pages);
    }

    let opening = Instant::now();
    let opened = Index::open(&dir).unwrap();
    ask(&opened, &language, "ord", false).unwrap();
    let opening = opening.elapsed();
    writeln!(
        report,
        "Opened and asked for the first time in {:.0} ms. With facets, snippets and folding:\n",
        opening.as_secs_f64() * 1000.0
    )
    .unwrap();
    for (title, people, each, pause) in [
        ("One person alone", 1, QUESTIONS, 0),
        ("Four who pause", USERS, WITH_PAUSES, PAUSE),
        ("Four who never pause", USERS, QUESTIONS, 0),
    ] {
        let before = all_processors();
        let times = users(&opened, &language, people, each, pause);
        let work = (all_processors() - before) * 1000.0 / (people * each) as f64;
        writeln!(report, "## {title}\n\n{people} × {each} questions, {work:.1} ms of the processors each on average.\n").unwrap();
        report.push_str("| question | times | median ms | 95 % | 99 % |\n|---|--:|--:|--:|--:|\n");
        let mut all: Vec<f64> = times.values().flatten().copied().collect();
        for (kind, mut times) in times {
            row(&mut report, kind, &mut times);
        }
        row(&mut report, "**all**", &mut all);
        report.push('\n');
    }
    println!("{report}");
    support::keep("search", &report);
}

/// Makes an index of so many pages, and tells what that took.
fn make(report: &mut String, dir: &Path, language: &Language, pages: u64) {
    let index = Index::create(dir, 1).unwrap();
    let mut writer = index.writer(2).unwrap();
    let (mut bytes, mut made, mut making, begin) = (0_u64, 0_u64, Duration::ZERO, Instant::now());
    let (before, mut texts) = (all_processors(), 0.0);
    for case in 0.. {
        let (start, own) = (Instant::now(), on_processor());
        let docs = language.case(case);
        making += start.elapsed();
        texts += on_processor() - own;
        bytes += docs.iter().map(|page| page.text.len() as u64).sum::<u64>();
        made += docs.len() as u64;
        writer.replace_case(&docs[0].case, &docs).unwrap();
        if case % 200 == 199 {
            writer.commit().unwrap();
            eprintln!("{made} pages, {:.0} s", begin.elapsed().as_secs_f64());
        }
        if made >= pages {
            break;
        }
    }
    writer.commit().unwrap();
    writer.finish().unwrap();
    let indexing = begin.elapsed().saturating_sub(making);
    let work = all_processors() - before - texts / 1000.0;
    let size = folder(dir);
    writeln!(
        report,
        "{made} generated pages, {:.0} MB of text. Made in {:.0} s with two threads ({:.0} pages/s), the making of the texts not counted.\n\
         On the processors {work:.1} s of work: {:.0} pages, {:.1} MB of text for each second of one of them.\n\
         The index takes {:.0} MB, {:.1} % of the text.",
        bytes as f64 / 1e6,
        indexing.as_secs_f64(),
        made as f64 / indexing.as_secs_f64(),
        made as f64 / work,
        bytes as f64 / 1e6 / work,
        size as f64 / 1e6,
        100.0 * size as f64 / bytes as f64,
    )
    .unwrap();
}

/// A row of the table.
fn row(report: &mut String, kind: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
    writeln!(report, "| {kind} | {} | {:.1} | {:.1} | {:.1} |", times.len(), at(0.5), at(0.95), at(0.99)).unwrap();
}

/// Milliseconds that this thread has been on a processor; 0 where the system does not tell.
fn on_processor() -> f64 {
    // The system books a thread's time when it lets another go first, else only every few milliseconds.
    thread::yield_now();
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

/// Seconds that all threads of the process have been on a processor, in hundredths; 0 where the system does not tell.
fn all_processors() -> f64 {
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold spaces: the 12th and 13th are the time in the program and in the system for it.
    let fields = told.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The bytes of all files in a folder.
fn folder(dir: &Path) -> u64 {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
}

fn ask(index: &Index, language: &Language, question: &str, facets: bool) -> Result<usize, SearchError> {
    let pages = |case: &str, act: &str, page: u32| {
        let number = case.strip_prefix("sag-")?.parse().ok()?;
        let act = act.strip_suffix(".pdf")?.parse().ok()?;
        Some(PageText {
            number: page,
            size: [595.0, 842.0],
            turned: 0,
            text: language.text(number, act, page.into()),
            lines: Vec::new(),
            words: Vec::new(),
        })
    };
    let found = index.search(&Request { facets, ..Request::new(question, 20) }, &pages)?;
    Ok(found.total)
}

/// Milliseconds by kind of question, of all users together, who pause so many milliseconds at most.
fn users(index: &Index, language: &Language, people: usize, each: usize, pause: u64) -> BTreeMap<&'static str, Vec<f64>> {
    let empty = AtomicUsize::new(0);
    let parts: Vec<Vec<(&'static str, f64)>> = thread::scope(|scope| {
        let users: Vec<_> = (0..people)
            .map(|user| {
                let empty = &empty;
                scope.spawn(move || {
                    let (mut chance, mut pauses) = (Chance(user as u64 + 1), Chance(user as u64 + 100));
                    (0..each)
                        .map(|_| {
                            thread::sleep(Duration::from_millis(pauses.below(pause + 1)));
                            let (kind, question) = language.question(&mut chance);
                            let begin = Instant::now();
                            let total = ask(index, language, &question, true).unwrap();
                            empty.fetch_add(usize::from(total == 0), Ordering::Relaxed);
                            (kind, begin.elapsed().as_secs_f64() * 1000.0)
                        })
                        .collect()
                })
            })
            .collect();
        users.into_iter().map(|user| user.join().unwrap()).collect()
    });
    eprintln!("{} questions found nothing", empty.load(Ordering::Relaxed));
    let mut times: BTreeMap<&'static str, Vec<f64>> = BTreeMap::new();
    for (kind, time) in parts.into_iter().flatten() {
        times.entry(kind).or_default().push(time);
    }
    times
}

/// Numbers by chance, the same from run to run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// The words of the invented cases, each as often as it stands there.
struct Language {
    words: Vec<String>,
    rare: Vec<String>,
}

impl Language {
    fn read() -> Self {
        let mut words = Vec::new();
        for part in ["corpus/egne", "corpus/nye"] {
            let mut cases: Vec<_> = fs::read_dir(support::root().join(part)).unwrap().map(|entry| entry.unwrap().path()).collect();
            cases.sort();
            for case in cases {
                let mut acts: Vec<_> = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).collect();
                acts.sort();
                for act in acts.iter().filter(|act| act.extension().is_some_and(|end| end == "html")) {
                    words.extend(words_of(&fs::read_to_string(act).unwrap()));
                }
            }
        }
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        words.iter().for_each(|word| *counts.entry(word).or_default() += 1);
        let rare =
            counts.into_iter().filter(|(word, count)| *count < 8 && word.chars().count() > 5).map(|(word, _)| word.clone()).collect();
        Self { words, rare }
    }

    fn case(&self, case: u64) -> Vec<PageDoc> {
        let mut chance = Chance(case + 1);
        let mut pages = Vec::new();
        for act in 0..6 + chance.below(ACTS) {
            for page in 1..=1 + chance.below(8) {
                pages.push(PageDoc {
                    case: format!("sag-{case}"),
                    municipality: Some(format!("{} Kommune", ["Nørre", "Søndre", "Øster", "Vester"][case as usize % 4])),
                    act: format!("{act}.pdf"),
                    page: page as u32,
                    doctype: Some(["journalnotat", "afgoerelse", "mail", "underretning", "statusrapport"][act as usize % 5].to_owned()),
                    date: Some(format!("20{:02}-{:02}-{:02}", 10 + case % 14, 1 + act % 12, 1 + page)),
                    kinds: if chance.below(3) == 0 { vec!["boernesamtale_afholdt".to_owned()] } else { Vec::new() },
                    ocr: (act % 7 == 0).then_some(80),
                    text: self.text(case, act, page),
                });
            }
        }
        pages
    }

    /// A page; every tenth act has the pages of the act before it, as when a note is sent on.
    fn text(&self, case: u64, act: u64, page: u64) -> String {
        let source = if act % 10 == 9 { act - 1 } else { act };
        let mut chance = Chance(case * 1_000_003 + source * 1_009 + page * 17);
        chance.below(9);
        let mut text = String::with_capacity(2_200);
        for _ in 0..160 + chance.below(260) {
            match chance.below(60) {
                0 => write!(text, "{}. ", ["januar", "marts", "maj"][case as usize % 3]).unwrap(),
                1 => write!(text, "{}.{}.20{} ", 1 + chance.below(28), 1 + chance.below(12), 10 + chance.below(14)).unwrap(),
                // A name or a misspelling: three letters of its own on a word.
                2 => {
                    let word = &self.rare[chance.below(self.rare.len() as u64) as usize];
                    let letters = b"aeiorstnlk";
                    let tail: String = (0..3).map(|_| letters[chance.below(10) as usize] as char).collect();
                    [word, &tail, " "].into_iter().for_each(|part| text.push_str(part));
                }
                3..12 => {
                    text.push_str(&self.rare[chance.below(self.rare.len() as u64) as usize]);
                    text.push(' ');
                }
                _ => {
                    // Runs as they stand, so that phrases are as common as they are.
                    let from = chance.below(self.words.len() as u64 - 4) as usize;
                    for word in &self.words[from..from + 3] {
                        text.push_str(word);
                        text.push(' ');
                    }
                }
            }
        }
        text
    }

    /// What people ask.
    fn question(&self, chance: &mut Chance) -> (&'static str, String) {
        let common =
            ["barnet", "møde", "samtale", "skole", "undersøgelse", "familie", "kommune", "underretning", "mor", "afgørelse", "plan"];
        let word = |chance: &mut Chance| common[chance.below(common.len() as u64) as usize];
        let rare = |chance: &mut Chance| self.rare[chance.below(self.rare.len() as u64) as usize].clone();
        match chance.below(10) {
            0 => ("a common word", word(chance).to_owned()),
            1 => ("a rare word", rare(chance)),
            2 | 3 => ("two words", format!("{} {}", word(chance), rare(chance))),
            4 => ("two common words", format!("{} {}", word(chance), word(chance))),
            5 => {
                let from = chance.below(self.words.len() as u64 - 4) as usize;
                ("a phrase", format!("\"{}\"", self.words[from..from + 3].join(" ")))
            }
            6 => ("either, not", format!("{} OR {} -{}", word(chance), rare(chance), word(chance))),
            7 => ("a word of a municipality and time", format!("{} kommune:øster dato:2015..2017", word(chance))),
            8 => ("a date", format!("{}.{}.20{}", 1 + chance.below(28), 1 + chance.below(12), 10 + chance.below(14))),
            _ => match chance.below(3) {
                0 => ("near", format!("{} NÆR/5 {}", word(chance), word(chance))),
                1 => ("a beginning", format!("{}*", rare(chance).chars().take(5).collect::<String>())),
                _ => ("a slip", format!("{}~", rare(chance))),
            },
        }
    }
}

/// The words between the tags.
fn words_of(html: &str) -> Vec<String> {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let body = text.split_once("}\n").map_or(text.as_str(), |(_, body)| body);
    body.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
}
