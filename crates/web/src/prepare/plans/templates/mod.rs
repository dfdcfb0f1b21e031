//! The templates of plans over HTTP: which there are, one of them with its versions and the plans that
//! are written to it, and its form.

mod edit;
mod list;
mod show;

pub(super) use edit::{edit, publish};
pub(super) use list::{csv, list, xlsx};
pub(super) use show::{plans_csv, plans_xlsx, show};

use app::Ctx;
use app::actor::{Permission, Place};

/// The page of the template of a type.
pub(super) fn template_path(code: &str) -> String {
    format!("/plans/templates/{code}")
}

fn crumbs() -> Vec<(String, String)> {
    vec![
        ("Plans".to_owned(), "/plans".to_owned()),
        ("Templates".to_owned(), "/plans/templates".to_owned()),
    ]
}

/// Whether the reader may publish templates.
fn may_publish(ctx: &Ctx) -> bool {
    ctx.actor.may(Permission::WriteSettings, Place::State)
}
