//! Runs Tesseract: the picture goes in on standard input, text comes out, and a time limit holds.

use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::pdf::ocr::picture::Picture;
use crate::pdf::ocr::{OcrError, OcrOptions};

/// Most output read, in bytes; a page of words is a hundredth of it.
const MAX_OUTPUT: u64 = 64 << 20;
/// How long the program may take to name its version and languages.
const ASK_SECONDS: u64 = 20;

/// The installed program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tesseract {
    /// Its version, such as `5.3.0`.
    pub version: String,
    /// Its languages, sorted.
    pub languages: Vec<String>,
    /// Where its models are.
    folder: PathBuf,
}

impl Tesseract {
    /// Names all that its answers depend on beside the question: the version, and each model by name and size.
    #[must_use]
    pub fn engine(&self) -> String {
        let mut engine = format!("tesseract {}", self.version);
        for language in &self.languages {
            let size = std::fs::metadata(self.folder.join(format!("{language}.traineddata"))).map_or(0, |file| file.len());
            engine.push_str(&format!(" {language}:{size}"));
        }
        engine
    }
}

/// Finds the program and checks that it has the languages.
///
/// # Errors
/// [`OcrError::NotInstalled`], [`OcrError::LanguageMissing`]; their messages say how to install what is missing.
pub fn tesseract_available(options: &OcrOptions) -> Result<Tesseract, OcrError> {
    let ask = |argument: &str| {
        let mut command = Command::new(&options.program);
        command.arg(argument);
        finish(command, Vec::new(), Duration::from_secs(ASK_SECONDS), options, 0)
    };
    let version = ask("--version")?;
    let version = version.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let list = ask("--list-langs")?;
    // The first line reads: List of available languages in "/usr/share/tessdata/" (3):
    let folder = list.lines().next().and_then(|line| line.split('"').nth(1)).map(PathBuf::from).unwrap_or_default();
    let mut languages: Vec<String> = list.lines().skip(1).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    languages.sort();
    match options
        .more_languages
        .split('+')
        .chain([options.language.as_str()])
        .find(|wanted| !languages.iter().any(|language| language == wanted))
    {
        Some(missing) => Err(OcrError::LanguageMissing { language: missing.to_owned() }),
        None => Ok(Tesseract { version, languages, folder }),
    }
}

/// Runs the program on a picture and gives what it writes to standard output.
pub(super) fn run(
    options: &OcrOptions,
    languages: &str,
    arguments: &[&str],
    picture: &Picture,
    page: u32,
    time: Duration,
) -> Result<String, OcrError> {
    let mut command = Command::new(&options.program);
    command.args(["stdin", "stdout", "-l", languages, "--dpi", &picture.dpi().to_string()]).args(arguments);
    finish(command, picture.to_pgm(), time, options, page)
}

/// Starts the command, feeds it, and collects its output; kills it when the time is up.
fn finish(mut command: Command, input: Vec<u8>, time: Duration, options: &OcrOptions, page: u32) -> Result<String, OcrError> {
    // One core a page: pages are what runs in parallel.
    command.env("OMP_THREAD_LIMIT", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => OcrError::NotInstalled { program: options.program.clone() },
        _ => OcrError::Io(error),
    })?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that stops reading makes this fail, which is its business.
        thread::spawn(move || pipe.write_all(&input).ok());
    }
    let output = collect(child.stdout.take());
    let complaints = collect(child.stderr.take());
    let Ok(text) = output.recv_timeout(time) else {
        stop(&mut child);
        return Err(OcrError::TimedOut { page, seconds: options.page_seconds });
    };
    let status = child.wait()?;
    if status.success() {
        return Ok(text);
    }
    let complaints = complaints.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    let reason = complaints.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
    Err(OcrError::Failed { page, reason: reason.trim().to_owned() })
}

/// Reads a pipe to its end in a thread of its own.
fn collect<R: Read + Send + 'static>(pipe: Option<R>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What was read before a broken pipe is still worth having.
            pipe.take(MAX_OUTPUT).read_to_end(&mut bytes).ok();
        }
        sender.send(String::from_utf8_lossy(&bytes).into_owned()).ok();
    });
    receiver
}

fn stop(child: &mut Child) {
    // It may have ended by itself in between; either way nothing is left of it.
    child.kill().ok();
    child.wait().ok();
}
