//! Mends signs that recognition misreads: `§` where a scan has `8`, `$` or `S` for it and the law leaves no doubt: the number behind is a paragraph, and the words around say
//! that a paragraph is cited. Words keep their boxes and their confidence. The table is `grammars/paragraphs.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::pdf::Word;

/// Words that stand before a paragraph: a bare `8` between them and a number can be nothing else.
const BEFORE: &[&str] = &["jf", "jfr", "efter", "iht", "henhold", "medfør", "hjemmel", "jævnfør"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    law: Vec<Law>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    names: Vec<String>,
    paragraphs: Vec<[u32; 2]>,
    common: Vec<[u32; 2]>,
}

static LAWS: LazyLock<Vec<Law>> =
    LazyLock::new(|| toml::from_str::<Table>(include_str!("../../grammars/paragraphs.toml")).map(|table| table.law).unwrap_or_default());

fn is_in(ranges: &[[u32; 2]], number: u32) -> bool {
    ranges.iter().any(|[first, last]| (*first..=*last).contains(&number))
}

/// Mends the words of a scanned page, which stand in reading order. The longer dash, which Danish has no use for, becomes the usual one: the
/// recognition takes the one for the other.
pub(super) fn mend(words: &mut [Word]) {
    for word in words.iter_mut().filter(|word| word.text == "—") {
        word.text = "–".to_owned();
    }
    for at in 0..words.len() {
        let text = |offset: isize| {
            let place = at.checked_add_signed(offset)?;
            words.get(place).map(|word| word.text.as_str())
        };
        let Some(mended) = text(0).and_then(|sign| mended(sign, &text)) else { continue };
        if let Some(word) = words.get_mut(at) {
            word.text = mended;
        }
    }
}

/// What the sign should be; none where there is any doubt. `text` gives the words around it.
fn mended<'a>(sign: &str, text: &impl Fn(isize) -> Option<&'a str>) -> Option<String> {
    let sections = match sign {
        "8" | "$" | "S" | "&" => "§",
        "88" | "$$" | "SS" | "8$" | "$8" | "§8" | "8§" | "§$" | "$§" => "§§",
        _ => return glued(sign, text),
    };
    is_cited(number(text(1)?)?, sign, text, 1).then(|| sections.to_owned())
}

/// `852,` or `$52,`: the sign and its number in one word.
fn glued<'a>(word: &str, text: &impl Fn(isize) -> Option<&'a str>) -> Option<String> {
    let rest = word.strip_prefix(['8', '$'])?;
    let whole = number(word.strip_prefix('$').unwrap_or(word))?;
    let cited = number(rest)?;
    // A number that is a paragraph itself is left alone.
    let is_possible = word.starts_with('$') || !LAWS.iter().any(|law| is_in(&law.paragraphs, whole));
    (is_possible && is_cited(cited, word, text, 0)).then(|| format!("§{rest}"))
}

/// True when the words around a sign cite this paragraph, whose number is `ahead` words after the sign.
fn is_cited<'a>(number: u32, sign: &str, text: &impl Fn(isize) -> Option<&'a str>, ahead: isize) -> bool {
    if let Some(law) = law_before(text) {
        return is_in(&law.paragraphs, number);
    }
    if !LAWS.iter().any(|law| is_in(&law.common, number)) {
        return false;
    }
    let next = text(ahead + 1).unwrap_or_default();
    let has_part = ["stk", "nr"].contains(&bare(next).as_str()) && next.contains('.');
    let before = text(-1).map(bare).unwrap_or_default();
    // "efter 8 48" can be no date and no amount; of a letter there must be more than that.
    // More numbers behind are a telephone's.
    let is_alone = !next.starts_with(|c: char| c.is_ascii_digit());
    has_part || is_alone && sign != "S" && ahead == 1 && (BEFORE.contains(&before.as_str()) || sign.contains('$'))
}

/// The law that the one to four words before the sign name.
fn law_before<'a>(text: &impl Fn(isize) -> Option<&'a str>) -> Option<&'static Law> {
    let mut named = String::new();
    for back in 1..=4 {
        named = format!("{} {named}", bare(text(-back)?)).trim().to_owned();
        let is_named = |name: &String| named == *name || named.strip_suffix('s') == Some(name);
        if let Some(law) = LAWS.iter().find(|law| law.names.iter().any(is_named)) {
            return Some(law);
        }
    }
    None
}

/// A word in lower case without the signs around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// The number of `52`, `52,` or `52a.`; none for a date or an amount.
fn number(word: &str) -> Option<u32> {
    let word = word.trim_end_matches(['.', ',', ';', ':', ')']);
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let is_plain = word.len() <= digits.len() + 1 && !digits.is_empty() && digits.len() <= 3;
    is_plain.then(|| digits.parse().ok()).flatten().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended_text(text: &str) -> String {
        let word = |text: &str| Word {
            text: text.to_owned(),
            bbox: [1.0, 2.0, 3.0, 4.0],
            size: 10.0,
            bold: false,
            baseline: 4.0,
            confidence: Some(40.0),
            space_before: true,
        };
        let mut words: Vec<Word> = text.split(' ').map(word).collect();
        mend(&mut words);
        assert!(words.iter().all(|word| word.confidence == Some(40.0) && word.bbox == [1.0, 2.0, 3.0, 4.0]));
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_table_is_read() {
        assert!(LAWS.len() > 4);
    }

    #[test]
    fn signs_that_can_be_nothing_else() {
        for (seen, meant) in [
            ("efter servicelovens 8 50. Mor", "efter servicelovens § 50. Mor"),
            ("Efter 8 52, stk. 3, nr. 4", "Efter § 52, stk. 3, nr. 4"),
            ("8 11, stk. 3", "§ 11, stk. 3"),
            ("barnets lov $ 46 —", "barnets lov § 46 –"),
            ("jf. 8 46, og", "jf. § 46, og"),
            ("efter 8 48 finde", "efter § 48 finde"),
            ("retssikkerhedslovens 88 60 og 70", "retssikkerhedslovens §§ 60 og 70"),
            ("(jf. 8 155a)", "(jf. § 155a)"),
            ("serviceloven 852, stk. 3", "serviceloven §52, stk. 3"),
            ("serviceloven 852", "serviceloven §52"),
            ("lov om social service S 50", "lov om social service § 50"),
        ] {
            assert_eq!(mended_text(seen), meant);
        }
    }

    #[test]
    fn numbers_that_may_be_numbers_stay() {
        for text in [
            "i alt 8 52 gange",
            "den 8 marts 2021",
            "kl. 8 30",
            "barnet er 8 år",
            "efter 8 dage",
            "efter 8 uger og 5 dage",
            "servicelovens 8 kapitler",
            "klasse 8 S 12",
            "Boulevarden 8 50",
            "side 8 af 12",
            "mellem 8 og 8 30",
            "tlf. 88 60 11 22",
            "efter 88 12 34 56",
        ] {
            assert_eq!(mended_text(text), text);
        }
    }
}
