//! The embedded font program as a witness: which characters its glyphs show, when nothing else in the file says.

use skrifa::charmap::Charmap;
use skrifa::raw::TableProvider;
use skrifa::raw::ps::cff::CffFontRef;
use skrifa::raw::ps::type1::Type1Font;
use skrifa::{FontRef, GlyphId, GlyphNames};

use crate::pdf::font::text;

/// What the program tells.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// Characters of a glyph, sorted by glyph.
    by_glyph: Vec<(u32, String)>,
    /// Glyph of a CID, sorted by CID; none when CIDs are glyph numbers.
    by_cid: Option<Vec<(u32, u32)>>,
    /// Characters of a byte by the encoding built into the program.
    by_code: Vec<Option<String>>,
    /// Glyph of a byte by the program's symbol or Macintosh table.
    glyph_of_code: Vec<Option<u32>>,
}

impl Program {
    /// Reads a TrueType, OpenType, CFF or Type 1 program; an unreadable one tells nothing.
    pub fn parse(data: &[u8]) -> Self {
        // The parsers are others'; a fault of theirs must cost no more than this font.
        std::panic::catch_unwind(|| Self::parse_any(data)).unwrap_or_default()
    }

    fn parse_any(data: &[u8]) -> Self {
        if let Ok(font) = FontRef::new(data) {
            return Self::of_sfnt(&font);
        }
        if let Ok(cff) = CffFontRef::new(data, 0, None) {
            return Self::of_cff(&cff);
        }
        match Type1Font::new(data) {
            Ok(font) => Self::of_type1(&font),
            Err(_) => Self::default(),
        }
    }

    /// Characters of a glyph.
    pub fn text_of_glyph(&self, glyph: u32) -> Option<&str> {
        let at = self.by_glyph.binary_search_by_key(&glyph, |entry| entry.0).ok()?;
        self.by_glyph.get(at).map(|entry| entry.1.as_str())
    }

    /// Characters of a CID, when the file has no map from CIDs to glyphs.
    pub fn text_of_cid(&self, cid: u32) -> Option<&str> {
        match &self.by_cid {
            None => self.text_of_glyph(cid),
            Some(map) => {
                let at = map.binary_search_by_key(&cid, |entry| entry.0).ok()?;
                self.text_of_glyph(map.get(at)?.1)
            }
        }
    }

    /// Characters of a byte by the program's own encoding.
    pub fn text_of_code(&self, code: u8) -> Option<&str> {
        let at = usize::from(code);
        if let Some(text) = self.by_code.get(at).and_then(Option::as_deref) {
            return Some(text);
        }
        self.text_of_glyph((*self.glyph_of_code.get(at)?)?)
    }

    fn of_sfnt(font: &FontRef<'_>) -> Self {
        let mut program = Self::default();
        let charmap = Charmap::new(font);
        if charmap.has_map() && !charmap.is_symbol() {
            let mut pairs: Vec<(u32, u32)> = charmap.mappings().map(|(c, glyph)| (glyph.to_u32(), c)).collect();
            // Of several characters for one glyph the lowest is the plain one, but a space is never better than its own glyph.
            pairs.sort_unstable();
            pairs.dedup_by_key(|pair| pair.0);
            program.by_glyph = pairs.into_iter().filter_map(|(glyph, c)| Some((glyph, char::from_u32(c)?.to_string()))).collect();
        }
        let names = GlyphNames::new(font);
        program.add_names(
            names.iter().filter(|(_, name)| !name.is_synthesized()).map(|(glyph, name)| (glyph.to_u32(), name.as_str().to_owned())),
        );
        program.glyph_of_code = codes_of_sfnt(font);
        if let Ok(cff) = font.cff()
            && let Ok(cff) = CffFontRef::new_cff(cff.offset_data().as_bytes(), 0, None)
        {
            let inner = Self::of_cff(&cff);
            program.by_cid = inner.by_cid;
            if program.by_glyph.is_empty() {
                program.by_glyph = inner.by_glyph;
            }
            program.by_code = inner.by_code;
        }
        program
    }

    fn of_cff(cff: &CffFontRef<'_>) -> Self {
        let mut program = Self::default();
        let Some(charset) = cff.charset() else { return program };
        if cff.is_cid() {
            let mut cids: Vec<(u32, u32)> = charset.iter().map(|(glyph, cid)| (u32::from(cid.to_u16()), glyph.to_u32())).collect();
            cids.sort_unstable();
            program.by_cid = Some(cids);
            return program;
        }
        program.add_names(
            charset.iter().filter_map(|(glyph, sid)| Some((glyph.to_u32(), std::str::from_utf8(cff.string(sid)?).ok()?.to_owned()))),
        );
        if let Some(encoding) = cff.encoding() {
            program.by_code = (0..=255u8)
                .map(|code| {
                    let glyph = encoding.map(code)?.to_u32();
                    program.text_of_glyph(glyph).filter(|_| glyph != 0).map(str::to_owned)
                })
                .collect();
        }
        program
    }

    fn of_type1(font: &Type1Font) -> Self {
        let mut program = Self::default();
        program.add_names(font.glyph_names().map(|(glyph, name)| (glyph.to_u32(), name.to_owned())));
        if let Some(encoding) = font.encoding() {
            program.by_code = (0..=255u8).map(|code| encoding.glyph_name(code).and_then(text::of_glyph_name)).collect();
        }
        program
    }

    fn add_names(&mut self, names: impl Iterator<Item = (u32, String)>) {
        let known = std::mem::take(&mut self.by_glyph);
        let mut all: Vec<(u32, u8, String)> = known.into_iter().map(|(glyph, text)| (glyph, 0, text)).collect();
        all.extend(names.filter_map(|(glyph, name)| Some((glyph, 1, text::of_glyph_name(&name)?))));
        all.sort();
        all.dedup_by_key(|entry| entry.0);
        self.by_glyph = all.into_iter().map(|(glyph, _, text)| (glyph, text)).collect();
    }
}

/// Glyphs of the 256 bytes by the program's (3,0) table, else its (1,0) table.
fn codes_of_sfnt(font: &FontRef<'_>) -> Vec<Option<u32>> {
    let Ok(cmap) = font.cmap() else { return Vec::new() };
    let data = cmap.offset_data();
    let table = |platform: u16, encoding: u16| {
        cmap.encoding_records()
            .iter()
            .find(|record| record.platform_id() as u16 == platform && record.encoding_id() == encoding)
            .and_then(|record| record.subtable(data).ok())
    };
    let (symbol, macintosh) = (table(3, 0), table(1, 0));
    let glyph = |c: u32, from: &Option<skrifa::raw::tables::cmap::CmapSubtable<'_>>| {
        let found: Option<GlyphId> = from.as_ref()?.map_codepoint(c);
        found.map(GlyphId::to_u32).filter(|glyph| *glyph != 0)
    };
    (0..256u32).map(|code| glyph(0xF000 + code, &symbol).or_else(|| glyph(code, &symbol)).or_else(|| glyph(code, &macintosh))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_programs_tell_nothing() {
        for data in [&b""[..], b"\x00\x01\x00\x00\xff\xff", b"%!PS-AdobeFont-1.0\n/Encoding 256 array", b"\x01\x00\x04\x01\x00\x01"] {
            let program = Program::parse(data);
            assert_eq!(program.text_of_code(65), None);
            assert_eq!(program.text_of_cid(65), None);
        }
    }
}
