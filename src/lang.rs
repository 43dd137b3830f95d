//! The two languages in which the program speaks to people, and how both write days and names.

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
}

/// A text cut to so many letters.
#[must_use]
pub fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// `2021-03-02` as `2. marts 2021` (Danish), unchanged otherwise.
#[must_use]
pub fn day(text: &str, lang: Lang) -> String {
    let parsed = match text.len() {
        10 => text.parse().ok().map(LegalDate::day),
        7 => format!("{text}-01").parse().ok().map(LegalDate::month),
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
        assert_eq!(day("2021-03-02", Lang::En), "2021-03-02");
    }
}
