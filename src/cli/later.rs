//! Commands that are announced and not there yet: they say so.

use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// `aktspor serve`
pub fn serve(context: &Context) -> Failure {
    Failure::usage(context.say(
        "serve findes ikke endnu: gennemsynssiden kommer i en senere udgave. Brug aktspor search og aktspor export imens.",
        "serve is not there yet: the review page comes in a later version. Use aktspor search and aktspor export meanwhile.",
    ))
}
