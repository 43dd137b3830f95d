//! The content-stream reader: walks the inflated bytes of a page, its forms and annotations, once, and collects words,
//! ruled lines and the area of pictures. Operands stay slices of the bytes; nothing is kept of an operator.

mod coverage;
mod interpreter;
mod level;
mod overprint;
mod rules;
mod scanner;
mod state;
mod words;

pub(crate) use interpreter::Interpreter;
pub(crate) use scanner::{Scanner, Token, unescape_name};
pub(crate) use words::lay_out;
