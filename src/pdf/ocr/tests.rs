//! Reading pictures of pages. Without Tesseract on the machine these say so and pass.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use super::*;
use crate::lang::Lang;
use crate::pdf::testpdf::Builder;

fn installed() -> bool {
    let found = tesseract_available(&OcrOptions::default());
    if let Err(error) = &found {
        eprintln!("skipped: {error}");
    }
    found.is_ok()
}

const TEXT: &[u8] = b"BT /F1 16 Tf 60 600 Td (Underretningen blev modtaget den 3. marts 2021) Tj 0 -30 Td (Barnets mor er orienteret om sagen) Tj 0 -30 Td (Kommunen vurderer at der er behov for hj\xE6lp) Tj ET";

/// Reads the only page of a document, as its reader sees it.
fn recognised(bytes: &[u8], options: &OcrOptions, memory: &mut dyn Memory) -> Result<OcrPage, OcrError> {
    let document = crate::pdf::read(bytes, &crate::pdf::Limits::default());
    recognise(&Pictures::open(bytes), &document.pages.first().unwrap().page, 1, options, memory)
}

/// Keeps everything, and counts what it was asked.
#[derive(Default)]
struct Kept {
    answers: std::collections::BTreeMap<PictureKey, String>,
    recalled: usize,
}

impl Memory for Kept {
    fn recall(&mut self, key: &PictureKey) -> Option<String> {
        let answer = self.answers.get(key).cloned();
        self.recalled += usize::from(answer.is_some());
        answer
    }

    fn keep(&mut self, key: &PictureKey, answer: &str) {
        self.answers.insert(*key, answer.to_owned());
    }
}

fn text(page: &OcrPage) -> String {
    page.page.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_drawn_page_is_read_with_boxes() {
    if !installed() {
        return;
    }
    let read = recognised(&Builder::new(TEXT).finish(), &OcrOptions::default(), &mut Forgetful).unwrap();
    assert!(text(&read).contains("Underretningen blev modtaget den 3. marts 2021"), "{}", text(&read));
    let first = read.page.words.first().unwrap();
    let [x0, y0, ..] = first.bbox;
    assert!((x0 - 61.0).abs() < 2.0 && (y0 - 188.0).abs() < 4.0, "{:?}", first.bbox);
    assert!((first.baseline - 200.0).abs() < 3.0 && first.confidence.unwrap() > 70.0);
    assert_eq!((read.page.turned, read.page.size), (0, [600.0, 800.0]));
}

#[test]
fn a_page_on_its_head_is_turned() {
    if !installed() {
        return;
    }
    let mut builder = Builder::new(TEXT);
    builder.page.set("Rotate", 180);
    let read = recognised(&builder.finish(), &OcrOptions::default(), &mut Forgetful).unwrap();
    assert_eq!(read.page.turned, 180);
    assert!(text(&read).contains("Barnets mor er orienteret"), "{}", text(&read));
}

#[test]
fn blank_pages_missing_pages_and_missing_programs() {
    let blank = Builder::new(b"").finish();
    let options = OcrOptions { program: "no-such-program-here".to_owned(), ..OcrOptions::default() };
    let read = recognised(&blank, &options, &mut Forgetful).unwrap();
    assert_eq!(read.page.source, PageSource::Empty);
    let second = Page { number: 2, size: [600.0, 800.0], turned: 0, words: Vec::new(), rules: Vec::new(), source: PageSource::Empty };
    let drawn = |bytes: &[u8], page: &Page, pages: usize| recognise(&Pictures::open(bytes), page, pages, &options, &mut Forgetful);
    assert!(matches!(drawn(&blank, &second, 2), Err(OcrError::NotDrawn { page: 2, .. })));
    assert!(matches!(drawn(b"no document", &second, 2), Err(OcrError::NotDrawn { page: 2, .. })));
    let other = Page { number: 1, size: [600.0, 300.0], ..second };
    assert!(matches!(drawn(&blank, &other, 3), Err(OcrError::NotDrawn { page: 1, .. })), "another page than the renderer's");
    let missing = tesseract_available(&options).unwrap_err();
    assert!(missing.message(Lang::Da).contains("apt install tesseract-ocr tesseract-ocr-dan"));
    assert!(matches!(recognised(&Builder::new(TEXT).finish(), &options, &mut Forgetful), Err(OcrError::NotInstalled { .. })));
}

#[test]
fn time_is_up() {
    if !installed() {
        return;
    }
    let options = OcrOptions { page_seconds: 0, ..OcrOptions::default() };
    assert!(matches!(recognised(&Builder::new(TEXT).finish(), &options, &mut Forgetful), Err(OcrError::TimedOut { page: 1, .. })));
}

#[test]
fn the_same_picture_is_read_once() {
    if !installed() {
        return;
    }
    let (options, mut memory) = (OcrOptions::default(), Kept::default());
    let first = recognised(&Builder::new(TEXT).finish(), &options, &mut memory).unwrap();
    assert_eq!(memory.recalled, 0);
    // The same page in another file, and no program to ask.
    let mut builder = Builder::new(TEXT);
    builder.document.trailer.set("Andet", 1);
    let elsewhere = OcrOptions { program: "no-such-program-here".to_owned(), ..options.clone() };
    let again = recognised(&builder.finish(), &elsewhere, &mut memory).unwrap();
    assert_eq!((again, memory.recalled), (first, 1));
    let newer = OcrOptions { engine: "tesseract 99".to_owned(), ..elsewhere };
    assert!(recognised(&Builder::new(TEXT).finish(), &newer, &mut memory).is_err(), "another engine answers for itself");
}

#[test]
fn boxes_follow_the_user_unit() {
    if !installed() {
        return;
    }
    let mut builder = Builder::new(TEXT);
    builder.page.set("UserUnit", 2);
    let read = recognised(&builder.finish(), &OcrOptions::default(), &mut Forgetful).unwrap();
    assert_eq!(read.page.size, [1200.0, 1600.0]);
    let [x0, y0, ..] = read.page.words.first().unwrap().bbox;
    assert!((x0 - 122.0).abs() < 4.0 && (y0 - 376.0).abs() < 8.0, "{x0} {y0}");
}
