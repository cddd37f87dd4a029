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
    assert!(model.seen_bigram(of, the) && !model.seen_bigram(the, of));
}

#[test]
fn probabilities_of_a_context_sum_to_one() {
    let model = Model::english();
    let all = || (0..model.len() as u32).map(WordId);
    let sum: f32 = all().map(|word| model.unigram(word).exp()).sum();
    assert!((sum - 1.0).abs() < 0.01, "{sum}");
    // Codes are rounded and a few absent pairs pass for present ones, so not to the last digit.
    for context in ["the", "i", "of", "cat", "purple", "don't", "reluctantly"] {
        let sum: f32 = all()
            .map(|word| model.bigram(id(context), word).exp())
            .sum();
        assert!((sum - 1.0).abs() < 0.05, "{context}: {sum}");
    }
    for (a, b) in [
        ("in", "the"),
        ("i", "think"),
        ("a", "cat"),
        ("the", "purple"),
    ] {
        let sum: f32 = all()
            .map(|word| model.trigram(id(a), id(b), word).exp())
            .sum();
        assert!((sum - 1.0).abs() < 0.05, "{a} {b}: {sum}");
    }
}

#[test]
fn prefixes_come_shortest_first() {
    let model = Model::english();
    let mut found = Vec::new();
    model.prefixes(b"thequickbrownfox", |length, id| {
        found.push((length, model.word(id)))
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
