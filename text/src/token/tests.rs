use proptest::prelude::*;

use super::Protected::{
    Abbreviation, Code, Domain, Email, Emoji, Entity, Flag, Hashtag, Identifier, Markup, Mention,
    Path, Placeholder, Quantity, Time, Url, Version,
};
use super::*;

fn protected(text: &str, format: Format) -> Vec<(Protected, &str)> {
    tokenize(text, format)
        .into_iter()
        .filter_map(|t| match t.kind {
            Kind::Protected(kind) => Some((kind, t.text(text))),
            _ => None,
        })
        .collect()
}

fn of_kind(text: &str, kind: Kind) -> Vec<&str> {
    let tokens = tokenize(text, Format::Text);
    tokens
        .iter()
        .filter(|t| t.kind == kind)
        .map(|t| t.text(text))
        .collect()
}

#[test]
fn words_that_are_written_with_entities_are_whole() {
    for (text, found) in [
        ("caf&eacute; na&iuml;ve", vec!["caf&eacute;", "na&iuml;ve"]),
        ("AT&amp;T and Q&amp;A", vec!["AT&amp;T", "Q&amp;A"]),
        ("don&rsquo;t go", vec!["don&rsquo;t"]),
        (
            "&eacute;t&eacute; &#233;t&#xE9;",
            vec!["&eacute;t&eacute;", "&#233;t&#xE9;"],
        ),
        ("call&nbsp;me 5&thinsp;mm", vec!["&nbsp;", "&thinsp;"]),
        ("&ldquo;Helo&rdquo;", vec!["&ldquo;", "&rdquo;"]),
        ("you & me; a&b; &", vec![]),
    ] {
        for format in FORMATS {
            let spans = protected(text, format);
            let spans: Vec<_> = spans
                .into_iter()
                .filter(|(kind, _)| *kind == Entity)
                .map(|(_, span)| span)
                .collect();
            assert_eq!(spans, found, "{text}");
        }
    }
    let address = "https://a.example/?a=1&amp;lang=teh";
    assert_eq!(protected(address, Format::Text), [(Url, address)]);
}

#[test]
fn a_picture_and_its_attributes_are_syntax() {
    let text = "![the alt](img.png){.classname} and !important";
    let spans = protected(text, Format::Markdown);
    assert_eq!(spans, [(Markup, "!["), (Markup, "(img.png){.classname}")]);
}

#[test]
fn each_protected_kind_is_found_whole() {
    for (text, kind) in [
        ("https://example.org/a_(b)?q=1,2#x", Url),
        ("www.example.org", Url),
        ("example.org", Domain),
        ("first.last+tag@example.co.uk", Email),
        ("@some_name", Mention),
        ("@scope/package-name", Mention),
        ("#tag", Hashtag),
        ("`let x = teh`", Code),
        ("```\nteh\n\nblok\n```", Code),
        ("/usr/lcoal/bin", Path),
        ("~/notes", Path),
        ("../up/one", Path),
        ("C:\\Users\\me", Path),
        ("src/main.rs", Path),
        ("notes.txt", Path),
        ("node.js", Path),
        ("1.2.3", Version),
        ("v2.0.0-beta.1", Version),
        ("10kg", Quantity),
        ("1990s", Quantity),
        ("20°C", Quantity),
        ("10:30", Time),
        ("5pm", Time),
        ("🙂👍🏽", Emoji),
        (":-)", Emoji),
        ("{name}", Placeholder),
        ("{{ user.name }}", Placeholder),
        ("${HOME}", Placeholder),
        ("%(count)d", Placeholder),
        ("%s", Placeholder),
        ("&eacute;", Entity),
        ("snake_case", Identifier),
        ("camelCase", Identifier),
        ("MAX_SIZE", Identifier),
        ("__init__", Identifier),
        ("utf8", Identifier),
        ("std::io", Identifier),
        ("os.path.join", Identifier),
        ("C++", Identifier),
        ("R&D", Abbreviation),
        ("e.g.", Abbreviation),
        ("--dry-run", Flag),
        ("-v", Flag),
        ("<div>", Markup),
    ] {
        assert_eq!(protected(text, Format::Text), [(kind, text)], "{text}");
        // The same inside a sentence, with punctuation that is not part of it.
        let sentence = format!("see {text} (and {text}), ok");
        let found = protected(&sentence, Format::Text);
        if kind != Emoji && kind != Code {
            assert_eq!(found, [(kind, text); 2], "{sentence}");
        }
    }
}

