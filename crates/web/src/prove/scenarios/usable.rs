//! After how long what is lost is usable again, as the form of a scenario says it.

use app::Span;
use app::prepare::inventory::Typed;
use app::prove::scenarios::{ScenarioDocument, Usable};
use maud::{Markup, html};

use super::typed::{Slot, text};

/// A field, and what is wrong with it.
type Wrong = (String, String);

/// The field beside the `n`th thing of a kind.
pub(super) fn field(slot: &Slot, n: u32) -> String {
    format!("{}_after-{n}", slot.name)
}

/// A length of time, if one is said, or why it is none.
pub(super) fn span(said: &str) -> Option<Result<Span, String>> {
    (!said.is_empty()).then(|| said.parse::<Span>().map_err(|it| it.to_string()))
}

/// The times of a scenario as a whole: when people are back, and when work begins.
pub(super) fn take_spans(
    typed: &Typed,
    document: &mut ScenarioDocument,
    problems: &mut Vec<Wrong>,
) {
    for (name, part) in
        [("people_back", &mut document.people_back), ("begins_after", &mut document.begins_after)]
    {
        match span(text(typed, name)).transpose() {
            Ok(it) => *part = it,
            Err(error) => problems.push((name.to_owned(), error)),
        }
    }
}

/// After how long what stands in a row is usable again, with the field that says it.
pub(super) fn in_row(
    typed: &Typed,
    (slot, n): (&Slot, u32),
    item: &str,
) -> Option<Result<(String, Usable), Wrong>> {
    let field = field(slot, n);
    let after = span(text(typed, &field))?;
    Some(match after {
        Ok(after) => Ok((field, Usable { item: item.to_owned(), after })),
        Err(error) => Err((field, error)),
    })
}

/// What stands in rows, and what has none: what is out of use stays as it was `before`. The page of a
/// conflict sends all of it.
pub(super) fn rest(
    typed: &Typed,
    before: &[Usable],
    document: &ScenarioDocument,
) -> Result<Vec<Usable>, Wrong> {
    let Some(sent) = typed.get("usable") else {
        let kept = before.iter().filter(|it| document.gone.contains(&it.item));
        return Ok(document.usable.iter().chain(kept).cloned().collect());
    };
    let reason = "What is usable again did not arrive whole. Say it again.";
    match serde_json::from_str(sent) {
        Ok(all) => Ok(all),
        Err(_) => Err(("lost".to_owned(), reason.to_owned())),
    }
}

/// Beside what is lost.
pub(super) fn from(after: Option<Span>) -> Markup {
    html! { @if let Some(after) = after { ", usable from " (after) " on" } }
}

#[cfg(test)]
mod tests {
    use app::FieldProblem;
    use chrono_tz::Tz;

    use super::super::typed::read;
    use super::*;

    const ZONE: Tz = Tz::America__New_York;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned())).collect()
    }

    fn base() -> ScenarioDocument {
        ScenarioDocument::new("commerce", "east", "East")
    }

    fn usable((item, hours): (&str, i64)) -> Usable {
        Usable { item: item.to_owned(), after: Span::from_hours(hours) }
    }

    #[test]
    fn after_how_long_something_is_usable_again_is_said_beside_it() {
        let said = [("site-0", "east"), ("site_after-0", "72 h"), ("vendor-0", "cloud")];
        let (it, problems) = read(&base(), &typed(&said), ZONE);
        assert_eq!(
            (it.document.usable.as_slice(), problems),
            ([usable(("site:east", 72))].as_slice(), vec![])
        );
        let named = it.problems(vec![FieldProblem::new("usable.0.after", "No.")]);
        assert_eq!(named[0].0, "site_after-0");
        let wrong = [
            ("crew-1", "dba"),
            ("crew_after-1", "soon"),
            ("area_usable-0", "late"),
            ("area-0", "["),
        ];
        let fields: Vec<String> =
            read(&base(), &typed(&wrong), ZONE).1.into_iter().map(|it| it.0).collect();
        assert_eq!(fields, ["crew_after-1", "area_usable-0", "area_name-0"]);
        // What is out of use has no row, and stays as it was.
        let before = ScenarioDocument { usable: vec![usable(("site:old", 9))], ..base() };
        let kept = read(&before, &typed(&[("gone-0", "site:old")]), ZONE).0.document;
        assert_eq!(kept.usable, before.usable);
        assert!(read(&before, &typed(&[("site-0", "old")]), ZONE).0.document.usable.is_empty());
    }
}
