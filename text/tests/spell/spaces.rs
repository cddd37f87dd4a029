//! Spaces that stand in the wrong place.

use super::{come_out, stay};

#[test]
fn a_space_one_letter_off_goes_where_it_belongs() {
    come_out(&[
        ("He is int he house.", "He is in the house."),
        (
            "At the end o fthe day he went tot he shop.",
            "At the end of the day he went to the shop.",
        ),
        ("This is th ebest one.", "This is the best one."),
        ("She cam eback late.", "She came back late."),
        ("It i sa nice day.", "It is a nice day."),
        ("Thi sis a test.", "This is a test."),
        ("Letm e know what you think.", "Let me know what you think."),
    ]);
}

#[test]
fn a_letter_that_a_space_cut_off_its_word_goes_back() {
    come_out(&[
        ("W e were there all day.", "We were there all day."),
        ("T he dog barked.", "The dog barked."),
        ("I t was raining.", "It was raining."),
        ("Then w e went home.", "Then we went home."),
        ("I n the end he left.", "In the end he left."),
        ("It is th e only way.", "It is the only way."),
    ]);
    stay(&[
        "Plan B at noon, vitamin C an hour later.",
        "Spell it t o p, not p o t.",
        "U S troops met at point T he had marked.",
        "Let x be the sum, and y is it.",
        "Type e to edit, q to quit.",
    ]);
}

#[test]
fn a_word_that_many_write_as_two_is_one() {
    come_out(&[
        ("The dead line is on Friday.", "The deadline is on Friday."),
        (
            "I forgot my pass word again.",
            "I forgot my password again.",
        ),
        ("Happy birth day to you all.", "Happy birthday to you all."),
        (
            "She works at the super market.",
            "She works at the supermarket.",
        ),
        (
            "Please tell us before hand if you can come.",
            "Please tell us beforehand if you can come.",
        ),
    ]);
    stay(&[
        "The birds were flying in formation.",
        "We let the sun shine on the wall.",
        "He is a gentle man.",
        "Use less water.",
        "They arrived before Hand and Miller did.",
    ]);
}
