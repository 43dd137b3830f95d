//! What every command knows: the language, the number of jobs, the store's folder; and the log.

use std::io;
use std::path::PathBuf;
use std::thread::available_parallelism;

use aktspor::lang::Lang;
use tracing_subscriber::EnvFilter;

use crate::cli::args::{Global, Language};

/// What every command knows.
#[derive(Debug)]
pub struct Context {
    /// Language of what people read.
    pub lang: Lang,
    /// Acts read at once.
    pub jobs: usize,
    /// Folder of the store.
    pub store: PathBuf,
    /// How often more was asked for with -v.
    pub verbose: u8,
}

impl Context {
    /// From what was typed; starts the log and bounds the threads.
    pub fn new(global: &Global) -> Self {
        let level = match global.verbose {
            0 => "error",
            1 => "warn,aktspor=info",
            _ => "info,aktspor=debug",
        };
        let filter = EnvFilter::try_from_env("AKTSPOR_LOG").unwrap_or_else(|_| EnvFilter::new(level));
        // Without colours: the library is built without them, and says so at every start when it is asked for some.
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false);
        // The first to set it up wins; here nobody came before.
        let _ = log.try_init();
        let jobs = global.jobs.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
        // Opening an archive hashes its acts side by side.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
        Self { lang: lang(global.lang), jobs, store: global.store.clone(), verbose: global.verbose }
    }

    /// Picks the text of the language.
    pub fn say<'t>(&self, danish: &'t str, english: &'t str) -> &'t str {
        self.lang.pick(danish, english)
    }
}

fn lang(language: Language) -> Lang {
    match language {
        Language::Da => Lang::Da,
        Language::En => Lang::En,
    }
}
