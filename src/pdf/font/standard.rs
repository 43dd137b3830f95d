//! The fourteen standard fonts, which a file need not bring along: their widths and the two symbol encodings.

use std::sync::OnceLock;

use crate::pdf::font::encoding::BaseEncoding;

/// Widths of the Latin faces, sorted by character, one column a face.
static LATIN: OnceLock<Vec<(char, [f32; 6])>> = OnceLock::new();
/// `(is Symbol, code, character, width)`, sorted.
static SYMBOLS: OnceLock<Vec<(bool, u8, char, f32)>> = OnceLock::new();

/// A standard font, or the nearest to one that a file does not bring along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StandardFont {
    /// Fixed pitch: 600.
    Courier,
    /// Column of the table of widths.
    Latin(usize),
    Symbol,
    ZapfDingbats,
}

impl StandardFont {
    /// The standard font of that name, or the one most like it; `serif` and `fixed` come from the font's flags.
    pub fn nearest(name: &str, bold: bool, serif: bool, fixed: bool) -> Self {
        let name = name.to_ascii_lowercase();
        let italic = name.contains("italic") || name.contains("oblique");
        let has = |words: &[&str]| words.iter().any(|w| name.contains(w));
        if has(&["zapfdingbats", "dingbats"]) {
            Self::ZapfDingbats
        } else if name == "symbol" || name.starts_with("symbol,") {
            Self::Symbol
        } else if fixed || has(&["courier", "mono", "consolas"]) {
            Self::Courier
        } else if has(&["helvetica", "arial", "calibri", "verdana", "sans", "tahoma"])
            || !serif && !has(&["times", "serif", "roman", "georgia", "garamond", "cambria"])
        {
            Self::Latin(usize::from(bold))
        } else {
            Self::Latin(2 + usize::from(bold) + 2 * usize::from(italic))
        }
    }

    /// The encoding built into it, where it is not Standard.
    pub fn own_encoding(self) -> Option<BaseEncoding> {
        match self {
            Self::Symbol => Some(BaseEncoding::Symbol),
            Self::ZapfDingbats => Some(BaseEncoding::ZapfDingbats),
            Self::Courier | Self::Latin(_) => None,
        }
    }

    /// Width of a code that shows `c`, in 1/1000 em.
    pub fn width(self, code: u8, c: Option<char>) -> f32 {
        match self {
            Self::Courier => 600.0,
            Self::Latin(column) => c.and_then(|c| latin_width(c, column)).unwrap_or(500.0),
            Self::Symbol => symbol(BaseEncoding::Symbol, code).map_or(500.0, |s| s.1),
            Self::ZapfDingbats => symbol(BaseEncoding::ZapfDingbats, code).map_or(700.0, |s| s.1),
        }
    }
}

fn latin_width(c: char, column: usize) -> Option<f32> {
    let table = LATIN.get_or_init(|| {
        rows(include_str!("data/latin_widths.txt"))
            .filter_map(|mut fields| {
                let c = hex_char(fields.next()?)?;
                let mut widths = [0.0; 6];
                for (width, field) in widths.iter_mut().zip(fields) {
                    *width = field.parse().ok()?;
                }
                Some((c, widths))
            })
            .collect()
    });
    let c = match c {
        '\u{A0}' => ' ',
        '\u{AD}' | '\u{2010}' => '-',
        c => c,
    };
    let at = table.binary_search_by_key(&c, |row| row.0).ok()?;
    table.get(at)?.1.get(column).copied().filter(|w| *w > 0.0)
}

/// The character and width of a code of one of the two symbol fonts.
pub(super) fn symbol(encoding: BaseEncoding, code: u8) -> Option<(char, f32)> {
    let table = SYMBOLS.get_or_init(|| {
        let mut table: Vec<_> = rows(include_str!("data/symbol_fonts.txt"))
            .filter_map(|mut fields| {
                let is_symbol = fields.next()? == "S";
                let code = u8::from_str_radix(fields.next()?, 16).ok()?;
                Some((is_symbol, code, hex_char(fields.next()?)?, fields.next()?.parse().ok()?))
            })
            .collect();
        table.sort_by_key(|row: &(bool, u8, char, f32)| (row.0, row.1));
        table
    });
    let key = (encoding == BaseEncoding::Symbol, code);
    let at = table.binary_search_by_key(&key, |row| (row.0, row.1)).ok()?;
    table.get(at).map(|row| (row.2, row.3))
}

fn rows(data: &'static str) -> impl Iterator<Item = std::str::SplitWhitespace<'static>> {
    data.lines().filter(|line| !line.starts_with('#')).map(str::split_whitespace)
}

fn hex_char(field: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(field, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_of_the_standard_fonts() {
        let helvetica = StandardFont::nearest("Helvetica", false, false, false);
        assert_eq!(helvetica.width(b'A', Some('A')), 667.0);
        let times = StandardFont::nearest("TimesNewRoman,Bold", true, true, false);
        assert_eq!(times.width(b'A', Some('A')), 722.0);
        assert_eq!(StandardFont::nearest("Courier-Bold", true, false, false).width(b'A', Some('A')), 600.0);
        assert_eq!(StandardFont::ZapfDingbats.width(b'4', None), 846.0);
    }
}
