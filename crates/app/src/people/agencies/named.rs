//! Which agency somebody means who writes its code or one of its names, and which come near what none
//! is called.

use std::collections::BTreeSet;

use super::agency::comparable;
use super::{Agency, AgencyDocument, all, meant};
use crate::{Ctx, Error, FieldProblem, Result};

/// How many names a refusal says.
const NEAREST_MAX: usize = 3;

/// The agency that somebody means who writes `text`, its code or one of its names in upper or lower
/// case. What none is called is refused with the nearest names.
pub async fn named(ctx: &Ctx, text: &str) -> Result<Agency> {
    match meant(ctx, text).await {
        Err(Error::NotFound(_)) => {
            let all = all(ctx).await?;
            let all = all.iter().map(|it| (it.code.as_str(), it.name.as_str()));
            Err(unknown(text, all).into())
        }
        found => found,
    }
}

/// The same among documents.
pub fn named_among<'a>(agencies: &'a [AgencyDocument], text: &str) -> Result<&'a AgencyDocument> {
    let (code, name) = (text.trim().to_lowercase(), comparable(text));
    let is_called = |it: &&AgencyDocument| {
        [&it.name].into_iter().chain(&it.aliases).any(|it| comparable(it) == name)
    };
    let by_code = agencies.iter().find(|it| it.code == code);
    by_code.or_else(|| agencies.iter().find(is_called)).ok_or_else(|| {
        unknown(text, agencies.iter().map(|it| (it.code.as_str(), it.name.as_str()))).into()
    })
}

/// That none of these, each by its code and its name, is called `text`; and what comes near it.
fn unknown<'a>(text: &str, all: impl Iterator<Item = (&'a str, &'a str)>) -> FieldProblem {
    let sought = pairs(&comparable(text));
    let mut near: Vec<(usize, &str, &str)> = all
        .map(|(code, name)| {
            let called = [comparable(code), comparable(name), initials(name)];
            let alike = called.iter().map(|it| alike(&sought, &pairs(it))).max();
            (alike.unwrap_or(0), code, name)
        })
        .filter(|it| ALIKE_MIN <= it.0)
        .collect();
    near.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    let near = near.iter().take(NEAREST_MAX).map(|(_, code, name)| format!("{name} ({code})"));
    let near = near.collect::<Vec<_>>().join(", ");
    let said = format!("There is no agency called “{}”.", text.trim());
    FieldProblem::new(
        "agency",
        match near.is_empty() {
            true => format!("{said} Nothing comes near it: write a code or a name."),
            false => format!("{said} The nearest: {near}."),
        },
    )
}

/// From how many hundredths alike on a name comes near.
const ALIKE_MIN: usize = 30;

/// How much two names are alike, in hundredths: the coefficient of Dice over their pairs of letters
/// (Dice 1945, "Measures of the amount of ecologic association between species").
fn alike(one: &BTreeSet<(char, char)>, other: &BTreeSet<(char, char)>) -> usize {
    200 * one.intersection(other).count() / (one.len() + other.len()).max(1)
}

/// Every letter with the one before it, and the first with what is before any.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    [' '].into_iter().chain(text.chars()).zip(text.chars()).collect()
}

/// What people make of a long name: Department of Transportation, dot.
fn initials(name: &str) -> String {
    let words = name.split(|it: char| !it.is_alphanumeric());
    words.filter_map(|it| it.chars().next()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agencies() -> Vec<AgencyDocument> {
        let agency = |code: &str, name: &str, aliases: &[&str]| AgencyDocument {
            code: code.to_owned(),
            parent: None,
            name: name.to_owned(),
            aliases: aliases.iter().map(|it| (*it).to_owned()).collect(),
            kind: crate::people::agencies::AgencyKind::StateAgency,
            county_fips: None,
            mission: String::new(),
            headcount: None,
            primary_contact: None,
            alternate_contact: None,
            calendar: None,
        };
        vec![
            agency("commerce", "Department of Commerce", &[]),
            agency("revenue", "Department of Revenue", &["Tax Office"]),
            agency("transportation", "Department of Transportation", &[]),
        ]
    }

    #[test]
    fn a_code_or_a_name_is_meant_in_upper_or_lower_case() {
        let all = agencies();
        for text in ["revenue", " Revenue ", "REVENUE", "dept. of revenue", "tax office"] {
            assert_eq!(named_among(&all, text).unwrap().code, "revenue", "{text}");
        }
    }

    #[test]
    fn what_no_agency_is_called_is_refused_with_the_nearest_names() {
        let all = agencies();
        let nearest = |text: &str| {
            let said = named_among(&all, text).unwrap_err().to_string();
            said.split_once("The nearest: ").map_or(said.clone(), |it| it.1.to_owned())
        };
        assert!(nearest("revenu").starts_with("Department of Revenue (revenue)"));
        assert!(nearest("comerce").starts_with("Department of Commerce (commerce)"));
        assert!(nearest("DOT").starts_with("Department of Transportation (transportation)"));
        assert!(nearest("xyz").contains("“xyz”. Nothing comes near it"));
    }
}
