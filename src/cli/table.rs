//! Words in columns, and words for what the store keeps in names.

use aktspor::dates::LegalDate;
use aktspor::dates::danish;
use aktspor::export::ActState;
use aktspor::lang::Lang;

/// Rows with their columns made equally wide, two blanks apart; the last column is left as it is.
pub fn columns(rows: &[Vec<String>], indent: &str) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = indent.to_owned();
        for (number, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let is_last = number + 1 == row.len();
            line.push_str(cell);
            if !is_last {
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count()) + 2));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A text cut to so many letters.
pub fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// `2021-03-02` as `2. marts 2021` (Danish), unchanged otherwise.
pub fn day(text: &str, lang: Lang) -> String {
    let parsed = match text.len() {
        10 => text.parse().ok().map(LegalDate::day),
        7 => format!("{text}-01").parse().ok().map(LegalDate::month),
        _ => None,
    };
    match (lang, parsed) {
        (Lang::Da, Some(date)) => danish(date),
        _ => text.to_owned(),
    }
}

/// `boernesamtale_afholdt` as `børnesamtale afholdt`: names of the exports in readable letters.
pub fn readable(name: &str) -> String {
    const LETTERS: &[(&str, &str)] = &[
        ("boern", "børn"),
        ("undersoeg", "undersøg"),
        ("afgoer", "afgør"),
        ("paabegyndt", "påbegyndt"),
        ("ivaerksat", "iværksat"),
        ("ophoert", "ophørt"),
        ("opfoelg", "opfølg"),
        ("gennemfoert", "gennemført"),
        ("tilsynsbesoeg", "tilsynsbesøg"),
        ("ansoeg", "ansøg"),
        ("partshoering", "partshøring"),
        ("afdaekning", "afdækning"),
        ("foreloebig", "foreløbig"),
        ("foer", "før"),
        ("maal", "mål"),
    ];
    LETTERS.iter().fold(name.replace('_', " "), |text, (plain, real)| text.replace(plain, real))
}

/// How an act ended, in words for one and for many.
pub fn state(state: ActState, lang: Lang) -> &'static str {
    match state {
        ActState::Read => lang.pick("læst", "read"),
        ActState::Ocr => lang.pick("læst fra scanning", "read from a scan"),
        ActState::Partly => lang.pick("kun delvist læst", "read in part"),
        ActState::Unreadable => lang.pick("kunne ikke læses", "could not be read"),
        ActState::Encrypted => lang.pick("låst med adgangskode", "locked with a password"),
        ActState::NotADocument => lang.pick("er ikke en PDF", "not a PDF"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [vec!["a".to_owned(), "æøå".to_owned(), "x".to_owned()], vec!["bbb".to_owned(), "1".to_owned(), "y".to_owned()]];
        assert_eq!(columns(&rows, " "), " a    æøå  x\n bbb  1    y\n");
    }

    #[test]
    fn words() {
        assert_eq!(cut("børnesamtale", 4), "børn…");
        assert_eq!(readable("boernesamtale_foer_afgoerelse"), "børnesamtale før afgørelse");
        assert_eq!(day("2021-03-02", Lang::Da), "2. marts 2021");
        assert_eq!(day("2021-03-02", Lang::En), "2021-03-02");
    }
}
