//! What happens to a plan: handing it in, letting it pass, sending it back, approving it, putting
//! it in force, testing it, and retiring it. Each is asked about once.

use app::actor::Permission;
use app::ids::PlanId;
use app::plans::live;
use app::plans::plan::{self, Plan, PlanVersion, Standing, VersionState};
use app::{Ctx, Error};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::NaiveDate;
use maud::{Markup, html};

use super::{checks, crumbs, may, plan_path};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::people::form::{Filled, Typed, again, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What may happen to a plan next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Its draft is handed in.
    Submit,
    /// The continuity team lets a version pass.
    Pass,
    /// A version is sent back, or taken back by who writes it.
    SendBack,
    /// The agency head approves a version.
    Approve,
    /// An approved version comes into force.
    Publish,
    /// The draft of a new version is thrown away.
    Discard,
    /// Its test is recorded.
    Test,
    /// Its test is waived.
    Waive,
    /// Somebody states that it still holds.
    Reaffirm,
    /// Somebody says that something significant has changed.
    Flag,
    /// It goes out of use.
    Retire,
}

/// What a step asks for beside a yes: the name of the field, its label, and what helps.
type Asked = (&'static str, &'static str, &'static str);

impl Step {
    /// Every step there is.
    pub(super) const ALL: &[Step] = &[
        Step::Submit,
        Step::Pass,
        Step::SendBack,
        Step::Approve,
        Step::Publish,
        Step::Discard,
        Step::Test,
        Step::Waive,
        Step::Reaffirm,
        Step::Flag,
        Step::Retire,
    ];

    /// The path of its route.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Step::Submit => "/plans/{id}/submit",
            Step::Pass => "/plans/{id}/review",
            Step::SendBack => "/plans/{id}/return",
            Step::Approve => "/plans/{id}/approve",
            Step::Publish => "/plans/{id}/publish",
            Step::Discard => "/plans/{id}/discard",
            Step::Test => "/plans/{id}/test",
            Step::Waive => "/plans/{id}/waive",
            Step::Reaffirm => "/plans/{id}/reaffirm",
            Step::Flag => "/plans/{id}/flag",
            Step::Retire => "/plans/{id}/retire",
        }
    }

    /// Its address for one plan.
    pub(super) fn address(self, id: PlanId) -> String {
        self.path().replace("{id}", &id.to_string())
    }

    /// What its route needs. The use case asks again, for the plan at hand.
    pub(super) const fn route_needs(self) -> Permission {
        match self {
            Step::Pass => Permission::ReviewPlans,
            Step::Approve | Step::Waive => Permission::ApprovePlans,
            // Who reviews or approves sends back, and who writes takes back; who writes or reviews
            // says that something has changed: the use case asks.
            Step::SendBack | Step::Flag => Permission::ReadDrafts,
            _ => Permission::WritePlans,
        }
    }

    /// What its button says.
    pub(super) const fn button(self) -> &'static str {
        match self {
            Step::Submit => "Hand in",
            Step::Pass => "Let it pass",
            Step::SendBack => "Send back",
            Step::Approve => "Approve",
            Step::Publish => "Put in force",
            Step::Discard => "Throw the draft away",
            Step::Test => "Record a test",
            Step::Waive => "Waive the test",
            Step::Reaffirm => "It still holds",
            Step::Flag => "Report a change",
            Step::Retire => "Retire",
        }
    }

    /// The question, with what it acts on.
    fn question(self, plan: &Plan) -> String {
        let title = &plan.title;
        match self {
            Step::Submit => format!("Hand in “{title}”?"),
            Step::Pass => format!("Let “{title}” pass?"),
            Step::SendBack => format!("Send “{title}” back"),
            Step::Approve => format!("Approve “{title}”?"),
            Step::Publish => format!("Put “{title}” in force?"),
            Step::Discard => format!("Throw the draft of “{title}” away?"),
            Step::Test => format!("Record the test of “{title}”"),
            Step::Waive => format!("Waive the test of “{title}”"),
            Step::Reaffirm => format!("Does “{title}” still hold?"),
            Step::Flag => format!("Report a change that “{title}” rests on"),
            Step::Retire => format!("Retire “{title}”?"),
        }
    }

    fn consequence(self, plan: &Plan) -> &'static str {
        match self {
            Step::Submit => {
                "The state's continuity team looks at it next, then the agency head approves it. \
                 Until it is sent back, nobody changes it."
            }
            Step::Pass => "The agency head approves it next, or sends it back.",
            Step::SendBack => "It is a draft again, and whoever writes it reads what you say.",
            Step::Approve => {
                "You approve exactly what it says now. It can be put in force then, and what you \
                 approve never changes again."
            }
            Step::Publish if plan.in_force.is_none() => {
                "People follow this version from now on, with its tables as they are today."
            }
            Step::Publish => {
                "People follow this version from now on, with its tables as they are today. It \
                 replaces the version before it."
            }
            Step::Discard => "What was written since the last version is gone. That version stays.",
            Step::Test => "A plan is in force only after its test, or after the test was waived.",
            Step::Waive => "It may then be in force without having been tested.",
            Step::Reaffirm => {
                "You state that you have read it, and that it holds as it is. Its next review is \
                 due in a year."
            }
            Step::Flag => {
                "It is still followed, and must be looked at again within the days that the settings \
                 allow."
            }
            Step::Retire => "Nobody follows it any more. It can be brought back at any time.",
        }
    }

    const fn asks(self) -> Option<Asked> {
        match self {
            Step::Submit => {
                Some(("summary", "What is new in it", "A sentence or two for who reviews it."))
            }
            Step::SendBack => {
                Some(("because", "What is missing or wrong", "Its author reads this."))
            }
            Step::Test => Some(("note", "What was tested, and what was found", "")),
            Step::Waive => Some(("note", "Why no test is needed", "This stays on record.")),
            Step::Flag => {
                Some(("because", "What has changed", "Whoever answers for it reads this."))
            }
            Step::Retire => Some((
                "because",
                "Why",
                "Needed if an essential service would be left without a plan.",
            )),
            _ => None,
        }
    }

    /// What a yes means for the errors that are found. None: it is no yes to what the plan says.
    const fn despite(self) -> Option<&'static str> {
        match self {
            Step::Submit => Some(
                "A required section that says nothing stands in its way. With the rest it can be \
                 handed in: whoever reviews it sees it, too.",
            ),
            Step::Pass => {
                Some("If you let it pass, the agency head is asked to approve it with them.")
            }
            Step::Approve => Some("If you approve it, you sign it with them."),
            Step::Publish => Some("If you put it in force, people follow it with them."),
            _ => None,
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Step::Submit => "submitted",
            Step::Pass => "passed",
            Step::SendBack => "returned",
            Step::Approve => "approved",
            Step::Publish => "published",
            Step::Discard => "discarded",
            Step::Test | Step::Waive => "tested",
            Step::Reaffirm => "reaffirmed",
            Step::Flag => "flagged",
            Step::Retire => "retired",
        }
    }

    /// Whether it acts on the version that somebody works on, rather than on the plan itself.
    const fn is_of_version(self) -> bool {
        !matches!(self, Step::Test | Step::Waive | Step::Reaffirm | Step::Flag | Step::Retire)
    }

    /// Whether it makes sense for a plan as it stands. `open` is how far the version is that somebody
    /// works on.
    fn fits(self, plan: &Plan, open: Option<VersionState>) -> bool {
        use VersionState::{Approved, Draft, InReview, PendingApproval};
        if plan.retired_at.is_some() {
            return false;
        }
        match self {
            Step::Submit => open == Some(Draft),
            Step::Pass => open == Some(InReview),
            Step::SendBack => matches!(open, Some(InReview | PendingApproval)),
            Step::Approve => open == Some(PendingApproval),
            Step::Publish => open == Some(Approved) && plan.test.is_some(),
            Step::Discard => open == Some(Draft) && plan.in_force.is_some(),
            Step::Test | Step::Retire => true,
            Step::Waive => plan.test.is_none(),
            Step::Flag => plan.standing.is_in_force(),
            Step::Reaffirm => matches!(plan.standing, Standing::ReviewDue | Standing::Overdue),
        }
    }

    /// Whether nothing can come of it, because the version is not what was approved.
    fn is_vain(self, open: Option<&PlanVersion>) -> bool {
        self == Step::Publish && open.is_some_and(|it| it.is_stuck().unwrap_or(true))
    }

    /// Whether the actor may do it there.
    fn may(self, ctx: &Ctx, plan: &Plan) -> bool {
        match self {
            Step::SendBack => {
                [Permission::ReviewPlans, Permission::ApprovePlans, Permission::WritePlans]
                    .into_iter()
                    .any(|it| may(ctx, it, plan))
            }
            Step::Flag => [Permission::ReviewPlans, Permission::WritePlans]
                .into_iter()
                .any(|it| may(ctx, it, plan)),
            _ => may(ctx, self.route_needs(), plan),
        }
    }
}