#[test]
fn words_keep_apostrophes_and_lose_punctuation() {
    assert_eq!(
        of_kind(
            "\"Don't,\" said 'Anne-Marie' (twice). it’s the dogs' and/or _mine_ end.Start a,b",
            Kind::Word
        ),
        [
            "Don't", "said", "Anne", "Marie", "twice", "it’s", "the", "dogs", "and", "or", "mine",
            "end", "Start", "a", "b"
        ]
    );
    assert_eq!(
        of_kind("7 1,000.50 2024-01-02 1/2 15-year-old", Kind::Number),
        ["7", "1,000.50", "2024-01-02", "1/2", "15"]
    );
    assert_eq!(protected("10 kg of it", Format::Text), [(Quantity, "kg")]);
}

#[test]
fn html_leaves_only_prose() {
    let text = "<p class=\"a>b\">helo <b>wrld</b></p><script>teh</script><pre>x\n<i>y</i></pre><!-- teh -->end 1 < 2";
    assert_eq!(words(text, Format::Html), ["helo", "wrld", "end"]);
}

#[test]
fn markdown_leaves_only_prose() {
    let text = "---\ntitle: teh\n---\n# Heding\n\nA [lnk](http://x.y/teh \"t\") and [b][teh] `cde` <http://teh.x>\n\n```sh\nteh\n```\n\n    indented teh\n\n- item\n\n    still itm\n\n[b]: http://x/teh\n";
    assert_eq!(
        words(text, Format::Markdown),
        ["Heding", "A", "lnk", "and", "b", "item", "still", "itm"]
    );
}

const FORMATS: [Format; 4] = [
    Format::Text,
    Format::Html,
    Format::Markdown,
    Format::Subtitles,
];

/// The words that the engines see.
fn words(text: &str, format: Format) -> Vec<&str> {
    let tokens = tokenize(text, format);
    let words = tokens.iter().filter(|token| token.kind == Kind::Word);
    words.map(|token| token.text(text)).collect()
}

#[test]
fn html_is_read_as_a_browser_reads_it() {
    for (text, seen) in [
        ("<script>if (a<b) '</p>'</script>one", vec!["one"]),
        (
            "<script><!-- <script> </script> --></script>one",
            vec!["one"],
        ),
        (
            "<svg><svg>teh</svg>teh</svg>one <svg/>two",
            vec!["one", "two"],
        ),
        ("<code>teh<br>teh</code>one", vec!["one"]),
        ("<pre><code>teh</code>\nteh</pre>one", vec!["one"]),
        ("<title>one <b></title>two", vec!["one", "two"]),
        (
            "<?php teh ?>one<![CDATA[teh]]>two<!-->three",
            vec!["one", "two", "three"],
        ),
        (
            "<a title='a > b' b=\"</a>\">one</a >two",
            vec!["one", "two"],
        ),
        (
            "one < two <3 three <teh breaks off",
            vec!["one", "two", "three"],
        ),
        ("<pre>teh, and it never ends", vec![]),
    ] {
        assert_eq!(words(text, Format::Html), seen, "{text}");
    }
}

#[test]
fn markdown_is_read_as_common_mark_reads_it() {
    for (text, seen) in [
        // Code is indented behind a fence too, and not behind a paragraph's line.
        ("```\nteh\n```\n    teh\n\none", vec!["one"]),
        ("one\n    two", vec!["one", "two"]),
        ("- one\n\n  ```\n  teh\n  ```\n- two", vec!["one", "two"]),
        ("> one\n> ```\n> teh\n> ```\n> two", vec!["one", "two"]),
        // Labels of links and notes are no prose.
        (
            "one [teh], [two][teh], [Teh][]\n\n[teh]: /teh 'teh'\n",
            vec!["one", "two"],
        ),
        ("one[^teh].\n\n[^teh]: two\n", vec!["one", "two"]),
        ("[one] and ]( two", vec!["one", "and", "two"]),
        (
            "[one `x]` two](teh \"a) teh\") three",
            vec!["one", "two", "three"],
        ),
        ("[![one](teh)](teh){.teh}", vec!["one"]),
        // HTML in it.
        ("<kbd>Ctrl</kbd> one <b>two</b>", vec!["one", "two"]),
        ("<kbd>one\n\ntwo</kbd>", vec!["one", "two"]),
        (
            "<div class='teh'>\none <code>teh</code>\n</div>\n\ntwo",
            vec!["one", "two"],
        ),
        ("<teh@a.example> <http://teh.example> one", vec!["one"]),
    ] {
        assert_eq!(words(text, Format::Markdown), seen, "{text}");
    }
}

#[test]
fn subtitles_are_read_without_their_times() {
    let text = "WEBVTT\n\n1\n00:00:01,000 --> 00:00:04,500 align:start\n<i>one</i> {\\an8}two\n- <three\n\n00:02.000 --> 00:03.000\nfour --> five: six > x\n";
    assert_eq!(
        words(text, Format::Subtitles),
        ["WEBVTT", "one", "two", "four", "five", "six", "x"]
    );
}

