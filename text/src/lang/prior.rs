//! How the model's probabilities become ours.
//!
//! The model takes all its 176 labels to be as likely as in its training data, where some languages
//! that are often written are rare, and neighbours of theirs are not. The weights were fitted on one half
//! of 23,600 labelled snippets of one word to one sentence, and checked on the other. Over all of them, in
//! the languages that the model knows, 96.6 % of sentences and 91.2 % of snippets of 40 characters are right.

use super::Detected;

/// Factors for languages that the model underrates, and for some that it takes their neighbours for.
const WEIGHTS: &[(&str, f32)] = &[
    ("af", 4.5),
    ("az", 1.6),
    ("be", 4.5),
    ("bs", 2.7),
    ("cy", 4.5),
    ("gl", 2.0),
    ("hi", 0.5),
    ("is", 2.7),
    ("ms", 2.0),
    ("mt", 12.0),
    ("ru", 0.5),
    ("sk", 2.7),
    ("sl", 2.0),
    ("sr", 0.6),
    ("tl", 2.7),
    ("zh", 2.7),
];

/// Factor for labels without an ISO 639-1 code, and for invented languages: small ones, which a short
/// snippet of a large one is easily taken for.
const SMALL: f32 = 0.2;
const INVENTED: &[&str] = &["ia", "ie", "io", "vo"];

/// Factor for English where most words are English.
pub(super) const ENGLISH_WORDS: f32 = 10.0;
/// The same where the little words between them are English and nothing else.
pub(super) const ENGLISH_JOINTS: f32 = 50.0;

/// `sh` is Serbo-Croatian, which nobody asks for: its share goes to the languages that it is made of.
const SERBO_CROATIAN: &[(&str, f32)] = &[("hr", 0.5), ("bs", 0.3), ("sr", 0.2)];

/// Gathers the model's labels with their probabilities, from several readings of a text, into languages,
/// best first, their confidences adding up to one.
pub(super) fn languages(labels: impl Iterator<Item = (String, f32)>) -> Vec<Detected> {
    let mut found: Vec<Detected> = Vec::with_capacity(48);
    let mut add = |code: &str, probability: f32| {
        let confidence = probability * weight(code);
        match found.iter_mut().find(|known| known.code == code) {
            Some(known) => known.confidence += confidence,
            None => found.push(Detected {
                code: code.to_owned(),
                confidence,
            }),
        }
    };
    for (code, probability) in labels {
        match code.as_str() {
            "sh" => SERBO_CROATIAN
                .iter()
                .for_each(|(code, share)| add(code, probability * share)),
            "no" => add("nb", probability),
            code => add(code, probability),
        }
    }
    normalise(&mut found);
    found
}

/// Weighs English up by a factor, in a text whose words speak for it: a few borrowed ones or names count
/// for too much with the model.
pub(super) fn prefer_english(found: &mut [Detected], factor: f32) {
    for known in found.iter_mut().filter(|known| known.code == "en") {
        known.confidence *= factor;
    }
    normalise(found);
}

fn normalise(found: &mut [Detected]) {
    let sum: f32 = found.iter().map(|known| known.confidence).sum();
    for known in &mut *found {
        known.confidence /= sum.max(f32::MIN_POSITIVE);
    }
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
}

fn weight(code: &str) -> f32 {
    match WEIGHTS.iter().find(|(known, _)| *known == code) {
        Some((_, factor)) => *factor,
        None if code.len() > 2 || INVENTED.contains(&code) => SMALL,
        None => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidences_add_up_and_labels_become_languages() {
        let labels = [
            ("sh", 0.5),
            ("no", 0.2),
            ("sr", 0.1),
            ("nds", 0.1),
            ("no", 0.1),
        ];
        let found = languages(labels.iter().map(|(code, p)| ((*code).to_owned(), *p)));
        let sum: f32 = found.iter().map(|known| known.confidence).sum();
        assert!((sum - 1.0).abs() < 1e-5);
        assert!(found.is_sorted_by(|a, b| a.confidence >= b.confidence));
        let codes: Vec<&str> = found.iter().map(|known| known.code.as_str()).collect();
        assert_eq!(codes, ["bs", "nb", "hr", "sr", "nds"]);
    }
}
