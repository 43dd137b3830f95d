//! Composite (Type 0) fonts: codes of one to four bytes, CIDs, their widths and characters, looked up as they are met.

use std::collections::HashMap;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use lopdf::{Dictionary, Object};

use crate::pdf::font::cmap::CodeMap;
use crate::pdf::font::program::Program;
use crate::pdf::font::{Glyph, intern};
use crate::pdf::inflate::decoded;
use crate::pdf::objects::{Objects, as_dict};

/// Most entries kept of a width array.
const MAX_WIDTHS: usize = 1 << 17;
/// Largest CMap, CID map or font program read, in bytes.
const MAX_STREAM: usize = 32 << 20;

/// How codes become CIDs.
enum Encoding {
    /// Two bytes, the CID itself.
    Identity,
    /// A CMap the file brings.
    Embedded(Box<CodeMap>),
    /// One of the published ones.
    Predefined(Box<CMap>),
}

/// The parts of a composite font that are needed to look codes up.
pub(super) struct Composite {
    encoding: Encoding,
    to_unicode: Option<CodeMap>,
    /// From CIDs of a published collection to characters.
    collection: Option<CMap>,
    /// Sorted: `(first CID, last CID, width in 1/1000)`; for vertical writing, how far down each goes.
    widths: Vec<(u32, u32, f32)>,
    default_width: f32,
    vertical: bool,
    cid_to_glyph: Option<Vec<u8>>,
    /// The embedded program's bytes, parsed when first asked.
    program_bytes: Option<Vec<u8>>,
    program: Option<Program>,
    /// Glyphs met so far, in pages of 256 codes.
    met: Vec<Option<Box<[Option<Glyph>; 256]>>>,
    /// Glyphs met beyond two bytes.
    met_far: HashMap<(u32, usize), Glyph>,
}

impl Composite {
    /// Reads a Type 0 font dictionary and its descendant.
    pub fn load(objects: Objects<'_>, font: &Dictionary, descendant: &Dictionary, to_unicode: Option<CodeMap>) -> Self {
        let encoding = load_encoding(objects, font);
        let vertical = match &encoding {
            Encoding::Identity => objects.name(font, b"Encoding").is_some_and(|name| name.ends_with(b"-V")),
            Encoding::Embedded(map) => map.vertical,
            Encoding::Predefined(map) => map.metadata().writing_mode == Some(hayro_cmap::WritingMode::Vertical),
        };
        let descriptor = objects.dict(descendant, b"FontDescriptor");
        let program = descriptor
            .and_then(|d| [b"FontFile2".as_slice(), b"FontFile3", b"FontFile"].into_iter().find_map(|key| objects.stream(d, key)));
        Self {
            encoding,
            to_unicode: to_unicode.filter(CodeMap::has_texts),
            collection: load_collection(objects, descendant),
            widths: if vertical { load_heights(objects, descendant) } else { load_widths(objects, descendant) },
            default_width: match vertical {
                true => objects.numbers::<2>(descendant, b"DW2").map_or(1000.0, |[_, down]| -down),
                false => objects.number(descendant, b"DW").unwrap_or(1000.0),
            },
            vertical,
            cid_to_glyph: objects.stream(descendant, b"CIDToGIDMap").map(|s| decoded(&objects, s, MAX_STREAM)),
            program_bytes: program.map(|stream| decoded(&objects, stream, MAX_STREAM)),
            program: None,
            met: Vec::new(),
            met_far: HashMap::new(),
        }
    }

    pub fn is_vertical(&self) -> bool {
        self.vertical
    }

