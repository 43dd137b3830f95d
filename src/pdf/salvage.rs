//! The last way in: a file whose table of objects is lost or lies, and whose objects neither reader can bring together, is written anew.
//!
//! In: the bytes. Out: the bytes of a file that holds every `N G obj` found in them, the last of each number, with ends of streams, lengths
//! and table made right. The first reader then reads that. Nothing is interpreted here but where objects begin and end; a picture's bytes
//! that happen to look like an object cost that picture.

use std::collections::BTreeMap;
use std::io::Write;

/// Largest file that is written anew, in bytes; it is held three times.
const MOST_BYTES: usize = 128 << 20;
/// Most objects taken over.
const MOST_OBJECTS: usize = 1_000_000;

/// The file written anew; none where there is no object in it.
pub(crate) fn rebuild(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() > MOST_BYTES {
        return None;
    }
    let found = objects(bytes);
    if found.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len() + 64 * found.len());
    out.extend_from_slice(b"%PDF-1.7\n");
    let mut table = b"xref\n".to_vec();
    for (number, object) in &found {
        // Writing to memory does not fail.
        let _ = write!(table, "{number} 1\n{:010} {:05} n \n", out.len(), object.generation);
        let _ = writeln!(out, "{number} {} obj", object.generation);
        write_body(object.body, &mut out);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    out.append(&mut table);
    let size = found.last_key_value().map_or(1, |(number, _)| u64::from(*number) + 1);
    let _ = write!(out, "trailer\n<</Size {size}");
    for (key, value) in [("Root", root(bytes, &found)), ("Encrypt", last_reference(bytes, b"/Encrypt"))] {
        if let Some((number, generation)) = value {
            let _ = write!(out, "/{key} {number} {generation} R");
        }
    }
    if let Some(id) = file_id(bytes) {
        out.extend_from_slice(b"/ID");
        out.extend_from_slice(id);
    }
    let _ = write!(out, ">>\nstartxref\n{start}\n%%EOF\n");
    Some(out)
}

/// An object as it stands in the file.
struct Found<'a> {
    generation: u16,
    /// From behind `obj` to where the next object begins.
    body: &'a [u8],
}

/// Every object, the last of each number.
fn objects(bytes: &[u8]) -> BTreeMap<u32, Found<'_>> {
    let mut heads: Vec<(usize, usize, u32, u16)> = Vec::new();
    let mut from = 0;
    while let Some(at) = find(bytes, b"obj", from) {
        from = at + 3;
        if let Some((start, number, generation)) = head(bytes.get(..at).unwrap_or_default()) {
            heads.push((start, from, number, generation));
            if heads.len() >= MOST_OBJECTS {
                break;
            }
        }
    }
    let ends = heads.iter().skip(1).map(|head| head.0).chain([bytes.len()]);
    let bodies = heads.iter().zip(ends).map(|((_, body, number, generation), end)| {
        (*number, Found { generation: *generation, body: bytes.get(*body..end).unwrap_or_default() })
    });
    bodies.collect()
}

/// The numbers at the end of what stands before `obj`, and where they begin.
fn head(before: &[u8]) -> Option<(usize, u32, u16)> {
    let (rest, generation) = last_number(before)?;
    let (rest, number) = last_number(rest)?;
    Some((rest.len(), u32::try_from(number).ok().filter(|number| *number > 0)?, u16::try_from(generation).ok()?))
}

/// Splits white space and then a number off the end; none where there is no number.
fn last_number(bytes: &[u8]) -> Option<(&[u8], u64)> {
    let trimmed = bytes.trim_ascii_end();
    let digits = trimmed.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (rest, digits) = trimmed.split_at_checked(trimmed.len().checked_sub(digits)?)?;
    let number = std::str::from_utf8(digits).ok().filter(|digits| digits.len() <= 10)?.parse().ok()?;
    Some((rest, number))
}

/// Writes what an object holds: a stream with its true length, anything else up to its end.
fn write_body(body: &[u8], out: &mut Vec<u8>) {
    let whole = || {
        let ends = [b"endobj".as_slice(), b"\nxref", b"\rxref", b"trailer", b"startxref"];
        ends.iter().filter_map(|end| find(body, end, 0)).min().unwrap_or(body.len())
    };
    let Some((dict, content)) = split_stream(body) else {
        out.extend_from_slice(body.get(..whole()).unwrap_or_default());
        return;
    };
    // Of two lengths the last counts.
    out.extend_from_slice(dict);
    let _ = write!(out, "/Length {}>>\nstream\n", content.len());
    out.extend_from_slice(content);
    out.extend_from_slice(b"\nendstream");
}

/// A stream's dictionary without its closing signs, and its content.
fn split_stream(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = find(body, b"stream", 0)?;
    let dict = body.get(..at)?.trim_ascii_end().strip_suffix(b">>")?;
    let after = body.get(at + 6..)?;
    let after = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).or_else(|| after.strip_prefix(b"\r")).unwrap_or(after);
    let end = rfind(after, b"endstream").or_else(|| rfind(after, b"endobj")).unwrap_or(after.len());
    let content = after.get(..end)?;
    let content = content.strip_suffix(b"\r\n").or_else(|| content.strip_suffix(b"\n")).or_else(|| content.strip_suffix(b"\r"));
    Some((dict, content.unwrap_or(after.get(..end)?)))
}

/// The catalogue: as a trailer names it, else the object that says it is one.
fn root(bytes: &[u8], found: &BTreeMap<u32, Found<'_>>) -> Option<(u32, u16)> {
    let named = last_reference(bytes, b"/Root").filter(|(number, _)| found.contains_key(number));
    named.or_else(|| {
        let is_catalog = |object: &&Found<'_>| find(object.body, b"/Catalog", 0).is_some();
        found.iter().find(|(_, object)| is_catalog(object)).map(|(number, object)| (*number, object.generation))
    })
}

/// The reference behind the last such key.
fn last_reference(bytes: &[u8], key: &[u8]) -> Option<(u32, u16)> {
    let at = rfind(bytes, key)?;
    let rest = bytes.get(at + key.len()..)?;
    let text = std::str::from_utf8(rest.get(..rest.len().min(40))?.split(|byte| *byte == b'R').next()?).ok()?;
    let mut numbers = text.split_ascii_whitespace().map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, u16::try_from(numbers.next()?.ok()?).ok()?))
}

/// The array of the file's ids, which keys are made from.
fn file_id(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.get(rfind(bytes, b"/ID")? + 3..)?.trim_ascii_start();
    let end = find(rest.get(..rest.len().min(400))?, b"]", 0)?;
    rest.get(..=end).filter(|id| id.starts_with(b"["))
}

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let first = *what.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(what) {
            return Some(at);
        }
        at += 1;
    }
}

fn rfind(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|window| window == what)
}
