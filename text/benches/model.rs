//! What a look-up in the language model costs. `cargo bench -p text --bench model`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use text::model::{Model, WordId};

const TEXT: &str = "it was not clear to anyone in the room why the committee had put off its decision until \
    after the summer, nor what the neighbours would think of the noise from the building site";

fn look_ups(criterion: &mut Criterion) {
    let model = Model::english();
    let words: Vec<&str> = TEXT
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let ids: Vec<WordId> = words.iter().filter_map(|word| model.id(word)).collect();
    let glued: String = words.concat();

    let mut group = criterion.benchmark_group("model");
    group.throughput(Throughput::Elements(words.len() as u64));
    group.bench_function("id", |bencher| {
        bencher.iter(|| {
            words
                .iter()
                .filter_map(|word| model.id(black_box(word)))
                .count()
        });
    });
    group.bench_function("bigram", |bencher| {
        let pairs = || ids.iter().zip(ids.iter().rev());
        bencher.iter(|| {
            pairs()
                .map(|(&a, &b)| model.bigram(black_box(a), b))
                .sum::<f32>()
        });
    });
    group.bench_function("trigram", |bencher| {
        bencher.iter(|| {
            let triples = ids.windows(3);
            triples
                .map(|ids| model.trigram(black_box(ids[0]), ids[1], ids[2]))
                .sum::<f32>()
        });
    });
    group.throughput(Throughput::Bytes(glued.len() as u64));
    group.bench_function("prefixes", |bencher| {
        bencher.iter(|| {
            let mut found = 0;
            for start in 0..glued.len() {
                model.prefixes(black_box(&glued.as_bytes()[start..]), |_, _| found += 1);
            }
            found
        });
    });
    group.throughput(Throughput::Elements(1));
    for misspelling in ["recieve", "teh", "definately"] {
        group.bench_function(format!("candidates of {misspelling}"), |bencher| {
            let mut found = Vec::new();
            bencher.iter(|| {
                found.clear();
                model.candidates(black_box(misspelling), 2, &mut found);
                found.len()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, look_ups);
criterion_main!(benches);
