//! The doors through which outside bytes come in, one function each. The fuzz targets call them, and `tests/it/fuzz_smoke.rs` runs them over
//! the seeds under `fuzz/corpus/` with a bounded number of changes. Whatever the bytes are, these return.

use std::path::Path;
use std::sync::LazyLock;

use aktspor::dates::Scanner;
use aktspor::events::{ActInput, Cast, Reader, Source, read_act};
use aktspor::grammar::{self, Grammar};
use aktspor::pdf::ocr::{Memory, OcrOptions, PictureKey, Pictures, recognise};
use aktspor::pdf::{self, Limits};
use aktspor::search::{Index, Request};
use aktspor::{archive, checks, text};

/// A door and its name, which is that of its target and of the folder of its seeds.
pub type Door = (&'static str, fn(&[u8]));

/// Every parser of outside bytes.
pub const DOORS: &[Door] = &[
    ("cmap", cmap),
    ("content", content),
    ("dates", dates),
    ("encoding", encoding),
    ("font", font),
    ("frister", frister),
    ("grammar", own_grammar),
    ("page_text", page_text),
    ("pdf", whole_pdf),
    ("question", question),
    ("sag", sag),
    ("tsv", tsv),
    ("zip", zip),
];

/// Small limits: what there is to find is found in small files, and fast.
fn limits() -> Limits {
    Limits {
        file_bytes: 1 << 20,
        pages: 50,
        stream_bytes: 1 << 20,
        page_content_bytes: 2 << 20,
        page_words: 10_000,
        page_rules: 1_000,
        // Another's program, in a thread that may be left behind.
        second_opinion_seconds: 0,
        ..Limits::default()
    }
}

/// A whole document, and its layout.
pub fn whole_pdf(data: &[u8]) {
    let pages: Vec<_> = pdf::read(data, &limits()).pages.into_iter().map(|page| page.page).collect();
    for page in text::layout(&pages) {
        assert!(page.words.iter().all(|word| page.text.get(word.span.clone()).is_some()), "a word outside its page's text");
    }
}

/// A file of one page around these objects, from number 4 on; `font` is object 5.
fn around(objects: &[Vec<u8>]) -> Vec<u8> {
    let fixed = [
        b"<</Type/Catalog/Pages 2 0 R>>".as_slice(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>/XObject<</X 4 0 R>>>>/Contents 4 0 R>>",
    ];
    let (mut file, mut table) = (b"%PDF-1.7\n".to_vec(), String::from("0000000000 65535 f \n"));
    for (number, body) in (1..).zip(fixed.into_iter().chain(objects.iter().map(Vec::as_slice))) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(body);
        file.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 4);
    file.extend_from_slice(format!("xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    file
}

fn stream(data: &[u8]) -> Vec<u8> {
    [format!("<</Length {}>>stream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

const ALL_CODES: &[u8] = b"BT /F1 10 Tf 9 700 Td <000102030405060708090A0B0C0D0E0F10202122303140414243446161626364AEF8FF> Tj ET";
const PLAIN_FONT: &[u8] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/// A content stream, which may also call itself as a form.
pub fn content(data: &[u8]) {
    whole_pdf(&around(&[stream(data), PLAIN_FONT.to_vec()]));
}

/// A CMap, as encoding and as map to characters.
pub fn cmap(data: &[u8]) {
    let font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding 7 0 R/ToUnicode 7 0 R/DescendantFonts[6 0 R]>>".to_vec();
    let descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 500/W[1[500 600]]>>".to_vec();
    whole_pdf(&around(&[stream(ALL_CODES), font, descendant, stream(data)]));
}

/// What stands in a simple font's encoding dictionary.
pub fn encoding(data: &[u8]) {
    let font = [b"<</Type/Font/Subtype/TrueType/BaseFont/A/Encoding<<".as_slice(), data, b">>>>"].concat();
    whole_pdf(&around(&[stream(ALL_CODES), font]));
}

/// A font program, of each kind.
pub fn font(data: &[u8]) {
    for key in ["FontFile", "FontFile2", "FontFile3"] {
        let font = format!("<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor<</Type/FontDescriptor/{key} 6 0 R>>>>");
        whole_pdf(&around(&[stream(ALL_CODES), font.into_bytes(), stream(data)]));
    }
}

/// A memory that gives the same answer to everything: Tesseract's, as the bytes have it.
struct Answer(String);

impl Memory for Answer {
    fn recall(&mut self, _key: &PictureKey) -> Option<String> {
        Some(self.0.clone())
    }

    fn keep(&mut self, _key: &PictureKey, _answer: &str) {}
}

/// What Tesseract answers: a table of words, or what it says of a page's orientation.
pub fn tsv(data: &[u8]) {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| around(&[stream(b"100 100 200 200 re f"), PLAIN_FONT.to_vec()]));
    let options = OcrOptions { dpi: 8.0, ..OcrOptions::default() };
    let document = pdf::read(&FILE, &limits());
    let mut answer = Answer(String::from_utf8_lossy(data).into_owned());
    for page in &document.pages {
        let read = recognise(&Pictures::open(&FILE), &page.page, 1, &options, &mut answer);
        let words = read.map(|read| read.page).into_iter().collect::<Vec<_>>();
        text::layout(&words);
    }
}

/// A delivery: one file in a folder of its own.
fn delivered(files: &[(&str, &[u8])]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let put = |(name, bytes): &(&str, &[u8])| std::fs::write(folder.path().join(name), bytes).is_ok();
    if files.iter().all(put) {
        let whole: &Path = folder.path();
        let delivery = archive::open(&[whole.to_owned()], &archive::Limits::default());
        for act in delivery.iter().flat_map(|delivery| &delivery.cases).flat_map(|case| &case.acts) {
            // What was listed can be read again, or says why not.
            let _ = act.read();
        }
    }
}

/// A ZIP.
pub fn zip(data: &[u8]) {
    delivered(&[("arkiv.zip", data)]);
}

/// A case's `sag.json`.
pub fn sag(data: &[u8]) {
    delivered(&[("sag.json", data), ("1.pdf", b"%PDF-1.4")]);
}

static SCANNER: LazyLock<Option<Scanner>> = LazyLock::new(|| Scanner::danish().ok());
static GRAMMAR: LazyLock<Option<Grammar>> = LazyLock::new(|| Grammar::compile(&grammar::built_in()).ok());

/// The date scanner.
pub fn dates(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let found = SCANNER.as_ref().map(|scanner| scanner.scan(&text)).unwrap_or_default();
    assert!(found.iter().all(|mention| text.get(mention.span.clone()).is_some()), "a date outside its text");
}

/// Page text through the grammars, as an act.
pub fn page_text(data: &[u8]) {
    let (Some(grammar), Some(scanner)) = (GRAMMAR.as_ref(), SCANNER.as_ref()) else { return };
    let pages = text::plain(&String::from_utf8_lossy(data));
    let input = ActInput { name: "1.pdf", pages: &pages, source: Source::Text, fallback: None };
    let reading = read_act(&input, &Cast::default(), &Reader { grammar, scanner });
    for evidence in reading.events.iter().map(|event| &event.evidence) {
        let page = pages.iter().find(|page| page.number == evidence.page);
        assert!(page.is_some_and(|page| page.text.get(evidence.start..evidence.end).is_some()), "evidence outside its page");
    }
}

/// The files of a user's own grammar that a fuzzed one may stand for.
const GRAMMAR_FILES: &[&str] = &[
    "vocabulary/own.toml",
    "events/own.toml",
    "context/own.toml",
    "findings/own.toml",
    "language.toml",
    "acts.toml",
    "cast.toml",
    "words.toml",
];

/// A file of a user's own grammar, beside the smallest files that a grammar needs; the first byte says which it is.
pub fn own_grammar(data: &[u8]) {
    let Some((which, file)) = data.split_first() else { return };
    let Some(name) = GRAMMAR_FILES.get(usize::from(which.wrapping_sub(b'0')) % GRAMMAR_FILES.len()) else { return };
    let smallest = |name: &str| grammar::built_in().remove(name).map(|text| (name.to_owned(), text));
    let mut sources: grammar::Sources =
        ["language.toml", "acts.toml", "own_date.toml", "cast.toml", "words.toml"].into_iter().filter_map(smallest).collect();
    sources.insert("vocabulary/ting.toml".to_owned(), "[ting]\nwords = [\"ting~\"]\n".to_owned());
    sources.insert((*name).to_owned(), String::from_utf8_lossy(file).into_owned());
    // A wrong file is told with its line, a right one compiles; either way it ends.
    let _ = Grammar::compile(&sources);
}

/// A municipality's table of limits, in both forms.
pub fn frister(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for name in ["frister.toml", "frister.csv"] {
        let _ = checks::Frister::parse(name, &text, |name| Some(name.to_owned()));
    }
}

static INDEX: LazyLock<Option<(tempfile::TempDir, Index)>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().ok()?;
    let index = Index::create(&folder.path().join("index"), 1).ok()?;
    Some((folder, index))
});

/// What is typed into the search field.
pub fn question(data: &[u8]) {
    let Some((_, index)) = INDEX.as_ref() else { return };
    let question = String::from_utf8_lossy(data);
    if let Err(error) = index.search(&Request::new(question.as_ref(), 5), &|_, _, _| None) {
        let place = error.span().unwrap_or(0..0);
        assert!(question.get(place).is_some(), "an error that points beside the question");
    }
}
