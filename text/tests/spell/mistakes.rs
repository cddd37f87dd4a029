//! What is put right.

use text::spell::SpellOptions;

use super::{come_out, corrected, speller, stay};

#[test]
fn misspelt_words_are_corrected_in_context() {
    come_out(&[
        ("I havv a speling eror", "I have a spelling error"),
        ("teh cat sat on teh mat", "the cat sat on the mat"),
        (
            "I recieved your mesage yesterday.",
            "I received your message yesterday.",
        ),
        ("a peice of cake", "a piece of cake"),
        (
            "Appologies for the late reply.",
            "Apologies for the late reply.",
        ),
        (
            "She is a very beautifull woman.",
            "She is a very beautiful woman.",
        ),
        ("We realy enjoied the show.", "We really enjoyed the show."),
        // The kitchen tells, though it stands further off.
        (
            "We sat round the stowe in the kitchen.",
            "We sat round the stove in the kitchen.",
        ),
    ]);
}

#[test]
fn letters_in_another_order_are_put_back() {
    come_out(&[
        (
            "Aoccdrnig to Cmabrigde Uinervtisy it is wouthit porbelm.",
            "According to Cambridge University it is without problem.",
        ),
        ("I stayed bcuseae of him.", "I stayed because of him."),
    ]);
    // A loan word is none in disorder.
    stay(&["Chill the crème pâtissière."]);
}

#[test]
fn words_are_split_joined_and_given_their_apostrophes() {
    come_out(&[
        ("I like it alot.", "I like it a lot."),
        ("thequick brown fox", "the quick brown fox"),
        ("I have seen it be fore.", "I have seen it before."),
        ("Come to day, with out him.", "Come today, without him."),
        ("This is aspeling mistake.", "This is a spelling mistake."),
        (
            "I dont know and he didnt say.",
            "I don't know and he didn't say.",
        ),
        (
            "He said it’s fine but I dont agree.",
            "He said it’s fine but I don’t agree.",
        ),
    ]);
}

#[test]
fn a_slip_that_stands_in_every_sentence_is_corrected_in_each() {
    let told = |word: &str| {
        format!(
            "The {word} said it would not act. We asked about the {word} again. Nobody knows what \
             the {word} is for. It was the {word} that did it. I wrote to the {word} about it. They \
             talk of the {word} all day."
        )
    };
    for (slip, word) in [
        ("comittee", "committee"),
        ("enviroment", "environment"),
        ("libary", "library"),
        ("problm", "problem"),
    ] {
        assert_eq!(corrected(&told(slip)), told(word));
    }
    // And what somebody calls so is called so.
    for name in ["kubelet", "zorgon", "frobnicator", "Thalric", "Grelm"] {
        stay(&[&told(name)]);
    }
}

#[test]
fn words_are_judged_anew_beside_corrected_ones() {
    for (input, expected) in [
        ("I dont now where it is.", "I don't know where it is."),
        ("We will go out to nigth.", "We will go out tonight."),
        ("They went to the fire manh.", "They went to the fireman."),
        (
            "You have mack shore it works.",
            "You have make sure it works.",
        ),
    ] {
        assert_eq!(corrected(input), expected);
        assert_eq!(corrected(expected), expected);
    }
}

#[test]
fn real_words_change_only_where_the_evidence_is_strong() {
    come_out(&[
        ("He is taller then me.", "He is taller than me."),
        ("The whether is nice today.", "The weather is nice today."),
        (
            "I got a letter form my bank.",
            "I got a letter from my bank.",
        ),
        (
            "I would rather stay then leave.",
            "I would rather stay than leave.",
        ),
        ("Their is a problem with it.", "There is a problem with it."),
        (
            "They left there coats in the car.",
            "They left their coats in the car.",
        ),
        ("Your welcome to join us.", "You're welcome to join us."),
        ("Its a nice day.", "It's a nice day."),
        ("The dog wagged it's tail.", "The dog wagged its tail."),
        (
            "I don't know weather he will come.",
            "I don't know whether he will come.",
        ),
        (
            "Please don't loose your keys.",
            "Please don't lose your keys.",
        ),
        (
            "It had a bad affect on sales.",
            "It had a bad effect on sales.",
        ),
        (
            "This will effect your health.",
            "This will affect your health.",
        ),
        (
            "I could of gone there, and of course I did.",
            "I could have gone there, and of course I did.",
        ),
        (
            "It would of course be better.",
            "It would of course be better.",
        ),
        (
            "If it rains, than we stay at home.",
            "If it rains, then we stay at home.",
        ),
        ("It is biger than a house.", "It is bigger than a house."),
        (
            "He lives in the Untied States.",
            "He lives in the United States.",
        ),
        (
            "The childrens books are here.",
            "The children's books are here.",
        ),
    ]);
}

