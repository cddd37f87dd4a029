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

#[test]
fn past_forms_made_by_the_rule_become_those_of_english() {
    come_out(&[
        ("She choosed the red dress.", "She chose the red dress."),
        (
            "She has choosed a dress and he has writed a book.",
            "She has chosen a dress and he has written a book.",
        ),
        ("He catched the ball.", "He caught the ball."),
        ("She runned to the station.", "She ran to the station."),
        ("He payed for dinner.", "He paid for dinner."),
        (
            "They have builded a house and selled it.",
            "They have built a house and sold it.",
        ),
        ("We goed to the park.", "We went to the park."),
    ]);
    // Not each is one.
    come_out(&[("It was a goed day.", "It was a good day.")]);
    stay(&["They costed the work, hanged nobody and shined their shoes."]);
}

#[test]
fn whose_is_told_from_who_s() {
    come_out(&[
        (
            "The man who's car was stolen called the police.",
            "The man whose car was stolen called the police.",
        ),
        (
            "The girl who's mother is a doctor lives here.",
            "The girl whose mother is a doctor lives here.",
        ),
        ("Who's idea was this?", "Whose idea was this?"),
    ]);
    stay(&[
        "Who's coming? Who's next? Who's John? Who's that girl? Who's afraid of the dark?",
        "My sister, who's a nurse, knows who's right and who's always late.",
    ]);
}

#[test]
fn one_woman_and_two_women() {
    come_out(&[
        ("A women called you.", "A woman called you."),
        ("Every women knows that.", "Every woman knows that."),
        ("Many woman work at night.", "Many women work at night."),
    ]);
    stay(&["A few women came, a hundred women sang, and a woman and two women left."]);
}
