//! One act read: bytes in, a [`Reading`] out. Runs in the worker process.
//!
//! The messages are in Danish whatever the language of the run: they are kept and exported, and exports never change with it.

use serde::{Deserialize, Serialize};

use crate::events::Source;
use crate::export::ActState;
use crate::lang::Lang;
use crate::pdf::ocr::{Memory, OcrError, OcrOptions, Pictures, needs_ocr, recognise, tesseract_available};
use crate::pdf::{self, Attachment, DocState, Document, Notice, Page};
use crate::pipeline::paragraphs;
use crate::store::Reading;
use crate::text::{PageText, layout};

/// All that a reading depends on, as a hash of the sources.
pub(super) const READER_VERSION: &str = env!("AKTSPOR_READING");
/// Most notices that are told of one act.
const MOST_NOTICES: usize = 5;
/// Below this mean confidence a page's words are told to be uncertain.
const UNCERTAIN: f32 = 60.0;

/// How acts are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadOptions {
    /// Pages without usable text are read from their picture.
    pub ocr: bool,
    /// Names what reads them, with its version and models: what it answered before counts under this name only.
    pub engine: String,
    /// Why they are not, in Danish, where `ocr` is false.
    pub ocr_missing: Option<String>,
    /// A second try of an act that felled a worker: without pictures and without the second opinion, which are others' programs.
    pub careful: bool,
    /// Seconds without a sign of life after which an act is given up.
    pub patience: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { ocr: true, engine: String::new(), ocr_missing: None, careful: false, patience: 150 }
    }
}

/// A reading, and whether something is missing that the machine could not do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct WithGaps {
    /// What was read.
    pub(super) reading: Reading,
    /// Pages wait for Tesseract: another day they may be read.
    pub(super) lacks_ocr: bool,
    /// The PDFs found inside it, name and bytes; [`Reading::attached`] names them once they are kept.
    pub(super) attachments: Vec<(String, Vec<u8>)>,
    /// Something that was started to read it never came back: the process is to be replaced.
    pub(super) is_spent: bool,
}

impl WithGaps {
    /// A reading of nothing.
    pub(super) fn nothing(state: ActState, message: impl Into<String>) -> Self {
        Self {
            reading: Reading { state, source: None, message: Some(message.into()), pages: Vec::new(), attached: Vec::new() },
            lacks_ocr: false,
            attachments: Vec::new(),
            is_spent: false,
        }
    }
}

/// Whether scanned pages can be read here: the name of what reads them, or an error that says what to install.
///
/// # Errors
/// Tesseract or one of its languages is missing.
pub fn ocr_status() -> Result<String, OcrError> {
    tesseract_available(&OcrOptions::default()).map(|found| found.engine())
}

/// Who asked for a reading: hears of each page that is done, and remembers what pictures said.
pub(super) trait Client: Memory {
    /// This page (from 1) is done.
    fn page(&mut self, number: u32);
}

/// Reads an act.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, client: &mut dyn Client) -> WithGaps {
    if bytes.is_empty() {
        return WithGaps::nothing(ActState::NotADocument, "Filen er tom (0 bytes). Bed kommunen sende akten igen.");
    }
    let mut limits = pdf::Limits::default();
    if options.careful {
        limits.second_opinion_seconds = 0;
    }
    let document = pdf::read(bytes, &limits);
    let is_spent = document.left_running;
    let read = match document.state {
        DocState::Read => read_pages(bytes, document, options, client),
        DocState::Encrypted => WithGaps::nothing(ActState::Encrypted, "Akten er låst med adgangskode. Bed kommunen sende den uden."),
        DocState::NotADocument => {
            WithGaps::nothing(ActState::NotADocument, "Filen hedder .pdf, men er ikke en PDF. Bed kommunen sende akten som PDF.")
        }
        DocState::Unreadable => {
            let told = told(&document.notices);
            WithGaps::nothing(ActState::Unreadable, format!("{told} Bed kommunen sende akten igen.").trim())
        }
    };
    WithGaps { is_spent, ..read }
}

fn read_pages(bytes: &[u8], document: Document, options: &ReadOptions, client: &mut dyn Client) -> WithGaps {
    let mut act = Act::new(options);
    let count = document.pages.len();
    // Opened for the first page that needs it.
    let mut pictures = None;
    let mut pages: Vec<Page> = Vec::with_capacity(count);
    for mut one in document.pages {
        let number = one.page.number;
        if one.is_recognised() {
            paragraphs::mend(&mut one.page.words);
        }
        pages.push(match needs_ocr(&one) {
            true if act.may_look() => {
                let pictures = pictures.get_or_insert_with(|| Pictures::open(bytes));
                act.picture(pictures, one.page, count, client)
            }
            _ => one.page,
        });
        client.page(number);
    }
    let texts = layout(&pages);
    let attachments = act.attachments(document.attachments);
    WithGaps { attachments, ..act.finish(texts, &document.notices) }
}

/// What is learnt of an act page by page.
struct Act<'a> {
    options: &'a ReadOptions,
    ocr: OcrOptions,
    told: Vec<String>,
    read_by_ocr: usize,
    failed: usize,
    lacks_ocr: bool,
}

