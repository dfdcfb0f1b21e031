//! What must hold for every part: names are inert, fields have labels, nothing has a style or a
//! script of its own.

use maud::{Markup, html};

use super::charts::Caption;
use super::charts::cost::{CostOfDowntime, cost};
use super::charts::counties::{Counties, Site, counties};
use super::charts::impact::{ImpactOverTime, impact};
use super::charts::map::{Edge, Map, Node, map};
use super::charts::timeline::{Bar, Timeline, timeline};
use super::conflict::{self, Conflict, Versions};
use super::error::ErrorPage;
use super::forms::{self, Choice, Field};
use super::frame::{Entry, Flash, Frame, Person};
use super::list::List;
use super::lists::{self, Filter, SavedView};
use super::parts::{self, Head, PhaseFigure, Progress, Step, Tab};
use super::records::{self, Branch, Confirm, Matrix};
use super::states::{self, Tone};

/// A name that would do harm where it is not escaped.
const EVIL: &str = r#"<script>alert("x")</script>' onload='y"#;

fn evil() -> String {
    EVIL.to_owned()
}

/// One of every field.
fn fields() -> Markup {
    let problems = [("name".to_owned(), evil()), (String::new(), evil())];
    let choices = [Choice::new("1", EVIL), Choice::new(EVIL, "Two")];
    let field =
        |name| Field::new(name, EVIL).value(EVIL).hint(EVIL).problem_in(&problems).required();
    let rows = html! {
        (forms::error_summary(&problems))
        (forms::text(&field("name")))
        (forms::email(&field("email")))
        (forms::password(&field("password"), "current-password"))
        (forms::number(&field("number")))
        (forms::duration(&field("duration")))
        (forms::date(&field("date")))
        (forms::textarea(&field("text"), 4))
        (forms::select(&field("select"), &choices, "None"))
        (forms::lookup(&field("lookup"), "/search.json?kind=agency"))
        (forms::checkbox(&field("checkbox"), true))
        (forms::buttons("Save", "/services"))
    };
    html! {
        (forms::form("/services", rows))
        (forms::upload("/import", forms::file(&field("file"), ".csv", true)))
    }
}

fn a_list() -> Markup {
    let list = List::read("text=%3Cscript%3E&tier=1&x=%22%3E%3Cscript%3E&page=2", "name");
    let filter = Filter {
        name: "tier",
        label: EVIL,
        choices: vec![Choice::new("1", EVIL)],
        ..Filter::default()
    };
    let view = SavedView { id: "1".to_owned(), name: evil(), query: "tier=1".to_owned() };
    html! {
        (lists::toolbar(&list, EVIL, &[filter], html! {
            (lists::saved_views(&list, &[view], "/services/views"))
            (lists::exports(&list, "/services"))
        }))
        (lists::bulk_bar("/services/bulk", html! { button.button { "Retire" } }))
        (lists::table(EVIL, html! {
            (lists::pick_heading()) (lists::heading(&list, "name", EVIL)) (lists::number_heading(&list, "tier", "Tier"))
        }, html! { tr { (lists::pick("1", EVIL)) td { (EVIL) } td.num { "1" } } }))
        (lists::wide_table(EVIL, html! {}, html! {}))
        (lists::pages(&list, 50_000, "service", "services"))
        (lists::empty(EVIL, EVIL, html! {}))
        (lists::nothing_found(&list, "services"))
    }
}

fn some_parts() -> Markup {
    let tab = Tab { label: EVIL, href: "/".to_owned(), count: Some(3), current: true };
    let step = Step { what: Some(html! { (EVIL) }), detail: evil(), now: true, ..Step::default() };
    let figure = PhaseFigure { phase: evil(), figure: evil(), ..PhaseFigure::default() };
    let head = Head {
        crumbs: vec![(evil(), "/".to_owned())],
        title: EVIL,
        lead: Some(html! { (EVIL) }),
        actions: Some(parts::primary(EVIL, "/")),
    };
    let work = Progress { doing: EVIL, done: 3, total: Some(9), left: EVIL, cancel: Some("/stop") };
    html! {
        (head.shown())
        (parts::phases(&[figure]))
        (parts::tabs(EVIL, &[tab]))
        (parts::notice(Tone::Warn, EVIL, html! { (EVIL) }))
        (parts::panel(EVIL, parts::button(EVIL, "/"), parts::steps(&[step])))
        (parts::padded_panel(EVIL, html! {}, parts::facts(&[(EVIL, html! { (EVIL) })])))
        (parts::log(&[(parts::moment(EVIL, EVIL), parts::day(EVIL, EVIL))]))
        (parts::progress(&work))
        (states::state(Tone::Bad, EVIL)) (states::standing(EVIL)) (states::analysis(EVIL))
        (ErrorPage { title: EVIL, advice: EVIL, request_id: Some(EVIL), links: vec![(EVIL, "/")] }.shown())
    }
}

