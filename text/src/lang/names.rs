//! Names and ISO 639 codes of the languages that can be told apart.

/// `(code, ISO 639-3, English name)`, sorted by code: the labels of the identification model, plus
/// `nb`. Codes are ISO 639-1 where one exists. Names after the Unicode CLDR.
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("af", "afr", "Afrikaans"),
    ("als", "gsw", "Alemannic German"),
    ("am", "amh", "Amharic"),
    ("an", "arg", "Aragonese"),
    ("ar", "ara", "Arabic"),
    ("arz", "arz", "Egyptian Arabic"),
    ("as", "asm", "Assamese"),
    ("ast", "ast", "Asturian"),
    ("av", "ava", "Avaric"),
    ("az", "aze", "Azerbaijani"),
    ("azb", "azb", "South Azerbaijani"),
    ("ba", "bak", "Bashkir"),
    ("bar", "bar", "Bavarian"),
    ("bcl", "bcl", "Central Bikol"),
    ("be", "bel", "Belarusian"),
    ("bg", "bul", "Bulgarian"),
    ("bh", "bih", "Bihari"),
    ("bn", "ben", "Bengali"),
    ("bo", "bod", "Tibetan"),
    ("bpy", "bpy", "Bishnupriya"),
    ("br", "bre", "Breton"),
    ("bs", "bos", "Bosnian"),
    ("bxr", "bxr", "Russia Buriat"),
    ("ca", "cat", "Catalan"),
    ("cbk", "cbk", "Chavacano"),
    ("ce", "che", "Chechen"),
    ("ceb", "ceb", "Cebuano"),
    ("ckb", "ckb", "Central Kurdish"),
    ("co", "cos", "Corsican"),
    ("cs", "ces", "Czech"),
    ("cv", "chv", "Chuvash"),
    ("cy", "cym", "Welsh"),
    ("da", "dan", "Danish"),
    ("de", "deu", "German"),
    ("diq", "diq", "Zazaki"),
    ("dsb", "dsb", "Lower Sorbian"),
    ("dty", "dty", "Dotyali"),
    ("dv", "div", "Divehi"),
    ("el", "ell", "Greek"),
    ("eml", "eml", "Emilian-Romagnol"),
    ("en", "eng", "English"),
    ("eo", "epo", "Esperanto"),
    ("es", "spa", "Spanish"),
    ("et", "est", "Estonian"),
    ("eu", "eus", "Basque"),
    ("fa", "fas", "Persian"),
    ("fi", "fin", "Finnish"),
    ("fr", "fra", "French"),
    ("frr", "frr", "Northern Frisian"),
    ("fy", "fry", "Western Frisian"),
    ("ga", "gle", "Irish"),
    ("gd", "gla", "Scottish Gaelic"),
    ("gl", "glg", "Galician"),
    ("gn", "grn", "Guarani"),
    ("gom", "gom", "Goan Konkani"),
    ("gu", "guj", "Gujarati"),
    ("gv", "glv", "Manx"),
    ("he", "heb", "Hebrew"),
    ("hi", "hin", "Hindi"),
    ("hif", "hif", "Fiji Hindi"),
    ("hr", "hrv", "Croatian"),
    ("hsb", "hsb", "Upper Sorbian"),
    ("ht", "hat", "Haitian Creole"),
    ("hu", "hun", "Hungarian"),
    ("hy", "hye", "Armenian"),
    ("ia", "ina", "Interlingua"),
    ("id", "ind", "Indonesian"),
    ("ie", "ile", "Interlingue"),
    ("ilo", "ilo", "Iloko"),
    ("io", "ido", "Ido"),
    ("is", "isl", "Icelandic"),
    ("it", "ita", "Italian"),
    ("ja", "jpn", "Japanese"),
    ("jbo", "jbo", "Lojban"),
    ("jv", "jav", "Javanese"),
    ("ka", "kat", "Georgian"),
    ("kk", "kaz", "Kazakh"),
    ("km", "khm", "Khmer"),
    ("kn", "kan", "Kannada"),
    ("ko", "kor", "Korean"),
    ("krc", "krc", "Karachay-Balkar"),
    ("ku", "kur", "Kurdish"),
    ("kv", "kom", "Komi"),
    ("kw", "cor", "Cornish"),
    ("ky", "kir", "Kyrgyz"),
    ("la", "lat", "Latin"),
    ("lb", "ltz", "Luxembourgish"),
    ("lez", "lez", "Lezghian"),
    ("li", "lim", "Limburgish"),
    ("lmo", "lmo", "Lombard"),
    ("lo", "lao", "Lao"),
    ("lrc", "lrc", "Northern Luri"),
    ("lt", "lit", "Lithuanian"),
    ("lv", "lav", "Latvian"),
    ("mai", "mai", "Maithili"),
    ("mg", "mlg", "Malagasy"),
    ("mhr", "mhr", "Eastern Mari"),
    ("min", "min", "Minangkabau"),
    ("mk", "mkd", "Macedonian"),
    ("ml", "mal", "Malayalam"),
    ("mn", "mon", "Mongolian"),
    ("mr", "mar", "Marathi"),
    ("mrj", "mrj", "Western Mari"),
    ("ms", "msa", "Malay"),
    ("mt", "mlt", "Maltese"),
    ("mwl", "mwl", "Mirandese"),
    ("my", "mya", "Burmese"),
    ("myv", "myv", "Erzya"),
    ("mzn", "mzn", "Mazanderani"),
    ("nah", "nah", "Nahuatl"),
    ("nap", "nap", "Neapolitan"),
    ("nb", "nob", "Norwegian Bokmål"),
    ("nds", "nds", "Low German"),
    ("ne", "nep", "Nepali"),
    ("new", "new", "Newari"),
    ("nl", "nld", "Dutch"),
    ("nn", "nno", "Norwegian Nynorsk"),
    ("no", "nor", "Norwegian"),
    ("oc", "oci", "Occitan"),
    ("or", "ori", "Odia"),
    ("os", "oss", "Ossetic"),
    ("pa", "pan", "Punjabi"),
    ("pam", "pam", "Pampanga"),
    ("pfl", "pfl", "Palatine German"),
    ("pl", "pol", "Polish"),
    ("pms", "pms", "Piedmontese"),
    ("pnb", "pnb", "Western Panjabi"),
    ("ps", "pus", "Pashto"),
    ("pt", "por", "Portuguese"),
    ("qu", "que", "Quechua"),
    ("rm", "roh", "Romansh"),
    ("ro", "ron", "Romanian"),
    ("ru", "rus", "Russian"),
    ("rue", "rue", "Rusyn"),
    ("sa", "san", "Sanskrit"),
    ("sah", "sah", "Yakut"),
    ("sc", "srd", "Sardinian"),
    ("scn", "scn", "Sicilian"),
    ("sco", "sco", "Scots"),
    ("sd", "snd", "Sindhi"),
    ("sh", "hbs", "Serbo-Croatian"),
    ("si", "sin", "Sinhala"),
    ("sk", "slk", "Slovak"),
    ("sl", "slv", "Slovenian"),
    ("so", "som", "Somali"),
    ("sq", "sqi", "Albanian"),
    ("sr", "srp", "Serbian"),
    ("su", "sun", "Sundanese"),
    ("sv", "swe", "Swedish"),
    ("sw", "swa", "Swahili"),
    ("ta", "tam", "Tamil"),
    ("te", "tel", "Telugu"),
    ("tg", "tgk", "Tajik"),
    ("th", "tha", "Thai"),
    ("tk", "tuk", "Turkmen"),
    ("tl", "tgl", "Tagalog"),
    ("tr", "tur", "Turkish"),
    ("tt", "tat", "Tatar"),
    ("tyv", "tyv", "Tuvinian"),
    ("ug", "uig", "Uyghur"),
    ("uk", "ukr", "Ukrainian"),
    ("ur", "urd", "Urdu"),
    ("uz", "uzb", "Uzbek"),
    ("vec", "vec", "Venetian"),
    ("vep", "vep", "Veps"),
    ("vi", "vie", "Vietnamese"),
    ("vls", "vls", "West Flemish"),
    ("vo", "vol", "Volapük"),
    ("wa", "wln", "Walloon"),
    ("war", "war", "Waray"),
    ("wuu", "wuu", "Wu Chinese"),
    ("xal", "xal", "Kalmyk"),
    ("xmf", "xmf", "Mingrelian"),
    ("yi", "yid", "Yiddish"),
    ("yo", "yor", "Yoruba"),
    ("yue", "yue", "Cantonese"),
    ("zh", "zho", "Chinese"),
];

