//! Language identification on sentences of our own.

use text::lang::{Foreign, Identifier};

const SENTENCES: &[(&str, &str)] = &[
    ("ar", "نذهب كل صباح إلى السوق لشراء الخبز والخضار."),
    ("bg", "Вчера вечерта гледахме много хубав филм в киното."),
    ("ca", "Avui no podem sortir perquè plou molt i fa fred."),
    ("cs", "Zítra pojedeme vlakem k babičce na venkov."),
    ("da", "Vi skal købe ind, før butikken lukker i aften."),
    ("de", "Heute Abend koche ich für meine ganze Familie."),
    ("el", "Το καλοκαίρι πηγαίνουμε πάντα στη θάλασσα."),
    ("en", "We should leave before it starts to rain again."),
    (
        "es",
        "Mañana tengo que levantarme muy temprano para trabajar.",
    ),
    ("et", "Homme hommikul sõidame bussiga linna vanaema juurde."),
    ("fa", "فردا صبح با دوستانم به کوه می‌روم."),
    (
        "fi",
        "Huomenna menemme koko perheen kanssa järvelle uimaan.",
    ),
    (
        "fr",
        "Nous avons oublié les clés sur la table de la cuisine.",
    ),
    ("he", "אנחנו נוסעים מחר לים עם כל המשפחה."),
    ("hi", "कल हम सब मिलकर बाज़ार से सब्ज़ियाँ लाएँगे।"),
    ("hu", "Holnap reggel korán kell felkelnem, mert utazunk."),
    ("id", "Besok pagi kami akan pergi ke pasar membeli sayuran."),
    (
        "it",
        "Domani mattina dobbiamo alzarci presto per prendere il treno.",
    ),
    ("ja", "明日は友達と一緒に海へ泳ぎに行きます。"),
    ("ko", "내일은 친구들과 함께 산에 올라갈 거예요."),
    ("lt", "Rytoj važiuosime pas senelius į kaimą."),
    ("lv", "Rīt no rīta mēs brauksim pie vecmāmiņas uz laukiem."),
    ("nl", "Morgen gaan we met de hele familie naar het strand."),
    (
        "pl",
        "Jutro rano musimy wcześnie wstać, żeby zdążyć na pociąg.",
    ),
    ("pt", "Amanhã de manhã vamos todos à praia com os avós."),
    ("ro", "Mâine dimineață mergem cu trenul la bunici."),
    ("ru", "Завтра утром мы всей семьёй поедем на дачу."),
    ("sv", "I morgon ska vi åka till stranden med hela familjen."),
    ("ta", "நாளை காலை நாங்கள் சந்தைக்குச் செல்வோம்."),
    (
        "tr",
        "Yarın sabah erkenden kalkıp trene yetişmemiz gerekiyor.",
    ),
    ("uk", "Завтра вранці ми поїдемо до бабусі в село."),
    ("vi", "Sáng mai chúng tôi sẽ đi chợ mua rau và cá."),
    ("zh", "明天早上我们要去市场买菜。"),
];

#[test]
fn sentences_are_told_apart() {
    let identifier = Identifier::shared();
    for (code, sentence) in SENTENCES {
        let found = identifier.identify(sentence).unwrap();
        assert_eq!(found.code, *code, "{sentence}: {found:?}");
        assert!(found.confidence > 0.4, "{sentence}: {found:?}");
        if *code == "en" || found.confidence >= 0.6 {
            let foreign = identifier.is_confidently_foreign(sentence);
            assert_eq!(foreign, *code != "en", "{sentence}: {found:?}");
        }
        let shouted = sentence.to_uppercase();
        assert_eq!(
            identifier.identify(&shouted).unwrap().code,
            *code,
            "{shouted}"
        );
    }
}

#[test]
fn what_is_around_the_words_does_not_matter() {
    let identifier = Identifier::shared();
    let dressed = "🙂 https://example.org/the/english/page @someone #hashtag 12:30\n\tAmanhã vamos todos à praia. {name} %s";
    assert_eq!(identifier.identify(dressed).unwrap().code, "pt");
}

