//! Numbers in a run: `in1960`, `3pm`, `E17`, `april301955`, `08/16/200012:05`.

use crate::model::Model;

use super::block::Class;
use super::lattice::Lattice;
use super::lexicon::Entry;
use super::words::Scorer;

/// Words that numbers follow and names of programs hardly ever end with before one, sorted.
const COUNTED: [&[u8]; 54] = [
    b"about",
    b"above",
    b"after",
    b"aged",
    b"almost",
    b"and",
    b"apartment",
    b"around",
    b"at",
    b"before",
    b"below",
    b"between",
    b"by",
    b"chapter",
    b"chapters",
    b"during",
    b"every",
    b"exactly",
    b"flat",
    b"for",
    b"from",
    b"gate",
    b"had",
    b"has",
    b"have",
    b"in",
    b"is",
    b"nearly",
    b"of",
    b"on",
    b"only",
    b"or",
    b"over",
    b"page",
    b"pages",
    b"past",
    b"platform",
    b"ran",
    b"room",
    b"rooms",
    b"roughly",
    b"scored",
    b"since",
    b"take",
    b"than",
    b"till",
    b"to",
    b"took",
    b"under",
    b"until",
    b"was",
    b"were",
    b"with",
    b"within",
];

/// Letters of the shortest word that is looked for behind a number.
const SHORTEST_COUNTED: usize = 3;
/// Units in full, which many people write behind a number without a space on purpose.
const MEASURES: [&[u8]; 16] = [
    b"bits", b"bytes", b"cents", b"days", b"dollars", b"grams", b"hours", b"kilos", b"meters",
    b"metres", b"miles", b"minutes", b"months", b"seconds", b"weeks", b"years",
];
/// Words that stand behind numbers and are no plurals.
const BEHIND_NUMBERS: [&[u8]; 8] = [
    b"each", b"euro", b"feet", b"left", b"men", b"per", b"times", b"women",
];

