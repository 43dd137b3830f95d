//! The best pages, in an order that depends on the pages alone.
//!
//! The library's own collector breaks ties by segment, leaves out pages by bounds that depend on the segment, and counts deleted
//! pages in its statistics; all three change with the number of threads and with what was indexed before. Here every matching page is
//! scored, the statistics count live pages only, scores are rounded before they are compared, and ties go by case, act and page.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term};

/// Scores are compared in thousandths: additions in another order differ far below that.
const STEPS: f32 = 1000.0;
/// Words on a usual page. A constant, since the true mean counts deleted pages; it only says which pages count as long.
const WORDS_PER_PAGE: u64 = 250;

/// Term statistics over the live pages.
pub(super) struct LiveStatistics<'a>(pub(super) &'a Searcher);

impl Bm25StatisticsProvider for LiveStatistics<'_> {
    fn total_num_tokens(&self, _field: Field) -> tantivy::Result<u64> {
        Ok(self.total_num_docs()? * WORDS_PER_PAGE)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.0.num_docs().max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut count = 0;
        for segment in self.0.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            let Some(alive) = segment.alive_bitset() else {
                count += u64::from(index.doc_freq(term)?);
                continue;
            };
            if let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? {
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    count += u64::from(alive.is_alive(doc));
                    doc = postings.advance();
                }
            }
        }
        Ok(count)
    }
}

/// A page and its rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranked {
    /// Score in thousandths.
    pub(super) steps: u32,
    /// What ties are broken by.
    pub(super) place: String,
    /// Where the page is in the index.
    pub(super) address: DocAddress,
}

/// Collects the best `limit` pages and counts all.
pub(super) struct Best {
    /// Most pages to give.
    pub(super) limit: usize,
    /// Name of the fast field that holds each page's place.
    pub(super) place: &'static str,
}

/// All pages of a segment with their scores.
pub(super) struct SegmentBest {
    limit: usize,
    segment: SegmentOrdinal,
    places: Option<StrColumn>,
    found: Vec<(u32, DocId)>,
}

impl Collector for Best {
    type Fruit = (usize, Vec<Ranked>);
    type Child = SegmentBest;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentBest> {
        Ok(SegmentBest { limit: self.limit, segment, places: reader.fast_fields().str(self.place)?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<(usize, Vec<Ranked>)>) -> tantivy::Result<(usize, Vec<Ranked>)> {
        let total = segments.iter().map(|(count, _)| count).sum();
        let mut best: Vec<Ranked> = segments.into_iter().flat_map(|(_, ranked)| ranked).collect();
        best.sort_by(|a, b| b.steps.cmp(&a.steps).then_with(|| a.place.cmp(&b.place)));
        best.truncate(self.limit);
        Ok((total, best))
    }
}

impl SegmentCollector for SegmentBest {
    type Fruit = (usize, Vec<Ranked>);

    fn collect(&mut self, doc: DocId, score: Score) {
        // Scores are positive and small; the cast cannot lose more than the fraction.
        self.found.push(((score * STEPS).round() as u32, doc));
    }

    fn harvest(self) -> (usize, Vec<Ranked>) {
        let total = self.found.len();
        let mut ordered: Vec<(std::cmp::Reverse<u32>, u64, DocId)> = self
            .found
            .into_iter()
            .map(|(steps, doc)| {
                // Within a segment the numbers of the places have the order of the places.
                let place = self.places.as_ref().and_then(|places| places.term_ords(doc).next());
                (std::cmp::Reverse(steps), place.unwrap_or(u64::MAX), doc)
            })
            .collect();
        if ordered.len() > self.limit {
            ordered.select_nth_unstable(self.limit);
            ordered.truncate(self.limit);
        }
        let ranked = ordered
            .into_iter()
            .map(|(steps, number, doc)| {
                let mut place = String::new();
                if let Some(places) = &self.places {
                    // A place that can't be read only loses its turn among equals.
                    let _ = places.ord_to_str(number, &mut place);
                }
                Ranked { steps: steps.0, place, address: DocAddress::new(self.segment, doc) }
            })
            .collect();
        (total, ranked)
    }
}

/// A page's place as text whose byte order is case, act in natural order, page.
pub(super) fn place(case: &str, act: &str, page: u32) -> String {
    let mut out = format!("{case}\0");
    let mut rest = act;
    while let Some(c) = rest.chars().next() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits == 0 {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let (run, behind) = rest.split_at_checked(digits).unwrap_or_default();
        // As wide as any number in a file name that people compare by value.
        out.push_str(&format!("{:0>20}", run.trim_start_matches('0')));
        rest = behind;
    }
    // The name itself parts names that differ in leading zeros only.
    out.push_str(&format!("\0{act}\0{page:010}"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_the_order_of_the_acts() {
        let places = [
            ("a", "1.pdf", 1),
            ("a", "1.pdf", 2),
            ("a", "1.pdf", 10),
            ("a", "02.pdf", 1),
            ("a", "2.pdf", 1),
            ("a", "10.pdf", 1),
            ("b", "1.pdf", 1),
        ]
        .map(|(case, act, page)| place(case, act, page));
        assert!(places.is_sorted());
    }
}