/// What the actor may do next with a plan. Nobody is offered what would be refused.
pub(super) fn offered(
    ctx: &Ctx,
    plan: &Plan,
    open: Option<&PlanVersion>,
    is_own: bool,
) -> Vec<Step> {
    let state = open.map(|it| it.state);
    let judges = |it: Step| matches!(it, Step::Pass | Step::Approve);
    let all = Step::ALL.iter().copied();
    let would_fail = |it: Step| (is_own && judges(it)) || it.is_vain(open);
    all.filter(|it| it.fits(plan, state) && it.may(ctx, plan) && !would_fail(*it)).collect()
}

/// A plan with the version that somebody works on.
async fn found(ctx: &Ctx, id: PlanId) -> Answer<(Plan, Option<PlanVersion>)> {
    let plan = plan::show(ctx, id).await?;
    let newest = plan::versions(ctx, id).await?.into_iter().next();
    Ok((plan, newest.filter(|it| it.state.is_open())))
}

/// `GET /plans/{id}/…`: the question.
pub(super) async fn ask(step: Step, shell: Shell, Path(id): Path<PlanId>) -> Answer<Response> {
    let (plan, open) = found(&shell.ctx, id).await?;
    if !step.may(&shell.ctx, &plan) {
        return Err(Error::Forbidden(step.route_needs()).into());
    }
    if !step.fits(&plan, open.as_ref().map(|it| it.state)) || step.is_vain(open.as_ref()) {
        // Nobody is asked what would be refused: the page of the plan says how it stands.
        return Ok(Redirect::to(&plan_path(id)).into_response());
    }
    let seen = match open.filter(|_| step.is_of_version()) {
        Some(it) => it.version,
        None => plan.version,
    };
    let mut typed = Typed::from([("version".to_owned(), seen.to_string())]);
    if step == Step::Test {
        let today = shell.ctx.now.with_timezone(&shell.zone()).date_naive();
        typed.insert("on".to_owned(), today.to_string());
    }
    Ok(page(step, &shell, &plan, &Filled::of(typed)).await?.into_response())
}