#[test]
fn right_words_that_are_often_mixed_up_stay() {
    come_out(&[
        (
            "We had no choice other than waiting.",
            "We had no choice other than waiting.",
        ),
        ("It is better than nothing.", "It is better than nothing."),
        (
            "First we eat, then we leave.",
            "First we eat, then we leave.",
        ),
        (
            "Fill in the form and send it.",
            "Fill in the form and send it.",
        ),
        (
            "Their house is near the lake; there is a boat, and they're proud of it.",
            "Their house is near the lake; there is a boat, and they're proud of it.",
        ),
        (
            "It's time for its bath, and your brother knows you're late.",
            "It's time for its bath, and your brother knows you're late.",
        ),
        ("She's, we'll, don't, can't", "She's, we'll, don't, can't"),
    ]);
}

#[test]
fn articles_are_as_the_next_word_sounds() {
    come_out(&[
        (
            "I ate a apple and an pear in a old house.",
            "I ate an apple and a pear in an old house.",
        ),
        (
            "Take an left turn at the lights.",
            "Take a left turn at the lights.",
        ),
        (
            "It took a hour to find an university.",
            "It took an hour to find a university.",
        ),
        (
            "A idea of an European and a Italian.",
            "An idea of a European and an Italian.",
        ),
        (
            "A 8 bit number, an 9 year old girl and a 18-year-old.",
            "An 8 bit number, a 9 year old girl and an 18-year-old.",
        ),
        (
            "I need a MRI scan and an PDF file for an US company.",
            "I need an MRI scan and a PDF file for a US company.",
        ),
        (
            "I sent a e-mail, it was an one-time offer.",
            "I sent an e-mail, it was a one-time offer.",
        ),
        ("She had a excelent idea.", "She had an excellent idea."),
    ]);
    stay(&[
        "A hotel is a historic place, an historic place is an hotel, and a herb is an herb.",
        "It has a NASA logo and an SQL or a SQL database with a LED or an LED.",
        "Options a and b; a of b; vitamin a is good, and so is plan A.",
        "A one-way street, a unit, a user, a yellow car, a ewe, an heir, an umpire and an X-ray.",
        "Class A operators, an 1800 revolution, a 1/8 share; Mr An asked An Nguyen.",
        "Read <a id=\"top\"></a> and see a `example`.",
        "Ana viaja a Italia y a otra ciudad.",
    ]);
}

#[test]
fn words_that_never_follow_themselves_stand_once() {
    come_out(&[
        (
            "I saw the the cat in an an oak.",
            "I saw the cat in an oak.",
        ),
        ("The the end of of it.", "The end of it."),
        (
            "He went with with your your brother.",
            "He went with your brother.",
        ),
        ("I I think so.", "I think so."),
        ("Yes, but I I never said so.", "Yes, but I never said so."),
    ]);
    stay(&[
        "Of World War I I know little.",
        "He said that that was all he had had.",
        "What it is is a long, long way; log in in time, no no no.",
        "the\nthe",
    ]);
}

#[test]
fn corrections_of_what_sounds_alike_are_sure() {
    for text in [
        "Its a nice day.",
        "Your welcome to come along.",
        "The tree lost it's leaves.",
    ] {
        let edits = speller().correct(text, &SpellOptions::default()).edits;
        assert!(edits[0].confidence > 0.8, "{edits:?}");
    }
}

