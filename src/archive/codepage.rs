//! The one-byte alphabets that ZIP programs on Danish machines write names in, and which of them a name is in.
//!
//! Windows packs with the OEM code page (850, in old programs 437, which has no ø), some programs with
//! Windows-1252. Nothing in the ZIP says which: the Danish letters decide, first by the name itself, then by all
//! names of the archive.

const CP850: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}"
);
const CP437: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}"
);
/// 0x80 to 0x9F; above, Windows-1252 is Latin-1. `\u{fffd}` where the code page has nothing.
const WINDOWS_1252: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";

/// A one-byte alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codepage {
    /// Western European DOS and the Danish Windows console.
    Cp850,
    /// Windows' own.
    Windows1252,
    /// The American DOS, the ZIP format's default.
    Cp437,
}

impl Codepage {
    /// In order of preference where nothing tells them apart.
    const ALL: [Self; 3] = [Self::Cp850, Self::Windows1252, Self::Cp437];

    /// Every byte string has a reading. 0x15 is § in the old alphabets: no file name has that control character.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        bytes.iter().map(|&byte| self.letter(byte)).collect()
    }

    fn letter(self, byte: u8) -> char {
        let high = usize::from(byte.wrapping_sub(0x80));
        let found = match (self, byte) {
            (_, 0x15) => Some('§'),
            (_, 0..=0x7F) => Some(char::from(byte)),
            (Self::Cp850, _) => CP850.chars().nth(high),
            (Self::Cp437, _) => CP437.chars().nth(high),
            (Self::Windows1252, 0x80..=0x9F) => WINDOWS_1252.chars().nth(high),
            (Self::Windows1252, _) => Some(char::from(byte)),
        };
        found.unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// How much a name reads like Danish in this alphabet.
    fn score(self, name: &[u8]) -> i64 {
        let mut score = 0;
        let mut before = ' ';
        for &byte in name {
            let letter = self.letter(byte);
            if byte >= 0x80 {
                score += letter_score(letter, before);
            }
            before = letter;
        }
        score
    }
}

fn letter_score(letter: char, before: char) -> i64 {
    let plausible = match letter {
        'æ' | 'ø' | 'å' | 'Æ' | 'Ø' | 'Å' => 4,
        '§' => 2,
        '–' | '—' | '‘' | '’' | '“' | '”' | '…' | '€' | '½' | '´' | '\u{a0}' => 0,
        'À'..='ÿ' if letter.is_alphabetic() => 1,
        _ => -3,
    };
    let capital_inside_word = letter.is_uppercase() && before.is_lowercase();
    plausible - if capital_inside_word { 2 } else { 0 }
}

/// How well each alphabet fits the names of a whole archive.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fit([i64; 3]);

impl Fit {
    /// Sums up the names that are neither marked nor valid as UTF-8.
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n [u8]>) -> Self {
        let mut fit = Self::default();
        for name in names.filter(|name| std::str::from_utf8(name).is_err()) {
            for (sum, page) in fit.0.iter_mut().zip(Codepage::ALL) {
                *sum = sum.saturating_add(page.score(name));
            }
        }
        fit
    }

    /// The alphabet of this name: its own letters first, then those of the archive, then the commonest.
    pub(super) fn choose(&self, name: &[u8]) -> Codepage {
        let mut best = (Codepage::Cp850, (i64::MIN, i64::MIN));
        for (page, archive) in Codepage::ALL.into_iter().zip(self.0) {
            let score = (page.score(name), archive);
            if score > best.1 {
                best = (page, score);
            }
        }
        best.0
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// The inverse of `decode`; none when the alphabet lacks a letter.
    pub(in crate::archive) fn encode(page: Codepage, text: &str) -> Option<Vec<u8>> {
        text.chars().map(|letter| (0..=255u8).filter(|byte| *byte != 0x15).find(|&byte| page.letter(byte) == letter)).collect()
    }

    #[test]
    fn every_byte_has_one_letter() {
        assert_eq!(CP850.chars().count(), 128);
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!(WINDOWS_1252.chars().count(), 32);
    }

    #[test]
    fn accents_without_danish_letters() {
        let fit = Fit::default();
        let latin = encode(Codepage::Windows1252, "Brev fra André.pdf").unwrap();
        assert_eq!(fit.choose(&latin).decode(&latin), "Brev fra André.pdf");
        let dos = encode(Codepage::Cp850, "Brev fra André.pdf").unwrap();
        assert_eq!(fit.choose(&dos).decode(&dos), "Brev fra André.pdf");
        assert_eq!(fit.choose(b"\x15 50.pdf").decode(b"\x15 50.pdf"), "§ 50.pdf");
    }

    proptest! {
        #[test]
        fn danish_names_survive(text in "[a-zæøåA-ZÆØÅ0-9 §._-]{0,12}[æøåÆØÅ][a-zæøå]{0,8}\\.pdf") {
            for page in [Codepage::Cp850, Codepage::Windows1252] {
                let bytes = encode(page, &text).unwrap();
                if std::str::from_utf8(&bytes).is_err() {
                    let fit = Fit::of([bytes.as_slice()].into_iter());
                    prop_assert_eq!(fit.choose(&bytes).decode(&bytes), text.clone());
                }
            }
        }
    }
}
