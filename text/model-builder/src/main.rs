//! Builds the language model that the text engines ship with, and scores it.
//!
//! `cargo run --release -p model-builder -- build SOURCES text/data/en.model`, where SOURCES is a folder that
//! `fetch/fetch.sh` has filled. `text/data/README.md` names the sources and their licences.
//! `… -- classes SOURCES text/data/en.classes` finds the classes of that model's words, from the same sources.
//! `… -- rare SOURCES text/data/en.rare` lists words that it lacks, `… -- terms SOURCES text/data/en.terms` those that
//! dictionaries have, `… -- code SOURCES text/data/en.code` what the
//! names of programs' parts are made of.
//! `… -- compounds text/data/en.ends text/data/en.begins` lists the words that compounds are made of.
//! `… -- score text/data/en.model TEXT…` prints the perplexity of plain text, one paragraph a line.

mod classes;
mod cmu;
mod code;
mod compounds;
mod corpus;
mod double_array;
mod letters;
mod lexicon;
mod list;
mod lm;
mod pack;
mod rare;
mod score;
mod sources;
mod suspects;
mod terms;
mod web;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use lm::{Arpa, Component, KeyMap, Ngrams, pair, triple};
use thiserror::Error;

/// Most words in the vocabulary; ids have 18 bits.
const WORDS: usize = 230_000;
/// How many n-grams the size of the file allows.
const BIGRAMS: usize = 2_600_000;
const TRIGRAMS: usize = 1_800_000;
/// Shares of the CMU model, the web counts, collected prose and collected technical text.
const SHARES: [f64; 4] = [0.74, 0.08, 0.11, 0.07];

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
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["build", folder, out] => build(Path::new(folder), Path::new(out), SHARES),
        ["build", folder, out, shares] => {
            let shares: Vec<f64> = shares
                .split(',')
                .filter_map(|share| share.parse().ok())
                .collect();
            let shares = shares
                .try_into()
                .map_err(|_| Failure::source("four shares are needed"))?;
            build(Path::new(folder), Path::new(out), shares)
        }
        ["classes", folder, out] => classes::build(Path::new(folder), Path::new(out)),
        ["rare", folder, out] => rare::build(Path::new(folder), Path::new(out)),
        ["terms", folder, out] => terms::build(Path::new(folder), Path::new(out)),
        ["code", folder, out] => code::build(Path::new(folder), Path::new(out)),
        ["compounds", ends, begins] => compounds::build(Path::new(ends), Path::new(begins)),
        ["score", model, texts @ ..] => score::print(Path::new(model), texts),
        _ => Err(Failure::source(
            "usage: model-builder build SOURCES OUT [SHARES] | classes SOURCES OUT | rare SOURCES OUT | terms SOURCES OUT | code SOURCES OUT | compounds ENDS BEGINS | score MODEL TEXT…",
        )),
    }
}

fn build(folder: &Path, out: &Path, shares: [f64; 4]) -> Result<(), Failure> {
    let path = folder.join("cmu.lm.bin");
    let cmu = cmu::read(&fs::read(&path).map_err(|error| Failure::file(&path, &error))?)?;
    let texts = [folder.join("corpus/prose"), folder.join("corpus/tech")];
    let texts = [corpus::files(&texts[0])?, corpus::files(&texts[1])?];
    let lexicon = lexicon::build(folder, &cmu, &texts, WORDS)?;
    println!("{} words", lexicon.words.len());

    let unigrams: Vec<f64> = lexicon.words.iter().map(|word| word.p).collect();
    let mut components = vec![
        Component {
            share: shares[0],
            ..over(&cmu, &lexicon)
        },
        Component {
            share: shares[1],
            ..web::component(folder, &lexicon, &unigrams)?
        },
    ];
    for (files, share) in texts.iter().zip(&shares[2..]) {
        let mut counts = corpus::Counts::new(unigrams.len());
        for path in files {
            for sentence in corpus::sentences(path, &lexicon)? {
                counts.add(&sentence);
            }
        }
        components.push(Component {
            share: *share,
            ..counts.component(unigrams.clone())
        });
    }
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
    fs::write(out, &bytes).map_err(|error| Failure::file(out, &error))?;
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
    for (entry, id) in arpa.unigrams.iter().zip(&ids) {
        if let &Some(id) = id {
            model.unigrams[id as usize] += f64::from(entry.ln_p.exp());
            model.weights[id as usize] = f64::from(entry.backoff.exp());
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
    // The CMU model is large and general: it has its full share wherever it knows the word.
    let knows = |&p: &f64| if p > 0.0 { 1.0 } else { 0.0 };
    let at_home = model.unigrams.iter().map(knows).collect();
    Component {
        model,
        share: 1.0,
        at_home,
    }
}
