//! CMaps that a file brings along: from codes to characters (ToUnicode) and from codes to CIDs (encodings).

use crate::pdf::content::{Scanner, Token};

/// Most entries kept of one CMap; beyond lies no honest font.
const MAX_ENTRIES: usize = 1 << 18;

/// A parsed CMap.
#[derive(Debug, Default)]
pub(super) struct CodeMap {
    /// `(length in bytes, lowest, highest)`.
    codespaces: Vec<(usize, u32, u32)>,
    /// Sorted by the lowest code.
    texts: Vec<TextRange>,
    /// Sorted by the lowest code: `(lowest, highest, first CID)`.
    cids: Vec<(u32, u32, u32)>,
    units: Vec<u16>,
    /// Written downwards.
    pub vertical: bool,
    /// The CMap it builds on, by name.
    pub base: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Copy)]
struct TextRange {
    low: u32,
    high: u32,
    start: u32,
    len: u16,
}

impl CodeMap {
    /// Reads a CMap; what can't be understood is passed over.
    pub fn parse(data: &[u8]) -> Self {
        let mut map = Self::default();
        let mut reader = Reader { scanner: Scanner::new(data), map: &mut map };
        reader.read();
        map.texts.sort_by_key(|range| range.low);
        map.cids.sort_by_key(|range| range.0);
        map
    }

    /// Codes are characters.
    pub fn identity() -> Self {
        let mut map = Self::default();
        map.add_text(1, 0xD7FF, &[0, 1]);
        map
    }

    /// True when it gives characters.
    pub fn has_texts(&self) -> bool {
        !self.texts.is_empty()
    }

    /// The characters of a code, appended to `out`. False when it has none.
    pub fn text(&self, code: u32, out: &mut String) -> bool {
        let end = self.texts.partition_point(|range| range.low <= code);
        // Ranges should not overlap; where they do, the nearest start is right.
        let near = self.texts.get(end.saturating_sub(8)..end).unwrap_or_default();
        let Some(range) = near.iter().rev().find(|range| code <= range.high) else { return false };
        let start = range.start as usize;
        let Some(units) = self.units.get(start..start + usize::from(range.len)) else { return false };
        let Some((last, head)) = units.split_last() else { return false };
        let last = last.wrapping_add((code - range.low) as u16);
        let before = out.len();
        for c in char::decode_utf16(head.iter().copied().chain([last])) {
            out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        out.len() > before
    }

    /// The CID of a code; none when the map does not have it.
    pub fn cid(&self, code: u32) -> Option<u32> {
        let end = self.cids.partition_point(|range| range.0 <= code);
        let near = self.cids.get(end.saturating_sub(8)..end).unwrap_or_default();
        let (low, _, cid) = near.iter().rev().find(|range| code <= range.1)?;
        Some(cid + (code - low))
    }

    /// The first code of `bytes` by the code spaces; two bytes when none fits.
    pub fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        let mut code = 0;
        for (at, byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(*byte);
            let len = at + 1;
            if self.codespaces.iter().any(|space| space.0 == len && in_codespace(code, space.1, space.2, len)) {
                return (code, len);
            }
        }
        // No space fits: the shortest length that any space has, so that reading stays in step.
        let len = self.codespaces.iter().map(|space| space.0).min().unwrap_or(2).min(bytes.len()).max(1);
        (big_endian(bytes.get(..len).unwrap_or_default()), len)
    }

    /// True when code spaces are given.
    pub fn has_codespaces(&self) -> bool {
        !self.codespaces.is_empty()
    }

    fn add_text(&mut self, low: u32, high: u32, utf16: &[u8]) {
        if self.texts.len() >= MAX_ENTRIES || high < low || utf16.is_empty() {
            return;
        }
        let start = self.units.len();
        match utf16 {
            [one] => self.units.push(u16::from(*one)),
            _ => self.units.extend(utf16.chunks_exact(2).map(|pair| big_endian(pair) as u16)),
        }
        let (Ok(start), Ok(len)) = (u32::try_from(start), u16::try_from(self.units.len() - start)) else { return };
        self.texts.push(TextRange { low, high, start, len });
    }
}

/// Each byte of the code lies between those of the bounds.
fn in_codespace(code: u32, low: u32, high: u32, len: usize) -> bool {
    (0..len).all(|at| {
        let byte = |value: u32| value >> (8 * at) & 0xFF;
        (byte(low)..=byte(high)).contains(&byte(code))
    })
}

