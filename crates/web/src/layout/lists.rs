//! Lists: search, filters, saved views, sorted headings, pages, picking rows, and files.

use maud::{Markup, html};

use super::forms::{Choice, hidden, options};
use super::frame::grouped;
use super::list::List;
use super::parts;
use super::states::Tone;

/// A filter above a list: a select with an `Any` first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter<'a> {
    /// Its name in the address.
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) choices: Vec<Choice<'a>>,
    /// What it means to choose nothing, if that is not any.
    pub(crate) any: &'a str,
    /// Where to find a choice, if there are too many to list: `/search.json?kind=agency`.
    pub(crate) lookup: Option<&'a str>,
}

/// A list that somebody saved under a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct SavedView {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The query that brings it back.
    pub(crate) query: String,
}

/// Search and filters, and beside them what else can be done with the list.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn toolbar(list: &List, search: &str, filters: &[Filter<'_>], more: Markup) -> Markup {
    let known = |name: &str| filters.iter().any(|it| it.name == name);
    html! {
        div.toolbar {
            form method="get" role="search" data-filters {
                div.field.search {
                    label for="list-text" { (search) }
                    input id="list-text" name="text" type="search" value=(list.text);
                }
                @for filter in filters { (select(list, filter)) }
                @for (name, value) in list.order() { (hidden(name, &value)) }
                @for (name, value) in list.extra.iter().filter(|(it, _)| !known(it)) {
                    (hidden(name, value))
                }
                button.button { "Show" }
            }
            (more)
        }
        (chips(list, filters))
        (misread(list))
    }
}

/// What the address says that the list does not know: a mistyped or old one shows all of the list,
/// and would seem to show a part.
pub(crate) fn misread(list: &List) -> Markup {
    html! {
        @if !list.misread.is_empty() {
            (parts::notice(Tone::Warn, "Part of the address was not understood", html! {
                p {
                    "This list knows nothing like "
                    @for (n, (name, value)) in list.misread.iter().enumerate() {
                        @if 0 < n { ", " }
                        code { (name) "=" (value) }
                    }
                    ": what stands below is neither filtered nor sorted by that. "
                    a href=(list.link()) { "Clear it" }
                }
            }))
        }
    }
}

pub(crate) fn select(list: &List, filter: &Filter<'_>) -> Markup {
    let id = format!("list-{}", filter.name);
    let chosen = list.filter(filter.name).unwrap_or_default();
    if let Some(lookup) = filter.lookup {
        let found = format!("{id}-found");
        return html! {
            div.field {
                label for=(id) { (filter.label) }
                input id=(id) name=(filter.name) value=(chosen) list=(found) data-lookup=(lookup)
                    autocomplete="off" spellcheck="false" placeholder="Any";
                datalist id=(found) {}
            }
        };
    }
    html! {
        div.field {
            label for=(id) { (filter.label) }
            select id=(id) name=(filter.name) {
                option value="" { @if filter.any.is_empty() { "Any" } @else { (filter.any) } }
                (options(&filter.choices, chosen))
            }
        }
    }
}

/// What narrows the list now, each a link that takes it away.
pub(crate) fn chips(list: &List, filters: &[Filter<'_>]) -> Markup {
    let words = |name: &str, value: &str| {
        let filter = filters.iter().find(|it| it.name == name);
        let label = filter.map_or(name, |it| it.label).to_owned();
        let choice = filter.and_then(|it| it.choices.iter().find(|it| it.value == value));
        (label, choice.map_or(value, |it| it.label.as_ref()).to_owned())
    };
    html! {
        @if list.is_filtered() {
            ul.chips aria-label="Filters" {
                @if !list.text.is_empty() {
                    li { a href=(list.without("text").link()) aria-label={ "Remove search " (list.text) } { "“" (list.text) "”" } }
                }
                @for (name, value) in &list.extra {
                    @let (label, value) = words(name, value);
                    li { a href=(list.without(name).link()) aria-label={ "Remove filter " (label) ": " (value) } { (label) ": " (value) } }
                }
                li { a.all href=(list.everything().link()) { "Clear" } }
            }
        }
    }
}

/// A menu of lists saved before, and a form that saves this one at `action`.
pub(crate) fn saved_views(list: &List, views: &[SavedView], action: &str) -> Markup {
    html! {
        details.menu data-menu {
            summary.button { "Saved views" }
            div.items {
                @if views.is_empty() { p { "None yet. Filter the list, then save it here." } }
                @for view in views { a href={ "?" (view.query) } { (view.name) } }
                form.field method="post" action=(action) {
                    (hidden("query", &list.query()))
                    label for="view-name" { "Save this view as" }
                    input id="view-name" name="name" required maxlength="80" autocomplete="off";
                    button.button.small { "Save view" }
                }
                @for view in views {
                    form method="post" action={ (action) "/" (view.id) "/remove" } {
                        button.item data-confirm={ "Remove the saved view “" (view.name) "”?" } { "Remove “" (view.name) "”" }
                    }
                }
            }
        }
    }
}

/// The list as files, every page of it.
pub(crate) fn exports(list: &List, path: &str) -> Markup {
    html! {
        details.menu data-menu {
            summary.button { "Download" }
            div.items {
                a href=(list.file(path, "csv")) download { "CSV, every row" }
                a href=(list.file(path, "xlsx")) download { "Excel, every row" }
            }
        }
    }
}

/// A table in its own scrolling box. On a phone each row becomes a card: give cells a
/// `data-label`.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn table(label: &str, head: Markup, rows: Markup) -> Markup {
    html! {
        div.scroll role="region" aria-label=(label) tabindex="0" {
            table.cards { thead { tr { (head) } } tbody { (rows) } }
        }
    }
}

