//! Starting a plan: what kind of plan it is to be, then what it is called and about.

use app::plans::plan::{self, PlanDocument, Query, Standing};
use app::plans::templates::{self, Family, Template, TemplateVersion};
use app::{Ctx, Error, FieldProblem, Paging};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::fields::{fields, refused, typed, writable};
use super::plan_path;
use crate::error::Answer;
use crate::layout::list::List;
use crate::layout::parts::{self, Head};
use crate::layout::{forms, lists};
use crate::people::agencies::choose_only;
use crate::people::form::{Filled, Typed, again, text};
use crate::request::{Address, Form};
use crate::shell::Shell;

/// `GET /plans/new`: the types, or with one of them the form. What the address says beside it is
/// filled in.
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let given: Typed = List::read(&address, "").extra.into_iter().collect();
    let all = templates::all_current(&shell.ctx).await?;
    let Some(template) = chosen_of(&all, text(&given, "type")) else {
        return Ok(choice(&shell, &all, &given));
    };
    let mut filled = given;
    let agencies = writable(&shell.ctx).await?;
    choose_only(&mut filled, &agencies);
    filled.entry("title".to_owned()).or_insert_with(|| template.name.clone());
    if let Some(parent) = only_parent(&shell.ctx, template).await? {
        filled.entry("parent".to_owned()).or_insert(parent);
    }
    page(&shell, template, &Filled::of(filled)).await
}

/// `POST /plans`
pub(super) async fn start(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let all = templates::all_current(&shell.ctx).await?;
    let Some(template) = chosen_of(&all, text(&sent, "type")) else {
        return Ok(again(choice(&shell, &all, &sent)));
    };
    let (shown, document) = typed(&shell.ctx, &sent).await?;
    let document = document.and_then(complete);
    let started = match document {
        Ok(document) => plan::start(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match started {
        Ok(it) => {
            let path = plan_path(it.id);
            Ok(Redirect::to(&format!("{path}/draft?done=added")).into_response())
        }
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, template, &refused(shown, problems)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// What somebody begins by hand has an agency and a subject: without them nothing in it writes itself. A
/// plan from a file may be about nothing yet, which is a finding.
fn complete(it: PlanDocument) -> Result<PlanDocument, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    if it.agency.trim().is_empty() {
        problems.push(FieldProblem::new("agency", "Choose the agency whose plan it is."));
    }
    if it.items.is_empty() {
        let reason = "Name at least one service, process, system or site that it is about.";
        problems.push(FieldProblem::new("items.0", reason));
    }
    if problems.is_empty() { Ok(it) } else { Err(problems) }
}

/// The types of plans, by the body of practice that they come from.
fn choice(shell: &Shell, all: &[TemplateVersion], given: &Typed) -> Markup {
    let crumbs = vec![("Plans".to_owned(), "/plans".to_owned())];
    let title = "What kind of plan is it?";
    let lead = html! {
        "Each kind says what belongs in it. What is known already, such as the order of recovery or \
         whom to call, writes itself."
    };
    let actions = Some(parts::button("Bring one from Word", "/plans/import"));
    let main = html! {
        (Head { crumbs, title, lead: Some(lead), actions }.shown())
        @for family in [Family::Itscm, Family::Nist, Family::Fema] {
            (parts::panel(family.title(), html! {}, lists::table(family.title(), html! {
                th scope="col" { "Kind of plan" } th scope="col" { "What it is for" }
                th.num scope="col" { "Sections" }
            }, html! {
                @for it in all.iter().map(|it| &it.template).filter(|it| it.family == family) {
                    tr {
                        td data-label="Kind of plan" { a href=(chosen(it, given)) { (it.name) } }
                        td data-label="What it is for" { (it.purpose) }
                        td.num data-label="Sections" { (it.sections.len()) }
                    }
                }
            })))
        }
    };
    shell.page(title, main)
}

/// The template of the type that was chosen.
fn chosen_of<'a>(all: &'a [TemplateVersion], code: &str) -> Option<&'a Template> {
    all.iter().map(|it| &it.template).find(|it| it.code == code)
}

/// Where the form of a type is, with what was filled in before.
fn chosen(template: &Template, given: &Typed) -> String {
    let others = given.iter().filter(|it| it.0 != "type").map(|(a, b)| (a.as_str(), b.as_str()));
    let pairs: Vec<(&str, &str)> =
        [("type", template.code.as_str())].into_iter().chain(others).collect();
    format!("/plans/new?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// The plan that usually invokes one of this type, if there is exactly one of that kind.
async fn only_parent(ctx: &Ctx, template: &Template) -> Answer<Option<String>> {
    let Some(under) = template.under.clone() else { return Ok(None) };
    let paging = Paging { number: 1, size: 2 };
    let found =
        plan::list(ctx, &Query { plan_type: Some(under), paging, ..Query::default() }).await?;
    Ok(match found.items.as_slice() {
        [only] if only.standing != Standing::Retired => Some(only.code.clone()),
        _ => None,
    })
}

async fn page(shell: &Shell, template: &Template, filled: &Filled) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let title = format!("Start: {}", template.name);
    let crumbs = vec![
        ("Plans".to_owned(), "/plans".to_owned()),
        ("Kinds of plans".to_owned(), "/plans/new".to_owned()),
    ];
    let n_required = template.sections.iter().filter(|it| it.required).count();
    let lead = html! { (template.purpose) };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        div.two {
            (forms::form("/plans", html! {
                (fields(filled, &agencies, true))
                (forms::buttons("Start writing", "/plans"))
            }))
            (parts::padded_panel("What belongs in it", html! { small { (n_required) " are required" } }, html! {
                ol.outline {
                    @for it in &template.sections {
                        li { (it.title) @if !it.required { " " small.quiet { "(optional)" } } }
                    }
                }
            }))
        }
    };
    Ok(shell.page(&title, main))
}