fn big_endian(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

struct Reader<'a, 'm> {
    scanner: Scanner<'a>,
    map: &'m mut CodeMap,
}

impl<'a> Reader<'a, '_> {
    fn read(&mut self) {
        let mut name: Option<&'a [u8]> = None;
        let mut number = 0.0;
        let mut wmode = false;
        while let Some(token) = self.scanner.next_token() {
            match token {
                Token::Name(found) => {
                    wmode = found == b"WMode";
                    name = Some(found);
                }
                Token::Number(found) => number = found,
                Token::Operator(b"def") if std::mem::take(&mut wmode) => self.map.vertical = number == 1.0,
                Token::Operator(b"usecmap") => self.map.base = name.map(<[u8]>::to_vec),
                Token::Operator(b"begincodespacerange") => self.codespaces(),
                Token::Operator(b"beginbfchar") => self.text_chars(),
                Token::Operator(b"beginbfrange") => self.text_ranges(),
                Token::Operator(b"begincidchar") => self.cid_chars(),
                Token::Operator(b"begincidrange") => self.cid_ranges(),
                _ => {}
            }
        }
    }

    /// The next token as a code with its length; none at the end of the section.
    fn code(&mut self) -> Option<(u32, usize)> {
        let bytes = self.bytes()?;
        Some((big_endian(bytes.get(bytes.len().saturating_sub(4)..).unwrap_or_default()), bytes.len()))
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        match self.scanner.next_token()? {
            Token::String(string) => Some(string.bytes()),
            _ => None,
        }
    }

    fn codespaces(&mut self) {
        while let Some((low, len)) = self.code()
            && let Some((high, _)) = self.code()
        {
            if (1..=4).contains(&len) && self.map.codespaces.len() < 256 {
                self.map.codespaces.push((len, low, high));
            }
        }
    }

    fn text_chars(&mut self) {
        while let Some((code, _)) = self.code() {
            match self.scanner.next_token() {
                Some(Token::String(string)) => self.map.add_text(code, code, &string.bytes()),
                // A glyph name in place of characters.
                Some(Token::Name(name)) => self.add_glyph_name(code, name),
                _ => return,
            }
        }
    }

    fn add_glyph_name(&mut self, code: u32, name: &[u8]) {
        let text = std::str::from_utf8(name).ok().and_then(super::text::of_glyph_name).unwrap_or_default();
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        self.map.add_text(code, code, &utf16);
    }

    fn text_ranges(&mut self) {
        while let Some((low, _)) = self.code()
            && let Some((high, _)) = self.code()
        {
            match self.scanner.next_token() {
                Some(Token::String(string)) => self.map.add_text(low, high, &string.bytes()),
                Some(Token::ArrayStart) => {
                    let mut code = low;
                    while let Some(Token::String(string)) = self.scanner.next_token() {
                        self.map.add_text(code, code, &string.bytes());
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    fn cid_chars(&mut self) {
        while let Some((code, _)) = self.code() {
            let Some(Token::Number(cid)) = self.scanner.next_token() else { return };
            self.add_cids(code, code, cid);
        }
    }

    fn cid_ranges(&mut self) {
        while let Some((low, _)) = self.code()
            && let Some((high, _)) = self.code()
        {
            let Some(Token::Number(cid)) = self.scanner.next_token() else { return };
            self.add_cids(low, high, cid);
        }
    }

    fn add_cids(&mut self, low: u32, high: u32, cid: f32) {
        if self.map.cids.len() < MAX_ENTRIES && low <= high && high - low <= 0xFF_FFFF && (0.0..1e6).contains(&cid) {
            self.map.cids.push((low, high, cid as u32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(map: &CodeMap, code: u32) -> String {
        let mut out = String::new();
        map.text(code, &mut out);
        out
    }

    #[test]
    fn to_unicode_with_chars_ranges_and_arrays() {
        let map = CodeMap::parse(
            b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <FFFF> endcodespacerange
              2 beginbfchar <0003> <0020> <0004> <00660069> endbfchar
              2 beginbfrange <0010> <0012> <0041> <0020> <0022> [<0061> <00E6> <D83DDE00>] endbfrange
              endcmap",
        );
        assert_eq!(text(&map, 4), "fi");
        assert_eq!(text(&map, 0x12), "C");
        assert_eq!(text(&map, 0x21), "æ");
        assert_eq!(text(&map, 0x22), "😀");
        assert_eq!(text(&map, 0x30), "");
        assert_eq!(map.next_code(&[0, 3, 0]), (3, 2));
    }

    #[test]
    fn encodings_with_mixed_lengths() {
        let map = CodeMap::parse(
            b"2 begincodespacerange <00> <80> <8140> <9FFC> endcodespacerange /WMode 1 def
              1 begincidrange <8140> <8150> 633 endcidrange 1 begincidchar <20> 1 endcidchar",
        );
        assert!(map.vertical);
        assert_eq!(map.next_code(&[0x20, 0x81]), (0x20, 1));
        assert_eq!(map.next_code(&[0x81, 0x41]), (0x8141, 2));
        assert_eq!(map.cid(0x8141), Some(634));
        assert_eq!(map.cid(0x20), Some(1));
        assert_eq!(map.cid(0x21), None);
    }

    #[test]
    fn nonsense_is_passed_over() {
        for data in [&b"beginbfchar <"[..], b"beginbfrange <01> <00> <41", b"beginbfrange <00> <FFFFFFFF> [", b"\xff\xfe(((("] {
            let map = CodeMap::parse(data);
            assert_eq!(text(&map, 1), "");
        }
    }
}
