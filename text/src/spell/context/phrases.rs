//! Words that stand for others beside certain words: `your welcome`, `rather then`, `could loose`. What the corpora
//! count of these is half made of the mistake itself.

use crate::model::{Model, WordId};

static LINES: &str = include_str!("../lists/phrases.txt");

/// What a word stands for where certain words are next to it.
#[derive(Debug, Clone)]
struct Phrase {
    wrong: WordId,
    right: WordId,
    /// The words that have to stand near it: on each of these sides one of these.
    sides: Vec<(usize, Vec<WordId>)>,
}

/// Where others stand: two words before a word, before it, behind it, two words behind it.
const SIDES: [&str; 4] = ["<<", "<", ">", ">>"];

/// All phrases of a model, by their wrong words.
#[derive(Debug, Clone)]
pub(in crate::spell) struct Phrases(Vec<Phrase>);

impl Phrases {
    /// The phrases whose words the model knows.
    pub fn of(model: &Model) -> Self {
        let lines = LINES.lines().filter(|line| !line.starts_with('#'));
        let mut phrases: Vec<Phrase> = lines.filter_map(|line| phrase(model, line)).collect();
        phrases.sort_by_key(|phrase| phrase.wrong);
        Self(phrases)
    }

    /// The words that `word` probably stands for between two words before it and two behind, and how strongly that
    /// speaks: what lies further off, or on two sides, is nothing that the language model would see too.
    pub fn rights(&self, word: WordId, beside: [WordId; 4]) -> impl Iterator<Item = (WordId, f32)> {
        let first = self.0.partition_point(|phrase| phrase.wrong < word);
        let is_near = move |(side, others): &(usize, Vec<WordId>)| others.contains(&beside[*side]);
        self.0[first..]
            .iter()
            .take_while(move |phrase| phrase.wrong == word)
            .filter(move |phrase| phrase.sides.iter().all(is_near))
            .map(|phrase| {
                let is_next = matches!(phrase.sides[..], [(1 | 2, _)]);
                (phrase.right, if is_next { 1.0 } else { 2.0 })
            })
    }
}

fn phrase(model: &Model, line: &str) -> Option<Phrase> {
    let mut words = line.split(' ');
    let (wrong, right) = (model.id(words.next()?)?, model.id(words.next()?)?);
    let mut sides: Vec<(usize, Vec<WordId>)> = Vec::new();
    for word in words {
        match SIDES.iter().position(|side| *side == word) {
            Some(side) => sides.push((side, Vec::new())),
            None => sides.last_mut()?.1.push(id(model, word)?),
        }
    }
    Some(Phrase {
        wrong,
        right,
        sides,
    })
    .filter(|phrase| !phrase.sides.is_empty())
}

/// A word of a line, or the sentence's beginning (`^`) or end (`$`).
fn id(model: &Model, word: &str) -> Option<WordId> {
    match word {
        "^" => Some(Model::start()),
        "$" => Some(Model::end()),
        _ => model.id(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_speaks_of_words() {
        let model = Model::english();
        for line in LINES.lines().filter(|line| !line.starts_with('#')) {
            assert!(phrase(model, line).is_some(), "{line}");
        }
    }

    #[test]
    fn a_phrase_needs_its_neighbour() {
        let model = Model::english();
        let id = |word| model.id(word).unwrap();
        let phrases = Phrases::of(model);
        let rights = |a, word, b| {
            let rights = phrases.rights(id(word), [Model::start(), id(a), id(b), Model::end()]);
            rights.map(|(id, _)| model.word(id)).collect::<Vec<_>>()
        };
        assert_eq!(rights("know", "their", "is"), ["there"]);
        assert_eq!(rights("rather", "then", "you"), ["than"]);
        assert!(rights("know", "their", "house").is_empty());
    }
}
