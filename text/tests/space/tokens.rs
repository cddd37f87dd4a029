//! Bare tokens, the user's own words, what is split on request, and what the edits say.

use text::space::{SpaceOptions, Split};
use text::spell::Dictionary;

use super::{space, spacer};

#[test]
fn a_bare_token_is_split_and_the_same_token_in_prose_is_not() {
    assert_eq!(space("#throwbackthursday"), "#throwback thursday");
    let prose = "Posting this for #throwbackthursday and nothing else.";
    assert_eq!(space(prose), prose);
    let options = SpaceOptions {
        split: Split {
            hashtags: true,
            identifiers: false,
        },
        ..SpaceOptions::default()
    };
    assert_eq!(
        spacer().space(prose, &options).processed,
        "Posting this for #throwback thursday and nothing else."
    );
}

#[test]
fn of_a_bare_domain_the_name_is_split() {
    for (domain, expected) in [
        ("expertsexchange.com", "experts exchange.com"),
        ("choosespain.co.uk", "choose spain.co.uk"),
        ("therapistfinder.org", "therapist finder.org"),
        ("wikipedia.org", "wikipedia.org"),
        ("docs.python.org", "docs.python.org"),
        ("meetingnotes.txt", "meetingnotes.txt"),
    ] {
        assert_eq!(space(domain), expected);
    }
    let prose = "Ask them at expertsexchange.com about it.";
    assert_eq!(space(prose), prose);
}

#[test]
fn bare_tokens_are_split_at_words_and_capitals() {
    for (token, expected) in [
        (
            "thequickbrownfoxjumpsoverthelazydog",
            "the quick brown fox jumps over the lazy dog",
        ),
        ("#ThrowbackThursday", "#Throwback Thursday"),
        ("ILoveNewYork", "I Love New York"),
        ("camelCaseIdentifier", "camel Case Identifier"),
        ("Snapchat", "Snapchat"),
        ("nerdfighters", "nerdfighters"),
        ("ripgrep", "ripgrep"),
        ("iPhone", "iPhone"),
        // Names from programs.
        ("tinfo", "t info"),
        ("numspans", "num spans"),
        ("playback", "playback"),
        ("3.14", "3.14"),
    ] {
        assert_eq!(space(token), expected);
    }
}

#[test]
fn initials_and_models_alone_stay_whole_and_shouted_words_do_not() {
    for token in ["NBPGR", "NFCAT", "DRNKS", "B747", "i9", "ibmr", "mrkd"] {
        assert_eq!(space(token), token);
    }
    for (token, expected) in [
        ("inthe", "in the"),
        ("#ofit", "#of it"),
        ("LETGO", "LET GO"),
        ("#SITUP", "#SIT UP"),
        ("WHOWE", "WHO WE"),
    ] {
        assert_eq!(space(token), expected);
    }
}

#[test]
fn names_keep_the_letter_that_they_end_with() {
    assert_eq!(space("zhivkova"), "zhivkova");
}

#[test]
fn the_users_words_are_in_one_piece() {
    let words = Dictionary::parse("Oluwaseun\nMacDhòmhnaill\ndoomscrolling");
    let spacer = spacer().clone().with_dictionary(words);
    let text = "Oluwaseun and MacDhòmhnaill's friend were doomscrolling.";
    let spaced = spacer.space(text, &SpaceOptions::default());
    assert_eq!(spaced.processed, text);
    let glued = spacer.space("Oluwaseun andhis friend", &SpaceOptions::default());
    assert_eq!(glued.processed, "Oluwaseun and his friend");
}

#[test]
fn identifiers_in_prose_are_split_on_request_only() {
    for short in [
        "Call toString on it.",
        "The isEmpty check fails.",
        "Use forEach here.",
    ] {
        assert_eq!(space(short), short);
    }
    // A title, in front of which a space is missing.
    assert_eq!(space("That isFlat Top Grill"), "That is Flat Top Grill");
    let prose = "Rename getUserName before the release, please.";
    assert_eq!(space(prose), prose);
    let options = SpaceOptions {
        split: Split {
            hashtags: false,
            identifiers: true,
        },
        ..SpaceOptions::default()
    };
    assert_eq!(
        spacer().space(prose, &options).processed,
        "Rename get User Name before the release, please."
    );
}

#[test]
fn offsets_count_scalar_values() {
    let revision = spacer().space(
        "Žluťoučký 😀 kůň and thehorse ran away.",
        &SpaceOptions::default(),
    );
    assert_eq!(
        revision.processed,
        "Žluťoučký 😀 kůň and the horse ran away."
    );
    let edit = &revision.edits[0];
    assert_eq!(
        (edit.offset, edit.length, &*edit.from, &*edit.to),
        (23, 0, "", " ")
    );
    assert!(edit.confidence > 0.5 && edit.confidence <= 1.0);
}

#[test]
fn empty_and_blank_texts_stay() {
    for text in ["", " ", "\r\n\t", "\0", "\u{feff}"] {
        assert_eq!(space(text), text);
    }
}
