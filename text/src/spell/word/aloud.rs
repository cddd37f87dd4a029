//! How what is written begins when it is read aloud: with the sound of a vowel or of a consonant.

use crate::model::{Model, WordFlags};

/// What a word begins with when it is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::spell) enum Sound {
    /// `apple`, `hour`
    Vowel,
    /// `car`, `year`, `unit`
    Consonant,
}

use Sound::{Consonant, Vowel};

/// How words begin of which the first letter does not tell the sound; the longest that fits counts.
const BEGINNINGS: &[(Sound, &[&str])] = &[
    (
        Consonant,
        &[
            "eu", "ewe", "once", "one", "oui", "ubiq", "ugand", "uk", "unanim", "uni", "unidirec",
            "unimod", "ura", "ure", "uri", "uro", "uru", "us", "uta", "ute", "uti", "uto",
        ],
    ),
    (
        Vowel,
        &[
            "heir", "honest", "honor", "honour", "hour", "oneg", "onei", "oner", "unid", "unim",
            "unin", "unir", "uniss", "ush",
        ],
    ),
];

/// What a word in small letters begins with.
pub(in crate::spell) fn of_word(key: &str) -> Option<Sound> {
    let fitting = BEGINNINGS.iter().flat_map(|(sound, beginnings)| {
        let fitting = beginnings
            .iter()
            .filter(|beginning| key.starts_with(**beginning));
        fitting.map(|beginning| (beginning.len(), *sound))
    });
    if let Some((_, sound)) = fitting.max_by_key(|(length, _)| *length) {
        return Some(sound);
    }
    match key.as_bytes() {
        [first, ..] if is_vowel(*first) => Some(Vowel),
        // `herb`, `homage` and their like are spoken either way.
        [b'h', ..] if key.starts_with("herb") || key.starts_with("homa") => None,
        [b'y', second, ..] if !is_vowel(*second) => None,
        [b'a'..=b'z', _, ..] => Some(Consonant),
        _ => None,
    }
}

/// What the name of a letter begins with.
pub(in crate::spell) fn of_letter(letter: u8) -> Sound {
    if b"aefhilmnorsx".contains(&letter) {
        Vowel
    } else {
        Consonant
    }
}

/// What a word in capitals begins with, which may be read letter by letter or as a word.
pub(in crate::spell) fn of_acronym(model: &Model, key: &str) -> Option<Sound> {
    /// Longer ones are mostly words that are shouted.
    const LONGEST: usize = 5;
    /// What is written with these letters and read as something else, or as either.
    const OTHERWISE: &[&str] = &[
        "fr", "ft", "ltd", "lt", "mr", "mrs", "ms", "msgr", "mt", "rd", "sql", "url",
    ];
    let &[first, second, ..] = key.as_bytes() else {
        return None;
    };
    let is_roman = first == b'x' && key.bytes().all(|b| b"ivxlcdm".contains(&b));
    if key.len() > LONGEST || OTHERWISE.contains(&key) || is_roman {
        return None;
    }
    let (spelt, spoken) = (of_letter(first), of_word(key));
    let is_spelt = match first {
        b'u' => {
            let is_ordinary = |id| model.flags(id).intersects(WordFlags::LOWER);
            matches!(key, "us" | "un") || !model.id(key).is_some_and(is_ordinary)
        }
        // No word begins so.
        b'f' => !is_vowel(second) && !b"lr".contains(&second),
        b'h' | b'l' | b'm' | b'n' | b'x' => !is_vowel(second),
        b'r' => !is_vowel(second) && second != b'h',
        b's' => !is_vowel(second) && !b"chklmnpqtw".contains(&second),
        _ => false,
    };
    (is_spelt || spoken == Some(spelt)).then_some(spelt)
}

/// What a number in digits begins with.
pub(in crate::spell) fn of_number(written: &str) -> Option<Sound> {
    let digits: Vec<u8> = written
        .bytes()
        .take_while(|b| b.is_ascii_digit() || *b == b',')
        .filter(u8::is_ascii_digit)
        .collect();
    match digits[..] {
        // `1/8` is an eighth, and a date may be read in many ways.
        _ if written.contains(['/', '-']) => None,
        [b'8', ..] => Some(Vowel),
        // Eleven and eighteen, and so many thousands; 1800 is read in two ways.
        [b'1', b'1' | b'8', ..] if digits.len() % 3 == 2 => Some(Vowel),
        [b'1', b'1' | b'8', _, _] => None,
        [b'1'..=b'9', ..] => Some(Consonant),
        _ => None,
    }
}

/// Whether a letter is written for a vowel.
pub(in crate::spell) fn is_vowel(letter: u8) -> bool {
    b"aeiou".contains(&letter)
}

/// Whether a word is spoken in one syllable, so that it bears the stress.
pub(in crate::spell) fn is_one_syllable(key: &str) -> bool {
    let stem = key.strip_suffix('e').unwrap_or(key).as_bytes();
    let vowels = stem.chunk_by(|a, b| is_vowel(*a) == is_vowel(*b));
    vowels.filter(|run| is_vowel(run[0])).count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_their_sound() {
        for word in [
            "apple",
            "hour",
            "honest",
            "umbrella",
            "unimportant",
            "onerous",
            "usher",
        ] {
            assert_eq!(of_word(word), Some(Vowel), "{word}");
        }
        for word in [
            "car",
            "university",
            "european",
            "one",
            "useful",
            "year",
            "unit",
            "house",
        ] {
            assert_eq!(of_word(word), Some(Consonant), "{word}");
        }
        assert_eq!(of_word("herb"), None);
    }

    #[test]
    fn letters_are_spelt_where_they_make_no_word() {
        let sound = |key| of_acronym(Model::english(), key);
        for key in ["mri", "fbi", "html", "rna", "eta", "nba"] {
            assert_eq!(sound(key), Some(Vowel), "{key}");
        }
        for key in ["uk", "us", "usb", "pdf", "cia", "un"] {
            assert_eq!(sound(key), Some(Consonant), "{key}");
        }
        for key in ["nasa", "led", "sql", "eu", "suv", "mr", "faq", "xvi", "up"] {
            assert_eq!(sound(key), None, "{key}");
        }
    }

    #[test]
    fn numbers_are_read_aloud() {
        for number in [
            "8", "80", "8,000", "8.5", "11", "18", "18,000", "11th", "80s",
        ] {
            assert_eq!(of_number(number), Some(Vowel), "{number}");
        }
        for number in ["1", "7", "10", "110", "180", "1990", "100", "3.8"] {
            assert_eq!(of_number(number), Some(Consonant), "{number}");
        }
        for number in ["1800", "1/8", "0", "2024-01-02"] {
            assert_eq!(of_number(number), None, "{number}");
        }
    }
}
