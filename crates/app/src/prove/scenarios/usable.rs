//! When what is lost can be used again: before that, nothing of it is brought back.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::area::Area;
use super::scenario::Part;
use crate::prepare::inventory::Kind;
use crate::{FieldProblem, Span};

/// How long it takes at most until something is usable again.
const AFTER_MAX: Span = Span::from_hours(24 * 3_660);

/// What a time must be after which something is usable again.
pub(super) const LATER: &str = "Use a time above zero, of at most ten years.";

/// Something that is lost by name and usable again after some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ScenarioUsable")]
pub struct Usable {
    /// What, by kind and code, as `lost` says it.
    pub item: String,
    /// After how long: a site with power again, a vendor that supplies again, a crew that is there
    /// again.
    pub after: Span,
}

/// Whether something can be usable again after that time.
pub(super) fn is_later(after: Span) -> bool {
    (1..=AFTER_MAX.secs()).contains(&after.secs())
}

/// What is wrong with what is said of things that are lost, whatever the inventory holds.
pub(super) fn problems(usable: &[Usable], lost: &BTreeSet<Part>) -> Vec<FieldProblem> {
    let (mut problems, mut seen) = (Vec::new(), BTreeSet::new());
    for (n, it) in usable.iter().enumerate() {
        let mut note = |field: &str, reason: &'static str| {
            problems.push(FieldProblem::new(format!("usable.{n}.{field}"), reason));
        };
        match Part::read(&it.item) {
            Some(part) if !lost.contains(&part) => note("item", "Name it under what is lost, too."),
            Some(part) if part.kind == Kind::Group => {
                note("item", "A group is usable when its members are. Say it of them.");
            }
            Some(part) if !seen.insert(part.clone()) => note("item", "This stands here twice."),
            Some(_) => {}
            None => note("item", "Write a kind and a code, such as site:eastern."),
        }
        if !is_later(it.after) {
            note("after", LATER);
        }
    }
    problems
}

/// The same by what it is said of: only of what is lost.
pub(super) fn by_part(usable: &[Usable], lost: &BTreeSet<Part>) -> BTreeMap<Part, Span> {
    let known = usable.iter().filter_map(|it| Some((Part::read(&it.item)?, it.after)));
    known.filter(|it| lost.contains(&it.0)).collect()
}

/// The same as it is written down.
pub(super) fn written<'a>(usable: impl Iterator<Item = (&'a Part, &'a Span)>) -> Vec<Usable> {
    usable.map(|(part, after)| Usable { item: part.to_string(), after: *after }).collect()
}

/// When a site in areas is usable again: in several, with the last of them.
pub(super) fn in_areas(areas: &[Area], (latitude, longitude): (f64, f64)) -> Option<Span> {
    let holding = areas.iter().filter(|it| it.holds(latitude, longitude));
    holding.filter_map(|it| it.usable_after).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_lost_is_usable_again_and_at_one_time() {
        let part = |text: &str| Part::read(text).unwrap();
        let lost: BTreeSet<Part> = ["site:east", "vendor:cloud", "group:pair"].map(part).into();
        let said = |all: &[(&str, i64)]| -> Vec<Usable> {
            let one = |(item, hours): &(&str, i64)| Usable {
                item: (*item).to_owned(),
                after: Span::from_hours(*hours),
            };
            all.iter().map(one).collect()
        };
        let fields = |all: &[(&str, i64)]| {
            let found = problems(&said(all), &lost).into_iter();
            found.map(|it| it.field.into_owned()).collect::<Vec<_>>()
        };
        assert!(fields(&[("site:east", 72), ("vendor:cloud", 1)]).is_empty());
        assert_eq!(fields(&[("site:west", 72)]), ["usable.0.item"]);
        assert_eq!(fields(&[("east", 72)]), ["usable.0.item"]);
        assert_eq!(fields(&[("group:pair", 72)]), ["usable.0.item"]);
        assert_eq!(fields(&[("site:east", 72), ("site:east", 9)]), ["usable.1.item"]);
        assert_eq!(fields(&[("site:east", 0)]), ["usable.0.after"]);
        assert_eq!(fields(&[("site:east", 24 * 9_999)]), ["usable.0.after"]);
        let known = by_part(&said(&[("site:east", 72), ("site:west", 1)]), &lost);
        assert_eq!(known, BTreeMap::from([(part("site:east"), Span::from_hours(72))]));
    }

    #[test]
    fn a_site_in_two_areas_is_usable_with_the_later_of_them() {
        let square = vec![[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]];
        let area = |hours: Option<i64>| Area {
            polygons: vec![vec![square.clone()]],
            usable_after: hours.map(Span::from_hours),
            ..Area::default()
        };
        let areas = [area(Some(36)), area(Some(72)), area(None)];
        assert_eq!(in_areas(&areas, (1.0, 1.0)), Some(Span::from_hours(72)));
        assert_eq!(in_areas(&areas, (3.0, 1.0)), None);
        assert_eq!(in_areas(&[area(None)], (1.0, 1.0)), None);
    }
}