/// The same for a table that must stay one, with a hint that there is more beside it.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn wide_table(label: &str, head: Markup, rows: Markup) -> Markup {
    html! {
        div.scroll role="region" aria-label=(label) tabindex="0" {
            p.more aria-hidden="true" { "More columns to the right →" }
            table { thead { tr { (head) } } tbody { (rows) } }
        }
    }
}

/// A heading that sorts.
pub(crate) fn heading(list: &List, word: &str, label: &str) -> Markup {
    sortable(list, word, label, false)
}

/// A heading that sorts, over numbers.
pub(crate) fn number_heading(list: &List, word: &str, label: &str) -> Markup {
    sortable(list, word, label, true)
}

fn sortable(list: &List, word: &str, label: &str, number: bool) -> Markup {
    html! {
        th.num[number] scope="col" aria-sort=[list.direction(word)] {
            a.sort href=(list.sorted_by(word).link()) { (label) }
        }
    }
}

/// `51 to 100 of 431 services`.
pub(crate) fn count(list: &List, total: u64, one: &str, many: &str) -> String {
    let first = list.offset() + 1;
    let last = total.min(list.offset() + u64::from(list.per));
    match total {
        0 => format!("No {many}"),
        1 => format!("1 {one}"),
        _ if last == total && first == 1 => format!("{} {many}", grouped(total)),
        _ => format!("{} to {} of {} {many}", grouped(first), grouped(last), grouped(total)),
    }
}

/// The foot of a list: how many, and the links to the other pages.
pub(crate) fn pages(list: &List, total: u64, one: &str, many: &str) -> Markup {
    let last = list.n_pages(total);
    let near = |number: u32| {
        number == 1
            || number == last
            || number.abs_diff(list.page) <= if list.page < 4 { 3 } else { 1 }
    };
    // Only pages near this one are looked at: there may be thousands.
    let window = list.page.saturating_sub(3).max(1)..=list.page.saturating_add(3).min(last);
    let mut numbers: Vec<u32> = std::iter::once(1)
        .chain(window)
        .chain(std::iter::once(last))
        .filter(|it| near(*it))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    html! {
        nav.pages aria-label="Pages" {
            span { (count(list, total, one, many)) }
            @if 1 < last {
                ul {
                    @if 1 < list.page { li { a rel="prev" href=(list.on_page(list.page - 1).link()) { "Previous" } } }
                    @for (before, number) in std::iter::once(0).chain(numbers.iter().copied()).zip(&numbers) {
                        @if before + 1 < *number { li aria-hidden="true" { span { "…" } } }
                        li {
                            a href=(list.on_page(*number).link()) aria-label={ "Page " (number) }
                                aria-current=[(*number == list.page).then_some("page")] { (number) }
                        }
                    }
                    @if list.page < last { li { a rel="next" href=(list.on_page(list.page + 1).link()) { "Next" } } }
                }
            }
        }
    }
}

/// The id of the form that the picked rows belong to, wherever they stand on the page.
const BULK: &str = "bulk";

/// The heading of the column that picks rows: picks all of them, with script.
pub(crate) fn pick_heading() -> Markup {
    html! { th.pick scope="col" { span.unseen { "Pick" } input type="checkbox" data-select-all=(BULK) aria-label="Pick every row on this page" hidden; } }
}

/// The cell that picks one row.
pub(crate) fn pick(id: &str, name: &str) -> Markup {
    html! { td.pick { label { input type="checkbox" name="id" value=(id) form=(BULK) aria-label={ "Pick " (name) }; } } }
}