fn some_records() -> Markup {
    let differs =
        Versions { name: "name".to_owned(), label: evil(), yours: evil(), ..Versions::default() };
    let conflict = Conflict { what: EVIL, who: EVIL, fields: vec![differs], ..Conflict::default() };
    let ask =
        Confirm { question: EVIL, fields: vec![("id".to_owned(), evil())], ..Confirm::default() };
    let leaf = Branch { label: evil(), detail: evil(), ..Branch::default() };
    let branch = Branch { label: evil(), branches: vec![leaf], ..Branch::default() };
    html! {
        (records::confirm(&ask))
        (conflict::conflict(&conflict))
        (records::changes(&[(evil(), evil(), String::new())]))
        (records::tree(&[branch]))
        (records::matrix(&matrix()))
    }
}

/// One of every chart.
fn some_charts() -> Markup {
    let caption = Caption { finding: EVIL, csv: Some("/chart.csv") };
    let href = Some("/assets/1".to_owned());
    let bar = Bar {
        name: evil(),
        href: href.clone(),
        start_s: 9_000,
        wait: evil(),
        finish_s: 9_900,
        ..Bar::default()
    };
    let line = Timeline { caption: caption.clone(), bars: vec![bar], target_s: Some(600) };
    let levels = ImpactOverTime {
        caption: caption.clone(),
        points: vec![evil()],
        rows: vec![(evil(), vec![Some(4)])],
        unacceptable: 4,
        first: Some(0),
    };
    let dear = CostOfDowntime {
        caption: caption.clone(),
        curve: vec![(3_600, 900)],
        remedy: Some((500, evil())),
        break_even_s: Some(2_000),
        target_s: Some(3_000),
    };
    let site = Site { name: evil(), county: evil(), weight: 1, ..Site::default() };
    let sites = Counties { caption, sites: vec![site], ..Counties::default() };
    let node = |id: &str| Node {
        id: id.to_owned(),
        name: evil(),
        detail: evil(),
        standing: evil(),
        ..Node::default()
    };
    let edge = Edge { from: evil(), to: "1".to_owned(), soft: true, max_gap: evil(), binds: true };
    let whole = Map {
        finding: EVIL,
        nodes: vec![node(EVIL), node("1")],
        edges: vec![edge],
        focus: Some("1"),
        csv: None,
    };
    html! { (timeline(&line)) (impact(&levels)) (cost(&dear)) (counties(&sites)) (map(&whole)) }
}

fn matrix() -> Matrix {
    Matrix {
        points: vec![("3600".to_owned(), evil()), ("14400".to_owned(), "4 h".to_owned())],
        rows: vec![("money".to_owned(), evil(), vec![Some(2), Some(4)])],
        levels: (1..=5).map(|_| evil()).collect(),
        unacceptable: 4,
        editable: true,
    }
}

fn everything() -> String {
    let entry = Entry {
        phase: "Prepare",
        label: EVIL,
        href: "/services",
        count: Some(9),
        ..Entry::default()
    };
    let frame = Frame {
        state_name: evil(),
        person: Some(Person { name: evil(), role: evil(), links: vec![(evil(), "/".to_owned())] }),
        menu: vec![entry],
        band: Some(html! { (EVIL) }),
        flash: Some(Flash { tone: Tone::Good, text: evil() }),
        version: evil(),
        is_narrow: false,
    };
    let main = html! { (fields()) (a_list()) (some_parts()) (some_records()) (some_charts()) };
    frame.page(EVIL, main).into_string() + &frame.alone(EVIL, html! { (EVIL) }).into_string()
}

#[test]
fn a_name_is_inert_wherever_it_is_shown() {
    let page = everything();
    let scripts = page.matches("<script").count();
    assert_eq!(scripts, 2, "only the module of each page");
    assert!(!page.contains("alert(\"x\")"), "a quote got through");
}

#[test]
fn nothing_has_a_style_or_a_script_of_its_own() {
    let page = everything();
    for forbidden in [" style=", "<style", "javascript:", "onclick=", "<script>"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    for script in page.split("<script ").skip(1) {
        assert!(script.contains("\"></script>"), "a script has text of its own");
    }
}

#[test]
fn every_field_has_a_label_and_every_id_is_there_once() {
    let page = html! { (fields()) (a_list()) (some_records()) }.into_string();
    for tag in ["<input ", "<select ", "<textarea "] {
        for element in page.split(tag).skip(1) {
            let element = element.split('>').next().unwrap();
            let id = attribute(element, "id");
            let labeled = id.is_some_and(|it| page.contains(&format!("<label for=\"{it}\"")));
            let hidden = element.contains("type=\"hidden\"");
            assert!(labeled || hidden || element.contains("aria-label="), "{tag}{element}");
        }
    }
    for id in page.split(" id=\"").skip(1).filter_map(|it| it.split('"').next()) {
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
}

#[test]
fn a_problem_is_tied_to_its_field() {
    let page = fields().into_string();
    assert!(page.contains("aria-describedby=\"f-name-hint f-name-problem\" aria-invalid=\"true\""));
    assert!(page.contains("<a href=\"#f-name\">"));
}

#[test]
fn the_first_unacceptable_cell_of_a_row_is_marked() {
    let shown = records::matrix(&matrix()).into_string();
    assert_eq!(shown.matches("first").count(), 1);
    assert!(shown.contains("class=\"first level-4\""), "{shown}");
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}=\"");
    let from = element
        .starts_with(&start)
        .then_some(0)
        .or_else(|| element.find(&format!(" {start}")).map(|it| it + 1));
    element.get(from? + start.len()..)?.split('"').next()
}
