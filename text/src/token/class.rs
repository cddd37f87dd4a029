//! Classes of characters.

/// The character that starts at byte `at`, if any.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The character that ends before byte `at`, if any.
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Where the run of characters from `at` that satisfy `keep` ends.
pub(super) fn run_end(text: &str, at: usize, mut keep: impl FnMut(char) -> bool) -> usize {
    let mut end = at;
    // A character of ASCII is a byte, and most are.
    while let Some(&byte) = text.as_bytes().get(end)
        && byte.is_ascii()
    {
        if !keep(char::from(byte)) {
            return end;
        }
        end += 1;
    }
    text[end..]
        .char_indices()
        .find(|&(_, c)| !keep(c))
        .map_or(text.len(), |(n, _)| end + n)
}

/// How many small Latin letters a text begins with: most of most texts, of which nothing else needs to be asked.
pub(super) fn small_letters(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_lowercase).count()
}

/// Where the white space that starts at `at` ends; `at` itself where there is none.
pub(super) fn space_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while bytes
        .get(end)
        .is_some_and(|b| matches!(b, b' ' | b'\t'..=b'\r'))
    {
        end += 1;
    }
    if bytes.get(end).is_some_and(|b| !b.is_ascii()) {
        end = run_end(text, end, char::is_whitespace);
    }
    end
}

/// Where the run of anything but white space that starts at `at` ends.
pub(super) fn chunk_end(text: &str, at: usize) -> usize {
    let at = at + small_letters(&text[at..]);
    run_end(text, at, |c| !c.is_whitespace())
}

/// A letter, a digit of any script, or a mark that combines with one.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || is_mark(c)
}

/// Combining marks that `char::is_alphabetic` leaves out, and joiners that live inside words.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20DF}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{00AD}' | '\u{200C}' | '\u{094D}' | '\u{09CD}')
}

/// A straight or a typographic apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{2018}')
}

/// Characters that make or continue an emoji. Ranges after Unicode's `emoji-data.txt`, rounded to
/// whole blocks of symbols.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{2300}'..='\u{23FF}' | '\u{FE0F}' | '\u{200D}' | '\u{20E3}'
        | '\u{E0020}'..='\u{E007F}')
}

/// Characters that hold a piece of text such as an e-mail address, a path or a number together.
pub(super) fn is_connector(c: char) -> bool {
    matches!(
        c,
        '_' | '.' | '-' | '\'' | '\u{2019}' | '@' | ':' | '/' | '\\' | '+' | '#' | '&' | '=' | '~'
    )
}
