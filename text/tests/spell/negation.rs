//! Contractions of `not`: no correction turns a sentence into its opposite.

use super::{come_out, stay};

#[test]
fn a_misspelt_negation_stays_one() {
    come_out(&[
        ("I carnt come tonight.", "I can't come tonight."),
        ("You carnt be serious.", "You can't be serious."),
        ("We cnat go there.", "We can't go there."),
        ("They arnt here yet.", "They aren't here yet."),
        ("I shoudlnt do it.", "I shouldn't do it."),
        ("He wasent there.", "He wasn't there."),
        ("She dosnt know.", "She doesn't know."),
        ("It dosent matter.", "It doesn't matter."),
    ]);
}

#[test]
fn contractions_that_are_piled_up_stay() {
    stay(&[
        "I'd've told you if I'd known.",
        "You couldn't've known.",
        "You couldnt've known.",
        "We shouldnt've gone.",
        "They'd've come.",
        "'Twasn't that long ago.",
    ]);
}

#[test]
fn other_words_that_end_like_one_come_out_as_before() {
    come_out(&[
        ("The paitent is here.", "The patient is here."),
        ("I wnat it.", "I want it."),
        ("A plesant walk.", "A pleasant walk."),
        ("The constent noise.", "The constant noise."),
    ]);
}
