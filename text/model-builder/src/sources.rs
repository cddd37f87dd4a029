//! Reading word and pair counts.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::Failure;

/// How often each key occurs, in whatever unit the source has.
pub type Counts = HashMap<String, f64>;

/// Reads a text file.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::file(path, &error))
}

/// Whether this is a key of the model: ASCII lower-case letters, digits and inner apostrophes, at least
/// one letter. A leading apostrophe is right too (`'em`).
pub fn is_word(key: &str) -> bool {
    key.len() <= 40
        && key.bytes().any(|byte| byte.is_ascii_lowercase())
        && key
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'\''))
        && !key.ends_with('\'')
}

/// Whether this is a number in digits.
pub fn is_number(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// The key of a dictionary form: lower case, accents taken off; `None` where no key is left.
pub fn fold(form: &str) -> Option<String> {
    let key: String = form
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'à'..='å' => 'a',
            'ç' => 'c',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ñ' => 'n',
            'ò'..='ö' | 'ø' => 'o',
            'ù'..='ü' => 'u',
            'ý' | 'ÿ' => 'y',
            other => other,
        })
        .collect();
    is_word(&key).then_some(key)
}

/// Reads lines of a word and a count.
///
/// # Errors
/// [`Failure`] where the file can't be read.
pub fn counts(path: &Path) -> Result<Counts, Failure> {
    let text = read(path)?;
    let lines = text.trim_start_matches('\u{feff}').lines();
    Ok(lines
        .filter_map(|line| {
            let (word, count) = line.rsplit_once([' ', '\t'])?;
            let key = fold(word.trim())?;
            Some((key, count.parse().ok()?))
        })
        .collect())
}

/// Reads the word list of `wordfreq`: a word and hundredths of a decade below 1.
///
/// # Errors
/// [`Failure`] where the file can't be read.
pub fn wordfreq(path: &Path) -> Result<Counts, Failure> {
    let mut counts = Counts::new();
    for line in read(path)?.lines() {
        if let Some((word, centibels)) = line.split_once('\t')
            && let Some(key) = fold(&word.replace('’', "'"))
            && let Ok(centibels) = centibels.parse::<f64>()
        {
            *counts.entry(key).or_default() += 10_f64.powf(-centibels / 100.0);
        }
    }
    Ok(counts)
}

/// Reads lines of two words and a count.
///
/// # Errors
/// [`Failure`] where the file can't be read.
pub fn pair_counts(path: &Path) -> Result<HashMap<(String, String), f64>, Failure> {
    let text = read(path)?;
    let lines = text.trim_start_matches('\u{feff}').lines();
    Ok(lines
        .filter_map(|line| {
            let mut fields = line.split_whitespace();
            let first = fields.next()?.to_lowercase();
            let second = fields.next()?.to_lowercase();
            Some(((first, second), fields.next()?.parse().ok()?))
        })
        .collect())
}
