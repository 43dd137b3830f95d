//! The whole document as one string: in come page texts, out comes the act's text with a way back to the pages.
//!
//! Sentences and rows run over page breaks, and running headers stand between their halves; rules that look at the act's text
//! need not know. Evidence goes back to one page, since it is shown on a page.

use std::ops::Range;

use crate::text::hyphen::{Join, Lexicon, join, trailing_hyphen};
use crate::text::model::{Line, LineKind, PageText};
use crate::text::starts;

/// Most running lines of an act that are kept.
const MAX_STAMPS: usize = 64;

/// A logical line of the act.
#[derive(Clone, PartialEq)]
pub struct ActLine {
    /// UTF-8 bytes in the act's text.
    pub span: Range<usize>,
    /// What it is; never a header or footer.
    pub kind: LineKind,
    /// For a row: the bytes of each cell. Otherwise empty.
    pub cells: Vec<Range<usize>>,
    /// The page it starts on, from 1.
    pub page: u32,
    /// A gap stands above it.
    pub gap_before: bool,
    /// More than half is bold.
    pub bold: bool,
}

/// Bytes that came from one page as they stand there.
#[derive(Clone, Copy, PartialEq)]
struct Part {
    at: usize,
    len: usize,
    page: u32,
    page_at: usize,
}

/// An act's text: its pages' logical lines joined by `\n`; a line that goes on from the page before is joined to its beginning by
/// a space (a row cell by cell, a broken word mended).
///
/// Running headers and footers are left out: between the halves of a sentence they would part it, and they say the same on every
/// page. But what is stamped on an act ("Modtaget 03 MAR 2021") stands in the margin too, and can't be told from a running head by
/// its place, nor by standing on one page only: letter templates repeat it. What tells is that it says in a stamp's words that
/// something came or went on a day; such a line is kept, once, as a line of its own before the next line that begins on its page.
/// (Any line with a day was tried: the days on which systems printed their forms then passed for the days of the acts.)
#[derive(Clone, PartialEq, Default)]
pub struct ActText {
    /// The text.
    pub text: String,
    /// Its lines in order; they cover the text but the line ends.
    pub lines: Vec<ActLine>,
    /// The running heads of its first page, line by line: a form may have its title there and nowhere else.
    pub head: String,
    parts: Vec<Part>,
}

/// Shows sizes only: the text is personal.
impl std::fmt::Debug for ActText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ActText({} bytes, {} lines)", self.text.len(), self.lines.len())
    }
}

/// Shows place and kind only.
impl std::fmt::Debug for ActLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ActLine({:?}, page {}, {:?})", self.kind, self.page, self.span)
    }
}

/// A piece of a page's text.
struct Source<'a> {
    text: &'a str,
    page: u32,
    at: usize,
}

/// A line being gathered: cells of pieces.
struct Draft<'a> {
    cells: Vec<Vec<Source<'a>>>,
    line: ActLine,
}

impl ActText {
    /// Joins the pages.
    pub fn new(pages: &[PageText]) -> Self {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut stamps: Vec<Draft> = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for page in pages {
            for line in &page.lines {
                if matches!(line.kind, LineKind::Header | LineKind::Footer) {
                    stamps.extend(stamp(page, line, &mut known));
                    continue;
                }
                let source =
                    |span: &Range<usize>| page.text.get(span.clone()).map(|text| Source { text, page: page.number, at: span.start });
                let cells: Vec<Vec<Source>> = if line.cells.is_empty() {
                    vec![source(&line.span).into_iter().collect()]
                } else {
                    line.cells.iter().map(|c| source(c).into_iter().collect()).collect()
                };
                match drafts.last_mut() {
                    Some(open) if line.continues && open.cells.len() == cells.len() => {
                        for (cell, more) in open.cells.iter_mut().zip(cells) {
                            cell.extend(more);
                        }
                    }
                    _ => {
                        let gap_before = line.gap_before || !stamps.is_empty();
                        drafts.append(&mut stamps);
                        drafts.push(Draft {
                            cells,
                            line: ActLine {
                                span: 0..0,
                                kind: line.kind,
                                cells: Vec::new(),
                                page: page.number,
                                gap_before,
                                bold: line.bold,
                            },
                        });
                    }
                }
            }
        }
        drafts.append(&mut stamps);
        let mut act = Self { head: pages.first().map(head).unwrap_or_default(), ..Self::default() };
        for draft in drafts {
            act.write(draft);
        }
        act
    }

