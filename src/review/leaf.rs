//! A page of an act as it is kept: its text with boxes, the events told on it, and where a quote stands.

use std::ops::Range;

use super::app::Ask;
use super::case::told_marks;
use super::problem::Problem;
use super::sheet::Mark as Boxed;
use super::{marking, mask, words};
use crate::decisions::Mark;
use crate::export::{ActRow, EventRow};
use crate::lang;
use crate::store::StoreError;
use crate::text::{PageText, boxes};

/// A page of an act that the reader may see.
pub struct Leaf {
    /// The case.
    pub case: String,
    /// The act.
    pub act: ActRow,
    /// How many pages it has.
    pub pages: u32,
    /// The page, if it was read.
    pub text: Option<PageText>,
    /// The machine's events on the page.
    pub events: Vec<EventRow>,
    /// Events that readers marked on it.
    pub marks: Vec<Mark>,
}

/// Something told on the page.
pub struct Told {
    /// What it is, in words.
    pub label: String,
    /// The words that tell it.
    pub quote: String,
    /// Where it stands in the page's text.
    pub span: Range<usize>,
    /// Where it stands on the page.
    pub boxes: Vec<[f32; 4]>,
    /// It is what the reader came for.
    pub is_chosen: bool,
}

impl Leaf {
    /// Reads a page of a case that the reader may see.
    pub fn load(ask: &Ask<'_>, id: &str, act: &str, number: u32) -> Result<Self, Problem> {
        ask.case(id)?;
        let found = ask.app.store(|store| {
            let Some(kept) = store.case_acts(id)?.into_iter().find(|kept| kept.row.act == act) else { return Ok(None) };
            let reading = store.last_reading(&kept.row.sha256)?;
            let events = store.case_events(id)?.into_iter().filter(|event| event.act == act && event.page == number).collect::<Vec<_>>();
            Ok::<_, StoreError>(Some((kept.row, reading, events)))
        })?;
        let (act, reading, events) = found.ok_or(Problem::NotFound)?;
        let read = reading.map(|reading| reading.pages).unwrap_or_default();
        let pages = act.pages.unwrap_or(0).max(u32::try_from(read.len()).unwrap_or(u32::MAX));
        if number == 0 || number > pages.max(1) {
            return Err(Problem::NotFound);
        }
        let (marks, decisions) = ask.app.desk(|desk| Ok((desk.marks(id)?, desk.decisions(id)?)))?;
        let marks = told_marks(ask.reader(), marks, &decisions);
        let marks = marks.into_iter().filter(|kept| kept.mark.act == act.act && kept.mark.page == number).collect();
        let text = read.into_iter().find(|page| page.number == number);
        Ok(Self { case: id.to_owned(), act, pages, text, events, marks })
    }

    /// The bytes of the page's text that are covered: CPR numbers, unless this session has asked to see those of the case.
    pub fn covered(&self, ask: &Ask<'_>) -> Vec<Range<usize>> {
        match &self.text {
            Some(page) if !ask.app.shows_cpr(&ask.visit.token, &self.case) => mask::cpr_spans(&page.text),
            _ => Vec::new(),
        }
    }

    /// What is told on the page, from top to bottom. `quote` (white space folded, may be empty) is what the reader came for, and so are `places`, such as
    /// the words that a search found.
    pub fn told(&self, ask: &Ask<'_>, quote: &str, places: &[Range<usize>]) -> Vec<Told> {
        let Some(page) = &self.text else { return Vec::new() };
        let quote = folded(quote);
        let mut told: Vec<Told> = self.events.iter().map(|event| machine(ask, event)).collect();
        told.extend(self.marks.iter().filter_map(|mark| reader(ask, page, mark)));
        told.iter_mut().for_each(|one| one.is_chosen = !quote.is_empty() && one.quote == quote);
        let wanted = if told.iter().any(|one| one.is_chosen) { None } else { place(&page.text, &quote) };
        for span in wanted.into_iter().chain(places.iter().cloned()) {
            if let Ok(marked) = marking::marked(page, span) {
                let label = ask.say("Stedet, der er slået op", "The place looked up").to_owned();
                told.push(Told { label, quote: marked.quote, span: marked.span, boxes: marked.boxes, is_chosen: true });
            }
        }
        told.sort_by_key(|one| (one.span.start, one.span.end));
        told
    }
}

/// The boxes of what is told, numbered from top to bottom; each leads to its line in the list.
pub fn boxed(told: &[Told]) -> Vec<Boxed> {
    told.iter()
        .zip(1..)
        .map(|(one, number)| Boxed {
            id: format!("b-{number}"),
            sign: number.to_string(),
            label: one.label.clone(),
            href: Some(format!("#e-{number}")),
            boxes: one.boxes.clone(),
            is_chosen: one.is_chosen,
        })
        .collect()
}

fn machine(ask: &Ask<'_>, event: &EventRow) -> Told {
    let time = event.time.as_ref().map(|time| format!(" {} {time}", ask.say("kl.", "at"))).unwrap_or_default();
    Told {
        label: format!(
            "{} {}{time} · {}",
            words::kind(&event.kind, ask.lang),
            ask.day(&event.date),
            words::status(&event.status, ask.lang)
        ),
        quote: event.quote.clone(),
        span: event.start as usize..event.end as usize,
        boxes: event.boxes.clone(),
        is_chosen: false,
    }
}

/// A reader's mark, where it still stands on the page: a later reading of the act may have changed the text.
fn reader(ask: &Ask<'_>, page: &PageText, kept: &Mark) -> Option<Told> {
    let mark = &kept.mark;
    let given = mark.span.map(|(start, end)| start as usize..end as usize);
    let is_it = |span: &Range<usize>| page.text.get(span.clone()).is_some_and(|text| folded(text) == mark.quote);
    let span = given.filter(is_it).or_else(|| place(&page.text, &mark.quote))?;
    let time = mark.time.as_ref().map(|time| format!(" {} {time}", ask.say("kl.", "at"))).unwrap_or_default();
    let what = format!("{} {}{time} · {}", words::kind(&mark.kind, ask.lang), ask.day(&mark.date), words::status(&mark.status, ask.lang));
    let label = format!("{what} · {} {}", ask.say("markeret af", "marked by"), kept.reader);
    Some(Told { label, quote: mark.quote.clone(), boxes: boxes(page, span.clone()), span, is_chosen: false })
}

/// White space folded.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the quote stands in the text, white space folded on both sides.
pub fn place(text: &str, quote: &str) -> Option<Range<usize>> {
    let words: Vec<String> = quote.split_whitespace().map(regex::escape).collect();
    if words.is_empty() {
        return None;
    }
    Some(regex::Regex::new(&words.join(r"\s+")).ok()?.find(text)?.range())
}

/// What is told, short enough for a line of a list.
pub fn short_quote(quote: &str) -> String {
    lang::cut(quote, 160)
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_quote_is_found_across_lines() {
        assert_eq!(place("den 3.\n  juli 2024 (x)", "3. juli 2024 (x)"), Some(4..22));
        assert_eq!(place("intet", ""), None);
        assert_eq!(place("a(b", "(b"), Some(1..3));
    }
}
