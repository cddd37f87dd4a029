//! Which words a text is found by. Decided here and not by the databases, whose full-text indexes
//! differ in what they take for a word, which words they leave out and which letters they equate: both
//! index the folded words that this module makes, and so find the same records.
//!
//! - A word is a run of letters and digits. Case and accents do not count (compatibility decomposition,
//!   Unicode Standard Annex #15, form NFKD, without combining diacritical marks).
//! - A run of a script that is written without spaces between words is cut into overlapping pairs of
//!   characters, as the n-gram parser of MySQL does.
//! - A record matches when, for each word of the search, it has a word that begins so.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// In front of every stored word: with it, none is a stop word of `InnoDB`'s or shorter than its
/// shortest word (`innodb_ft_min_token_size`, 3), neither of which a hosted database lets one change.
const WORD_PREFIX: &str = "zz";

/// The longest stored word, in bytes; `InnoDB` ignores words longer than 84.
const MAX_WORD_BYTES: usize = 80;

/// The most distinct words that are indexed for a record: far more than 1 MiB of prose has.
const MAX_WORDS: usize = 50_000;

/// The most words of a search. Each takes time, and one bit of the number in which a scan reports the words
/// that a record has.
pub(crate) const MAX_SEARCH_WORDS: usize = 48;

/// The distinct words of the texts as they are stored: ASCII, each with a space before it.
pub(crate) fn stored_words(texts: &[&str]) -> String {
    let mut words = BTreeSet::new();
    for text in texts {
        each_word(text, |word| {
            if words.len() < MAX_WORDS && !words.contains(word) {
                words.insert(word.to_owned());
            }
        });
    }
    let mut stored = String::new();
    for word in &words {
        stored.push(' ');
        encode(word.chars(), &mut stored);
    }
    stored
}

/// The beginnings of stored words that a record must have to match the search; none if the search
/// names no word, in which case nothing matches. For a search with too many words the list stops at one more
/// than [`MAX_SEARCH_WORDS`].
pub(crate) fn terms(search: &str) -> Vec<String> {
    let mut terms = Vec::new();
    each_word(search, |word| {
        let mut term = String::new();
        encode(word.chars(), &mut term);
        // The last character of a run is stored by itself, for its own sake; after its pair it adds
        // nothing to what is looked for.
        let mut characters = word.chars();
        let is_last = characters.next().is_some_and(unspaced) && characters.next().is_none();
        let implied = is_last && ends_pair(&terms, &term);
        if !implied && !terms.contains(&term) && terms.len() <= MAX_SEARCH_WORDS {
            terms.push(term);
        }
    });
    terms
}

fn ends_pair(terms: &[String], single: &str) -> bool {
    terms
        .last()
        .is_some_and(|pair| pair.ends_with(&single[WORD_PREFIX.len()..]))
}

