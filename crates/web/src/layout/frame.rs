//! The whole page: skip link, menu, bar, band, notice, and what the page is about.

use maud::{DOCTYPE, Markup, html};

use super::MENU;
use super::states::{Tone, state};
use crate::assets;

/// One line of the menu.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    /// One of `MENU`, or empty for what stands above the phases.
    pub(crate) phase: &'static str,
    pub(crate) label: &'static str,
    pub(crate) href: &'static str,
    /// How many there are, where the number says something.
    pub(crate) count: Option<u64>,
    /// Whether the number is one that ought to be nought.
    pub(crate) bad: bool,
    pub(crate) current: bool,
}

/// Who is signed in, as the bar shows it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// Their role and agency, in words.
    pub(crate) role: String,
    /// What the menu under the name offers: label and address.
    pub(crate) links: Vec<(String, String)>,
}

/// What has just been done, shown once.
#[derive(Debug, Clone)]
pub(crate) struct Flash {
    pub(crate) tone: Tone,
    pub(crate) text: String,
}

/// Everything around a page that depends on the request, but not on the page.
#[derive(Default)]
pub(crate) struct Frame {
    /// Whose programme this is: `State of Franklin`.
    pub(crate) state_name: String,
    pub(crate) person: Option<Person>,
    pub(crate) menu: Vec<Entry>,
    /// Whether its reader sees nothing that could be searched for.
    pub(crate) is_narrow: bool,
    /// What must be seen on every page, such as a major incident.
    pub(crate) band: Option<Markup>,
    pub(crate) flash: Option<Flash>,
    pub(crate) version: String,
}

impl Frame {
    /// A page within the menu and the bar.
    #[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
    pub(crate) fn page(&self, title: &str, main: Markup) -> Markup {
        let body = html! {
            body.app {
                a.skip href="#main" { "Skip to content" }
                (self.rail())
                div.main {
                    @if let Some(band) = &self.band { div.band role="status" { (band) } }
                    (self.bar())
                    main.page #main tabindex="-1" {
                        @if let Some(flash) = &self.flash { (flash.shown()) }
                        (main)
                    }
                    footer.foot {
                        span { "Mainstay " (self.version) }
                        span { kbd { "?" } " lists the keys" }
                    }
                }
            }
        };
        let early = html! { link rel="modulepreload" href=(assets::url("script/palette.js")); };
        whole(title, &early, &body)
    }

    /// A page for somebody who is not signed in: sign-in, first run, errors.
    #[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
    pub(crate) fn alone(&self, title: &str, main: Markup) -> Markup {
        let body = html! {
            body.alone {
                a.skip href="#main" { "Skip to content" }
                main #main tabindex="-1" {
                    (brand())
                    @if let Some(flash) = &self.flash { (flash.shown()) }
                    (main)
                }
            }
        };
        whole(title, &html! {}, &body)
    }

    /// A page that a browser keeps: around it is nothing that needs the server.
    #[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
    pub(crate) fn kept(title: &str, main: Markup) -> Markup {
        let body = html! { body { a.skip href="#main" { "Skip to content" } (main) } };
        let early = html! { link rel="manifest" href="/manifest.webmanifest"; };
        whole(title, &early, &body)
    }

    fn rail(&self) -> Markup {
        // Overview first and people last: the phases are the order of the work.
        let [people, phases @ ..] = MENU;
        let order = std::iter::once("").chain(phases).chain(std::iter::once(people));
        html! {
            header.rail {
                (brand())
                button.button.menu-button type="button" popovertarget="menu" { "Menu" }
                div.navs #menu popover {
                    @for phase in order { (self.phase(phase)) }
                }
            }
        }
    }

    fn phase(&self, phase: &str) -> Markup {
        let entries: Vec<_> = self.menu.iter().filter(|it| it.phase == phase).collect();
        let name = if phase.is_empty() { "Overview" } else { phase };
        html! {
            @if !entries.is_empty() {
                nav aria-label=(name) {
                    @if !phase.is_empty() { div.phase aria-hidden="true" { (phase) } }
                    @for entry in entries {
                        a href=(entry.href) aria-current=[entry.current.then_some("page")] {
                            (entry.label)
                            @if let Some(count) = entry.count {
                                " " span.count.bad[entry.bad] { (grouped(count)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn bar(&self) -> Markup {
        html! {
            div.bar role="region" aria-label="Search and account" {
                @if !self.is_narrow {
                    a.search href="/search" data-palette="/search.json" {
                        span { "Find a service, asset, person or agency" } kbd { "Ctrl K" }
                    }
                }
                span.quiet.where { (self.state_name) }
                @if let Some(person) = &self.person { (self.person_menu(person)) }
            }
        }
    }

    fn person_menu(&self, person: &Person) -> Markup {
        html! {
            details.menu.person data-menu {
                summary { (person.name) }
                div.items {
                    @if !person.role.is_empty() { p { (person.role) } }
                    @for (label, href) in &person.links { a href=(href) { (label) } }
                    form method="post" action="/sign-out" {
                        button.item { "Sign out" }
                    }
                }
            }
        }
    }
}

impl Flash {
    /// The notice: read out by a screen reader as soon as it is there.
    pub(crate) fn shown(&self) -> Markup {
        html! { div class={ "notice " (self.tone) } role="status" { (state(self.tone, &self.text)) } }
    }
}

/// A document. `early` is what its head asks for before its scripts do.
fn whole(title: &str, early: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Mainstay" }
                link rel="stylesheet" href=(assets::url("mainstay.css"));
                link rel="icon" type="image/svg+xml" href=(assets::url("icons/mainstay.svg"));
                (early)
                script type="module" src=(assets::url("script/main.js")) {}
            }
            (body)
        }
    }
}

fn brand() -> Markup {
    html! {
        a.brand href="/" {
            svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" {
                path d="M11 2v18M3 20 11 2l8 18M5.6 14h10.8" fill="none" stroke="currentColor"
                    stroke-width="1.8" stroke-linejoin="round" {}
            }
            "Mainstay"
        }
    }
}

/// A number for people: `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if 0 < index && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// So many of something: `1 row`, `1,234 rows`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let shown = [0, 999, 1_000, 50_000, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "50,000", "1,234,567"]);
    }

    #[test]
    fn one_is_not_many() {
        let shown = [0, 1, 2, 1_000].map(|it| counted(it, "row", "rows"));
        assert_eq!(shown, ["0 rows", "1 row", "2 rows", "1,000 rows"]);
    }

    #[test]
    fn the_menu_shows_only_phases_that_have_something() {
        let entry =
            Entry { phase: "Prepare", label: "Services", href: "/services", ..Entry::default() };
        let frame = Frame { menu: vec![entry], ..Frame::default() };
        let page = frame.page("Services", html! { h1 { "Services" } }).into_string();
        assert!(page.contains(r#"<nav aria-label="Prepare">"#));
        assert!(!page.contains("Respond") && !page.contains("Overview"));
    }
}
