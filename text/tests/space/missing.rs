//! Text that lacks spaces here and there, and what must not be taken for it.

use super::{come_out, space, stay};

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
fn words_come_off_short_forms_numbers_and_brackets_that_they_are_glued_to() {
    come_out(&[
        (
            "I have a ticket for Sat.you said you would come.",
            "I have a ticket for Sat. you said you would come.",
        ),
        ("We met at 5 p.m.on Monday.", "We met at 5 p.m. on Monday."),
        (
            "Its 18+clubs and 100+people are allin the city.",
            "Its 18+ clubs and 100+ people are all in the city.",
        ),
        ("Step 1of3: mix the flour.", "Step 1 of 3: mix the flour."),
    ]);
    stay(&[
        "Use co.uk or node.js and config.min.js there.",
        "It runs on x86+arm and costs 2+2 coins.",
        "Section 12(a) applies to f(x) and 501(c)(3).",
    ]);
}

#[test]
fn the_only_missing_space_of_a_long_sentence_is_found() {
    assert_eq!(
        space(
            "I fed the cat and the dog this morning, then I bought flour, sugar, beansand honey at the shop near the old \
             station before it closed for the night."
        ),
        "I fed the cat and the dog this morning, then I bought flour, sugar, beans and honey at the shop near the old \
         station before it closed for the night."
    );
    stay(&[
        "It reads its input with zerocopy and hands what it finds to the next of the threads, which waits for it there.",
        "The new DisplayPort on the back of the machine is for the second of the two screens that we bought last year.",
    ]);
}

#[test]
fn words_come_off_initials_and_versions() {
    come_out(&[
        (
            "Police inB.C.said that she didnot leave.",
            "Police in B.C. said that she did not leave.",
        ),
        (
            "It came with version 2.0.Then we moved on.",
            "It came with version 2.0. Then we moved on.",
        ),
        (
            "Upgrade to v1.2.3.This fixes it.",
            "Upgrade to v1.2.3. This fixes it.",
        ),
    ]);
    stay(&[
        "It needs Hibernate 5.4.0.Final and os.path.join.",
        "The J.R.R. Tolkien of our days.",
    ]);
}

#[test]
fn tags_and_names_come_off_words_where_spaces_are_missing() {
    assert_eq!(
        space("We likethe day atthe beach#sunset and thanks@john forthis."),
        "We like the day at the beach #sunset and thanks @john for this."
    );
    stay(&["See String#length and page#anchor, and mail root@localhost."]);
}

#[test]
fn grave_accents_for_apostrophes_are_no_code() {
    assert_eq!(
        space("They don`t haveany plan,and the others can`t makeone."),
        "They don`t have any plan, and the others can`t make one."
    );
}

#[test]
fn marks_that_only_prose_has_between_words_get_their_space() {
    come_out(&[
        (
            "The tide went out;the boats lay on the sand.",
            "The tide went out; the boats lay on the sand.",
        ),
        (
            "Bring warm clothes, e.g.gloves and a hat, for the evening.",
            "Bring warm clothes, e.g. gloves and a hat, for the evening.",
        ),
        (
            "More than 2.5million people live in the city.",
            "More than 2.5 million people live in the city.",
        ),
        (
            "He grew to 6'2\"and still wears the same coat.",
            "He grew to 6'2\" and still wears the same coat.",
        ),
        (
            "They camped for9nights by the lake.",
            "They camped for 9 nights by the lake.",
        ),
        (
            "In the end it was late.they went home at midnight.",
            "In the end it was late. they went home at midnight.",
        ),
        (
            "Take 20%off all shoes until Sunday.",
            "Take 20% off all shoes until Sunday.",
        ),
        (
            "You need three things:time, money and luck.",
            "You need three things: time, money and luck.",
        ),
        ("Note:this is a draft.", "Note: this is a draft."),
        (
            "Mail me at jo@example.org,then wait.",
            "Mail me at jo@example.org, then wait.",
        ),
        (
            "The form (see the last page)must be signed by both of you.",
            "The form (see the last page) must be signed by both of you.",
        ),
    ]);
    stay(&[
        "impl<'de> Visitor<'de> for Names",
        "It is 7.5mm wide and 3.2GHz fast, says v1.2beta.",
        "Set type:bug, priority:high and go.",
        "The std:string, which holds bytes, is old.",
    ]);
}

#[test]
fn numbers_come_off_what_they_count() {
    come_out(&[
        (
            "I bought 20eggs and a loaf.",
            "I bought 20 eggs and a loaf.",
        ),
        ("Tickets are £20per person.", "Tickets are £20 per person."),
        ("Only 3left in stock.", "Only 3 left in stock."),
        ("He ate 12sausages.", "He ate 12 sausages."),
    ]);
    stay(&[
        "Take 70grams before the gym.",
        "We drove 20miles in 30mins.",
        "It is a 5star hotel with 4wheel drive.",
        "Unpack it with 7zip on a 64bit system.",
        "A 2BR/2BA condo in town.",
    ]);
}

#[test]
fn capitals_come_off_words_that_begin_no_name() {
    come_out(&[
        (
            "The club is paid for byMurdoch’s three large newspapers.",
            "The club is paid for by Murdoch’s three large newspapers.",
        ),
        (
            "She studied at the Leeds College ofArt for three years.",
            "She studied at the Leeds College of Art for three years.",
        ),
        (
            "TheMayor said that the town hall will close next week.",
            "The Mayor said that the town hall will close next week.",
        ),
        (
            "We moved to Leeds fromHebrongate when I was nine years old.",
            "We moved to Leeds from Hebrongate when I was nine years old.",
        ),
        (
            "There are many ways to supportWikipedia.org and what it does.",
            "There are many ways to support Wikipedia.org and what it does.",
        ),
        (
            "The bridge, built in 1777when the war began, still stands.",
            "The bridge, built in 1777 when the war began, still stands.",
        ),
    ]);
    stay(&[
        "Call fromString or asBytes, then withContext and orElse.",
        "The inHouse flag is read by ofType and byName in TheBlock.",
        "A 2for1 offer on 3in1 printers and 24hour service.",
        "See docs.rs, node.js and www.GitHub.com about it.",
    ]);
}

#[test]
fn a_paragraph_that_lacks_spaces_says_nothing_of_the_others() {
    let right = "The harbour of Marksuhl lies on the east side of the bay, below the old customs house that Andersskog built. \
                 Trawlers, two ferries and a longboat use it in summer; in winter only the lifeboat stays. A breakwater was \
                 planned, but the councillors of Higashimura could not agree on who should pay for it, and so the quay is still \
                 flooded whenever the wind turns to the north, which happens three or four times in a year.";
    let glued = "Thereis asmall museum behindthe church. Itopens onSundays and costsnothing, butthe staircase isnarrow \
                 andthe upperfloor is toodark toread anything.";
    let spaced = "There is a small museum behind the church. It opens on Sundays and costs nothing, but the staircase is narrow \
                  and the upper floor is too dark to read anything.";
    assert_eq!(
        space(&format!("{right}\n\n{glued}")),
        format!("{right}\n\n{spaced}")
    );
}
