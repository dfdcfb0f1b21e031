//! Every page, wide and narrow, light and dark: usable by everybody, and quiet.

use std::collections::BTreeSet;

use app::actor::Role;
use serde::Deserialize;

use super::tab::Tab;
use super::{axe, with_browser};
use crate::server::Server;

/// How large a page may be, without its charts.
const HTML_BYTES_MAX: usize = 64_000;

/// Desk and telephone.
const WIDTHS: [i64; 2] = [1440, 390];

#[test]
fn every_page_can_be_used_by_everybody_in_every_width_and_both_schemes() {
    with_browser(async |server, chromium| {
        let tab = chromium.tab(&server).await;
        let mut problems = Vec::new();
        let mut left: BTreeSet<String> = web::menu().map(str::to_owned).collect();
        tab.look(1440, "light").await;
        tab.open("/sign-in").await;
        problems.extend(look(&tab, "/sign-in", 200).await);

        for role in [Role::ContinuityTeam, Role::Administrator] {
            tab.sign_in(&server, role).await;
            let shown: BTreeSet<String> = tab.value(MENU_SHOWN).await;
            let of_menu = left.intersection(&shown).cloned().collect();
            left = left.difference(&shown).cloned().collect();
            for path in pages(&tab, of_menu, role).await {
                problems.extend(visit(&tab, &path).await);
            }
        }
        // Who may see everything writes no impact analysis: its form belongs to a coordinator.
        tab.sign_in(&server, Role::Coordinator).await;
        let forms = analysis_forms(&tab).await.into_iter();
        for path in forms.chain(["/plans/import".to_owned()]) {
            problems.extend(visit(&tab, &path).await);
        }
        problems.extend(left.into_iter().map(|it| format!("nobody who signed in sees {it}")));
        assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
        drop::<Server>(server);
    });
}

const MENU_SHOWN: &str =
    "[...document.querySelectorAll('#menu a')].map((it) => it.getAttribute('href'))";

/// Pages that no menu leads to, and what stands there when nothing is found.
const OF_NO_MENU: [&str; 24] = [
    "/services/new",
    "/scenarios/new",
    "/imports/new",
    "/investments/new",
    "/risks/new",
    "/strategies?funding=unfunded",
    "/settings/risk",
    "/settings/inspections",
    "/disruptions/new",
    "/settings/plans",
    "/obligations/new",
    "/objectives/new",
    "/lessons/new",
    "/programme/benefits",
    "/projects/new",
    "/plans?owner=me",
    "/worth-buying?tier=all",
    "/access/roles",
    "/account",
    "/offline",
    "/offline/read",
    "/search?q=tax",
    "/services?q=nothing+is+called+this",
    "/no-such-page",
];

/// The pages of the menu, and those behind them of which the menu knows nothing.
async fn pages(tab: &Tab, of_menu: Vec<String>, role: Role) -> Vec<String> {
    let mut paths = of_menu.clone();
    for list in &of_menu {
        let Some(path) = tab.first(list).await else { continue };
        let forms = [
            "/services",
            "/data-sets",
            "/groups",
            "/agencies",
            "/people",
            "/investments",
            "/obligations",
            "/compliance",
            "/objectives",
        ];
        if forms.contains(&list.as_str()) {
            paths.push(format!("{path}/edit"));
        }
        if list == "/agencies" {
            paths.push(format!("{path}/kit"));
        }
        paths.push(path);
    }
    if role != Role::ContinuityTeam {
        return paths;
    }
    let missed = tab.first("/services?standing=missed").await.expect("a service is missed");
    tab.open(&missed).await;
    let what_if: Option<String> = tab
        .value(
            "(() => { const it = document.querySelector('form[action$=\"/what-if\"]'); \
             if (!it) return null; it.item.selectedIndex = it.item.options.length - 1; \
             return `${it.getAttribute('action')}?item=${it.item.value}&takes=1h`; })()",
        )
        .await;
    paths.push(what_if.expect("a missed service offers a what-if"));
    let of_service = ["/map", "/retire", "/cuts", "/cuts?order=1", "/likely"];
    paths.extend(of_service.map(|it| format!("{missed}{it}")));
    // A fix of it as a scenario: its page says what is assumed, and so does its form.
    tab.send("form[action$='/fixes'] button").await;
    tab.until("location.pathname.startsWith('/scenarios/')").await;
    let fix: String = tab.value("location.pathname").await;
    paths.extend([format!("{fix}/edit"), fix]);
    paths.push(missed);
    paths.extend(scenario_pages(tab).await);
    paths.extend(OF_NO_MENU.map(str::to_owned));
    paths
}

