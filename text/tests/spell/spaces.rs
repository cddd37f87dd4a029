//! Spaces that stand in the wrong place.

use super::come_out;

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