/// The search as `InnoDB`'s boolean mode wants it.
pub(crate) fn mysql_query(terms: &[String]) -> String {
    terms
        .iter()
        .map(|term| format!("+{term}*"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The search as FTS5 wants it.
pub(crate) fn fts5_query(terms: &[String]) -> String {
    terms
        .iter()
        .map(|term| format!("\"{term}\"*"))
        .collect::<Vec<_>>()
        .join(" AND ")
}

/// The words of a search, for showing where they are in a text: by the rule that records are found by.
#[derive(Debug, Clone, Default)]
pub struct Terms(Vec<String>);

impl Terms {
    /// Takes the words out of what was typed.
    pub fn new(search: &str) -> Self {
        Self(terms(search))
    }

    /// Whether it names no word.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Which bytes of a text they are found in, in ascending order and apart from one another.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let mut hits: Vec<Range<usize>> = Vec::new();
        let mut code = String::new();
        each_run(text, |run| {
            for word in words_of(run) {
                code.clear();
                encode(word.iter().map(|(c, _)| *c), &mut code);
                let found = self.0.iter().filter(|term| code.starts_with(*term));
                let Some(longest) = found.map(|term| characters(term)).max() else {
                    continue;
                };
                let hit = word[0].1.start..word[longest - 1].1.end;
                match hits.last_mut() {
                    Some(last) if hit.start < last.end => last.end = last.end.max(hit.end),
                    _ => hits.push(hit),
                }
            }
        });
        hits
    }
}

/// A character of a folded text, and the bytes of the text that it stands for.
type Folded = (char, Range<usize>);

/// Calls `found` with each word of the text, folded.
fn each_word(text: &str, mut found: impl FnMut(&str)) {
    let mut word = String::new();
    if text.is_ascii() {
        // Most texts, of which nothing has to be composed: every record waits for this.
        for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            if !part.is_empty() {
                word.clear();
                word.push_str(part);
                word.make_ascii_lowercase();
                found(&word);
            }
        }
        return;
    }
    each_run(text, |run| {
        for characters in words_of(run) {
            word.clear();
            word.extend(characters.iter().map(|(c, _)| *c));
            found(&word);
        }
    });
}

/// Calls `found` with each run of letters and digits, folded; a script without spaces is a run of its own.
fn each_run(text: &str, mut found: impl FnMut(&[Folded])) {
    let mut run: Vec<Folded> = Vec::new();
    for (c, source) in folded(text) {
        let in_word = c.is_alphanumeric() || (is_combining_mark(c) && !run.is_empty());
        let same_kind = run
            .last()
            .is_none_or(|(last, _)| unspaced(*last) == unspaced(c));
        let goes_on = in_word && same_kind;
        if !goes_on && !run.is_empty() {
            found(&run);
            run.clear();
        }
        if in_word {
            run.push((c, source));
        }
    }
    if !run.is_empty() {
        found(&run);
    }
}

/// The words that a run is found by.
fn words_of(run: &[Folded]) -> impl Iterator<Item = &[Folded]> {
    let (starts, most) = if unspaced(run[0].0) {
        // The last character is by itself.
        (run.len(), 2)
    } else {
        (1, run.len())
    };
    (0..starts).map(move |start| &run[start..run.len().min(start + most)])
}

/// The characters of a text without case and accents.
fn folded(text: &str) -> impl Iterator<Item = Folded> {
    let goes_on = |c: char| is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11ff}');
    let mut starts = text
        .char_indices()
        .filter(move |(_, c)| !goes_on(*c))
        .map(|(at, _)| at)
        .skip_while(|at| *at == 0)
        .chain([text.len()]);
    let mut start = 0;
    let letters = std::iter::from_fn(move || {
        let end = starts.next()?;
        let letter = start..end;
        start = end;
        Some(letter)
    });
    letters.flat_map(|letter| {
        // Composed again, so that Korean syllables and voiced kana are one character each.
        let plain = text[letter.clone()]
            .nfkd()
            .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
            .nfc();
        plain
            .flat_map(char::to_lowercase)
            .map(move |c| (c, letter.clone()))
    })
}

/// Whether words of this script stand together without spaces: Thai, Lao, Myanmar, Khmer, kana and
/// Chinese characters.
fn unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Adds a word in letters that both databases take for letters: ASCII as it is, any other character as an
/// underscore and its number in four digits to the base 36. The beginning of a word becomes the
/// beginning of its code.
fn encode(word: impl IntoIterator<Item = char>, code: &mut String) {
    let longest = code.len() + MAX_WORD_BYTES;
    code.push_str(WORD_PREFIX);
    for c in word {
        let length = if c.is_ascii() { 1 } else { 5 };
        if code.len() + length > longest {
            break;
        }
        if c.is_ascii() {
            code.push(c);
        } else {
            code.push('_');
            let number = u32::from(c);
            for place in [36 * 36 * 36, 36 * 36, 36, 1] {
                code.extend(char::from_digit(number / place % 36, 36));
            }
        }
    }
}

