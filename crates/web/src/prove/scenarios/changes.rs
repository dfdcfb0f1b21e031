//! What a scenario assumes to be better: its rows in the form, and what they are called.

use app::prepare::inventory::{Kind, Typed};
use app::prove::investments::{Improvement, ImprovementKind, more_of};
use app::prove::scenarios::AssumedChange;
use maud::{Markup, html};

use super::form::Filled;
use super::typed::{numbered, text};
use crate::layout::forms::{self, Choice};
use crate::layout::parts;
use crate::prove::link;

/// What a row has beside its kind, which is always chosen and alone says nothing.
const CELLS: [&str; 5] = ["item", "within", "site", "people", "need"];

/// The name of a field of a row.
fn field(name: &str, n: u32) -> String {
    format!("change_{name}-{n}")
}

/// The changes of a form, each with the number of its row.
type Rows = Vec<(u32, Improvement)>;

/// What the rows say, each with its number, and what is wrong with them by their fields.
pub(super) fn read(typed: &Typed) -> (Rows, Vec<(String, String)>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for n in filled_in(typed) {
        let said = |name: &str| text(typed, &field(name, n));
        match Improvement::said(said) {
            Ok(it) => rows.push((n, it)),
            Err(found) => {
                // What it is about is looked at, too, so that nobody hears of it only afterwards.
                let is_wrong = |name: &str| found.iter().any(|it| it.field == name);
                let rest = Improvement::said(|name| if is_wrong(name) { "" } else { said(name) });
                rows.extend(rest.ok().map(|it| (n, it)));
                problems.extend(
                    found.into_iter().map(|it| (field(&it.field, n), it.reason.into_owned())),
                );
            }
        }
    }
    (rows, problems)
}

/// The numbers of the rows in which something stands, in order.
fn filled_in(typed: &Typed) -> Vec<u32> {
    let of = |name: &&str| numbered(typed, &format!("change_{name}"));
    let all = CELLS.iter().flat_map(of).filter(|it| !it.1.is_empty());
    let numbers: std::collections::BTreeSet<u32> = all.map(|it| it.0).collect();
    numbers.into_iter().collect()
}

/// Puts what is assumed among what was typed.
pub(super) fn put(typed: &mut Typed, changes: &[Improvement]) {
    for (n, it) in (0..).zip(changes) {
        let cells = [
            ("kind", it.kind.code().to_owned()),
            ("item", it.item.clone()),
            ("within", it.within.map(|it| it.to_string()).unwrap_or_default()),
            ("site", it.site.clone().unwrap_or_default()),
            ("people", it.people.map(|it| it.to_string()).unwrap_or_default()),
            ("need", it.need.clone().unwrap_or_default()),
        ];
        typed.extend(cells.map(|(name, cell)| (field(name, n), cell)));
    }
}

/// The field of the form in which a part of the `n`th change stands.
pub(super) fn field_of(rows: &[u32], n: Option<usize>, part: Option<&str>) -> String {
    let row = n.and_then(|it| rows.get(it)).copied().unwrap_or(0);
    field(part.unwrap_or("item"), row)
}

/// The rows of the form.
pub(super) fn rows(filled: &Filled, n_more: usize) -> Markup {
    let last = filled_in(&filled.typed).last().map_or(0, |it| it.saturating_add(1).min(100));
    let n_rows = last.saturating_add(u32::try_from(n_more).unwrap_or(1));
    let kinds = ImprovementKind::ASSUMED.iter().map(|it| Choice::new(it.code(), it.title()));
    let kinds: Vec<Choice<'_>> = kinds.collect();
    html! {
        p.hint {
            "What would be if something were better than it is. The inventory stays as it is; runs \
             can be compared with and without."
        }
        @for n in 0..n_rows {
            @let names = ["kind", "item", "within", "site", "people", "need"].map(|it| field(it, n));
            @let [kind, item, within, site, people, need] = &names;
            (forms::group(&format!("Change {}", n + 1), true, html! {
                (forms::select(&filled.field(kind, "What is better").told(), &kinds, ""))
                (forms::lookup(&filled.field(item, "Of what").told()
                    .hint("Its name or its code: a record, or the crew or the equipment of which there is more"), "/search.json?refs=true"))
                (forms::duration(&filled.field(within, "Restored within").told()
                    .hint("Only if it is faster, or a copy takes over. For example 4 h, 90 m or 2 d")))
                (forms::lookup(&filled.field(site, "Site of the copy").told()
                    .hint("Only for a copy. At the place of the original it does not count"), "/search.json?kind=site"))
                (forms::number(&filled.field(people, "How many more").told()
                    .hint("Only for a crew or equipment")))
                (forms::lookup(&filled.field(need, "What it does without").told()
                    .hint("Only if it does without something"), "/search.json?refs=true"))
            }))
        }
    }
}