    fn write(&mut self, draft: Draft) {
        if !self.lines.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        let mut cells = Vec::new();
        for (k, cell) in draft.cells.iter().enumerate() {
            if k > 0 {
                self.text.push('\t');
            }
            let from = self.text.len();
            for source in cell.iter().filter(|s| !s.text.is_empty()) {
                self.append(source, from);
            }
            cells.push(from..self.text.len());
        }
        let cells = if draft.line.kind == LineKind::Row { cells } else { Vec::new() };
        self.lines.push(ActLine { span: start..self.text.len(), cells, ..draft.line });
    }

    fn append(&mut self, source: &Source, from: usize) {
        if self.text.len() > from {
            let last = self.text.get(from..).and_then(|t| t.split_whitespace().next_back()).unwrap_or_default();
            let next = source.text.split_whitespace().next().unwrap_or_default();
            match join(last, next, &Lexicon::default()) {
                Join::Space => self.text.push(' '),
                Join::Keep => {}
                Join::Mend => {
                    if let Some(h) = trailing_hyphen(last) {
                        self.text.pop();
                        if let Some(p) = self.parts.last_mut() {
                            p.len = p.len.saturating_sub(h.len_utf8());
                        }
                    }
                }
            }
        }
        self.parts.push(Part { at: self.text.len(), len: source.text.len(), page: source.page, page_at: source.at });
        self.text.push_str(source.text);
    }

    /// The page (from 1) and the byte in that page's text where an act byte stands. A byte that stands on no page (a tab, a
    /// line end, a joining space) gives the end of what stands before it. None before the first text or past the end.
    pub fn locate(&self, offset: usize) -> Option<(u32, usize)> {
        if offset > self.text.len() {
            return None;
        }
        let k = self.parts.partition_point(|p| p.at <= offset).checked_sub(1)?;
        let p = self.parts.get(k)?;
        Some((p.page, p.page_at + (offset - p.at).min(p.len)))
    }

    /// The span on one page: the page of `anchor` (an act offset inside the span) if given and touched, else the page that
    /// holds most of it. None when the span touches no text.
    pub fn to_page_span(&self, span: Range<usize>, anchor: Option<usize>) -> Option<(u32, Range<usize>)> {
        let first = self.parts.partition_point(|p| p.at + p.len <= span.start);
        let touched = || {
            self.parts.iter().skip(first).take_while(|p| p.at < span.end).filter_map(|p| {
                let (from, to) = (span.start.max(p.at), span.end.min(p.at + p.len));
                (from < to).then(|| (p.page, p.page_at + (from - p.at)..p.page_at + (to - p.at)))
            })
        };
        let mut share: Vec<(u32, usize)> = Vec::new();
        for (page, r) in touched() {
            match share.iter_mut().find(|s| s.0 == page) {
                Some(s) => s.1 += r.len(),
                None => share.push((page, r.len())),
            }
        }
        let wanted = anchor.and_then(|a| self.locate(a)).map(|l| l.0).filter(|p| share.iter().any(|s| s.0 == *p));
        // The first of equals, so that the answer does not hang on the order of a search.
        let most = share.iter().rev().max_by_key(|s| s.1).map(|s| s.0);
        let page = wanted.or(most)?;
        touched().filter(|t| t.0 == page).map(|t| t.1).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).map(|r| (page, r))
    }
}

/// The running heads of a page, each on a line.
fn head(page: &PageText) -> String {
    let heads = page.lines.iter().filter(|line| line.kind == LineKind::Header);
    heads.filter_map(|line| page.text.get(line.span.clone())).collect::<Vec<_>>().join("\n")
}

