//! Which language each paragraph is in.

use super::document::Document;
use crate::lang::{Detected, Identifier};

/// A language sure enough to overrule that of the whole text, for a paragraph of so many letters.
fn is_sure(found: &Detected, letters: usize) -> bool {
    match letters {
        0..15 => false,
        15..40 => found.confidence >= 0.85,
        _ => found.confidence >= 0.6,
    }
}

/// The language of the whole text, and of each of its blocks; `None` where there is no word.
///
/// A short or doubtful paragraph is taken to be in the language of the text. Where the text itself is
/// doubtful, a likely language that `reachable` says can be handled is preferred.
pub(super) fn identify(
    document: &Document<'_>,
    reachable: impl Fn(&str) -> bool,
) -> Option<(Detected, Vec<String>)> {
    let identifier = Identifier::shared();
    let mut candidates = identifier.top(&document.sample(), 4);
    let best = candidates.first()?.clone();
    let whole = if best.confidence >= 0.6 || reachable(&best.code) {
        best
    } else {
        let likely =
            |found: &Detected| found.confidence >= 0.1 && found.confidence * 4.0 >= best.confidence;
        let n = candidates
            .iter()
            .position(|found| likely(found) && reachable(&found.code));
        candidates.swap_remove(n.unwrap_or(0))
    };
    let blocks = document.blocks();
    if blocks.len() == 1 {
        let only = vec![whole.code.clone()];
        return Some((whole, only));
    }
    let codes = blocks
        .iter()
        .map(|block| {
            let prose = block.prose(document.text());
            let letters = prose.chars().filter(|c| c.is_alphabetic()).count();
            match identifier.identify(prose) {
                Some(found) if found.code != whole.code && is_sure(&found, letters) => found.code,
                _ => whole.code.clone(),
            }
        })
        .collect();
    Some((whole, codes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Format;

    #[test]
    fn paragraphs_have_languages_of_their_own() {
        let text = "Bom dia a todos, hoje vamos falar sobre a história da cidade.\n\
                    This paragraph was written in English and should stay as it is.\n\
                    Sim.\n\
                    Ich habe gestern einen sehr langen Brief an meine Großmutter geschrieben.";
        let (whole, codes) = identify(&Document::new(text, Format::Text), |_| true).unwrap();
        assert_eq!(codes[0], "pt");
        assert_eq!(codes[1], "en");
        assert_eq!(codes[2], whole.code, "too short to tell");
        assert_eq!(codes[3], "de");
        assert!(identify(&Document::new("12 🙂 --", Format::Text), |_| true).is_none());
    }
}