/// What is assumed, in words, by the names of what it is about; `other` is what it does without, or
/// where a copy is.
pub(super) fn words(change: &Improvement, item: &Markup, other: &Markup) -> Markup {
    html! {
        @match change.kind {
            ImprovementKind::People => {
                @let n = change.people.unwrap_or_default();
                @let kind = change.target().map_or(Kind::Crew, |it| it.0);
                (n) " " (more_of(kind, n)) " " (item)
            }
            ImprovementKind::Without => { (item) " without " (other) }
            ImprovementKind::Copy => {
                "a copy of " (item) " at " (other) " that takes over in "
                @if let Some(within) = change.within { (within) }
            }
            _ => { (item) " restored in " @if let Some(within) = change.within { (within) } }
        }
    }
}

/// What is assumed, in one line of text.
pub(super) fn plain(change: &Improvement) -> String {
    words(change, &html! { (change.item) }, &html! { (other(change)) }).into_string()
}

/// What it does without, or where a copy is, as it was said.
pub(super) fn other(change: &Improvement) -> &str {
    change.need.as_deref().or(change.site.as_deref()).unwrap_or_default()
}

/// The panel of a scenario's page, with what compares.
pub(super) fn panel(changes: &[AssumedChange], compare: &Markup) -> Markup {
    let n = changes.iter().filter(|it| is_gone(it)).count();
    let is_beside = changes.iter().any(|it| it.is_beside);
    parts::padded_panel(
        "Assumed to be better",
        html! {},
        html! {
            ul.plain { @for it in changes { li { (line(it)) } } }
            @if 0 < n {
                p.quiet { "What is out of use does not count until it is brought back." }
            }
            @if is_beside {
                p.quiet { "A copy at the place where the original is does not count: what strikes the one strikes the other." }
            }
            (compare)
        },
    )
}

fn line(it: &AssumedChange) -> Markup {
    let item = match &it.item {
        Some(item) => link(item),
        None => html! { (it.change.item) },
    };
    let other = match it.need.as_ref().or(it.site.as_ref()) {
        Some(other) => link(other),
        None => html! { (other(&it.change)) },
    };
    html! { (words(&it.change, &item, &other)) @if is_gone(it) { " " small.quiet { "out of use" } } }
}

fn is_gone(it: &AssumedChange) -> bool {
    it.item.is_none()
        || (it.change.need.is_some() && it.need.is_none())
        || (it.change.site.is_some() && it.site.is_none())
}

#[cfg(test)]
mod tests {
    use app::Span;

    use super::*;

    #[test]
    fn rows_say_what_they_were_filled_in_with_and_what_is_wrong_with_them() {
        let people = Improvement::new(ImprovementKind::People, "crew:dba");
        let without = Improvement::new(ImprovementKind::Without, "service:portal");
        let changes = [
            Improvement::faster("asset:disk", Span::ZERO),
            Improvement { people: Some(2), ..people },
            Improvement { need: Some("asset:tape".to_owned()), ..without },
            Improvement::copy("asset:disk", "west", Span::from_hours(1)),
        ];
        let mut typed = Typed::new();
        put(&mut typed, &changes);
        let found: Vec<Improvement> = read(&typed).0.into_iter().map(|it| it.1).collect();
        assert_eq!(found, changes);
        // A row with nothing but its kind says nothing; others keep their numbers.
        typed.insert("change_kind-7".to_owned(), "faster".to_owned());
        typed.insert("change_kind-9".to_owned(), "faster".to_owned());
        typed.insert("change_within-9".to_owned(), "soon".to_owned());
        typed.insert("change_people-1".to_owned(), "many".to_owned());
        let (rows, problems) = read(&typed);
        assert_eq!(rows.len(), 5, "what they are about is still told");
        let fields: Vec<String> = problems.into_iter().map(|it| it.0).collect();
        assert_eq!(fields, ["change_people-1", "change_within-9"]);
        assert_eq!(field_of(&[3, 5], Some(1), Some("need")), "change_need-5");
        assert_eq!(plain(&changes[1]), "2 more people in crew:dba");
        let units = Improvement { item: "equipment:van".to_owned(), ..changes[1].clone() };
        assert_eq!(plain(&units), "2 more units of equipment:van");
        let copy = "a copy of asset:disk at west that takes over in 1 h";
        assert_eq!(plain(&changes[3]), copy);
    }

    #[test]
    fn a_copy_beside_its_original_is_said_not_to_count() {
        let told = |is_beside| {
            let change = Improvement::copy("asset:disk", "annex", Span::from_hours(1));
            let it = AssumedChange { change, item: None, need: None, site: None, is_beside };
            let panel = panel(&[it], &html! {}).into_string();
            panel.contains("A copy at the place where the original is does not count")
        };
        assert_eq!([told(true), told(false)], [true, false]);
    }
}
