//! What happens to a plan that was called, step by step. Each is asked about once.

use app::actor::Permission;
use app::ids::ActivationId;
use app::respond::activations::{self, Activation, End, Extent, State, Task, TaskState};
use app::{Ctx, Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::activation_path;
use super::board::task_state;
use super::call::{STUCK, below, extents};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, text, version};
use crate::prepare::plans::before_call;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What may happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is activated, or to another extent.
    Activate,
    /// Recovery begins.
    Recover,
    /// The return to the usual state begins.
    Reconstitute,
    /// Its end is declared.
    StandDown,
    /// It is closed with its report.
    Close,
    /// It goes back to stand-by.
    StandBy,
    /// It is not needed.
    Cancel,
}

impl Step {
    /// Every step there is.
    pub(super) const ALL: &[Step] = &[
        Step::Activate,
        Step::Recover,
        Step::Reconstitute,
        Step::StandDown,
        Step::Close,
        Step::StandBy,
        Step::Cancel,
    ];

    /// The path of its route.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Step::Activate => "/activations/{id}/activate",
            Step::Recover => "/activations/{id}/recover",
            Step::Reconstitute => "/activations/{id}/reconstitute",
            Step::StandDown => "/activations/{id}/stand-down",
            Step::Close => "/activations/{id}/close",
            Step::StandBy => "/activations/{id}/stand-by",
            Step::Cancel => "/activations/{id}/cancel",
        }
    }

    /// Its address for one activation.
    pub(super) fn address(self, id: ActivationId) -> String {
        self.path().replace("{id}", &id.to_string())
    }

    /// What it needs. The use case asks again.
    pub(super) const fn needs(self) -> Permission {
        match self {
            Step::Close | Step::Cancel => Permission::AskActivations,
            _ => Permission::DecideActivations,
        }
    }

    /// What its button says, where the activation is so far.
    pub(super) const fn button(self, at: State) -> &'static str {
        match self {
            Step::Activate if matches!(at, State::Activated) => "Change how much of it",
            Step::Activate => "Activate",
            Step::Recover => "Begin recovery",
            Step::Reconstitute => "Begin the return",
            Step::StandDown => "Stand down",
            Step::Close => "Close",
            Step::StandBy => "Back to stand-by",
            Step::Cancel => "Not needed",
        }
    }

    const fn consequence(self, at: State) -> &'static str {
        match self {
            Step::Activate if matches!(at, State::Activated) => {
                "It is followed already, and stays so. Nobody is told anew, and its tasks stay."
            }
            Step::Activate => "Its steps become tasks, and everybody who has one is told at once.",
            Step::Recover => "What was lost is being brought back from now on.",
            Step::Reconstitute => {
                "What was lost is back, and the usual state is being brought back."
            }
            Step::StandDown => "It is over for everybody.",
            Step::Close => "What was learned is kept. Nothing is changed after that.",
            Step::StandBy => "Nobody acts on it meanwhile. Its tasks stay as they are.",
            Step::Cancel => "It ends here. It can be called anew at any time.",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Step::Activate => "activated",
            Step::StandBy => "stand-by",
            Step::StandDown => "stood-down",
            Step::Recover | Step::Reconstitute | Step::Close | Step::Cancel => "tested",
        }
    }

    const fn fits(self, state: State) -> bool {
        match self {
            Step::Activate => matches!(state, State::StandBy | State::Activated),
            Step::Recover | Step::StandBy => matches!(state, State::Activated),
            Step::Reconstitute => matches!(state, State::Recovering),
            Step::StandDown => matches!(state, State::Reconstituting),
            Step::Close => matches!(state, State::StoodDown),
            Step::Cancel => matches!(state, State::StandBy),
        }
    }
}

/// What the actor may do next, the likeliest first.
pub(super) fn offered(ctx: &Ctx, it: &Activation) -> Vec<Step> {
    let may = |step: &Step| step.fits(it.state) && activations::may_act(ctx, step.needs(), it);
    let mut steps: Vec<Step> = Step::ALL.iter().copied().filter(may).collect();
    if it.state == State::Activated {
        // It is activated: to another extent is the exception.
        steps.sort_by_key(|it| *it == Step::Activate);
    }
    steps
}

/// `GET /activations/{id}/…`: the question.
pub(super) async fn ask(
    step: Step,
    shell: Shell,
    Path(id): Path<ActivationId>,
) -> Answer<Response> {
    let it = activations::show(&shell.ctx, id).await?;
    if !activations::may_act(&shell.ctx, step.needs(), &it) {
        return Err(Error::Forbidden(step.needs()).into());
    }
    if !step.fits(it.state) {
        return Ok(Redirect::to(&activation_path(id)).into_response());
    }
    let mut typed = Typed::from([("version".to_owned(), it.version.to_string())]);
    typed.insert("on".to_owned(), shell.today().to_string());
    typed.insert("extent".to_owned(), it.extent.code().to_owned());
    Ok(page(step, &shell, &it, &Filled::of(typed)).await?.into_response())
}

