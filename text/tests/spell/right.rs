//! What stays as it is.

use text::spell::SpellOptions;
use text::token::Format;

use super::{come_out, corrected, speller, stay};

#[test]
fn words_built_of_known_parts_stay() {
    stay(&[
        "It behaves as an antiferromagnet at low temperature.",
        "The cristae of the mitochondria are folded.",
        "A photobioreactor for microalgae was upcycled.",
        "He spent the night doomscrolling about three workstreams.",
    ]);
}

#[test]
fn foreign_phrases_stay() {
    stay(&[
        "He wished us buon viaggio and left.",
        "Per favore, bring me the bill.",
        "A deus ex machina, spoken sotto voce from the chaise longue.",
        "The school acts in loco parentis, nota bene.",
    ]);
}

#[test]
fn what_is_right_or_protected_comes_back_byte_for_byte() {
    stay(&[
        "",
        " \t\r\n\r\n  ",
        "\0\u{feff}\u{200b}",
        "The colour of the harbour is marvellous; the color of the harbor is marvelous.",
        "Nguyễn Thị Hương met Björn Håkansson in Łódź.",
        "Run `cargo bulid --relase` in ~/projcts/teh, then see https://example.com/recieve?adress=1.",
        "Mail teh.recieve@exmaple.com or ask @recieve about #teh and v1.2.3-alhpa, %s, {nmae}.",
        "مرحبا بالعالم 你好，世界 Привет, мир 👩‍👩‍👧",
        "Es ist ein schöner Tag und die Sonne scheint über dem Garten.",
        "She's sure that we'll go, and they don't; rock 'n' roll, the dogs' bowls, the 1990s, 10 kg, 5pm.",
        "The HTTP API returns JSON; the CPUs' TDPs are 65 W.",
        "500 metres above the sea, a few litres, the fibre of the theatre.",
        "two  spaces,\ta tab \u{a0}and\r\nWindows line ends stay.\r\n",
    ]);
}

#[test]
fn a_foreign_word_makes_no_foreign_sentence() {
    assert_eq!(
        corrected("I was there lst été with my freinds"),
        "I was there last été with my friends"
    );
    stay(&[
        "Ich habe gestern meine Mutter in der Stadt getroffen und wir haben Kaffee getrunken.",
        "Saya suka makan nasi goreng setiap pagi sebelum bekerja.",
    ]);
}

#[test]
fn formats_keep_their_syntax() {
    let speller = speller();
    let with = |format| SpellOptions {
        format,
        ..SpellOptions::default()
    };
    let html = "<p class=\"speling\">A speling eror</p><pre>eror</pre>";
    assert_eq!(
        speller.correct(html, &with(Format::Html)).processed,
        "<p class=\"speling\">A spelling error</p><pre>eror</pre>"
    );
    let code = "<pre>There is a speling eror</pre>";
    assert_eq!(speller.correct(code, &with(Format::Html)).processed, code);
    let markdown = "There is a **speling** eror\n";
    assert_eq!(
        speller.correct(markdown, &with(Format::Markdown)).processed,
        "There is a **spelling** error\n"
    );
    let span = "We recieved teh `recieve_msg` call.\n";
    assert_eq!(
        speller.correct(span, &with(Format::Markdown)).processed,
        "We received the `recieve_msg` call.\n"
    );
    let fence = "```\nThere is a speling eror\n```\n";
    assert_eq!(
        speller.correct(fence, &with(Format::Markdown)).processed,
        fence
    );
}

#[test]
fn words_drawn_out_stay() {
    stay(&["that is sooo good", "Yesss, thank you sooooo much!"]);
}

#[test]
fn a_plural_before_its_verb_is_no_owner() {
    stay(&["Why do the nations rage?", "She saw the horses run."]);
}

