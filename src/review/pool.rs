//! Connections that are opened once and lent to one request at a time.

use std::sync::{Mutex, PoisonError};

/// Most connections that are kept while nobody uses them.
const KEPT: usize = 16;

/// Idle connections.
#[derive(Debug)]
pub struct Pool<T> {
    idle: Mutex<Vec<T>>,
}

impl<T> Pool<T> {
    /// An empty pool.
    pub fn new() -> Self {
        Self { idle: Mutex::new(Vec::new()) }
    }

    /// Runs `work` with an idle connection, or a new one from `open`. After an error the connection is not kept: the file may have been replaced.
    pub fn with<R, E>(&self, open: impl FnOnce() -> Result<T, E>, work: impl FnOnce(&mut T) -> Result<R, E>) -> Result<R, E> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut item = match idle {
            Some(item) => item,
            None => open()?,
        };
        let done = work(&mut item)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(item);
        }
        Ok(done)
    }
}
