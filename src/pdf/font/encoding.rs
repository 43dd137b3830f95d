//! The base encodings of simple fonts: from a byte to a character or a glyph name.

use skrifa::raw::ps::PredefinedEncoding;

use crate::pdf::font::text;

const WIN_ANSI_128: &str = "€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ";
const MAC_ROMAN_128: &str =
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»… ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ?ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// A base encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BaseEncoding {
    Standard,
    WinAnsi,
    MacRoman,
    Symbol,
    ZapfDingbats,
}

impl BaseEncoding {
    /// The encoding of that name; none for unknown ones.
    pub fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            b"MacRomanEncoding" => Some(Self::MacRoman),
            _ => None,
        }
    }

    /// The characters of a byte.
    pub fn text(self, code: u8) -> Option<String> {
        let c = match self {
            Self::Standard => return text::of_glyph_name(PredefinedEncoding::Standard.name(code)),
            Self::Symbol | Self::ZapfDingbats => super::standard::symbol(self, code)?.0,
            Self::WinAnsi => match code {
                0..=31 => return None,
                127 => '•',
                128..=159 => WIN_ANSI_128.chars().nth(usize::from(code) - 128)?,
                _ => char::from(code),
            },
            Self::MacRoman => match code {
                0..=31 | 127 => return None,
                // Apple's own sign has no character.
                240 => return None,
                128.. => MAC_ROMAN_128.chars().nth(usize::from(code) - 128)?,
                _ => char::from(code),
            },
        };
        Some(c.to_string())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn danish_letters_in_each_encoding() {
        assert_eq!(BaseEncoding::WinAnsi.text(0xE6).unwrap(), "æ");
        assert_eq!(BaseEncoding::WinAnsi.text(0x96).unwrap(), "–");
        assert_eq!(BaseEncoding::WinAnsi.text(0x80).unwrap(), "€");
        assert_eq!(BaseEncoding::MacRoman.text(0xBE).unwrap(), "æ");
        assert_eq!(BaseEncoding::MacRoman.text(0xAF).unwrap(), "Ø");
        assert_eq!(BaseEncoding::MacRoman.text(0xFF).unwrap(), "ˇ");
        assert_eq!(BaseEncoding::Standard.text(0xF9).unwrap(), "ø");
        assert_eq!(BaseEncoding::Standard.text(0x27).unwrap(), "’");
        assert_eq!(BaseEncoding::ZapfDingbats.text(b'4').unwrap(), "✔");
        assert_eq!(BaseEncoding::Symbol.text(0xB7).unwrap(), "•");
    }
}
