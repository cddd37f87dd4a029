//! Texts of a request, divided among as few requests as a provider's limits allow.

use text::translate::{Passage, SourceLanguage};

use super::{Batch, Limits};
use crate::input::TranslateTask;

/// The batches, and for each of their texts the place of its passage.
pub fn of(
    job: &TranslateTask,
    passages: &[&Passage<'_>],
    limits: Limits,
) -> Vec<(Batch, Vec<usize>)> {
    let source = match &job.source {
        SourceLanguage::Auto => None,
        SourceLanguage::Code(code) => Some(code.clone()),
    };
    let mut places: Vec<usize> = (0..passages.len()).collect();
    if !limits.mixed {
        places.sort_by_key(|place| &passages[*place].language);
    }
    let mut batches: Vec<(Batch, Vec<usize>)> = Vec::new();
    let mut bytes = 0;
    for place in places {
        let passage = passages[place];
        let fits = |(batch, _): &&mut (Batch, Vec<usize>)| {
            batch.texts.len() < limits.texts
                && bytes + passage.text.len() <= limits.bytes
                && (limits.mixed || batch.language == passage.language)
        };
        if let Some((batch, places)) = batches.last_mut().filter(fits) {
            batch.texts.push(passage.text.to_owned());
            places.push(place);
            bytes += passage.text.len();
            continue;
        }
        let batch = Batch {
            texts: vec![passage.text.to_owned()],
            source: source.clone(),
            language: passage.language.clone(),
            target: job.target.clone(),
            format: job.format,
        };
        batches.push((batch, vec![place]));
        bytes = passage.text.len();
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::translate::{Passages, TranslateOptions};

    fn divided(text: &str, limits: Limits) -> Vec<Vec<usize>> {
        let options = TranslateOptions::default();
        let passages = Passages::of(text, &options, true, limits.bytes).unwrap();
        let passages: Vec<_> = passages.passages().iter().collect();
        let job = TranslateTask {
            source: SourceLanguage::Auto,
            target: "en".into(),
            format: options.format,
        };
        let batches = of(&job, &passages, limits);
        for (batch, places) in &batches {
            let texts: Vec<_> = places.iter().map(|place| passages[*place].text).collect();
            assert_eq!(batch.texts, texts);
        }
        batches.into_iter().map(|(_, places)| places).collect()
    }

    #[test]
    fn requests_are_as_full_as_the_limits_allow() {
        let line = "Onde fica a biblioteca municipal?\n";
        let limits = Limits {
            texts: 128,
            bytes: 10_000,
            mixed: true,
        };
        let sizes = |text: &str, limits| -> Vec<usize> {
            divided(text, limits).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(&line.repeat(300), limits), [128, 128, 44]);
        let narrow = Limits {
            bytes: 70,
            ..limits
        };
        assert_eq!(sizes(&line.repeat(5), narrow), [2, 2, 1]);
    }

    #[test]
    fn languages_are_kept_apart_where_the_provider_guesses_one_for_all() {
        let text = "Ontem fomos à praia com os nossos amigos e voltámos tarde.\n\
                    Ich habe gestern einen sehr langen Brief an meine Großmutter geschrieben.\n\
                    Amanhã vamos visitar a biblioteca municipal da nossa cidade.";
        let limits = Limits {
            texts: 10,
            bytes: 1000,
            mixed: false,
        };
        assert_eq!(divided(text, limits), [vec![1], vec![0, 2]]);
        let mixed = Limits {
            mixed: true,
            ..limits
        };
        assert_eq!(divided(text, mixed), [vec![0, 1, 2]]);
    }
}
