//! How far a run is: a bar on a terminal, a line now and then elsewhere. On standard error.

use std::cell::{Cell, RefCell};
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use aktspor::export::ActState;
use aktspor::lang::Lang;
use aktspor::pipeline::{Observer, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::closing::count;
use crate::cli::context::Context;

/// Between two lines where there is no terminal.
const QUIET: Duration = Duration::from_secs(15);

/// Shows a run.
pub struct Progress {
    lang: Lang,
    is_terminal: bool,
    bar: RefCell<ProgressBar>,
    begun: Cell<Instant>,
    told: Cell<Instant>,
    stage: Cell<Stage>,
    total: Cell<usize>,
    acts: Cell<usize>,
    pages: Cell<usize>,
    pages_now: Cell<usize>,
}

impl Progress {
    /// A display that shows nothing yet.
    pub fn new(context: &Context) -> Self {
        Self {
            lang: context.lang,
            is_terminal: stderr().is_terminal(),
            bar: RefCell::new(ProgressBar::hidden()),
            begun: Cell::new(Instant::now()),
            told: Cell::new(Instant::now()),
            stage: Cell::new(Stage::Opening),
            total: Cell::new(0),
            acts: Cell::new(0),
            pages: Cell::new(0),
            pages_now: Cell::new(0),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.borrow().finish_and_clear();
    }

    /// Pages a second that were read now, not taken from the store.
    fn rate(&self) -> f64 {
        self.pages_now.get() as f64 / self.begun.get().elapsed().as_secs_f64().max(0.001)
    }

    fn words(&self) -> String {
        let (pages, rate) = (self.pages.get(), self.rate());
        match self.lang {
            Lang::Da => format!("{}, {rate:.1} sider/s", count(pages, "side", "sider")).replace('.', ","),
            Lang::En => format!("{}, {rate:.1} pages/s", count(pages, "page", "pages")),
        }
    }

    fn line(&self, text: &str) {
        // Progress that nobody can see is no reason to stop.
        let _ = writeln!(stderr(), "{text}");
        self.told.set(Instant::now());
    }
}

impl Observer for Progress {
    fn stage(&self, stage: Stage, total: usize) {
        self.stage.set(stage);
        self.total.set(total);
        self.acts.set(0);
        self.begun.set(Instant::now());
        let text = match (stage, self.lang) {
            (Stage::Opening, Lang::Da) => "Åbner og gennemgår arkivet".to_owned(),
            (Stage::Opening, Lang::En) => "Opening the archive".to_owned(),
            (Stage::Reading, Lang::Da) => format!("Læser {}", count(total, "akt", "akter")),
            (Stage::Reading, Lang::En) => format!("Reading {}", count(total, "act", "acts")),
            (Stage::Indexing, Lang::Da) => format!("Gør {} klar til søgning", count(total, "sag", "sager")),
            (Stage::Indexing, Lang::En) => format!("Indexing {}", count(total, "case", "cases")),
        };
        if !self.is_terminal {
            return self.line(&format!("{text} …"));
        }
        self.bar.borrow().finish_and_clear();
        let bar = match stage {
            Stage::Opening => ProgressBar::new_spinner(),
            _ => ProgressBar::new(u64::try_from(total).unwrap_or(0)),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        let template = match (stage, self.lang) {
            (Stage::Opening, _) => "{spinner} {prefix} … {elapsed}",
            (Stage::Reading, Lang::Da) => "{prefix} {bar:30} {pos}/{len} · {msg} · {elapsed} gået, ca. {eta} tilbage",
            (Stage::Reading, Lang::En) => "{prefix} {bar:30} {pos}/{len} · {msg} · {elapsed} spent, about {eta} left",
            (Stage::Indexing, _) => "{prefix} {bar:30} {pos}/{len} · {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(text);
        bar.enable_steady_tick(Duration::from_millis(200));
        self.bar.replace(bar);
    }

    fn act(&self, _state: ActState, pages: usize, reused: bool) {
        self.acts.set(self.acts.get() + 1);
        self.pages.set(self.pages.get() + pages);
        self.pages_now.set(self.pages_now.get() + if reused { 0 } else { pages });
        if self.is_terminal {
            let bar = self.bar.borrow();
            bar.inc(1);
            bar.set_message(self.words());
        } else if self.told.get().elapsed() > QUIET {
            let (done, total) = (self.acts.get(), self.total.get());
            self.line(&format!("  {done}/{total} · {}", self.words()));
        }
    }

    fn case(&self) {
        if self.stage.get() == Stage::Indexing {
            self.bar.borrow().inc(1);
        }
    }
}
