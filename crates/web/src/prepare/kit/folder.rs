//! What is taken along, as a folder of plain pages that need no server: a browser opens them from a
//! disk or a stick, and searches them.

use app::plans::blocks::Block;
use app::plans::kit::{Kit, Taken};
use app::signing::manifest::Files;
use maud::{DOCTYPE, Markup, html};
use serde::Serialize;

use super::parts;
use crate::assets;

/// One thing that is found by its words.
#[derive(Serialize)]
struct Found {
    /// Which page it is on.
    href: String,
    /// What the page is called.
    title: String,
    /// Where on the page it stands.
    part: String,
    /// What it says.
    text: String,
}

/// The pages, the stylesheet and the search of a kit. The plans as PDF come beside them.
pub fn pages(kit: &Kit) -> Files {
    let mut files = Files::new();
    let mut add = |path: String, text: String| drop(files.insert(path, text.into_bytes()));
    add("index.html".to_owned(), index(kit));
    let calls = parts::calls(&kit.calls, kit.zone);
    add("contacts.html".to_owned(), page(kit, "Contacts", "contacts.html", &calls));
    let order = parts::order(&kit.order);
    add("order.html".to_owned(), page(kit, "Order of recovery", "order.html", &order));
    for it in &kit.plans {
        let path = Kit::page_of(&it.opened.plan.code);
        let text = page(kit, &it.opened.plan.title, &path, &plan(kit, it));
        add(path, text);
    }
    for (path, asset) in [("kit.css", "mainstay.css"), ("kit.js", "kit/kit.js")] {
        add(path.to_owned(), assets::text(asset));
    }
    // A page from a disk may load no data, but a script.
    let words = serde_json::to_string(&words(kit)).unwrap_or_else(|_| "[]".to_owned());
    add("words.js".to_owned(), format!("globalThis.KIT_WORDS = {words};\n"));
    files
}

fn plan(kit: &Kit, it: &Taken) -> Markup {
    html! {
        p { a href=(Kit::pdf_of(&it.opened.plan.code)) { "The same as PDF, to print" } }
        (parts::plan(it, kit.zone))
    }
}

fn index(kit: &Kit) -> String {
    let pdf = |code: &str| html! { " " small { a href=(Kit::pdf_of(code)) { "PDF" } } };
    let main = html! {
        form.toolbar role="search" data-search hidden {
            div.field.search {
                label for="search" { "Search the plans and contacts" }
                input id="search" type="search" autocomplete="off" spellcheck="false";
            }
        }
        noscript { p.quiet { "To search all pages at once, let the browser run scripts. In one page its own search works." } }
        section data-found aria-live="polite" hidden {}
        (parts::plans(kit, Kit::page_of, pdf))
        p.quiet {
            "The files here are listed with their hashes in " code { "manifest.json" } ", which is signed: "
            code { "mainstay kit check FOLDER" } " says whether all is as it was made."
        }
    };
    page(kit, &format!("{} without a network", kit.title), "index.html", &main)
}

fn page(kit: &Kit, title: &str, path: &str, main: &Markup) -> String {
    let tabs = [
        ("Plans", "index.html"),
        ("Contacts", "contacts.html"),
        ("Order of recovery", "order.html"),
    ];
    let machine = kit.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · " (kit.title) }
                link rel="stylesheet" href="kit.css";
            }
            body {
                a.skip href="#main" { "Skip to content" }
                main.page #main tabindex="-1" {
                    div.head { div {
                        h1 { (title) }
                        p {
                            (kit.state) ". As it was on " (parts::at(kit.made_at, kit.zone))
                            span data-age=(machine) {} "."
                        }
                    } }
                    nav aria-label="Kit" {
                        ul.tabs {
                            @for (label, href) in tabs {
                                li { a href=(href) aria-current=[(href == path).then_some("page")] { (label) } }
                            }
                        }
                    }
                    (main)
                }
                script src="words.js" {}
                script src="kit.js" {}
            }
        }
    };
    page.into_string()
}

/// Everything that can be found, section by section and person by person.
fn words(kit: &Kit) -> Vec<Found> {
    let mut found = Vec::new();
    for it in &kit.plans {
        let (plan, version) = (&it.opened.plan, &it.opened.version);
        let page = Kit::page_of(&plan.code);
        for section in &version.content.sections {
            let known = it.opened.template.section(&section.key);
            let kinds = known.map_or(&[][..], |it| it.blocks.as_slice());
            let blocks = it.opened.blocks.iter().filter(|it| kinds.contains(&it.kind));
            let blocks: Vec<String> = blocks.map(cells).collect();
            let own = [section.text.as_str(), section.not_applicable.as_str()];
            found.push(Found {
                href: format!("{page}#section-{}", section.key),
                title: plan.title.clone(),
                part: known.map_or(section.key.as_str(), |it| it.title.as_str()).to_owned(),
                text: own
                    .into_iter()
                    .chain(blocks.iter().map(String::as_str))
                    .collect::<Vec<_>>()
                    .join(" "),
            });
        }
    }
    for it in &kit.calls.contacts {
        let channels: Vec<String> =
            it.channels.iter().map(|(kind, value, _)| format!("{kind}: {value}")).collect();
        found.push(Found {
            href: "contacts.html".to_owned(),
            title: it.name.clone(),
            part: it.title.clone(),
            text: format!("{} {}", it.agency, channels.join(" ")),
        });
    }
    found
}

fn cells(block: &Block) -> String {
    let rows = block.rows.iter().map(|it| it.cells.join(" "));
    [block.kind.title().to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join(" ")
}
