//! What the pages of an open index are, kept in memory so that a page is counted by one look and one addition: a question may match a million.
//!
//! In: the fast fields of all segments. Out: for each page the number of its sort (all that the facets say of it) and of its group of copies.
//! Both are read from the columns when they are first needed, some hundredths of a second a million pages, and take eight and four bytes a page.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

use super::schema::{CASE, DATE, DOCTYPE, FOLD, KIND, MUNICIPALITY, OCR};

/// Pages whose values are looked up together: the columns are read faster in blocks.
const BLOCK: u32 = 512;
/// Stands for a page without a copy.
const NONE: u32 = u32::MAX;

/// What is known of the pages of one state of the index.
#[derive(Debug)]
pub(super) struct Known {
    segments: Vec<SegmentId>,
    sorts: OnceLock<Arc<Sorts>>,
    groups: OnceLock<Arc<Groups>>,
}

impl Known {
    /// Nothing yet.
    pub(super) fn of(searcher: &Searcher) -> Self {
        Self { segments: segments(searcher), sorts: OnceLock::new(), groups: OnceLock::new() }
    }

    /// True where this is the state that the searcher sees.
    pub(super) fn is_of(&self, searcher: &Searcher) -> bool {
        self.segments == segments(searcher)
    }

    /// What each page is.
    pub(super) fn sorts(&self, searcher: &Searcher) -> tantivy::Result<Arc<Sorts>> {
        kept(&self.sorts, || Sorts::read(searcher))
    }

    /// Which pages are copies of each other.
    pub(super) fn groups(&self, searcher: &Searcher) -> tantivy::Result<Arc<Groups>> {
        kept(&self.groups, || Groups::read(searcher))
    }
}

fn segments(searcher: &Searcher) -> Vec<SegmentId> {
    searcher.segment_readers().iter().map(SegmentReader::segment_id).collect()
}

/// What is kept, or what `read` gives, which is kept from then on.
fn kept<T>(place: &OnceLock<Arc<T>>, read: impl FnOnce() -> tantivy::Result<T>) -> tantivy::Result<Arc<T>> {
    if let Some(known) = place.get() {
        return Ok(Arc::clone(known));
    }
    let made = Arc::new(read()?);
    // Somebody else may have been as fast with the same.
    Ok(Arc::clone(place.get_or_init(|| made)))
}

/// What the facets say of a page, its case aside, by numbers into [`Sorts::names`]: few sorts cover all pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Sort {
    /// Municipality and type.
    pub(super) names: [Option<u32>; 2],
    /// Kinds of events.
    pub(super) kinds: Vec<u32>,
    pub(super) year: Option<u32>,
    pub(super) is_ocr: bool,
}

/// The sorts of the pages.
#[derive(Debug, Default)]
pub(super) struct Sorts {
    /// Municipalities, cases, types and kinds, each in the order of their names.
    pub(super) names: [Vec<String>; 4],
    segments: Vec<SegmentSorts>,
}

/// The sorts of a segment's pages.
#[derive(Debug)]
pub(super) struct SegmentSorts {
    pub(super) sorts: Vec<Sort>,
    /// For each page the number of its sort, and of its case.
    pub(super) of_page: Vec<(u32, u32)>,
}

/// Where in [`Sorts::names`] the names of a sort are.
pub(super) const OF_SORT: [usize; 2] = [0, 2];
/// Where cases are.
pub(super) const CASES: usize = 1;
/// Where kinds are.
pub(super) const KINDS: usize = 3;

impl Sorts {
    /// Those of a segment.
    pub(super) fn segment(&self, ordinal: u32) -> Option<&SegmentSorts> {
        self.segments.get(ordinal as usize)
    }

    fn read(searcher: &Searcher) -> tantivy::Result<Self> {
        let fields = [MUNICIPALITY, CASE, DOCTYPE, KIND];
        let mut numbers: [BTreeMap<String, u32>; 4] = Default::default();
        for (field, names) in fields.iter().zip(&mut numbers) {
            for segment in searcher.segment_readers() {
                for name in names_of(segment, field)? {
                    names.insert(name, 0);
                }
            }
            for (number, place) in (0..).zip(names.values_mut()) {
                *place = number;
            }
        }
        let segments = searcher.segment_readers().iter().map(|segment| SegmentSorts::read(segment, fields, &numbers));
        let segments = segments.collect::<tantivy::Result<_>>()?;
        Ok(Self { names: numbers.map(|names| names.into_keys().collect()), segments })
    }
}

