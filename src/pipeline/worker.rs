//! The worker process: acts in on standard input, readings and pictures of pages out on standard output, until the input ends.
//!
//! The hidden command `aktspor worker` is nothing but [`serve`]. It opens no file and knows no store; what it costs is bounded by itself
//! (`limits`) and watched by the run ([`crate::pipeline::Supervisor`]).

use std::io::{self, BufReader, BufWriter, Read, Write};

use crate::pdf::ocr::{Memory, PictureKey};
use crate::pipeline::frames::{Ask, Reply, receive, receive_bytes, send};
use crate::pipeline::limits;
use crate::pipeline::picture;
use crate::pipeline::reading::{self, Client};

/// Stack of the thread that reads, in bytes: readers of outside formats recurse. Past it the process dies, which is meant.
const STACK: usize = 256 << 20;

/// Reads acts and draws pages until standard input ends.
///
/// # Errors
/// A broken pipe to the run that asked, or frames that make no sense; the caller ends.
pub fn serve() -> io::Result<()> {
    limits::bound_memory();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(answer)?;
    thread.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread panicked")))
}

fn answer() -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    while let Some(ask) = receive::<Ask>(&mut input)? {
        let Some(bytes) = receive_bytes(&mut input)? else { break };
        limits::bound_time();
        let options = match ask {
            Ask::Read(options) => options,
            Ask::Draw(order) => {
                send(&mut output, &Reply::Drawn(picture::draw(&bytes, &order)))?;
                continue;
            }
        };
        let mut run = Run { input: &mut input, output: &mut output, failed: None };
        let read = reading::read(&bytes, &options, &mut run);
        if let Some(error) = run.failed {
            return Err(error);
        }
        let is_spent = read.is_spent;
        send(&mut output, &Reply::Done(read))?;
        if is_spent {
            break;
        }
    }
    Ok(())
}

/// The run at the other end of the pipes.
struct Run<'a, I, O> {
    input: &'a mut I,
    output: &'a mut O,
    failed: Option<io::Error>,
}

impl<I: Read, O: Write> Run<'_, I, O> {
    fn tell(&mut self, reply: &Reply) -> bool {
        let told = send(self.output, reply);
        self.failed = self.failed.take().or(told.err());
        self.failed.is_none()
    }
}

impl<I: Read, O: Write> Memory for Run<'_, I, O> {
    fn recall(&mut self, key: &PictureKey) -> Option<String> {
        if !self.tell(&Reply::Recall(key.0)) {
            return None;
        }
        match receive(self.input) {
            Ok(answer) => answer.flatten(),
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }

    fn keep(&mut self, key: &PictureKey, answer: &str) {
        self.tell(&Reply::Keep(key.0, answer.to_owned()));
    }
}

impl<I: Read, O: Write> Client for Run<'_, I, O> {
    fn page(&mut self, number: u32) {
        self.tell(&Reply::Page(number));
    }
}
