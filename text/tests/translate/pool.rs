//! The pool under load: fairness, memory, many callers, damaged models.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use text::translate::{
    SourceLanguage, TranslateError, TranslateOptions, Translator, TranslatorSettings,
};

use crate::folders::{self, Folders, Real};

fn from(code: &str) -> TranslateOptions {
    TranslateOptions {
        source: SourceLanguage::Code(code.into()),
        ..TranslateOptions::default()
    }
}

/// The Portuguese model under other languages' names.
fn copies(languages: &[&str]) -> Option<Arc<Folders>> {
    let folder = folders::mirror()?.join("pt-en");
    let models = languages
        .iter()
        .fold(Folders::default(), |models, language| {
            models.with(&format!("{language}-en"), &folder)
        });
    Some(Arc::new(models))
}

#[test]
fn loaded_models_respect_the_budget() {
    let languages = ["pt", "es", "gl", "ca", "it", "fr", "ro", "de", "nl", "pl"];
    let Some(models) = copies(&languages) else {
        return;
    };
    let memory_bytes = 140 << 20;
    let settings = TranslatorSettings {
        memory_bytes,
        cache_bytes: 0,
        ..TranslatorSettings::default()
    };
    let translator = Translator::new(models, &settings);
    for language in languages.iter().cycle().take(22) {
        let answer = translator
            .translate("Onde fica a biblioteca?", &from(language))
            .unwrap();
        assert_eq!(answer.processed, "Where is the library?");
        let stats = translator.pool_stats();
        assert!(stats.memory_bytes <= memory_bytes, "{stats:?}");
        assert!(stats.models >= 1);
    }
    assert!(translator.pool_stats().models >= 2, "as many stay as fit");
}

#[test]
fn many_callers_of_many_languages_all_get_their_own_answer() {
    let languages = ["pt", "es", "gl"];
    let Some(models) = copies(&languages) else {
        return;
    };
    // Room for one model only: they take turns.
    let settings = TranslatorSettings {
        memory_bytes: 1,
        cache_bytes: 0,
        ..TranslatorSettings::default()
    };
    let translator = Translator::new(models, &settings);
    std::thread::scope(|scope| {
        for n in 0..9_usize {
            let translator = &translator;
            scope.spawn(move || {
                let text = format!("O número da casa é {}.", n + 100);
                let answer = translator
                    .translate(&text, &from(languages[n % 3]))
                    .unwrap();
                assert!(
                    answer.processed.contains(&(n + 100).to_string()),
                    "{answer:?}"
                );
            });
        }
    });
}

#[test]
fn a_short_request_is_not_held_up_by_long_ones() {
    let settings = TranslatorSettings {
        cache_bytes: 0,
        ..TranslatorSettings::default()
    };
    let Some(real) = Real::new(&settings) else {
        return;
    };
    let options = from("pt");
    let short =
        |n: usize| format!("A reunião número {n} começa amanhã às dez horas na sala grande.");
    real.translator.translate(&short(0), &options).unwrap();
    let alone = Instant::now();
    real.translator.translate(&short(1), &options).unwrap();
    let alone = alone.elapsed();
    let stop = AtomicBool::new(false);
    let mut times: Vec<Duration> = Vec::new();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let (translator, stop) = (&real.translator, &stop);
            scope.spawn(move || {
                let long = format!(
                    "Esta é a frase {n} de um documento bastante comprido sobre a história. "
                )
                .repeat(40);
                while !stop.load(Ordering::Relaxed) {
                    translator.translate(&long, &from("pt")).unwrap();
                }
            });
        }
        std::thread::sleep(Duration::from_millis(300));
        for n in 2..22 {
            let start = Instant::now();
            real.translator.translate(&short(n), &options).unwrap();
            times.push(start.elapsed());
        }
        stop.store(true, Ordering::Relaxed);
    });
    times.sort();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!("alone {alone:?}, beside eight long ones: median {median:?}, worst {worst:?}");
    // In the order of arrival it would wait for 8 × 40 sentences.
    assert!(
        median < alone * 15 + Duration::from_millis(100),
        "{median:?} beside {alone:?} alone"
    );
}

#[test]
fn files_that_are_no_model_are_an_error_and_not_a_crash() {
    let folder = TempDir::new().unwrap();
    for name in ["model.pten.bin", "vocab.pten.spm", "lex.pten.bin"] {
        let bytes = (0..150_000_u32).map(|n| (n / 7) as u8 ^ name.len() as u8);
        fs::write(folder.path().join(name), bytes.collect::<Vec<_>>()).unwrap();
    }
    let models = Folders::default().with("pt-en", folder.path());
    let translator = Translator::new(Arc::new(models), &TranslatorSettings::default());
    for _ in 0..2 {
        let error = translator
            .translate("Onde fica a biblioteca?", &from("pt"))
            .unwrap_err();
        assert!(matches!(error, TranslateError::Engine { .. }), "{error}");
    }
}

#[test]
fn a_sentence_is_translated_once() {
    let Some(real) = Real::new(&TranslatorSettings::default()) else {
        return;
    };
    for _ in 0..3 {
        real.translator
            .translate("O gato dorme.\nO gato come.", &from("pt"))
            .unwrap();
    }
    let stats = real.translator.cache().stats();
    assert_eq!((stats.hits, stats.misses), (4, 2));
    assert_eq!(real.translator.pool_stats().sentences, 2);
}
