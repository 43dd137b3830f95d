//! The marks of one act: in comes its HTML, out come its `<ev>` marks in order.
//!
//! Marks are found by pattern, not by parsing HTML: they never nest, and an act is a fragment whose end tags may be missing.

use std::sync::LazyLock;

use regex::Regex;

/// How a mark counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GoldStatus {
    /// It took place, for this child, on that date.
    Faktisk,
    /// Intended or agreed for later.
    Planlagt,
    /// Cancelled, or expressly not done.
    Aflyst,
    /// Another child's or another matter's.
    Anden,
    /// Law text, guidance, "hvis".
    Hypotetisk,
    /// Careful readers could differ (`o="1"`): counts neither way.
    Valgfri,
}

impl GoldStatus {
    /// All, in the order of GUIDE.md.
    pub const ALL: [Self; 6] = [Self::Faktisk, Self::Planlagt, Self::Aflyst, Self::Anden, Self::Hypotetisk, Self::Valgfri];

    /// The name in the marks and in exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Faktisk => "faktisk",
            Self::Planlagt => "planlagt",
            Self::Aflyst => "aflyst",
            Self::Anden => "anden",
            Self::Hypotetisk => "hypotetisk",
            Self::Valgfri => "valgfri",
        }
    }
}

/// A marked event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldMark {
    /// Kind of event (GUIDE.md).
    pub kind: String,
    /// `YYYY-MM-DD`, `YYYY-MM`, with `THH:MM` where the act gives a time.
    pub date: String,
    /// How it counts.
    pub status: GoldStatus,
    /// The marked text, tags taken out.
    pub text: String,
}

impl GoldMark {
    /// The date without its time.
    #[must_use]
    pub fn day(&self) -> &str {
        day(&self.date)
    }

    /// `HH:MM`, where the mark gives it.
    #[must_use]
    pub fn time(&self) -> Option<&str> {
        time(&self.date)
    }
}

/// The first ten characters of a date: its day, or its month where no day is known.
pub(super) fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

/// `HH:MM` of `YYYY-MM-DDTHH:MM`.
pub(super) fn time(date: &str) -> Option<&str> {
    let rest = date.get(11..)?;
    rest.get(..5).or(Some(rest)).filter(|time| !time.is_empty())
}

/// The patterns are constants; that they compile is tested, and a mark is simply not found if one did not.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)<ev\b([^>]*)>(.*?)</ev>").ok());
static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"(\w+)="([^"]*)""#).ok());
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<[^>]+>").ok());
static RENDER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"render:\s*(\w+)").ok());

/// The marks of an act's HTML, in order. A mark without kind or date is passed over.
pub(super) fn marks(html: &str) -> Vec<GoldMark> {
    let (Some(mark), Some(tag)) = (&*MARK, &*TAG) else { return Vec::new() };
    mark.captures_iter(html)
        .filter_map(|found| {
            let (_, [attributes, inner]) = found.extract();
            let status = match (attribute(attributes, "o"), attribute(attributes, "s")) {
                (Some(optional), _) if !optional.is_empty() => GoldStatus::Valgfri,
                (_, None) => GoldStatus::Faktisk,
                (_, Some(name)) => GoldStatus::ALL.into_iter().find(|status| status.name() == name)?,
            };
            Some(GoldMark {
                kind: attribute(attributes, "k")?.to_owned(),
                date: attribute(attributes, "d")?.to_owned(),
                status,
                text: tag.replace_all(inner, " ").into_owned(),
            })
        })
        .collect()
}

/// The value of an attribute; the last one where it is given twice.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let pattern = ATTRIBUTE.as_ref()?;
    pattern.captures_iter(attributes).map(|found| found.extract().1).filter_map(|[key, value]| (key == name).then_some(value)).last()
}

/// The way an act became a PDF, from its first line; `?` where it does not say.
pub(super) fn rendering(html: &str) -> &str {
    let found = RENDER.as_ref().and_then(|pattern| pattern.captures(html));
    found.and_then(|found| found.get(1)).map_or("?", |name| name.as_str())
}
