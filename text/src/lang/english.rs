//! What the words of a text say for English, where the identification of its language is in doubt: names,
//! borrowed words and slips mislead it, and the small words around them do not.

use super::clean::is_prose;
use crate::model::{Model, WordFlags};

/// Words that are looked at.
const WORDS_READ: usize = 200;
/// ln p of a word so common that it is English whatever else it may be.
const COMMON_WORD: f32 = -8.0;
/// ln p of the rarest word that speaks for English.
const RAREST_WORD: f32 = -13.0;
/// The same of one that is a name as well.
const RAREST_NAME: f32 = -11.5;

/// Little words that no other language writes alike, but in what it quotes.
const TELLING: &[&str] = &[
    "and", "been", "from", "has", "have", "her", "his", "into", "our", "should", "that", "the",
    "their", "them", "these", "they", "this", "those", "through", "was", "what", "when", "where",
    "which", "with", "would", "you", "your",
];
/// Those of them that others begin a sentence with: `Was ist das?`, `Has visto`, `Her er`.
const BEGINNING: &[&str] = &["and", "been", "has", "her", "his", "was"];
/// One of so many words makes a text English, whatever else is in it.
const WORDS_FOR_EACH: usize = 5;

/// How many of the words that tell a language are English, and how many are not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) english: usize,
    pub(super) other: usize,
    /// Those of the other ones that begin with a small letter, and so are no names.
    pub(super) small_other: usize,
    /// Those of the English ones that are nothing but English.
    pub(super) telling: usize,
}

impl Words {
    /// Counts the words of a text. Capitalised words within a sentence are names and tell nothing, nor do
    /// abbreviations in capitals and what has digits.
    pub(super) fn of(text: &str) -> Self {
        let shouted = !text.chars().any(char::is_lowercase);
        let mut words = Self::default();
        let mut starts = true;
        for chunk in text.split_whitespace().take(WORDS_READ) {
            if is_prose(chunk) && !chunk.chars().any(char::is_numeric) {
                for word in chunk.split(|c: char| !c.is_alphabetic()) {
                    words.count(word, starts, shouted);
                    starts &= word.is_empty();
                }
            }
            starts |= chunk.ends_with(['.', '!', '?']);
        }
        words
    }

    fn count(&mut self, word: &str, starts: bool, shouted: bool) {
        let small = word.starts_with(char::is_lowercase);
        let abbreviation = word.chars().nth(1).is_some_and(char::is_uppercase);
        if word.is_empty() || !shouted && (abbreviation || !small && !starts) {
            return;
        }
        let lower = word.to_lowercase();
        if is_english(&lower) {
            self.english += 1;
            let tells = TELLING.contains(&lower.as_str())
                && (small || !shouted && !BEGINNING.contains(&lower.as_str()));
            self.telling += usize::from(tells);
        } else {
            self.other += 1;
            self.small_other += usize::from(small);
        }
    }

    /// Whether most of them are English, and enough for a sentence.
    pub(super) fn are_english(self) -> bool {
        self.english >= 3 && self.english >= self.other * 2
    }

    /// Whether they are held together by words of English and nothing else: borrowed words and dishes.
    pub(super) fn are_joined_in_english(self) -> bool {
        self.telling > 0 && self.telling * WORDS_FOR_EACH >= self.english + self.other
    }
}

/// Whether a text is one run of plain letters that English texts never have: words that ran together or a
/// name, rather than a greeting in another language, which English texts quote.
pub(super) fn is_unknown_run(text: &str) -> bool {
    let run = text.trim();
    run.is_ascii()
        && !run.contains(|c: char| c.is_ascii_whitespace())
        && Model::english()
            .id(&run
                .trim_matches(|c: char| !c.is_alphabetic())
                .to_lowercase())
            .is_none()
}

/// Whether a word is common in English, and not only as an abbreviation or a name there.
fn is_english(lower: &str) -> bool {
    let model = Model::english();
    model.id(lower).is_some_and(|id| {
        let (ln_p, flags) = (model.unigram(id), model.flags(id));
        let least = if flags.contains(WordFlags::NAME) {
            RAREST_NAME
        } else {
            RAREST_WORD
        };
        let doubtful = flags.intersects(WordFlags::RARE | WordFlags::ABBREVIATION);
        ln_p > COMMON_WORD || ln_p > least && flags.contains(WordFlags::DICTIONARY) && !doubtful
    })
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn names_and_codes_tell_nothing() {
        let words = Words::of("Attendees: João, Inês, plate AB12 CDE https://a.example/fica");
        assert_eq!((words.english, words.other), (2, 0));
        let words = Words::of("Onde fica? Onde FICA a Rua");
        assert_eq!((words.english, words.other, words.small_other), (1, 3, 1));
        assert_eq!(Words::of("ONDE FICA").other, 2);
    }
}
