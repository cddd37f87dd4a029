//! Words a second through the whole pipeline, and the time of one short sentence.
//!
//! `TEXTMEND_TEST_MODELS` names the mirror that `tests/models DIR` makes.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use text::lang::Identifier;
use text::translate::{TranslateOptions, Translator, TranslatorSettings};

#[expect(
    clippy::unwrap_used,
    reason = "a test stops where what it needs is missing"
)]
#[path = "../tests/translate/folders.rs"]
mod folders;

const PARAGRAPH: &str = "Na semana passada, os habitantes da aldeia reuniram-se na praça para discutir a construção de \
    uma nova ponte. O presidente da câmara explicou que as obras começariam na primavera e durariam cerca de dois anos. \
    Nem todos ficaram satisfeitos: os pescadores receiam que o barulho afaste os peixes, e os comerciantes perguntaram \
    quem pagaria os prejuízos. No fim, ficou decidido que haverá outra reunião daqui a um mês.";

fn translator(threads: usize) -> Option<Arc<Translator>> {
    let settings = TranslatorSettings {
        threads,
        cache_bytes: 0,
        ..TranslatorSettings::default()
    };
    Some(folders::Real::new(&settings)?.translator)
}

fn translate(c: &mut Criterion) {
    let mut group = c.benchmark_group("translate");
    group.sample_size(10);
    for threads in [1, 2] {
        let Some(translator) = translator(threads) else {
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
