//! Tags that stand in a line travel with their words, and none is ever lost.

use text::token::Format;
use text::translate::{SourceLanguage, TranslateOptions, TranslatorSettings};

use crate::folders::Real;

fn translated(real: &Real, text: &str, format: Format) -> String {
    let options = TranslateOptions {
        source: SourceLanguage::Code("pt".into()),
        format,
        ..TranslateOptions::default()
    };
    real.translator.translate(text, &options).unwrap().processed
}

fn tags(html: &str) -> Vec<&str> {
    let parts = html.split('<').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('>')?.0))
        .collect()
}

/// Each element as its tag with those that it is in: the tree without its words and its order.
fn tree(html: &str) -> Vec<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut out = Vec::new();
    for tag in tags(html) {
        if let Some(name) = tag.strip_prefix('/') {
            let opened = open.pop().unwrap_or_default();
            assert_eq!(opened.split(' ').next(), Some(name), "{html}");
        } else {
            open.push(tag);
            out.push(open.join(" > "));
            if tag.ends_with('/') || tag == "br" {
                open.pop();
            }
        }
    }
    assert!(open.is_empty(), "{html}");
    out.sort();
    out
}

#[test]
fn tags_travel_with_their_words() {
    let Some(real) = Real::new(&TranslatorSettings::default()) else {
        return;
    };
    for (given, expected) in [
        (
            "Comprei uma casa <b>branca</b> ontem.",
            "<b>white</b> house",
        ),
        (
            "O <i>livro</i> <b>vermelho</b> é do meu irmão.",
            "<b>red</b> <i>book</i>",
        ),
        (
            "Veja a <a href=\"/a?b=1\">página seguinte</a> para saber mais.",
            "<a href=\"/a?b=1\">next page</a>",
        ),
    ] {
        let out = translated(&real, given, Format::Html);
        assert!(out.to_lowercase().contains(expected), "{out}");
    }
    let out = translated(
        &real,
        "Comprei uma casa **branca** na [cidade velha](http://a.example/pt).",
        Format::Markdown,
    );
    assert!(out.contains("**white** house"), "{out}");
    assert!(
        out.contains("[old town](http://a.example/pt)")
            || out.contains("[old city](http://a.example/pt)"),
        "{out}"
    );
}

#[test]
fn no_tag_is_lost_or_parted_from_its_partner() {
    let Some(real) = Real::new(&TranslatorSettings::default()) else {
        return;
    };
    let frames = [
        "<p>A minha irmã {} comprou um carro {} na semana passada.</p>",
        "{}<br>Não sei {}, mas {} deve saber.",
        "<ul><li>{} é muito bom</li><li>Gosto de {}</li></ul>",
        "Primeiro {}. Depois {}. No fim, {}!",
        "<td>{}</td><td>12 {} 30</td>",
        "Ele disse: «{}», e {} foi-se embora sem {}.",
    ];
    let fillings = [
        "<b>nova</b>",
        "<a href='/x?a=1&amp;b=2'>este livro</a>",
        "<i>uma <b>coisa muito</b> estranha</i>",
        "<span class=\"x\"></span>",
        "<em>já. <u>Agora</u> mesmo</em>",
        "<b><i><u>tudo isto</u></i></b>",
        "<a href=\"/\"><img src=\"a.png\"/></a>",
        "<code>git push</code> <kbd>Ctrl</kbd>",
        "<sup>2</sup>",
        "<s>ontem</s><ins>hoje</ins>",
        "in<b>ter</b>nacional",
    ];
    let mut checked = 0;
    for frame in frames {
        for (n, _) in fillings.iter().enumerate() {
            let mut given = frame.to_owned();
            let mut step = n;
            while given.contains("{}") {
                given = given.replacen("{}", fillings[step % fillings.len()], 1);
                step += 3;
            }
            let out = translated(&real, &given, Format::Html);
            let (mut before, mut after) = (tags(&given), tags(&out));
            before.sort_unstable();
            after.sort_unstable();
            assert_eq!(after, before, "{given} → {out}");
            assert_eq!(tree(&out), tree(&given), "{given} → {out}");
            checked += 1;
        }
    }
    assert!(checked >= 66);
}

#[test]
fn broken_markup_comes_back_as_broken() {
    let Some(real) = Real::new(&TranslatorSettings::default()) else {
        return;
    };
    for given in [
        "Um <b>texto <i>mal</b> feito</i> aqui.",
        "Sem <b>fim nenhum",
        "Só o fim</b> está aqui.",
        "<b>".repeat(300).as_str(),
        &format!("{}texto{}", "<b>".repeat(100), "</b>".repeat(100)),
        &"<i>um</i> ".repeat(120),
    ] {
        let out = translated(&real, given, Format::Html);
        let (mut before, mut after) = (tags(given), tags(&out));
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(after, before, "{given} → {out}");
    }
}
