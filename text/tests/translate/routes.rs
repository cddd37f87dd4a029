//! From one language to another through English.

use std::sync::Arc;

use tempfile::TempDir;
use text::token::Format;
use text::translate::{ModelStore, Pair, Source, TranslateOptions, Translator, TranslatorSettings};

use crate::mirror;

/// The Portuguese models under the name of Galician, which is near enough: Galician into English, and
/// English into Portuguese.
fn translator() -> Option<(TempDir, Translator)> {
    let mirror = mirror::real()?;
    let root = TempDir::new().unwrap();
    let store = ModelStore::new(root.path(), Some(&mirror::url(&mirror))).unwrap();
    for (pair, from) in [
        (Pair::new("gl", "en"), "pt-en"),
        (Pair::new("en", "pt"), "en-pt"),
    ] {
        store
            .adopt(&pair.unwrap(), "tiny", &mirror.join(from))
            .unwrap();
    }
    let settings = TranslatorSettings::default();
    Some((root, Translator::new(Arc::new(store), &settings)))
}

fn into_portuguese(source: Source) -> TranslateOptions {
    TranslateOptions {
        source,
        target: "pt".into(),
        format: Format::Html,
        ..TranslateOptions::default()
    }
}

#[test]
fn two_models_meet_in_english() {
    let Some((_root, translator)) = translator() else {
        return;
    };
    let options = into_portuguese(Source::Code("gl".into()));
    let text = "<p>O <b>livro</b> está na biblioteca, veja https://a.example/b.</p>";
    let answer = translator.translate(text, &options).unwrap();
    let processed = &answer.processed;
    assert!(
        processed.to_lowercase().contains("<b>livro</b>"),
        "{processed}"
    );
    assert!(
        processed.contains("biblioteca") && processed.contains("https://a.example/b"),
        "{processed}"
    );
    let models = answer.model.unwrap();
    assert!(
        models.contains("gl-en") && models.contains("en-pt"),
        "{models}"
    );
}
