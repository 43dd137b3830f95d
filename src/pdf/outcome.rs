//! What reading a document ends in: its state, its pages, and what was odd about it.

use crate::lang::Lang;
use crate::pdf::attachments::Attachment;
use crate::pdf::model::{Page, PageSource};

/// How reading a document ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocState {
    /// The pages were read (some may be empty).
    Read,
    /// It is locked with a password, and the empty one does not open it.
    Encrypted,
    /// The bytes are not a PDF.
    NotADocument,
    /// It claims to be a PDF, but no reader finds a page in it; a [`Notice::Unreadable`] says why.
    Unreadable,
}

/// Something odd that was met while reading. Pages count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Why nothing could be read.
    Unreadable {
        /// The readers' own words.
        reason: String,
    },
    /// The table of objects was damaged and has been rebuilt.
    Repaired,
    /// The first reader failed or found nothing; the second one was used.
    SecondReader {
        /// Pages the first reader had found.
        first: u32,
        /// Pages the second reader found.
        second: u32,
    },
    /// The two readers count a different number of pages.
    PageCountDiffers {
        /// Pages by the reader that was used.
        used: u32,
        /// Pages by the other one.
        other: u32,
    },
    /// The document has more pages than are read.
    PagesCut {
        /// Pages of the document.
        found: u32,
        /// Pages read.
        kept: u32,
    },
    /// A stream on the page was damaged or too large; the words before the damage are kept.
    ContentDamaged {
        /// The page.
        page: u32,
    },
    /// Forms are nested too deeply, or the page has too much content; the rest was left out.
    ContentCut {
        /// The page.
        page: u32,
    },
    /// A layer that is switched off has text, which was not read.
    HiddenLayer {
        /// The page.
        page: u32,
    },
    /// Our reading looked wrong and the second opinion's was taken. Its words have no true place: they are laid over
    /// the page in reading order.
    SecondOpinion {
        /// The page.
        page: u32,
    },
}

impl Notice {
    /// True when something of the document may be missing.
    #[must_use]
    pub fn means_loss(&self) -> bool {
        match self {
            Self::PageCountDiffers { .. } | Self::PagesCut { .. } | Self::ContentDamaged { .. } | Self::ContentCut { .. } => true,
            Self::Unreadable { .. }
            | Self::Repaired
            | Self::SecondReader { .. }
            | Self::SecondOpinion { .. }
            | Self::HiddenLayer { .. } => false,
        }
    }

    /// The notice in words, for people.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Da => self.danish(),
            Lang::En => self.english(),
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::Unreadable { reason } => format!("Filen kan ikke læses: {reason}."),
            Self::Repaired => "Filens objekttabel var beskadiget og er genopbygget.".to_owned(),
            Self::SecondReader { first, second } => {
                format!("Den første læser fandt {first} sider; filen er læst med den anden læser, der fandt {second}.")
            }
            Self::PageCountDiffers { used, other } => {
                format!("Sidetallet er usikkert: {used} sider er læst, men den anden læser tæller {other}.")
            }
            Self::PagesCut { found, kept } => format!("Filen har {found} sider; kun de første {kept} er læst."),
            Self::ContentDamaged { page } => format!("Side {page}: noget af indholdet er beskadiget og ikke læst."),
            Self::ContentCut { page } => {
                format!("Side {page}: indholdet er for stort eller for dybt; resten er ikke læst.")
            }
            Self::HiddenLayer { page } => format!("Side {page}: et lag med tekst er slået fra i filen; den tekst er ikke læst."),
            Self::SecondOpinion { page } => {
                format!("Side {page}: teksten er taget fra den anden læser; ordenes plads på siden er omtrentlig.")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Unreadable { reason } => format!("The file can't be read: {reason}."),
            Self::Repaired => "The file's table of objects was damaged and has been rebuilt.".to_owned(),
            Self::SecondReader { first, second } => {
                format!("The first reader found {first} pages; the file was read with the second, which found {second}.")
            }
            Self::PageCountDiffers { used, other } => {
                format!("The number of pages is uncertain: {used} were read, but the other reader counts {other}.")
            }
            Self::PagesCut { found, kept } => format!("The file has {found} pages; only the first {kept} were read."),
            Self::ContentDamaged { page } => format!("Page {page}: some of the content is damaged and was not read."),
            Self::ContentCut { page } => {
                format!("Page {page}: the content is too large or too deep; the rest was not read.")
            }
            Self::HiddenLayer { page } => format!("Page {page}: a layer of text is switched off in the file; that text was not read."),
            Self::SecondOpinion { page } => {
                format!("Page {page}: the text is the second reader's; where its words stand on the page is approximate.")
            }
        }
    }
}

/// A page with what is known about its reading, which decides whether a picture of it should be read instead.
#[derive(Clone, PartialEq)]
pub struct ReadPage {
    /// Words, ruled lines, size.
    pub page: Page,
    /// Share of the page that pictures cover, 0–1.
    pub image_coverage: f32,
    /// Glyphs painted, spaces not counted.
    pub glyphs: u32,
    /// Glyphs for which the file gives no character; they stand as U+FFFD in the words.
    pub unmapped: u32,
    /// Glyphs painted invisibly, as recognition programs do over a scan.
    pub invisible: u32,
}

impl std::fmt::Debug for ReadPage {
    // Counts only: the words of an act do not belong in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadPage")
            .field("number", &self.page.number)
            .field("words", &self.page.words.len())
            .field("image_coverage", &self.image_coverage)
            .field("unmapped", &self.unmapped)
            .finish_non_exhaustive()
    }
}

impl ReadPage {
    /// True when the words are another recognition program's: painted invisibly over a picture of the page.
    #[must_use]
    pub fn is_recognised(&self) -> bool {
        self.invisible.saturating_mul(2) > self.glyphs && self.image_coverage > 0.5
    }

    /// A page without anything on it.
    pub(crate) fn empty(number: u32, size: [f32; 2]) -> Self {
        let page = Page { number, size, turned: 0, words: Vec::new(), rules: Vec::new(), source: PageSource::Empty };
        Self { page, image_coverage: 0.0, glyphs: 0, unmapped: 0, invisible: 0 }
    }
}

/// A document as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its pages in order; empty unless the state is [`DocState::Read`].
    pub pages: Vec<ReadPage>,
    /// How it ended.
    pub state: DocState,
    /// What was odd, in the order it was met.
    pub notices: Vec<Notice>,
    /// Files inside it.
    pub attachments: Vec<Attachment>,
    /// The second opinion did not come back in time, and its thread still runs: a process that reads many documents had better be replaced.
    pub left_running: bool,
}

impl Document {
    /// A document of which nothing could be read.
    pub(crate) fn without_pages(state: DocState, notices: Vec<Notice>) -> Self {
        Self { pages: Vec::new(), state, notices, attachments: Vec::new(), left_running: false }
    }
}
