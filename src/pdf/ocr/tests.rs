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

fn text(page: &OcrPage) -> String {
    page.page.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_drawn_page_is_read_with_boxes() {
    if !installed() {
        return;
    }
    let read = recognise(&Builder::new(TEXT).finish(), 1, &OcrOptions::default()).unwrap();
    assert!(text(&read).contains("Underretningen blev modtaget den 3. marts 2021"), "{}", text(&read));
    let first = read.page.words.first().unwrap();
    let [x0, y0, ..] = first.bbox;
    assert!((x0 - 61.0).abs() < 2.0 && (y0 - 188.0).abs() < 4.0, "{:?}", first.bbox);
    assert!((first.baseline - 200.0).abs() < 3.0 && first.confidence.unwrap() > 70.0);
    assert_eq!((read.turned, read.page.size), (0, [600.0, 800.0]));
}

#[test]
fn a_page_on_its_head_is_turned() {
    if !installed() {
        return;
    }
    let mut builder = Builder::new(TEXT);
    builder.page.set("Rotate", 180);
    let read = recognise(&builder.finish(), 1, &OcrOptions::default()).unwrap();
    assert_eq!(read.turned, 180);
    assert!(text(&read).contains("Barnets mor er orienteret"), "{}", text(&read));
}

#[test]
fn blank_pages_missing_pages_and_missing_programs() {
    let blank = Builder::new(b"").finish();
    let options = OcrOptions { program: "no-such-program-here".to_owned(), ..OcrOptions::default() };
    let read = recognise(&blank, 1, &options).unwrap();
    assert_eq!(read.page.source, PageSource::Empty);
    assert!(matches!(recognise(&blank, 2, &options), Err(OcrError::NotDrawn { page: 2, .. })));
    let missing = tesseract_available(&options).unwrap_err();
    assert!(missing.message(Lang::Da).contains("apt install tesseract-ocr tesseract-ocr-dan"));
    assert!(matches!(recognise(&Builder::new(TEXT).finish(), 1, &options), Err(OcrError::NotInstalled { .. })));
}

#[test]
fn time_is_up() {
    if !installed() {
        return;
    }
    let options = OcrOptions { page_seconds: 0, ..OcrOptions::default() };
    assert!(matches!(recognise(&Builder::new(TEXT).finish(), 1, &options), Err(OcrError::TimedOut { page: 1, .. })));
}
