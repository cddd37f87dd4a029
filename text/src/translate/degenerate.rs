//! Whether an engine's output is a translation at all.

use std::collections::HashSet;

use super::marks;

/// Whether the output is a loop, nearly empty, far too long, without words, or a copy of the input.
/// Both texts have stand-ins in the place of what is protected.
pub(super) fn is_degenerate(input: &str, output: &str) -> bool {
    let (given, got) = (Shape::of(input), Shape::of(output));
    if given.letters == 0 {
        return false;
    }
    got.letters == 0
        || got.letters * 3 < output.chars().filter(|c| !c.is_whitespace()).count()
            && given.letters * 3 > given.visible * 2
        || got.weight > given.weight * 3.0 + 30.0
        || (given.weight > 30.0 && got.weight * 6.0 < given.weight)
        || is_loop(input, output)
        || is_stammer(input, output)
        || is_copy(input, output)
}

/// Whether a translation says a word or a phrase over and over, more often than the original.
pub fn is_loop(original: &str, translation: &str) -> bool {
    longest_run(translation) > longest_run(original).max(3)
        || (is_monotonous(translation) && !is_monotonous(original))
}

/// Whether an input that says little over and over comes out as more words than it has: the engine
/// stumbles over repetition and invents some. Marks of tags between the words make it vary them.
fn is_stammer(input: &str, output: &str) -> bool {
    if marks::any(input) {
        return false;
    }
    let distinct = |text: &str| {
        let words = text.split_whitespace().map(str::to_lowercase);
        let bare = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        bare.collect::<HashSet<String>>().len()
    };
    let (said, words) = (distinct(input), input.split_whitespace().count());
    words >= 4 && said * 4 <= words && distinct(output) > said * 2
}

struct Shape {
    letters: usize,
    visible: usize,
    /// Length in letters of an alphabet: an ideograph says as much as three.
    weight: f32,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut shape = Self {
            letters: 0,
            visible: 0,
            weight: 0.0,
        };
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            shape.visible += 1;
            shape.letters += usize::from(c.is_alphabetic());
            shape.weight += match c {
                '\u{3040}'..='\u{30FF}' | '\u{AC00}'..='\u{D7AF}' => 2.0,
                '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' => 3.0,
                _ => 1.0,
            };
        }
        shape
    }
}

/// Whether a longer text has few phrases of three words but says them often.
fn is_monotonous(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 24 {
        return false;
    }
    let phrases: HashSet<&[&str]> = words.windows(3).collect();
    phrases.len() * 2 < words.len() - 2
}

/// How often one phrase of up to four words, or one group of up to four characters, follows itself.
fn longest_run(text: &str) -> usize {
    let words: Vec<&str> = text.split_whitespace().collect();
    let by_words = (1..=4).map(|n| run(&words, n)).max().unwrap_or(0);
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    // Letters repeat within words of their own accord: `hahaha`, `www`.
    let by_letters = (1..=4).map(|n| run(&letters, n)).max().unwrap_or(0) / 3;
    by_words.max(by_letters)
}

/// The most times in a row that a group of `n` follows itself.
fn run<T: PartialEq>(items: &[T], n: usize) -> usize {
    let (mut longest, mut equal) = (usize::from(items.len() >= n), 0);
    for at in n..items.len() {
        equal = if items[at] == items[at - n] {
            equal + 1
        } else {
            0
        };
        longest = longest.max(1 + equal / n);
    }
    longest
}

/// Whether most of the input's small words are in the output: it was passed on, not translated.
fn is_copy(input: &str, output: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| word.len() > 2 && word.chars().all(char::is_lowercase))
            .map(str::to_owned)
            .collect()
    };
    let given = words(input);
    if given.len() < 5 {
        return false;
    }
    let got: HashSet<String> = words(output).into_iter().collect();
    let kept = given.iter().filter(|word| got.contains(*word)).count();
    kept * 10 > given.len() * 6
}

#[cfg(test)]
mod tests {
    use super::is_degenerate;

    #[test]
    fn loops_and_voids_are_found() {
        let given = "私は昨日、東京で友達に会って、一緒に寿司を食べました。";
        for got in [
            "",
            " \" \" \" \" \" \" \" \" \"",
            "the the the the the the",
            "I went to I went to I went to I went to I went to",
            "yes",
            "hahahahahahahahahahahahahahahaha",
            &"I met a friend in Tokyo and ate. ".repeat(12),
        ] {
            assert!(is_degenerate(given, got), "{got}");
        }
        assert!(!is_degenerate(
            given,
            "Yesterday I met a friend in Tokyo, and we ate sushi together."
        ));
        assert!(is_degenerate(
            "ich habe leider keine ahnung was das bedeutet",
            "ich habe leider keine ahnung, was of bedeutet"
        ));
    }

    #[test]
    fn invented_words_are_found() {
        let given = "não não não não não não não não não não";
        assert!(is_degenerate(given, "not not not no no not non-nono-no"));
        assert!(!is_degenerate(given, "no, no, no, not, no, no, no, no, no"));
    }

    #[test]
    fn what_repeats_in_the_input_may_repeat_in_the_output() {
        assert!(!is_degenerate(
            "não não não não não não",
            "no no no no no no"
        ));
        assert!(!is_degenerate(
            "ha ha ha ha ha ha ha",
            "ha ha ha ha ha ha ha"
        ));
        assert!(!is_degenerate(
            &"Esta é uma frase com algumas palavras. ".repeat(9),
            &"This is a sentence with a few words. ".repeat(9)
        ));
        assert!(!is_degenerate("Sim.", "Yes, it is."));
        assert!(!is_degenerate("12, 13", "12, 13"));
        assert!(!is_degenerate("Hotel Central", "Hotel Central"));
        assert!(!is_degenerate("OK", "OK"));
    }
}
