//! Perplexity of text under a model file.

use std::fs;
use std::path::Path;

use text::model::{Model, WordId};

use crate::{Failure, corpus, sources};

/// Prints, for each text, how many words it has, which share of them the model knows, and the perplexity
/// of the known ones and the sentence ends.
///
/// # Errors
/// [`Failure`] where a file can't be read or is no model.
pub fn print(model: &Path, texts: &[&str]) -> Result<(), Failure> {
    let bytes = fs::read(model).map_err(|error| Failure::file(model, &error))?;
    let model =
        Model::from_bytes(Vec::leak(bytes)).map_err(|error| Failure::source(&error.to_string()))?;
    for text in texts {
        let (mut sum, mut scored, mut unknown) = (0.0, 0_u32, 0_u32);
        for paragraph in sources::read(Path::new(text))?.lines() {
            for sentence in corpus::words(paragraph).split(String::is_empty) {
                if sentence.is_empty() {
                    continue;
                }
                let (mut before, mut last) = (Model::start(), Model::start());
                let ids = sentence
                    .iter()
                    .map(|word| id(&model, &word.to_ascii_lowercase()));
                for (at, id) in ids.chain([Model::end()]).enumerate() {
                    if id == Model::unknown() {
                        unknown += 1;
                    } else {
                        let ln_p = if at == 0 {
                            model.bigram(last, id)
                        } else {
                            model.trigram(before, last, id)
                        };
                        sum += f64::from(ln_p);
                        scored += 1;
                    }
                    (before, last) = (last, id);
                }
            }
        }
        let known = 100.0 * f64::from(scored) / f64::from((scored + unknown).max(1));
        let perplexity = (-sum / f64::from(scored.max(1))).exp();
        println!("{text}: {scored} words, {known:.2} % known, perplexity {perplexity:.1}");
    }
    Ok(())
}

fn id(model: &Model, key: &str) -> WordId {
    let number = || sources::is_number(key).then_some(Model::number());
    model.id(key).or_else(number).unwrap_or_else(Model::unknown)
}
