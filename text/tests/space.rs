//! What a user of the spacing engine may rely on.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use text::edit::apply;
use text::model::Model;
use text::space::{SpaceOptions, Spacer, Split};
use text::spell::Dictionary;

const SENTENCES: &str = include_str!("sentences/space.tsv");

/// Lines of `sentences/space.tsv` that may fail: `misses` prints them.
const ALLOWED_MISSES: usize = 4;

fn spacer() -> &'static Spacer {
    static SPACER: LazyLock<Spacer> = LazyLock::new(|| Spacer::new(Model::english()));
    &SPACER
}

fn space(text: &str) -> String {
    spacer().space(text, &SpaceOptions::default()).processed
}

/// Texts that are changed, and into what.
#[track_caller]
fn come_out(texts: &[(&str, &str)]) {
    for (text, expected) in texts {
        assert_eq!(space(text), *expected);
    }
}

/// Texts that stay as they are.
#[track_caller]
fn stay(texts: &[&str]) {
    for text in texts {
        assert_eq!(space(text), *text);
    }
}

/// Kind, input and expected output of each line.
fn sentences() -> impl Iterator<Item = (&'static str, String, String)> {
    let plain = |field: &str| field.replace("\\n", "\n").replace("\\t", "\t");
    SENTENCES
        .lines()
        .filter(|line| !line.starts_with('#') || line.contains("\ttag\t"))
        .filter_map(move |line| {
            let mut fields = line.split('\t');
            Some((fields.next()?, plain(fields.next()?), plain(fields.next()?)))
        })
}

/// Sentences that are right as they are, from many trades.
fn right_sentences() -> impl Iterator<Item = String> {
    sentences()
        .map(|(_, _, expected)| expected)
        .filter(|text| text.contains(' ') && !text.starts_with('#'))
}

#[test]
fn reviewed_sentences_come_out_as_expected() {
    let mut misses = String::new();
    let mut count = 0;
    for (kind, input, expected) in sentences() {
        let got = space(&input);
        if got != expected {
            count += 1;
            let _ = writeln!(
                misses,
                "{kind}: {input:?}\n  expected {expected:?}\n  got      {got:?}"
            );
        }
    }
    assert!(
        count <= ALLOWED_MISSES,
        "{count} lines differ, {ALLOWED_MISSES} allowed:\n{misses}"
    );
}

#[test]
fn right_sentences_stay_byte_for_byte() {
    let changed: Vec<_> = right_sentences()
        .map(|text| (space(&text), text))
        .filter(|(got, text)| got != text)
        .collect();
    assert!(changed.len() <= 1, "{changed:#?}");
}

#[test]
fn a_page_of_right_sentences_stays_byte_for_byte() {
    let page: String = right_sentences().collect::<Vec<_>>().join("\n");
    let page = page.repeat(4);
    let revision = spacer().space(&page, &SpaceOptions::default());
    assert!(revision.edits.len() <= 4, "{:#?}", revision.edits);
}

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
fn marks_between_words_get_their_space_and_those_inside_names_and_numbers_do_not() {
    come_out(&[
        ("end.Start of it", "end. Start of it"),
        ("1,2 and a,b", "1,2 and a, b"),
        ("e.g. node.js v1.2", "e.g. node.js v1.2"),
        ("about 3.14 or so", "about 3.14 or so"),
    ]);
}

#[test]
fn one_missing_space_is_found_and_none_is_put_into_words() {
    come_out(&[
        ("Thisis atest ofthe system", "This is a test of the system"),
        ("goodmorning everybody", "good morning everybody"),
        ("alot of people", "a lot of people"),
        ("infront of me", "in front of me"),
        // Words that make no compounds.
        (
            "Keep all foodstored properly in airtight containers.",
            "Keep all food stored properly in airtight containers.",
        ),
        ("However,I am telling you.", "However, I am telling you."),
        (
            "He told me thatBrown was wrong.",
            "He told me that Brown was wrong.",
        ),
    ]);
    stay(&[
        "heavily into it",
        "I searched with ripgrep.",
        "A new audiobook about dustcoats.",
        "He posted it on Snapchat and YouTube.",
        "The onClick handler reads userName.",
    ]);
}

