//! A page as it is shown: its picture, its words laid invisibly over it so that they can be selected and copied, and the evidence boxed.
//!
//! In: the page's text with its boxes, the picture's address, and what is to be boxed. Out: markup without scripts and without inline
//! styles. Picture and words share one coordinate system, the page's points, so that nothing can slip against the other at any zoom.

use std::ops::Range;

use maud::{Markup, html};

use crate::lang::Lang;
use crate::text::{PageText, WordBox};

/// CSS pixels a point at 100 %.
const PIXELS: f32 = 4.0 / 3.0;
/// A page that does not say how large it is: A4.
const A4: [f32; 2] = [595.0, 842.0];
/// By how many points a box is drawn outside the words it holds.
const AIR: f32 = 1.5;

/// How large a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zoom {
    /// As wide as there is room for.
    #[default]
    Fit,
    /// So many percent of its size on paper.
    Percent(u16),
}

impl Zoom {
    /// Those that are offered, in order.
    pub const OFFERED: [Self; 4] = [Self::Fit, Self::Percent(100), Self::Percent(150), Self::Percent(200)];

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Fit => "bredde".to_owned(),
            Self::Percent(percent) => percent.to_string(),
        }
    }

    /// The zoom of this name; what is not offered fits the width.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::OFFERED.into_iter().find(|zoom| zoom.name() == name).unwrap_or_default()
    }

    /// What people call it.
    #[must_use]
    pub fn words(self, lang: Lang) -> String {
        match self {
            Self::Fit => lang.pick("Hele bredden", "Full width").to_owned(),
            Self::Percent(percent) => format!("{percent} %"),
        }
    }
}

/// A place on the page that is boxed.
#[derive(Clone, PartialEq)]
pub struct Mark {
    /// The box's anchor in the document, unique.
    pub id: String,
    /// What stands beside the box: a number, or a sign.
    pub sign: String,
    /// What it is, in words.
    pub label: String,
    /// Where the event is told in the document that this box belongs to, such as `#h-3`.
    pub href: Option<String>,
    /// One box a printed line, `[x0, y0, x1, y1]`, points from the page's top left.
    pub boxes: Vec<[f32; 4]>,
    /// It is what the reader came for.
    pub is_chosen: bool,
}

/// A page to be shown.
pub struct Sheet<'a> {
    /// Its text.
    pub page: &'a PageText,
    /// The address of its picture at usual size.
    pub picture: &'a str,
    /// The address of its picture at twice that or so, for fine screens and large views.
    pub fine_picture: &'a str,
    /// What the picture is of, for those who don't see it.
    pub alt: &'a str,
    /// What is boxed.
    pub marks: &'a [Mark],
    /// Bytes of the page's text that are not to be read (CPR numbers), in order.
    pub covered: &'a [Range<usize>],
    /// How large it is shown.
    pub zoom: Zoom,
    /// The language of labels.
    pub lang: Lang,
}

/// The page as markup.
#[must_use]
pub fn sheet(sheet: &Sheet<'_>) -> Markup {
    let [width, height] = shown_size(sheet.page);
    let (shown_width, is_fit) = match sheet.zoom {
        Zoom::Fit => ("100%".to_owned(), true),
        Zoom::Percent(percent) => (points(width * PIXELS * f32::from(percent) / 100.0), false),
    };
    let is_large = matches!(sheet.zoom, Zoom::Percent(150..));
    let label = match sheet.lang {
        Lang::Da => format!("Side {}: teksten, som den er læst", sheet.page.number),
        Lang::En => format!("Page {}: the text as it was read", sheet.page.number),
    };
    html! {
        div.sheet.sheet-fit[is_fit] {
            @if is_large {
                img.sheet-picture src=(sheet.fine_picture) alt=(sheet.alt);
            } @else {
                img.sheet-picture src=(sheet.picture) srcset=(format!("{} 1x, {} 2x", sheet.picture, sheet.fine_picture)) alt=(sheet.alt);
            }
            svg.sheet-layer width=(shown_width) viewBox=(format!("0 0 {} {}", points(width), points(height))) role="group"
                aria-label=(label) data-page=(sheet.page.number) {
                @for mark in sheet.marks { (boxes(mark, [width, height])) }
                g.sheet-words font-size="7" { (words(sheet.page, sheet.covered)) }
                @for mark in sheet.marks { (badge(mark, [width, height])) }
            }
        }
    }
}

