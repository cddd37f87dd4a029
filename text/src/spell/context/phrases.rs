//! Words that stand for others beside certain words: `your welcome`, `rather then`, `could loose`. What the corpora
//! count of these is half made of the mistake itself.

use crate::model::{Model, WordId};
use crate::spell::candidates::reading::Reading;

static LINES: &str = include_str!("../lists/phrases.txt");

/// What a word stands for where certain words are near it.
#[derive(Debug, Clone)]
struct Phrase {
    wrong: WordId,
    right: Reading,
    /// Where one of certain words has to stand near it, all of them.
    sides: Vec<Side>,
    /// Where none of certain words may stand.
    not: Vec<Side>,
}

/// Certain words on a side of a word: the index into [`SIDES`], the words.
type Side = (usize, Vec<WordId>);

/// Where others stand: two words before a word, before it, behind it, two words behind it, anywhere near it.
const SIDES: [&str; 5] = ["<<", "<", ">", ">>", "~"];
/// The last of them.
const ANYWHERE: usize = 4;

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

    /// What `word` probably stands for between two words before it and two behind, and how strongly that speaks: what
    /// lies further off, or on two sides, is nothing that the language model would see too. `is_near` tells whether
    /// a word stands anywhere near.
    pub fn rights<'a, F: Fn(WordId) -> bool + 'a>(
        &'a self,
        word: WordId,
        beside: [WordId; 4],
        is_near: F,
    ) -> impl Iterator<Item = (Reading, f32)> + use<'a, F> {
        let first = self.0.partition_point(|phrase| phrase.wrong < word);
        let is_there = move |(side, others): &Side| match beside.get(*side) {
            Some(other) => others.contains(other),
            None => others.iter().any(|&other| is_near(other)),
        };
        self.0[first..]
            .iter()
            .take_while(move |phrase| phrase.wrong == word)
            .filter(move |phrase| {
                phrase.sides.iter().all(&is_there) && !phrase.not.iter().any(&is_there)
            })
            .map(|phrase| {
                let strength = match phrase.sides[..] {
                    [(1 | 2, _)] => 1.0,
                    [(ANYWHERE, _)] => 1.5,
                    _ => 2.0,
                };
                (phrase.right, strength)
            })
    }
}

fn phrase(model: &Model, line: &str) -> Option<Phrase> {
    let mut words = line.split(' ');
    let wrong = model.id(words.next()?)?;
    let right = reading(model, words.next()?)?;
    let [mut sides, mut not] = [const { Vec::<Side>::new() }; 2];
    let mut open = &mut sides;
    for word in words {
        let barred = word.strip_prefix('!');
        let side = barred.unwrap_or(word);
        if let Some(side) = SIDES.iter().position(|known| *known == side) {
            open = if barred.is_some() {
                &mut not
            } else {
                &mut sides
            };
            open.push((side, Vec::new()));
        } else {
            open.last_mut()?.1.push(id(model, word)?);
        }
    }
    Some(Phrase {
        wrong,
        right,
        sides,
        not,
    })
    .filter(|phrase| !phrase.sides.is_empty())
}

/// The word that a line asks for, or the two words (`a_lot`).
fn reading(model: &Model, right: &str) -> Option<Reading> {
    Some(match right.split_once('_') {
        Some((a, b)) => Reading::Split(model.id(a)?, model.id(b)?, a.len() as u8),
        None => Reading::Word(model.id(right)?),
    })
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
    fn a_phrase_needs_its_neighbours() {
        let model = Model::english();
        let id = |word: &str| model.id(word).unwrap();
        let phrases = Phrases::of(model);
        let rights = |a: &str, word: &str, b: &str, far: Option<&str>| {
            let beside = [Model::start(), id(a), id(b), Model::end()];
            let far = far.map(id);
            let rights = phrases.rights(id(word), beside, move |other| far == Some(other));
            let words = rights.map(|(reading, _)| match reading.ids() {
                (a, None) => model.word(a).to_owned(),
                (a, Some(b)) => [model.word(a), model.word(b)].join(" "),
            });
            words.collect::<Vec<_>>()
        };
        assert_eq!(rights("know", "their", "is", None), ["there"]);
        assert_eq!(rights("know", "weather", "we", None), ["whether"]);
        assert!(rights("the", "weather", "we", None).is_empty());
        assert_eq!(rights("rather", "then", "you", None), ["than"]);
        assert_eq!(rights("have", "allot", "of", None), ["a lot"]);
        assert_eq!(rights("the", "desert", "is", Some("custard")), ["dessert"]);
        assert!(rights("the", "desert", "is", Some("camel")).is_empty());
        assert!(rights("know", "their", "house", None).is_empty());
    }
}
