//! What the engines rely on, asked of the shipped model.

use super::*;

fn id(word: &str) -> WordId {
    Model::english()
        .id(word)
        .unwrap_or_else(|| panic!("{word} is in the model"))
}

#[test]
fn words_have_ids_and_ids_have_words() {
    let model = Model::english();
    for index in (0..model.len()).step_by(97) {
        let id = WordId(index as u32);
        let word = model.word(id);
        assert!(!word.is_empty());
        if index >= 4 {
            assert_eq!(model.id(word), Some(id), "{word}");
        }
    }
    for word in [
        "don't", "o'clock", "gonna", "lol", "colour", "color", "organise", "paris",
    ] {
        assert_eq!(model.word(id(word)), word);
    }
    assert_eq!(model.id("xqzzy"), None);
    assert_eq!(model.id(""), None);
    assert_eq!(model.id("a\0"), None);
    assert_eq!(model.word(WordId(u32::MAX)), "");
}

#[test]
fn usual_forms_keep_their_case() {
    let model = Model::english();
    for form in ["Paris", "NASA", "Monday", "London", "English"] {
        assert_eq!(model.display(id(&form.to_lowercase())), form);
    }
    for word in ["the", "table", "march"] {
        assert_eq!(model.display(id(word)), word);
    }
}

#[test]
fn common_misspellings_are_not_dictionary_words() {
    let model = Model::english();
    for wrong in [
        "teh",
        "recieve",
        "alot",
        "definately",
        "seperate",
        "wich",
        "thier",
        "untill",
    ] {
        let flags = model
            .id(wrong)
            .map(|id| model.flags(id))
            .unwrap_or_default();
        assert!(!flags.contains(WordFlags::DICTIONARY), "{wrong}");
    }
    for right in [
        "the",
        "receive",
        "separate",
        "colour",
        "color",
        "recognise",
        "don't",
    ] {
        assert!(
            model.flags(id(right)).contains(WordFlags::DICTIONARY),
            "{right}"
        );
    }
    assert!(model.flags(id("colour")).contains(WordFlags::BRITISH));
    assert!(model.flags(id("color")).contains(WordFlags::AMERICAN));
}

#[test]
fn context_tells_likely_from_unlikely() {
    let model = Model::english();
    let [i, am, of, the, thing, think, so] =
        ["i", "am", "of", "the", "thing", "think", "so"].map(id);
    assert!(model.bigram(i, am) > model.bigram(the, am) + 3.0);
    assert!(model.bigram(of, the) > model.unigram(the));
    assert!(
        model.trigram(Model::start(), i, think) > model.trigram(Model::start(), i, thing) + 3.0
    );
    assert!(model.trigram(i, think, so) > model.unigram(so) + 1.0);
    assert!(model.seen_bigram(of, the) && !model.seen_bigram(am, thing));
}

#[test]
fn probabilities_of_a_context_sum_to_one() {
    let model = Model::english();
    let all = || (0..model.len() as u32).map(WordId);
    let sum: f32 = all().map(|word| model.unigram(word).exp()).sum();
    assert!((sum - 1.0).abs() < 0.01, "{sum}");
    // Of 230,000 words after a context three or four pass for stored pairs with some other pair's
    // probability, so the sum over all is more than 1 by chance. The commonest words have nearly all
    // of the mass, and are few enough that such strays are rare.
    let common = || (0..20_000).map(WordId);
    let mut sums: Vec<f32> = [
        "the",
        "i",
        "of",
        "cat",
        "purple",
        "don't",
        "reluctantly",
        "said",
        "go",
    ]
    .map(|context| {
        common()
            .map(|word| model.bigram(id(context), word).exp())
            .sum()
    })
    .to_vec();
    let pairs = [
        ("in", "the"),
        ("i", "think"),
        ("a", "cat"),
        ("the", "purple"),
        ("going", "to"),
    ];
    sums.extend(pairs.map(|(a, b)| {
        let ln_p = |word| model.trigram(id(a), id(b), word);
        common().map(|word| ln_p(word).exp()).sum::<f32>()
    }));
    sums.sort_by(f32::total_cmp);
    assert!(sums[0] > 0.85 && sums[sums.len() / 2] < 1.02, "{sums:?}");
    assert!(sums[sums.len() - 1] < 1.15, "{sums:?}");
}

