//! A text that lacks one space: what else looks like several words in it stays as it is.

use super::{come_out, space, stay};

/// Sentences with one space missing, marked `|`: nothing else of them changes.
#[track_caller]
fn only_the_space_is_put_in(sentences: &[&str]) {
    for sentence in sentences {
        assert_eq!(
            space(&sentence.replace('|', "")),
            sentence.replace('|', " ")
        );
    }
}

#[test]
fn brands_stay_whole() {
    only_the_space_is_put_in(&[
        "I swapped my iPhone 15 Pro for a Pixel 8a and|kept the AirPods.",
        "The new MacBook Air with an M3 chip costs less|than the ThinkPad X1.",
        "Please order|two HP LaserJet cartridges and a Logitech MX Master mouse.",
        "The deal with Al-Rashidi|was off.",
        "O'Shaughnessy told D'Angelo that|the deal with Al-Rashidi was off.",
    ]);
}

#[test]
fn codes_and_formulas_stay_whole() {
    only_the_space_is_put_in(&[
        "Flight BA2490 to Gibraltar leaves|from gate B43 at quarter past six.",
        "Anyone else getting|error 0x80070005 after the KB5034441 update this week?",
        "Dissolve 5 g of CuSO4 in water|and heat until the crystals turn white.",
        "Heating KMnO4 releases oxygen and|leaves K2MnO4 and MnO2 behind.",
        "The reaction of CaCO3 with acid gives CO2, which|turns limewater cloudy.",
        "The opening|went 1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 before either side castled.",
        "A 10 kΩ resistor and a 100 nF capacitor give a time|constant of 1 ms.",
        "All of the sessions were lost|when the server stopped at 2024-03-17T09:15:22Z again.",
        "Outcomes after|hip surgery. BMJ. 2018;360:k1234 and others.",
        "TL;DR the landlord|kept our deposit and we're taking him to small claims court.",
    ]);
}

#[test]
fn short_forms_stay_whole() {
    only_the_space_is_put_in(&[
        "D'you think it's warm|enough to sit outside or shall we go in?",
        "D'you|think it's warm enough to sit outside or shall we go in?",
        "He said|c'mon, we have to go.",
    ]);
}

#[test]
fn words_and_years_still_come_apart() {
    come_out(&[(
        "The museum was builtin 1904 and movedto Leeds in1931.",
        "The museum was built in 1904 and moved to Leeds in 1931.",
    )]);
}

#[test]
fn groups_of_a_forum_are_names() {
    stay(&[
        "Ask in the r/linuxquestions thread or write to u/oldgardener about it.",
        "I found it on r/explainlikeimfive last night.",
    ]);
}