    /// The first code and its length.
    #[inline]
    pub fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        match (&self.encoding, bytes) {
            (Encoding::Identity, [high, low, ..]) => (u32::from(*high) << 8 | u32::from(*low), 2),
            _ => self.next_mapped(bytes),
        }
    }

    fn next_mapped(&self, bytes: &[u8]) -> (u32, usize) {
        match (&self.encoding, bytes) {
            (Encoding::Embedded(map), _) if map.has_codespaces() => map.next_code(bytes),
            (Encoding::Predefined(map), _) => {
                let mut code = 0;
                for (len, byte) in (1u8..=4).zip(bytes) {
                    code = code << 8 | u32::from(*byte);
                    if map.lookup_cid_code(code, len).is_some() {
                        return (code, usize::from(len));
                    }
                }
                two_bytes(bytes)
            }
            _ => two_bytes(bytes),
        }
    }

    /// What the code shows; remembered.
    #[inline]
    pub fn glyph(&mut self, code: u32, len: usize, pool: &mut String) -> Glyph {
        let (page, slot) = ((code >> 8) as usize, (code & 0xFF) as usize);
        if len <= 2
            && let Some(Some(glyphs)) = self.met.get(page)
            && let Some(Some(glyph)) = glyphs.get(slot)
        {
            return *glyph;
        }
        self.first_glyph(code, len, pool)
    }

    #[cold]
    fn first_glyph(&mut self, code: u32, len: usize, pool: &mut String) -> Glyph {
        let (page, slot) = ((code >> 8) as usize, (code & 0xFF) as usize);
        if code > 0xFFFF || len > 2 {
            if let Some(glyph) = self.met_far.get(&(code, len)) {
                return *glyph;
            }
            let glyph = self.look_up(code, len, pool);
            self.met_far.insert((code, len), glyph);
            return glyph;
        }
        let glyph = self.look_up(code, len, pool);
        if self.met.len() <= page {
            self.met.resize_with(page + 1, || None);
        }
        if let Some(entry) = self.met.get_mut(page)
            && let Some(entry) = entry.get_or_insert_with(|| Box::new([None; 256])).get_mut(slot)
        {
            *entry = Some(glyph);
        }
        glyph
    }

    fn look_up(&mut self, code: u32, len: usize, pool: &mut String) -> Glyph {
        let cid = match &self.encoding {
            Encoding::Identity => code,
            Encoding::Embedded(map) => map.cid(code).unwrap_or(if map.base.is_some() { code } else { 0 }),
            Encoding::Predefined(map) => map.lookup_cid_code(code, len as u8).unwrap_or(0),
        };
        let width = self.width(cid) / 1000.0;
        let mut text = String::new();
        let found = self.characters(code, cid, &mut text);
        intern(pool, found.then_some(text.as_str()), width)
    }

    fn width(&self, cid: u32) -> f32 {
        let end = self.widths.partition_point(|range| range.0 <= cid);
        match self.widths.get(..end).and_then(<[_]>::last) {
            Some((_, last, width)) if cid <= *last => *width,
            _ => self.default_width,
        }
    }

    /// Appends the characters of a code; false when nothing in the file gives any.
    fn characters(&mut self, code: u32, cid: u32, out: &mut String) -> bool {
        if let Some(map) = &self.to_unicode
            && map.text(code, out)
            && !out.chars().all(|c| matches!(c, '\0' | '\u{FFFD}'))
        {
            return true;
        }
        out.clear();
        if let Some(text) = self.collection.as_ref().and_then(|map| map.lookup_bf_string(cid)) {
            match text {
                BfString::Char(c) => out.push(c),
                BfString::String(text) => out.push_str(&text),
            }
            return true;
        }
        if self.program.is_none() {
            self.program = Some(self.program_bytes.take().map(|bytes| Program::parse(&bytes)).unwrap_or_default());
        }
        let Some(program) = &self.program else { return false };
        let text = match &self.cid_to_glyph {
            Some(map) => {
                let at = cid as usize * 2;
                match map.get(at..at + 2) {
                    Some([high, low]) => program.text_of_glyph(u32::from(*high) << 8 | u32::from(*low)),
                    _ => None,
                }
            }
            None => program.text_of_cid(cid),
        };
        if let Some(text) = text {
            out.push_str(text);
        }
        text.is_some()
    }
}

fn two_bytes(bytes: &[u8]) -> (u32, usize) {
    match bytes {
        [high, low, ..] => (u32::from(*high) << 8 | u32::from(*low), 2),
        [only] => (u32::from(*only), 1),
        [] => (0, 1),
    }
}

fn predefined(name: &[u8]) -> Option<CMap> {
    let data = hayro_cmap::load_embedded(CMapName::from_bytes(name))?;
    CMap::parse(data, hayro_cmap::load_embedded)
}

