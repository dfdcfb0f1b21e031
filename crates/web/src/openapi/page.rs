//! The page that lists what the API can do, for people.

use std::collections::BTreeMap;

use app::actor::Permission;
use axum::http::Uri;
use maud::{Markup, html};

use super::Operation;
use crate::layout::lists;
use crate::layout::parts::{Head, panel};
use crate::request::MaybeCtx;
use crate::routes::{Access, Entry};
use crate::shell::{Shell, alone};

/// `GET /api`
pub(super) async fn show(MaybeCtx(ctx): MaybeCtx, uri: Uri) -> Markup {
    let routes = crate::routes();
    let mut by_tag: BTreeMap<&str, Vec<(&Entry, &Operation)>> = BTreeMap::new();
    for entry in routes.entries() {
        if let Some(operation) = &entry.operation {
            by_tag.entry(operation.tag).or_default().push((entry, operation));
        }
    }
    let lead = html! {
        "Everything that the pages do, programs can do. The whole description is "
        a href="/api/v1/openapi.json" { "OpenAPI 3.1" }
        ". Send a token of your account as " code { "Authorization: Bearer mst_…" }
        ". Addresses begin with " code { (BASE) } "."
    };
    let main = html! {
        (Head { title: "API", lead: Some(lead), ..Head::default() }.shown())
        @for (tag, operations) in &by_tag {
            (panel(tag, html! { small { (operations.len()) } }, table(tag, operations)))
        }
    };
    match ctx {
        Some(ctx) => Shell::new(ctx, uri.path()).await.page("API", main),
        None => alone("API", main),
    }
}

fn table(tag: &str, operations: &[(&Entry, &Operation)]) -> Markup {
    lists::table(
        tag,
        html! {
            th scope="col" { "What it does" }
            th scope="col" { "Address" }
            th scope="col" { "Who may" }
        },
        html! {
            @for (entry, operation) in operations {
                tr {
                    td { (operation.summary) }
                    td { code { (entry.method) " " (under(entry.path)) } }
                    td data-label="Who may" { (who(entry.access)) }
                }
            }
        },
    )
}

/// Where every address begins: said once, because the page would be a sixth longer.
const BASE: &str = "/api/v1";

fn under(path: &str) -> &str {
    path.strip_prefix(BASE).unwrap_or(path)
}

fn who(access: Access) -> &'static str {
    match access {
        Access::Public => "Anyone",
        Access::SignedIn => "Anyone signed in",
        Access::Needs(permission) => Permission::name(permission),
    }
}
