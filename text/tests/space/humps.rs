//! Two words with a capital each and no space between them: names that lack it, or a brand or a name from a program.

use super::{come_out, stay};

#[test]
fn two_names_come_apart_in_a_text_that_lacks_no_other_space() {
    come_out(&[
        (
            "She wrote her thesis at TrinityCollege in the nineties.",
            "She wrote her thesis at Trinity College in the nineties.",
        ),
        (
            "We changed trains and walked through CentralPark, then went home.",
            "We changed trains and walked through Central Park, then went home.",
        ),
        (
            "They say that WinstonChurchill painted here every summer.",
            "They say that Winston Churchill painted here every summer.",
        ),
        (
            "The ferry to NorthernIreland was late again.",
            "The ferry to Northern Ireland was late again.",
        ),
        (
            "The bins are emptied on FridayNight or so.",
            "The bins are emptied on Friday Night or so.",
        ),
        (
            "He was a friend of “AlanTuring’s” and of his mother.",
            "He was a friend of “Alan Turing’s” and of his mother.",
        ),
    ]);
}

#[test]
fn names_from_programs_stay_whole() {
    stay(&[
        "Use PascalCase for types and a LinkedList for the queue.",
        "The InputStream is closed by the LoadBalancer before the EventLoop ends.",
        "A StatefulSet keeps its volumes, a ConfigMap is only read.",
        "Draw it with a ShaderMaterial and put a TextField below.",
    ]);
}

#[test]
fn brands_and_names_from_programs_stay_whole_where_other_spaces_are_missing() {
    come_out(&[
        (
            "The people at KitchenAid toldus thatit would take another week.",
            "The people at KitchenAid told us that it would take another week.",
        ),
        (
            "The people at TripAdvisor toldus thatit would take another week.",
            "The people at TripAdvisor told us that it would take another week.",
        ),
        (
            "The people at HarperCollins toldus thatit would take another week.",
            "The people at HarperCollins told us that it would take another week.",
        ),
        (
            "If thequeue is full, the MessageBroker dropsthe oldest message.",
            "If the queue is full, the MessageBroker drops the oldest message.",
        ),
    ]);
}

#[test]
fn two_names_come_apart_where_other_spaces_are_missing() {
    come_out(&[(
        "Lastyear AdaLovelace andCharles Babbage met at LordByron's house.",
        "Last year Ada Lovelace and Charles Babbage met at Lord Byron's house.",
    )]);
}

#[test]
fn surnames_and_first_names_of_two_parts_stay_whole() {
    stay(&[
        "Then JoAnn McKay and Leonardo DiCaprio met the FitzGerald twins.",
        "He likes TomTom and TalkTalk better than the others.",
    ]);
}