#[test]
fn recent_words_stay() {
    stay(&[
        "The wifi is down again, what's the wifi password?",
        "I read an ebook about esports and drank a matcha latte.",
        "Two vlogs, a podcast and some gifs.",
        "def f():  # noqa",
        "Restart it with systemctl and look at htop.",
        "We follow semver, and rustc compiles all consts and fns to wasi.",
        "An empty list is falsy and a string is truthy.",
        "The doula watered the monstera.",
        "Paneer and naan with raita, and saison to drink.",
        "Each subnet has its own daemonset.",
        "The doctor prescribed a statin and not ozempic.",
        "She played the tabla at Holi.",
    ]);
}

#[test]
fn words_of_trades_and_tables_stay() {
    stay(&[
        "We had khinkali and a bowl of pozole.",
        "The gurdwara is open at iftar too.",
        "The promisee may sue the covenantor.",
        "Plant the heuchera by the astilbe.",
        "She has oliguria and haematuria.",
        "The webhook fires when the kubelet restarts.",
        "Och, I couldnae tell ye.",
    ]);
}

#[test]
fn rare_words_stay_where_nothing_asks_for_another() {
    stay(&[
        "The nodule in the left lung has grown.",
        "The lien was perfected under the UCC.",
        "Can you resend the email?",
        "The coda of the sonata is long.",
        "He was a crooner.",
        "A piton was hammered into the rock.",
        "They sang a motet by Tallis.",
        "They hewed the wood.",
        "A stoat ran across the road.",
    ]);
}

#[test]
fn words_that_may_be_meant_stay_where_nothing_else_is_wrong() {
    stay(&[
        "The weir was in spate.",
        "The lad was felling ash trees.",
        "He tamped the soil.",
        "The sow farrowed in the sty.",
        "She tatted a lace collar.",
        "They had a braai on Sunday.",
        // Far rarer than what they sound like, and so chosen.
        "She has sewn the badges on the blazer.",
        "A pot of mussels and a lemon, please.",
        "The thyme and sage went in last.",
        // Neither is what a little word stands for.
        "Everything is 30% off until Friday.",
        "She took 12 off the total.",
        // Nor a clause a possessive.
        "My new boots leak, they're proper rubbish.",
        "Put the children's coats on, they're cold.",
        // Nor a space a letter too late.
        "The groom led the mare into the yard.",
    ]);
    come_out(&[(
        "I beleive he sow the dog near the beech yesterday.",
        "I believe he saw the dog near the beach yesterday.",
    )]);
}

#[test]
fn little_words_that_nobody_mixes_up_stay() {
    stay(&[
        "The soffit are made of wood.",
        "The result, then, is hardly the cat's pyjamas.",
        "It was reported that then Mayor Oscar Goodman was still pursuing it.",
        "Do you think there are any koreans in Miramar?",
        "It is believed that her tortures culminated in her crucifixion.",
    ]);
}

#[test]
fn words_without_their_accents_stay() {
    stay(&[
        "crouton",
        "souffle",
        "canape",
        "Her fiance and his protege met at a fete.",
        "We sauteed onions for the entree and baked a souffle.",
        "The melee began at the matinee, after two cafes had closed.",
    ]);
    come_out(&[(
        "the goverment's finace plan",
        "the government's finance plan",
    )]);
}

#[test]
fn short_forms_of_consonants_stay() {
    stay(&[
        "Take paracetamol prn.",
        "Give haloperidol prn overnight.",
        "He was out lbw for ten.",
        "Call free(ptr) when you are done.",
    ]);
}

#[test]
fn terms_that_technical_texts_use_stay() {
    stay(&[
        "The map is surjective but not injective.",
        "The map f is surjective iff it has a right inverse.",
        "Run both profilers before you undefine the macro.",
        "You can deref the guard in `main.rs`, `lib.rs`, `mod.rs` and `run.rs`.",
    ]);
}

#[test]
fn words_cut_at_a_line_s_end_stay() {
    stay(&[
        "He was the gov-\nernor of the prov-\nince.",
        "The peo-\nple of the vil-\nlage were pleased with the archi-\ntecture.",
    ]);
    come_out(&[(
        "They were over- whelmd by the long- forgoten song.",
        "They were over- whelmed by the long- forgotten song.",
    )]);
}