/// The page's size, or A4 where it is not known.
fn shown_size(page: &PageText) -> [f32; 2] {
    if page.size.iter().all(|side| side.is_finite() && *side >= 1.0) { page.size } else { A4 }
}

/// The lines of a mark's place, boxed.
fn boxes(mark: &Mark, size: [f32; 2]) -> Markup {
    html! {
        g.mark.mark-chosen[mark.is_chosen] id=(mark.id) {
            title { (mark.label) }
            @for place in mark.boxes.iter().filter_map(|bbox| inside(*bbox, size)) {
                rect x=(points(place[0])) y=(points(place[1])) width=(points(place[2] - place[0])) height=(points(place[3] - place[1]))
                    rx="2" {}
            }
        }
    }
}

/// The sign on the upper left corner of a mark's first line, between the lines so that it hides no word; it leads to what is told of the mark.
fn badge(mark: &Mark, size: [f32; 2]) -> Markup {
    let Some([x0, y0, ..]) = mark.boxes.iter().find_map(|bbox| inside(*bbox, size)) else { return html! {} };
    let wide = 4.0 + 4.2 * mark.sign.chars().count() as f32;
    let (x, y) = ((x0 - wide / 2.0).max(0.0), (y0 - 6.0).max(0.0));
    let sign = html! {
        rect x=(points(x)) y=(points(y)) width=(points(wide)) height="8.5" rx="2" {}
        text x=(points(x + wide / 2.0)) y=(points(y + 6.7)) font-size="7" text-anchor="middle" { (mark.sign) }
    };
    html! {
        @if let Some(href) = &mark.href {
            a.mark-sign.mark-chosen[mark.is_chosen] href=(href) aria-label=(format!("{}: {}", mark.sign, mark.label)) { (sign) }
        } @else {
            g.mark-sign.mark-chosen[mark.is_chosen] { title { (mark.label) } (sign) }
        }
    }
}

/// A box with a little air, held inside the page; none where it is no box.
fn inside(bbox: [f32; 4], size: [f32; 2]) -> Option<[f32; 4]> {
    let [x0, y0, x1, y1] = bbox;
    let [width, height] = size;
    let place = [(x0 - AIR).max(0.0), (y0 - AIR).max(0.0), (x1 + AIR).min(width), (y1 + AIR).min(height)];
    let is_box = bbox.iter().all(|side| side.is_finite()) && place[2] > place[0] && place[3] > place[1];
    is_box.then_some(place)
}

/// The page's words in reading order, each over its place: one `text` a logical line, so that a copied selection breaks its lines there.
fn words(page: &PageText, covered: &[Range<usize>]) -> Markup {
    let before = |at: usize| page.words.partition_point(|word| word.span.start < at);
    let lines = page.lines.iter().map(|line| (line.span.start, page.words.get(before(line.span.start)..before(line.span.end))));
    html! {
        @for (start, words) in lines {
            text { (line_words(page, start, words.unwrap_or_default(), covered)) }
        }
    }
}

fn line_words(page: &PageText, start: usize, words: &[WordBox], covered: &[Range<usize>]) -> Markup {
    let ends_before = std::iter::once(start).chain(words.iter().map(|word| word.span.end));
    html! {
        @for (end, word) in ends_before.zip(words) {
            // What stands between two words (a blank, a tabulator) is copied with them, and has no place of its own.
            (page.text.get(end..word.span.start).unwrap_or_default())
            (one_word(page, word, covered))
        }
    }
}

fn one_word(page: &PageText, word: &WordBox, covered: &[Range<usize>]) -> Markup {
    let [x0, y0, x1, y1] = word.bbox;
    if !word.bbox.iter().all(|side| side.is_finite()) {
        return html! {};
    }
    let text = page.text.get(word.span.clone()).unwrap_or_default();
    let is_covered = covered.iter().any(|cover| cover.start < word.span.end && word.span.start < cover.end);
    let height = (y1 - y0).max(1.0);
    html! {
        tspan x=(points(x0)) y=(points(y1 - 0.2 * height)) font-size=(points(0.9 * height)) textLength=(points((x1 - x0).max(0.5)))
            lengthAdjust="spacingAndGlyphs" data-from=(word.span.start) data-to=(word.span.end) {
            @if is_covered { (text.chars().map(|_| '•').collect::<String>()) } @else { (text) }
        }
    }
}