/// `POST /plans/{id}/…`: the step itself.
pub(super) async fn take(
    step: Step,
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let (plan, open) = found(&shell.ctx, id).await?;
    let is_pending = open.is_some_and(|it| it.state == VersionState::PendingApproval);
    let problems = match taken(step, &shell.ctx, (&plan, is_pending), &typed).await {
        Ok(()) => {
            let to = format!("{}?done={}", plan_path(id), step.done());
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Invalid(problems)) => Filled::refused(typed, problems),
        Err(Error::Refused(refusal)) => {
            // The reason stands beside the field that would help, if there is one.
            let field = if refusal.code == "plan.uncovers" { "because" } else { "" };
            let problems = vec![(field.to_owned(), refusal.reason.into_owned())];
            Filled { typed, problems }
        }
        Err(error) => return Err(error.into()),
    };
    Ok(again(page(step, &shell, &plan, &problems).await?))
}

async fn taken(
    step: Step,
    ctx: &Ctx,
    (plan, is_pending): (&Plan, bool),
    typed: &Typed,
) -> app::Result<()> {
    let (id, seen) = (plan.id, version(typed));
    let (because, note) = (text(typed, "because"), text(typed, "note"));
    match step {
        Step::Submit => plan::submit(ctx, id, seen, text(typed, "summary")).await.map(drop),
        Step::Pass => plan::review(ctx, id, seen).await.map(drop),
        // Who may approve what waits for that refuses it. Everybody else sends it back.
        Step::SendBack if is_pending && may(ctx, Permission::ApprovePlans, plan) => {
            plan::reject(ctx, id, seen, because).await.map(drop)
        }
        Step::SendBack => plan::return_(ctx, id, seen, because).await.map(drop),
        Step::Approve => plan::approve(ctx, id, seen).await.map(drop),
        Step::Publish => live::publish(ctx, id, seen).await.map(drop),
        Step::Discard => plan::discard(ctx, id, seen).await.map(drop),
        Step::Test => {
            let Ok(on) = text(typed, "on").parse::<NaiveDate>() else {
                return Err(app::FieldProblem::new("on", "Give the day of the test.").into());
            };
            plan::record_test(ctx, id, seen, on, note).await.map(drop)
        }
        Step::Waive => plan::waive_test(ctx, id, seen, note).await.map(drop),
        Step::Reaffirm => plan::reaffirm(ctx, id, seen).await.map(drop),
        Step::Flag => plan::flag(ctx, id, seen, because).await.map(drop),
        Step::Retire => plan::retire(ctx, id, seen, because).await.map(drop),
    }
}