#[test]
fn indented_lines_behind_lists_and_fences_are_code() {
    for text in [
        "- item\n\n      let cde = 1;\n",
        "1. item\n\n   prose\n\n       let cde = 1;\n",
        "- item\n\n```\nteh\n```\n\n    let cde = 1;\n",
        "- item\n\n\t\tlet cde = 1;\n",
    ] {
        let tokens = tokenize(text, Format::Markdown);
        let cde = text.find("cde");
        let code = |t: &&Token| Some(t.start) <= cde && cde < Some(t.end);
        let kind = tokens.iter().find(code).map(|t| t.kind);
        assert_eq!(kind, Some(Kind::Protected(Code)), "{text}");
    }
    let prose = "- item\n\n  - inner\n\n    still prose\n\n      and here\n";
    assert_eq!(protected(prose, Format::Markdown), []);
}

#[test]
fn an_address_ends_with_its_bracket() {
    assert_eq!(
        protected("(see https://a.b/c_(d))and more", Format::Text),
        [(Url, "https://a.b/c_(d)")]
    );
}

#[test]
fn a_quotation_mark_is_not_code() {
    assert_eq!(protected("`like this' and `that'", Format::Text), []);
    assert_eq!(protected("``some words of prose``", Format::Text), []);
    assert_eq!(
        protected("``let x = y``", Format::Text),
        [(Code, "``let x = y``")]
    );
    assert_eq!(protected("one ` lone backtick", Format::Text), []);
}

#[test]
fn sentences_end_where_they_should() {
    let text = "Mr. Smith came, e.g. late. \"Why?\" he asked. I know.\n\nNew one\n- item i.e. this";
    let tokens = tokenize(text, Format::Text);
    let found: Vec<_> = sentences(text, &tokens)
        .into_iter()
        .map(|r| text[tokens[r.start].start..tokens[r.end - 1].end].trim())
        .collect();
    assert_eq!(
        found,
        [
            "Mr. Smith came, e.g. late.",
            "\"Why?\" he asked.",
            "I know.",
            "New one",
            "- item i.e. this"
        ]
    );
    let small = "i know. why? e.g. this one";
    assert_eq!(sentences(small, &tokenize(small, Format::Text)).len(), 3);
}

#[test]
fn hostile_input_takes_linear_time() {
    for unit in [
        "<a \"",
        "`",
        "{{",
        "[](",
        "http://",
        "a.b/",
        "&a",
        "%(",
        "<!--",
        "x@",
        "```\n",
        "'",
        "_a",
        "1,",
        "](",
        "<a ='",
        "> ",
        "- ",
        "*a ",
        "[a",
        "![",
        "[a][",
        "[^",
        "|",
        "|-\n",
        "<!",
        "<svg>",
        "<code>",
        "\\",
        "/",
        "~/",
        "_",
        ".",
        "-",
        "1. ",
        "00:1 --> ",
        "[a]: b\n",
        "**_",
    ] {
        for format in FORMATS {
            let text = unit.repeat((1 << 19) / unit.len());
            let start = std::time::Instant::now();
            let tokens = tokenize(&text, format);
            assert_eq!(tokens.last().map(|t| t.end), Some(text.len()));
            assert!(
                start.elapsed().as_secs_f32() < 6.0,
                "{unit} {format:?} {:?}",
                start.elapsed()
            );
        }
    }
}

proptest! {
    #[test]
    fn tokens_tile_the_text(text in text_like()) {
        for format in FORMATS {
            let tokens = tokenize(&text, format);
            let mut at = 0;
            for token in &tokens {
                prop_assert_eq!(token.start, at);
                prop_assert!(token.end > at && text.is_char_boundary(token.end));
                at = token.end;
            }
            prop_assert_eq!(at, text.len());
            let ranges = sentences(&text, &tokens);
            let mut at = 0;
            for range in ranges {
                prop_assert!(range.start == at && range.end > at);
                at = range.end;
            }
            prop_assert_eq!(at, tokens.len());
        }
    }
}

/// Arbitrary Unicode, and syntax put together at random.
fn text_like() -> impl Strategy<Value = String> {
    let syntax = proptest::sample::select(vec![
        "`",
        "```",
        "\n",
        "<",
        ">",
        "<!--",
        "\"",
        "'",
        "’",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "://",
        "www.",
        "@",
        "#",
        "%",
        "&amp;",
        "&",
        ";",
        "_",
        ".",
        "-",
        "--",
        "/",
        "\\",
        "a",
        "Word",
        "1",
        "°",
        "C",
        "🙂",
        "é",
        "\u{301}",
        "\u{200d}",
        " ",
        "\t",
        "\r\n",
        ",",
        ":",
        "=",
        "$",
        "~",
        "<script>",
        "</code>",
        "---\n",
        "    ",
        "v1.2",
        "+",
        "العربية",
        "字",
    ]);
    prop_oneof![
        any::<String>(),
        proptest::collection::vec(syntax, 0..40).prop_map(|parts| parts.concat()),
    ]
}
