//! Errors as people read them: what happened, to what, and what to do; with the contract's exit code.

use std::fmt;
use std::io;

use aktspor::archive::Fault;
use aktspor::barometer::BarometerError;
use aktspor::decisions::DeskError;
use aktspor::export::ExportError;
use aktspor::grammar::GrammarError;
use aktspor::lang::Lang;
use aktspor::pipeline::PipelineError;
use aktspor::search::SearchError;
use aktspor::store::StoreError;

/// An error that is worded and has its exit code.
#[derive(Debug)]
pub struct Failure {
    /// The contract's exit code.
    pub code: u8,
    /// Words for people.
    pub text: String,
}

impl Failure {
    /// Wrong use: exit code 2.
    pub fn usage(text: impl Into<String>) -> Self {
        Self { code: 2, text: text.into() }
    }

    /// A terminal cannot show a binary format.
    pub fn no_terminal(lang: Lang) -> Self {
        Self::usage(lang.pick(
            "En terminal kan ikke vise dette format. Angiv en fil med --out.",
            "A terminal cannot show this format. Give a file with --out.",
        ))
    }

    /// The machine failed: exit code 5.
    pub fn machine(text: impl Into<String>) -> Self {
        Self { code: 5, text: text.into() }
    }

    /// A store that could not be used.
    pub fn store(error: &StoreError, lang: Lang) -> Self {
        let what = match lang {
            Lang::En => capital(&error.to_string()),
            Lang::Da => store_in_danish(error),
        };
        Self { code: error.exit_code(), text: format!("{what}. {}", error.advice(lang)) }
    }

    /// What people decided.
    pub fn desk(error: &DeskError, lang: Lang) -> Self {
        Self { code: error.exit_code(), text: error.message(lang) }
    }

    /// An index or a question.
    pub fn search(error: &SearchError, lang: Lang) -> Self {
        let what = error.message(lang);
        let stop = if what.ends_with('?') { "" } else { "." };
        Self { code: error.exit_code(), text: format!("{what}{stop} {}", error.advice(lang)) }
    }

    /// A table that could not be written.
    pub fn export(error: &ExportError, lang: Lang) -> Self {
        let what = match (error, lang) {
            (ExportError::Io { what, source }, Lang::Da) => format!("{what} kan ikke skrives ({source})"),
            _ => capital(&error.to_string()),
        };
        Self { code: error.exit_code(), text: format!("{what}. {}", error.advice(lang)) }
    }

    /// A grammar.
    pub fn grammar(error: &GrammarError, lang: Lang) -> Self {
        let advice = lang.pick("Ret filen, og kør aktspor grammar check.", "Correct the file and run aktspor grammar check.");
        Self { code: 2, text: format!("{}: {error}. {advice}", lang.pick("Grammatikken kan ikke bruges", "The grammar cannot be used")) }
    }

    /// A study, a list, a sample or an earlier report.
    pub fn barometer(error: &BarometerError, lang: Lang) -> Self {
        // A message that begins with a file's name begins as the name does.
        let is_of_a_file =
            !matches!(error, BarometerError::UnknownStudy { .. } | BarometerError::NoLimit { .. } | BarometerError::Draw { .. });
        let message = error.message(lang);
        Self::usage(format!("{}. {}", if is_of_a_file { message } else { capital(&message) }, error.advice(lang)))
    }

    /// A table of a municipality's own limits.
    fn frister(why: &str, lang: Lang) -> Self {
        let what = lang.pick("Fristtabellen kan ikke bruges", "The table of limits cannot be used");
        Self::usage(format!(
            "{what}: {why}. {}",
            lang.pick("Ret filen; docs/frister.md viser den.", "Correct the file; docs/frister.md shows it.")
        ))
    }

    /// A run.
    pub fn run(error: &PipelineError, lang: Lang) -> Self {
        match error {
            PipelineError::NoInput { problems, lost, notices } => {
                let code = exit_code(problems.iter().map(aktspor::archive::ArchiveError::fault)).unwrap_or(2);
                let mut lines: Vec<String> = problems.iter().map(|problem| problem.message(lang)).collect();
                lines.extend(notices.iter().map(|notice| format!("  {}", notice.message(lang))));
                lines.extend(lost.iter().take(20).map(|member| format!("  {}: {}", member.place, member.state.message(lang))));
                if lost.len() > 20 {
                    lines.push(format!("  … {} {}", lost.len() - 20, lang.pick("til", "more")));
                }
                Self { code, text: lines.join("\n") }
            }
            PipelineError::Archive(error) => Self { code: code_of(error.fault()), text: error.message(lang) },
            PipelineError::Store(error) => Self::store(error, lang),
            PipelineError::Search(error) => Self::search(error, lang),
            PipelineError::Grammar(error) => Self::grammar(error, lang),
            PipelineError::Dates(_) | PipelineError::Law(_) => {
                let advice = lang.pick("Ret filen, og kør aktspor grammar check.", "Correct the file and run aktspor grammar check.");
                Self::usage(format!("{error}. {advice}"))
            }
            PipelineError::Frister(error) => Self::frister(&error.message(lang), lang),
            PipelineError::FristerFile { .. } => Self::frister(&error.to_string(), lang),
            _ => Self::machine(error.to_string()),
        }
    }
}

/// The exit code of several faults: the machine's weighs more than the input's.
pub fn exit_code(faults: impl IntoIterator<Item = Fault>) -> Option<u8> {
    faults.into_iter().max().map(code_of)
}

fn code_of(fault: Fault) -> u8 {
    match fault {
        Fault::Input => 2,
        Fault::Machine => 5,
    }
}

/// True when the reader of our output has gone.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
            || cause.downcast_ref::<ExportError>().is_some_and(ExportError::is_broken_pipe)
    })
}

fn store_in_danish(error: &StoreError) -> String {
    match error {
        StoreError::Missing { path } => format!("{}: her er intet lager", path.display()),
        StoreError::Locked { path, holder } => format!("{}: lageret er i brug af en anden kørsel ({holder})", path.display()),
        StoreError::Newer { path, found, known } => {
            format!("{}: lageret er skrevet af en nyere udgave (format {found}; denne kender til og med {known})", path.display())
        }
        StoreError::Damaged { path, reason } => format!("{}: lageret er beskadiget ({reason})", path.display()),
        StoreError::DiskFull { path } => format!("{}: disken er fuld", path.display()),
        StoreError::Machine { path, reason } => format!("{}: kan ikke bruges ({reason})", path.display()),
        other => other.to_string(),
    }
}

/// With a capital, as a sentence.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}