async fn page(step: Step, shell: &Shell, plan: &Plan, filled: &Filled) -> Answer<Markup> {
    let errors = match step.despite() {
        Some(says) => checks::before_yes(shell, plan, says).await?,
        None => html! {},
    };
    let open = open_fixes(step, shell, plan).await?;
    let title = step.question(plan);
    let lead = html! { (step.consequence(plan)) };
    let head = Head { crumbs: crumbs(plan), title: &title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (errors)
        (open)
        (forms::form(&step.address(plan.id), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", filled.value("version")))
            @if step == Step::Test {
                (forms::date(&filled.field("on", "When").required()))
            }
            @if let Some((name, label, hint)) = step.asks() {
                @let field = filled.field(name, label);
                @let field = if hint.is_empty() { field } else { field.hint(hint) };
                @let field = if step == Step::Retire { field } else { field.required() };
                (forms::textarea(&field, 4))
            }
            (forms::buttons(step.button(), &plan_path(plan.id)))
        }))
    };
    Ok(shell.page(&title, main))
}

/// That fixes are open which somebody requires, before a step that waits for them.
async fn open_fixes(step: Step, shell: &Shell, plan: &Plan) -> Answer<Markup> {
    if !matches!(step, Step::Submit | Step::Pass) {
        return Ok(html! {});
    }
    let (_, Some(version)) = found(&shell.ctx, plan.id).await? else { return Ok(html! {}) };
    let mut said = plan::comments(&shell.ctx, plan.id, version.number).await?;
    said.retain(|it| it.first.is_required && it.first.resolved_at.is_none());
    let title = match said.len() {
        0 => return Ok(html! {}),
        1 => "One required fix is open".to_owned(),
        n => format!("{n} required fixes are open"),
    };
    let what = match step {
        Step::Pass => "It does not pass while one is open: send it back, or resolve what is fixed.",
        _ => "It is not handed in while one is open: make them, and have them resolved.",
    };
    Ok(parts::notice(Tone::Bad, &title, html! { p { (what) } }))
}
