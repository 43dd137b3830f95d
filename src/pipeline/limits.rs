//! What a worker process may cost. It limits itself before it reads anything, so that the bounds hold even when the run that started it
//! is gone.

/// Address space of a worker and of what it starts, in bytes.
#[cfg(unix)]
const MEMORY: u64 = 6 << 30;
/// Seconds of processor time for one act, beside what Tesseract takes.
#[cfg(unix)]
const ACT_SECONDS: u64 = 900;

/// Bounds the address space of this process for good, and forbids files with its memory after a crash: they would hold acts.
#[cfg(unix)]
pub(super) fn bound_memory() {
    use nix::sys::resource::{Resource, setrlimit};
    for (resource, limit) in [(Resource::RLIMIT_AS, MEMORY), (Resource::RLIMIT_CORE, 0)] {
        if let Err(error) = setrlimit(resource, limit, limit) {
            tracing::warn!(?resource, %error, "a worker goes without this limit");
        }
    }
}

/// Gives this process [`ACT_SECONDS`] more of processor time.
#[cfg(unix)]
pub(super) fn bound_time() {
    use nix::sys::resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit};
    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return };
    let used = usage.user_time().tv_sec().saturating_add(usage.system_time().tv_sec());
    let until = u64::try_from(used).unwrap_or(0).saturating_add(ACT_SECONDS);
    let hard = getrlimit(Resource::RLIMIT_CPU).map_or(u64::MAX, |(_, hard)| hard);
    if let Err(error) = setrlimit(Resource::RLIMIT_CPU, until.min(hard), hard) {
        tracing::warn!(%error, "a worker goes without a limit on its time");
    }
}

/// Elsewhere the run's own watch must do.
#[cfg(not(unix))]
pub(super) fn bound_memory() {}

/// Elsewhere the run's own watch must do.
#[cfg(not(unix))]
pub(super) fn bound_time() {}