#[test]
fn code_and_links_have_their_space() {
    come_out(&[
        (
            "The`Config`instance owns its values.",
            "The `Config` instance owns its values.",
        ),
        (
            "Set it to`u8`.Then call`run`,`stop`or both.",
            "Set it to `u8`. Then call `run`, `stop` or both.",
        ),
        (
            "See[the book](https://example.org/book)for more about it.",
            "See [the book](https://example.org/book) for more about it.",
        ),
    ]);
    stay(&[
        "All `Vec`s are alike, and `Copy`able ones (`u8`s) are cheap.",
        "I can`t see it and I don`t want to.",
        "Index it as rows[i](x) or call `f`(x).",
    ]);
}

#[test]
fn years_and_scores_keep_their_dash_where_spaces_are_missing() {
    assert_eq!(
        space("He wasborn in thecity (1854–1921) andwon it6–2 inthe final."),
        "He was born in the city (1854–1921) and won it 6–2 in the final."
    );
}

#[test]
fn capitals_inside_begin_a_word_where_spaces_are_missing() {
    assert_eq!(
        space(
            "It isthe officialUnicode version of theFootball League andof UTF-16text, forTrump and forRust."
        ),
        "It is the official Unicode version of the Football League and of UTF-16 text, for Trump and for Rust."
    );
}

#[test]
fn beginnings_of_words_and_new_words_stay_with_the_rest() {
    stay(&[
        "They identify as nonbinary and that is fine.",
        "I was doomscrolling all night again.",
        "An unopinionated library for you.",
        "It is a semiregular tiling of the plane.",
    ]);
}

#[test]
fn records_are_no_prose() {
    stay(&[
        "Name;Vorname;PLZ",
        "id,name,city,zip\n1,Ann,Main Street,2\n2,Bob,Old Town,3",
        "Here is the file:\nid|name|cell\n1|Ann|Hall of Fame\nThat was it.",
    ]);
    assert_eq!(
        space("Ofcourse;itwas late;noone minded."),
        "Of course; it was late; no one minded."
    );
}

#[test]
fn dates_times_and_decades_come_apart_where_spaces_are_missing() {
    come_out(&[
        (
            "Sent8/16/200003:48PMbyhim",
            "Sent 8/16/2000 03:48 PM by him",
        ),
        (
            "itwas inJanuaryof'73,turning from the '70sto the '80s",
            "it was in January of '73, turning from the '70s to the '80s",
        ),
    ]);
    let right = "Posted on 8/16/2000 at 3:48PM in the '80s section.";
    assert_eq!(space(right), right);
}

#[test]
fn what_a_text_has_twice_is_a_name() {
    stay(&[
        "Got a KitKat. Got a KitKat! Black eyed peas on the radio.",
        "It reads files, and ripgrep also guesses: ripgrep does this by looking ahead.",
    ]);
    assert_eq!(
        space("Mostof the time itis mostof the work thatis hard."),
        "Most of the time it is most of the work that is hard."
    );
}

#[test]
fn brands_in_a_sentence_are_no_sign_of_missing_spaces() {
    let text = "He flew with SpiceJet to VisitBerlin and used ClickHouse at home.";
    assert_eq!(space(text), text);
}

#[test]
fn no_article_stands_before_a_mark() {
    let text = "A bridge over Nestus (Mesta).";
    assert_eq!(space(text), text);
}

#[test]
fn a_dash_has_its_spaces_on_both_sides_where_spaces_are_missing() {
    assert_eq!(
        space("We wentto the lake— itwas cold andthe wind blew."),
        "We went to the lake — it was cold and the wind blew."
    );
    let right = "Great service- will be back.";
    assert_eq!(space(right), right);
}

#[test]
fn what_nobody_reads_stays_where_spaces_are_missing() {
    for token in [
        "9f86d081884c7d659a2feaa0c55ad015",
        "550e8400-e29b-41d4-a716-446655440000",
        "1HGCM82633A004352",
        "caf&eacute;",
        "100Mbps",
        "10kΩ",
        "2560x1440px",
    ] {
        let text = format!("Pleasesend it tomorrowmorning: {token} is what wespoke about.");
        let spaced = space(&text);
        assert!(spaced.contains(token), "{spaced}");
        assert!(spaced.contains("we spoke"), "{spaced}");
    }
}

