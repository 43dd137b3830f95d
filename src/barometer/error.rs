//! What can be wrong with what the room is given.

use thiserror::Error;

use super::faults::{DrawFault, FileFault, ListFault, StudyFault};
use crate::lang::Lang;

/// Why a study, a list or an earlier report cannot be used.
#[derive(Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum BarometerError {
    /// A study's file is no study.
    #[error("{file}:{line}: {why}")]
    Study {
        /// The file.
        file: String,
        /// Line from 1.
        line: usize,
        /// What is wrong.
        why: StudyFault,
    },
    /// No such study.
    #[error("there is no study `{name}`")]
    UnknownStudy {
        /// What was asked for.
        name: String,
    },
    /// A list of cases, or of how many there are, cannot be used.
    #[error("{file}:{line}: {why}")]
    Population {
        /// The file.
        file: String,
        /// Line from 1.
        line: usize,
        /// What is wrong.
        why: ListFault,
    },
    /// A sample's file cannot be used.
    #[error("{file} is no sample: {why}")]
    Sample {
        /// The file.
        file: String,
        /// What is wrong.
        why: FileFault,
    },
    /// An earlier report cannot be used.
    #[error("{file} is no report: {why}")]
    Earlier {
        /// The file.
        file: String,
        /// What is wrong.
        why: FileFault,
    },
    /// A study of form `supervision` without a limit.
    #[error("the study `{study}` needs a limit")]
    NoLimit {
        /// The study.
        study: String,
    },
    /// A sample was asked for that cannot be drawn.
    #[error("{why}")]
    Draw {
        /// Why not.
        why: DrawFault,
    },
}

impl BarometerError {
    /// What happened, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Study { file, line, why }, Lang::Da) => format!("{file}:{line}: undersøgelsen kan ikke bruges ({})", why.message(lang)),
            (Self::UnknownStudy { name }, Lang::Da) => format!("Der er ingen undersøgelse, der hedder {name}"),
            (Self::Population { file, line, why }, Lang::Da) => format!("{file}:{line}: listen kan ikke bruges ({})", why.message(lang)),
            (Self::Sample { file, why }, Lang::Da) => format!("{file}: filen er intet udtræk ({})", why.message(lang)),
            (Self::Earlier { file, why }, Lang::Da) => format!("{file}: filen er ingen rapport ({})", why.message(lang)),
            (Self::NoLimit { study }, Lang::Da) => format!("Undersøgelsen {study} kræver en grænse"),
            (Self::Draw { why }, Lang::Da) => format!("Udtrækket kan ikke laves ({})", why.message(lang)),
            (other, Lang::En) => other.to_string(),
        }
    }

    /// What to do next, for people.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> String {
        match self {
            Self::Study { .. } => lang.pick("Ret filen. docs/barometer.md beskriver felterne.", "Correct the file. docs/barometer.md has the fields."),
            Self::UnknownStudy { .. } => {
                let names: Vec<&str> = super::study::BUNDLED.iter().map(|(name, _)| *name).collect();
                return format!(
                    "{} {} {}",
                    lang.pick("Vælg", "Choose"),
                    names.join(", "),
                    lang.pick("eller en fil, der ender på .toml.", "or a file that ends in .toml.")
                );
            }
            Self::Population { .. } => lang.pick(
                "Første linje skal navngive kolonnerne: case,municipality,case_type,consent,decision,acts for en liste over sager, eller municipality,case_type,cases for antal.",
                "The first line must name the columns: case,municipality,case_type,consent,decision,acts for a list of cases, or municipality,case_type,cases for counts.",
            ),
            Self::Sample { .. } => lang.pick("Giv en fil, som aktspor sample draw har skrevet.", "Give a file that aktspor sample draw wrote."),
            Self::Earlier { .. } => {
                lang.pick("Giv en fil, som aktspor report --out FIL.json har skrevet.", "Give a file that aktspor report --out FILE.json wrote.")
            }
            Self::NoLimit { .. } => lang.pick(
                "Angiv, hvor mange procent et punkt skal nå, med --limit PCT; tilsynets egen grænse er ikke offentliggjort.",
                "Say how many percent a point must reach with --limit PCT; the supervision's own limit was not published.",
            ),
            Self::Draw { .. } => lang.pick("Ret, hvad der er bedt om.", "Change what was asked for."),
        }
        .to_owned()
    }
}
