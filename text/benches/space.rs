//! Throughput of the spacing engine: right text, text that lacks some or all spaces, and one long run.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use text::model::Model;
use text::space::{SpaceOptions, Spacer};

const SENTENCES: &str = include_str!("../tests/sentences/space.tsv");

fn throughput(criterion: &mut Criterion) {
    let spacer = Spacer::new(Model::english());
    let prose: String = SENTENCES
        .lines()
        .filter_map(|line| line.split('\t').nth(2))
        .collect::<Vec<_>>()
        .join("\n");
    let glued: String = prose
        .split('\n')
        .map(|line| line.replace(' ', ""))
        .collect::<Vec<_>>()
        .join("\n");
    let patchy: String = prose
        .split(' ')
        .enumerate()
        .flat_map(|(i, word)| [if i % 5 == 0 { "" } else { " " }, word])
        .collect();
    let letters: String = prose.chars().filter(char::is_ascii_lowercase).collect();
    let run: String = letters.chars().cycle().take(100_000).collect();
    let mut group = criterion.benchmark_group("space");
    for (name, text) in [
        ("right", prose.repeat(10)),
        ("one space in five missing", patchy.repeat(10)),
        ("without spaces", glued.repeat(10)),
        ("one run of 100 kB", run),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| spacer.space(black_box(&text), &SpaceOptions::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
