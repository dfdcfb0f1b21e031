//! The form of a scenario: what it is called, what is lost, where and when.

use app::people::agencies::Agency;
use app::prepare::inventory::{Typed, reference};
use app::prove::recovery::Named;
use app::prove::scenarios::{Area, Areas};
use maud::{Markup, html};

use super::typed::{SLOTS, Slot, areas, numbered};
use super::{changes, usable};
use crate::layout::forms::{self, Choice, Field};
use crate::layout::frame::{counted, grouped};

/// How many empty fields stand after those with something in them.
const EMPTY: usize = 2;

/// How many are added when somebody asks for more.
const MORE: usize = 5;

/// An area, how many sites are in it, if they were counted, and whether there would be some if latitude
/// and longitude were exchanged.
pub(super) type Counted = (Area, Option<u64>, bool);

/// What a form shows again: what was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) typed: Typed,
    pub(super) problems: Vec<(String, String)>,
    /// The areas among what was typed, each with how many sites are in it.
    pub(super) areas: Vec<(u32, Option<Counted>)>,
    /// How many sites that whoever asks may not see are in any of them.
    pub(super) n_hidden: u64,
    /// What is not theirs and may be named, because something of theirs stands on it.
    pub(super) others: Vec<Named>,
}

impl Filled {
    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    pub(super) fn field<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(name, label).value(self.value(name)).problem_in(&self.problems)
    }
}

/// All fields. `is_new` says whether the code may still be chosen.
pub(super) fn form_fields(
    filled: &Filled,
    agencies: &[Agency],
    is_new: bool,
    zone: &str,
) -> Markup {
    html! {
        (forms::error_summary(&filled.problems))
        (identity(filled, agencies, is_new))
        (forms::group("What is lost", false, html! {
            p.hint {
                "A site is lost with all that is there and the people who work there, a vendor with all \
                 that it supplies. Type a name or a code, or part of one, and choose."
            }
            p.hint {
                "If you say after how long something is usable again, such as 72 h, nothing that stands \
                 there or comes from there is brought back before. Otherwise work begins at once."
            }
            (of_others(&filled.others))
            @for slot in &SLOTS { (things(filled, slot)) }
            (gone(filled))
            (forms::textarea(&filled.field("lost", "More, one a line")
                .hint("Names, or kind and code such as site:eastern. For lists that come from elsewhere."), 2))
            (forms::lookup(&filled.field("alone", "Or one service alone")
                .hint("Its name or its code: it is lost with all that it rests on, nothing else is down, and \
                    nobody else calls for the crews. Then leave empty what else is lost.")
                .told(), "/scenarios/things.json?kind=service"))
        }))
        (forms::group("Assumed to be better", false, html! {
            (changes::rows(filled, if filled.typed.contains_key("more") { MORE } else { 1 }))
        }))
        (forms::group("Areas", false, html! {
            p.hint { "Every site in one of these areas is lost, too." }
            @for (n, area) in &filled.areas { (drawn(filled, *n, area.as_ref())) }
            @if 0 < filled.n_hidden {
                p.hint { "In these areas are also sites that you may not see: " (grouped(filled.n_hidden)) ". They are lost, too." }
            }
            (another_area(filled))
        }))
        (forms::group("When it strikes", true, html! {
            (forms::date(&filled.field("strikes_at", "Day")
                .hint("Leave both empty for no particular time: then everybody can be called at once.")))
            (forms::text(&filled.field("strikes_time", "Time").hint(format!("For example 07:30, in {zone}"))))
            (forms::duration(&filled.field("begins_after", "Work begins after")
                .hint("What it takes to notice, to decide and to call people, such as 45 m. Leave empty if it begins at once.")))
            (forms::duration(&filled.field("people_back", "People who were lost are back after")
                .hint("For example 3 d. Leave empty if nobody takes their place.")))
        }))
    }
}

fn identity(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let choices: Vec<Choice<'_>> =
        agencies.iter().map(|it| Choice::new(it.code.as_str(), it.name.as_str())).collect();
    let agency = filled.field("agency", "Agency").required();
    let empty = if filled.value("agency").is_empty() { "Choose an agency" } else { "" };
    forms::group(
        "What it is",
        false,
        html! {
            (forms::text(&filled.field("name", "Name").required()))
            @if is_new {
                (forms::text(&filled.field("code", "Code")
                    .hint("Short, unique, and never changed: lower-case letters, digits and hyphens.")
                    .required()))
            } @else {
                (forms::hidden("code", filled.value("code")))
            }
            (forms::select(&agency.hint("Whose it is: they keep it."), &choices, empty))
            (forms::textarea(&filled.field("description", "What happens"), 3))
        },
    )
}

/// What is not theirs and may be named, with what names it.
fn of_others(others: &[Named]) -> Markup {
    html! {
        @if !others.is_empty() {
            details {
                summary { "What your services stand on and is not yours: it can be lost, too" }
                ul.plain {
                    @for it in others {
                        li { (it.name) " " small.quiet { (it.kind.title()) " " code { (reference(it.kind, &it.code)) } } }
                    }
                }
            }
        }
    }
}