/// How many characters a code stands for.
fn characters(code: &str) -> usize {
    let others = code.matches('_').count();
    code.len() - WORD_PREFIX.len() - 4 * others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(search: &str, text: &str) -> bool {
        let words = stored_words(&[text]);
        let terms = terms(search);
        !terms.is_empty() && terms.iter().all(|term| words.contains(&format!(" {term}")))
    }

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        assert!(matches("CAFE", "Un café, s'il vous plaît!"));
        assert!(matches("plaît café", "Un cafe, s'il vous plait!"));
        assert!(matches("ﬁne", "it is FINE"));
        assert!(matches("note-7", "note-7"));
        assert!(matches("ПРИВЕТ", "привет, мир"));
        assert!(!matches("thé", "Un café"));
    }

    #[test]
    fn ascii_is_read_as_every_other_text_is() {
        let text = "It's a NOTE-7, of 2026; x_y\tand\n\u{7f}so on.";
        let words = stored_words(&[text]);
        assert_eq!(
            words,
            " zz2026 zz7 zza zzand zzit zznote zzof zzon zzs zzso zzx zzy"
        );
        // An accent makes it go the long way.
        assert_eq!(stored_words(&[&format!("{text} á")]), words);
    }

    #[test]
    fn every_word_must_begin_a_word() {
        assert!(matches("spel err", "a speling error"));
        assert!(!matches("rror", "a speling error"));
        assert!(!matches("spel translation", "a speling error"));
        assert!(!matches("...", "a speling error"));
        assert!(!matches("", ""));
    }

    /// A text with brackets around what is found.
    fn marked(search: &str, text: &str) -> String {
        let hits = Terms::new(search).hits(text);
        assert_eq!(
            !hits.is_empty(),
            matches(search, text),
            "{search} in {text}"
        );
        let mut marked = text.to_owned();
        for hit in hits.into_iter().rev() {
            marked.insert(hit.end, ']');
            marked.insert(hit.start, '[');
        }
        marked
    }

    #[test]
    fn what_is_found_is_marked_by_the_same_rule() {
        for (search, expected) in [
            ("lib", "A [lib]rary, in [LIB]YA; calibre"),
            ("uber cafe", "[Über] das [Café]"),
            ("Über", "[uber] e\u{301}t\u{e9}"),
            ("ete", "[e\u{301}te\u{301}]s"),
            ("ﬁ", "[fi]sh"),
            ("f", "[ﬁ]sh"),
            ("straße", "STRASSE"),
            ("図書館", "東京の[図書館]はどこですか"),
            ("館", "東京の図書[館]はどこですか"),
            ("が", "[が]か[か\u{3099}]"),
            ("한", "[한]국 [\u{1112}\u{1161}\u{11ab}]국"),
            ("- !", "text - !"),
            ("", "text"),
        ] {
            let text = expected.replace(['[', ']'], "");
            assert_eq!(marked(search, &text), expected);
        }
    }

    #[test]
    fn short_and_very_common_words_are_words() {
        assert!(matches("a", "I am a man"));
        assert!(matches("the", "the end"));
        assert!(
            stored_words(&["a b"])
                .split_ascii_whitespace()
                .all(|word| word.len() >= 3)
        );
    }

    #[test]
    fn scripts_without_spaces_are_found_inside() {
        assert!(matches("図書館", "東京の図書館はどこですか"));
        assert!(matches("館", "東京の図書館はどこですか"));
        assert!(matches("館", "図書館"));
        assert!(!matches("書図", "図書館"));
        assert_eq!(terms("図書館").len(), 2);
    }

    #[test]
    fn long_words_are_cut_alike_in_text_and_search() {
        let long = "я".repeat(500) + "x";
        assert!(matches(&long, &long));
        assert!(
            stored_words(&[&long, &"a".repeat(1 << 20)])
                .split_ascii_whitespace()
                .all(|word| word.len() <= MAX_WORD_BYTES && word.is_ascii())
        );
    }
}
