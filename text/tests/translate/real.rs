//! Real sentences with the real Portuguese models.

use std::time::{Duration, Instant};

use text::token::Format;
use text::translate::{
    Cancel, Provider, SourceLanguage, TranslateError, TranslateOptions, Translation,
    TranslatorSettings,
};

use crate::folders::Real;

fn real() -> Option<Real> {
    Real::new(&TranslatorSettings::default())
}

fn portuguese() -> TranslateOptions {
    TranslateOptions {
        source: SourceLanguage::Code("pt-BR".into()),
        ..TranslateOptions::default()
    }
}

fn formatted(format: Format) -> TranslateOptions {
    TranslateOptions {
        format,
        ..portuguese()
    }
}

impl Real {
    fn auto(&self, text: &str) -> Translation {
        self.translator
            .translate(text, &TranslateOptions::default())
            .unwrap()
    }

    fn with(&self, text: &str, options: &TranslateOptions) -> String {
        self.translator.translate(text, options).unwrap().processed
    }
}

#[test]
fn a_question_is_translated_and_the_answer_says_how() {
    let Some(real) = real() else { return };
    let answer = real.auto("Onde fica a biblioteca?");
    assert_eq!(answer.processed, "Where is the library?");
    assert_eq!(answer.language.unwrap().code, "pt");
    assert_eq!(answer.provider, Provider::Local);
    assert_eq!(answer.model.as_deref(), Some("pt-en tiny 3.0"));
    assert_eq!(answer.quality, Some("neural"));
    assert!(answer.untranslated.is_empty());
}

#[test]
fn english_and_what_has_no_words_stay_byte_for_byte() {
    let Some(real) = real() else { return };
    for text in [
        "Hello,  where are you?\r\n\tI  am here 🙂 — see https://a.example/b.\n\n",
        "I havv a speling eror in this sentense",
        "",
        " \n ",
        "12:30 🙂🙂",
        "\u{0}",
    ] {
        let answer = real.auto(text);
        assert_eq!(answer.processed, text);
        assert_eq!(answer.provider, Provider::None);
        assert_eq!(answer.model, None);
    }
}

#[test]
fn the_shape_of_a_text_stays() {
    let Some(real) = real() else { return };
    let text = "Bom dia!\r\n\r\n  - Primeiro item da lista 🙂\n\t2) O segundo item\n\n> Obrigado.  Até amanhã.\n";
    let out = real.with(text, &portuguese());
    let shape = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_alphanumeric() && *c != ' ')
            .collect()
    };
    assert_eq!(shape(&out), shape(text), "{out}");
    assert!(out.starts_with("Good morning!\r\n\r\n  - "), "{out}");
    assert!(out.contains(" 🙂\n\t2) "), "{out}");
}

#[test]
fn paragraphs_in_english_stay_among_others() {
    let Some(real) = real() else { return };
    let english = "This paragraph was writen in English, and it stays as it is, typos and all.";
    let text = format!(
        "Ontem fomos à praia com os nossos amigos.\n\n{english}\n\nDepois jantámos em casa da avó."
    );
    let out = real.auto(&text).processed;
    assert!(out.contains(english), "{out}");
    assert!(
        out.contains("beach") && out.contains("grandmother"),
        "{out}"
    );
}

#[test]
fn a_language_without_a_model_is_named() {
    let Some(real) = real() else { return };
    let options = TranslateOptions::default();
    let error = real
        .translator
        .translate(
            "Ich habe leider keine Ahnung, was das bedeuten soll.",
            &options,
        )
        .unwrap_err();
    let TranslateError::NoModel {
        language,
        missing,
        pullable,
    } = &error
    else {
        panic!("{error}");
    };
    let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
    assert_eq!(
        (language.as_str(), missing, *pullable),
        ("German", vec!["de-en".to_owned()], false)
    );
    let into_french = TranslateOptions {
        target: "fr".into(),
        ..options.clone()
    };
    let error = real
        .translator
        .translate("Ich weiß es nicht.", &into_french);
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("no models for de-en and en-fr are offered") && error.contains("MODELS_URL"),
        "{error}"
    );
    let unknown = TranslateOptions {
        target: "xx".into(),
        ..options
    };
    assert!(matches!(
        real.translator.translate("Olá", &unknown),
        Err(TranslateError::UnknownLanguage(code)) if code == "xx"
    ));
}

