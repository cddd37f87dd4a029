//! Scores language identification: `cargo run --release -p text --example identify < FILE`, where each line of
//! FILE is a kind of snippet, its language's ISO 639 code and the snippet, parted by tabs. Languages that
//! cannot be told by their code are left out.

use std::{collections::BTreeMap, io, time::Instant};

use text::lang::{Identifier, canonical};

fn main() {
    let identifier = Identifier::shared();
    let started = Instant::now();
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for line in io::stdin().lines().map_while(Result::ok) {
        let mut fields = line.splitn(3, '\t');
        let (Some(kind), Some(code), Some(snippet)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let Some(expected) = canonical(code) else {
            continue;
        };
        let found = identifier.identify(snippet);
        let (right, all) = kinds.entry(kind.to_owned()).or_default();
        *right += usize::from(found.is_some_and(|found| found.code == expected));
        *all += 1;
    }
    for (kind, (right, all)) in &kinds {
        let percent = 100.0 * *right as f64 / *all as f64;
        println!("{kind}: {percent:.1} % of {all}");
    }
    let all: usize = kinds.values().map(|(_, all)| all).sum();
    println!(
        "{:.0} snippets/s",
        all as f64 / started.elapsed().as_secs_f64()
    );
}
