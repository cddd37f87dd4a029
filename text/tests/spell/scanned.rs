//! What a scanner made of a page, and what came along when a text was copied out of one.

use super::{come_out, stay};

#[test]
fn what_a_scanner_misread_is_read_again() {
    come_out(&[
        (
            "Tlie old man carried a lctter frorn tbe town.",
            "The old man carried a letter from the town.",
        ),
        (
            "The ship sai1ed from Liverpoo1 past the vil1age.",
            "The ship sailed from Liverpool past the village.",
        ),
        (
            "It was in 0ctober, on a hi11.",
            "It was in October, on a hill.",
        ),
        (
            "lt was late. l think so too, l'm sure.",
            "It was late. I think so too, I'm sure.",
        ),
        ("We Iive in a small house.", "We live in a small house."),
        (
            "He carne horne late. Please tum left.",
            "He came home late. Please turn left.",
        ),
        (
            "AII of them live in a smaII viIlage, and teII the worId.",
            "All of them live in a small village, and tell the world.",
        ),
        (
            "Born in 18O4, he was paid 1OO pounds on the l5th of May l831.",
            "Born in 1804, he was paid 100 pounds on the 15th of May 1831.",
        ),
        ("lmportant: read this first.", "Important: read this first."),
    ]);
    stay(&[
        "The l10n and i18n of node10, item1, mode1 and tab1 are done; c0de is a number.",
        "Run ls -la, then ln; let l be the length of line l, 2 l of water and 0.5l of milk.",
        "Water is H2O, oxygen 18O or 2O2; a level l2, an l10n, the I5, O2 and a size of 4XO.",
        "Call doIt, isInt, getId, useI18n and myIp; the WWII, King Henry VIII and an AII.",
        "Take h264, mp3, s3, ec2, x11, auth0, python3 or utf8, at 10am on the 1st or 11th.",
    ]);
}

#[test]
fn ligatures_are_spelt_out() {
    come_out(&[
        (
            "We ﬁnd the oﬃce and the ﬂoor.",
            "We find the office and the floor.",
        ),
        ("Mr Griﬃths was ﬁrst.", "Mr Griffiths was first."),
    ]);
    stay(&["It is impor\u{00AD}tant."]);
}

#[test]
fn what_a_scanner_misread_is_put_right_at_a_words_beginning_and_in_little_words() {
    come_out(&[
        ("You rnust go now.", "You must go now."),
        ("I rnet him yesterday.", "I met him yesterday."),
        ("A cold rnoming in May.", "A cold morning in May."),
        ("a museum of modem art", "a museum of modern art"),
        ("Ring 0l71 946 0018 today.", "Ring 0171 946 0018 today."),
        (
            "We met at the tum of the year.",
            "We met at the turn of the year.",
        ),
        ("He sat 0n the bench.", "He sat on the bench."),
        ("He ate al1 the cake.", "He ate all the cake."),
        (
            "I sat down a11d then he left.",
            "I sat down and then he left.",
        ),
        ("a 5ecurity guard", "a security guard"),
        ("by the light of the candIe", "by the light of the candle"),
        ("Please pay the lnvoice.", "Please pay the Invoice."),
        ("VVhere did they go?", "Where did they go?"),
    ]);
    stay(&[
        "The modem is slow.",
        "The modem times out.",
        "The tum of the baby is soft.",
        "The e11d hash is short.",
        "In Tho Xuan it rains.",
        "The bom is in the archive.",
        "The A11 and the a11 are one road.",
        "All h1s on the page are blue.",
        "We ran 5km in the rain.",
        "Call doIt before the test.",
        "It was 0f in the listing.",
        "The l10n team met.",
    ]);
}

#[test]
fn words_cut_at_the_end_of_a_line_that_is_none_any_more_are_put_together() {
    come_out(&[
        ("The gov- ernment fell.", "The government fell."),
        (
            "We had a meeting of the com- mittee about the archi- tecture.",
            "We had a meeting of the committee about the architecture.",
        ),
        ("The gov¬ernment fell.", "The government fell."),
        (
            "On Monday 1ast he wlll be there.",
            "On Monday last he will be there.",
        ),
        ("The num-ber of people grew.", "The number of people grew."),
        (
            "An ac-cident happened at night.",
            "An accident happened at night.",
        ),
    ]);
    stay(&[
        "We sell pre- and post-war cars.",
        "Short- and long-term plans differ.",
        "They co-operate and re-elected him.",
        "Some sci-fi, hodge-podge, a pom-pom and a yo-yo.",
        "She was un-happy about the tele-vision.",
    ]);
}