#[test]
fn prefixes_come_shortest_first() {
    let model = Model::english();
    let mut found = Vec::new();
    model.prefixes(b"thequickbrownfox", |length, id| {
        found.push((length, model.word(id)));
    });
    assert!(found.contains(&(3, "the")));
    assert!(found.iter().all(|&(length, word)| word.len() == length));
    assert!(found.is_sorted());
}

#[test]
fn words_are_found_by_sound() {
    let model = Model::english();
    for (wrong, right) in [("enuf", "enough"), ("fisix", "physics"), ("nite", "night")] {
        let mut found = Vec::new();
        model.sounding_like(SoundKey::of_spelling(wrong), &mut found);
        assert!(found.contains(&id(right)), "{wrong}");
    }
}

#[test]
fn words_look_likelier_than_noise() {
    let model = Model::english();
    for word in ["blinkering", "Kowalski", "unfold"] {
        let noise: String = word.chars().rev().collect();
        assert!(model.spelling_score(word.as_bytes()) > model.spelling_score(noise.as_bytes()));
    }
}

#[test]
fn candidates_include_the_right_word() {
    let model = Model::english();
    for (wrong, right) in [
        ("teh", "the"),
        ("recieve", "receive"),
        ("speling", "spelling"),
    ] {
        let mut found = Vec::new();
        model.candidates(wrong, 2, &mut found);
        assert!(
            found
                .iter()
                .any(|found| found.id == id(right) && found.distance == 1),
            "{wrong}"
        );
        assert!(found.is_sorted_by_key(|found| found.distance));
    }
}

#[test]
fn words_three_slips_away_are_found_further_off() {
    let model = Model::english();
    for (wrong, right) in [
        ("bxeginmimg", "beginning"),
        ("kcertaimli", "certainly"),
        ("goverbmerrt", "government"),
    ] {
        let mut far = Vec::new();
        model.further_candidates(wrong, &mut far);
        assert!(far.iter().any(|found| found.id == id(right)), "{wrong}");
        assert!(far.iter().all(|found| found.distance <= 3), "{wrong}");
    }
}

proptest::proptest! {
    #[test]
    fn garbage_is_refused_or_answers_without_a_panic(
        noise in proptest::collection::vec(proptest::num::u8::ANY, 0..4000),
        word in "[a-z']{0,12}",
    ) {
        // A whole header whose sections lie anywhere, then noise.
        let mut file = format::MAGIC.to_vec();
        file.extend(format::VERSION.to_le_bytes());
        file.extend(noise);
        if let Ok(model) = Model::from_bytes(Vec::leak(file)) {
            ask(&model, &word);
        }
    }

    #[test]
    fn a_damaged_model_answers_without_a_panic(
        seed in proptest::num::u64::ANY,
        word in "[a-z']{0,12}",
    ) {
        let mut file = small();
        for step in 0..200_u64 {
            let at = format::mix(seed ^ step) as usize % (file.len() - format::HEADER);
            file[format::HEADER + at] = format::mix(seed.wrapping_add(step)) as u8;
        }
        if let Ok(model) = Model::from_bytes(Vec::leak(file)) {
            ask(&model, &word);
        }
    }
}

/// A file of the right shape with sections of noise, a few words long.
fn small() -> Vec<u8> {
    let words = 40_usize;
    let sizes = [
        words.div_ceil(16) * 4,
        words,
        300,
        words * 2,
        words,
        words * 2,
        words * 4,
        16,
        16,
        40,
        4096,
        640,
        640,
        68,
        300,
        68,
        300,
        format::LETTER_TABLE,
    ];
    let mut file = format::MAGIC.to_vec();
    file.extend(format::VERSION.to_le_bytes());
    file.extend((Section::COUNT as u32).to_le_bytes());
    let mut start = format::HEADER;
    for size in sizes {
        file.extend((start as u32).to_le_bytes());
        file.extend((size as u32).to_le_bytes());
        start += size;
    }
    file.resize(start, 7);
    file
}