#[test]
fn verbs_and_small_words_stand_once() {
    come_out(&[
        ("I went to to the shop.", "I went to the shop."),
        ("I have have a question.", "I have a question."),
        ("The car is is red.", "The car is red."),
        ("We asked for for help.", "We asked for help."),
        ("It will will be fine.", "It will be fine."),
        ("He went went home.", "He went home."),
    ]);
    stay(&[
        "What it is is clear.",
        "All he is is a fool.",
        "He had had enough.",
        "I know that that is so.",
        "The will will be read.",
        "The Who who sang.",
        "Please log in in the evening.",
        "It was very very cold.",
    ]);
}

#[test]
fn slips_that_make_a_laughing_stock_are_found() {
    come_out(&[
        (
            "We apologise for the incontinence caused.",
            "We apologise for the inconvenience caused.",
        ),
        (
            "I have three days of anal leave left.",
            "I have three days of annual leave left.",
        ),
        (
            "Please leave a voice massage.",
            "Please leave a voice message.",
        ),
        (
            "The pubic library opens at nine.",
            "The public library opens at nine.",
        ),
    ]);
    stay(&[
        "He was treated for incontinence.",
        "She booked a massage at the hotel.",
        "A fracture of the pubic bone.",
        "Away in a manger, no crib for a bed.",
    ]);
}

#[test]
fn words_that_only_learners_write_are_corrected() {
    come_out(&[
        (
            "I need some informations about the flight.",
            "I need some information about the flight.",
        ),
        (
            "Please mark it in the calender.",
            "Please mark it in the calendar.",
        ),
        ("They were all heros to us.", "They were all heroes to us."),
        ("Those woman are my aunts.", "Those women are my aunts."),
    ]);
}

#[test]
fn set_phrases_tell_what_was_meant() {
    come_out(&[
        ("I am use to it.", "I am used to it."),
        ("You're suppose to go.", "You're supposed to go."),
        ("I use to live in Leeds.", "I used to live in Leeds."),
        ("Me to!", "Me too!"),
        ("Turn of the lights.", "Turn off the lights."),
        ("Please fine attached my CV.", "Please find attached my CV."),
        ("A sneak peak at our plans.", "A sneak peek at our plans."),
        (
            "Even thought it rained, we went.",
            "Even though it rained, we went.",
        ),
        ("I'd of gone.", "I'd have gone."),
        (
            "He has less friends then his brother.",
            "He has less friends than his brother.",
        ),
    ]);
    stay(&[
        "The knife I use to cut bread is old.",
        "He even thought it was funny.",
        "I'd of course go.",
        "Turn of the century houses are cold.",
        "She gave it to me to keep.",
        "We make less friends then.",
    ]);
}

#[test]
fn capitals_speak_for_the_names_of_places_and_days_too() {
    come_out(&[
        ("It will arrive on Wensday.", "It will arrive on Wednesday."),
        (
            "A Carribean holiday is fine.",
            "A Caribbean holiday is fine.",
        ),
        ("I love Itally.", "I love Italy."),
        (
            "They drove from Machester to Leichester.",
            "They drove from Manchester to Leicester.",
        ),
        (
            "He was in Morroco last year.",
            "He was in Morocco last year.",
        ),
        (
            "He quoted Ghandi in Cincinatti.",
            "He quoted Gandhi in Cincinnati.",
        ),
        (
            "The orcestra played Bethoven and Tchaikovski.",
            "The orchestra played Beethoven and Tchaikovsky.",
        ),
        ("Tommorow is another day.", "Tomorrow is another day."),
        ("Harrasment is a crime.", "Harassment is a crime."),
    ]);
    stay(&[
        "We met Micheal Jordon and Kristy.",
        "He saw Hollande in France.",
        "Marten Englund is from Sweden.",
        "They asked Brittney about it.",
    ]);
}

#[test]
fn a_misspelt_word_that_is_a_name_too_is_none_behind_an_article() {
    come_out(&[
        (
            "The police sargent was angry.",
            "The police sergeant was angry.",
        ),
        (
            "The parrish records were lost.",
            "The parish records were lost.",
        ),
        ("We walked in the forrest.", "We walked in the forest."),
        ("Refered to the clinic.", "Referred to the clinic."),
    ]);
    stay(&[
        "I love the beatles and the nikon and my toyota.",
        "The hoover is at the ikea with a goya print.",
        "Forrest met Sargent in Parrish.",
    ]);
}
