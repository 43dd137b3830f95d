//! The two languages in which the program speaks to people, and how both write days and names.

use serde::{Deserialize, Serialize};

use crate::dates::{LegalDate, danish};

/// The language of messages; machine output never changes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Danish.
    #[default]
    Da,
    /// English.
    En,
}

impl Lang {
    /// Picks the text of this language.
    #[must_use]
    pub fn pick<'a>(self, danish: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Da => danish,
            Self::En => english,
        }
    }

    /// What was kept of a text in this language, with the language's tag: Danish where no English was kept.
    #[must_use]
    pub fn kept<'a>(self, danish: &'a str, english: &'a str) -> (&'static str, &'a str) {
        if self == Self::En && !english.is_empty() { ("en", english) } else { ("da", danish) }
    }
}

/// Words in both languages, so that neither can be forgotten.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Danish.
    pub da: String,
    /// English.
    pub en: String,
}

impl Said {
    /// Danish, and the same in English.
    #[must_use]
    pub fn new(danish: impl Into<String>, english: impl Into<String>) -> Self {
        Self { da: danish.into(), en: english.into() }
    }

    /// What is the same in both: a name, a number.
    #[must_use]
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { en: text.clone(), da: text }
    }

    /// Each put together from several, with the same sign between.
    #[must_use]
    pub fn joined(parts: &[Self], between: &str) -> Self {
        let all = |of: fn(&Self) -> &str| parts.iter().map(of).collect::<Vec<_>>().join(between);
        Self { da: all(|said| &said.da), en: all(|said| &said.en) }
    }

    /// Both changed alike.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self { da: change(&self.da), en: change(&self.en) }
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.da.is_empty()
    }
}

/// A text cut to so many letters.
#[must_use]
pub fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// `2021-03-02` as `2. marts 2021`, `2021-03-02T14:10` with its time of day (Danish); unchanged otherwise.
#[must_use]
pub fn day(text: &str, lang: Lang) -> String {
    let parsed = match text.len() {
        10 => text.parse().ok().map(LegalDate::day),
        7 => format!("{text}-01").parse().ok().map(LegalDate::month),
        16 => chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok().map(LegalDate::minute),
        _ => None,
    };
    match (lang, parsed) {
        (Lang::Da, Some(date)) => danish(date),
        _ => text.to_owned(),
    }
}

/// `boernesamtale_afholdt` as `børnesamtale afholdt`: names of the exports in readable letters.
#[must_use]
pub fn readable(name: &str) -> String {
    const LETTERS: &[(&str, &str)] = &[
        ("boern", "børn"),
        ("undersoeg", "undersøg"),
        ("afgoer", "afgør"),
        ("paabegyndt", "påbegyndt"),
        ("ivaerksat", "iværksat"),
        ("ophoert", "ophørt"),
        ("opfoelg", "opfølg"),
        ("gennemfoert", "gennemført"),
        ("tilsynsbesoeg", "tilsynsbesøg"),
        ("ansoeg", "ansøg"),
        ("partshoering", "partshøring"),
        ("afdaekning", "afdækning"),
        ("foreloebig", "foreløbig"),
        ("foer", "før"),
        ("maal", "mål"),
    ];
    LETTERS.iter().fold(name.replace('_', " "), |text, (plain, real)| text.replace(plain, real))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(cut("børnesamtale", 4), "børn…");
        assert_eq!(readable("boernesamtale_foer_afgoerelse"), "børnesamtale før afgørelse");
        assert_eq!(day("2021-03-02", Lang::Da), "2. marts 2021");
        assert_eq!(day("2021-03-02T14:05", Lang::Da), "2. marts 2021 kl. 14.05");
        assert_eq!(day("2021-03-02", Lang::En), "2021-03-02");
    }
}