impl SegmentSorts {
    fn read(segment: &SegmentReader, fields: [&str; 4], numbers: &[BTreeMap<String, u32>; 4]) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let mut columns: Vec<Option<(StrColumn, Vec<u32>)>> = Vec::new();
        for (field, numbers) in fields.iter().zip(numbers) {
            let own = names_of(segment, field)?.iter().map(|name| numbers.get(name).copied().unwrap_or(NONE)).collect();
            columns.push(fast.str(field)?.map(|column| (column, own)));
        }
        let (date, ocr) = (fast.column_opt::<u64>(DATE)?, fast.column_opt::<u64>(OCR)?);
        let number = |own: &[u32], ordinal: u64| usize::try_from(ordinal).ok().and_then(|ordinal| own.get(ordinal)).copied();
        let mut known: HashMap<Sort, u32> = HashMap::new();
        let mut out = Self { sorts: Vec::new(), of_page: Vec::with_capacity(segment.max_doc() as usize) };
        let mut last = (Sort::default(), NONE);
        for block in blocks(segment) {
            let singles: Vec<Vec<Option<u64>>> = columns
                .iter()
                .take(3)
                .map(|slot| slot.as_ref().map_or_else(|| vec![None; block.len()], |(column, _)| first_values(column.ords(), &block)))
                .collect();
            let values =
                |column: &Option<Column<u64>>| column.as_ref().map_or_else(|| vec![None; block.len()], |c| first_values(c, &block));
            let (dates, ocrs) = (values(&date), values(&ocr));
            for (at, doc) in block.iter().enumerate() {
                let mut sort = Sort::default();
                let name = |field: usize| {
                    let ordinal = singles.get(field)?.get(at).copied().flatten()?;
                    number(&columns.get(field)?.as_ref()?.1, ordinal)
                };
                sort.names = OF_SORT.map(name);
                let case = name(CASES).unwrap_or(NONE);
                if let Some(Some((column, own))) = columns.get(KINDS) {
                    sort.kinds = column.term_ords(*doc).filter_map(|ordinal| number(own, ordinal)).collect();
                }
                sort.year = dates.get(at).copied().flatten().and_then(|date| u32::try_from(date / 10_000).ok());
                sort.is_ocr = ocrs.get(at).copied().flatten().is_some();
                // Pages that follow each other are mostly alike.
                if last.1 == NONE || sort != last.0 {
                    let new = u32::try_from(out.sorts.len()).unwrap_or(NONE);
                    let number = *known.entry(sort.clone()).or_insert(new);
                    if number == new {
                        out.sorts.push(sort.clone());
                    }
                    last = (sort, number);
                }
                out.of_page.push((last.1, case));
            }
        }
        Ok(out)
    }
}

/// Pages that are copies of each other, by the number of their group.
#[derive(Debug)]
pub(super) struct Groups {
    /// Number of groups.
    pub(super) count: usize,
    /// Of each segment, for each page.
    of_page: Vec<Vec<u32>>,
}

impl Groups {
    /// The groups of a segment's pages.
    pub(super) fn segment(&self, ordinal: u32) -> Option<&[u32]> {
        self.of_page.get(ordinal as usize).map(Vec::as_slice)
    }

    /// The group in such a list; none for a page without a copy.
    pub(super) fn at(of_page: &[u32], place: usize) -> Option<u32> {
        of_page.get(place).copied().filter(|group| *group != NONE)
    }

    fn read(searcher: &Searcher) -> tantivy::Result<Self> {
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut of_page = Vec::new();
        for segment in searcher.segment_readers() {
            let mut groups = vec![NONE; segment.max_doc() as usize];
            if let Some(column) = segment.fast_fields().column_opt::<u64>(FOLD)? {
                for block in blocks(segment) {
                    for (doc, fold) in block.iter().zip(first_values(&column, &block)) {
                        let new = u32::try_from(numbers.len()).unwrap_or(NONE);
                        if let (Some(fold), Some(group)) = (fold, groups.get_mut(*doc as usize)) {
                            *group = *numbers.entry(fold).or_insert(new);
                        }
                    }
                }
            }
            of_page.push(groups);
        }
        Ok(Self { count: numbers.len(), of_page })
    }
}

/// The names of a segment's column, in the order of their numbers.
fn names_of(segment: &SegmentReader, field: &str) -> tantivy::Result<Vec<String>> {
    let Some(column) = segment.fast_fields().str(field)? else { return Ok(Vec::new()) };
    let mut names = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        names.push(String::from_utf8_lossy(stream.key()).into_owned());
    }
    Ok(names)
}

/// The numbers of a segment's pages, block by block.
fn blocks(segment: &SegmentReader) -> impl Iterator<Item = Vec<DocId>> {
    let end = segment.max_doc();
    (0..end).step_by(BLOCK as usize).map(move |from| (from..end.min(from + BLOCK)).collect())
}

fn first_values(column: &Column<u64>, docs: &[DocId]) -> Vec<Option<u64>> {
    let mut values = vec![None; docs.len()];
    column.first_vals(docs, &mut values);
    values
}
