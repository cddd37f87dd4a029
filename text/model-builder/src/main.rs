//! Builds the language model that the text engines ship with.
//!
//! `cargo run --release -p model-builder -- SOURCES text/data/en.model`, where SOURCES is a folder that
//! `fetch/fetch.sh` has filled. `text/data/README.md` names the sources and their licences.

mod cmu;
mod double_array;
mod letters;
mod lexicon;
mod lm;
mod pack;
mod sources;
mod suspects;
mod web;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use lm::{Arpa, Component, KeyMap, Ngrams, pair, triple};
use thiserror::Error;

/// Most words in the vocabulary; ids have 18 bits.
const WORDS: usize = 230_000;
/// How many n-grams the size of the file allows.
const BIGRAMS: usize = 2_300_000;
const TRIGRAMS: usize = 1_700_000;

/// Why no model was built.
#[derive(Debug, Error)]
pub enum Failure {
    /// A file can't be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, String),
    /// A source is not what it should be.
    #[error("{0}")]
    Source(String),
}

impl Failure {
    fn file(path: &Path, error: &io::Error) -> Self {
        Self::File(path.to_owned(), error.to_string())
    }

    fn source(reason: &str) -> Self {
        Self::Source(reason.to_owned())
    }
}

fn main() -> Result<(), Failure> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err(Failure::source("usage: model-builder SOURCES OUT"));
    };
    let path = folder.join("cmu.lm.bin");
    let cmu = cmu::read(&fs::read(&path).map_err(|error| Failure::file(&path, &error))?)?;
    let lexicon = lexicon::build(&folder, &cmu, WORDS)?;
    println!("{} words", lexicon.words.len());

    let unigrams: Vec<f64> = lexicon.words.iter().map(|word| word.p).collect();
    let components = [
        Component {
            share: 0.7,
            ..over(&cmu, &lexicon)
        },
        Component {
            share: 0.3,
            ..web::component(&folder, &lexicon, &unigrams)?
        },
    ];
    let mut ngrams = lm::mixture(unigrams, &components);
    drop(components);
    println!(
        "{} pairs, {} triples",
        ngrams.bigrams.len(),
        ngrams.trigrams.len()
    );
    lm::prune(&mut ngrams, BIGRAMS, TRIGRAMS);
    println!(
        "{} pairs, {} triples kept",
        ngrams.bigrams.len(),
        ngrams.trigrams.len()
    );
    let bytes = pack::pack(&lexicon.words, &ngrams)?;
    fs::write(&out, &bytes).map_err(|error| Failure::file(&out, &error))?;
    println!("{}: {} bytes", out.display(), bytes.len());
    Ok(())
}

/// A model read from a file, over the ids of the lexicon.
fn over(arpa: &Arpa, lexicon: &lexicon::Lexicon) -> Component {
    let ids: Vec<Option<u32>> = arpa
        .words
        .iter()
        .map(|word| {
            if word == "<UNK>" {
                Some(lexicon::UNKNOWN)
            } else {
                lexicon.id(word)
            }
        })
        .collect();
    let id = |word: u32| ids[word as usize];
    let mut model = Ngrams::new(vec![0.0; lexicon.words.len()]);
    let mut knows = vec![false; lexicon.words.len()];
    for (entry, id) in arpa.unigrams.iter().zip(&ids) {
        if let &Some(id) = id {
            model.unigrams[id as usize] += f64::from(entry.ln_p.exp());
            model.weights[id as usize] = f64::from(entry.backoff.exp());
            knows[id as usize] = true;
        }
    }
    model.bigrams = arpa
        .bigrams
        .iter()
        .filter_map(|([a, b], entry)| {
            Some((
                pair(id(*a)?, id(*b)?),
                (entry.ln_p.exp(), entry.backoff.exp()),
            ))
        })
        .collect();
    model.trigrams = arpa
        .trigrams
        .iter()
        .filter_map(|([a, b, c], ln_p)| Some((triple(id(*a)?, id(*b)?, id(*c)?), ln_p.exp())))
        .collect::<KeyMap<_, _>>();
    Component {
        model,
        share: 1.0,
        knows,
    }
}
