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
.paper{position:relative;background:#fff;box-shadow:0 0 4px #999;flex:none}
.paper span{position:absolute;white-space:pre;line-height:1;transform-origin:0 0}
.paper a{position:absolute;border-radius:2px;mix-blend-mode:multiply}
.paper a b{position:absolute;left:-2px;top:-9px;font:bold 8px sans-serif;color:#000;background:#fff;padding:0 1px}
.paper a:focus,.paper a:hover{outline:2px solid #000}
pre{white-space:pre-wrap;background:#fff;padding:1rem;max-width:40rem}
ol{flex:1 1 22rem;margin:0;padding:0;list-style:none;max-width:44rem}
li{background:#fff;margin:0 0 .5rem;padding:.4rem .6rem;border-left:6px solid #999}
li:target{outline:2px solid #000}li q{color:#444}li small{display:block;color:#333}
.act{background:#cfd8ff;border-color:#4456c0}.event{background:#b6ecbb;border-color:#1c7c2a}.other{background:#ffe2a0;border-color:#b07800}
.near{background:#ffc9c4;border-color:#b3261e}.date{background:#c5f0f2;border-color:#0b7480}.nodate{background:#e2e2e2;border-color:#666}
.word{background:#eee;border-color:#bbb}li[id]{background:#fff}";

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
    let without_place: Vec<(usize, &Note)> = notes.iter().enumerate().filter(|(_, note)| note.page == 0).collect();
    if !without_place.is_empty() {
        let _ = writeln!(out, "<section>{}</section>", list(&without_place));
    }
    for page in pages {
        let here: Vec<(usize, &Note)> = notes.iter().enumerate().filter(|(_, note)| note.page == page.number).collect();
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
    let mut out = format!("<div class=\"paper\" style=\"width:{width:.0}px;height:{height:.0}px\">\n");
    for (number, note) in notes {
        for [x0, y0, x1, y1] in boxes(page, note.span.clone()) {
            let _ = writeln!(
                out,
                "<a class=\"{}\" href=\"#n{number}\" style=\"left:{x0:.1}px;top:{y0:.1}px;width:{:.1}px;height:{:.1}px\" title=\"{}\"><b>{number}</b></a>",
                class(note.sort),
                x1 - x0,
                y1 - y0,
                escaped(&format!("{}\n{}", note.headline, note.details.join("\n")))
            );
        }
    }
    for word in &page.words {
        let [x0, y0, x1, y1] = word.bbox;
        let text = page.text.get(word.span.clone()).unwrap_or_default();
        let size = (y1 - y0).clamp(4.0, 60.0);
        // Letters of another font are wider or narrower: about half their height each.
        let letters = f32::from(u16::try_from(text.chars().count().max(1)).unwrap_or(u16::MAX));
        let stretch = ((x1 - x0) / (letters * size * 0.5)).clamp(0.4, 1.6);
        let _ = writeln!(
            out,
            "<span style=\"left:{x0:.1}px;top:{y0:.1}px;font-size:{size:.1}px;transform:scaleX({stretch:.2})\">{}</span>",
            escaped(text)
        );
    }
    out.push_str("</div>\n");
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
