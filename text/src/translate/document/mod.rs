//! A text taken apart into sentences, and put together again around them.
//!
//! Only the sentences change. Line breaks, indentation, list markers, the spaces between sentences and
//! everything protected stay where and what they were.

mod pairs;
mod paragraphs;
mod protect;
mod sentences;
mod tags;

use std::borrow::Cow;
use std::ops::Range;

use super::sentence::Sentence;
use crate::token::{Format, tokenize};
use tags::Marked;

/// What becomes of tags that stand in a line of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// The sentence ends at them.
    Split,
    /// They are left in the sentence.
    Keep,
    /// They travel with their words.
    Mark,
}

/// A text and its blocks.
#[derive(Debug)]
pub(super) struct Document<'a> {
    marked: Marked<'a>,
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
    pub fn new(text: &'a str, format: Format, tags: Tags) -> Self {
        let tokens = tokenize(text, format);
        let marked = Marked::new(text, format, &tokens, tags);
        let mut blocks = Vec::new();
        for range in paragraphs::paragraphs(&marked.text, format, &marked.spans) {
            let pieces = sentences::pieces(&marked, range.clone());
            if !pieces.is_empty() {
                blocks.push(Block { range, pieces });
            }
        }
        Self { marked, blocks }
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
            out.push_str(block.prose(self.text()));
            out.push('\n');
        }
        out
    }

    /// The text, with marks in the place of tags and characters in the place of entities.
    pub fn text(&self) -> &str {
        &self.marked.text
    }

    /// Puts the text together from the translations of each block's sentences: an empty list for a
    /// block that stays, `None` for a sentence that stays.
    pub fn render(&self, translations: &[Vec<Option<String>>]) -> String {
        let marked = &self.marked;
        let mut out = String::with_capacity(marked.text.len() + marked.text.len() / 4);
        let mut at = 0;
        for (block, translated) in self.blocks.iter().zip(translations) {
            for (piece, sentence) in block.pieces.iter().zip(translated) {
                let Some(sentence) = sentence else { continue };
                marked.write_original(at..piece.range.start, &mut out);
                let sentence = piece.with_breaks(sentence);
                marked.write_translated(piece.range.start, &sentence, &mut out);
                at = piece.range.end;
            }
        }
        marked.write_original(at..marked.text.len(), &mut out);
        out
    }
}

impl Block {
    /// The sentences for the engine.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        self.pieces.iter().map(|piece| &piece.sentence)
    }

    /// The block in stretches of at most `longest` bytes, cut between sentences.
    pub fn stretches(&self, longest: usize) -> Vec<Range<usize>> {
        if self.range.len() <= longest {
            return vec![self.range.clone()];
        }
        let ends = self.pieces.iter().skip(1).map(|piece| piece.range.start);
        let ends = ends.chain([self.range.end]);
        let mut out: Vec<Range<usize>> = Vec::new();
        for (piece, end) in self.pieces.iter().zip(ends) {
            match out.last_mut() {
                Some(last) if end - last.start <= longest => last.end = end,
                // What stands behind the sentence may be long and nothing to translate.
                _ if end - piece.range.start > longest => out.push(piece.range.clone()),
                _ => out.push(piece.range.start..end),
            }
        }
        out
    }

    /// The block as written.
    pub fn prose<'a>(&self, text: &'a str) -> &'a str {
        &text[self.range.clone()]
    }
}

impl Piece {
    /// A translation with the line breaks of the original.
    fn with_breaks<'t>(&self, sentence: &'t str) -> Cow<'t, str> {
        if self.breaks.is_empty() {
            return Cow::Borrowed(sentence);
        }
        let mut out = String::with_capacity(sentence.len() + 8);
        // Each line break goes to the space that is nearest to where it was.
        let spaces: Vec<usize> = sentence.match_indices(' ').map(|(at, _)| at).collect();
        let mut at = 0;
        for (share, text) in &self.breaks {
            let wanted = (share * sentence.len() as f64).round() as usize;
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
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks;
    use super::sentences::LONGEST;
    use super::*;

    fn taken_apart(text: &str, format: Format) -> Vec<Vec<String>> {
        let document = Document::new(text, format, Tags::Mark);
        document
            .blocks()
            .iter()
            .map(|block| block.sentences().map(|s| s.text().to_owned()).collect())
            .collect()
    }

    /// Every sentence replaced by itself in capitals.
    fn shouted(text: &str, format: Format) -> String {
        let document = Document::new(text, format, Tags::Mark);
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
            "1HGCM82633A004352 9f86d081884c7d659a2feaa0c55ad015",
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
    fn lines_that_are_shown_together_are_one_text() {
        let subtitles = "1\r\n00:00:01,000 --> 00:00:02,000\r\nNunca mais vi o\r\nJoão. <i>Nem quero</i>\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n- Porquê?\r\n- Não sei\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\nFim\r\n";
        assert_eq!(
            taken_apart(subtitles, Format::Subtitles),
            [
                vec!["Nunca mais vi o João.", "Nem quero"],
                vec!["Porquê?"],
                vec!["Não sei"],
                vec!["Fim"]
            ]
        );
        assert_eq!(
            shouted(subtitles, Format::Subtitles),
            subtitles
                .to_uppercase()
                .replace("<I>", "<i>")
                .replace("</I>", "</i>")
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
    fn words_with_entities_are_read_as_what_they_stand_for() {
        let html = "<p>Est&aacute; <b>t&#227;o</b>&nbsp;bem &laquo;ditado&raquo;&hellip;</p>";
        assert_eq!(
            taken_apart(html, Format::Html)[0][0].replace(marks::is, "|"),
            "Está |tão|\u{a0}bem «ditado»…"
        );
        assert_eq!(
            shouted(html, Format::Html),
            "<p>ESTÁ <b>TÃO</b>\u{a0}BEM «DITADO»…</p>"
        );
        // What would be syntax stays, and so does what is not translated.
        for (format, text, shouted_text) in [
            (Format::Html, "um &lt;b&gt; a&amp;b", "UM &LT;B&GT; A&AMP;B"),
            (Format::Html, "um &nosuch; e", "UM &NOSUCH; E"),
            (Format::Markdown, "&eacute; &ast;um&ast;", "É &AST;UM&AST;"),
            (Format::Text, "&eacute; um", "&EACUTE; UM"),
            (
                Format::Html,
                "<p>&eacute;</p>\n&nbsp;12",
                "<p>É</p>\n&nbsp;12",
            ),
        ] {
            assert_eq!(shouted(text, format), shouted_text);
            let document = Document::new(text, format, Tags::Keep);
            assert_eq!(
                document.render(&vec![Vec::new(); document.blocks().len()]),
                text
            );
        }
    }

    #[test]
    fn a_picture_stands_in_its_sentence() {
        let html = "<p>Clique em <img src=\"a.png\" alt=\"x\"> para continuar.<br>Obrigado. <img src=b></p>";
        let taken = taken_apart(html, Format::Html);
        assert_eq!(taken.len(), 2, "{taken:?}");
        assert_eq!(taken[0].len(), 1, "{taken:?}");
        let split = Document::new(html, Format::Html, Tags::Split);
        assert_eq!(
            split.blocks().len(),
            3,
            "nobody gets a tag who cannot read it"
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
