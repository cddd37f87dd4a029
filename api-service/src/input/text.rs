//! A text that the engines may be given.

/// A text: not blank, not too long, without NUL.
///
/// NUL never belongs to a text: where it comes, a file in UTF-16 or a binary one was sent. Every other
/// character is taken, and comes back as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(String);

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Empty, or white space only.
    #[error("must not be blank")]
    Blank,
    /// Too long.
    #[error("must be at most {max} bytes of UTF-8, but has {bytes}")]
    TooLong {
        /// How long it is, in bytes.
        bytes: usize,
        /// How long it may be, in bytes.
        max: usize,
    },
    /// Contains U+0000, at this character.
    #[error(
        "must not contain NUL (U+0000), but has one at character {0}; is it UTF-16, or a binary file?"
    )]
    Nul(usize),
}

impl Text {
    /// Reads a text of at most `max` bytes.
    ///
    /// # Errors
    /// See [`TextError`].
    pub fn parse(text: &str, max: usize) -> Result<Self, TextError> {
        if text.len() > max {
            return Err(TextError::TooLong {
                bytes: text.len(),
                max,
            });
        }
        if let Some(at) = text.find('\0') {
            return Err(TextError::Nul(text[..at].chars().count()));
        }
        if text.trim().is_empty() {
            return Err(TextError::Blank);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How long it is, in bytes of UTF-8; never 0.
    #[expect(clippy::len_without_is_empty, reason = "none is empty")]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The text itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_text_is_kept_to_the_byte() {
        for fine in [
            "a",
            " a\r\n",
            "\u{feff}a\t\u{b}b",
            "\u{202e}שלום",
            "👩‍👩‍👧",
            "\u{1b}[0m",
        ] {
            assert_eq!(Text::parse(fine, 100).unwrap().into_string(), fine);
        }
    }

    #[test]
    fn what_is_none_is_refused_with_its_reason() {
        for blank in ["", " ", "\r\n\t", "\u{a0}\u{3000}"] {
            assert_eq!(Text::parse(blank, 100), Err(TextError::Blank), "{blank:?}");
        }
        assert_eq!(Text::parse("é\0", 100), Err(TextError::Nul(1)));
        assert_eq!(
            Text::parse("ééé", 5),
            Err(TextError::TooLong { bytes: 6, max: 5 })
        );
        assert!(Text::parse("éé", 4).is_ok());
    }
}
