//! All fonts of a document, each loaded when first used.

use std::collections::HashMap;

use lopdf::{Dictionary, Object, ObjectId};

use crate::pdf::font::cmap::CodeMap;
use crate::pdf::font::composite::{self, Composite};
use crate::pdf::font::standard::StandardFont;
use crate::pdf::font::{Codes, Font, simple};
use crate::pdf::inflate::decoded;
use crate::pdf::objects::Objects;

/// Largest ToUnicode map read, in bytes.
const MAX_TO_UNICODE: usize = 16 << 20;

/// Which dictionary a font was loaded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Id(ObjectId),
    /// Written in place: its address, which stays while the document is borrowed.
    InPlace(usize),
}

/// The fonts loaded so far.
pub(crate) struct FontStore<'d> {
    objects: Objects<'d>,
    index: HashMap<Key, usize>,
    fonts: Vec<Font>,
}

impl<'d> FontStore<'d> {
    pub fn new(objects: Objects<'d>) -> Self {
        let fonts = vec![load(objects, &Dictionary::new())];
        Self { objects, index: HashMap::new(), fonts }
    }

    /// The font under `name` in a `/Font` dictionary; a plain one when it is missing.
    pub fn find(&mut self, fonts: Option<&'d Dictionary>, name: &[u8]) -> usize {
        let Some(fonts) = fonts else { return 0 };
        let Some(dict) = self.objects.dict(fonts, name) else { return 0 };
        let key = match self.objects.reference(fonts, name) {
            Some(id) => Key::Id(id),
            None => Key::InPlace(std::ptr::from_ref(dict).addr()),
        };
        if let Some(at) = self.index.get(&key) {
            return *at;
        }
        let at = self.fonts.len();
        self.fonts.push(load(self.objects, dict));
        self.index.insert(key, at);
        at
    }

    #[inline]
    pub fn get_mut(&mut self, at: usize) -> Option<&mut Font> {
        self.fonts.get_mut(at)
    }
}

/// What a font looks like, from its name, flags and descriptor.
pub(super) struct Style {
    pub standard: StandardFont,
    pub has_program: bool,
    pub is_type3: bool,
    pub is_truetype: bool,
    /// Type 3: size of one unit of glyph space.
    pub unit: f32,
    bold: bool,
    ascent: f32,
    descent: f32,
}

const FIXED_PITCH: i64 = 1;
const SERIF: i64 = 1 << 1;
const FORCE_BOLD: i64 = 1 << 18;

impl Style {
    fn of(objects: Objects<'_>, font: &Dictionary, descendant: Option<&Dictionary>) -> Self {
        let subtype = objects.name(font, b"Subtype").unwrap_or_default();
        let is_type3 = subtype == b"Type3";
        let descriptor = objects.dict(descendant.unwrap_or(font), b"FontDescriptor");
        let name = objects.name(font, b"BaseFont").map(String::from_utf8_lossy).unwrap_or_default();
        let name = name.split_once('+').map_or(&*name, |(_, rest)| rest);
        let number = |key: &[u8]| descriptor.and_then(|d| objects.number(d, key));
        let flags = descriptor.and_then(|d| objects.integer(d, b"Flags")).unwrap_or(0);
        let lower = name.to_ascii_lowercase();
        let bold = ["bold", "black", "heavy", "demi"].iter().any(|word| lower.contains(word))
            || flags & FORCE_BOLD != 0
            || number(b"FontWeight").is_some_and(|weight| weight >= 600.0)
            || number(b"StemV").is_some_and(|stem| stem >= 150.0);
        let has_program = descriptor.is_some_and(|d| [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| d.has(key)));
        let serif = flags & SERIF != 0 || descriptor.is_none() && lower.contains("times");
        let unit = objects.matrix(font, b"FontMatrix").filter(|_| is_type3).map_or(0.001, |m| {
            let across = m.a.hypot(m.b);
            if across > 0.0 { across } else { 0.001 }
        });
        let sane = |value: Option<f32>, range: std::ops::RangeInclusive<f32>, otherwise: f32| {
            value.map(|v| v / 1000.0).filter(|v| range.contains(v)).unwrap_or(otherwise)
        };
        Self {
            standard: StandardFont::nearest(name, bold, serif, flags & FIXED_PITCH != 0),
            has_program,
            is_type3,
            is_truetype: subtype == b"TrueType",
            unit,
            bold,
            ascent: sane(number(b"Ascent"), 0.5..=1.2, 0.8),
            // Some writers give the depth without its sign.
            descent: -sane(number(b"Descent").map(f32::abs), 0.05..=0.5, 0.2),
        }
    }
}

fn load(objects: Objects<'_>, font: &Dictionary) -> Font {
    let to_unicode = match objects.get(font, b"ToUnicode") {
        Some(Object::Stream(stream)) => Some(CodeMap::parse(&decoded(&objects, stream, MAX_TO_UNICODE))),
        // Not allowed, but written: the codes are the characters.
        Some(Object::Name(name)) if name.starts_with(b"Identity") => Some(CodeMap::identity()),
        _ => None,
    };
    let descendant = composite::descendant(objects, font);
    let style = Style::of(objects, font, descendant);
    let mut pool = String::new();
    let is_composite = objects.name(font, b"Subtype") == Some(b"Type0") || descendant.is_some();
    let codes = match descendant.filter(|_| is_composite) {
        Some(descendant) => Codes::Composite(Box::new(Composite::load(objects, font, descendant, to_unicode))),
        None => Codes::Bytes(simple::load(objects, font, &style, to_unicode.as_ref(), &mut pool)),
    };
    let vertical = matches!(&codes, Codes::Composite(composite) if composite.is_vertical());
    let (mut ascent, mut descent) = (style.ascent, style.descent);
    let mut em = 1.0;
    if style.is_type3
        && let Some([_, low, _, high]) = objects.rect(font, b"FontBBox")
    {
        let (low, high) = (low * style.unit, high * style.unit);
        if high > 0.0 {
            (ascent, descent) = (high, low.min(0.0));
            em = high - low.min(0.0);
        }
    }
    Font { ascent, descent, bold: style.bold, vertical, em, pool, codes }
}
