//! Why a page's picture could not be read.

use thiserror::Error;

use crate::lang::Lang;

/// Why a page's picture could not be read.
#[derive(Debug, Error)]
pub enum OcrError {
    /// The program is not installed, or not in the path.
    #[error("{program} was not found")]
    NotInstalled {
        /// What was looked for.
        program: String,
    },
    /// The program is there, but a language is not.
    #[error("tesseract lacks the language {language}")]
    LanguageMissing {
        /// The language, as the program names it.
        language: String,
    },
    /// The document has no such page, or can't be drawn.
    #[error("page {page} can't be drawn: {reason}")]
    NotDrawn {
        /// Page, from 1.
        page: u32,
        /// Why.
        reason: &'static str,
    },
    /// Reading took too long and was stopped.
    #[error("reading page {page} was stopped after {seconds} s")]
    TimedOut {
        /// Page, from 1.
        page: u32,
        /// The time it had.
        seconds: u64,
    },
    /// The program failed.
    #[error("tesseract failed on page {page}: {reason}")]
    Failed {
        /// Page, from 1; 0 when no page was asked for.
        page: u32,
        /// The last line it wrote to standard error.
        reason: String,
    },
    /// The program could not be talked to.
    #[error("talking to tesseract failed")]
    Io(#[from] std::io::Error),
}

impl OcrError {
    /// What happened and what to do, for people.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NotInstalled { program }, Lang::Da) => format!(
                "Scannede sider kan ikke læses: programmet {program} findes ikke. Installér det med: apt install tesseract-ocr tesseract-ocr-dan"
            ),
            (Self::NotInstalled { program }, Lang::En) => format!(
                "Scanned pages can't be read: the program {program} was not found. Install it with: apt install tesseract-ocr tesseract-ocr-dan"
            ),
            (Self::LanguageMissing { language }, Lang::Da) => format!(
                "Scannede sider kan ikke læses: Tesseract mangler sproget {language}. Installér det med: apt install tesseract-ocr-{language}"
            ),
            (Self::LanguageMissing { language }, Lang::En) => format!(
                "Scanned pages can't be read: Tesseract lacks the language {language}. Install it with: apt install tesseract-ocr-{language}"
            ),
            (Self::NotDrawn { page, .. }, Lang::Da) => {
                format!("Side {page} kan ikke tegnes og er derfor ikke læst som billede.")
            }
            (Self::NotDrawn { page, .. }, Lang::En) => {
                format!("Page {page} can't be drawn, so its picture was not read.")
            }
            (Self::TimedOut { page, seconds }, Lang::Da) => {
                format!("Side {page}: billedlæsningen blev stoppet efter {seconds} sekunder.")
            }
            (Self::TimedOut { page, seconds }, Lang::En) => {
                format!("Page {page}: reading its picture was stopped after {seconds} seconds.")
            }
            (Self::Failed { page, reason }, Lang::Da) => format!("Side {page}: Tesseract fejlede: {reason}"),
            (Self::Failed { page, reason }, Lang::En) => format!("Page {page}: Tesseract failed: {reason}"),
            (Self::Io(error), Lang::Da) => format!("Tesseract kunne ikke kaldes: {error}"),
            (Self::Io(error), Lang::En) => format!("Tesseract could not be called: {error}"),
        }
    }
}
