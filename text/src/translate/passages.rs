//! What of a text somebody else has to translate: a vendor's service that takes strings.
//!
//! A service gets whole paragraphs, so that it sees the context of each sentence; what stands between
//! them stays as it is, and so do paragraphs that are in the target language already.

use std::ops::Range;

use super::document::{Document, Tags};
use super::translator::{known, same};
use super::{TranslateError, TranslateOptions, languages};
use crate::lang::Detected;

/// The strings to translate, and the text around them.
#[derive(Debug)]
pub struct Passages<'a> {
    text: &'a str,
    language: Option<Detected>,
    list: Vec<Passage<'a>>,
}

/// One string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage<'a> {
    start: usize,
    /// The string, without white space at its edges.
    pub text: &'a str,
    /// Its language: the one given, or the likeliest.
    pub language: String,
}

impl<'a> Passages<'a> {
    /// Takes a text apart into strings of at most `longest` bytes, with the tags that stand in a line of
    /// text (`<b>`) or with what is between them only. Time is linear in its length.
    ///
    /// # Errors
    ///
    /// [`TranslateError::UnknownLanguage`] for a code that means nothing.
    pub fn of(
        text: &'a str,
        options: &TranslateOptions,
        tags: bool,
        longest: usize,
    ) -> Result<Self, TranslateError> {
        let target = known(&options.target)?;
        let document = Document::new(
            text,
            options.format,
            if tags { Tags::Keep } else { Tags::Split },
        );
        let Some((language, codes)) = languages::of(&document, &options.source, |_| true)? else {
            return Ok(Self {
                text,
                language: None,
                list: Vec::new(),
            });
        };
        let mut passages = Vec::new();
        for (block, code) in document.blocks().iter().zip(codes) {
            if same(&code, &target) {
                continue;
            }
            for range in block.stretches(longest) {
                passages.push(passage(text, range, &code));
            }
        }
        Ok(Self {
            text,
            language: Some(language),
            list: passages,
        })
    }

    /// The language of most of the text; `None` where it has no words.
    pub fn language(&self) -> Option<&Detected> {
        self.language.as_ref()
    }

    /// The strings, in order; none where there is nothing to translate.
    pub fn passages(&self) -> &[Passage<'a>] {
        &self.list
    }

    /// The text with each string replaced. White space at the edges of a translation is left out.
    pub fn render<'t>(&self, translations: impl IntoIterator<Item = &'t str>) -> String {
        let mut out = String::with_capacity(self.text.len() + self.text.len() / 4);
        let mut at = 0;
        for (passage, translation) in self.list.iter().zip(translations) {
            out.push_str(&self.text[at..passage.start]);
            out.push_str(translation.trim());
            at = passage.start + passage.text.len();
        }
        out.push_str(&self.text[at..]);
        out
    }
}

fn passage<'a>(text: &'a str, range: Range<usize>, language: &str) -> Passage<'a> {
    let whole = &text[range.clone()];
    Passage {
        start: range.start + whole.len() - whole.trim_start().len(),
        text: whole.trim(),
        language: language.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Format;
    use crate::translate::SourceLanguage;

    fn taken(text: &str, format: Format, tags: bool, longest: usize) -> (Vec<&str>, String) {
        let options = TranslateOptions {
            source: SourceLanguage::Code("pt".into()),
            format,
            ..TranslateOptions::default()
        };
        let passages = Passages::of(text, &options, tags, longest).unwrap();
        let texts: Vec<&str> = passages.passages().iter().map(|p| p.text).collect();
        let shouted: Vec<String> = texts.iter().map(|text| text.to_uppercase()).collect();
        let rendered = passages.render(shouted.iter().map(String::as_str));
        (texts, rendered)
    }

    #[test]
    fn paragraphs_are_whole_and_what_is_between_them_stays() {
        let text = " Olá.  Tudo bem? 🙂\r\n\r\n\t- um item {x}\n2) outro\n\n12:30\n";
        let (texts, rendered) = taken(text, Format::Text, true, 1000);
        assert_eq!(texts, ["Olá.  Tudo bem? 🙂", "um item {x}", "outro"]);
        assert_eq!(
            rendered,
            " OLÁ.  TUDO BEM? 🙂\r\n\r\n\t- UM ITEM {X}\n2) OUTRO\n\n12:30\n"
        );
    }

    #[test]
    fn who_reads_no_tags_gets_what_stands_between() {
        let text = "<p>Veja <a href=\"/x\">isto</a> &amp; mais.</p>\n<p>Fim</p>";
        let taken = |tags| taken(text, Format::Html, tags, 1000).0;
        assert_eq!(
            taken(true),
            ["Veja <a href=\"/x\">isto</a> &amp; mais.", "Fim"]
        );
        assert_eq!(taken(false), ["Veja", "isto", "&amp; mais.", "Fim"]);
    }

    #[test]
    fn a_long_paragraph_is_cut_between_sentences() {
        let text = "Esta é uma frase curta. ".repeat(20);
        let (texts, rendered) = taken(&text, Format::Text, true, 100);
        assert_eq!(rendered, text.to_uppercase());
        assert_eq!(texts.len(), 5);
        assert!(texts.iter().all(|t| t.len() <= 100 && t.ends_with('.')));
    }

    #[test]
    fn what_is_in_the_target_language_is_nobodys_work() {
        let options = TranslateOptions::default();
        let text = "This is a sentence in English.\n\nNão sei onde fica a biblioteca municipal desta cidade.";
        let passages = Passages::of(text, &options, true, 1000).unwrap();
        let texts: Vec<&str> = passages.passages().iter().map(|p| p.text).collect();
        assert_eq!(
            texts,
            ["Não sei onde fica a biblioteca municipal desta cidade."]
        );
        assert_eq!(passages.passages()[0].language, "pt");
        for text in ["Where is the library of this town?", "12:30 🙂", ""] {
            let passages = Passages::of(text, &options, true, 1000).unwrap();
            assert_eq!(passages.passages(), []);
            assert_eq!(passages.render([]), text);
        }
    }
}
