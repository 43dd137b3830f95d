//! What is asked of the index and what it answers: plain values.

use std::fmt;

use serde::Serialize;

use super::facets::Facets;
use crate::text::PageText;

/// A question with what narrows it, and which part of the answer is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The question, as people write it. May be empty where `filters` narrow.
    pub question: String,
    /// What is chosen beside the question.
    pub filters: Filters,
    /// Hits passed over.
    pub offset: usize,
    /// Hits given at most; never more than 10 000 in all, those passed over included.
    pub limit: usize,
    /// Whether to count the pages by what they are.
    pub facets: bool,
    /// Whether each copy is a hit of its own; else only the best of them is, and names the others.
    pub with_copies: bool,
}

impl Request {
    /// The first `limit` hits of a question.
    #[must_use]
    pub fn new(question: impl Into<String>, limit: usize) -> Self {
        Self { question: question.into(), limit, ..Self::default() }
    }
}

/// What the hits must be: of each list that is not empty one, of all lists. The values are those that [`Facets`] gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Ids of cases.
    pub cases: Vec<String>,
    /// Names of municipalities.
    pub municipalities: Vec<String>,
    /// Types of act.
    pub doctypes: Vec<String>,
    /// Kinds of events.
    pub kinds: Vec<String>,
    /// Years of the acts' own dates.
    pub years: Vec<u32>,
    /// The cases that whoever asks may see; none: all. Unlike an empty `cases`, an empty list here lets nothing through.
    pub allowed_cases: Option<Vec<String>>,
}

impl Filters {
    /// True where something is chosen.
    #[must_use]
    pub fn narrow(&self) -> bool {
        let lists = [&self.cases, &self.municipalities, &self.doctypes, &self.kinds];
        lists.iter().any(|list| !list.is_empty()) || !self.years.is_empty()
    }
}

/// Where the text of a page is looked up: case, act, page number. None for a page that is not kept any more; the hit then has no snippet.
pub type PageSource<'a> = dyn Fn(&str, &str, u32) -> Option<PageText> + 'a;

/// A page that was found. Its serde form is a line of `aktspor search --format ndjson`.
#[derive(Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Id of the case.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// How well it fits; comparable within one question only.
    pub score: f32,
    /// The telling part of the page, on one line.
    pub snippet: String,
    /// `[start, end]` UTF-8 byte offsets in the snippet of what matches.
    pub highlights: Vec<(usize, usize)>,
    /// Type of the act, if recognised.
    pub doctype: Option<String>,
    /// The act's own date, `YYYY-MM-DD`, if found.
    pub date: Option<String>,
    /// Mean confidence of the recognition, 0–100; none for a text layer.
    pub ocr: Option<u8>,
    /// `[start, end]` UTF-8 byte offsets in the page's text of everything on the page that matches, in order.
    pub ranges: Vec<(usize, usize)>,
    /// `[x0, y0, x1, y1]` in PDF points from the page's top left, one per range and printed line.
    pub boxes: Vec<[f32; 4]>,
    /// The other pages of the case that say the same, by act and page.
    pub copies: Vec<Twin>,
}

/// A page that says the same as a hit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Twin {
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
}

/// What a question found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Number of pages that match, copies and those past the limit included.
    pub total: usize,
    /// The same, each group of copies counted once: how many hits there are to page through (all `total` of them with
    /// [`Request::with_copies`]).
    pub distinct: usize,
    /// The hits asked for, the best first; equals by case, act and page.
    pub hits: Vec<Hit>,
    /// The pages by what they are, where asked for.
    pub facets: Option<Facets>,
    /// Words of the question that were left out because they stand on nearly every page.
    pub left_out: Vec<String>,
}

/// Personal data stay out of logs.
impl fmt::Debug for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} p.{} {}", self.case, self.act, self.page, self.score)
    }
}
