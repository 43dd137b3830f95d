//! Writes the text: in come logical lines of printed lines, out comes the page's text with its lines and word boxes.

use std::borrow::Cow;
use std::ops::Range;

use crate::pdf::Page;
use crate::text::frame::{Print, Tok, spaced};
use crate::text::hyphen::{Join, Lexicon, join, trailing_hyphen};
use crate::text::model::{Line, LineKind, PageText, WordBox};
use crate::text::paragraphs::Logical;

/// Writes one page.
pub(crate) fn page(page: &Page, lines: &[Logical], lexicon: &Lexicon) -> PageText {
    let words = || lines.iter().flat_map(Logical::prints).flat_map(|print| &print.toks);
    let (count, bytes) = words().fold((0, 0), |(count, bytes), tok| (count + 1, bytes + tok.word.text.len() + 1));
    let (text, words) = (String::with_capacity(bytes), Vec::with_capacity(count));
    let mut out =
        PageText { number: page.number, size: page.size, turned: page.turned, text, lines: Vec::with_capacity(lines.len()), words };
    for line in lines {
        let start = out.text.len();
        let mut cells: Vec<Range<usize>> = Vec::new();
        for (k, cell) in line.cells.iter().enumerate() {
            if k > 0 {
                out.text.push('\t');
            }
            let from = out.text.len();
            write_cell(&mut out, cell, lexicon);
            cells.push(from..out.text.len());
        }
        // Nothing but signs that are not text.
        if out.text.get(start..).is_none_or(|t| t.trim().is_empty()) {
            out.text.truncate(start);
            continue;
        }
        let span = start..out.text.len();
        out.text.push('\n');
        let cells = if line.kind == LineKind::Row { cells } else { Vec::new() };
        out.lines.push(Line { span, kind: line.kind, cells, gap_before: line.gap_before, continues: line.continues, bold: line.bold() });
    }
    out
}

fn write_cell(out: &mut PageText, prints: &[Print], lexicon: &Lexicon) {
    let start = out.text.len();
    let mut last: Option<Tok> = None;
    let mut broken = false;
    for print in prints {
        let mut on_this_line = false;
        for tok in &*reading_order(&print.toks) {
            if let Some(before) = last {
                if on_this_line {
                    if spaced(&before, tok) || before.x0 > tok.x0 {
                        push_space(out, start);
                    }
                } else if !broken {
                    line_break(out, start, &before, tok, lexicon);
                }
            }
            push_word(out, tok);
            last = Some(*tok);
            on_this_line = true;
        }
        broken = print.broken;
    }
}

/// A line's words as they are read: neighbours of a script written from right to left stand the other way round.
fn reading_order<'t, 'a>(toks: &'t [Tok<'a>]) -> Cow<'t, [Tok<'a>]> {
    if !toks.iter().any(|tok| tok.word.is_leftward()) {
        return Cow::Borrowed(toks);
    }
    let mut ordered = toks.to_vec();
    for run in ordered.chunk_by_mut(|a, b| a.word.is_leftward() && b.word.is_leftward()) {
        run.reverse();
    }
    Cow::Owned(ordered)
}

/// Joins two printed lines: with a space, or mending a broken word.
fn line_break(out: &mut PageText, start: usize, before: &Tok, tok: &Tok, lexicon: &Lexicon) {
    match join(&before.word.text, &tok.word.text, lexicon) {
        Join::Space => push_space(out, start),
        Join::Keep => {}
        Join::Mend => {
            // A soft hyphen was never written; a visible one is the text's last sign.
            if let Some(h) = trailing_hyphen(&before.word.text)
                && out.text.len() > start
                && out.text.ends_with(h)
            {
                out.text.pop();
                if let Some(w) = out.words.last_mut() {
                    w.span.end = out.text.len();
                }
            }
        }
    }
}

fn push_space(out: &mut PageText, start: usize) {
    if out.text.len() > start && !out.text.ends_with(' ') {
        out.text.push(' ');
    }
}

fn push_word(out: &mut PageText, tok: &Tok) {
    let from = out.text.len();
    if tok.word.text.bytes().all(|byte| byte.is_ascii_graphic()) {
        out.text.push_str(&tok.word.text);
    } else {
        out.text.extend(tok.word.text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{ad}'));
    }
    if out.text.len() > from {
        out.words.push(WordBox { span: from..out.text.len(), bbox: tok.word.bbox, confidence: tok.word.confidence });
    }
}
