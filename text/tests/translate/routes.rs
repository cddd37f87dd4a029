//! From one language to another through English.

use std::sync::Arc;

use text::token::Format;
use text::translate::{SourceLanguage, TranslateOptions, Translator, TranslatorSettings};

use crate::folders::{self, Folders};

/// The Portuguese models under the name of Galician, which is near enough: Galician into English, and
/// English into Portuguese.
fn translator() -> Option<Translator> {
    let mirror = folders::mirror()?;
    let models = Folders::default()
        .with("gl-en", &mirror.join("pt-en"))
        .with("en-pt", &mirror.join("en-pt"));
    let settings = TranslatorSettings::default();
    Some(Translator::new(Arc::new(models), &settings))
}

fn into_portuguese(source: SourceLanguage) -> TranslateOptions {
    TranslateOptions {
        source,
        target: "pt".into(),
        format: Format::Html,
        ..TranslateOptions::default()
    }
}

#[test]
fn two_models_meet_in_english() {
    let Some(translator) = translator() else {
        return;
    };
    let options = into_portuguese(SourceLanguage::Code("gl".into()));
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
