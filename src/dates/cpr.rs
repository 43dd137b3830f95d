//! Danish CPR numbers. In: ten digits as written. Out: the number with its date of birth, or why it is none.
//!
//! The seventh digit tells the century. The check by modulus 11 is only reported: numbers without it have been given out since 2007.

use std::fmt;

use chrono::NaiveDate;

/// A CPR number whose date of birth exists. `Debug` shows neither the serial number nor the birthday.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpr {
    digits: [u8; 10],
    born: NaiveDate,
}

/// Why a text is no CPR number. Never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CprError {
    /// Something else than digits, blanks and one hyphen.
    #[error("a cpr number holds only digits and a hyphen")]
    Format,
    /// Not ten digits.
    #[error("a cpr number has 10 digits, not {0}")]
    Length(usize),
    /// The first six digits are no day of the century that the seventh gives, or that day has not been.
    #[error("the first six digits are no date of birth")]
    Birth,
}

impl Cpr {
    /// Reads `020321-1234`, `0203211234` or `02 03 21 1234`. A date of birth after `today` is none.
    ///
    /// # Errors
    /// The text has another form, or no such day.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, CprError> {
        let compact: Vec<char> = text.trim().chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if compact.is_empty() || !compact.iter().all(char::is_ascii_digit) {
            return Err(CprError::Format);
        }
        let mut digits = [0u8; 10];
        if compact.len() != digits.len() {
            return Err(CprError::Length(compact.len()));
        }
        for (slot, digit) in digits.iter_mut().zip(compact.iter().filter_map(|c| c.to_digit(10))) {
            *slot = u8::try_from(digit).map_err(|_| CprError::Format)?;
        }
        let born = birth(&digits).filter(|born| *born <= today).ok_or(CprError::Birth)?;
        Ok(Self { digits, born })
    }

    /// The date of birth.
    #[must_use]
    pub fn born(&self) -> NaiveDate {
        self.born
    }

    /// Whether the check by modulus 11 holds; numbers given out since 2007 need not.
    #[must_use]
    pub fn mod11_holds(&self) -> bool {
        const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
        let sum: u32 = self.digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
        sum.is_multiple_of(11)
    }

    /// The number in full, `020321-1234`: for comparing and for the case store only.
    #[must_use]
    pub fn formatted(&self) -> String {
        let mut text: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        text.insert(6, '-');
        text
    }
}

impl fmt::Debug for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cpr(******-****)")
    }
}

fn birth(digits: &[u8; 10]) -> Option<NaiveDate> {
    let [d1, d2, m1, m2, y1, y2, seventh, ..] = digits.map(u32::from);
    let year = y1 * 10 + y2;
    let century = match (seventh, year) {
        (0..=3, _) => 1900,
        (4 | 9, 0..=36) => 2000,
        (4 | 9, _) => 1900,
        (_, 0..=57) => 2000,
        (_, _) => 1800,
    };
    NaiveDate::from_ymd_opt(i32::try_from(century + year).ok()?, m1 * 10 + m2, d1 * 10 + d2)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::dates::suites::external;

    #[test]
    fn agrees_with_the_published_numbers() {
        let Some(list) = external("cpr.json") else { return };
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let mut wrong = Vec::new();
        for row in list.as_array().unwrap() {
            let input = row["input"].as_str().unwrap();
            let read = Cpr::parse(input, today);
            let fits = match &read {
                Ok(cpr) => {
                    row["valid"] == true
                        && row["birth_date"] == cpr.born().to_string()
                        && row["mod11_ok"] == cpr.mod11_holds()
                        && row["formatted"] == cpr.formatted()
                }
                Err(CprError::Format) => row["error"] == "InvalidFormat",
                Err(CprError::Length(_)) => row["error"] == "InvalidLength",
                Err(CprError::Birth) => row["error"] == "InvalidComponent",
            };
            if !fits {
                wrong.push(format!("{row} {read:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn debug_is_masked() {
        let cpr = Cpr::parse("010100-0002", "2026-01-01".parse().unwrap()).unwrap();
        assert_eq!(format!("{cpr:?}"), "Cpr(******-****)");
    }
}
