//! Where in the act an event or finding stands.
//!
//! In: bytes of the act's text. Out: the page, the bytes there, the quote and its boxes. Nothing without a word on a page is evidence.

use std::ops::Range;

use crate::text::{ActText, PageText, boxes, confidence};

use super::ActInput;
use super::model::Evidence;

/// Where act bytes stand: the page that holds the anchor, and the bytes there, trimmed to words. None where there is no word.
pub fn place<'p>(act: &ActText, input: &ActInput<'p>, bytes: Range<usize>, anchor: Option<usize>) -> Option<(&'p PageText, Range<usize>)> {
    let (page, span) = act.to_page_span(bytes, anchor)?;
    let page = input.pages.iter().find(|p| p.number == page)?;
    let raw = page.text.get(span.clone())?;
    let start = span.start + (raw.len() - raw.trim_start().len());
    let end = start + raw.trim().len();
    (start < end).then_some((page, start..end))
}

/// Makes the evidence of act bytes.
pub fn evidence(act: &ActText, input: &ActInput, bytes: Range<usize>, anchor: Option<usize>) -> Option<Evidence> {
    let (page, span) = place(act, input, bytes, anchor)?;
    let quote = page.text.get(span.clone())?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Evidence {
        act: input.name.to_owned(),
        page: page.number,
        start: span.start,
        end: span.end,
        quote,
        boxes: boxes(page, span.clone()),
        confidence: confidence(page, span),
    })
}
