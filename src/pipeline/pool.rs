//! The pool: each thread has a worker process of its own and reads acts until there are no more.

use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::pdf::ocr::{Memory, PictureKey};
use crate::pipeline::act::{Origin, ReadEnd, ReadJob, Report};
use crate::pipeline::reading::ReadOptions;
use crate::pipeline::supervisor::Supervisor;
use crate::store::{ActFiles, AttachedAct, EncodedReading, PictureTexts};

/// Stack of a pool thread, in bytes: where no worker process can be started it reads acts itself.
pub(super) const STACK: usize = 256 << 20;

/// What all threads of a pool share.
pub(super) struct Pool<'a> {
    /// Acts to read.
    pub(super) jobs: Mutex<Receiver<ReadJob>>,
    /// Where acts are kept.
    pub(super) files: ActFiles,
    /// What pictures said before.
    pub(super) pictures: PictureTexts,
    /// How to read.
    pub(super) options: &'a ReadOptions,
    /// True when the threads are to end at once.
    pub(super) is_cancelled: &'a (dyn Fn() -> bool + Sync),
}

impl Pool<'_> {
    /// Reads acts until there are no more; gives the number of workers that fell.
    pub(super) fn work(&self, mut supervisor: Supervisor, reports: &Sender<Report>) -> usize {
        loop {
            let next = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(ReadJob { sha256, from }) = next else { break };
            let end = Box::new(self.read(&sha256, &from, &mut supervisor));
            // Nobody listens any more when the run has failed.
            if reports.send(Report::Act { sha256, end }).is_err() {
                break;
            }
        }
        supervisor.fallen()
    }

    fn read(&self, sha256: &str, from: &Origin, supervisor: &mut Supervisor) -> ReadEnd {
        if (self.is_cancelled)() {
            return ReadEnd::Cancelled;
        }
        let bytes = match from {
            Origin::Delivery(act) => match act.read() {
                Ok(bytes) => bytes,
                Err(error) => return ReadEnd::Lost(error),
            },
            Origin::Store => match self.files.get(sha256) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return ReadEnd::Lost(crate::archive::ArchiveError::Missing { place: format!("acts/{sha256}.pdf") }),
                Err(error) => return ReadEnd::Failed(error),
            },
        };
        // The act is kept before its reading is, so that whoever finds a reading finds the act.
        if let Err(error) = self.files.put(sha256, &bytes) {
            return ReadEnd::Failed(error);
        }
        let Some(mut read) = supervisor.read_act(&bytes, self.options, &mut Kept(&self.pictures), self.is_cancelled) else {
            return ReadEnd::Cancelled;
        };
        for (name, bytes) in std::mem::take(&mut read.attachments) {
            let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            if let Err(error) = self.files.put(&sha256, &bytes) {
                return ReadEnd::Failed(error);
            }
            read.reading.attached.push(AttachedAct { name, sha256 });
        }
        match EncodedReading::new(&read.reading) {
            Ok(packed) => ReadEnd::Read(read, packed),
            Err(error) => ReadEnd::Failed(error),
        }
    }
}

/// What pictures said, kept in the store.
struct Kept<'a>(&'a PictureTexts);

impl Memory for Kept<'_> {
    fn recall(&mut self, key: &PictureKey) -> Option<String> {
        self.0.get(&key.0)
    }

    fn keep(&mut self, key: &PictureKey, answer: &str) {
        self.0.put(&key.0, answer);
    }
}
