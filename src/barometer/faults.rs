//! What exactly is wrong with a study, a list, a sample, an earlier report or a draw: the details of [`BarometerError`](super::error::BarometerError),
//! in both languages.
//!
//! Each is a value, so that no English words stand in a Danish sentence. Only what a reader of TOML, CSV or JSON says is told in its own words, as a quotation.

use thiserror::Error;

use crate::lang::Lang;

/// What is wrong with a study's text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the word that is wrong, as the messages say")]
pub enum StudyFault {
    /// No TOML, or a field or value that a study does not have.
    #[error("it is no study: {said}")]
    Syntax { said: String },
    /// A study of no measure.
    #[error("`case_types` names no measure")]
    NoMeasure,
    /// A breakdown that does not exist.
    #[error("`by` has `{way}`; known are {known}")]
    UnknownWay { way: String, known: String },
    /// A smallest number of nothing.
    #[error("`smallest` must be at least 1")]
    Smallest,
    /// A limit that is no percent.
    #[error("`limit` must be a percent from 0 to 100")]
    Limit,
    /// Charts beside an edition that is not there.
    #[error("`compare` names the edition `{edition}`, which is not published here")]
    Compare { edition: String },
    /// A published figure of a point that is not there.
    #[error("edition `{edition}` has a figure of `{point}`, which is no point")]
    Published { edition: String, point: String },
    /// One of its points.
    #[error("point `{point}` {fault}")]
    Point { point: String, fault: PointFault },
}

/// What is wrong with a point.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the word that is wrong, as the messages say")]
pub enum PointFault {
    /// Two points of the same name.
    #[error("stands twice")]
    Twice,
    /// An area that does not exist.
    #[error("is of the area `{area}`, which is not there")]
    Area { area: String },
    /// Neither checks nor the reason why there are none, or both.
    #[error("needs either `checks` or `not_measured`")]
    Checks,
    /// Danish without English, or the other way round.
    #[error("has a text in one language only")]
    OneLanguage,
    /// Parts of more than one check.
    #[error("counts parts and must name one check")]
    Parts,
    /// A condition that is no point before it.
    #[error("is given `{given}`, which is no point before it")]
    Given { given: String },
}

/// What is wrong with a list of cases, or of how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the word or number that is wrong, as the messages say")]
pub enum ListFault {
    /// A line that is longer or shorter than the header.
    #[error("the number of fields is {found}, and the first line names {named}")]
    Fields { found: u64, named: u64 },
    /// Anything else that the reader of CSV stumbled on.
    #[error("it is no CSV: {said}")]
    Syntax { said: String },
    /// A column that lists do not have.
    #[error("no column `{name}` is known")]
    UnknownColumn { name: String },
    /// Neither a list nor counts, or both.
    #[error("needs either a column `case` (a list) or a column `cases` (counts)")]
    CaseOrCases,
    /// Counts of the same group in two lines.
    #[error("the group `{group}` stands in a line before, too")]
    GroupTwice { group: String },
    /// A header alone.
    #[error("has no line below its header")]
    Empty,
    /// A case in two lines.
    #[error("the case `{case}` stands twice")]
    CaseTwice { case: String },
    /// A day that is none.
    #[error("`{text}` is no date; write YYYY-MM-DD or DD-MM-YYYY")]
    Date { text: String },
    /// Neither with nor without consent.
    #[error("`{text}` in column `consent` is neither true nor false")]
    Consent { text: String },
    /// A case without its id.
    #[error("has no case id")]
    NoCase,
    /// A group without its number.
    #[error("has no number of cases")]
    NoCount,
    /// A number that is none.
    #[error("`{text}` is no number of cases")]
    Count { text: String },
}

/// What is wrong with a file that the program itself wrote, or should have written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the word that is wrong, as the messages say")]
pub enum FileFault {
    /// It breaks off.
    #[error("it ends too early, in line {line}")]
    Cut { line: usize },
    /// No JSON, or without a field that it must have.
    #[error("its fields are not those it must have: {said}")]
    Shape { said: String },
    /// Another version of its shape.
    #[error("its shape is `{found}`, and this program reads `{known}`")]
    OtherShape { found: String, known: String },
    /// JSON of another sort.
    #[error("it has no `schema`")]
    NoSchema,
}

