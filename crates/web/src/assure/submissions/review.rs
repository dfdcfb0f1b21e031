//! The review: a score for each criterion of each source, what was found, and what must be put right.

use app::Error;
use app::actor::Permission;
use app::assure::rubrics::{self, Criterion, Rubric};
use app::assure::submissions::{self, Outcome, Review, SCORES, Scored, Submission};
use app::ids::SubmissionId;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::attest::Seen;
use super::show::scores;
use super::{asked_for, submission_path};
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::people::form::{Filled, Typed, again, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /submissions/{id}/review`
pub(super) async fn edit(shell: Shell, Path(id): Path<SubmissionId>) -> Answer<Response> {
    let it = submissions::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::ReviewSubmissions, it.agency_id)?;
    if it.may_review().is_err() {
        // Its page says how far it is.
        return Ok(Redirect::to(&submission_path(id)).into_response());
    }
    let filings = submissions::filings(&shell.ctx, &it).await?;
    let review = filings.into_iter().next().and_then(|it| it.review).map(|it| it.review);
    let review = review.unwrap_or_default();
    let filled = Filled::of(typed_of(&review));
    Ok(page(&shell, &it, (it.version, &filled, &review)).into_response())
}

/// `POST /submissions/{id}/review`
pub(super) async fn save(
    shell: Shell,
    Path(id): Path<SubmissionId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    let review = typed(&sent);
    let outcome = Outcome::from_code(text(&sent, "outcome"));
    let (saved, done) = match outcome {
        Some(outcome) => {
            let judged = (review.clone(), outcome);
            (submissions::decide(&shell.ctx, id, seen, judged).await, "decided")
        }
        None => (submissions::save_review(&shell.ctx, id, seen, review.clone()).await, "reviewed"),
    };
    // Who decided sees what came of it, and who kept it goes on.
    let to = match outcome {
        Some(_) => format!("{}?done={done}", submission_path(id)),
        None => format!("{}/review?done={done}", submission_path(id)),
    };
    match saved {
        Ok(_) => Ok(Redirect::to(&to).into_response()),
        Err(Error::Invalid(problems)) => {
            let it = submissions::show(&shell.ctx, id).await?;
            let filled = Filled::refused(sent, problems);
            Ok(again(page(&shell, &it, (seen, &filled, &review))))
        }
        // What the rules say no to is not lost: the form says why.
        Err(Error::Refused(it)) if it.code != "submission.own_review" => {
            let problems = vec![(String::new(), it.reason.into_owned())];
            let it = submissions::show(&shell.ctx, id).await?;
            let filled = Filled { typed: sent, problems };
            Ok(again(page(&shell, &it, (seen, &filled, &review))))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /submissions/{id}/settle`
pub(super) async fn settle(
    shell: Shell,
    Path(id): Path<SubmissionId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    submissions::settle(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=put-right", submission_path(id))))
}

/// The review that a form sent.
fn typed(sent: &Typed) -> Review {
    let scored = |it: &Criterion| {
        let field = |name: &str| text(sent, &format!("{}.{name}", it.code)).to_owned();
        let score = field("score").parse().ok();
        let (finding, fix) = (field("finding"), field("fix"));
        let is_said = score.is_some() || !finding.is_empty() || !fix.is_empty();
        is_said.then(|| Scored { criterion: it.code.clone(), score, finding, fix })
    };
    let scores = rubrics::criteria().filter_map(|it| scored(it.1)).collect();
    Review { scores, note: text(sent, "note").to_owned() }
}

fn typed_of(it: &Review) -> Typed {
    let mut typed = Typed::new();
    for scored in &it.scores {
        let mut put = |name: &str, it: String| {
            drop(typed.insert(format!("{}.{name}", scored.criterion), it));
        };
        put("score", scored.score.map(|it| it.to_string()).unwrap_or_default());
        put("finding", scored.finding.clone());
        put("fix", scored.fix.clone());
    }
    typed.insert("note".to_owned(), it.note.clone());
    typed
}

fn page(shell: &Shell, it: &Submission, (seen, filled, review): (i64, &Filled, &Review)) -> Markup {
    let path = submission_path(it.id);
    let crumbs =
        vec![("Submissions".to_owned(), "/submissions".to_owned()), (asked_for(it), path.clone())];
    let n_open =
        rubrics::criteria().filter(|it| review.of(&it.1.code).is_none_or(|it| it.score.is_none()));
    let title = match n_open.count() {
        0 => "Review: every criterion has a score".to_owned(),
        1 => "Review: one criterion has no score yet".to_owned(),
        n => format!("Review: {n} criteria have no score yet"),
    };
    let changes = format!("{path}/changes");
    let lead = html! {
        "Score each criterion from 0 to 4. From 2 on it is met; below, say what was found and what must \
         be put right. Without a mandatory criterion nothing is accepted."
    };
    let actions = parts::button("What changed", &changes);
    let head = Head { crumbs, title: &title, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (parts::padded_panel("So far", html! {}, parts::facts(&scores(&review.by_source()))))
        (forms::form(&format!("{path}/review"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            @for rubric in rubrics::all() { (source(filled, rubric)) }
            (forms::textarea(&filled.field("note", "What else is to be said"), 3))
            (outcome(filled))
            (forms::buttons("Keep, or decide as chosen", &path))
        }))
    };
    shell.page(&title, main)
}

fn source(filled: &Filled, it: &Rubric) -> Markup {
    html! {
        h2 { (it.source.title()) }
        p.quiet { (it.reference) }
        @for criterion in &it.criteria { (fields(filled, criterion)) }
    }
}

fn fields(filled: &Filled, it: &Criterion) -> Markup {
    let choices =
        (0_u8..).zip(SCORES).map(|(n, words)| Choice::new(n.to_string(), format!("{n} {words}")));
    let choices: Vec<Choice<'_>> = choices.collect();
    let field = |name: &str, label: &'static str| {
        let name = format!("{}.{name}", it.code);
        Field::new(name.clone(), label)
            .value(filled.value(&name).to_owned())
            .problem_in(&filled.problems)
            .told()
    };
    html! {
        (forms::group(&it.title, false, html! {
            p.hint {
                (it.guidance) " Weight " (it.weight) "."
                @if !it.clauses.is_empty() { " " (it.clauses.join(", ")) "." }
            }
            @if it.mandatory { p { (state(Tone::Warn, "Mandatory")) } }
            (forms::select(&field("score", "Score"), &choices, "Not yet"))
            (forms::textarea(&field("finding", "What was found"), 2))
            (forms::textarea(&field("fix", "What must be put right"), 2))
        }))
    }
}

fn outcome(filled: &Filled) -> Markup {
    let choices = Outcome::CHOICES.iter().map(|(code, title, _)| Choice::new(*code, *title));
    let choices: Vec<Choice<'_>> = choices.collect();
    let hint = "Leave it open to keep the review and go on later.";
    let field = filled.field("outcome", "Outcome").hint(hint).told();
    forms::select(&field, &choices, "Keep it, decide later")
}
