//! Words that are wrong beside certain others, or where the sentence speaks of something else.

use super::{come_out, stay};

#[test]
fn a_word_gives_way_to_what_the_sentence_speaks_of() {
    come_out(&[
        (
            "The best desert on the list was a lemon tart.",
            "The best dessert on the list was a lemon tart.",
        ),
        (
            "Knead the doe for ten minutes.",
            "Knead the dough for ten minutes.",
        ),
        (
            "They poured over maps all evening.",
            "They pored over maps all evening.",
        ),
    ]);
    stay(&[
        "We crossed the desert and ate dates.",
        "The doe and her fawn stood in the meadow.",
        "She poured the custard over the crumble.",
        "The book fell off the shelf while she poured.",
    ]);
}

#[test]
fn a_phrase_may_be_none_behind_certain_words() {
    come_out(&[
        (
            "Because of the wether we stayed home.",
            "Because of the weather we stayed home.",
        ),
        ("I wonder wether we can go.", "I wonder whether we can go."),
    ]);
    stay(&["We talked about the weather we had."]);
}

#[test]
fn one_word_may_stand_for_two() {
    come_out(&[
        ("She reads allot of poetry.", "She reads a lot of poetry."),
        ("Everyday I cycle to work.", "Every day I cycle to work."),
        (
            "He is apart of the team now.",
            "He is a part of the team now.",
        ),
        ("We met awhile ago.", "We met a while ago."),
    ]);
    stay(&[
        "They allot seats by age.",
        "It is an everyday problem.",
        "The houses stand apart.",
        "Stay awhile.",
    ]);
}

#[test]
fn a_word_that_never_stands_beside_another_is_corrected() {
    come_out(&[
        ("The screws were lose.", "The screws were loose."),
        ("The parcel was send back.", "The parcel was sent back."),
        ("I bought a pare of gloves.", "I bought a pair of gloves."),
        ("He fell of the ladder.", "He fell off the ladder."),
        (
            "She said it is all a mute point.",
            "She said it is all a moot point.",
        ),
        (
            "They walked threw the park.",
            "They walked through the park.",
        ),
        ("What a waist of money!", "What a waste of money!"),
        (
            "Take your shoes of at the door.",
            "Take your shoes off at the door.",
        ),
        ("I hop to see you soon.", "I hope to see you soon."),
        (
            "Please insure that the door is shut.",
            "Please ensure that the door is shut.",
        ),
    ]);
    stay(&[
        "All they ever do is lose.",
        "The fall of the empire took a century.",
        "He threw the ball through the window.",
        "She has a narrow waist.",
        "We insure cars and houses.",
    ]);
}

#[test]
fn a_word_that_is_mixed_up_gives_way_to_the_one_of_the_phrase() {
    come_out(&[
        ("These are the bear facts.", "These are the bare facts."),
        (
            "The lorry had to break hard.",
            "The lorry had to brake hard.",
        ),
        ("We drove though the woods.", "We drove through the woods."),
        (
            "The figures are listed bellow.",
            "The figures are listed below.",
        ),
        ("Beet the eggs until stiff.", "Beat the eggs until stiff."),
        (
            "She has backed a cake for us.",
            "She has baked a cake for us.",
        ),
        ("It was a rear opportunity.", "It was a rare opportunity."),
        ("It was love at first site.", "It was love at first sight."),
        ("He set sale for Spain.", "He set sail for Spain."),
        (
            "Can you let me no if it fits?",
            "Can you let me know if it fits?",
        ),
        (
            "The hotel has friendly stuff.",
            "The hotel has friendly staff.",
        ),
    ]);
    stay(&[
        "He had to break hard ground first.",
        "The truck backed into a wall.",
        "He sat at the rear of the bus.",
        "The building site was in sight.",
        "There is a sale of sails.",
        "I have no idea if it fits.",
        "They keep their stuff in the hotel.",
    ]);
}
