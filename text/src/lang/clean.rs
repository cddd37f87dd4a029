//! What of a text tells its language.

/// Bytes of cleaned text that are looked at: more never changed an answer, and the time stays flat
/// on a long text.
const ENOUGH: usize = 3_000;

/// A text reduced to its words: addresses, @names, #tags, numbers, code-like runs and symbols are
/// dropped, white space becomes one space, and shouted words are lowered, because the model has seen
/// few of them.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(ENOUGH) + 16);
    for chunk in text.split_whitespace() {
        if out.len() >= ENOUGH {
            break;
        }
        if is_prose(chunk) {
            if !out.is_empty() {
                out.push(' ');
            }
            push(chunk, ENOUGH * 2, &mut out);
        }
    }
    out
}

/// Letters in a text, marks not counted.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether a run without white space has words: no address, name of an account, or code.
pub(super) fn is_prose(chunk: &str) -> bool {
    !(chunk.contains("://")
        || chunk.contains('@')
        || chunk.starts_with(['#', '{', '<', '%', '$', '`'])
        || chunk.starts_with("www.")
        || chunk.contains('_')
        || chunk.contains('\\'))
        && chunk.chars().any(char::is_alphabetic)
}

/// Appends the letters and the punctuation of a chunk, at most `room` bytes of them.
fn push(chunk: &str, room: usize, out: &mut String) {
    let shouted = chunk.chars().filter(|c| c.is_uppercase()).count() > 1
        && !chunk.chars().any(char::is_lowercase);
    for c in chunk.chars().take_while({
        let mut used = 0;
        move |c| {
            used += c.len_utf8();
            used <= room
        }
    }) {
        if c.is_numeric() || is_symbol(c) {
            continue;
        }
        if shouted {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
    }
}

/// Characters that say nothing about the language: symbols, pictographs, joiners and controls.
fn is_symbol(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '*' | '='
                | '+'
                | '|'
                | '~'
                | '^'
                | '<'
                | '>'
                | '/'
                | '#'
                | '$'
                | '%'
                | '&'
                | '{'
                | '}'
                | '['
                | ']'
        )
        || matches!(c,
            '\u{2000}'..='\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{2020}'..='\u{2025}' | '\u{2028}'..='\u{2BFF}'
            | '\u{FE0F}' | '\u{FEFF}' | '\u{FFFD}' | '\u{1F000}'..='\u{1FAFF}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn only_words_are_left() {
        assert_eq!(
            words("Veja https://a.example/x 🙂 — o @joao\n\tdisse #hoje 12,5% {name} ISTO!"),
            "Veja o disse isto!"
        );
        assert_eq!(words("12:30 🙂 \u{0} %d"), "");
    }

    #[test]
    fn a_long_text_is_not_read_to_its_end() {
        assert!(words(&"a".repeat(1 << 20)).len() < 10_000);
        assert!(words(&"ab ".repeat(1 << 20)).len() < 10_000);
    }
}
