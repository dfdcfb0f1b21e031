//! What a finding is about, in words that stay the same when rows move: what waivers are for.

use super::finding::Finding;
use crate::plans::plan::Content;

/// So much of what a row is called is kept.
const NAME_MAX: usize = 200;

/// The place of a finding without the number of its row, with what that row is called and what the rule
/// names: `steps.by “Restore the database.”`, or `items service:portal`.
pub(super) fn about(content: &Content, finding: &Finding) -> String {
    let mut parts = finding.place.splitn(3, '.');
    let list = parts.next().unwrap_or_default();
    let number = parts.next().and_then(|it| it.parse().ok());
    let mut about = match number.and_then(|n| row(content, list, n)) {
        Some(name) => {
            let field = parts.next().map(|it| format!(".{it}")).unwrap_or_default();
            format!("{list}{field} “{}”", plain(name))
        }
        None => finding.place.clone(),
    };
    let named = plain(&finding.about);
    if !named.is_empty() {
        about.push(' ');
        about.push_str(&named);
    }
    about
}

/// In one line, so that a form sends it back as it was.
fn plain(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").chars().take(NAME_MAX).collect()
}

/// What a row of a list is called.
fn row<'a>(content: &'a Content, list: &str, n: usize) -> Option<&'a str> {
    match list {
        "activation" => content.activation.get(n).map(|it| it.text.as_str()),
        "duties" => content.duties.get(n).map(|it| it.duty.as_str()),
        "steps" => content.steps.get(n).map(|it| it.text.as_str()),
        "successions" => content.successions.get(n).map(|it| it.position.as_str()),
        "delegations" => content.delegations.get(n).map(|it| it.authority.as_str()),
        "records" => content.records.get(n).map(|it| it.name.as_str()),
        "kit" => content.kit.get(n).map(|it| it.what.as_str()),
        "communication" => content.communication.get(n).map(|it| it.what.as_str()),
        "salvage" => content.salvage.get(n).map(|it| it.what.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::checks::rules::{CLAUSE, NO_DOER, NOT_THERE};
    use crate::plans::plan::KitItem;

    #[test]
    fn a_row_is_known_by_what_it_is_called_and_not_by_its_number() {
        let kit = |what: &str| KitItem {
            what: what.to_owned(),
            count: 1,
            place: String::new(),
            expires: None,
        };
        let one = Content { kit: vec![kit("Radio\r\n set")], ..Content::default() };
        let two = Content { kit: vec![kit("Lamp"), kit("Radio set")], ..Content::default() };
        let before = about(&one, &NO_DOER.at("kit.0.place", ""));
        assert_eq!(before, "kit.place “Radio set”");
        assert_eq!(before, about(&two, &NO_DOER.at("kit.1.place", "")));
        assert_eq!(about(&two, &NOT_THERE.at("kit.0", "").of("site:a")), "kit “Lamp” site:a");
    }

    #[test]
    fn what_one_place_has_several_of_is_told_apart() {
        let content = Content::default();
        let of = |by: &str| about(&content, &CLAUSE.at("scope", "").of(by));
        assert_eq!(of("FCD-1"), "scope FCD-1");
        assert_ne!(of("FCD-1"), of("FCD-2"));
        assert_eq!(about(&content, &CLAUSE.at("steps.9.by", "")), "steps.9.by");
    }
}
