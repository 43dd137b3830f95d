//! Fonts: from the codes of a shown string to characters and widths. Each is parsed once per document.
//!
//! A code's character is looked for in this order: the font's ToUnicode map, its encoding (Differences, base encoding,
//! glyph names), the predefined CMap of its character collection, and last the embedded font program itself.

mod cmap;
mod composite;
mod encoding;
mod program;
mod simple;
mod standard;
mod store;
mod text;

use composite::Composite;
pub(crate) use store::FontStore;

/// What a code of a font shows. Its characters are in the font's pool: [`Font::text`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    /// Advance in units of the font size (downwards for vertical writing).
    pub width: f32,
    /// What kind of characters it has.
    pub class: GlyphClass,
    /// Its only character, where it is text of one.
    pub letter: Option<char>,
    start: u32,
    len: u16,
}

impl Glyph {
    const NOTHING: Self = Self { width: 0.0, class: GlyphClass::Nothing, letter: None, start: 0, len: 0 };
}

/// What kind of characters a glyph has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GlyphClass {
    /// Letters, digits, signs.
    Text,
    /// White space.
    Space,
    /// The file does not say; its text is U+FFFD.
    Unmapped,
    /// Shows nothing.
    Nothing,
}

/// A font of the document.
pub(crate) struct Font {
    /// Height above the baseline, in units of the font size.
    pub ascent: f32,
    /// Depth below the baseline (negative).
    pub descent: f32,
    /// Heavy.
    pub bold: bool,
    /// Written downwards.
    pub vertical: bool,
    /// The em in units of the font size: 1 but for Type 3 fonts, which choose their own.
    pub em: f32,
    pool: String,
    codes: Codes,
}

enum Codes {
    /// One byte a code, all 256 known beforehand.
    Bytes(Box<[Glyph; 256]>),
    /// CIDs, looked up as they are met.
    Composite(Box<Composite>),
}

impl Font {
    /// The first code of `bytes`, which is not empty, and its length in bytes.
    #[inline]
    pub fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        match &self.codes {
            Codes::Bytes(_) => (u32::from(bytes.first().copied().unwrap_or_default()), 1),
            Codes::Composite(composite) => composite.next_code(bytes),
        }
    }

    /// What the code shows.
    #[inline]
    pub fn glyph(&mut self, code: u32, len: usize) -> Glyph {
        match &mut self.codes {
            Codes::Bytes(glyphs) => glyphs.get(code as usize).copied().unwrap_or(Glyph::NOTHING),
            Codes::Composite(composite) => composite.glyph(code, len, &mut self.pool),
        }
    }

    /// The characters of one of this font's glyphs.
    #[inline]
    pub fn text(&self, glyph: Glyph) -> &str {
        let start = glyph.start as usize;
        self.pool.get(start..start + usize::from(glyph.len)).unwrap_or_default()
    }

    /// True when word spacing applies to the code: a single byte 32.
    #[inline]
    pub fn is_word_space(code: u32, len: usize) -> bool {
        code == 32 && len == 1
    }
}

/// Puts a code's characters, as the file gives them (none when it does not), into the pool.
fn intern(pool: &mut String, raw: Option<&str>, width: f32) -> Glyph {
    let start = pool.len();
    let class = text::append_clean(raw, pool);
    let shown = pool.get(start..).unwrap_or_default();
    let len = u16::try_from(shown.len()).unwrap_or_default();
    let mut chars = shown.chars();
    let letter = chars.next().filter(|_| class == GlyphClass::Text && chars.next().is_none());
    Glyph { width, class, letter, start: u32::try_from(start).unwrap_or_default(), len }
}