/// What can be done with the picked rows, as fields and buttons of one form.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn bulk_bar(action: &str, inside: Markup) -> Markup {
    html! {
        form.bulk id=(BULK) method="post" action=(action) data-bulk {
            strong data-bulk-count aria-live="polite" { "With the picked rows" }
            (inside)
        }
    }
}

/// A list with nothing in it: what belongs there, and what to do first. Give filtered lists
/// `nothing_found` instead.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn empty(title: &str, sentence: &str, actions: Markup) -> Markup {
    html! {
        div.empty {
            h2 { (title) }
            p { (sentence) }
            div.actions { (actions) }
        }
    }
}

/// A page after the last one of a list of `n_items`, if it is such a page.
pub(crate) fn beyond(list: &List, n_items: u64, many: &str) -> Option<Markup> {
    let last = list.n_pages(n_items);
    if n_items == 0 || list.page <= last {
        return None;
    }
    let back = html! { a.button href=(list.on_page(last).link()) { "Go to the last page" } };
    let title = format!("There is no page {}", list.page);
    let sentence = match last {
        1 => format!("All {many} that there are to see stand on one page."),
        _ => format!("The {many} that there are to see end on page {last}."),
    };
    Some(empty(&title, &sentence, back))
}

/// A list in which the filters leave nothing.
pub(crate) fn nothing_found(list: &List, many: &str) -> Markup {
    let all = html! { a.button href=(list.everything().link()) { "Show all " (many) } };
    empty(&format!("No {many} match"), "Nothing here fits the search and filters above.", all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::list::{Known, parsed};

    #[test]
    fn the_count_says_which_rows_are_shown() {
        let list = List::read("page=2", "name");
        assert_eq!(count(&list, 431, "service", "services"), "51 to 100 of 431 services");
        let first = List::read("", "name");
        assert_eq!(count(&first, 12, "service", "services"), "12 services");
        assert_eq!(count(&first, 1, "service", "services"), "1 service");
        assert_eq!(count(&first, 0, "service", "services"), "No services");
    }

    #[test]
    fn a_page_after_the_last_one_says_where_the_list_ends() {
        let shown = |query: &str, n_items| beyond(&List::read(query, "name"), n_items, "services");
        assert!(shown("page=2", 51).is_none() && shown("page=9", 0).is_none());
        let far = shown("page=9999&tier=1", 51).unwrap().into_string();
        assert!(far.contains("There is no page 9999") && far.contains("end on page 2"), "{far}");
        assert!(far.contains(r#"href="?tier=1&amp;page=2""#), "{far}");
    }

    #[test]
    fn page_300_of_1000_links_to_its_neighbors_and_both_ends() {
        let list = List::read("page=300&tier=1", "name");
        let shown = pages(&list, 50_000, "service", "services").into_string();
        for number in [1, 299, 300, 301, 1000] {
            assert!(shown.contains(&format!(r#"aria-label="Page {number}""#)), "{number}");
        }
        assert_eq!(shown.matches("aria-label=\"Page ").count(), 5);
        assert!(shown.contains(r#"rel="next" href="?tier=1&amp;page=301""#));
    }

    #[test]
    fn the_search_form_keeps_filters_it_does_not_show() {
        let list = List::read("text=x&from=map&tier=1&sort=tier", "name");
        let tier = Filter {
            name: "tier",
            label: "Tier",
            choices: vec![Choice::new("1", "Tier 1")],
            ..Filter::default()
        };
        let shown = toolbar(&list, "Search", &[tier], html! {}).into_string();
        assert!(shown.contains(r#"<input type="hidden" name="from" value="map">"#));
        assert!(shown.contains(r#"<input type="hidden" name="sort" value="tier">"#));
        assert!(!shown.contains(r#"<input type="hidden" name="tier""#));
        assert!(shown.contains("Tier: Tier 1"));
    }

    #[test]
    fn a_filter_that_is_not_known_is_named_with_a_link_that_clears_it() {
        let known: &[Known] = &[("tier", parsed::<u8>)];
        let list = List::read("tier=1&state=xyz&page=2", "name").knowing(known);
        let shown = toolbar(&list, "Search", &[], html! {}).into_string();
        assert!(shown.contains("<code>state=xyz</code>"), "{shown}");
        assert!(shown.contains(r#"<a href="?tier=1&amp;page=2">Clear it</a>"#), "{shown}");
        assert!(!shown.contains(r#"name="state""#), "no filter that is not there is kept");
    }

    #[test]
    fn a_sorted_column_says_so() {
        let list = List::read("sort=tier&descending=true", "name");
        assert!(heading(&list, "tier", "Tier").into_string().contains(r#"aria-sort="descending""#));
        assert!(!heading(&list, "name", "Name").into_string().contains("aria-sort"));
    }
}