#[test]
fn what_must_stay_stays() {
    let Some(real) = real() else { return };
    let things = [
        "https://example.org/a/b?c=1&d=%20e#f",
        "www.example.org",
        "joao.silva@example.org",
        "@maria",
        "#lisboa",
        "{nome}",
        "{{ total }}",
        "${valor}",
        "%s",
        "%(nome)s",
        "%1$d",
        "`git push`",
        "/etc/hosts",
        "C:\\Temp\\a.txt",
        "notas.txt",
        "😀",
        "👩‍👩‍👧",
        "🇵🇹",
        "snake_case",
        "--force",
        "v1.2.3",
        "€",
        "→",
    ];
    let frames = [
        "Veja {} para saber mais.",
        "O {} foi enviado ontem à tarde.",
        "Não apague {} antes de falar comigo, por favor!",
        "Gosto muito de {}",
        "{} é o que procuro.",
        "Usei {} e {} na mesma frase, o que é raro.",
        "O ficheiro (ver {}) está na pasta errada.",
        "ESCREVA {} NO INÍCIO DA PÁGINA",
        "Será que {}, como disse a Ana, funciona?",
        "«{}» foi a resposta dele.",
        "Primeiro {}, depois {}, no fim {}.",
        "Olá {}!",
        "A reunião começa às dez; traga {}.",
        "Quem escreveu {} neste livro antigo?",
    ];
    let mut checked = 0;
    for frame in frames {
        for (n, thing) in things.iter().enumerate() {
            let mut given = frame.to_owned();
            for step in 0.. {
                if !given.contains("{}") {
                    break;
                }
                given = given.replacen("{}", things[(n + step * 5) % things.len()], 1);
            }
            let out = real.with(&given, &portuguese());
            let count = |text: &str| text.matches(thing).count();
            assert_eq!(count(&out), count(&given), "{given} → {out}");
            checked += 1;
        }
    }
    assert!(checked >= 300);
}

#[test]
fn names_with_letters_that_the_model_lacks_stay() {
    let Some(real) = real() else { return };
    let out = real.with(
        "O Łukasz mora em Łódź e pagou 12 € pelo bilhete — “caro”, disse.",
        &portuguese(),
    );
    for kept in ["Łukasz", "Łódź", "12 €", "“", "”"] {
        assert!(out.contains(kept), "{kept} in {out}");
    }
    assert!(out.contains("ticket"), "{out}");
}