#[test]
fn an_a_that_is_no_article_stays() {
    stay(&["Let a equal 5.", "Let a be the first of them."]);
}

#[test]
fn endings_parted_from_what_is_no_word_stay() {
    for text in [
        "Fixed a segfault when mmap'ing empty files.",
        "I cc'd the team and OK'd the plan.",
        "\"Get 'em outta here!\" yelled the sergeant.",
        "Merge branch 'dev' into main.",
    ] {
        assert_eq!(corrected(text), text);
    }
    assert_eq!(corrected("They were go'ing home."), "They were going home.");
}

#[test]
fn words_that_lost_a_part_on_purpose_stay() {
    stay(&[
        "I told him 'bout it.",
        "'Tis a pity, 'twas fun.",
        "They laughed 'til they cried, 'round midnight.",
        "He look'd at her and she turn'd away.",
        "Wee, sleekit, cow'rin, tim'rous beastie",
        "'Appen it will, said 'Enry of the 'ouse.",
        "Rock 'n' roll, fish 'n' chips and a pint o' mild.",
    ]);
}

#[test]
fn words_that_are_spoken_of_stay_as_they_are_written() {
    stay(&[
        "The word \"definately\" isn't in any dictionary.",
        "He wrote “recieve” forty times on the board.",
        "She had spelt it 'seperate' in the title.",
    ]);
    come_out(&[(
        "He was \"definately\" wrong.",
        "He was \"definitely\" wrong.",
    )]);
}

#[test]
fn what_needs_a_word_behind_it_stands_before_no_mark() {
    stay(&[
        "Pros: quiet, cheap, 5 min from the station.",
        "Verdict: clean, quiet, good coffee.",
        "Shall I not mourn thee, river mine?",
    ]);
    come_out(&[("It was quiet a nice day.", "It was quite a nice day.")]);
}

/// Of words that are often mixed up the rarer may be meant where its writer makes no other slip.
#[test]
fn a_rarer_word_of_a_pair_stays_where_little_speaks_against_it() {
    stay(&[
        "The wind pushed the raft off the shoal.",
        "They took the cloak off him.",
        "Back, you fiends!",
        "Sand it back with 120 grit, then wipe it down.",
        "You pocket the coins.",
    ]);
    // Beside other slips less is needed.
    come_out(&[
        ("Thanks for you help.", "Thanks for your help."),
        ("It was know use.", "It was no use."),
        ("We ate, than we slept.", "We ate, then we slept."),
    ]);
}

/// Half of a dialect corrected is worse than none.
#[test]
fn a_text_in_a_dialect_stays_in_it() {
    stay(&[
        "Och, dinnae fash yersel', the wean's jist greetin' because he's scunnered.",
        "I ken fine whit ye mean, hen, but he'll no listen tae me.",
        "He'd forget his heid if it wisnae screwed on.",
        "Nah then, our kid, wheer's tha bin?",
        "Ey up, duck, tha's left thi snap on t' table.",
    ]);
    come_out(&[
        ("The egg whits were beaten.", "The egg whites were beaten."),
        ("I went oot to buy bread.", "I went out to buy bread."),
    ]);
}

#[test]
fn words_of_crafts_trades_and_other_englishes_stay() {
    stay(&[
        "Give the dog its wormer and the cat a spot-on.",
        "We threw a sherd of pottery back into the pit.",
        "The indemnitee and the payor signed for the settlor.",
        "Turn the work and purl back to the end.",
        "Chuck the eskies in the ute and we'll be at the servo by smoko.",
        "Are we still braaiing on Sunday?",
        "They were welcomed to the marae by the kapa haka group.",
        "Sweat the onions, then add the soaked toor dal.",
        "I'll be blowed if I know.",
    ]);
}
