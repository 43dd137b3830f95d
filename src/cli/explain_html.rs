//! A reading as one HTML page that needs nothing else: each page's words where they stand on the paper, the marks over them, and the notes beside.

use std::fmt::Write as _;

use aktspor::events::Status;
use aktspor::lang::Lang;
use aktspor::text::{PageText, boxes};

use crate::cli::explain_words::{Note, Sort};

/// Width and height of a page whose words do not say, in PDF points (A4).
const A4: [f32; 2] = [595.0, 842.0];

const STYLE: &str = "body{font:15px/1.4 system-ui,sans-serif;margin:1.5rem;color:#111;background:#f4f4f2}
main{display:flex;flex-direction:column;gap:2rem}
section{display:flex;gap:1.5rem;align-items:flex-start;flex-wrap:wrap}
.paper{background:#fff;box-shadow:0 0 4px #999;flex:none;font-family:sans-serif}
.paper a rect{fill-opacity:.75}.paper a:focus rect,.paper a:hover rect{stroke:#000}
pre{white-space:pre-wrap;background:#fff;padding:1rem;max-width:40rem}
ol{flex:1 1 22rem;margin:0;padding:0;list-style:none;max-width:44rem}
li{background:#fff;margin:0 0 .5rem;padding:.4rem .6rem;border-left:6px solid #999}
li:target{outline:2px solid #000}li q{color:#444}li small{display:block;color:#333}
.act{background:#cfd8ff;border-color:#4456c0;fill:#cfd8ff}.event{background:#b6ecbb;border-color:#1c7c2a;fill:#b6ecbb}
.other{background:#ffe2a0;border-color:#b07800;fill:#ffe2a0}.near{background:#ffc9c4;border-color:#b3261e;fill:#ffc9c4}
.date{background:#c5f0f2;border-color:#0b7480;fill:#c5f0f2}.nodate{background:#ddd;border-color:#666;fill:#ddd}
.word{background:#eee;border-color:#bbb;fill:#eee}.paper text{fill:#000}
li[id]{background:#fff}";

/// The page.
pub fn page(act: &str, pages: &[&PageText], notes: &[Note], lang: Lang) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n<style>\n{STYLE}\n</style>\n<h1>{}</h1>\n<p>{}</p>\n<main>\n",
        lang.pick("da", "en"),
        escaped(act),
        escaped(act),
        legend(lang)
    );
    let numbered = || (1..).zip(notes);
    let without_place: Vec<(usize, &Note)> = numbered().filter(|(_, note)| note.page == 0).collect();
    if !without_place.is_empty() {
        let _ = writeln!(out, "<section>{}</section>", list(&without_place));
    }
    for page in pages {
        let here: Vec<(usize, &Note)> = numbered().filter(|(_, note)| note.page == page.number).collect();
        let _ = writeln!(out, "<h2>{} {}</h2>\n<section>", lang.pick("Side", "Page"), page.number);
        out.push_str(&paper(page, &here));
        out.push_str(&list(&here));
        out.push_str("</section>\n");
    }
    out.push_str("</main></html>\n");
    out
}

/// The words where they stand, the marks over them; a page without places becomes running text.
fn paper(page: &PageText, notes: &[(usize, &Note)]) -> String {
    if page.words.is_empty() {
        return format!("<pre>{}</pre>\n", escaped(&page.text));
    }
    let reach = |side: usize, least: f32| page.words.iter().filter_map(|word| word.bbox.get(side)).fold(least, |a, b| a.max(*b + 20.0));
    let (width, height) = (reach(2, A4[0]), reach(3, A4[1]));
    let mut out = format!("<svg class=\"paper\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\">\n");
    for (number, note) in notes {
        for [x0, y0, x1, y1] in boxes(page, note.span.clone()) {
            let _ = writeln!(
                out,
                "<a class=\"{}\" href=\"#n{number}\"><title>{}</title><rect x=\"{x0:.1}\" y=\"{y0:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"2\"/>\
                 <text x=\"{x0:.1}\" y=\"{y0:.1}\" font-size=\"7\" font-weight=\"bold\">{number}</text></a>",
                class(note.sort),
                escaped(&format!("{}\n{}", note.headline, note.details.join("\n"))),
                x1 - x0,
                y1 - y0,
            );
        }
    }
    for word in &page.words {
        let [x0, y0, x1, y1] = word.bbox;
        let size = (y1 - y0).clamp(4.0, 60.0);
        // The font is another than the paper's; each word is made as long as it is there.
        let _ = writeln!(
            out,
            "<text x=\"{x0:.1}\" y=\"{:.1}\" font-size=\"{:.1}\" textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            y1 - 0.22 * size,
            0.92 * size,
            (x1 - x0).max(1.0),
            escaped(page.text.get(word.span.clone()).unwrap_or_default())
        );
    }
    out.push_str("</svg>\n");
    out
}

fn list(notes: &[(usize, &Note)]) -> String {
    let mut out = String::from("<ol>\n");
    for (number, note) in notes {
        let _ = write!(out, "<li id=\"n{number}\" class=\"{}\"><b>{number}</b> {}", class(note.sort), escaped(&note.headline));
        if !note.quote.is_empty() {
            let _ = write!(out, " <q>{}</q>", escaped(&note.quote));
        }
        for detail in note.details.iter().filter(|detail| !detail.is_empty()) {
            let _ = write!(out, "<small>{}</small>", escaped(detail));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n");
    out
}

fn legend(lang: Lang) -> String {
    let words = [
        ("act", "aktens type og dato", "the act's type and date"),
        ("event", "hændelse", "event"),
        ("other", "planlagt, aflyst, en andens", "planned, cancelled, another's"),
        ("near", "næsten", "nearly"),
        ("date", "dato", "date"),
        ("nodate", "ingen dato", "no date"),
        ("word", "ord fra en regel", "words of a rule"),
    ];
    let marks: Vec<String> = words
        .iter()
        .map(|(class, danish, english)| format!("<span class=\"{class}\">&nbsp;{}&nbsp;</span>", lang.pick(danish, english)))
        .collect();
    marks.join(" ")
}

fn class(sort: Sort) -> &'static str {
    match sort {
        Sort::Act => "act",
        Sort::Event(Status::Faktisk) => "event",
        Sort::Event(_) => "other",
        Sort::Near => "near",
        Sort::Date => "date",
        Sort::NoDate => "nodate",
        Sort::Word => "word",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
