//! From a font's characters to the characters of a word: ligatures resolved, spaces told apart, junk marked.

use crate::pdf::font::GlyphClass;

/// Appends `raw` cleaned to `out`, and says what it is. White space appends nothing.
pub(super) fn append_clean(raw: Option<&str>, out: &mut String) -> GlyphClass {
    let Some(raw) = raw else {
        out.push(char::REPLACEMENT_CHARACTER);
        return GlyphClass::Unmapped;
    };
    let start = out.len();
    let mut space = false;
    let mut unmapped = raw.is_empty();
    for c in raw.chars() {
        match c {
            '\u{FB00}' => out.push_str("ff"),
            '\u{FB01}' => out.push_str("fi"),
            '\u{FB02}' => out.push_str("fl"),
            '\u{FB03}' => out.push_str("ffi"),
            '\u{FB04}' => out.push_str("ffl"),
            '\u{FB05}' | '\u{FB06}' => out.push_str("st"),
            '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' => {}
            '\u{0}' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' => unmapped = true,
            '\u{E000}'..='\u{F8FF}' => match private_use(c) {
                Some(known) => out.push(known),
                None => unmapped = true,
            },
            c if c.is_whitespace() => space = true,
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    match (out.len() > start, space, unmapped) {
        (true, ..) => GlyphClass::Text,
        (false, true, _) => GlyphClass::Space,
        (false, false, true) => {
            out.push(char::REPLACEMENT_CHARACTER);
            GlyphClass::Unmapped
        }
        (false, false, false) => GlyphClass::Nothing,
    }
}

/// Signs of symbol fonts that word processors leave in the private use area: bullets, ticks and boxes.
fn private_use(c: char) -> Option<char> {
    Some(match c {
        '\u{F0B7}' => '•',
        '\u{F0A7}' | '\u{F06E}' => '▪',
        '\u{F0D8}' => '➢',
        '\u{F0FC}' => '✓',
        '\u{F0FB}' | '\u{F04F}' => '✗',
        '\u{F0A8}' | '\u{F06F}' | '\u{F071}' => '☐',
        '\u{F0FE}' | '\u{F052}' => '☑',
        '\u{F0FD}' | '\u{F053}' => '☒',
        '\u{F0E0}' => '→',
        '\u{F02D}' => '-',
        '\u{F020}' => ' ',
        // A font without Unicode table holds Latin letters at 0xF000 plus their code.
        '\u{F021}'..='\u{F07E}' => return char::from_u32(c as u32 - 0xF000),
        _ => return None,
    })
}

/// The characters of a glyph name (Adobe Glyph List, `uniXXXX`, `uXXXX`, parts joined by `_`); none for others.
pub(super) fn of_glyph_name(name: &str) -> Option<String> {
    if name.is_empty() || name.starts_with('.') {
        return None;
    }
    let text: String = skrifa::raw::ps::agl::name_to_chars(name).map(plain_form).collect();
    (!text.is_empty()).then_some(text)
}

/// The list puts old style figures and small capitals (`oneoldstyle`, `Aringsmall`) 0xF700 above the characters that they are forms of.
fn plain_form(c: char) -> char {
    match c {
        '\u{F721}'..='\u{F77E}' | '\u{F7A1}'..='\u{F7FF}' => char::from_u32(c as u32 - 0xF700).unwrap_or(c),
        _ => c,
    }
}

/// The glyph number in names such as `g12`, `gid12`, `glyph12`, `cid12`, `index12`.
pub(super) fn glyph_number(name: &str) -> Option<u32> {
    let digits = ["glyph", "index", "gid", "cid", "g"].iter().find_map(|prefix| name.strip_prefix(prefix))?;
    let digits = digits.strip_prefix(':').unwrap_or(digits);
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn clean(raw: &str) -> (String, GlyphClass) {
        let mut out = String::new();
        let class = append_clean(Some(raw), &mut out);
        (out, class)
    }

    #[test]
    fn ligatures_become_letters_and_blanks_become_spaces() {
        assert_eq!(clean("\u{FB01}"), ("fi".to_owned(), GlyphClass::Text));
        assert_eq!(clean("\u{FB03}"), ("ffi".to_owned(), GlyphClass::Text));
        assert_eq!(clean("\u{A0}"), (String::new(), GlyphClass::Space));
        assert_eq!(clean("\u{AD}"), ("\u{AD}".to_owned(), GlyphClass::Text));
        assert_eq!(clean("\u{F0B7}"), ("•".to_owned(), GlyphClass::Text));
        assert_eq!(clean("\u{0}").1, GlyphClass::Unmapped);
        assert_eq!(clean("\u{200B}").1, GlyphClass::Nothing);
    }

    #[test]
    fn glyph_names_follow_the_glyph_list() {
        assert_eq!(of_glyph_name("aring").unwrap(), "å");
        assert_eq!(of_glyph_name("uni00E6").unwrap(), "æ");
        assert_eq!(of_glyph_name("f_f_i").unwrap(), "ffi");
        assert_eq!(of_glyph_name("oslash.alt").unwrap(), "ø");
        assert_eq!(of_glyph_name(".notdef"), None);
        assert_eq!(of_glyph_name("g123"), None);
        assert_eq!(glyph_number("g123"), Some(123));
        assert_eq!(glyph_number("germandbls"), None);
    }
}
