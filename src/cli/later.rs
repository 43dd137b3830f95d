//! Commands that are announced and not there yet: they say so.

use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// `aktspor report`
pub fn report(context: &Context) -> Failure {
    Failure::usage(context.say(
        "report findes ikke endnu: rapporten kommer i en senere udgave. Brug aktspor export checks --format xlsx imens.",
        "report is not there yet: it comes in a later version. Use aktspor export checks --format xlsx meanwhile.",
    ))
}
