//! Names of programs, brands and options in running text, and what looks like them but lacks a space.

use super::{come_out, stay};

#[test]
fn capitals_inside_a_word_are_no_sign_of_a_missing_space() {
    stay(&[
        "call myFunction with fooBar",
        "set fooBarBaz to false",
        "taskSubnets and securityGroups are given as parameters.",
        "The ApplicationLoadBalancer sends requests to the FargateService.",
        "Extract the useDebounce hook, which getUserById needs.",
        "We flew with easyJet, airBaltic and jetBlue.",
        "He prefers AirAsia to tvOS, and xAI too.",
        "Thabo flew from eThekwini with the MacGillycuddy of the Reeks.",
        "Open the aboutBox and pass thisArg to forEach, then willUpdate and someValue.",
        // What a scanner or a typist made of one word.
        "The viIlage was smaII.",
        "I bought a new iPhne last week.",
    ]);
    come_out(&[
        (
            "Thequick brownFox jumpsOver thelazy dog.",
            "The quick brown Fox jumps Over the lazy dog.",
        ),
        (
            "He said theAlaskan was nearBriony all day.",
            "He said the Alaskan was near Briony all day.",
        ),
        (
            "The paper wrote aboutHantavirus last week.",
            "The paper wrote about Hantavirus last week.",
        ),
        (
            "Highly recommendElPorto for fish tacos.",
            "Highly recommend El Porto for fish tacos.",
        ),
    ]);
}

#[test]
fn words_with_accents_are_whole_where_they_are_words_without() {
    stay(&[
        "Meeting with Señor García at 3",
        "Señor",
        "We met the Möbius brothers in a café.",
    ]);
    come_out(&[("The caféwas full.", "The café was full.")]);
}

#[test]
fn a_hyphen_behind_white_space_belongs_to_what_follows() {
    stay(&[
        "find . -name '*.pyc' -delete",
        "gcc -Wall -Wextra -pedantic",
        "openssl req -newkey rsa:2048 -days 30",
        "mvn clean install -DskipTests -Pproduction",
    ]);
}

#[test]
fn a_number_stays_with_a_name_and_not_with_a_word_that_numbers_follow() {
    stay(&[
        "It runs on python3 and on powerpc64 only.",
        "The crate proc-macro2 is needed by it.",
        "Fixed in socket2 and in tokio.",
        "We use ubuntu22 and Windows11 here, and iTerm2.",
    ]);
    come_out(&[
        (
            "Take2 tablets twice a day with food.",
            "Take 2 tablets twice a day with food.",
        ),
        (
            "It was built in2019 and is still there.",
            "It was built in 2019 and is still there.",
        ),
        ("It rained for3 days.", "It rained for 3 days."),
        ("See page12 of the book.", "See page 12 of the book."),
    ]);
}

#[test]
fn ranges_stay_whole() {
    stay(&[
        "I read chapters II–XII and XIV–XX of the book.",
        "It has all from A–Z.",
        "He served in WWI–WWII.",
        "It is open 7.30am–10pm, Mon–Fri.",
    ]);
}

#[test]
fn words_of_the_dictionary_are_in_one_piece_where_they_stand_alone() {
    stay(&[
        "carsick",
        "postdoc",
        "antitank",
        "carsick\npayphone\npostdoc\n",
    ]);
    stay(&[
        "There was a posterolateral disc protrusion.",
        "The longsword hung above the door.",
        "They won the second lineout too.",
    ]);
}

#[test]
fn sentences_come_apart_behind_little_words_and_before_i() {
    come_out(&[
        ("Are you ok?Yes I am.", "Are you ok? Yes I am."),
        ("He came in.He sat down.", "He came in. He sat down."),
        ("I like it.I will buy it.", "I like it. I will buy it."),
        ("We won!I can't believe it.", "We won! I can't believe it."),
    ]);
    stay(&[
        "Convert it with as.Date first.",
        "Is that so, asked I.M. Pei.",
    ]);
}

#[test]
fn marks_between_a_word_or_a_size_and_a_sentence_get_their_space() {
    come_out(&[
        ("Bake at 350F.Mix the rest.", "Bake at 350F. Mix the rest."),
        ("Tel:0161 496 0000", "Tel: 0161 496 0000"),
        ("Name:John Smith", "Name: John Smith"),
        (
            "Happy birthday Sophie!Hope you have a nice day",
            "Happy birthday Sophie! Hope you have a nice day",
        ),
        (
            "where's the remote??its not on the couch",
            "where's the remote?? its not on the couch",
        ),
        (
            "pick the kids up from school at3:30",
            "pick the kids up from school at 3:30",
        ),
    ]);
}

#[test]
fn names_are_not_torn_into_what_is_no_word() {
    come_out(&[
        (
            "Then Higashimura askedhim aboutthe weather.",
            "Then Higashimura asked him about the weather.",
        ),
        (
            "Then Andersskog askedhim aboutthe weather.",
            "Then Andersskog asked him about the weather.",
        ),
        (
            "Then Marksuhl askedhim aboutthe weather.",
            "Then Marksuhl asked him about the weather.",
        ),
    ]);
}
