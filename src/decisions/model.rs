//! What the room keeps: who people are, and what they decided.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::events::named;
use crate::lang::Lang;

/// A moment, in whole seconds since 1970 UTC. The caller reads the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// So many seconds later.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// As people in Denmark read it would take a time zone; UTC is told as such by whoever shows it.
    fn utc(self) -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }
}

/// RFC 3339 in UTC, such as `2026-03-02T14:10:00Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.utc().format("%Y-%m-%dT%H:%M:%SZ"))
    }
}

named! {
    /// What someone may do. Each later one may do all that those before may.
    Role {
        /// Reads and decides the cases that were opened for them.
        Reviewer = "reviewer",
        /// Sees all cases, hands them out, settles, draws quality samples, sees the log.
        Lead = "lead",
        /// Also manages users.
        Administrator = "administrator",
    }
}

impl Role {
    /// In words.
    #[must_use]
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Reviewer => lang.pick("sagsgennemgår", "reviewer"),
            Self::Lead => lang.pick("leder", "lead"),
            Self::Administrator => lang.pick("administrator", "administrator"),
        }
    }
}

named! {
    /// Which reading of a verdict a decision is.
    Slot {
        /// The first reader's.
        First = "first",
        /// A later reader's, blind to what came before.
        Second = "second",
        /// The one that settles two readers' disagreement.
        Third = "third",
        /// A reading for the quality sample, blind to the machine's suggestion.
        Sample = "sample",
    }
}

named! {
    /// What was done with the suggestion.
    Choice {
        /// It was confirmed.
        Confirm = "confirm",
        /// Another outcome was put in its place.
        Overturn = "overturn",
    }
}

/// Who may see which cases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Access {
    /// Every case.
    pub all: bool,
    /// These cases, by id.
    pub cases: Vec<String>,
    /// All cases of these municipalities.
    pub municipalities: Vec<String>,
}

impl Access {
    /// Every case.
    #[must_use]
    pub fn everything() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Whether a case is among them.
    #[must_use]
    pub fn covers(&self, case: &str, municipality: Option<&str>) -> bool {
        self.all
            || self.cases.iter().any(|id| id == case)
            || municipality.is_some_and(|name| self.municipalities.iter().any(|known| known == name))
    }
}

/// Someone who may log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// Log-in name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Which cases they may see. Leads and administrators see all.
    pub access: Access,
    /// May no longer log in.
    pub disabled: bool,
    /// Since when.
    pub created: Moment,
}
