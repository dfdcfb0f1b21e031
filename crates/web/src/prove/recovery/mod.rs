//! Recovery analysis over HTTP: what is late, what is wrong, what everything hangs on, and what
//! nobody has said.

mod agencies;
mod findings;
mod late;
mod missing;
mod points;
mod services;
mod times;

pub(super) use services::services_path;
pub(super) use times::first as first_times;

use app::Ctx;
use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies as people;
use maud::{Markup, html};

use crate::Routes;
use crate::error::Answer;
use crate::layout::list::{Known, List, parsed};
use crate::layout::lists;
use crate::layout::parts::{self, Head, Tab};
use crate::routes::Access::Needs;

/// The routes of its pages.
pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadReports);
    Routes::new()
        .get("/recovery", read, late::show)
        .get("/recovery/services", read, services::show)
        .get("/recovery/services.csv", read, services::csv)
        .get("/recovery/services.xlsx", read, services::xlsx)
        .get("/recovery/findings", read, findings::show)
        .get("/recovery/findings.csv", read, findings::csv)
        .get("/recovery/findings.xlsx", read, findings::xlsx)
        .get("/recovery/single-points", read, points::show)
        .get("/recovery/single-points.csv", read, points::csv)
        .get("/recovery/single-points.xlsx", read, points::xlsx)
        .get("/recovery/missing", read, missing::show)
        .get("/recovery/times", read, times::show)
        .get("/recovery/times.csv", read, times::csv)
        .get("/recovery/times.xlsx", read, times::xlsx)
        .get("/recovery/agencies", read, agencies::show)
        .get("/recovery/agencies.csv", read, agencies::csv)
        .get("/recovery/agencies.xlsx", read, agencies::xlsx)
}

/// What every address may ask for.
const OF_AGENCY: Known = ("agency", parsed::<AgencyId>);

/// The agency that an address asks for.
fn agency(list: &List) -> Option<AgencyId> {
    list.filter("agency").and_then(|it| it.parse().ok())
}

/// The top of each page: its finding, of which agency, and the other pages beside it.
async fn top(
    ctx: &Ctx,
    list: &List,
    current: &str,
    (title, lead): (&str, Markup),
) -> Answer<Markup> {
    let agency = agency(list);
    let name = match agency {
        Some(id) => Some((id, people::show(ctx, id).await?.name)),
        None => None,
    };
    let crumbs = match &name {
        Some((_, name)) => vec![
            ("All agencies".to_owned(), current.to_owned()),
            (name.clone(), format!("/?agency={}", list.filter("agency").unwrap_or_default())),
        ],
        None => Vec::new(),
    };
    let address = |path: &str| match agency {
        Some(id) => format!("{path}?agency={id}"),
        None => path.to_owned(),
    };
    let pages = [
        ("Late services", "/recovery"),
        ("All services", "/recovery/services"),
        ("Contradictions", "/recovery/findings"),
        ("Single points of failure", "/recovery/single-points"),
        ("Missing times", "/recovery/times"),
        ("Not said yet", "/recovery/missing"),
        ("Agencies", "/recovery/agencies"),
    ];
    let tabs = pages.map(|(label, path)| Tab {
        label,
        href: address(path),
        current: path == current,
        ..Tab::default()
    });
    let head = Head { crumbs, title, lead: Some(lead), ..Head::default() };
    Ok(html! {
        (head.shown())
        (parts::tabs("Recovery analysis", &tabs))
        (lists::misread(list))
    })
}
