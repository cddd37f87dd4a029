//! Which language each paragraph is in.

use super::document::Document;
use super::translator::known;
use super::{SourceLanguage, TranslateError};
use crate::lang::{Detected, Identifier};

/// Whether a language is sure enough to be that of a paragraph of so many letters, whatever the rest of
/// the text is in.
fn is_sure(found: &Detected, letters: usize) -> bool {
    match letters {
        0..15 => false,
        15..40 => found.confidence >= 0.85,
        _ => found.confidence >= 0.6,
    }
}

/// The language of the whole text, and of each of its blocks: the one given, or what is found out.
/// `None` where there is no word to go by.
pub(super) fn of(
    document: &Document<'_>,
    source: &SourceLanguage,
    reachable: impl Fn(&str) -> bool,
) -> Result<Option<(Detected, Vec<String>)>, TranslateError> {
    let SourceLanguage::Code(code) = source else {
        return Ok(identify(document, reachable));
    };
    let code = known(code)?;
    let codes = vec![code.clone(); document.blocks().len()];
    let given = Detected {
        code,
        confidence: 1.0,
    };
    Ok(Some((given, codes)))
}

/// A short or doubtful paragraph is in the likeliest of the languages that the text has for sure. Where
/// the text as a whole is doubtful, a likely language that `reachable` says can be handled is preferred.
fn identify(
    document: &Document<'_>,
    reachable: impl Fn(&str) -> bool,
) -> Option<(Detected, Vec<String>)> {
    let identifier = Identifier::shared();
    let whole = likely(identifier.top(&document.sample(), 4), reachable)?;
    let blocks = document.blocks();
    if blocks.len() == 1 {
        let only = vec![whole.code.clone()];
        return Some((whole, only));
    }
    let mut present: Vec<String> = Vec::new();
    let mut found: Vec<Vec<Detected>> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let prose = block.prose(document.text());
        let letters = prose.chars().filter(|c| c.is_alphabetic()).count();
        let mut top = identifier.top(prose, 8);
        if let Some(best) = top.first().filter(|best| is_sure(best, letters)) {
            if !present.contains(&best.code) {
                present.push(best.code.clone());
            }
            top.truncate(1);
        }
        found.push(top);
    }
    let codes = found
        .into_iter()
        .map(|top| {
            let known =
                |found: &Detected| found.code == whole.code || present.contains(&found.code);
            let best = top
                .into_iter()
                .filter(|found| found.confidence >= 0.02)
                .find(known);
            best.map_or_else(|| whole.code.clone(), |best| best.code)
        })
        .collect();
    Some((whole, codes))
}

/// The first of some candidates, or the next that is nearly as likely and can be handled.
fn likely(candidates: Vec<Detected>, reachable: impl Fn(&str) -> bool) -> Option<Detected> {
    let best = candidates.first()?.clone();
    if best.confidence >= 0.6 || reachable(&best.code) {
        return Some(best);
    }
    let second = candidates.into_iter().find(|found| {
        found.confidence >= 0.1
            && found.confidence * 4.0 >= best.confidence
            && reachable(&found.code)
    });
    Some(second.unwrap_or(best))
}

#[cfg(test)]
mod tests {
    use super::super::document::Tags;
    use super::*;
    use crate::token::Format;

    #[test]
    fn paragraphs_have_languages_of_their_own() {
        let text = "Bom dia a todos, hoje vamos falar sobre a história da cidade.\n\
                    This paragraph was written in English and should stay as it is.\n\
                    Ontem fomos à praia com os nossos amigos.\n\
                    Ich habe gestern einen sehr langen Brief an meine Großmutter geschrieben.";
        let (_, codes) =
            identify(&Document::new(text, Format::Text, Tags::Split), |_| true).unwrap();
        assert_eq!(codes[0], "pt");
        assert_eq!(codes[1], "en");
        assert_eq!(codes[2], "pt", "doubtful alone");
        assert_eq!(codes[3], "de");
        assert!(
            identify(
                &Document::new("12 🙂 --", Format::Text, Tags::Split),
                |_| true
            )
            .is_none()
        );
    }
}
