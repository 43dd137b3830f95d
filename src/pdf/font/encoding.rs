//! The base encodings of simple fonts: from a byte to a character or a glyph name.

use skrifa::raw::ps::PredefinedEncoding;

use crate::pdf::font::text;

const WIN_ANSI_128: &str = "€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ";
const MAC_ROMAN_128: &str =
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»… ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ?ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// The glyph names of MacExpertEncoding from code 32 on (old style figures, small capitals, fractions); `-` where there is none.
const MAC_EXPERT: &str = "\
    space exclamsmall Hungarumlautsmall centoldstyle dollaroldstyle dollarsuperior ampersandsmall Acutesmall parenleftsuperior \
    parenrightsuperior twodotenleader onedotenleader comma hyphen period fraction zerooldstyle oneoldstyle twooldstyle threeoldstyle \
    fouroldstyle fiveoldstyle sixoldstyle sevenoldstyle eightoldstyle nineoldstyle colon semicolon - threequartersemdash - questionsmall \
    - - - - Ethsmall - - onequarter onehalf threequarters oneeighth threeeighths fiveeighths seveneighths onethird twothirds - - - - - - \
    ff fi fl ffi ffl parenleftinferior - parenrightinferior Circumflexsmall hypheninferior Gravesmall Asmall Bsmall Csmall Dsmall Esmall \
    Fsmall Gsmall Hsmall Ismall Jsmall Ksmall Lsmall Msmall Nsmall Osmall Psmall Qsmall Rsmall Ssmall Tsmall Usmall Vsmall Wsmall Xsmall \
    Ysmall Zsmall colonmonetary onefitted rupiah Tildesmall - - asuperior centsuperior - - - - Aacutesmall Agravesmall Acircumflexsmall \
    Adieresissmall Atildesmall Aringsmall Ccedillasmall Eacutesmall Egravesmall Ecircumflexsmall Edieresissmall Iacutesmall Igravesmall \
    Icircumflexsmall Idieresissmall Ntildesmall Oacutesmall Ogravesmall Ocircumflexsmall Odieresissmall Otildesmall Uacutesmall \
    Ugravesmall Ucircumflexsmall Udieresissmall - eightsuperior fourinferior threeinferior sixinferior eightinferior seveninferior \
    Scaronsmall - centinferior twoinferior - Dieresissmall - Caronsmall osuperior fiveinferior - commainferior periodinferior Yacutesmall \
    - dollarinferior - - Thornsmall - nineinferior zeroinferior Zcaronsmall AEsmall Oslashsmall questiondownsmall oneinferior Lslashsmall \
    - - - - - - Cedillasmall - - - - - OEsmall figuredash hyphensuperior - - - - exclamdownsmall - Ydieresissmall - onesuperior \
    twosuperior threesuperior foursuperior fivesuperior sixsuperior sevensuperior ninesuperior zerosuperior - esuperior rsuperior \
    tsuperior - - isuperior ssuperior dsuperior - - - - - lsuperior Ogoneksmall Brevesmall Macronsmall bsuperior nsuperior msuperior \
    commasuperior periodsuperior Dotaccentsmall Ringsmall";

/// A base encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BaseEncoding {
    Standard,
    WinAnsi,
    MacRoman,
    MacExpert,
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
            b"MacExpertEncoding" => Some(Self::MacExpert),
            _ => None,
        }
    }

    /// The characters of a byte.
    pub fn text(self, code: u8) -> Option<String> {
        let c = match self {
            Self::Standard => return text::of_glyph_name(PredefinedEncoding::Standard.name(code)),
            Self::MacExpert => {
                let name = MAC_EXPERT.split_whitespace().nth(usize::from(code).checked_sub(32)?)?;
                return text::of_glyph_name(name).filter(|_| name != "-");
            }
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
        let expert = |codes: &[u8]| codes.iter().map(|code| BaseEncoding::MacExpert.text(*code).unwrap()).collect::<String>();
        assert_eq!(expert(&[0x31, 0x32, 0x2E, 0x30, 0x35, 0x2E, 0x32, 0x30, 0x32, 0x31]), "12.05.2021");
        assert_eq!(expert(&[0x73, 0x61, 0x67, 0xBE, 0xBF, 0x8C]), "sagæøå");
        assert_eq!(expert(&[0x48, 0xE1, 0x57]), "½⁹ﬁ");
        assert_eq!(BaseEncoding::MacExpert.text(0x41), None);
        assert_eq!(BaseEncoding::ZapfDingbats.text(b'4').unwrap(), "✔");
        assert_eq!(BaseEncoding::Symbol.text(0xB7).unwrap(), "•");
    }
}
