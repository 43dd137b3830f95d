//! Finds where objects are: from the file's last lines to the tables and streams of references.

use lopdf::{Dictionary, Object, ObjectId};

use crate::pdf::inflate;
use crate::pdf::quick::parse::{self, Indirect, Parser};

/// How far from the end the last table's place is looked for, in bytes.
const TAIL: usize = 1024;
/// Most tables followed back.
const MAX_TABLES: usize = 256;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    At { offset: usize, generation: u16 },
    In { container: u32 },
}

/// Where all objects are.
pub(super) struct Xref {
    /// By number; none where no table has said anything yet.
    places: Vec<Option<Place>>,
    /// The catalog.
    pub root: ObjectId,
}

impl Xref {
    /// Reads all tables from the youngest to the oldest; none at the first oddity, and for encrypted files.
    pub fn read(bytes: &[u8], most_bytes: usize) -> Option<Self> {
        if !bytes.starts_with(b"%PDF-") {
            return None;
        }
        let tail = bytes.len().saturating_sub(TAIL);
        let word = b"startxref";
        let at = bytes.get(tail..)?.windows(word.len()).rposition(|window| window == word)?;
        let mut next = Some(Parser::new(bytes, tail + at + word.len()).whole()?);
        let mut xref = Self { places: Vec::new(), root: (0, 0) };
        let mut visited = Vec::new();
        while let Some(offset) = next {
            if visited.contains(&offset) || visited.len() >= MAX_TABLES {
                return None;
            }
            let trailer = xref.table(bytes, usize::try_from(offset).ok()?, most_bytes)?;
            // A file with both kinds of table side by side is left to the other reader.
            if trailer.has(b"Encrypt") || trailer.has(b"XRefStm") {
                return None;
            }
            if visited.is_empty() {
                xref.root = trailer.get(b"Root").ok()?.as_reference().ok()?;
            }
            visited.push(offset);
            next = match trailer.get(b"Prev") {
                Ok(Object::Integer(offset)) => Some(u64::try_from(*offset).ok()?),
                Ok(_) => return None,
                Err(_) => None,
            };
        }
        Some(xref)
    }

    /// One more than the highest number.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn place(&self, number: u32) -> Place {
        self.places.get(number as usize).copied().flatten().unwrap_or(Place::Nowhere)
    }

    /// Younger tables come first: what they say stays.
    fn set(&mut self, number: u64, place: Place, file: usize) -> Option<()> {
        let number = usize::try_from(number).ok()?;
        // A number beyond the file's own length is nonsense, and would cost its memory.
        if number > file {
            return None;
        }
        if self.places.len() <= number {
            self.places.resize(number + 1, None);
        }
        let slot = self.places.get_mut(number)?;
        *slot = slot.or(Some(place));
        Some(())
    }

    /// Reads the table or stream at `offset`; gives its trailer.
    fn table(&mut self, bytes: &[u8], offset: usize, most_bytes: usize) -> Option<Dictionary> {
        let mut parser = Parser::new(bytes, offset);
        if parser.word(b"xref").is_none() {
            return self.stream(bytes, offset, most_bytes);
        }
        loop {
            if parser.word(b"trailer").is_some() {
                return parser.value(0)?.as_dict().ok().cloned();
            }
            let (first, count) = (parser.whole()?, parser.whole()?);
            for number in (first..).take(usize::try_from(count).ok()?) {
                let (offset, generation) = (parser.whole()?, parser.whole()?);
                let place = match (parser.word(b"n"), u16::try_from(generation)) {
                    (Some(()), Ok(generation)) => Place::At { offset: usize::try_from(offset).ok()?, generation },
                    _ => {
                        parser.word(b"f")?;
                        Place::Nowhere
                    }
                };
                self.set(number, place, bytes.len())?;
            }
        }
    }

    fn stream(&mut self, bytes: &[u8], offset: usize, most_bytes: usize) -> Option<Dictionary> {
        let mut head = Parser::new(bytes, offset);
        let id = (u32::try_from(head.whole()?).ok()?, u16::try_from(head.whole()?).ok()?);
        let Indirect::Stream { dict, start } = Parser::new(bytes, offset).indirect(id)? else { return None };
        let whole = |object: &Object| object.as_i64().ok().and_then(|number| u64::try_from(number).ok());
        let numbers = |key: &[u8]| -> Option<Vec<u64>> { dict.get(key).and_then(Object::as_array).ok()?.iter().map(whole).collect() };
        let length = usize::try_from(whole(dict.get(b"Length").ok()?)?).ok()?;
        let table = inflate::plain(&dict, parse::stream_content(bytes, start, length)?, most_bytes)?;
        let widths = numbers(b"W")?;
        let [kind_width, first_width, second_width] = *widths.as_slice() else { return None };
        let index = match dict.has(b"Index") {
            true => numbers(b"Index")?,
            false => vec![0, whole(dict.get(b"Size").ok()?)?],
        };
        let mut rest = table.as_slice();
        let mut field = |width: u64| -> Option<u64> {
            let (field, after) = rest.split_at_checked(usize::try_from(width).ok().filter(|width| *width <= 8)?)?;
            rest = after;
            Some(field.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
        };
        let (ranges, odd) = index.as_chunks::<2>();
        if !odd.is_empty() || widths.iter().all(|width| *width == 0) {
            return None;
        }
        for [first, count] in ranges {
            for number in (*first..).take(usize::try_from(*count).ok()?) {
                let kind = if kind_width == 0 { 1 } else { field(kind_width)? };
                let (one, two) = (field(first_width)?, field(second_width)?);
                let place = match kind {
                    0 => Place::Nowhere,
                    1 => Place::At { offset: usize::try_from(one).ok()?, generation: u16::try_from(two).ok()? },
                    2 => Place::In { container: u32::try_from(one).ok()? },
                    _ => return None,
                };
                self.set(number, place, bytes.len())?;
            }
        }
        Some(dict)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn younger_tables_win_and_encryption_is_refused() {
        let old = b"%PDF-1.4\nxref\n0 2\n0000000000 65535 f \n0000000100 00000 n \ntrailer\n<</Root 1 0 R>>\n";
        let young = b"xref\n1 1\n0000000200 00000 n \ntrailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n";
        let file = |young: &[u8]| [&old[..], young, old.len().to_string().as_bytes(), b"\n%%EOF"].concat();
        let xref = Xref::read(&file(young), 1000).unwrap();
        assert_eq!((xref.root, xref.len()), ((1, 0), 2));
        assert_eq!(xref.place(1), Place::At { offset: 200, generation: 0 });
        assert_eq!(xref.place(0), Place::Nowhere);
        assert_eq!(xref.place(7), Place::Nowhere);
        let locked = String::from_utf8(young.to_vec()).unwrap().replace("/Prev 9", "/Encrypt 5 0 R");
        assert!(Xref::read(&file(locked.as_bytes()), 1000).is_none());
    }

    #[test]
    fn tables_that_lead_to_themselves_end() {
        let file = b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF";
        assert!(Xref::read(file, 1000).is_none());
    }
}