/// The pages of a scenario and of a run of it that was just done.
async fn scenario_pages(tab: &Tab) -> Vec<String> {
    let scenario = tab.first("/scenarios?text=data+center").await.expect("a scenario is there");
    tab.open(&scenario).await;
    tab.send("form[action$='/runs'] button").await;
    tab.until("location.pathname.startsWith('/scenarios/runs/')").await;
    tab.until("document.querySelector('a[href$=\"/curve.csv\"]') !== null").await;
    let run: String = tab.value("location.pathname").await;
    let id = run.rsplit('/').next().unwrap_or_default();
    let parts = ["/services", "/work", "/bookings", "/compare"].map(|it| format!("{run}{it}"));
    let compared = format!("{run}/compare/{id}");
    let of = ["/edit", "/retire"].map(|it| format!("{scenario}{it}"));
    [run.clone(), compared].into_iter().chain(parts).chain(of).collect()
}

/// The forms of an impact analysis that was just started.
async fn analysis_forms(tab: &Tab) -> [String; 4] {
    let approved = tab.first("/analyses?state=approved").await.expect("an analysis is approved");
    tab.open(&approved).await;
    tab.send("form[action='/analyses'] button").await;
    tab.until("location.pathname.endsWith('/edit')").await;
    let edit: String = tab.value("location.pathname").await;
    let path = edit.trim_end_matches("/edit");
    let of = |page: &str| format!("{path}/{page}");
    [of("compare"), of("submit"), edit.clone(), "/analyses/new".to_owned()]
}

async fn visit(tab: &Tab, path: &str) -> Vec<String> {
    tab.look(1440, "light").await;
    tab.noise();
    tab.open(path).await;
    let status = if path == "/no-such-page" { 404 } else { 200 };
    look(tab, path, status).await
}

/// What the server sent.
#[derive(Debug, Deserialize)]
struct Sent {
    status: u16,
    bytes: usize,
}

/// What is wrong with the page that is open.
async fn look(tab: &Tab, path: &str, status: u16) -> Vec<String> {
    let mut problems = Vec::new();
    let sent: Sent = tab.promised(SENT).await;
    if sent.status != status {
        return vec![format!("{path}: answered {}", sent.status)];
    }
    if HTML_BYTES_MAX < sent.bytes {
        problems.push(format!("{path}: {} bytes without its charts", sent.bytes));
    }
    axe::put_in(tab).await;
    for width in WIDTHS {
        for colors in ["light", "dark"] {
            tab.look(width, colors).await;
            let found = match colors {
                "light" => axe::violations(tab).await,
                _ => axe::violations_of_colors(tab).await,
            };
            problems
                .extend(found.into_iter().map(|it| format!("{path} at {width} {colors}: {it}")));
            tab.picture(&format!("{}-{width}-{colors}.png", file_name(path))).await;
        }
        let beyond: Option<String> = tab.value(BEYOND).await;
        problems.extend(beyond.map(|it| format!("{path} at {width}: must be scrolled: {it}")));
    }
    let quiet = |it: &String| !(status == 404 && it.contains("status of 404"));
    problems.extend(tab.noise().into_iter().filter(quiet).map(|it| format!("{path}: {it}")));
    problems
}

/// The size of what the server sends, charts left out.
const SENT: &str = "fetch(location.href, { cache: 'no-store' }).then(async (it) => ({
    status: it.status,
    bytes: new TextEncoder().encode((await it.text()).replace(/<svg[^]*?<\\/svg>/g, '')).length,
}))";

/// At the width of a small desk, no table is cut: neither that of a list nor those of a record.
#[test]
fn at_1280_pixels_no_column_of_a_table_is_cut() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(1440, "light").await;
        tab.sign_in(&server, Role::ContinuityTeam).await;
        let mut paths = vec!["/".to_owned(), "/recovery".to_owned(), "/analyses".to_owned()];
        for list in ["/services?standing=missed", "/services", "/processes", "/assets"] {
            paths.extend(tab.first(list).await);
            paths.push(list.to_owned());
        }
        let mut cut = Vec::new();
        for path in paths {
            for width in [1280, 1440] {
                tab.look(width, "light").await;
                tab.open(&path).await;
                let tables: Vec<String> = tab.value(CUT).await;
                cut.extend(tables.into_iter().map(|it| format!("{path} at {width}: {it}")));
            }
        }
        assert!(cut.is_empty(), "{}", cut.join("\n"));
    });
}

/// The boxes whose tables are wider than they are.
const CUT: &str = "[...document.querySelectorAll('main .scroll')]
    .filter((it) => it.clientWidth < it.scrollWidth)
    .map((it) => `${it.getAttribute('aria-label')}: ${it.scrollWidth} in ${it.clientWidth}`)";

/// What makes the page wider than the window, if anything does.
const BEYOND: &str = "(() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return null;
    const wide = [...document.querySelectorAll('main *')].filter((it) =>
        page.clientWidth + 1 < it.getBoundingClientRect().right && !it.closest('.scroll'));
    return wide.slice(0, 3).map((it) => `${it.tagName}.${it.getAttribute('class')}`).join(' ')
        || 'something outside the main part';
})()";

fn file_name(path: &str) -> String {
    let path = path.split('?').next().unwrap_or(path);
    let name: Vec<&str> = path
        .split('/')
        .filter(|it| !it.is_empty())
        .map(|it| if it.len() == 36 { "one" } else { it })
        .collect();
    if name.is_empty() { "readiness".to_owned() } else { name.join("-") }
}
