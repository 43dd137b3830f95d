//! Layout by what it must do: small pages drawn by hand, and the invariants on pages of noise.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use crate::pdf::{Page, PageSource, Rule, Word};
use crate::text::{ActText, LineKind, PageText, boxes, layout};

/// A page being drawn; every glyph is half an em wide.
struct Draw(Page);

impl Draw {
    fn new(number: u32) -> Self {
        Self(Page { number, size: [595.0, 842.0], turned: 0, words: Vec::new(), rules: Vec::new(), source: PageSource::Text })
    }

    fn font(mut self, x: f32, base: f32, size: f32, bold: bool, text: &str) -> Self {
        let mut at = x;
        for word in text.split(' ') {
            let width = word.chars().count() as f32 * 0.5 * size;
            self.0.words.push(Word {
                text: word.to_owned(),
                bbox: [at, base - 0.8 * size, at + width, base + 0.2 * size],
                size,
                bold,
                baseline: base,
                confidence: None,
                space_before: true,
            });
            at += width + 0.25 * size;
        }
        self
    }

    fn at(self, x: f32, base: f32, text: &str) -> Self {
        self.font(x, base, 10.0, false, text)
    }

    /// Lines of a paragraph, broken at `width` points, 13 points apart.
    fn flow(mut self, x: f32, mut base: f32, width: f32, text: &str) -> (Self, f32) {
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            let ems = longer.split(' ').map(|w| w.chars().count() as f32 * 5.0 + 2.5).sum::<f32>() - 2.5;
            if ems > width && !line.is_empty() {
                self = self.at(x, base, &line);
                base += 13.0;
                line = word.to_owned();
            } else {
                line = longer;
            }
        }
        (self.at(x, base, &line), base + 13.0)
    }

    fn rule(mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        self.0.rules.push(Rule { bbox: [x0, y0, x1, y1] });
        self
    }
}

fn lines(page: &PageText) -> Vec<String> {
    page.lines.iter().map(|l| page.text[l.span.clone()].to_owned()).collect()
}

fn one(draw: Draw) -> PageText {
    let pages = layout(&[draw.0]);
    check(&pages);
    pages.into_iter().next().unwrap()
}

/// What holds for every page whatever is on it.
fn check(pages: &[PageText]) {
    for p in pages {
        let mut at = 0;
        for l in &p.lines {
            assert_eq!(l.span.start, at);
            assert_eq!(&p.text[l.span.end..l.span.end + 1], "\n");
            for c in &l.cells {
                assert!(c.start >= l.span.start && c.end <= l.span.end && p.text.get(c.clone()).is_some());
            }
            assert_eq!(l.kind == LineKind::Row, !l.cells.is_empty());
            at = l.span.end + 1;
        }
        assert_eq!(at, p.text.len());
        let mut covered = vec![false; p.text.len()];
        let mut last = 0;
        for w in &p.words {
            assert!(w.span.start >= last && p.text.get(w.span.clone()).is_some());
            last = w.span.end;
            covered[w.span.clone()].fill(true);
        }
        for (i, c) in p.text.char_indices() {
            assert_eq!(covered[i], !c.is_whitespace(), "byte {i}");
        }
    }
}

const LONG: &str = "Kommunen har den 3. maj 2021 modtaget en underretning fra skolen om jeres datter og vil gerne tale med jer om det der \
    står i den og om hvordan I ser på situationen derhjemme og i skolen lige nu og her";

#[test]
fn wrapped_lines_join_and_an_address_does_not() {
    let draw = Draw::new(1).at(70.0, 100.0, "Anna Hansen").at(70.0, 113.0, "Skovvej 3").at(70.0, 126.0, "5000 Odense C");
    let (draw, next) = draw.flow(70.0, 160.0, 450.0, LONG);
    let page = one(draw.at(70.0, next + 8.0, "Venlig hilsen").at(70.0, next + 21.0, "Lise Lund"));
    assert_eq!(lines(&page), ["Anna Hansen", "Skovvej 3", "5000 Odense C", LONG, "Venlig hilsen", "Lise Lund"]);
    assert!(page.lines[3].gap_before && !page.lines[1].gap_before);
}

