//! Words that stand for others beside certain words: `your welcome`, `rather then`, `could loose`. What the corpora
//! count of these is half made of the mistake itself.

use crate::model::{Model, WordId};

static LINES: &str = include_str!("phrases.txt");

/// What a word stands for where certain words are next to it.
#[derive(Debug, Clone)]
struct Phrase {
    wrong: WordId,
    right: WordId,
    /// Where the others stand: two words before it, before it, behind it.
    side: usize,
    others: Vec<WordId>,
}

/// All phrases of a model, by their wrong words.
#[derive(Debug, Clone)]
pub(super) struct Phrases(Vec<Phrase>);

impl Phrases {
    /// The phrases whose words the model knows.
    pub fn of(model: &Model) -> Self {
        let lines = LINES.lines().filter(|line| !line.starts_with('#'));
        let mut phrases: Vec<Phrase> = lines.filter_map(|line| phrase(model, line)).collect();
        phrases.sort_by_key(|phrase| phrase.wrong);
        Self(phrases)
    }

    /// The words that `word` probably stands for between two words before it and one behind, and how strongly
    /// that speaks: what lies further off is nothing that the language model would see too.
    pub fn rights(&self, word: WordId, beside: [WordId; 3]) -> impl Iterator<Item = (WordId, f32)> {
        let first = self.0.partition_point(|phrase| phrase.wrong < word);
        self.0[first..]
            .iter()
            .take_while(move |phrase| phrase.wrong == word)
            .filter(move |phrase| phrase.others.contains(&beside[phrase.side]))
            .map(|phrase| (phrase.right, if phrase.side == 0 { 2.0 } else { 1.0 }))
    }
}

fn phrase(model: &Model, line: &str) -> Option<Phrase> {
    let mut words = line.split(' ');
    let (wrong, right) = (model.id(words.next()?)?, model.id(words.next()?)?);
    let sign = words.next();
    let side = ["<<", "<", ">"].into_iter().position(|s| Some(s) == sign)?;
    let others = words.filter_map(|word| model.id(word)).collect();
    Some(Phrase {
        wrong,
        right,
        side,
        others,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_speaks_of_words() {
        let model = Model::english();
        for line in LINES.lines().filter(|line| !line.starts_with('#')) {
            assert!(phrase(model, line).is_some(), "{line}");
            let words = line
                .split(' ')
                .filter(|word| !["<<", "<", ">"].contains(word));
            for word in words {
                assert!(model.id(word).is_some(), "{line}: {word}");
            }
        }
    }

    #[test]
    fn a_phrase_needs_its_neighbour() {
        let model = Model::english();
        let id = |word| model.id(word).unwrap();
        let phrases = Phrases::of(model);
        let rights = |a, word, b| {
            let rights = phrases.rights(id(word), [Model::start(), id(a), id(b)]);
            rights.map(|(id, _)| model.word(id)).collect::<Vec<_>>()
        };
        assert_eq!(rights("know", "their", "is"), ["there"]);
        assert_eq!(rights("rather", "then", "you"), ["than"]);
        assert!(rights("know", "their", "house").is_empty());
    }
}