/// Why a sample cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the word or number that is wrong, as the messages say")]
pub enum DrawFault {
    /// A municipality that the list does not have.
    #[error("the list has no case of the municipality `{name}`")]
    Municipality { name: String },
    /// A measure that the list does not have.
    #[error("the list has no case of the type `{name}`")]
    CaseType { name: String },
    /// None, or more than there are.
    #[error("a sample of {asked} was asked for, and {fit} of {listed} on the list fit")]
    Size { asked: u64, fit: u64, listed: u64 },
    /// Fewer than one for each stratum.
    #[error("a sample of {asked} cannot be shared between {strata} strata: each needs at least one")]
    Strata { asked: u64, strata: u64 },
}

impl StudyFault {
    /// What is wrong, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Syntax { said } => format!("den er ikke skrevet som en undersøgelse; læseren siger »{said}«"),
            Self::NoMeasure => "`case_types` nævner ingen foranstaltning".to_owned(),
            Self::UnknownWay { way, known } => format!("`by` har `{way}`; der kan opdeles efter {known}"),
            Self::Smallest => "`smallest` skal være mindst 1".to_owned(),
            Self::Limit => "`limit` skal være en procent fra 0 til 100".to_owned(),
            Self::Compare { edition } => format!("`compare` nævner udgaven `{edition}`, som ikke er offentliggjort her"),
            Self::Published { edition, point } => format!("udgaven `{edition}` har et tal for `{point}`, som ikke er et målepunkt"),
            Self::Point { point, fault } => format!("målepunktet `{point}` {}", fault.message(lang)),
        }
    }
}

impl PointFault {
    /// What is wrong, after the point's name.
    fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Twice => "står to gange".to_owned(),
            Self::Area { area } => format!("hører til området `{area}`, som ikke findes"),
            Self::Checks => "skal have enten `checks` eller `not_measured`".to_owned(),
            Self::OneLanguage => "har en tekst på kun ét sprog".to_owned(),
            Self::Parts => "tæller dele og skal nævne netop ét check".to_owned(),
            Self::Given { given } => format!("er betinget af `{given}`, som ikke er et målepunkt før det"),
        }
    }
}

impl ListFault {
    /// What is wrong, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Fields { found, named } => format!("antallet af felter er {found}, og første linje nævner {named}"),
            Self::Syntax { said } => format!("den er ikke CSV; læseren siger »{said}«"),
            Self::UnknownColumn { name } => format!("kolonnen `{name}` kendes ikke"),
            Self::CaseOrCases => "der skal være enten en kolonne `case` (liste over sager) eller en kolonne `cases` (antal)".to_owned(),
            Self::GroupTwice { group } => format!("gruppen `{group}` står også i en linje før"),
            Self::Empty => "der er ingen linjer under den første".to_owned(),
            Self::CaseTwice { case } => format!("sagen `{case}` står to gange"),
            Self::Date { text } => format!("`{text}` er ingen dato; skriv ÅÅÅÅ-MM-DD eller DD-MM-ÅÅÅÅ"),
            Self::Consent { text } => format!("`{text}` i kolonnen `consent` er hverken ja eller nej"),
            Self::NoCase => "linjen har intet sagsnummer".to_owned(),
            Self::NoCount => "linjen har intet antal sager".to_owned(),
            Self::Count { text } => format!("`{text}` er ikke et antal sager"),
        }
    }
}

impl FileFault {
    /// What is wrong, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Cut { line } => format!("den slutter for tidligt, i linje {line}"),
            Self::Shape { said } => format!("den har ikke de felter, den skal have; læseren siger »{said}«"),
            Self::OtherShape { found, known } => format!("dens form er `{found}`, og programmet læser `{known}`"),
            Self::NoSchema => "den har intet `schema`".to_owned(),
        }
    }
}

impl DrawFault {
    /// Why not, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Municipality { name } => format!("listen har ingen sag fra kommunen `{name}`"),
            Self::CaseType { name } => format!("listen har ingen sag af typen `{name}`"),
            Self::Size { asked, fit, listed } => format!("der er bedt om et udtræk på {asked}, og {fit} af listens {listed} passer"),
            Self::Strata { asked, strata } => {
                format!("et udtræk på {asked} kan ikke fordeles på {strata} strata: hvert skal have mindst én")
            }
        }
    }
}

impl From<csv::Error> for ListFault {
    fn from(error: csv::Error) -> Self {
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => Self::Fields { found: *len, named: *expected_len },
            _ => Self::Syntax { said: error.to_string() },
        }
    }
}

impl From<serde_json::Error> for FileFault {
    fn from(error: serde_json::Error) -> Self {
        match error.is_eof() {
            true => Self::Cut { line: error.line() },
            false => Self::Shape { said: error.to_string() },
        }
    }
}
