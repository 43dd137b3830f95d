//! What can be typed. The comments are the English help; [`super::help`] has the Danish.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Reads case files, builds a timeline per case and checks it against the law of its day.
#[derive(Debug, Parser)]
#[command(name = "aktspor", version, max_term_width = 110)]
pub struct Cli {
    /// Options of all commands.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of all commands.
#[derive(Debug, Args)]
pub struct Global {
    /// Language of what people read; machine output never changes with it
    #[arg(long, global = true, value_enum, default_value_t = Language::Da)]
    pub lang: Language,
    /// How many acts are read at once [default: the processor's cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Folder of the store
    #[arg(long, global = true, value_name = "DIR", default_value = "./aktspor-store")]
    pub store: PathBuf,
    /// Says more to standard error; twice: much more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Dansk
    Da,
    /// English
    En,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads ZIP archives, folders and single acts into the store, up to the verdicts
    Ingest(IngestArgs),
    /// Writes a table: events, timeline, checks, acts, cases
    Export(ExportArgs),
    /// Searches all pages
    Search(SearchArgs),
    /// Prints the text of one act, page by page
    Text(TextArgs),
    /// Finds the dates in lines of text from standard input
    Dates(DatesArgs),
    /// Compares the store with annotated cases
    Eval(EvalArgs),
    /// Shows the main job on the cases that come with the program
    Demo(DemoArgs),
    /// Checks the grammars, and shows what a change of them alters
    Grammar(GrammarArgs),
    /// Shows how an act was read: what was found, and what was tried and stopped
    Explain(ExplainArgs),
    /// Writes completions for a shell
    Completions(CompletionsArgs),
    /// Writes a report: a study's figures with their denominators and intervals, or one case's form
    Report(ReportArgs),
    /// Draws a sample of cases, and checks what was sent against it
    Sample(SampleArgs),
    /// Serves the review pages to a browser on this machine, or to users who log in
    Serve(ServeArgs),
    /// Manages who may log in to the review pages
    User(UserArgs),
    /// Shows or verifies the log of look-ups, searches, exports, decisions and log-ins
    Log(LogArgs),
    /// Reads acts for another process.
    #[command(hide = true)]
    Worker,
}

/// `aktspor ingest`
#[derive(Debug, Args)]
pub struct IngestArgs {
    /// ZIP archives, folders or single PDFs
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Ends with exit code 3 when an act could not be read
    #[arg(long)]
    pub strict: bool,
    /// Tries acts again that could not be read before
    #[arg(long)]
    pub retry: bool,
    /// Does not read scanned pages
    #[arg(long)]
    pub no_ocr: bool,
    /// Folder of grammars to use instead of those built in
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    /// The municipalities' own limits for deciding applications, TOML or CSV
    #[arg(long, value_name = "FILE")]
    pub frister: Option<PathBuf>,
}

/// `aktspor export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Which table
    #[arg(value_enum)]
    pub table: TableName,
    /// File format
    #[arg(long, value_enum, default_value_t = FormatName::Ndjson)]
    pub format: FormatName,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// A table by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs, reason = "the names of the contract")]
pub enum TableName {
    Events,
    Timeline,
    Checks,
    Acts,
    Cases,
}

/// A format by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs, reason = "the names of the contract")]
pub enum FormatName {
    Ndjson,
    Csv,
    Parquet,
    Xlsx,
    CsvDa,
    Ocel,
    Xes,
}

/// A format for people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextOrNdjson {
    /// For people
    Text,
    /// For programs
    Ndjson,
}

/// A format for hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HitsFormat {
    /// For people
    Text,
    /// For programs
    Ndjson,
    /// A table
    Csv,
    /// A table for a Danish Excel
    CsvDa,
    /// Excel
    Xlsx,
}

/// `aktspor search`
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Words, "phrases", -unwanted, OR, dates, CPR numbers, § references
    #[arg(required_unless_present_any = ["batch", "saved", "list"], value_name = "QUERY")]
    pub query: Vec<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = HitsFormat::Text)]
    pub format: HitsFormat,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Most pages shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Pages passed over
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// Counts what was found by municipality, case, type, year, event and source
    #[arg(long)]
    pub facets: bool,
    /// Shows each copy of a page by itself
    #[arg(long)]
    pub copies: bool,
    /// Runs the searches of a file, one a line: NAME, tab, QUERY
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "saved", "save"])]
    pub batch: Option<PathBuf>,
    /// Keeps the search under a name
    #[arg(long, value_name = "NAME")]
    pub save: Option<String>,
    /// Runs a search that was kept
    #[arg(long, value_name = "NAME", conflicts_with_all = ["query", "save"])]
    pub saved: Option<String>,
    /// Lists the searches that are kept
    #[arg(long, conflicts_with_all = ["query", "batch", "saved", "save"])]
    pub list: bool,
}