/// A field for each thing of one kind, and some for more.
fn things(filled: &Filled, slot: &Slot) -> Markup {
    let named = numbered(&filled.typed, slot.name);
    let last = named.iter().filter(|it| !it.1.is_empty()).map(|it| it.0 + 1).max().unwrap_or(0);
    let empty = if filled.typed.contains_key("more") { MORE } else { EMPTY };
    let n_rows = last.min(1_000).saturating_add(u32::try_from(empty).unwrap_or(0));
    let lookup = match slot.kind {
        Some(kind) => format!("/scenarios/things.json?kind={kind}"),
        None => "/scenarios/things.json?refs=true".to_owned(),
    };
    forms::group(
        slot.legend,
        true,
        html! {
            @for n in 0..n_rows {
                @let (name, label) = (format!("{}-{n}", slot.name), format!("{} {}", slot.one, n + 1));
                @let field = filled.field(&name, &label).told();
                @let hint = "Its name, its code, or kind and code, such as asset:benefit-database";
                (forms::lookup(&if n == 0 && slot.kind.is_none() { field.hint(hint) } else { field }, &lookup))
                @let (after, label) = (usable::field(slot, n), format!("{label} is usable again after"));
                (forms::text(&filled.field(&after, &label).told()))
            }
        },
    )
}

/// What is named and is out of use now. It does not count, and may stay.
fn gone(filled: &Filled) -> Markup {
    let gone = numbered(&filled.typed, "gone");
    html! {
        @if !gone.is_empty() {
            (forms::group("Out of use now", false, html! {
                p.hint { "These do not count until they are brought back. What is not ticked is not named any more." }
                @for (n, part) in &gone {
                    (forms::checkbox(&Field::new(format!("gone-{n}"), part.as_str()).value(part.as_str()).told(), true))
                }
            }))
        }
    }
}

/// The buttons under the form. The first one is what the Enter key presses.
pub(super) fn buttons(save: &str, cancel: &str) -> Markup {
    html! {
        div.buttons {
            button.button.primary { (save) }
            button.button name="more" value="true" formnovalidate { "Make room for more, and look at the areas" }
            a.button.link href=(cancel) { "Cancel" }
        }
    }
}

/// An area that is there already.
fn drawn(filled: &Filled, n: u32, area: Option<&Counted>) -> Markup {
    let (name, text) = (format!("area_name-{n}"), format!("area-{n}"));
    let legend = format!("Area {}", n.saturating_add(1));
    let (usable, drop) = (format!("area_usable-{n}"), format!("area_drop-{n}"));
    forms::group(
        &legend,
        false,
        html! {
            (forms::hidden(&text, filled.value(&text)))
            @if let Some((area, n_sites, is_exchanged)) = area {
                p { (said(area, *n_sites)) }
                @if *is_exchanged {
                    p.hint { "Latitude and longitude look exchanged: the other way round, sites are in it. GeoJSON gives the longitude first." }
                } @else if *n_sites == Some(0) {
                    p.hint { "No site that you may see lies in it. GeoJSON gives the longitude first, then the latitude." }
                }
            }
            (forms::text(&filled.field(&name, "Name").told()))
            (forms::text(&filled.field(&usable, "Sites in it are usable again after").told()))
            (forms::checkbox(&Field::new(drop.as_str(), "Leave this area out").told(), filled.typed.contains_key(&drop)))
        },
    )
}

/// How an area is drawn, and how many sites are in it, if they were counted.
pub(super) fn said(area: &Area, n_sites: Option<u64>) -> Markup {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let (polygons, circles) = (count(area.polygons.len()), count(area.circles.len()));
    html! {
        @if 0 < polygons { (counted(polygons, "polygon", "polygons")) }
        @if 0 < polygons && 0 < circles { " and " }
        @if 0 < circles { (counted(circles, "circle", "circles")) }
        " with " (counted(count(area.n_points()), "point", "points")) ". "
        @if let Some(n_sites) = n_sites {
            strong { (counted(n_sites, "site is", "sites are")) " in it." }
        }
    }
}

fn another_area(filled: &Filled) -> Markup {
    forms::group(
        "Another area",
        false,
        html! {
            (forms::text(&filled.field("area_name", "What it is called")))
            (forms::duration(&filled.field("area_usable", "Sites in it are usable again after")
                .hint("For example 36 h, when there is power again. Leave empty if work there begins at once.")))
            (forms::textarea(&filled.field("area_text", "Paste it")
                .hint("GeoJSON (polygons), or an alert in the Common Alerting Protocol (CAP)."), 3))
            (forms::file(&filled.field("area_file", "Or choose a file").value("")
                .hint("The same as a file of at most 1 MiB."), ".json,.geojson,.xml,.cap", false))
        },
    )
}

/// The areas among what was typed, as the form shows them.
pub(super) fn with_counts(typed: &Typed, found: &Areas) -> Vec<(u32, Option<Counted>)> {
    let (mut counts, mut exchanged) =
        (found.counts.iter().copied(), found.exchanged.iter().copied());
    let mut counted = |it: Area| (it, counts.next(), exchanged.next().unwrap_or(false));
    areas(typed).into_iter().map(|(n, it)| (n, it.map(&mut counted))).collect()
}