#[test]
fn broken_words_are_mended_with_two_boxes() {
    let full = "Vi har modtaget en bekymrende skriftlig og meget lang under-";
    let page = one(Draw::new(1).at(70.0, 100.0, full).at(70.0, 113.0, "retning om barnet efter 24-").at(70.0, 126.0, "timers reglen"));
    assert_eq!(lines(&page)[0].split(' ').nth(9), Some("underretning"));
    let at = page.text.find("underretning").unwrap();
    assert_eq!(page.words.iter().filter(|w| w.span.start >= at && w.span.end <= at + 12).count(), 2);
    assert_eq!(boxes(&page, at..at + 12).len(), 2);
    assert!(page.text.contains("24-timers"), "{}", page.text);
}

#[test]
fn a_grid_gives_rows_with_empty_and_wrapped_cells() {
    let mut draw = Draw::new(1);
    for y in [90.0, 120.0, 150.0] {
        draw = draw.rule(70.0, y, 400.0, y);
    }
    for x in [70.0, 170.0, 300.0, 400.0] {
        draw = draw.rule(x, 90.0, x, 150.0);
    }
    let page = one(draw
        .at(75.0, 102.0, "Mål")
        .at(175.0, 102.0, "Mere ro")
        .at(175.0, 114.0, "i hverdagen")
        .at(75.0, 132.0, "Frist")
        .at(305.0, 132.0, "1. juni"));
    assert_eq!(lines(&page), ["Mål\tMere ro i hverdagen\t", "Frist\t\t1. juni"]);
    assert_eq!(page.lines[0].kind, LineKind::Row);
}

#[test]
fn label_and_value_columns_without_rules_are_rows() {
    let page = one(Draw::new(1)
        .at(70.0, 100.0, "Barnets navn")
        .at(200.0, 100.0, "Ida")
        .at(70.0, 116.0, "Adresse")
        .at(200.0, 116.0, "Skovvej 3")
        .at(70.0, 132.0, "Skole")
        .at(200.0, 132.0, "Byskolen"));
    assert_eq!(lines(&page), ["Barnets navn\tIda", "Adresse\tSkovvej 3", "Skole\tByskolen"]);
}

#[test]
fn two_columns_of_text_are_read_one_after_the_other() {
    let (draw, _) = Draw::new(1).at(70.0, 80.0, "Nyt fra afdelingen").flow(70.0, 110.0, 215.0, LONG);
    let other = LONG.replace("Kommunen", "Regionen");
    let (draw, _) = draw.flow(310.0, 110.0, 215.0, &other);
    let page = one(draw);
    assert_eq!(lines(&page), ["Nyt fra afdelingen", LONG, other.as_str()]);
}

#[test]
fn list_items_and_journal_entries_start_lines() {
    let page = one(Draw::new(1)
        .at(70.0, 100.0, "03.05.21 kl. 10.15 LL: Mor ringer og er bekymret.")
        .at(70.0, 113.0, "04.05.21 MK: Mail fra skolen.")
        .at(80.0, 139.0, "•")
        .at(95.0, 139.0, "Mor ringer til lægen")
        .at(80.0, 152.0, "•")
        .at(95.0, 152.0, "Skolen skriver"));
    let kinds: Vec<LineKind> = page.lines.iter().map(|l| l.kind).collect();
    assert_eq!(kinds, [LineKind::Body, LineKind::Body, LineKind::Item, LineKind::Item]);
    assert_eq!(lines(&page)[2], "• Mor ringer til lægen");
}