/// `aktspor text`
#[derive(Debug, Args)]
pub struct TextArgs {
    /// The act
    #[arg(value_name = "FILE.pdf")]
    pub file: PathBuf,
    /// Output format; text has a form feed between pages
    #[arg(long, value_enum, default_value_t = TextOrNdjson::Text)]
    pub format: TextOrNdjson,
    /// Does not read scanned pages
    #[arg(long)]
    pub no_ocr: bool,
}

/// `aktspor dates`
#[derive(Debug, Args)]
pub struct DatesArgs {
    /// When the lines were written, YYYY-MM-DD or YYYY-MM-DDTHH:MM [default: now]
    #[arg(long, value_name = "DATE")]
    pub reference: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = OnlyNdjson::Ndjson)]
    pub format: OnlyNdjson,
}

/// The one format of `dates`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OnlyNdjson {
    /// One JSON object a line
    Ndjson,
}

/// `aktspor eval`
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Folder of annotated cases
    #[arg(value_name = "GOLD_DIR")]
    pub gold: PathBuf,
    /// Lists the first N mistakes before the figures
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub errors: usize,
    /// File to write the figures to as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// `aktspor demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder with the cases to show
    #[arg(long, value_name = "DIR", default_value = "corpus/pdf")]
    pub corpus: PathBuf,
    /// Ends after the summary, without opening the review pages; so it does where standard output is no terminal
    #[arg(long)]
    pub no_serve: bool,
}

/// `aktspor grammar`
#[derive(Debug, Args)]
pub struct GrammarArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub action: GrammarAction,
}

/// What can be done with grammars.
#[derive(Debug, Subcommand)]
pub enum GrammarAction {
    /// Reports errors with file and line; with -v also what each rule costs
    Check {
        /// Folder of grammars instead of those built in
        #[arg(long, value_name = "DIR")]
        grammars: Option<PathBuf>,
        /// Takes remarks for errors
        #[arg(long)]
        strict: bool,
        /// Store, archive or folder of PDFs on which the cost is measured [default: the grammars' own examples]
        #[arg(long, value_name = "CORPUS")]
        corpus: Option<PathBuf>,
    },
    /// Shows what changes when one folder of grammars takes the place of another; exit code 1 when something does
    Diff {
        /// Grammars before; - for those built in
        #[arg(value_name = "OLD")]
        old: PathBuf,
        /// Grammars after; - for those built in
        #[arg(value_name = "NEW")]
        new: PathBuf,
        /// Store (its readings are used again), archive or folder of PDFs
        #[arg(value_name = "CORPUS")]
        corpus: PathBuf,
        /// Folder of annotated cases: says of each change whether it became right or wrong
        #[arg(long, value_name = "DIR")]
        gold: Option<PathBuf>,
        /// Most changes listed of each table
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
    },
}

/// `aktspor explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A PDF, or CASE/ACT in the store
    #[arg(value_name = "ACT")]
    pub act: String,
    /// Only this page
    #[arg(long, value_name = "N")]
    pub page: Option<u32>,
    /// File to write a page with the text and its marks to
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Folder of grammars to use instead of those built in
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
}

/// `aktspor completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `aktspor report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// File to write: .html, .xlsx, .json, .parquet, .csv, .da.csv (for a Danish spreadsheet) or .ndjson (with --case: .html)
    #[arg(long, value_name = "FILE", required_unless_present = "schema")]
    pub out: Option<PathBuf>,
    /// Prints the JSON Schema of .json reports instead: every field, with its unit
    #[arg(long, conflicts_with_all = ["out", "population", "sample", "earlier", "limit", "from", "to", "public", "both", "case"])]
    pub schema: bool,
    /// Study by name, or a file of one: boernesagsbarometer, pilot-2019, praksis-2011, tilsyn, sagsbehandlingsfrister
    #[arg(long, value_name = "NAME|FILE.toml", default_value = "boernesagsbarometer")]
    pub study: String,
    /// CSV of the population: a list of cases, or how many of each municipality and measure
    #[arg(long, value_name = "FILE.csv")]
    pub population: Option<PathBuf>,
    /// Sample that `aktspor sample draw` wrote: other cases are left out, and what is missing is told
    #[arg(long, value_name = "FILE.json")]
    pub sample: Option<PathBuf>,
    /// Earlier report as JSON: shows what has changed since
    #[arg(long, value_name = "FILE.json")]
    pub earlier: Option<PathBuf>,
    /// Percent that a point must reach (the study `tilsyn` asks for it)
    #[arg(long, value_name = "PCT")]
    pub limit: Option<f64>,
    /// Only decisions from this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<chrono::NaiveDate>,
    /// Only decisions to this day, itself included
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<chrono::NaiveDate>,
    /// Leaves out everything that names a case, for publication
    #[arg(long)]
    pub public: bool,
    /// English beside the Danish
    #[arg(long)]
    pub both: bool,
    /// Fills the study's form for this case instead
    #[arg(long, value_name = "ID", conflicts_with_all = ["population", "sample", "earlier", "limit", "from", "to", "public"])]
    pub case: Option<String>,
}