impl Scorer<'_> {
    /// A number, alone and with each unit that follows it.
    pub(super) fn numbers(&self, bytes: &[u8], i: usize, lattice: &mut Lattice) {
        let digits = bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
        let rate = self.weights.model * self.model.unigram(Model::number());
        let mut add = |j, local| lattice.number(j, Entry::number(), local + rate, local);
        for day in 1..digits.min(3) {
            if is_date(bytes, i + day) {
                add(i + day, self.weights.number);
            }
        }
        if self.ends_year(i + 4) {
            add(i + 4, self.weights.number);
        }
        let year = matches!(
            &bytes[i..i + digits],
            [b'1', b'9', _, _] | [b'2', b'0', _, _] | [b'0' | b'1' | b'2', _]
        );
        let local = self.weights.number + if year { self.weights.year } else { 0.0 };
        add(i + digits, local);
        let j = i + digits;
        let letters = bytes[j..]
            .iter()
            .take(5)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        for length in 1..=letters {
            // `2BA` is no `2B` and an `A`.
            let is_cut = j + length + 1 == bytes.len()
                && self.block.class[self.start + j + length - 1..self.end] == [Class::Upper; 2];
            if is_unit(&bytes[j..j + length]) && !is_cut && !self.is_clock(j, length) {
                let unit = if length == 1 {
                    self.weights.unit_letter
                } else {
                    self.weights.unit
                };
                add(j + length, self.weights.number + unit);
            }
        }
    }

    /// Whether `AM` or `PM` stands at `j` behind the minutes of `3:48PM`: in capitals it has a space.
    fn is_clock(&self, j: usize, length: usize) -> bool {
        let unit = self.start + j..self.start + j + length;
        matches!(&self.block.bytes[unit.clone()], b"am" | b"pm")
            && self.block.class[unit] == [Class::Upper; 2]
            && self.block.bytes[..self.start].ends_with(b":")
    }

    /// Whether a year ends and an hour begins at `at` of the run: `08/16/200012:05`.
    pub(super) fn ends_year(&self, at: usize) -> bool {
        at == 4
            && ends_year(
                &self.block.bytes[..self.end],
                self.start,
                self.block.bytes.get(self.end).copied(),
            )
    }

    /// Whether the run is an ordinary word before a number such as `3`, `1960s`, `131st` and `10km`.
    pub(super) fn leads_to_number(&self) -> bool {
        let word = self.letters();
        let tail = &self.key(0, self.end - self.start)[word..];
        let digits = tail.iter().take_while(|b| b.is_ascii_digit()).count();
        let tail = &tail[digits..];
        word > 1
            && (self.is_common(self.key(0, word)) || self.is_before_number())
            && (tail.is_empty() || is_unit(tail) || tail.len() > 1 && self.is_usual(tail))
    }

    /// Whether the run begins with a word that numbers follow, or with a month.
    pub(super) fn is_before_number(&self) -> bool {
        let word = self.key(0, self.letters());
        COUNTED.binary_search(&word).is_ok() || ends_with_month(word)
    }

    /// Whether the run ends with a word that stands behind numbers and in no name with one, and begins at `at`: `18and`,
    /// `20eggs`, but not `7zip` and `4wheel`.
    pub(super) fn is_counted(&self, at: usize) -> bool {
        let end = self.end - self.start;
        let word = self.key(at, end);
        if word.len() < SHORTEST_COUNTED {
            return false;
        }
        let is_small = || {
            let class = &self.block.class[self.start + at..self.end];
            class.iter().all(|&class| class == Class::Lower)
        };
        let is_plural = || {
            let stem = word.strip_suffix(b"s");
            stem.is_some_and(|stem| stem.len() >= SHORTEST_COUNTED && self.is_usual(stem))
                && self.is_usual(word)
                && !is_unit(word)
                && !MEASURES.contains(&word)
        };
        self.is_common(word) || is_small() && (BEHIND_NUMBERS.contains(&word) || is_plural())
    }

    /// Whether the run is a number and such a word.
    pub(super) fn is_count(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        let digits = class
            .iter()
            .take_while(|&&class| class == Class::Digit)
            .count();
        digits > 0 && self.is_counted(digits)
    }

    /// How many letters the run begins with.
    pub(super) fn letters(&self) -> usize {
        let key = self.key(0, self.end - self.start);
        key.iter().take_while(|b| b.is_ascii_alphabetic()).count()
    }

    /// Up to three letters and a number: `E17`, `sx40`.
    pub(super) fn codes(&self, bytes: &[u8], i: usize, lattice: &mut Lattice) {
        let letters = bytes[i..]
            .iter()
            .take(4)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let digits = bytes[i + letters..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        if letters < 4 && digits > 0 && !self.is_common(&bytes[i..i + letters]) {
            let local = self.weights.alphanumeric
                + (letters + digits) as f32 * self.weights.alphanumeric_letter;
            lattice.number(i + letters + digits, Entry::unknown(), local, local);
        }
    }
}

impl Scorer<'_> {
    /// Whether the run is the day and the hour of a time such as `2024-03-17T09:15Z`.
    pub(super) fn is_stamp(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        let is_number = |class: &[Class]| {
            matches!(class.len(), 2..=8) && class.iter().all(|&class| class == Class::Digit)
        };
        let day = class
            .iter()
            .take_while(|&&class| class == Class::Digit)
            .count();
        self.digits
            && self.key(0, self.end - self.start).get(day) == Some(&b't')
            && class[day] == Class::Upper
            && is_number(&class[..day])
            && is_number(
                class[day + 1..]
                    .strip_suffix(&[Class::Upper])
                    .unwrap_or(&class[day + 1..]),
            )
    }
}

