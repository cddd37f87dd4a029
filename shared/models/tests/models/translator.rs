//! A translator over a store.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use models::{ModelStore, SharedStore};
use tempfile::TempDir;
use text::translate::{
    Models, Pair, SourceLanguage, TranslateError, TranslateOptions, Translator, TranslatorSettings,
    Unavailable,
};

use crate::mirror;

const QUESTION: &str = "Onde fica a biblioteca?";

fn pair() -> Pair {
    "pt".parse().unwrap()
}

fn portuguese() -> TranslateOptions {
    TranslateOptions {
        source: SourceLanguage::Code("pt".into()),
        ..TranslateOptions::default()
    }
}

fn store(root: &Path, mirror: &Path) -> SharedStore {
    SharedStore::new(ModelStore::new(root, Some(&mirror::url(mirror))).unwrap())
}

fn translator(store: &SharedStore, pull_missing: bool) -> Translator {
    let settings = TranslatorSettings {
        pull_missing,
        ..TranslatorSettings::default()
    };
    Translator::new(Arc::new(store.clone()), &settings)
}

#[test]
fn a_missing_model_is_fetched_when_it_is_needed() {
    let Some(mirror) = mirror::real() else { return };
    let root = TempDir::new().unwrap();
    let store = store(root.path(), &mirror);
    let error = translator(&store, false).translate(QUESTION, &portuguese());
    assert!(
        matches!(error, Err(TranslateError::NoModel { pullable: true, .. })),
        "{error:?}"
    );
    let answer = translator(&store, true).translate(QUESTION, &portuguese());
    assert_eq!(answer.unwrap().processed, "Where is the library?");
    assert!(root.path().join("pt-en/model.json").is_file());
}

#[test]
fn who_does_not_wait_for_a_model_is_told_that_it_comes() {
    let (mirror, root) = (mirror::made_up(), TempDir::new().unwrap());
    let store = store(root.path(), mirror.path());
    let options = TranslateOptions {
        deadline: Some(Instant::now()),
        ..portuguese()
    };
    let error = translator(&store, true).translate(QUESTION, &options);
    assert!(
        matches!(error, Err(TranslateError::Fetching { .. })),
        "{error:?}"
    );
    // It does come, and whoever asks again waits for the same download.
    assert!(store.fetch(&pair(), &|| true).unwrap());
    assert!(store.has(&pair()));
}

#[test]
fn a_damaged_model_is_refused_or_fetched_again() {
    let Some(mirror) = mirror::real() else { return };
    let root = TempDir::new().unwrap();
    let store = store(root.path(), &mirror);
    store.fetch(&pair(), &|| true).unwrap();
    let path = root.path().join("pt-en/lex.50.50.pten.s2t.bin");
    let mut bytes = fs::read(&path).unwrap();
    bytes[1000] ^= 1;
    fs::write(&path, bytes).unwrap();
    let strict = translator(&store, false);
    for _ in 0..2 {
        let error = strict.translate(QUESTION, &portuguese()).unwrap_err();
        assert!(
            matches!(error, TranslateError::Model(Unavailable::Damaged(_))),
            "{error}"
        );
        assert!(
            error.to_string().contains("textmend models pull pt"),
            "{error}"
        );
    }
    let answer = translator(&store, true).translate(QUESTION, &portuguese());
    assert_eq!(answer.unwrap().processed, "Where is the library?");
}
