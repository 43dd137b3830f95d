//! One worker process and its watch: an act in, its reading or the picture of one of its pages out, whatever becomes of the process.
//!
//! A worker that dies, or gives no sign of life for too long, is ended with all that it started, and the next act gets a new one. The act that
//! did it is read once more without others' programs (no pictures, no second opinion); when that fails too it is `unreadable`, with the reason in words. No word that the worker wrote to standard error is passed on: it may be the act's.

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::export::ActState;
use crate::pdf::PagePng;
use crate::pdf::ocr::{Forgetful, Memory, PictureKey};
use crate::pipeline::frames::{Ask, Reply, receive, send, send_bytes};
use crate::pipeline::picture::{self, NoPicture, PageOrder};
use crate::pipeline::reading::{self, Client, ReadOptions, WithGaps};
use crate::store::Reading;

/// How often a waiting run looks whether it is to end.
const TICK: Duration = Duration::from_millis(200);
/// Bytes of standard error that are looked at for the reason of a death.
const COMPLAINTS: u64 = 64 << 10;

/// Reads acts in a worker process that it keeps, and replaces when it falls.
#[derive(Debug)]
pub struct Supervisor {
    program: Option<PathBuf>,
    worker: Option<Worker>,
    fallen: usize,
}

#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    replies: Receiver<io::Result<Option<Reply>>>,
    complaints: Arc<Mutex<String>>,
}

/// Why there is no reading from a worker.
enum Fall {
    Silent(u64),
    Died,
    Cancelled,
}

impl Supervisor {
    /// A supervisor that starts `program worker` when it is first needed; without a program it reads in this process.
    #[must_use]
    pub fn new(program: Option<PathBuf>) -> Self {
        Self { program, worker: None, fallen: 0 }
    }

    /// Workers that had to be replaced.
    #[must_use]
    pub fn fallen(&self) -> usize {
        self.fallen
    }

    /// Reads one act, for those who keep nothing.
    #[must_use]
    pub fn read(&mut self, bytes: &[u8], options: &ReadOptions) -> Reading {
        match self.read_act(bytes, options, &mut Forgetful, &|| false) {
            Some(read) => read.reading,
            None => WithGaps::nothing(ActState::Unreadable, "Læsningen blev afbrudt.").reading,
        }
    }

    /// Reads one act; none when `is_cancelled` came true meanwhile.
    pub(super) fn read_act(
        &mut self,
        bytes: &[u8],
        options: &ReadOptions,
        memory: &mut dyn Memory,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Option<WithGaps> {
        let reason = match self.try_once(bytes, options, memory, is_cancelled) {
            Try::Read(read) => return Some(read),
            Try::Cancelled => return None,
            Try::Fell(reason) => reason,
        };
        let careful = ReadOptions { careful: true, ..options.clone() };
        match self.try_once(bytes, &careful, memory, is_cancelled) {
            Try::Read(mut read) => {
                let told = format!("Første forsøg på at læse filen slog fejl: {reason}; den er læst uden at se på billeder.");
                let message = read.reading.message.take();
                read.reading.message = Some(message.map_or_else(|| told.clone(), |message| format!("{told} {message}")));
                Some(read)
            }
            Try::Cancelled => None,
            Try::Fell(_) => Some(WithGaps::nothing(
                ActState::Unreadable,
                format!("Læsningen blev opgivet: {reason}. Bed kommunen sende akten i en anden form, eller prøv igen med --retry."),
            )),
        }
    }

    /// Draws one page of an act, within `patience` for all of it. A page that fells its worker costs this picture only.
    ///
    /// # Errors
    /// Why there is no picture.
    pub fn draw(&mut self, bytes: &[u8], order: &PageOrder, patience: Duration) -> Result<PagePng, NoPicture> {
        let not_drawn = |reason| NoPicture::NotDrawn { reason };
        self.start();
        let Some(worker) = self.worker.as_mut() else { return picture::draw(bytes, order).map_err(not_drawn) };
        let fall = match worker.ask_picture(bytes, order, patience) {
            Ok(drawn) => return drawn.map_err(not_drawn),
            Err(fall) => fall,
        };
        let reason = self.worker.take().map(|worker| worker.end(&fall)).unwrap_or_default();
        self.fallen += 1;
        tracing::warn!(bytes = bytes.len(), page = order.page.number, "a worker fell over a picture and is replaced");
        Err(match fall {
            Fall::Silent(seconds) => NoPicture::Silent { seconds },
            Fall::Died | Fall::Cancelled => NoPicture::Fell { reason },
        })
    }

    /// Sees to a worker, if one can be had.
    fn start(&mut self) {
        if self.worker.is_none() {
            self.worker = self.program.as_deref().and_then(|program| {
                Worker::start(program).inspect_err(|error| tracing::warn!(%error, "no worker process; working in this one")).ok()
            });
        }
    }

    fn try_once(&mut self, bytes: &[u8], options: &ReadOptions, memory: &mut dyn Memory, is_cancelled: &dyn Fn() -> bool) -> Try {
        self.start();
        let Some(worker) = self.worker.as_mut() else {
            return Try::Read(reading::read(bytes, options, &mut Alone(memory)));
        };
        let fall = match worker.ask(bytes, options, memory, is_cancelled) {
            Ok(read) => {
                if read.is_spent {
                    self.worker = None;
                }
                return Try::Read(read);
            }
            Err(fall) => fall,
        };
        let reason = self.worker.take().map(|worker| worker.end(&fall)).unwrap_or_default();
        if matches!(fall, Fall::Cancelled) || is_cancelled() {
            return Try::Cancelled;
        }
        self.fallen += 1;
        tracing::warn!(bytes = bytes.len(), "a worker fell and is replaced");
        Try::Fell(reason)
    }
}

/// What came of one try.
enum Try {
    Read(WithGaps),
    /// Why, in Danish.
    Fell(String),
    Cancelled,
}

/// Reading in this process: nobody waits for signs of life.
struct Alone<'a>(&'a mut dyn Memory);