/// A running line that says what a stamp says, if it was not met before; page numbers in it may differ.
fn stamp<'a>(page: &'a PageText, line: &Line, known: &mut Vec<String>) -> Option<Draft<'a>> {
    let text = page.text.get(line.span.clone())?;
    if !starts::is_stamp(text) {
        return None;
    }
    let is_page_number = |word: &&str| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit() || b == b'/');
    let key = text.split_whitespace().filter(|word| !is_page_number(word)).collect::<Vec<_>>().join(" ");
    if known.contains(&key) || known.len() >= MAX_STAMPS {
        return None;
    }
    known.push(key);
    let source = Source { text, page: page.number, at: line.span.start };
    let line = ActLine { span: 0..0, kind: LineKind::Body, cells: Vec::new(), page: page.number, gap_before: true, bold: line.bold };
    Some(Draft { cells: vec![vec![source]], line })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]
    use super::*;
    use crate::text::plain;

    fn two_pages(first: &str, second: &str) -> Vec<PageText> {
        let mut pages = plain(&format!("{first}\n\u{c}{second}\n"));
        pages[1].lines[0].continues = true;
        pages
    }

    #[test]
    fn a_paragraph_over_the_break_is_one_line_and_maps_back() {
        let pages = two_pages("# Notat\nMøde med moderen den", "3. maj 2021 på rådhuset.\nSlut");
        let act = ActText::new(&pages);
        assert_eq!(act.text, "Notat\nMøde med moderen den 3. maj 2021 på rådhuset.\nSlut");
        assert_eq!(act.lines.len(), 3);
        let at = act.text.find("den 3. maj 2021").unwrap();
        let span = at..at + "den 3. maj 2021".len();
        let (page, r) = act.to_page_span(span.clone(), None).unwrap();
        assert_eq!((page, &pages[1].text[r]), (2, "3. maj 2021"));
        let (page, r) = act.to_page_span(span.clone(), Some(span.start)).unwrap();
        assert_eq!((page, &pages[0].text[r]), (1, "den"));
        let slut = act.text.find("Slut").unwrap();
        assert_eq!(act.locate(slut), Some((2, pages[1].text.find("Slut").unwrap())));
        assert_eq!(act.locate(act.text.len() + 1), None);
    }

    #[test]
    fn a_stamp_in_the_margin_is_kept_once_and_parts_no_sentence() {
        let mut pages = plain(
            "Modtaget 03 MAR 2021\nUdskrevet 04.03.2021\nMøde med moderen den\nSide 1 af 2\n\u{c}Modtaget 03 MAR 2021\n3. maj på rådhuset.\nSlut\nSendt 05.03.2021 Side 2 af 2",
        );
        for page in &mut pages {
            let last = page.lines.len() - 1;
            page.lines[0].kind = LineKind::Header;
            page.lines[last].kind = LineKind::Footer;
        }
        pages[0].lines[1].kind = LineKind::Header;
        pages[1].lines[1].continues = true;
        let act = ActText::new(&pages);
        assert_eq!(act.text, "Modtaget 03 MAR 2021\nMøde med moderen den 3. maj på rådhuset.\nSlut\nSendt 05.03.2021 Side 2 af 2");
        assert!(act.lines.iter().all(|line| line.kind == LineKind::Body));
        assert_eq!(act.locate(act.text.len() - 1).map(|place| place.0), Some(2));
    }

    #[test]
    fn a_word_and_a_row_broken_by_the_page_are_mended() {
        let act = ActText::new(&two_pages("en under-", "retning kom"));
        assert_eq!(act.text, "en underretning kom");
        let pages = two_pages("Dato\tModtaget den", "\t3. maj");
        let act = ActText::new(&pages);
        assert_eq!(act.text, "Dato\tModtaget den 3. maj");
        assert_eq!(act.lines[0].cells.len(), 2);
        let at = act.text.find("3. maj").unwrap();
        let (page, r) = act.to_page_span(at..act.text.len(), None).unwrap();
        assert_eq!((page, &pages[1].text[r]), (2, "3. maj"));
    }

    #[test]
    fn every_act_byte_stands_on_its_page() {
        let pages = two_pages("Første linje\nen under-", "retning kom\nSidste");
        let act = ActText::new(&pages);
        for (i, c) in act.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let (page, at) = act.locate(i).unwrap();
            assert!(pages[page as usize - 1].text[at..].starts_with(c));
        }
    }
}