fn ask(model: &Model, word: &str) {
    let id = model.id(word).unwrap_or(WordId(5));
    let (mut candidates, mut sounding) = (Vec::new(), Vec::new());
    model.candidates(word, 2, &mut candidates);
    model.sounding_like(model.sounds(id), &mut sounding);
    model.prefixes(word.as_bytes(), |_, id| assert!(model.word(id).len() < 256));
    let _ = (
        model.display(id),
        model.flags(id),
        model.spelling_score(word.as_bytes()),
    );
    assert!(model.trigram(id, WordId(7), WordId(u32::MAX)).is_finite());
}

#[test]
fn candidates_are_those_of_symspell() {
    use symspell::{SymSpell, UnicodeStringStrategy, Verbosity};
    let model = Model::english();
    // The commonest words are all in the index at its full distance, but for slips and digits.
    let indexed = |id: WordId| {
        model.word(id).bytes().all(|byte| byte.is_ascii_lowercase())
            && !model.flags(id).contains(WordFlags::SUSPECT)
    };
    let words: Vec<WordId> = (4..6000).map(WordId).filter(|&id| indexed(id)).collect();
    let mut oracle: SymSpell<UnicodeStringStrategy> = SymSpell::default();
    for &id in &words {
        oracle.load_dictionary_line(&format!("{} 1", model.word(id)), 0, 1, " ");
    }
    for (index, &id) in words.iter().enumerate().step_by(23) {
        let mut query = model.word(id).to_owned();
        let at = index % query.len();
        match index % 4 {
            0 => drop(query.remove(at)),
            1 => query.insert(at, 'e'),
            2 => query.replace_range(at..=at, "o"),
            _ => query.push_str("es"),
        }
        // The crate measures by the unrestricted distance, which lets letters be swapped and then parted
        // (`or`, `rio`); the index goes by optimal string alignment, as SymSpell itself does.
        let pattern = candidates::Pattern::new(&query).unwrap();
        let mut expected: Vec<(String, usize)> = oracle
            .lookup(&query, Verbosity::All, 2)
            .into_iter()
            .map(|found| (pattern.distance(found.term.as_bytes()), found.term))
            .filter(|&(distance, _)| distance <= 2)
            .map(|(distance, term)| (term, distance))
            .collect();
        expected.sort();
        let mut found = Vec::new();
        model.candidates(&query, 2, &mut found);
        let mut found: Vec<(String, usize)> = found
            .iter()
            .filter(|found| words.binary_search(&found.id).is_ok())
            .map(|found| (model.word(found.id).to_owned(), usize::from(found.distance)))
            .collect();
        found.sort();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn the_sieve_lets_every_counted_pair_through_and_few_others() {
    let model = Model::english();
    let (mut seen, mut passed) = (0, 0);
    let pairs = (0..40_000_u32).map(|n| (WordId(4 + n % 397), WordId(4 + n * 7 % 19_997)));
    for (first, second) in pairs.clone() {
        let may_have = model.sieve().may_have(first, second);
        let has = model.seen_bigram(first, second);
        assert!(may_have || !has, "{first:?} {second:?}");
        seen += usize::from(has);
        passed += usize::from(may_have && !has);
    }
    let unseen = pairs.count() - seen;
    assert!(
        seen > 1000,
        "{seen} pairs that were counted are too few to tell"
    );
    assert!(
        10 * passed < unseen,
        "{passed} of {unseen} were let through"
    );
}

/// What `ngrams::bigram` relies on where it compares all slots of a bucket at once.
#[test]
fn no_bucket_has_a_fingerprint_twice() {
    let (buckets, _) = Model::english()
        .section(Section::Bigrams)
        .as_chunks::<{ format::BUCKET }>();
    assert!(!buckets.is_empty());
    for bucket in buckets {
        let (slots, _) = bucket.as_chunks::<4>();
        let slots = slots.iter().map(|slot| u32::from_le_bytes(*slot));
        let mut prints: Vec<u32> = slots
            .filter(|slot| *slot != 0)
            .map(|slot| slot >> 12)
            .collect();
        prints.sort_unstable();
        assert!(prints.is_sorted_by(|a, b| a < b), "{prints:?}");
    }
}
