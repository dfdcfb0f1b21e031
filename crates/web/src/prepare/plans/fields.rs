//! The fields of a plan itself: what it is called and about, who answers for it, and the plan that
//! it belongs to.

use app::actor::{Permission, Scope};
use app::people::agencies::{self, Agency};
use app::people::persons;
use app::plans::plan::PlanDocument;
use app::prepare::inventory;
use app::{Ctx, Error, FieldProblem};
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::people::agencies::choices;
use crate::people::form::{Filled, Typed, maybe, text};

/// How many fields for what it is about a form offers at least, and beside those that are filled in.
const ITEMS_MIN: usize = 3;

/// What the fields are called, beside those for what the plan is about.
pub(super) const LABELS: [(&str, &str); 4] = [
    ("title", "Title"),
    ("agency", "Agency"),
    ("owner", "Who answers for it"),
    ("parent", "Part of"),
];

/// Every field, `is_new` with those that never change.
pub(super) fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let owner =
        filled.field("owner", "Who answers for it").hint("Type part of a name, and choose.");
    let parent = filled.field("parent", "Part of").hint("The plan that invokes it, by its code.");
    html! {
        (forms::error_summary(&filled.problems))
        (forms::hidden("type", filled.value("type")))
        @if is_new {
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
        } @else {
            (forms::hidden("code", filled.value("code")))
        }
        (forms::text(&filled.field("title", "Title").required()))
        (forms::select(&filled.field("agency", "Agency").required(), &choices(agencies), "Choose"))
        (forms::lookup(&owner, "/search.json?kind=person"))
        (forms::lookup(&parent, "/search.json?kind=plan"))
        (items(filled))
    }
}

fn items(filled: &Filled) -> Markup {
    let n_filled = filled.typed.keys().filter_map(|it| number(it)).max().map_or(0, |it| it + 1);
    forms::group(
        "What it is about",
        true,
        html! {
            p.hint {
                "Services, processes, systems or sites that this plan protects or brings back. The \
                 order of recovery, objectives and contacts in the plan follow from it."
            }
            @for n in 0..(n_filled + 2).clamp(ITEMS_MIN, 500) {
                @let name = format!("items.{n}");
                (forms::lookup(
                    &Field::new(name.as_str(), format!("About, {}", n + 1)).value(filled.value(&name))
                        .problem_in(&filled.problems).told(),
                    "/search.json?refs=true",
                ))
            }
        },
    )
}

fn number(name: &str) -> Option<usize> {
    name.strip_prefix("items.")?.parse().ok()
}

/// What was typed, with codes in the place of names, and the document that it makes; or what is
/// wrong with it.
pub(super) async fn typed(
    ctx: &Ctx,
    sent: &Typed,
) -> Answer<(Typed, Result<PlanDocument, Vec<FieldProblem>>)> {
    let mut shown: Typed = sent.clone();
    shown.retain(|name, _| number(name).is_none());
    let mut problems = Vec::new();
    let mut document = PlanDocument::new(
        text(sent, "agency"),
        text(sent, "type"),
        text(sent, "code"),
        text(sent, "title"),
    );
    document.owner = maybe(sent, "owner");
    document.parent = maybe(sent, "parent");
    if let Some(owner) = &document.owner {
        match persons::code_meant(ctx, owner).await? {
            Ok(code) => {
                shown.insert("owner".to_owned(), code.clone());
                document.owner = Some(code);
            }
            Err(reason) => problems.push(FieldProblem::new("owner", reason)),
        }
    }
    let mut rows: Vec<(usize, &str)> =
        sent.iter().filter_map(|(name, it)| Some((number(name)?, it.trim()))).collect();
    rows.sort_unstable();
    let rows = rows.into_iter().filter(|it| !it.1.is_empty()).take(501);
    for (n, (_, it)) in rows.enumerate() {
        let name = format!("items.{n}");
        match inventory::reference_meant(ctx, it).await? {
            Ok(reference) => {
                shown.insert(name, reference.clone());
                document.items.insert(reference);
            }
            Err(reason) => {
                shown.insert(name.clone(), it.to_owned());
                problems.push(FieldProblem::new(name, reason));
            }
        }
    }
    let document = if problems.is_empty() { Ok(document) } else { Err(problems) };
    Ok((shown, document))
}

/// What a form shows of a plan.
pub(super) fn typed_of(it: &PlanDocument) -> Typed {
    let mut typed = Typed::new();
    let mut put = |name: &str, value: &str| drop(typed.insert(name.to_owned(), value.to_owned()));
    put("type", &it.plan_type);
    put("code", &it.code);
    put("title", &it.title);
    put("agency", &it.agency);
    put("owner", it.owner.as_deref().unwrap_or_default());
    put("parent", it.parent.as_deref().unwrap_or_default());
    for (n, item) in it.items.iter().enumerate() {
        put(&format!("items.{n}"), item);
    }
    typed
}

/// A form that is refused: each thing that it is about has its own field, and its own problem.
pub(super) fn refused(shown: Typed, problems: Vec<FieldProblem>) -> Filled {
    let of_field = |it: FieldProblem| {
        if it.field != "items" {
            return it;
        }
        let means = |typed: &str| it.reason == format!("There is no {typed}.");
        let found = shown.iter().find(|(name, typed)| number(name).is_some() && means(typed));
        let field = found.map_or_else(|| "items.0".to_owned(), |it| it.0.clone());
        FieldProblem::new(field, it.reason)
    };
    let problems = problems.into_iter().map(of_field).collect();
    Filled::refused(shown, problems)
}

/// The agencies for which the actor may write plans.
pub(super) async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = match agencies::all(ctx).await {
        Err(Error::Forbidden(_)) => Vec::new(),
        all => all?,
    };
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WritePlans) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}