/// The English name of a language, if its code is known. Takes any form that [`canonical`] takes.
pub fn name(code: &str) -> Option<&'static str> {
    match code {
        "zh-Hans" => return Some("Simplified Chinese"),
        "zh-Hant" => return Some("Traditional Chinese"),
        _ => {}
    }
    entry(&canonical(code)?).map(|(_, _, name)| *name)
}

/// The code that this crate uses for a language, from ISO 639-1, ISO 639-2/3 or a BCP 47 tag, in any
/// case: `por`, `PT` and `pt-BR` are `pt`; `no` is `nb`. Chinese keeps its script: `zh-CN` is
/// `zh-Hans`, `zh-TW` is `zh-Hant`.
///
/// `None` where the language is unknown.
pub fn canonical(code: &str) -> Option<String> {
    let lower = code.trim().to_ascii_lowercase().replace('_', "-");
    let is_tag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if !lower.split('-').all(is_tag) {
        return None;
    }
    let mut parts = lower.split('-');
    let primary = match parts.next()? {
        "no" | "nor" => "nb",
        "iw" => "he",
        "in" => "id",
        "fil" => "tl",
        "cmn" | "chi" => "zh",
        "ger" => "de",
        "fre" => "fr",
        "dut" => "nl",
        "gre" => "el",
        "cze" => "cs",
        "rum" => "ro",
        "slo" => "sk",
        "ice" => "is",
        "may" | "zsm" => "ms",
        "alb" => "sq",
        "arm" => "hy",
        "baq" => "eu",
        "bur" => "my",
        "geo" => "ka",
        "mac" => "mk",
        "tib" => "bo",
        "wel" => "cy",
        "lvs" => "lv",
        "ekk" => "et",
        "arb" => "ar",
        "pes" | "per" => "fa",
        "azj" => "az",
        other => other,
    };
    let (code, _, _) =
        entry(primary).or_else(|| LANGUAGES.iter().find(|(_, alpha3, _)| *alpha3 == primary))?;
    if *code == "zh" {
        for part in parts {
            match part {
                "hans" | "cn" | "sg" => return Some("zh-Hans".into()),
                "hant" | "tw" | "hk" | "mo" => return Some("zh-Hant".into()),
                _ => {}
            }
        }
    }
    Some((*code).to_owned())
}

fn entry(code: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    LANGUAGES
        .binary_search_by(|(known, _, _)| known.cmp(&code))
        .ok()
        .map(|n| &LANGUAGES[n])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_code_leads_to_one() {
        for form in ["pt", "PT", "por", "pt-BR", "pt_PT", " pt "] {
            assert_eq!(canonical(form).as_deref(), Some("pt"), "{form}");
        }
        assert_eq!(canonical("no").as_deref(), Some("nb"));
        assert_eq!(canonical("zh-CN").as_deref(), Some("zh-Hans"));
        assert_eq!(canonical("zh-TW").as_deref(), Some("zh-Hant"));
        assert_eq!(canonical("zh").as_deref(), Some("zh"));
        assert_eq!(canonical("klingon"), None);
        assert_eq!(canonical(""), None);
    }

    #[test]
    fn names_are_found_by_any_form() {
        assert_eq!(name("pt-BR"), Some("Portuguese"));
        assert_eq!(name("deu"), Some("German"));
        assert_eq!(name("zh-Hans"), Some("Simplified Chinese"));
        assert_eq!(name("xx"), None);
    }

    #[test]
    fn the_table_is_sorted_for_binary_search() {
        assert!(LANGUAGES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