impl<'a> Act<'a> {
    fn new(options: &'a ReadOptions) -> Self {
        let ocr = OcrOptions { engine: options.engine.clone(), ..OcrOptions::default() };
        Self { options, ocr, told: Vec::new(), read_by_ocr: 0, failed: 0, lacks_ocr: false }
    }

    /// True when a page's picture may be read; where it may not, the page counts as failed.
    fn may_look(&mut self) -> bool {
        let may = self.options.ocr && !self.options.careful;
        self.lacks_ocr |= !self.options.ocr;
        self.failed += usize::from(!may);
        may
    }

    /// A page that has to be read from its picture; where that fails it stays as it was.
    fn picture(&mut self, pictures: &Pictures, page: Page, count: usize, client: &mut dyn Client) -> Page {
        match recognise(pictures, &page, count, &self.ocr, client) {
            Ok(mut seen) => {
                self.read_by_ocr += 1;
                if seen.page.words.is_empty() {
                    // A picture without writing is nothing lost; what the text layer had is kept.
                    return page;
                }
                if seen.confidence < UNCERTAIN {
                    let percent = seen.confidence.round();
                    self.told.push(format!("Side {} er svær at læse (sikkerhed {percent} af 100).", page.number));
                }
                paragraphs::mend(&mut seen.page.words);
                seen.page
            }
            Err(error) => {
                self.failed += 1;
                self.lacks_ocr |= matches!(error, OcrError::NotInstalled { .. } | OcrError::LanguageMissing { .. });
                self.told.push(error.message(Lang::Da));
                page
            }
        }
    }

    /// The PDFs among the files inside the act; what else is inside is told.
    fn attachments(&mut self, inside: Vec<Attachment>) -> Vec<(String, Vec<u8>)> {
        let mut attached = Vec::new();
        for Attachment { name, bytes } in inside {
            match bytes {
                Some(bytes) if pdf::looks_like_one(&bytes) => attached.push((name, bytes)),
                Some(_) => self.told.push(format!("Vedhæftet fil er ikke en PDF og er ikke læst: {name}.")),
                None => self.told.push(format!("Vedhæftet fil er for stor eller beskadiget og er ikke læst: {name}.")),
            }
        }
        match attached.len() {
            0 => {}
            1 => self.told.push("Filen rummer 1 vedhæftet PDF, der er en akt for sig.".to_owned()),
            many => self.told.push(format!("Filen rummer {many} vedhæftede PDF-filer, der er akter for sig.")),
        }
        attached
    }

    fn finish(mut self, pages: Vec<PageText>, notices: &[Notice]) -> WithGaps {
        let options = self.options;
        // What is only told in a message is soon overlooked: an act of which something may be missing is not simply read.
        let incomplete = notices.iter().any(Notice::means_loss);
        let has_text = pages.iter().any(|page| !page.text.trim().is_empty());
        let (state, source) = match (has_text, self.failed, self.read_by_ocr) {
            (true, 0, by_ocr) if incomplete => (ActState::Partly, Some(if by_ocr > 0 { Source::Ocr } else { Source::Text })),
            (true, 0, 0) => (ActState::Read, Some(Source::Text)),
            (true, 0, _) => (ActState::Ocr, Some(Source::Ocr)),
            (true, _, by_ocr) => (ActState::Partly, Some(if by_ocr > 0 { Source::Ocr } else { Source::Text })),
            (false, 0, 0) => (ActState::Read, Some(Source::Text)),
            (false, _, _) => (ActState::Unreadable, None),
        };
        if !has_text && self.failed == 0 {
            self.told.push(match self.read_by_ocr {
                0 => "Akten er tom: der er ingen tekst på siderne.".to_owned(),
                _ => "Akten består af billeder, og der kunne ikke læses tekst på dem.".to_owned(),
            });
        }
        if let Some(missing) = options.ocr_missing.as_ref().filter(|_| self.lacks_ocr) {
            let count = match self.failed {
                1 => "1 side er et billede og er ikke læst.".to_owned(),
                many => format!("{many} sider er billeder og er ikke læst."),
            };
            self.told.push(format!("{count} {missing}"));
        }
        self.told.dedup();
        let mut message: Vec<String> = self.told.iter().take(MOST_NOTICES).cloned().collect();
        if let Some(more) = self.told.len().checked_sub(MOST_NOTICES).filter(|more| *more > 0) {
            message.push(format!("… og {more} sider til."));
        }
        let told = told(notices);
        if !told.is_empty() {
            message.push(told);
        }
        let message = (!message.is_empty()).then(|| message.join(" "));
        let reading = Reading { state, source, message, pages, attached: Vec::new() };
        WithGaps { reading, lacks_ocr: self.lacks_ocr, attachments: Vec::new(), is_spent: false }
    }
}

/// The notices in words.
fn told(notices: &[Notice]) -> String {
    let mut words: Vec<String> = notices.iter().take(MOST_NOTICES).map(|notice| notice.message(Lang::Da)).collect();
    if let Some(more) = notices.len().checked_sub(MOST_NOTICES).filter(|more| *more > 0) {
        words.push(format!("… og {more} bemærkninger til."));
    }
    words.join(" ")
}
