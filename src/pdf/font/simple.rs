//! Simple fonts: one byte a code. All 256 codes are resolved when the font is loaded.

use lopdf::{Dictionary, Object};

use crate::pdf::font::cmap::CodeMap;
use crate::pdf::font::encoding::BaseEncoding;
use crate::pdf::font::program::Program;
use crate::pdf::font::store::Style;
use crate::pdf::font::{Glyph, intern, text};
use crate::pdf::inflate::decoded;
use crate::pdf::objects::Objects;

/// Largest font program read, in bytes.
const MAX_PROGRAM: usize = 32 << 20;

/// The glyphs of all codes of a Type 1, TrueType or Type 3 font; their characters go to `pool`.
///
/// `unit` is the size of 1/1000 em in text space times 1000: 1 but for Type 3.
pub(super) fn load(
    objects: Objects<'_>,
    font: &Dictionary,
    style: &Style,
    to_unicode: Option<&CodeMap>,
    pool: &mut String,
) -> Box<[Glyph; 256]> {
    let source = Source::load(objects, font, style);
    let mut texts: Vec<Option<String>> = (0..=255u8).map(|code| source.stated(code, to_unicode)).collect();
    let widths = Widths::load(objects, font);
    let missing = (0..=255u8)
        .any(|code| texts.get(usize::from(code)).is_some_and(Option::is_none) && widths.stated(code).is_none_or(|width| width != 0.0));
    if missing {
        source.add_program(objects, font, style, &mut texts);
    }
    let scale = if style.is_type3 { style.unit } else { 1.0 } / 1000.0;
    let mut glyphs = Box::new([Glyph::NOTHING; 256]);
    for (code, (glyph, text)) in (0..=255u8).zip(glyphs.iter_mut().zip(&texts)) {
        let shown = text.as_deref();
        let width = widths.stated(code).unwrap_or_else(|| {
            let c = shown.and_then(|t| t.chars().next());
            if style.is_type3 { 0.0 } else { widths.missing.unwrap_or_else(|| style.standard.width(code, c)) }
        });
        // Type 3 widths are in glyph space; the others in thousandths.
        let width = if style.is_type3 { width * style.unit } else { width * scale };
        *glyph =
            if source.is_nothing(code, style) && shown.is_none() { Glyph { width, ..Glyph::NOTHING } } else { intern(pool, shown, width) };
    }
    glyphs
}

/// Where a simple font's characters come from.
struct Source {
    base: Option<BaseEncoding>,
    /// Glyph names that differ from the base, by code.
    differences: Vec<Option<String>>,
}

impl Source {
    fn load(objects: Objects<'_>, font: &Dictionary, style: &Style) -> Self {
        let mut source = Self { base: None, differences: Vec::new() };
        match objects.get(font, b"Encoding") {
            Some(Object::Name(name)) => source.base = BaseEncoding::named(name),
            Some(Object::Dictionary(dict)) => {
                source.base = objects.name(dict, b"BaseEncoding").and_then(BaseEncoding::named);
                source.differences = load_differences(objects, dict);
            }
            _ => {}
        }
        if let Some(own) = style.standard.own_encoding().filter(|_| !style.has_program) {
            source.base = Some(own);
        }
        if source.base.is_none() && !style.has_program && !style.is_type3 {
            source.base = Some(BaseEncoding::Standard);
        }
        source
    }

    /// What the font's dictionary says of a code.
    fn stated(&self, code: u8, to_unicode: Option<&CodeMap>) -> Option<String> {
        let mut mapped = String::new();
        if let Some(map) = to_unicode
            && map.text(u32::from(code), &mut mapped)
            && !mapped.chars().all(|c| matches!(c, '\0' | '\u{FFFD}' | '\u{E000}'..='\u{EFFF}'))
        {
            return Some(mapped);
        }
        match self.difference(code) {
            Some(name) => text::of_glyph_name(name),
            None => self.base?.text(code),
        }
    }

    fn difference(&self, code: u8) -> Option<&str> {
        self.differences.get(usize::from(code)).and_then(Option::as_deref)
    }

    /// True when the code shows nothing: it is said so, or it is a control sign in a font that is not brought along.
    fn is_nothing(&self, code: u8, style: &Style) -> bool {
        match self.difference(code) {
            Some(name) => name == ".notdef",
            None => code < 32 && !style.has_program && !style.is_type3,
        }
    }

    /// Fills what is missing from the embedded program, and last from the encoding such a font would have.
    fn add_program(&self, objects: Objects<'_>, font: &Dictionary, style: &Style, texts: &mut [Option<String>]) {
        let program = objects.dict(font, b"FontDescriptor").and_then(|descriptor| {
            let stream =
                [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].into_iter().find_map(|key| objects.stream(descriptor, key))?;
            Some(Program::parse(&decoded(&objects, stream, MAX_PROGRAM)))
        });
        let last_resort = if style.is_truetype { BaseEncoding::WinAnsi } else { BaseEncoding::Standard };
        for (code, slot) in (0..=255u8).zip(texts.iter_mut()) {
            if slot.is_some() {
                continue;
            }
            let named = self.difference(code);
            let by_program = program.as_ref().and_then(|program| match named {
                Some(name) => program.text_of_glyph(text::glyph_number(name)?),
                None => program.text_of_code(code),
            });
            *slot = by_program.map(str::to_owned);
            if slot.is_none() && named.is_none() && !style.is_type3 {
                *slot = last_resort.text(code);
            }
        }
    }
}

fn load_differences(objects: Objects<'_>, encoding: &Dictionary) -> Vec<Option<String>> {
    let mut names = vec![None; 256];
    let mut code = 0usize;
    for item in objects.array(encoding, b"Differences").unwrap_or_default() {
        match objects.resolve(item) {
            Some(Object::Name(name)) => {
                if let Some(slot) = names.get_mut(code) {
                    *slot = Some(String::from_utf8_lossy(name).into_owned());
                }
                code = code.saturating_add(1);
            }
            Some(number) => code = number.as_float().map_or(code, |v| v.max(0.0) as usize),
            None => {}
        }
    }
    names
}

/// The widths the font's dictionary states.
struct Widths {
    first: i64,
    list: Vec<Option<f32>>,
    missing: Option<f32>,
}

impl Widths {
    fn load(objects: Objects<'_>, font: &Dictionary) -> Self {
        let list: Vec<_> = objects
            .array(font, b"Widths")
            .unwrap_or_default()
            .iter()
            .take(256)
            .map(|item| objects.resolve(item).and_then(|o| o.as_float().ok()))
            .collect();
        let missing = objects.dict(font, b"FontDescriptor").and_then(|d| objects.number(d, b"MissingWidth")).filter(|_| !list.is_empty());
        Self { first: objects.integer(font, b"FirstChar").unwrap_or(0), list, missing }
    }

    fn stated(&self, code: u8) -> Option<f32> {
        let at = usize::try_from(i64::from(code).checked_sub(self.first)?).ok()?;
        *self.list.get(at)?
    }
}
