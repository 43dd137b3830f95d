use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use aktspor::store::Store;

/// The tables of `export`, in the contract's order.
pub const TABLES: [&str; 5] = ["events", "timeline", "checks", "acts", "cases"];

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A run of the program that ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ran {
    /// Standard output of a run that must have gone well.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "standard error:\n{}", self.err);
        String::from_utf8(self.out).unwrap()
    }

    /// Standard error of a run that must have ended with `code`, and must mention each of `words`.
    #[track_caller]
    pub fn ends(self, code: i32, words: &[&str]) -> String {
        assert_eq!(self.code, Some(code), "standard error:\n{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in standard error:\n{}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }
}

/// The program, ready to be given arguments.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aktspor"));
    command.stdin(Stdio::null()).env_remove("RUST_LOG");
    command
}

/// Runs the program to its end.
pub fn aktspor<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    finish(program().args(arguments))
}

/// Runs a command to its end.
pub fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran { code: output.status.code(), out: output.stdout, err: String::from_utf8_lossy(&output.stderr).into_owned() }
}

/// `aktspor ingest PATHS… --store STORE`.
pub fn ingest(paths: &[&Path], store: &Path) -> Ran {
    finish(program().arg("ingest").args(paths).arg("--store").arg(store))
}

/// A table of a store as NDJSON.
#[track_caller]
pub fn export(store: &Path, table: &str) -> String {
    finish(program().args(["export", table, "--store"]).arg(store)).ok()
}

/// Every table of a store as NDJSON.
#[track_caller]
pub fn exports(store: &Path) -> BTreeMap<&'static str, String> {
    TABLES.into_iter().map(|table| (table, export(store, table))).collect()
}

/// The rows of NDJSON.
pub fn rows(ndjson: &str) -> Vec<serde_json::Value> {
    ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Compares two stores' exports and names the first line that differs: the whole of them would fill the screen.
#[track_caller]
pub fn assert_same_exports(left: &BTreeMap<&str, String>, right: &BTreeMap<&str, String>, what: &str) {
    for (table, text) in left {
        let other = &right[table];
        if text != other {
            let differing = text.lines().zip(other.lines()).find(|(a, b)| a != b);
            panic!("{what}: {table} differ ({} and {} lines), first at {differing:?}", text.lines().count(), other.lines().count());
        }
    }
}

/// A folder for one test, gone afterwards.
pub struct Place(tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// Every file below `dir` with its path below it, in order; links are left out.
pub fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_file() {
                found.insert(path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A ZIP of `members` in their order, deflated.
pub fn zip<'a>(members: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A PDF of one page with these lines in Helvetica, 12 points, as simple as the format allows.
pub fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut content = String::from("BT /F1 12 Tf 72 770 Td 16 TL\n");
    for line in lines {
        let shown: String = line.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\{:03o}", c as u32) }).collect();
        content += &format!("({shown}) Tj T*\n");
    }
    content += "ET";
    pdf_of(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            &format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ],
        "",
    )
}

/// A PDF of `objects`, numbered from 1 with the catalogue first, and `more` in its trailer.
pub fn pdf_of(objects: &[&str], more: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    bytes.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    let size = objects.len() + 1;
    bytes.extend(format!("trailer\n<< /Size {size} /Root 1 0 R {more} >>\nstartxref\n{table}\n%%EOF\n").bytes());
    bytes
}

/// An act that tells of one event, for tests that need the rest of an archive to be done.
pub fn good_act() -> Vec<u8> {
    pdf(&["Underretning", "Modtaget i B\u{f8}rn og Familie den 2. marts 2021 kl. 14.10.", "Skolen er bekymret for barnet."])
}

/// The version of Tesseract, if it is there with Danish and English.
pub fn tesseract() -> Option<String> {
    let said = |argument| {
        let output = Command::new("tesseract").arg(argument).output().ok()?;
        Some(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let languages = said("--list-langs")?;
    let has = |wanted| languages.lines().any(|language| language.trim() == wanted);
    let version = said("--version")?.lines().next()?.split_whitespace().nth(1)?.to_owned();
    (has("dan") && has("eng")).then_some(version)
}

/// A store with the whole corpus, all parts, read once for all tests of this binary by a run of the program.
///
/// It stands in the build folder, so that nothing is left elsewhere, and is made anew each time.
pub fn corpus_store() -> &'static Path {
    static STORE: OnceLock<PathBuf> = OnceLock::new();
    STORE.get_or_init(|| {
        let store = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus-store");
        if store.exists() {
            fs::remove_dir_all(&store).unwrap();
        }
        ingest(&["corpus/pdf", "corpus/egne-pdf", "corpus/nye-pdf"].map(repository).each_ref().map(PathBuf::as_path), &store).ok();
        store
    })
}

/// [`corpus_store`], opened for reading.
pub fn open_corpus_store() -> Store {
    Store::open_read_only(corpus_store()).unwrap()
}

/// Whether committed figures are to be written anew.
pub fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Compares figures with the committed ones and tells which lines differ; writes them instead where `UPDATE` is set. `filter` names the test to run for that.
#[track_caller]
pub fn assert_as_committed(file: &str, now: &str, filter: &str) {
    let path = repository(file);
    if is_update() {
        fs::write(path, now).unwrap();
        return;
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    if now != committed {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        let (now, before) = (lines(now), lines(&committed));
        let gone: Vec<_> = before.difference(&now).map(|line| format!("- {line}")).collect();
        let new: Vec<_> = now.difference(&before).map(|line| format!("+ {line}")).collect();
        panic!("{file} differs; `UPDATE=1 cargo test --test it {filter}` accepts it\n{}\n{}", gone.join("\n"), new.join("\n"));
    }
}
