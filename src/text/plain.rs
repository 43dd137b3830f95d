//! Page text from plain text, for tests and fixtures: in comes a string, out come pages as layout would give them.

use std::ops::Range;

use crate::text::model::{Line, LineKind, PageText};

/// Builds pages from plain text. A form feed ends a page; each line is a logical line; tabs make a row of cells; a line
/// that starts with `# ` is a heading, with `^ ` a running head (the marks are dropped), with `- ` a list item (it is kept); a blank line sets
/// `gap_before` on the next line. There are no word boxes.
pub fn plain(text: &str) -> Vec<PageText> {
    text.split('\u{c}').zip(1u32..).map(|(page, number)| one_page(page, number)).collect()
}

fn one_page(source: &str, number: u32) -> PageText {
    let mut page = PageText { number, size: [0.0; 2], turned: 0, text: String::new(), lines: Vec::new(), words: Vec::new() };
    let mut gap = false;
    for raw in source.lines() {
        let raw = raw.trim_end();
        if raw.trim().is_empty() {
            gap = true;
            continue;
        }
        let (kind, body) = match (raw.strip_prefix("# "), raw.strip_prefix("^ ")) {
            (Some(rest), _) => (LineKind::Heading, rest),
            (_, Some(rest)) => (LineKind::Header, rest),
            _ if raw.contains('\t') => (LineKind::Row, raw),
            _ if raw.starts_with("- ") => (LineKind::Item, raw),
            _ => (LineKind::Body, raw),
        };
        let start = page.text.len();
        page.text.push_str(body);
        let span = start..page.text.len();
        page.text.push('\n');
        let cells = if kind == LineKind::Row { cells(body, start) } else { Vec::new() };
        page.lines.push(Line { span, kind, cells, gap_before: gap, continues: false, bold: kind == LineKind::Heading });
        gap = false;
    }
    page
}

fn cells(row: &str, start: usize) -> Vec<Range<usize>> {
    let mut at = start;
    row.split('\t')
        .map(|cell| {
            let span = at..at + cell.len();
            at = span.end + 1;
            span
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]
    use super::*;

    #[test]
    fn kinds_cells_and_pages() {
        let pages = plain("# Referat\n\nDato\t3. maj\t\n- et punkt\nløbende tekst\n\u{c}Side to");
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[1].number, 2);
        let p = &pages[0];
        let kinds: Vec<_> = p.lines.iter().map(|l| l.kind).collect();
        assert_eq!(kinds, [LineKind::Heading, LineKind::Row, LineKind::Item, LineKind::Body]);
        assert_eq!(&p.text[p.lines[0].span.clone()], "Referat");
        let row = &p.lines[1];
        assert!(row.gap_before);
        assert_eq!(row.cells.iter().map(|c| &p.text[c.clone()]).collect::<Vec<_>>(), ["Dato", "3. maj"]);
    }
}