#[test]
fn short_english_is_not_foreign() {
    let identifier = Identifier::shared();
    for text in [
        "I havv a speling eror",
        "teh",
        "wich",
        "thier",
        "recieve",
        "definately",
        "gooses",
        "Hi!",
        "OK",
        "lol",
        "npm install",
        "config",
        "Kubernetes",
        "thequickbrownfoxjumpsoverthelazydog",
        "Sarah",
        "São Paulo",
        "café",
        "its a nise day",
        "can u plz halp me",
        "i dont no wat to doo",
        "Schadenfreude is a fine word",
        "the resturant was realy gud",
        "see attatched",
        "brb",
        "Dr. Müller",
        "",
        "123",
        "tommorow I wil go too the libary",
        "accomodate",
        "seperate",
        "untill",
        "hello wrold",
        "I havv a dog",
        "untill tomorow",
        "imposible",
        "TODO fix",
        "#marsiscoming",
        "marsiscoming",
        "boycottnick",
        "cravingsomethingsweet",
        "beaconHotel",
        "The résumé of André and Renée mentions a cliché about Beyoncé.",
        "VIN 1HGCM82633A004352, plate AB12 CDE, passport 533380006.",
        "Attendees: João, Inês, Conceição, Tiago, Gonçalo",
    ] {
        assert!(
            !identifier.is_confidently_foreign(text),
            "{text}: {:?}",
            identifier.top(text, 3)
        );
    }
}

#[test]
fn short_texts_are_foreign_where_that_is_clear() {
    let identifier = Identifier::shared();
    for text in [
        "Onde fica?",
        "Merci beaucoup",
        "Où est la gare?",
        "Bonjour",
        "Não entendo",
        "Bis morgen",
        "Je ne sais pas",
        "¿Dónde está?",
    ] {
        let foreign = identifier.foreign(text);
        assert!(foreign >= Foreign::Likely, "{text}: {foreign:?}");
    }
    assert_eq!(identifier.foreign("Bom dia"), Foreign::Maybe);
}

/// Languages that are hard to tell from their neighbours are easy to tell from English, and so are those whose little
/// words English has too.
#[test]
fn what_is_surely_not_english_is_foreign() {
    let identifier = Identifier::shared();
    for text in [
        "Die Kinder gehen heute nicht in die Schule.",
        "Jučer smo cijeli dan bili na moru i kupali se s prijateljima.",
        "Juče smo kupili novu kuću blizu rijeke i škole za djecu.",
        "Vi kjøpte et nytt hus ved elven og flytter inn til høsten.",
        "Včeraj smo kupili novo hišo blizu reke in šole za otroke.",
    ] {
        assert_eq!(identifier.foreign(text), Foreign::Surely, "{text}");
    }
}

#[test]
fn a_few_borrowed_words_leave_english_english() {
    let identifier = Identifier::shared();
    for text in [
        "The résumé of André and Renée mentions a cliché about Beyoncé.",
        "Mazel tov to the newlyweds",
        "Gnocchi alla vodka with burrata",
        "Huevos rancheros and frijoles from Oaxaca",
        "Auf Wiedersehen was the last thing he said",
        "The barista wrote \"Shivorn\" on my cup.",
    ] {
        assert_eq!(identifier.identify(text).unwrap().code, "en", "{text}");
        assert_eq!(identifier.foreign(text), Foreign::No, "{text}");
    }
    // And those of English leave other languages what they are.
    for (code, text) in [
        (
            "de",
            "Das Lied heißt „Here, there and everywhere“ und ist von 1966",
        ),
        (
            "nl",
            "We hebben het boek gelezen met de titel the end of the road",
        ),
        ("es", "Me gusta mucho la canción with or without you"),
    ] {
        assert_eq!(identifier.identify(text).unwrap().code, code, "{text}");
    }
}

#[test]
fn nothing_to_go_by_is_no_language() {
    let identifier = Identifier::shared();
    for text in [
        "",
        " \n",
        "12 + 3",
        "🙂🙂",
        "https://example.org/",
        "\u{0}",
        "@joao #tag",
    ] {
        assert_eq!(identifier.identify(text), None, "{text:?}");
        assert!(!identifier.is_confidently_foreign(text));
    }
}

#[test]
fn a_word_that_is_many_languages_has_a_low_confidence() {
    let found = Identifier::shared().identify("taxi").unwrap();
    assert!(found.confidence < 0.75, "{found:?}");
}

#[test]
fn a_megabyte_is_no_slower_than_a_page() {
    let identifier = Identifier::shared();
    for text in [
        "a".repeat(1 << 20),
        "bom dia ".repeat(1 << 17),
        "🙂".repeat(1 << 18),
    ] {
        let start = std::time::Instant::now();
        let _ = identifier.top(&text, 3);
        assert!(
            start.elapsed() < std::time::Duration::from_secs(4),
            "{:?}",
            start.elapsed()
        );
    }
}
