//! Past forms that learners and children make by the rule where English has its own: `catched`, `goed`, `writed`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::aloud::is_vowel;

/// Verbs whose past made by the rule is wrong: the base, the past, the participle.
static VERBS: &str = include_str!("../lists/irregular.txt");

/// What is made by the rule, and what it stands for.
static BY_RULE: LazyLock<HashMap<String, [&str; 2]>> = LazyLock::new(|| {
    let verbs = VERBS.lines().filter_map(|line| {
        let (base, rights) = line.split_once(' ')?;
        Some((base, rights.split_once(' ')?))
    });
    let mut forms = HashMap::new();
    for (base, (past, participle)) in verbs {
        forms.extend(
            by_rule(base)
                .into_iter()
                .map(|form| (form, [past, participle])),
        );
    }
    forms
});

/// How the past of a verb is made by the rule, which doubles a consonant behind a single vowel: `choosed`, `runned`; in
/// longer words people forget that (`forgeted`).
fn by_rule(base: &str) -> Vec<String> {
    let stem = base.strip_suffix('e').unwrap_or(base);
    let plain = [stem, "ed"].concat();
    let doubles = match base.as_bytes() {
        [.., b, vowel, last] => {
            is_vowel(*vowel) && !is_vowel(*last) && !b"wxy".contains(last) && !is_vowel(*b)
        }
        _ => false,
    };
    if !doubles {
        return vec![plain];
    }
    let doubled = [base, &base[base.len() - 1..], "ed"].concat();
    if base.len() > 3 {
        vec![doubled, plain]
    } else {
        vec![doubled]
    }
}

/// What a past form made by the rule stands for: the past and the participle.
pub(in crate::spell) fn rights(key: &str) -> Option<[&'static str; 2]> {
    key.ends_with("ed")
        .then(|| BY_RULE.get(key).copied())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, WordFlags};

    #[test]
    fn what_is_made_by_the_rule_is_no_word() {
        let model = Model::english();
        for (form, rights) in BY_RULE.iter() {
            let flags = model
                .id(form)
                .map_or(WordFlags::default(), |id| model.flags(id));
            // What is caulked with tar is `payed`, and no one says so.
            let is_word = flags.contains(WordFlags::DICTIONARY) && form != "payed";
            assert!(!is_word, "{form}");
            assert!(
                rights.iter().all(|right| model.id(right).is_some()),
                "{form}"
            );
        }
    }

    #[test]
    fn verbs_are_known_by_their_wrong_past() {
        assert_eq!(rights("choosed"), Some(["chose", "chosen"]));
        assert_eq!(rights("runned"), Some(["ran", "run"]));
        assert_eq!(rights("forgeted"), Some(["forgot", "forgotten"]));
        assert_eq!(rights("walked"), None);
    }
}
