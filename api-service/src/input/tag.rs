//! The user's own tag of a text.

use db::MAX_TAG_CHARS;

/// A tag as it may be stored: not blank, at most [`MAX_TAG_CHARS`] characters, none of them a control
/// character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(String);

/// Why a tag cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// Too long.
    #[error("must have at most {MAX_TAG_CHARS} characters, but has {0}")]
    TooLong(usize),
    /// A line break, a NUL or the like.
    #[error("must not contain control characters such as line breaks")]
    Control,
}

impl Tag {
    /// Reads a tag; a blank one is none.
    ///
    /// # Errors
    /// See [`TagError`].
    pub fn parse(text: &str) -> Result<Option<Self>, TagError> {
        let chars = text.chars().count();
        if chars > MAX_TAG_CHARS {
            return Err(TagError::TooLong(chars));
        }
        if text.chars().any(char::is_control) {
            return Err(TagError::Control);
        }
        Ok((!text.trim().is_empty()).then(|| Self(text.to_owned())))
    }

    /// The tag itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_counts_characters_not_bytes() {
        let longest = "é".repeat(MAX_TAG_CHARS);
        assert_eq!(
            Tag::parse(&longest).unwrap().unwrap().into_string(),
            longest
        );
        assert_eq!(Tag::parse(&"é".repeat(129)), Err(TagError::TooLong(129)));
    }

    #[test]
    fn a_blank_tag_is_none_and_control_characters_are_refused() {
        assert_eq!(Tag::parse(""), Ok(None));
        assert_eq!(Tag::parse("  "), Ok(None));
        for wrong in ["a\nb", "a\0", "\u{7f}"] {
            assert_eq!(Tag::parse(wrong), Err(TagError::Control), "{wrong:?}");
        }
    }
}
