//! Letters folded to the model's alphabet, and a correction's letters put back as the word had them.

use super::ligature;

/// How a word is capitalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::spell) enum Case {
    /// `word`
    Lower,
    /// `Word`
    Title,
    /// `WORD`; a single capital counts as [`Case::Title`].
    Upper,
    /// `wORD`, `WOrd`
    Mixed,
}

impl Case {
    /// The pattern of a word.
    pub fn of(word: &str) -> Self {
        let is_small = |byte: u8| byte.is_ascii_lowercase() || byte == b'\'';
        if word.bytes().all(is_small) {
            return Self::Lower;
        }
        let (mut letters, mut capitals, mut first) = (0, 0, false);
        for c in word.chars().filter(|c| c.is_alphabetic()) {
            first |= letters == 0 && c.is_uppercase();
            letters += 1;
            capitals += usize::from(c.is_uppercase());
        }
        match capitals {
            0 => Self::Lower,
            1 if first => Self::Title,
            _ if capitals == letters => Self::Upper,
            _ => Self::Mixed,
        }
    }

    /// Writes `display`, a word's usual form, in this pattern.
    pub fn apply(self, display: &str, written: &str, out: &mut String) {
        let first_is_upper = written.chars().next().is_some_and(char::is_uppercase);
        match self {
            Self::Upper => out.extend(display.chars().flat_map(char::to_uppercase)),
            Self::Title | Self::Mixed if first_is_upper => {
                let mut letters = display.chars();
                out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                out.push_str(letters.as_str());
            }
            _ => out.push_str(display),
        }
    }
}

/// Appends a word in lower case, accents and typographic apostrophes folded to ASCII. False where a
/// letter is not Latin; then nothing is appended.
pub(crate) fn fold_into(word: &str, out: &mut String) -> bool {
    let start = out.len();
    if word.is_ascii() {
        out.push_str(word);
        out[start..].make_ascii_lowercase();
        return true;
    }
    for c in word.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if let Some(letters) = fold(c) {
            out.push_str(letters);
        } else {
            out.truncate(start);
            return false;
        }
    }
    true
}

/// The ASCII letters for a Latin letter with marks.
fn fold(c: char) -> Option<&'static str> {
    Some(match c {
        '’' | '‘' | 'ʼ' => "'",
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' | 'Ạ'..='ặ' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'Ð' | 'ð' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ẹ'..='ệ' => "e",
        'Ĝ'..='ģ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'Ỉ'..='ị' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ'..='ĸ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => "n",
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'ß' => "ss",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Þ' | 'þ' => "th",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'Ư' | 'ư' | 'Ụ'..='ự' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'Ỳ'..='ỹ' => "y",
        'Ź'..='ž' => "z",
        'ﬀ'..='ﬆ' => ligature::letters(c)?,
        '\u{00AD}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_kept() {
        for (written, display, expected) in [
            ("teh", "the", "the"),
            ("Teh", "the", "The"),
            ("TEH", "the", "THE"),
            ("TEh", "the", "The"),
            ("londn", "London", "London"),
            ("I", "a", "A"),
        ] {
            let mut out = String::new();
            Case::of(written).apply(display, written, &mut out);
            assert_eq!(out, expected, "{written}");
        }
    }

    #[test]
    fn accents_fold() {
        let mut out = String::new();
        assert!(fold_into("Crème’s", &mut out) && !fold_into("слово", &mut out));
        assert_eq!(out, "creme's");
    }
}
