//! The worker process: acts in on standard input, readings out on standard output, until the input ends.
//!
//! The hidden command `aktspor worker` is nothing but [`serve`]. It opens no file and knows no store; what it costs is bounded by itself
//! (`limits`) and watched by the run ([`crate::pipeline::Supervisor`]).

use std::io::{self, BufReader, BufWriter};

use crate::pipeline::frames::{Reply, receive, receive_bytes, send};
use crate::pipeline::limits;
use crate::pipeline::reading::{self, ReadOptions};

/// Stack of the thread that reads, in bytes: readers of outside formats recurse. Past it the process dies, which is meant.
const STACK: usize = 256 << 20;

/// Reads acts until standard input ends.
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
    while let Some(options) = receive::<ReadOptions>(&mut input)? {
        let Some(bytes) = receive_bytes(&mut input)? else { break };
        limits::bound_time();
        let mut failed = None;
        let read = reading::read(&bytes, &options, &mut |page| {
            if let Err(error) = send(&mut output, &Reply::Page(page)) {
                failed = Some(error);
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        send(&mut output, &Reply::Done(read))?;
    }
    Ok(())
}
