//! How things are said: Danish, English, or Danish with English beside; numbers and percentages as each language writes them.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::dates::{LegalDate, danish};
use crate::lang::Lang;

/// In which language a report speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tongue {
    /// The language.
    pub lang: Lang,
    /// English beside the Danish.
    pub both: bool,
}

impl Tongue {
    /// A text, with the English beside where both are wanted.
    pub(super) fn say(self, danish: &str, english: &str) -> Markup {
        match (self.lang, self.both) {
            (Lang::Da, true) => html! { (danish) " " span.en lang="en" { (english) } },
            _ => html! { (self.lang.pick(danish, english)) },
        }
    }

    /// A text that a store kept: Danish alone where it kept no English.
    pub(super) fn kept(self, danish: &str, english: &str) -> Markup {
        if english.is_empty() {
            html! { span lang="da" { (danish) } }
        } else {
            self.say(danish, english)
        }
    }

    /// A text in the one language, where there is no room for two.
    pub(super) fn one<'a>(self, danish: &'a str, english: &'a str) -> &'a str {
        self.lang.pick(danish, english)
    }

    /// A count, its thousands parted.
    pub(super) fn count(self, number: u64) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(if self.lang == Lang::Da { '.' } else { ',' });
            }
            out.push(digit);
        }
        out
    }

    /// A percentage as a whole number, halves upwards, as the published figures are.
    pub(super) fn percent(self, value: f64) -> String {
        let sign = if self.lang == Lang::Da { "\u{a0}%" } else { "%" };
        format!("{}{sign}", whole(value))
    }

    /// An interval in whole percents.
    pub(super) fn span(self, low: Option<f64>, high: Option<f64>) -> String {
        match (low, high) {
            (Some(low), Some(high)) => format!("{}–{}", whole(low), whole(high)),
            _ => "–".to_owned(),
        }
    }

    /// A number with one decimal.
    pub(super) fn decimal(self, value: f64) -> String {
        let text = format!("{value:.1}");
        if self.lang == Lang::Da { text.replace('.', ",") } else { text }
    }

    /// A number in a sentence: its decimal only where it has one.
    pub(super) fn in_words(self, value: f64) -> String {
        let text = self.decimal(value);
        text.strip_suffix(",0").or(text.strip_suffix(".0")).unwrap_or(&text).to_owned()
    }

    /// A day from `YYYY-MM-DD`: `3. marts 2021`, and as it is in English.
    pub(super) fn day(self, text: &str) -> String {
        match (self.lang, text.parse::<NaiveDate>()) {
            (Lang::Da, Ok(day)) => danish(LegalDate::day(day)),
            _ => text.to_owned(),
        }
    }
}

/// Halves upwards.
pub(super) fn whole(value: f64) -> String {
    format!("{:.0}", (value + 0.5).floor())
}
