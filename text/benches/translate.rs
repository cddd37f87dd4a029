//! Words a second through the whole pipeline, and the time of one short sentence.
//!
//! `TEXTMEND_TEST_MODELS` names the mirror that `tests/models DIR` makes.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use text::lang::Identifier;
use text::translate::{ModelStore, TranslateOptions, Translator, TranslatorSettings};

const PARAGRAPH: &str = "Na semana passada, os habitantes da aldeia reuniram-se na praça para discutir a construção de \
    uma nova ponte. O presidente da câmara explicou que as obras começariam na primavera e durariam cerca de dois anos. \
    Nem todos ficaram satisfeitos: os pescadores receiam que o barulho afaste os peixes, e os comerciantes perguntaram \
    quem pagaria os prejuízos. No fim, ficou decidido que haverá outra reunião daqui a um mês.";

fn translator(threads: usize) -> Option<Translator> {
    let mirror = std::env::var("TEXTMEND_TEST_MODELS").ok()?;
    let root = std::env::temp_dir().join("textmend-bench-models");
    let store = ModelStore::new(root, Some(&format!("file://{mirror}"))).ok()?;
    let settings = TranslatorSettings {
        threads,
        cache_bytes: 0,
        pull_missing: true,
        ..TranslatorSettings::default()
    };
    Some(Translator::new(Arc::new(store), &settings))
}

fn translate(c: &mut Criterion) {
    let mut group = c.benchmark_group("translate");
    group.sample_size(10);
    for threads in [1, 2] {
        let Some(translator) = translator(threads) else {
            println!("skipped: TEXTMEND_TEST_MODELS names no mirror");
            return;
        };
        let options = TranslateOptions::default();
        let words = PARAGRAPH.split_whitespace().count() as u64;
        group.throughput(Throughput::Elements(words));
        group.bench_function(format!("paragraph, {threads} threads, words"), |b| {
            b.iter(|| black_box(translator.translate(PARAGRAPH, &options)));
        });
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("question, {threads} threads"), |b| {
            b.iter(|| black_box(translator.translate("Onde fica a biblioteca?", &options)));
        });
    }
    group.finish();
}

fn identify(c: &mut Criterion) {
    let identifier = Identifier::shared();
    c.bench_function("identify a sentence", |b| {
        b.iter(|| black_box(identifier.identify("Na semana passada reuniram-se na praça.")));
    });
}

criterion_group!(benches, translate, identify);
criterion_main!(benches);