#[test]
fn a_word_that_a_line_cuts_keeps_its_hyphen() {
    let text = "Iwill readit andthen wecan talkabout the soft-\nware that theywrote.";
    assert!(space(text).contains("soft-\nware"), "{}", space(text));
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
        (
            edit.offset,
            edit.length,
            edit.from.as_str(),
            edit.to.as_str()
        ),
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

fn seconds(text: &str) -> f64 {
    let start = Instant::now();
    let revision = spacer().space(text, &SpaceOptions::default());
    assert!(revision.processed.len() >= text.len());
    start.elapsed().as_secs_f64()
}

/// Text without a space, `bytes` long.
fn unbroken(bytes: usize) -> String {
    let letters: String = sentences()
        .filter(|(kind, ..)| matches!(*kind, "chat" | "ocr" | "email" | "recipe" | "legal"))
        .map(|(_, _, expected)| expected)
        .flat_map(|text| {
            text.chars()
                .filter(char::is_ascii_lowercase)
                .collect::<Vec<_>>()
        })
        .collect();
    letters.chars().cycle().take(bytes).collect()
}

#[test]
fn time_is_linear_in_hostile_text() {
    for unit in [
        "a", "the", "'", "(", "\"", "1", "a1", "Aa", ".a", "é", "😀", "\u{301}", "-", "a-", "qz",
        ",a", "a'",
    ] {
        let short = unit.repeat((1 << 16) / unit.len());
        let long = unit.repeat((1 << 20) / unit.len());
        // The machine may be busy: the slowest of the short runs, the fastest of the long ones.
        let slowest = (0..3).map(|_| seconds(&short)).fold(0.002, f64::max);
        let per_byte = slowest / short.len() as f64;
        let time = (0..2).map(|_| seconds(&long)).fold(f64::MAX, f64::min);
        assert!(
            time < 6.0 * per_byte * long.len() as f64,
            "{unit:?} repeated: {time} s for 1 MiB, {per_byte} s a byte for 64 KiB"
        );
        assert!(time < 20.0, "{unit:?} repeated: {time} s");
    }
}

#[test]
fn unbroken_text_of_100_kilobytes_is_read() {
    let text = unbroken(100_000);
    let start = Instant::now();
    let revision = spacer().space(&text, &SpaceOptions::default());
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(revision.edits.len() > 10_000);
    let longest = revision.processed.split(' ').map(str::len).max();
    assert!(longest < Some(30), "a word of {longest:?} letters");
}

proptest! {
    #[test]
    fn only_spaces_are_put_in_and_the_edits_rebuild_the_output(text in any_text()) {
        let revision = spacer().space(&text, &SpaceOptions::default());
        prop_assert_eq!(&apply(&text, &revision.edits), &revision.processed);
        let mut rest = revision.processed.chars();
        for c in text.chars() {
            let next = rest.by_ref().find(|&d| d == c || d != ' ');
            prop_assert_eq!(next, Some(c));
        }
        prop_assert!(rest.next().is_none());
        let mut last = None;
        for edit in &revision.edits {
            prop_assert!(edit.length == 0 && edit.from.is_empty() && edit.to == " ");
            prop_assert!((0.0..=1.0).contains(&edit.confidence));
            prop_assert!(last < Some(edit.offset));
            last = Some(edit.offset);
        }
    }

    #[test]
    fn sentences_with_missing_spaces_are_stable(keep in prop::collection::vec(0..10_u8, 40), from in 0..60_usize) {
        let text = right_sentences().nth(from).unwrap_or_default();
        let mut keep = keep.into_iter().cycle();
        let glued: String = text.chars().filter(|&c| c != ' ' || keep.next() != Some(0)).collect();
        let once = space(&glued);
        let twice = spacer().space(&once, &SpaceOptions::default());
        prop_assert!(twice.edits.len() <= 1, "{glued:?} -> {once:?} -> {:?}", twice.processed);
    }
}

/// Prose, noise and everything between.
fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "the",
        "of",
        "don't",
        "Paris",
        "#tag",
        "@name",
        "h264",
        "3.14",
        "e.g.",
        "…",
        "“",
        "”",
        "\"",
        "'",
        "’s",
        "(",
        ")",
        ".",
        ",",
        " ",
        "\n",
        "é",
        "😀",
        "\u{301}",
        "İ",
        "ﬁ",
        "http://a.b",
        "`x y`",
        "İstanbul",
        "1,000",
        "--",
        "ß",
    ]);
    prop_oneof![
        prop::collection::vec(words, 0..40).prop_map(|words| words.concat()),
        any::<String>(),
        "[a-zA-Z0-9 .,'\"()-]{0,200}",
    ]
}