impl Memory for Alone<'_> {
    fn recall(&mut self, key: &PictureKey) -> Option<String> {
        self.0.recall(key)
    }

    fn keep(&mut self, key: &PictureKey, answer: &str) {
        self.0.keep(key, answer);
    }
}

impl Client for Alone<'_> {
    fn page(&mut self, _number: u32) {}
}

impl Worker {
    fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg("worker").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        own_group(&mut command);
        let mut child = command.spawn()?;
        let (Some(input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err(io::Error::other("the worker has no pipes"));
        };
        let (sender, replies) = channel();
        thread::Builder::new().spawn(move || {
            let mut output = BufReader::new(output);
            loop {
                let reply = receive::<Reply>(&mut output);
                let is_last = !matches!(reply, Ok(Some(_)));
                // The other end is gone when the worker was given up.
                if sender.send(reply).is_err() || is_last {
                    break;
                }
            }
        })?;
        let complaints = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&complaints);
        thread::Builder::new().spawn(move || collect(errors, &kept))?;
        Ok(Self { child, input, replies, complaints })
    }

    fn ask(
        &mut self,
        bytes: &[u8],
        options: &ReadOptions,
        memory: &mut dyn Memory,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<WithGaps, Fall> {
        send(&mut self.input, &Ask::Read(options.clone())).and_then(|()| send_bytes(&mut self.input, bytes)).map_err(|_| Fall::Died)?;
        let patience = Duration::from_secs(options.patience);
        let mut last_sign = Instant::now();
        loop {
            match self.replies.recv_timeout(TICK) {
                Ok(Ok(Some(Reply::Page(_)))) => last_sign = Instant::now(),
                Ok(Ok(Some(Reply::Recall(key)))) => {
                    send(&mut self.input, &memory.recall(&PictureKey(key))).map_err(|_| Fall::Died)?;
                }
                Ok(Ok(Some(Reply::Keep(key, answer)))) => memory.keep(&PictureKey(key), &answer),
                Ok(Ok(Some(Reply::Done(read)))) => return Ok(read),
                // A picture that nobody asked for is nonsense.
                Ok(Ok(None | Some(Reply::Drawn(_))) | Err(_)) | Err(RecvTimeoutError::Disconnected) => return Err(Fall::Died),
                Err(RecvTimeoutError::Timeout) if is_cancelled() => return Err(Fall::Cancelled),
                Err(RecvTimeoutError::Timeout) if last_sign.elapsed() > patience => return Err(Fall::Silent(options.patience)),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn ask_picture(&mut self, bytes: &[u8], order: &PageOrder, patience: Duration) -> Result<Result<PagePng, String>, Fall> {
        send(&mut self.input, &Ask::Draw(order.clone())).and_then(|()| send_bytes(&mut self.input, bytes)).map_err(|_| Fall::Died)?;
        match self.replies.recv_timeout(patience) {
            Ok(Ok(Some(Reply::Drawn(drawn)))) => Ok(drawn),
            Ok(_) | Err(RecvTimeoutError::Disconnected) => Err(Fall::Died),
            Err(RecvTimeoutError::Timeout) => Err(Fall::Silent(patience.as_secs())),
        }
    }

    /// Ends the process and gives the reason in Danish.
    fn end(mut self, fall: &Fall) -> String {
        // One that died by itself is waited for, so that its own reason is known; what ends by our signal tells nothing.
        let own_end = if matches!(fall, Fall::Died) { wait_a_little(&mut self.child) } else { None };
        kill_group(&mut self.child);
        // Nothing to be done about a process that cannot be waited for.
        let _ = self.child.wait();
        match fall {
            Fall::Silent(seconds) => format!("den gav intet livstegn i {seconds} sekunder"),
            Fall::Cancelled => "kørslen blev afbrudt".to_owned(),
            Fall::Died => {
                // The thread that collects them is done a moment after the process.
                thread::sleep(Duration::from_millis(50));
                let complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
                reason(&complaints, own_end).to_owned()
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        kill_group(&mut self.child);
        // Nothing to be done about a process that cannot be waited for.
        let _ = self.child.wait();
    }
}

/// Keeps the first part of what the worker complains of, and reads the rest away so that it never waits.
fn collect(mut errors: impl Read, kept: &Mutex<String>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = errors.read(&mut buffer) {
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) < COMPLAINTS {
            bytes.extend(buffer.get(..count).unwrap_or_default());
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
}

/// The status of a process that ends within a second.
fn wait_a_little(child: &mut Child) -> Option<ExitStatus> {
    for _ in 0..50 {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

/// Why a worker died, from what it complained of and from how it ended.
fn reason(complaints: &str, status: Option<ExitStatus>) -> &'static str {
    if complaints.contains("overflowed its stack") {
        return "filen er bygget så dybt, at stakken løb fuld";
    }
    if complaints.contains("memory allocation of") {
        return "filen kræver mere hukommelse, end der er sat af";
    }
    match signal_of(status) {
        Some(9) => "systemet stoppede den, formentlig af mangel på hukommelse",
        Some(24) => "den brugte mere regnetid, end der er sat af",
        _ => "programmet, der læser filen, gik ned",
    }
}

#[cfg(unix)]
fn signal_of(status: Option<ExitStatus>) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.and_then(|status| status.signal())
}

#[cfg(not(unix))]
fn signal_of(_status: Option<ExitStatus>) -> Option<i32> {
    None
}

/// A group of its own: a Ctrl-C in the terminal reaches the run, which ends its workers itself, and a worker is ended together with what it
/// started.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(unix)]
fn kill_group(child: &mut Child) {
    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;
    // A process that has been waited for has no number any more; its number must not be used.
    if let (Ok(None), Ok(group)) = (child.try_wait(), i32::try_from(child.id())) {
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
    }
}

#[cfg(not(unix))]
fn kill_group(child: &mut Child) {
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::lang::Lang;
    use crate::pdf::Wanted;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    /// A program that does what this script says.
    fn worker_of(script: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("worker");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        (dir, program)
    }

    /// What becomes of an act whose worker is this script.
    fn read_by(script: &str, is_cancelled: bool) -> (Option<WithGaps>, usize) {
        let (_dir, program) = worker_of(script);
        let mut supervisor = Supervisor::new(Some(program));
        let options = ReadOptions { ocr: false, patience: 1, ..ReadOptions::default() };
        let read = supervisor.read_act(b"%PDF-1.4", &options, &mut Forgetful, &|| is_cancelled);
        (read, supervisor.fallen())
    }

    #[test]
    fn a_fallen_worker_costs_one_act_and_says_why() {
        for (script, why) in [
            ("exit 0", "gik ned"),
            ("kill -SEGV $$", "gik ned"),
            ("kill -KILL $$", "mangel på hukommelse"),
            ("echo 'thread main has overflowed its stack' >&2; kill -ABRT $$", "stakken løb fuld"),
            ("echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$", "mere hukommelse"),
            ("sleep 60", "intet livstegn i 1 sekunder"),
            ("echo nonsense; sleep 60", "gik ned"),
        ] {
            let (read, fallen) = read_by(script, false);
            let reading = read.unwrap().reading;
            let message = reading.message.unwrap();
            assert_eq!((reading.state, fallen), (ActState::Unreadable, 2), "{script}");
            assert!(message.contains(why) && !message.contains("nonsense"), "{script}: {message}");
        }
    }

    #[test]
    fn a_fallen_worker_costs_one_picture_and_says_why() {
        let order = PageOrder { page: Wanted { number: 1, size: [600.0, 800.0], pages: 1 }, scale: 1.0, turn: 0, cover: Vec::new() };
        for (script, why) in [("exit 0", "gik ned"), ("echo nonsense; sleep 60", "gik ned"), ("sleep 60", "stoppet efter 1 sekunder")] {
            let (_dir, program) = worker_of(script);
            let mut supervisor = Supervisor::new(Some(program));
            let told = supervisor.draw(b"%PDF-1.4", &order, Duration::from_secs(1)).unwrap_err().message(Lang::Da);
            assert!(told.contains(why) && !told.contains("nonsense"), "{script}: {told}");
            assert_eq!(supervisor.fallen(), 1, "{script}");
        }
        let here = Supervisor::new(None).draw(b"%PDF-1.4", &order, Duration::from_secs(1));
        assert!(matches!(here, Err(NoPicture::NotDrawn { .. })));
    }

    #[test]
    fn a_run_that_ends_waits_for_no_worker() {
        assert_eq!(read_by("sleep 60", true), (None, 0));
    }

    #[test]
    fn without_a_worker_it_reads_here() {
        let mut supervisor = Supervisor::new(Some(PathBuf::from("no-such-program")));
        let options = ReadOptions { ocr: false, patience: 1, ..ReadOptions::default() };
        assert_eq!(supervisor.read(b"plain words", &options).state, ActState::NotADocument);
        assert_eq!(supervisor.fallen(), 0);
    }
}