#[test]
fn running_lines_are_marked_and_a_paragraph_goes_on_over_the_page() {
    let page = |n: u32, body: &str| {
        let draw = Draw::new(n).font(70.0, 40.0, 8.0, false, "Nordby Kommune Familieafdelingen").font(
            480.0,
            810.0,
            8.0,
            false,
            &format!("Side {n} af 2"),
        );
        draw.flow(70.0, 100.0, 450.0, body).0.0
    };
    let first = format!("{LONG} og det er altid godt at have med når man skal tale om det den");
    let pages = layout(&[page(1, &first), page(2, "3. juni på rådhuset.")]);
    check(&pages);
    for p in &pages {
        assert_eq!(p.lines.first().unwrap().kind, LineKind::Header);
        assert_eq!(p.lines.last().unwrap().kind, LineKind::Footer);
    }
    let lower = layout(&[page(1, &first), page(2, "første onsdag i juni på rådhuset.")]);
    assert!(lower[1].lines[1].continues);
    let act = ActText::new(&lower);
    assert_eq!(act.lines.len(), 1);
    assert!(act.text.ends_with("tale om det den første onsdag i juni på rådhuset."));
}

#[test]
fn a_turned_scan_reads_like_a_straight_one() {
    let (draw, _) = Draw::new(1).flow(70.0, 100.0, 450.0, LONG);
    let mut page = draw.0;
    page.source = PageSource::Ocr;
    for (k, w) in page.words.iter_mut().enumerate() {
        let drop = 0.011 * w.bbox[0] + [0.0, 0.8, -0.7][k % 3];
        let left = 0.011 * w.baseline;
        w.bbox = [w.bbox[0] - left, w.bbox[1] + drop, w.bbox[2] - left, w.bbox[3] + drop];
        w.baseline += drop;
        w.size *= [1.0, 1.1, 0.92, 1.04][k % 4];
        w.confidence = Some(90.0);
    }
    let pages = layout(&[page]);
    check(&pages);
    assert_eq!(lines(&pages[0]), [LONG]);
}

#[test]
fn noise_breaks_no_invariant() {
    let mut seed = 7u64;
    let mut next = |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    let texts =
        ["ord", "under-", "under\u{ad}", "-", "•", "1.", "Æble:", "03.05.21", "kl.", "\u{ad}", "\u{a0}", "x\ty", "§", "og", "Side", "2/5"];
    for round in 0..120 {
        let mut pages = Vec::new();
        for number in 1..=1 + next(3) as u32 {
            let mut page = Draw::new(number).0;
            page.source = if round % 3 == 0 { PageSource::Ocr } else { PageSource::Text };
            for _ in 0..next(90) {
                let (x, y) = (next(60) as f32 * 10.0, next(70) as f32 * 12.5);
                let size = [0.0, 7.0, 10.0, 10.0, 18.0, f32::NAN, -3.0][next(7) as usize];
                let text = texts[next(texts.len() as u64) as usize].to_owned();
                page.words.push(Word {
                    text,
                    bbox: [x, y - 8.0, x + next(70) as f32, y + 2.0],
                    size,
                    bold: next(4) == 0,
                    baseline: y,
                    confidence: None,
                    space_before: next(3) > 0,
                });
            }
            for _ in 0..next(14) {
                let (x, y, l) = (next(8) as f32 * 60.0, next(12) as f32 * 60.0, next(9) as f32 * 60.0);
                let bbox = if next(2) == 0 { [x, y, x + l, y + 0.5] } else { [x, y, x + 0.5, y + l] };
                page.rules.push(Rule { bbox });
            }
            pages.push(page);
        }
        let out = layout(&pages);
        check(&out);
        assert_eq!(out, layout(&pages));
        let act = ActText::new(&out);
        for l in &act.lines {
            assert!(act.text.get(l.span.clone()).is_some());
            if let Some((page, span)) = act.to_page_span(l.span.clone(), None) {
                assert!(out[page as usize - 1].text.get(span).is_some());
            }
        }
    }
}