/// Whether a fraction stands before a word: `3.5million`.
pub(super) fn is_decimal(text: &str) -> bool {
    let word = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    text.starts_with(|c: char| c.is_ascii_digit())
        && word.len() > 2
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether the text has a date and a time that nothing parts: `08/16/200012:05`.
pub(super) fn has_stamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let colons = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b':');
    let mut colons = colons.map(|(at, _)| at);
    colons.any(|colon| {
        (5..=6).any(|digits| {
            colon
                .checked_sub(digits)
                .is_some_and(|start| ends_year(&bytes[..colon], start, Some(b':')))
        })
    })
}

/// Whether the bytes from `start` on are a year and an hour, in front of `next`.
fn ends_year(bytes: &[u8], start: usize, next: Option<u8>) -> bool {
    next == Some(b':')
        && matches!(bytes[..start].last(), Some(b'/' | b'-' | b'.'))
        && matches!(
            &bytes[start..],
            [b'1', b'9', _, _, hour @ ..] | [b'2', b'0', _, _, hour @ ..]
                if matches!(hour.len(), 1 | 2)
        )
        && bytes[start..].iter().all(u8::is_ascii_digit)
}

/// Whether this may follow a number without a space.
pub(super) fn is_unit(letters: &[u8]) -> bool {
    UNITS.binary_search(&letters).is_ok()
}

/// Whether a day ends and a year begins at `at`, behind the name of a month: `april301955`.
pub(super) fn is_date(bytes: &[u8], at: usize) -> bool {
    // Neither has many digits: a long number is not read again and again.
    let digits = |digits: &mut dyn Iterator<Item = &u8>| {
        digits.take(5).take_while(|b| b.is_ascii_digit()).count()
    };
    let month = at - digits(&mut bytes[..at].iter().rev());
    let year = digits(&mut bytes[at..].iter());
    let day = &bytes[month..at];
    year == 4
        && matches!(bytes[at], b'1' | b'2')
        && matches!(day, [b'1'..=b'9'] | [b'1' | b'2', _] | [b'3', b'0' | b'1'])
        && ends_with_month(&bytes[..month])
}

/// Whether this is a part of a number of things: `1of2`.
pub(super) fn is_share(bytes: &[u8]) -> bool {
    let is_number = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let (part, rest) = bytes.split_at(digits);
    is_number(part) && rest.strip_prefix(b"of").is_some_and(is_number)
}

/// Whether these small letters, and the digits behind them if any, end with the name of a month.
pub(super) fn ends_with_month(bytes: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"january",
        b"february",
        b"march",
        b"april",
        b"may",
        b"june",
        b"july",
        b"august",
        b"september",
        b"october",
        b"november",
        b"december",
    ];
    let letters = bytes.iter().rposition(|b| !b.is_ascii_digit());
    letters.is_some_and(|last| MONTHS.iter().any(|name| bytes[..=last].ends_with(name)))
}

/// What may follow a number without a space, sorted.
const UNITS: [&[u8]; 89] = [
    b"am", b"b", b"bit", b"bn", b"bpm", b"bps", b"c", b"cl", b"cm", b"d", b"db", b"dpi", b"f",
    b"fps", b"ft", b"g", b"gb", b"gbps", b"ghz", b"gib", b"h", b"hp", b"hpa", b"hr", b"hrs", b"hz",
    b"k", b"kb", b"kbps", b"kcal", b"kg", b"khz", b"kib", b"kj", b"km", b"kpa", b"kph", b"kv",
    b"kw", b"kwh", b"l", b"lb", b"lbs", b"lm", b"m", b"mah", b"mb", b"mbps", b"mg", b"mhz", b"mib",
    b"min", b"mins", b"ml", b"mm", b"mpa", b"mpg", b"mph", b"ms", b"mv", b"mw", b"nd", b"nm",
    b"ns", b"oz", b"p", b"pm", b"ppm", b"psi", b"pt", b"px", b"rd", b"rpm", b"s", b"sec", b"secs",
    b"st", b"tb", b"tbsp", b"th", b"tsp", b"v", b"w", b"wh", b"wpm", b"x", b"yd", b"yr", b"yrs",
];
