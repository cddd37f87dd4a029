//! Numbers in a translation: engines drop groups of long ones (`10.000,5` → `10.5`), make up digits, and leave points
//! and commas where English has the other.

use std::ops::Range;

/// A number that must be in the translation too.
#[derive(Debug, PartialEq, Eq)]
struct Number {
    /// Where it is written, in bytes.
    range: Range<usize>,
    /// Its digits alone.
    digits: String,
    /// How English writes it, where that differs and the way it is written leaves no doubt.
    english: Option<String>,
}

/// Digits from which on a number without points and commas must come back: shorter ones may become words.
const LONG: usize = 4;

/// Signs that multiply the number before them, so that another language writes other digits.
const MULTIPLIERS: [char; 12] = [
    '百', '千', '万', '萬', '億', '亿', '兆', '백', '천', '만', '억', '조',
];

/// The numbers of a text that its translation must have.
#[derive(Debug)]
pub(super) struct Numbers(Vec<Number>);

impl Numbers {
    pub fn of(text: &str) -> Self {
        Self(numbers(text))
    }

    /// Where they are written, in bytes.
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.0.iter().map(|number| number.range.clone())
    }

    /// Whether each is in the translation, as often, points and commas aside.
    pub fn are_in(&self, translation: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let mut found: Vec<String> = Vec::new();
        for (_, number) in written(translation) {
            found.push(digits(number));
            let parts = written_apart(number).map(|part| &number[part]);
            found.extend(parts.filter(|part| part.len() >= LONG).map(str::to_owned));
        }
        self.0.iter().all(|number| {
            let place = found.iter().position(|digits| *digits == number.digits);
            place.map(|place| found.swap_remove(place)).is_some()
        })
    }

    /// An English translation with the numbers written as English writes them.
    pub fn in_english(&self, translation: String) -> String {
        let known = self.0.iter();
        let mut wanted: Vec<(&str, &str)> = known
            .filter_map(|number| Some((&*number.digits, number.english.as_deref()?)))
            .collect();
        if wanted.is_empty() {
            return translation;
        }
        let mut out = String::with_capacity(translation.len() + 8);
        let mut at = 0;
        for (range, text) in written(&translation) {
            let digits = digits(text);
            if let Some(place) = wanted.iter().position(|(known, _)| *known == digits) {
                out.push_str(&translation[at..range.start]);
                out.push_str(wanted.remove(place).1);
                at = range.end;
            }
        }
        out.push_str(&translation[at..]);
        out
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Runs of digits with single points and commas between them.
fn written(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let bytes = text.as_bytes();
    let is_digit = move |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = (at..bytes.len()).find(|&at| is_digit(at))?;
        at = start;
        while is_digit(at) || matches!(bytes.get(at), Some(b'.' | b',')) && is_digit(at + 1) {
            at += 1;
        }
        Some((start..at, &text[start..at]))
    })
}

fn numbers(text: &str) -> Vec<Number> {
    let mut out = Vec::new();
    for (range, number) in written(text) {
        if text[range.end..].starts_with(MULTIPLIERS) {
            continue;
        }
        let signs: String = number.matches(['.', ',']).collect();
        let groups: Vec<&str> = number.split(['.', ',']).collect();
        let thousands = |groups: &[&str]| {
            groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3)
        };
        let last = groups.len() - 1;
        let swapped = || {
            let swap = |c| match c {
                '.' => ',',
                ',' => '.',
                c => c,
            };
            number.chars().map(swap).collect()
        };
        let (whole, sign) = signs.split_at(signs.len().saturating_sub(1));
        let english = match (whole, sign) {
            ("", "") if number.len() < LONG => continue,
            // `3,14`; `1,234` may be either.
            ("", ",") if groups[1].len() != 3 => Some(swapped()),
            // Years, sums without points, keys; `3.14` and `1.234`.
            ("", _) => None,
            // `1.234.567,8` and `1.234.567`
            (_, ",") if is_all(whole, '.') && thousands(&groups[..last]) => Some(swapped()),
            (_, ".") if is_all(whole, '.') && thousands(&groups) => Some(swapped()),
            (_, ".") if is_all(whole, ',') && thousands(&groups[..last]) => None,
            (_, ",") if is_all(whole, ',') && thousands(&groups) => None,
            // A date, a version: each part for itself.
            _ => {
                let parts = written_apart(number);
                let long = parts.filter(|part| part.len() >= LONG);
                out.extend(long.map(|part| Number {
                    digits: number[part.clone()].to_owned(),
                    range: range.start + part.start..range.start + part.end,
                    english: None,
                }));
                continue;
            }
        };
        out.push(Number {
            digits: digits(number),
            range,
            english,
        });
    }
    out
}

fn is_all(signs: &str, sign: char) -> bool {
    signs.chars().all(|c| c == sign)
}

/// The runs of digits of a number.
fn written_apart(number: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    number.split(['.', ',']).map(move |part| {
        let start = at;
        at += part.len() + 1;
        start..start + part.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_kept(original: &str, translation: &str) -> bool {
        Numbers::of(original).are_in(translation)
    }

    #[test]
    fn numbers_are_kept_only_with_all_their_digits() {
        assert!(are_kept(
            "São 1.402.112 pessoas",
            "There are 1,402,112 people"
        ));
        assert!(!are_kept(
            "São 1.402.112 pessoas",
            "There are 1,421,122 people"
        ));
        assert!(!are_kept("Foram 10.000,5 km", "It was 10.5 km"));
        assert!(!are_kept("de 1.000,50 a 1.000,50", "from 1,000.50"));
        // Small numbers may be words, dates may be written otherwise, and some languages count in myriads.
        assert!(are_kept(
            "as 3 irmãs, às 14h30",
            "the three sisters, at 2:30 pm"
        ));
        assert!(are_kept("em 12.03.2024", "on March 12, 2024"));
        assert!(are_kept("em 12.03.2024", "on 12.03.2024"));
        assert!(!are_kept("em 12.03.2024", "on March 12"));
        assert!(are_kept("1億2000万人", "120 million people"));
    }

    #[test]
    fn english_has_points_where_others_have_commas() {
        for (original, translation, expected) in [
            (
                "€2.500,00 e €1.250,00",
                "€2.500.00 and €1.250.00",
                "€2,500.00 and €1,250.00",
            ),
            (
                "3.200.450,10 reais",
                "3.200.450,10 reals",
                "3,200,450.10 reals",
            ),
            ("3,5 litros", "35 liters", "3.5 liters"),
            ("5.000.000", "5.000.000", "5,000,000"),
            // English already, or either.
            ("1,234.5 e 1.234", "1,234.5 and 1.234", "1,234.5 and 1.234"),
            ("em 12.03.2024", "on 12.03.2024", "on 12.03.2024"),
        ] {
            let english = Numbers::of(original).in_english(translation.to_owned());
            assert_eq!(english, expected);
        }
    }
}