/// `aktspor sample`
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: SampleAction,
}

/// What can be done with samples.
#[derive(Debug, Subcommand)]
pub enum SampleAction {
    /// Draws cases from a list, or from the store
    Draw {
        /// CSV of the cases that there are [default: those of the store]
        #[arg(long, value_name = "FILE.csv")]
        population: Option<PathBuf>,
        /// How many cases
        #[arg(long, value_name = "N")]
        size: u64,
        /// Seed: the same seed and list give the same cases
        #[arg(long, value_name = "NUMBER")]
        seed: u64,
        /// Strata: drawn from each by itself
        #[arg(long, value_enum, value_delimiter = ',', value_name = "WAY")]
        by: Vec<StratumName>,
        /// How the size is shared between strata
        #[arg(long, value_enum, default_value_t = AllocationName::Proportional)]
        allocation: AllocationName,
        /// Only this municipality; can be given again
        #[arg(long, value_name = "NAME")]
        municipality: Vec<String>,
        /// Only this measure; can be given again
        #[arg(long, value_name = "TYPE")]
        case_type: Vec<String>,
        /// Only decisions from this day
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<chrono::NaiveDate>,
        /// Only decisions to this day, itself included
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<chrono::NaiveDate>,
        /// File to write: .json with everything that the report needs, or .csv with the cases alone
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Tells which cases and acts of a sample the store lacks; exit code 1 when something is missing
    Check {
        /// Sample that `sample draw` wrote
        #[arg(value_name = "FILE.json")]
        sample: PathBuf,
        /// Output format
        #[arg(long, value_enum, default_value_t = TextOrNdjson::Text)]
        format: TextOrNdjson,
    },
}

/// By what strata are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StratumName {
    /// By municipality
    Municipality,
    /// By measure
    #[value(name = "case_type")]
    CaseType,
}

/// How a size is shared between strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AllocationName {
    /// By their numbers of cases
    Proportional,
    /// The same to each
    Equal,
}

/// `aktspor serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on; other than this machine's only when there are users
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8420")]
    pub addr: std::net::SocketAddr,
    /// Name under which the pages may be asked for, beside the address; may be repeated
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// The municipalities' own limits for deciding applications, TOML or CSV
    #[arg(long, value_name = "FILE")]
    pub frister: Option<PathBuf>,
    /// Settings of an identity provider (OpenID Connect) at which users may log in
    #[arg(long, value_name = "FILE")]
    pub oidc: Option<PathBuf>,
    /// The pages are reached by HTTPS, through a proxy in front
    #[arg(long)]
    pub https: bool,
}

/// `aktspor user`
#[derive(Debug, Args)]
pub struct UserArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub action: UserAction,
}

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub enum UserAction {
    /// Adds a user; the password is read from standard input, one line
    Add {
        /// Log-in name
        name: String,
        /// What they may do
        #[arg(long, value_enum, default_value_t = RoleName::Reviewer)]
        role: RoleName,
        /// A case they may see; may be repeated
        #[arg(long = "case", value_name = "ID")]
        cases: Vec<String>,
        /// A municipality whose cases they may see; may be repeated
        #[arg(long = "municipality", value_name = "NAME")]
        municipalities: Vec<String>,
        /// They may see all cases, as leads and administrators do
        #[arg(long)]
        all_cases: bool,
    },
    /// Lists the users
    List,
    /// Gives a user a new password, read from standard input, and ends their sessions
    Passwd {
        /// Log-in name
        name: String,
    },
    /// Shuts a user out at once; what they decided stands
    Disable {
        /// Log-in name
        name: String,
    },
}

/// A role by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs, reason = "the names of the roles")]
pub enum RoleName {
    Reviewer,
    Lead,
    Administrator,
}

/// `aktspor log`
#[derive(Debug, Args)]
pub struct LogArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub action: LogAction,
}

/// What can be done with the log.
#[derive(Debug, Subcommand)]
pub enum LogAction {
    /// Prints lines, the newest last
    Show {
        /// Most lines, the newest
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u32,
        /// Only lines with this text
        #[arg(long, value_name = "TEXT", default_value = "")]
        only: String,
        /// Output format
        #[arg(long, value_enum, default_value_t = TextOrNdjson::Text)]
        format: TextOrNdjson,
    },
    /// Computes every hash anew; exit code 4 when a line is not what was written
    Verify,
}