#[test]
fn tags_and_markdown_stay_in_order() {
    let Some(real) = real() else { return };
    let html = "<h1 class=\"t\">Bom dia</h1>\n<p>Esta é <b>uma casa</b> muito <a href=\"/a?b=1&amp;c\">bonita</a>.<br/>Fim.</p><script>var olá = 'não';</script>";
    let out = real.with(html, &formatted(Format::Html));
    let tags = |text: &str| -> Vec<String> {
        text.split('<')
            .skip(1)
            .map(|part| part.split('>').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(tags(&out), tags(html), "{out}");
    assert!(
        out.contains("Good morning") && out.contains("var olá = 'não';"),
        "{out}"
    );
    let markdown = "# Instalação\n\nLeia a [documentação](https://a.example/pt \"Guia\") primeiro.\n\n```sh\nrm olá\n```\n\n| Nome | Idade |\n| --- | --- |\n| Ana | trinta anos |\n";
    let out = real.with(markdown, &formatted(Format::Markdown));
    for kept in [
        "# Install",
        "](https://a.example/pt \"Guia\")",
        "```sh\nrm olá\n```",
        "| --- | --- |\n| Ana | ",
    ] {
        assert!(out.contains(kept), "{kept} in {out}");
    }
}

#[test]
fn out_of_english_and_back() {
    let Some(real) = real() else { return };
    let to_portuguese = TranslateOptions {
        target: "pt".into(),
        ..TranslateOptions::default()
    };
    let out = real
        .translator
        .translate("Where is the library?", &to_portuguese)
        .unwrap();
    assert!(
        out.processed.to_lowercase().contains("biblioteca"),
        "{out:?}"
    );
    assert_eq!(out.model.as_deref(), Some("en-pt tiny 3.0"));
    let same = real
        .translator
        .translate("Onde fica a biblioteca?", &to_portuguese)
        .unwrap();
    assert_eq!(same.processed, "Onde fica a biblioteca?");
}

#[test]
fn hostile_texts_answer_soon() {
    let Some(real) = real() else { return };
    real.auto("Olá, bom dia a todos.");
    for text in [
        "a".repeat(5000),
        "🙂".repeat(500),
        "á".repeat(1 << 20),
        "x".repeat(1 << 20),
        format!("{} fim", "ba".repeat(4000)),
        "<".repeat(100_000),
        "{".repeat(100_000),
    ] {
        let start = Instant::now();
        let _ = real.translator.translate(&text, &portuguese());
        let took = start.elapsed();
        assert!(
            took < Duration::from_secs(8),
            "{took:?} for {}…",
            text.chars().take(8).collect::<String>()
        );
    }
}

#[test]
fn the_wrong_language_gives_an_error_or_the_original_but_no_garbage() {
    let Some(real) = real() else { return };
    for text in [
        "私は昨日、東京で友達に会って、一緒に寿司を食べました。",
        "Мы живём в Москве и очень любим этот большой город.",
        "ฉันชอบกินข้าวผัดกับเพื่อนของฉันทุกวัน",
        "मैं कल अपने दोस्तों के साथ बाज़ार गया था।",
        "نحن نعيش في مدينة كبيرة ونحب الحياة هنا",
        "Minä olen asunut Helsingissä koko elämäni ajan, ja pidän siitä.",
    ] {
        match real.translator.translate(text, &portuguese()) {
            Err(TranslateError::Degenerate { .. }) => {}
            Ok(answer) => {
                let words: Vec<&str> = answer.processed.split_whitespace().collect();
                let repeats = words
                    .windows(4)
                    .filter(|w| w[0] == w[1] && w[1] == w[2] && w[2] == w[3]);
                assert_eq!(repeats.count(), 0, "{text} → {}", answer.processed);
                assert!(
                    answer.processed.chars().any(char::is_alphabetic),
                    "{text} → {}",
                    answer.processed
                );
            }
            Err(error) => panic!("{text}: {error}"),
        }
    }
}

#[test]
fn a_deadline_and_a_cancelled_caller_end_the_work() {
    let Some(real) = real() else { return };
    // No two the same, so that none is known from before.
    let sentence = |n| format!("Ontem fomos à praia com {n} amigos e ficámos até muito tarde.");
    let text = (0..3000).map(sentence).collect::<Vec<_>>().join(" ");
    let options = TranslateOptions {
        deadline: Some(Instant::now() + Duration::from_millis(700)),
        ..portuguese()
    };
    let start = Instant::now();
    assert!(matches!(
        real.translator.translate(&text, &options),
        Err(TranslateError::Deadline)
    ));
    assert!(
        start.elapsed() < Duration::from_secs(8),
        "{:?}",
        start.elapsed()
    );

    let options = TranslateOptions {
        cancel: Cancel::default(),
        ..portuguese()
    };
    let cancel = options.cancel.clone();
    let handle = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        cancel.cancel();
    });
    let start = Instant::now();
    let other = text.replace("praia", "serra");
    assert!(matches!(
        real.translator.translate(&other, &options),
        Err(TranslateError::Cancelled)
    ));
    assert!(
        start.elapsed() < Duration::from_secs(8),
        "{:?}",
        start.elapsed()
    );
    handle.join().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(
        real.translator.pool_stats().waiting,
        0,
        "nothing waits for a caller that is gone"
    );
}

#[test]
fn numbers_come_through_with_all_their_digits_as_english_writes_them() {
    let Some(real) = real() else { return };
    for (text, number) in [
        ("Foram 10.000,5 km.", "10,000.5 km"),
        ("O preço é €2.500,00 e a entrada €1.250,00.", "€1,250.00"),
        ("Custou 3.200.450,10 reais.", "3,200,450.10"),
        ("A população é de 1.402.112 habitantes.", "1,402,112"),
    ] {
        let english = real.with(text, &portuguese());
        assert!(english.contains(number), "{text}: {english}");
    }
}

#[test]
fn words_in_capitals_are_translated_with_their_accents() {
    let Some(real) = real() else { return };
    assert_eq!(real.with("RELATÓRIO FINAL", &portuguese()), "FINAL REPORT");
    assert_eq!(real.with("NÃO ENTRE", &portuguese()), "DO NOT ENTER");
}
