//! A text taken apart into sentences, and put together again around them.
//!
//! Only the sentences change. Line breaks, indentation, list markers, the spaces between sentences and
//! everything protected stay where and what they were.

mod paragraphs;
mod protect;
mod sentences;

use std::ops::Range;

use super::sentence::Sentence;
use crate::token::Format;
/// A text and its blocks.
#[derive(Debug)]
pub(super) struct Document<'a> {
    text: &'a str,
    blocks: Vec<Block>,
}

/// A paragraph, a line or a list item: what is in one language.
#[derive(Debug)]
pub(super) struct Block {
    range: Range<usize>,
    pieces: Vec<Piece>,
}

/// A sentence, or a part of one that is too long.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    sentence: Sentence,
    /// Line breaks inside it: where, as a share of its length, and what they are.
    breaks: Vec<(f64, String)>,
}

impl<'a> Document<'a> {
    /// Takes a text apart. Time is linear in its length.
    pub fn new(text: &'a str, format: Format) -> Self {
        let spans = protect::spans(text, format);
        let mut blocks = Vec::new();
        for range in paragraphs::paragraphs(text, format, &spans) {
            let pieces = sentences::pieces(text, range.clone(), &spans);
            if !pieces.is_empty() {
                blocks.push(Block { range, pieces });
            }
        }
        Self { text, blocks }
    }

    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The prose of all blocks, to tell the language by: at most some kilobytes of it.
    pub fn sample(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            if out.len() > 4_000 {
                break;
            }
            out.push_str(block.prose(self.text));
            out.push('\n');
        }
        out
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Puts the text together from the translations of each block's sentences: an empty list for a
    /// block that stays, `None` for a sentence that stays.
    pub fn render(&self, translations: &[Vec<Option<String>>]) -> String {
        let mut out = String::with_capacity(self.text.len() + self.text.len() / 4);
        let mut at = 0;
        for (block, translated) in self.blocks.iter().zip(translations) {
            for (piece, sentence) in block.pieces.iter().zip(translated) {
                let Some(sentence) = sentence else { continue };
                out.push_str(&self.text[at..piece.range.start]);
                piece.render(sentence, &mut out);
                at = piece.range.end;
            }
        }
        out.push_str(&self.text[at..]);
        out
    }
}

impl Block {
    /// The sentences for the engine.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        self.pieces.iter().map(|piece| &piece.sentence)
    }

    /// The block as written.
    pub fn prose<'a>(&self, text: &'a str) -> &'a str {
        &text[self.range.clone()]
    }
}

impl Piece {
    fn render(&self, sentence: &str, out: &mut String) {
        if self.breaks.is_empty() {
            out.push_str(sentence);
            return;
        }
        // Each line break goes to the space that is nearest to where it was.
        let spaces: Vec<usize> = sentence.match_indices(' ').map(|(at, _)| at).collect();
        let mut at = 0;
        for (share, text) in &self.breaks {
            let wanted = (share * sentence.len() as f64) as usize;
            let nearest = spaces
                .iter()
                .copied()
                .filter(|space| *space >= at)
                .min_by_key(|space| space.abs_diff(wanted));
            if let Some(space) = nearest {
                out.push_str(&sentence[at..space]);
                at = space + 1;
            }
            out.push_str(text);
        }
        out.push_str(&sentence[at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::sentences::LONGEST;
    use super::*;

    fn taken_apart(text: &str, format: Format) -> Vec<Vec<String>> {
        let document = Document::new(text, format);
        document
            .blocks()
            .iter()
            .map(|block| block.sentences().map(|s| s.text().to_owned()).collect())
            .collect()
    }

    /// Every sentence replaced by itself in capitals.
    fn shouted(text: &str, format: Format) -> String {
        let document = Document::new(text, format);
        let translations: Vec<Vec<Option<String>>> = document
            .blocks()
            .iter()
            .map(|block| {
                block
                    .sentences()
                    .map(|s| Some(s.text().to_uppercase()))
                    .collect()
            })
            .collect();
        document.render(&translations)
    }

    #[test]
    fn only_sentences_change() {
        let text = "  Olá.  Tudo bem?\r\n\r\n\t- um item 🙂\n2) outro item\n\n> — citado\n";
        assert_eq!(
            shouted(text, Format::Text),
            "  OLÁ.  TUDO BEM?\r\n\r\n\t- UM ITEM 🙂\n2) OUTRO ITEM\n\n> — CITADO\n"
        );
        for same in [
            "",
            " \n\t",
            "🙂🙂 🙂",
            "https://a.example/x",
            "12,5% — 3/4\n",
            "a".repeat(5000).as_str(),
        ] {
            assert_eq!(shouted(same, Format::Text), same);
        }
    }

    #[test]
    fn sentences_are_found_across_line_breaks_that_an_editor_made() {
        let text = "Esta é uma linha comprida que continua na linha\nseguinte até ao ponto final. E outra.\nNova linha.";
        assert_eq!(
            taken_apart(text, Format::Text),
            [
                vec![
                    "Esta é uma linha comprida que continua na linha seguinte até ao ponto final."
                        .to_owned(),
                    "E outra.".to_owned()
                ],
                vec!["Nova linha.".to_owned()]
            ]
        );
        assert_eq!(
            shouted(text, Format::Text),
            "ESTA É UMA LINHA COMPRIDA QUE CONTINUA NA LINHA\nSEGUINTE ATÉ AO PONTO FINAL. E OUTRA.\nNOVA LINHA."
        );
    }

    #[test]
    fn abbreviations_and_addresses_do_not_end_a_sentence() {
        assert_eq!(
            taken_apart("O Sr. Silva leu a.b.example/c?d=1. Gostou.", Format::Text),
            [["O Sr. Silva leu a.b.example/c?d=1.", "Gostou."]]
        );
    }

    #[test]
    fn tags_and_code_stay() {
        let html = "<p class=\"a\">Olá <b>mundo</b>.</p>\n<pre>x = 1</pre><script>var a</script>";
        assert_eq!(
            shouted(html, Format::Html),
            "<p class=\"a\">OLÁ <b>MUNDO</b>.</p>\n<pre>x = 1</pre><script>var a</script>"
        );
        let markdown = "# Título\n\nVeja [isto](http://a.example/b \"c\") e `código`.\n\n```\nfn x\n```\n\n| a | bom dia |\n";
        assert_eq!(
            shouted(markdown, Format::Markdown),
            "# TÍTULO\n\nVEJA [ISTO](http://a.example/b \"c\") E `CÓDIGO`.\n\n```\nfn x\n```\n\n| A | BOM DIA |\n"
        );
    }

    #[test]
    fn a_long_sentence_is_cut() {
        let long = "palavra, ".repeat(2000);
        let parts = taken_apart(&long, Format::Text);
        assert!(parts[0].iter().all(|part| part.len() <= LONGEST));
        assert_eq!(shouted(&long, Format::Text), long.to_uppercase());
    }
}
