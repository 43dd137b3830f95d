//! A question put to the index.

use tantivy::columnar::Column;
use tantivy::schema::Term;
use tantivy::{DocAddress, Searcher};

use super::SearchError;
use super::collect::{Best, Collected, Ranked};
use super::facets::Counts;
use super::hit::{Filters, Found, Hit, PageSource, Request, Twin};
use super::index::{Index, guarded};
use super::place::act_of;
use super::plan::{Fault, Plan, Wanted, between, nothing, one_of};
use super::question;
use super::schema::{DATE, DOCTYPE, MUNICIPALITY, OCR};
use super::snippet::Looker;
use super::windows::Node;
use crate::text::boxes;

/// Most hits given at once, those passed over included.
const MOST_HITS: usize = 10_000;
/// Most copies named of a hit.
const MOST_COPIES: usize = 1_000;
/// Most places marked on a page.
const MOST_RANGES: usize = 500;

impl Index {
    /// Answers a request. `pages` gives the text of the pages shown (the index holds none): of at most `limit` pages, those of one act
    /// one after the other, so that whoever looks up may keep the last act.
    ///
    /// # Errors
    /// What is wrong with the question, with exit code 2 and mostly with its place ([`SearchError::span`]); [`SearchError::Damaged`],
    /// [`SearchError::Machine`].
    pub fn search(&self, request: &Request, pages: &PageSource<'_>) -> Result<Found, SearchError> {
        let searcher = self.reader.searcher();
        let lexicon = self.lexicon()?;
        let mut plan = Plan { fields: self.fields, searcher: &searcher, lexicon: &lexicon, wanted: Wanted::default() };
        let mut left_out = Vec::new();
        let mut parts = self.narrowed(&request.filters);
        match question::read(&request.question) {
            Ok((ask, words)) => {
                left_out = words;
                // Planned inside the guard: it reads the index too.
                let mut asked = None;
                let query = guarded(&self.dir, || match plan.query(&ask) {
                    Ok(query) => Ok(query),
                    Err(Fault::Library(error)) => Err(error),
                    Err(Fault::Asked(error)) => {
                        asked = Some(error);
                        Ok(nothing())
                    }
                })?;
                match asked {
                    Some(error) => return Err(error),
                    None => parts.push(query),
                }
            }
            // Who has chosen filters may ask nothing more.
            Err(SearchError::NothingAsked) if request.filters.narrow() => {}
            Err(error) => return Err(error),
        }
        let wanted = plan.wanted;
        let query = Node::All(parts, Vec::new());
        let offset = request.offset.min(MOST_HITS);
        let keep = offset + request.limit.min(MOST_HITS - offset);
        let known = self.known(&searcher);
        guarded(&self.dir, || {
            let groups = if request.with_copies { None } else { Some(known.groups(&searcher)?) };
            let sorts = if request.facets { Some(known.sorts(&searcher)?) } else { None };
            let best = Best { keep, fold: !request.with_copies, groups, sorts };
            let Collected { total, distinct, best, counts } = best.of(&searcher, &query, &self.crew)?;
            let shown = best.get(offset..).unwrap_or_default();
            let mut hits = shown.iter().map(|ranked| self.hit(&searcher, ranked)).collect::<tantivy::Result<Vec<_>>>()?;
            fill(&mut hits, &wanted, pages);
            let distinct = if request.with_copies { total } else { distinct };
            Ok(Found { total, distinct, hits, facets: request.facets.then(|| Counts::facets(counts)), left_out })
        })
    }

    /// What the chosen filters ask. Never empty, so that it finds all pages by itself.
    fn narrowed(&self, filters: &Filters) -> Vec<Node> {
        let fields = self.fields;
        let mut parts = Vec::new();
        let mut must = |query| parts.push(query);
        for (field, values) in [(fields.case, &filters.cases), (fields.doctype, &filters.doctypes), (fields.kind, &filters.kinds)] {
            if !values.is_empty() {
                must(one_of(field, values));
            }
        }
        if let Some(allowed) = &filters.allowed_cases {
            must(one_of(fields.case, allowed));
        }
        if !filters.municipalities.is_empty() {
            must(one_of(fields.municipality_name, &filters.municipalities));
        }
        if !filters.years.is_empty() {
            let year = |year: &u32| between(fields.date, year.saturating_mul(10_000), year.saturating_mul(10_000).saturating_add(9_999));
            must(Node::Any(filters.years.iter().map(year).collect()));
        }
        parts
    }

    /// A hit without its text.
    fn hit(&self, searcher: &Searcher, ranked: &Ranked) -> tantivy::Result<Hit> {
        let segment = searcher.segment_reader(ranked.address.segment_ord);
        let (fast, doc) = (segment.fast_fields(), ranked.address.doc_id);
        let name = |field: &str| -> tantivy::Result<Option<String>> {
            let Some(column) = fast.str(field)? else { return Ok(None) };
            let mut name = String::new();
            let number = column.ords().first(doc);
            Ok(number.is_some_and(|number| column.ord_to_str(number, &mut name).unwrap_or(false)).then_some(name))
        };
        let number = |field: &str| -> tantivy::Result<Option<u64>> {
            Ok(fast.column_opt::<u64>(field)?.and_then(|column: Column<u64>| column.first(doc)))
        };
        Ok(Hit {
            case: ranked.case.clone(),
            municipality: name(MUNICIPALITY)?,
            act: act_of(&ranked.act_place).to_owned(),
            page: u32::try_from(ranked.page).unwrap_or(u32::MAX),
            score: (f64::from(ranked.steps) / 1000.0) as f32,
            snippet: String::new(),
            highlights: Vec::new(),
            doctype: name(DOCTYPE)?,
            date: number(DATE)?.map(|date| format!("{:04}-{:02}-{:02}", date / 10_000, date / 100 % 100, date % 100)),
            ocr: number(OCR)?.and_then(|ocr| u8::try_from(ocr).ok()),
            ranges: Vec::new(),
            boxes: Vec::new(),
            copies: ranked.fold.map(|fold| self.copies(searcher, fold, ranked.address)).transpose()?.unwrap_or_default(),
        })
    }

    /// The other pages that share `fold`.
    fn copies(&self, searcher: &Searcher, fold: u64, of: DocAddress) -> tantivy::Result<Vec<Twin>> {
        let few = Best { keep: MOST_COPIES, fold: false, groups: None, sorts: None };
        let all = few.with(searcher, &Term::from_field_u64(self.fields.fold, fold))?;
        let others = all.best.into_iter().filter(|one| one.address != of);
        Ok(others.map(|one| Twin { act: act_of(&one.act_place).to_owned(), page: u32::try_from(one.page).unwrap_or(u32::MAX) }).collect())
    }
}

/// Gives hits their text, act by act.
fn fill(hits: &mut [Hit], wanted: &Wanted, pages: &PageSource<'_>) {
    let mut order: Vec<&mut Hit> = hits.iter_mut().collect();
    order.sort_by(|a, b| (&a.case, &a.act, a.page).cmp(&(&b.case, &b.act, b.page)));
    let looker = Looker::of(wanted);
    for hit in order {
        let Some(page) = pages(&hit.case, &hit.act, hit.page) else { continue };
        let (snippet, ranges) = looker.look(&page.text);
        hit.snippet = snippet.text;
        hit.highlights = snippet.marks;
        hit.ranges = ranges.into_iter().take(MOST_RANGES).collect();
        hit.boxes = hit.ranges.iter().flat_map(|(from, to)| boxes(&page, *from..*to)).collect();
    }
}