/// A number of points, to a hundredth: pages have hundreds of words.
fn points(value: f32) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::{Line, LineKind};

    fn page() -> PageText {
        let text = "Underretning modtaget\nDato\t3. <b>\n";
        let line =
            |span: Range<usize>| Line { span, kind: LineKind::Body, cells: vec![], gap_before: false, continues: false, bold: false };
        let word = |span: Range<usize>, x: f32, y: f32| WordBox { span, bbox: [x, y, x + 40.0, y + 10.0], confidence: None };
        PageText {
            number: 3,
            size: [600.0, 800.0],
            turned: 0,
            text: text.to_owned(),
            lines: vec![line(0..21), line(22..33)],
            words: vec![
                word(0..5, 400.0, 50.0),
                word(5..12, 60.0, 70.0),
                word(13..21, 120.0, 70.0),
                word(22..26, 60.0, 90.0),
                word(27..29, 120.0, 90.0),
                word(30..33, 170.0, 90.0),
            ],
        }
    }

    fn drawn(marks: &[Mark], covered: &[Range<usize>], zoom: Zoom) -> String {
        let page = page();
        let shown = Sheet { page: &page, picture: "/p@2", fine_picture: "/p@3", alt: "Side 3", marks, covered, zoom, lang: Lang::Da };
        sheet(&shown).into_string()
    }

    /// The text of a document, tags left out.
    fn plain(markup: &str) -> String {
        let mut out = String::new();
        let mut is_tag = false;
        for c in markup.chars() {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                c if !is_tag => out.push(c),
                _ => {}
            }
        }
        out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn the_layer_holds_the_pages_text_word_by_word() {
        let markup = drawn(&[], &[], Zoom::Fit);
        assert_eq!(markup.matches("<text>").count(), 2);
        assert_eq!(plain(&markup), page().text.replace('\n', ""), "line ends are ends of elements");
        assert!(markup.contains(
            r#"<tspan x="60" y="78" font-size="9" textLength="40" lengthAdjust="spacingAndGlyphs" data-from="5" data-to="12">retning"#
        ));
        assert!(markup.contains("&lt;b&gt;") && !markup.contains("<b>"), "text is never markup");
        assert!(!markup.contains("style="), "the pages' policy forbids inline styles");
    }

    #[test]
    fn covered_words_are_nowhere_in_the_markup() {
        let markup = drawn(&[], std::slice::from_ref(&(13..21)), Zoom::Fit);
        assert!(!markup.contains("modtaget") && markup.contains("••••••••"));
    }

    #[test]
    fn a_mark_has_a_box_a_line_and_leads_back() {
        let mark = |bbox: [f32; 4]| Mark {
            id: "b-1".to_owned(),
            sign: "1".to_owned(),
            label: "Underretning \"modtaget\"".to_owned(),
            href: Some("#h-1".to_owned()),
            boxes: vec![[f32::NAN; 4], bbox, [60.0, 70.0, 100.0, 80.0]],
            is_chosen: true,
        };
        let markup = drawn(&[mark([400.0, 50.0, 440.0, 60.0])], &[], Zoom::Percent(150));
        assert!(markup.contains(r#"<g class="mark mark-chosen" id="b-1"><title>Underretning &quot;modtaget&quot;</title><rect x="398.5" y="48.5" width="43" height="13""#), "{markup}");
        assert_eq!(markup.matches("<rect").count(), 3, "two lines and the sign; what is no box is not drawn");
        assert!(markup.contains(r##"<a class="mark-sign mark-chosen" href="#h-1""##));
        assert!(markup.contains(r#"width="1200""#) && markup.contains(r#"src="/p@3""#), "150 % of 600 points");
        // A box beyond the page is cut at its edge.
        assert!(
            drawn(&[mark([590.0, 790.0, 900.0, 900.0])], &[], Zoom::Fit)
                .contains(r#"<rect x="588.5" y="788.5" width="11.5" height="11.5""#)
        );
    }

    #[test]
    fn zooms_have_names() {
        for zoom in Zoom::OFFERED {
            assert_eq!(Zoom::named(&zoom.name()), zoom);
        }
        assert_eq!(Zoom::named("9999"), Zoom::Fit);
    }
}
