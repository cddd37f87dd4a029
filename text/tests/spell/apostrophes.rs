//! Owners, contractions, and the words that are one of them or the other.

use super::{come_out, stay};

#[test]
fn a_possessive_is_as_right_as_its_owner() {
    come_out(&[
        (
            "The goverment's plans were announced.",
            "The government's plans were announced.",
        ),
        ("My freind's house is big.", "My friend's house is big."),
        (
            "The enviroment’s state is bad.",
            "The environment’s state is bad.",
        ),
    ]);
    stay(&[
        "The chipmaker's plants were shut.",
        "An astrophotographer's pictures won.",
        "Srinivasaraghavan's talk and Bhriain's paper were long.",
    ]);
}

#[test]
fn possessives_become_clauses_where_the_words_around_ask_for_one() {
    come_out(&[
        (
            "It is cold and its raining.",
            "It is cold and it's raining.",
        ),
        ("Its late and I am tired.", "It's late and I am tired."),
        ("I know its hard.", "I know it's hard."),
        ("Your late again.", "You're late again."),
        ("Its very late.", "It's very late."),
        ("I hope your well.", "I hope you're well."),
        (
            "How is your day? Your kidding.",
            "How is your day? You're kidding.",
        ),
        ("Whose there? Lets go home.", "Who's there? Let's go home."),
        (
            "I met them and their all nice.",
            "I met them and they're all nice.",
        ),
    ]);
    stay(&[
        "Its late arrival and your late reply surprised their very nice friends.",
        "He lets me go; whose house is it, and whose is this?",
        "The dog wagged its tail, its best friend is your cat.",
        "The rare bird made its rare emergence above ground.",
    ]);
}

#[test]
fn its_is_told_from_it_s() {
    come_out(&[
        ("The dog licked it's paw.", "The dog licked its paw."),
        (
            "The company changed it's name last year.",
            "The company changed its name last year.",
        ),
        ("Each has it's place.", "Each has its place."),
    ]);
    stay(&[
        "He says it's spam, although it's numbered and it's time to go.",
        "The owls hoot, it's flying high, and I think it's me.",
    ]);
}

#[test]
fn days_own_what_stands_behind_them() {
    come_out(&[
        (
            "Tomorrows meeting is cancelled.",
            "Tomorrow's meeting is cancelled.",
        ),
        ("Todays weather is fine.", "Today's weather is fine."),
        ("I read yesterdays paper.", "I read yesterday's paper."),
    ]);
    stay(&["All our yesterdays and tomorrows were one."]);
}

#[test]
fn contractions_get_their_apostrophe_where_all_around_asks_for_it() {
    come_out(&[
        ("Hes gone home.", "He's gone home."),
        ("Im here.", "I'm here."),
        ("Ill go.", "I'll go."),
        ("Wont do.", "Won't do."),
        ("Id rather stay.", "I'd rather stay."),
        ("hows it going", "how's it going"),
        ("I am sure hell be fine.", "I am sure he'll be fine."),
        ("Shell be here soon.", "She'll be here soon."),
        ("I think were going to win.", "I think we're going to win."),
        ("Whod have thought it?", "Who'd have thought it?"),
        (
            "Were going to the cinema tonight.",
            "We're going to the cinema tonight.",
        ),
        ("Its me, open the door.", "It's me, open the door."),
    ]);
    stay(&[
        "He was ill and went home.",
        "All is well.",
        "They were going to win.",
        "She was wont to sing.",
        "The ship's shell was painted red.",
        "What the hell is that?",
        "Show me your id card.",
        "They were wed in June.",
        "The tree shed its leaves.",
    ]);
}

#[test]
fn owners_get_their_apostrophe_where_all_around_asks_for_it() {
    come_out(&[
        (
            "My brothers car broke down.",
            "My brother's car broke down.",
        ),
        (
            "my sisters boyfriend is nice",
            "my sister's boyfriend is nice",
        ),
        (
            "At next weeks meeting we vote.",
            "At next week's meeting we vote.",
        ),
        ("We need one months notice.", "We need one month's notice."),
        ("The dogs tail wagged.", "The dog's tail wagged."),
        ("It was your's.", "It was yours."),
        ("The fault was their's.", "The fault was theirs."),
        ("This bag is her's.", "This bag is hers."),
    ]);
    stay(&[
        "My brothers and I sold the car.",
        "My brothers drive cars.",
        "The dogs wagged their tails.",
        "The boys club meets here.",
        "It is open two days a week.",
        "The moons orbit the planet.",
        "We sell sports cars and arms.",
        "The students union met.",
    ]);
}

#[test]
fn a_mark_in_the_place_of_an_apostrophe_is_one() {
    come_out(&[
        ("don;t worry", "don't worry"),
        ("It;s cold.", "It's cold."),
        ("I,m fine.", "I'm fine."),
    ]);
    stay(&[
        "We came; t was late.",
        "for i,m in pairs:",
        "(a,d) and (c,s)",
    ]);
}

#[test]
fn whose_and_its_stand_before_what_is_owned() {
    come_out(&[
        (
            "The man who's wallet was stolen left.",
            "The man whose wallet was stolen left.",
        ),
        ("it's name is Rex", "its name is Rex"),
    ]);
    stay(&[
        "The man who's here is tall.",
        "Anyone who's working late can eat.",
        "Who's to say?",
        "It's people who matter.",
    ]);
}

#[test]
fn contractions_have_their_apostrophe_in_its_place() {
    come_out(&[
        ("Good to see you, Im free.", "Good to see you, I'm free."),
        ("Morning, Ive done it.", "Morning, I've done it."),
        ("Well, Id rather not.", "Well, I'd rather not."),
        ("Its' raining.", "It's raining."),
        ("I think its' good.", "I think it's good."),
    ]);
    stay(&[
        "'I like its' was all he said.",
        "Freud wrote of the ego and the Id.",
        "The bill names the Mentally Ill.",
    ]);
}

#[test]
fn many_things_own_nothing_where_nothing_is_behind_them() {
    come_out(&[
        ("I have two dog's.", "I have two dogs."),
        (
            "We stayed for three week's and left.",
            "We stayed for three weeks and left.",
        ),
        ("These car's are fast.", "These cars are fast."),
    ]);
    stay(&[
        "The dog's bowls are empty.",
        "Many a dog's in the street.",
        "She has three A's and two CD's.",
        "These women's rights are old.",
    ]);
}

#[test]
fn what_somebody_owns_is_asked_for_with_whose() {
    come_out(&[
        ("Who's umbrella is this?", "Whose umbrella is this?"),
        ("Who's shoes are these?", "Whose shoes are these?"),
    ]);
    stay(&[
        "Who's there?",
        "Who's right is not clear.",
        "Who's next is the question.",
        "The man who's late again is my uncle.",
        "I asked Jo Lasser, who's working on a book.",
        "Who's to say it can't be done?",
        "He wrote to Ann, who's now head of the school.",
    ]);
}
