//! What a worker is asked when a page is to be drawn, and why there may be no picture.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::lang::Lang;
use crate::pdf::{PagePng, Pictures, Wanted};

/// A page to be drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageOrder {
    /// Which.
    pub page: Wanted,
    /// Pixels a point.
    pub scale: f32,
    /// By how many degrees clockwise it is turned: 0, 90, 180 or 270.
    pub turn: u16,
    /// Places that are painted over, `[x0, y0, x1, y1]` in points from the top left of the turned page: what stands there is not in the picture.
    pub cover: Vec<[f32; 4]>,
}

/// Why there is no picture of a page.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoPicture {
    /// The renderer can't draw it.
    #[error("the page can't be drawn: {reason}")]
    NotDrawn {
        /// Why, in English, without a word of the act.
        reason: String,
    },
    /// It took too long, and was stopped.
    #[error("drawing the page was stopped after {seconds} s")]
    Silent {
        /// The time it had.
        seconds: u64,
    },
    /// It brought the worker down.
    #[error("drawing the page brought its worker down")]
    Fell {
        /// Why, in Danish.
        reason: String,
    },
}

impl NoPicture {
    /// What happened, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NotDrawn { .. }, Lang::Da) => {
                "Siden kan ikke tegnes: filen er beskadiget eller bygget på en måde, som programmet ikke kan vise.".to_owned()
            }
            (Self::NotDrawn { .. }, Lang::En) => {
                "The page can't be drawn: the file is damaged, or built in a way that this program can't show.".to_owned()
            }
            (Self::Silent { seconds }, Lang::Da) => format!("Siden kan ikke tegnes: det blev stoppet efter {seconds} sekunder."),
            (Self::Silent { seconds }, Lang::En) => format!("The page can't be drawn: it was stopped after {seconds} seconds."),
            (Self::Fell { reason }, Lang::Da) => format!("Siden kan ikke tegnes: {reason}."),
            (Self::Fell { .. }, Lang::En) => "The page can't be drawn: the program that draws it crashed over it.".to_owned(),
        }
    }
}

/// One page of an act as a picture. Runs in the worker process.
pub(super) fn draw(bytes: &[u8], order: &PageOrder) -> Result<PagePng, String> {
    Pictures::open(bytes).png(&order.page, order.scale, order.turn, &order.cover).map_err(|why| why.to_string())
}
