//! Gives the decoded bytes of a stream, bounded, and as much of a damaged one as can be had.
//!
//! Nearly every content stream is plain Flate. That case is inflated here into a buffer that is used again; all other
//! filters go through lopdf.

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{Dictionary, Object, Stream};

use crate::pdf::objects::Objects;

/// Appends the decoded content of `stream` to `out`, at most `limit` bytes in all. True when it was whole.
pub(crate) fn decode_into(objects: &Objects, stream: &Stream, limit: usize, out: &mut Vec<u8>) -> bool {
    let room = limit.saturating_sub(out.len());
    match filter_of(objects, stream) {
        Filter::None => {
            let kept = stream.content.len().min(room);
            out.extend_from_slice(stream.content.get(..kept).unwrap_or_default());
            kept == stream.content.len()
        }
        Filter::Flate => inflate(&stream.content, limit, out),
        Filter::Other => match decode_slowly(objects, stream, room) {
            Some(bytes) => {
                out.extend_from_slice(&bytes);
                true
            }
            None => false,
        },
    }
}

/// The decoded content of `stream`; what could be had of it when it is damaged.
pub(crate) fn decoded(objects: &Objects, stream: &Stream, limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    decode_into(objects, stream, limit, &mut out);
    out
}

/// The decoded content of a stream whose dictionary refers to nothing else; none when it is damaged, or longer than `limit`.
pub(crate) fn plain(dict: &Dictionary, content: &[u8], limit: usize) -> Option<Vec<u8>> {
    let name = |object: &Object| matches!(object.as_name(), Ok(b"FlateDecode"));
    match (dict.get(b"Filter"), dict.get(b"DecodeParms")) {
        (Ok(filter), Err(_)) if name(filter) => {
            let mut out = Vec::new();
            inflate(content, limit, &mut out).then_some(out)
        }
        (Err(_), _) => Some(content.to_vec()),
        _ => Stream::new(dict.clone(), content.to_vec()).decompressed_content_with_limit(limit).ok(),
    }
}

enum Filter {
    None,
    Flate,
    Other,
}

fn filter_of(objects: &Objects, stream: &Stream) -> Filter {
    let only = match objects.get(&stream.dict, b"Filter") {
        None => return Filter::None,
        Some(Object::Name(name)) => Some(name.as_slice()),
        Some(Object::Array(names)) => match names.as_slice() {
            [] => return Filter::None,
            [one] => objects.resolve(one).and_then(|o| o.as_name().ok()),
            _ => None,
        },
        Some(_) => None,
    };
    let is_flate = matches!(only, Some(b"FlateDecode" | b"Fl"));
    if is_flate && !has_predictor(objects, stream) { Filter::Flate } else { Filter::Other }
}

fn has_predictor(objects: &Objects, stream: &Stream) -> bool {
    let parameters = match objects.get(&stream.dict, b"DecodeParms") {
        Some(Object::Dictionary(dict)) => Some(dict),
        Some(Object::Array(list)) => list.first().and_then(|o| objects.resolve(o)).and_then(|o| o.as_dict().ok()),
        _ => None,
    };
    parameters.and_then(|dict| objects.number(dict, b"Predictor")).is_some_and(|p| p > 1.0)
}

fn decode_slowly(objects: &Objects, stream: &Stream, room: usize) -> Option<Vec<u8>> {
    let indirect = |key| matches!(stream.dict.get(key), Ok(Object::Reference(_)));
    if !indirect(b"Filter".as_slice()) && !indirect(b"DecodeParms".as_slice()) {
        return stream.decompressed_content_with_limit(room).ok();
    }
    let mut direct = stream.clone();
    for key in [b"Filter".as_slice(), b"DecodeParms".as_slice()] {
        if let Some(value) = objects.get(&stream.dict, key) {
            direct.dict.set(key, value.clone());
        }
    }
    direct.decompressed_content_with_limit(room).ok()
}

/// Inflates zlib data; a broken header is retried as raw deflate. Keeps what came before the damage.
fn inflate(data: &[u8], limit: usize, out: &mut Vec<u8>) -> bool {
    let before = out.len();
    let whole = inflate_as(Decompress::new(true), data, limit, out);
    if !whole && out.len() == before {
        return inflate_as(Decompress::new(false), data.get(2..).unwrap_or_default(), limit, out);
    }
    whole
}

fn inflate_as(mut state: Decompress, data: &[u8], limit: usize, out: &mut Vec<u8>) -> bool {
    loop {
        let read = usize::try_from(state.total_in()).unwrap_or(usize::MAX);
        let rest = data.get(read..).unwrap_or_default();
        if out.len() == out.capacity() {
            // Text deflates to about a fifth; one growth step is the usual case.
            let more = (data.len() * 5).max(out.capacity()).max(4096).min(limit.saturating_sub(out.len()));
            if more == 0 {
                return false;
            }
            out.reserve_exact(more);
        }
        let (before_in, before_out) = (state.total_in(), state.total_out());
        let status = state.decompress_vec(rest, out, FlushDecompress::None);
        let moved = state.total_in() != before_in || state.total_out() != before_out;
        match status {
            Ok(Status::StreamEnd) => return true,
            Ok(_) if moved || out.len() == out.capacity() && out.len() < limit => {}
            Ok(_) | Err(_) => return false,
        }
    }
}
