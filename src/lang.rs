//! The two languages in which the program speaks to people.

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