/// `POST /activations/{id}/…`: the step itself.
pub(super) async fn take(
    step: Step,
    shell: Shell,
    Path(id): Path<ActivationId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let it = activations::show(&shell.ctx, id).await?;
    let filled = match taken(step, &shell.ctx, id, &typed).await {
        Ok(_) => {
            let to = format!("{}?done={}", activation_path(id), step.done());
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Invalid(problems)) => Filled::refused(typed, problems),
        Err(Error::Refused(refusal)) => {
            let problems = vec![(String::new(), refusal.reason.into_owned())];
            Filled { typed, problems }
        }
        Err(error) => return Err(error.into()),
    };
    Ok(again(page(step, &shell, &it, &filled).await?))
}

async fn taken(step: Step, ctx: &Ctx, id: ActivationId, typed: &Typed) -> app::Result<Activation> {
    let seen = version(typed);
    match step {
        Step::Activate => {
            let extent = Extent::from_code(text(typed, "extent"));
            let extent = extent.ok_or(FieldProblem::new("extent", "Choose how much of it."))?;
            let also = typed.keys().filter_map(|it| it.strip_prefix("also.")?.parse().ok());
            activations::activate(ctx, id, seen, (extent, &also.collect())).await
        }
        Step::Recover => activations::recover(ctx, id, seen).await,
        Step::Reconstitute => activations::reconstitute(ctx, id, seen).await,
        Step::StandDown => {
            let end = End {
                validation: text(typed, "validation"),
                declaration: text(typed, "declaration"),
                leaves_tasks: typed.contains_key("leaves_tasks"),
            };
            activations::stand_down(ctx, id, seen, end).await
        }
        Step::Close => {
            let on = text(typed, "on").parse();
            let on = on.or(Err(FieldProblem::new("on", "Give the day of the report.")))?;
            activations::close(ctx, id, seen, (text(typed, "report"), on)).await
        }
        Step::StandBy => activations::stand_by(ctx, id, seen).await,
        Step::Cancel => activations::cancel(ctx, id, seen, text(typed, "because")).await,
    }
}

async fn page(step: Step, shell: &Shell, it: &Activation, filled: &Filled) -> Answer<Markup> {
    let opened = activations::open(&shell.ctx, it.id).await?;
    let button = step.button(it.state);
    let title = format!("{button}: “{}”?", opened.title);
    let open: Vec<&Task> = opened.tasks.iter().filter(|it| it.state != TaskState::Done).collect();
    let (under, errors) = match step {
        Step::Activate => {
            let plan = activations::plan_called(&shell.ctx, it.plan_id).await?;
            let under = activations::below(&shell.ctx, it.plan_id).await?;
            (under, before_call(shell, &plan, STUCK).await?)
        }
        _ => (Vec::new(), html! {}),
    };
    let crumbs = vec![
        ("Activations".to_owned(), "/activations".to_owned()),
        (opened.title.clone(), activation_path(it.id)),
    ];
    let lead = html! { (step.consequence(it.state)) };
    let head = Head { crumbs, title: &title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (errors)
        (forms::form(&step.address(it.id), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", filled.value("version")))
            @match step {
                Step::Activate => {
                    (forms::select(&filled.field("extent", "How much of it").required(), &extents(), ""))
                    (below(&under))
                },
                Step::StandDown => {
                    (left_undone(filled, &open))
                    (forms::textarea(&filled.field("validation", "Which tests showed that the usual state holds").required(), 4))
                    (forms::textarea(&filled.field("declaration", "How the end is declared").required(), 3))
                },
                Step::Close => {
                    (forms::date(&filled.field("on", "Day of the report").required()))
                    (forms::textarea(&filled.field("report", "What the report found, or where it is").required(), 4))
                },
                Step::Cancel => (forms::textarea(&filled.field("because", "Why it is not needed").required(), 3)),
                Step::Recover | Step::Reconstitute | Step::StandBy => {},
            }
            (forms::buttons(button, &activation_path(it.id)))
        }))
    };
    Ok(shell.page(&title, main))
}

/// What is open when the end is declared, and the word that it stays undone.
fn left_undone(filled: &Filled, open: &[&Task]) -> Markup {
    let label = match open.len() {
        0 => return html! {},
        1 => "1 task is not done. Close it as not done.".to_owned(),
        n => format!("{n} tasks are not done. Close them as not done."),
    };
    let field = filled.field("leaves_tasks", &label).required();
    html! {
        ul { @for task in open { li { (task.text) " " (task_state(task.state)) } } }
        (forms::checkbox(&field, filled.typed.contains_key("leaves_tasks")))
    }
}
