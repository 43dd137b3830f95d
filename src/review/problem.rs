//! What a page cannot do, as a page that says so.

use axum::http::StatusCode;
use thiserror::Error;

use crate::decisions::DeskError;
use crate::lang::Lang;
use crate::search::SearchError;
use crate::store::StoreError;

/// Why a request got no answer of its own.
#[derive(Debug, Error)]
pub enum Problem {
    /// There is no such page, or it is not this reader's to see: the two look alike, so that nobody learns which cases exist.
    #[error("not found")]
    NotFound,
    /// The reader's role does not allow it.
    #[error("not allowed")]
    NotAllowed,
    /// The request is not one of our forms, or too old.
    #[error("forged or outdated form")]
    Forged,
    /// The suggestion is another than the one that was decided on.
    #[error("the suggestion has changed")]
    Outdated,
    /// Something in the request is wrong; in Danish and in English.
    #[error("{1}")]
    Wrong(&'static str, &'static str),
    /// Others do the same at the moment; in Danish and in English.
    #[error("{1}")]
    Busy(&'static str, &'static str),
    /// More than is taken.
    #[error("too large")]
    TooLarge,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index or the question.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// What people decided.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// A fault in the program, or a disk that failed; the log has the place.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Problem {
    /// The answer's status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Store(StoreError::Missing { .. }) => StatusCode::NOT_FOUND,
            Self::NotAllowed | Self::Forged => StatusCode::FORBIDDEN,
            Self::Wrong(..) | Self::Search(_) => StatusCode::BAD_REQUEST,
            Self::Busy(..) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Outdated | Self::Desk(DeskError::Refused(_)) => StatusCode::CONFLICT,
            Self::Store(_) | Self::Desk(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What happened and what to do, for people.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::NotFound => lang
                .pick("Siden findes ikke, eller sagen er ikke åbnet for dig.", "There is no such page, or the case is not open to you.")
                .to_owned(),
            Self::NotAllowed => lang.pick("Det har du ikke adgang til.", "You may not do this.").to_owned(),
            Self::Forged => lang
                .pick(
                    "Formularen er for gammel eller kom et andet sted fra. Genindlæs siden, og prøv igen.",
                    "The form is too old or came from elsewhere. Reload the page and try again.",
                )
                .to_owned(),
            Self::Outdated => lang
                .pick(
                    "Forslaget er ændret, siden du åbnede siden. Genindlæs den, og afgør igen.",
                    "The suggestion has changed since you opened the page. Reload it and decide again.",
                )
                .to_owned(),
            Self::Wrong(danish, english) | Self::Busy(danish, english) => lang.pick(danish, english).to_owned(),
            Self::TooLarge => lang.pick("Det er større, end der tages imod.", "This is larger than what is taken.").to_owned(),
            Self::Store(error) => error.advice(lang).to_owned(),
            Self::Search(error) => error.advice(lang).to_owned(),
            Self::Desk(error) => error.message(lang),
            Self::Internal(_) => lang
                .pick(
                    "Noget gik galt i programmet. Intet gik tabt; prøv igen, og sig det til den, der driver det.",
                    "Something went wrong in the program. Nothing was lost; try again, and tell whoever runs it.",
                )
                .to_owned(),
        }
    }
}
