//! Archives sent to the pages: received, queued, read by one run at a time.

use super::config::Config;

/// Archives that were sent.
#[derive(Debug)]
pub struct Uploads {}

impl Uploads {
    /// An empty queue.
    pub fn new(_config: &Config) -> Self {
        Self {}
    }
}