fn load_encoding(objects: Objects<'_>, font: &Dictionary) -> Encoding {
    match objects.get(font, b"Encoding") {
        Some(Object::Name(name)) if !name.starts_with(b"Identity") => {
            predefined(name).map_or(Encoding::Identity, |map| Encoding::Predefined(Box::new(map)))
        }
        Some(Object::Stream(stream)) => {
            let data = decoded(&objects, stream, MAX_STREAM);
            let map = Box::new(CodeMap::parse(&data));
            // A CMap that only names a published one adds nothing of its own.
            match (&map.base, map.has_codespaces()) {
                (Some(base), false) => match predefined(base) {
                    Some(base) => Encoding::Predefined(Box::new(base)),
                    None => Encoding::Embedded(map),
                },
                _ => Encoding::Embedded(map),
            }
        }
        _ => Encoding::Identity,
    }
}

fn load_collection(objects: Objects<'_>, descendant: &Dictionary) -> Option<CMap> {
    let info = objects.dict(descendant, b"CIDSystemInfo")?;
    let part = |key: &[u8]| objects.get(info, key).and_then(|o| o.as_str().ok());
    let family = CidFamily::from_registry_ordering(part(b"Registry")?, part(b"Ordering")?);
    predefined(family.ucs2_cmap()?.to_bytes())
}

/// How far down the pen goes after each CID: the first of every three numbers of `W2`, upwards being positive there. Where the glyph
/// hangs beside the pen (the other two) hardly moves its box.
fn load_heights(objects: Objects<'_>, descendant: &Dictionary) -> Vec<(u32, u32, f32)> {
    let mut heights = Vec::new();
    let mut items = objects.array(descendant, b"W2").unwrap_or_default().iter().filter_map(|o| objects.resolve(o));
    let number = |object: &Object| object.as_float().ok();
    let cid = |object: &Object| number(object).filter(|v| (0.0..1e6).contains(v)).map(|v| v as u32);
    while let Some(first) = items.next()
        && let Some(second) = items.next()
        && heights.len() <= MAX_WIDTHS
    {
        let Some(first) = cid(first) else { continue };
        match second {
            Object::Array(list) => {
                let down = list.chunks_exact(3).map(|three| three.first().and_then(|o| objects.resolve(o)).and_then(number));
                heights.extend((first..).zip(down).filter_map(|(at, down)| Some((at, at, -down?))));
            }
            last => {
                let three = [items.next(), items.next(), items.next()];
                if let (Some(last), [Some(down), Some(_), Some(_)]) = (cid(last), three)
                    && let Some(down) = number(down)
                {
                    heights.push((first, last, -down));
                }
            }
        }
    }
    heights.sort_by_key(|range| range.0);
    heights
}

fn load_widths(objects: Objects<'_>, descendant: &Dictionary) -> Vec<(u32, u32, f32)> {
    let mut widths = Vec::new();
    let mut items = objects.array(descendant, b"W").unwrap_or_default().iter().filter_map(|o| objects.resolve(o));
    let cid = |object: &Object| object.as_float().ok().filter(|v| (0.0..1e6).contains(v)).map(|v| v as u32);
    while let Some(first) = items.next()
        && let Some(second) = items.next()
    {
        let Some(first) = cid(first) else { continue };
        if let Object::Array(list) = second {
            for (at, width) in (first..).zip(list) {
                if let Some(width) = objects.resolve(width).and_then(|o| o.as_float().ok()) {
                    widths.push((at, at, width));
                }
            }
        } else if let (Some(last), Some(width)) = (cid(second), items.next().and_then(|o| o.as_float().ok())) {
            widths.push((first, last, width));
        }
        if widths.len() > MAX_WIDTHS {
            break;
        }
    }
    widths.sort_by_key(|range| range.0);
    widths
}

/// The descendant of a Type 0 font.
pub(super) fn descendant<'d>(objects: Objects<'d>, font: &'d Dictionary) -> Option<&'d Dictionary> {
    match objects.get(font, b"DescendantFonts")? {
        Object::Array(list) => as_dict(objects.resolve(list.first()?)?),
        object => as_dict(object),
    }
}
