//! Words that are mixed up since they sound alike, and what else learners of English write.

use super::{come_out, stay};

#[test]
fn words_that_sound_alike_are_weighed_though_they_fit_their_neighbours() {
    come_out(&[
        (
            "You are not aloud to smoke here.",
            "You are not allowed to smoke here.",
        ),
        (
            "Even thought it rained, we had fun.",
            "Even though it rained, we had fun.",
        ),
        (
            "Take a deep breathe before you speak.",
            "Take a deep breath before you speak.",
        ),
        (
            "He lost his site in an accident.",
            "He lost his sight in an accident.",
        ),
        ("You must site your sources.", "You must cite your sources."),
        ("I have more books then you.", "I have more books than you."),
        ("It is wrong to steel.", "It is wrong to steal."),
        (
            "There is a whole in my sock.",
            "There is a hole in my sock.",
        ),
        (
            "Prices are at their pique in summer.",
            "Prices are at their peak in summer.",
        ),
    ]);
    stay(&[
        "She read the letter aloud, though nobody was allowed to hear it.",
        "I thought it would be fun, even though it rained.",
        "He took a deep breath and could breathe again.",
        "The site of the accident was a sad sight; then we left.",
        "The route to the manor passes the base of the Corps.",
    ]);
}

#[test]
fn words_at_a_sentence_s_beginning_and_names_of_days_are_corrected() {
    come_out(&[
        ("Basicly, it is free.", "Basically, it is free."),
        (
            "Trought the years he became rich.",
            "Through the years he became rich.",
        ),
        ("See you on Wensday.", "See you on Wednesday."),
    ]);
    stay(&["Darsey smiled.", "Jaxon had planned this great trip."]);
}
