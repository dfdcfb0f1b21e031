//! Drafts of what is said in public while a plan is followed (S3-20). They begin with what the plan
//! has prepared.

use serde_json::json;

use super::activation::{Activation, said};
use super::read::{find_readable, place};
use super::{change, task_store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{ActivationId, PersonId, StatementId};
use crate::plans::plan::Content;
use crate::plans::templates::Template;
use crate::{Ctx, Error, FieldProblem, Refusal, Result, Timestamp};

/// The key of the section in which plans keep prepared messages.
const MESSAGES: &str = "messages";

/// How many drafts an activation has at most.
const STATEMENTS_MAX: usize = 50;

/// A draft of what is said in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// Under which activation.
    pub activation_id: ActivationId,
    /// Its place: the first is 1.
    pub number: u32,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Who wrote at it last.
    pub edited_by: PersonId,
    /// When.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

const OVER: Refusal =
    Refusal::new("activation.over", "This activation is over: what was said stays as it is.");
const TOO_MANY: Refusal =
    Refusal::new("statement.too_many", "There are 50 drafts already. Change one of them.");

/// The drafts that a plan has prepared: one for each heading among its messages, or one of all of
/// them; and an empty one where a plan of its type should have some.
pub(super) fn prepared(template: &Template, content: &Content) -> Vec<(String, String)> {
    if template.section(MESSAGES).is_none() {
        return Vec::new();
    }
    let text = content.section(MESSAGES).map_or("", |it| it.text.as_str());
    let mut drafts: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match line.trim().strip_prefix('#') {
            Some(heading) => {
                let heading = heading.trim_start_matches('#').trim();
                drafts.push((heading.chars().take(200).collect(), String::new()));
            }
            None => {
                if drafts.is_empty() {
                    drafts.push(("First statement".to_owned(), String::new()));
                }
                if let Some(last) = drafts.last_mut() {
                    last.1.push_str(line);
                    last.1.push('\n');
                }
            }
        }
    }
    drafts.retain(|it| !it.0.is_empty() && !it.1.trim().is_empty());
    if drafts.is_empty() {
        drafts.push(("First statement".to_owned(), String::new()));
    }
    drafts.truncate(STATEMENTS_MAX);
    drafts
}

/// The drafts as they begin under an activation.
pub(super) fn begun(
    under: &Activation,
    prepared: Vec<(String, String)>,
    (by, now): (PersonId, Timestamp),
) -> Vec<Statement> {
    let statement = |(number, (title, text)): (u32, (String, String))| Statement {
        id: StatementId::new(),
        activation_id: under.id,
        number,
        title,
        text: text.trim().to_owned(),
        edited_by: by,
        updated_at: now,
        version: 1,
    };
    (1..).zip(prepared).map(statement).collect()
}

/// Writes a draft: a new one if none is named, and else unless someone changed it since version
/// `seen`.
pub async fn write_statement(
    ctx: &Ctx,
    id: ActivationId,
    draft: Option<(StatementId, i64)>,
    (title, text): (&str, &str),
) -> Result<Statement> {
    let tx = ctx.write().await?;
    let under = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::AskActivations, place(&under))?;
    ctx.require(Permission::ReadPlans, place(&under))?;
    if under.state.is_over() {
        return Err(OVER.into());
    }
    let all = task_store::statements(&tx, id).await?;
    let title = said(title, "title", "Say what it is called.")?;
    if 20_000 < text.chars().count() || text.contains('\0') {
        return Err(FieldProblem::new("text", "Use at most 20,000 characters.").into());
    }
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let by = ctx.actor.person_id;
    let saved = match draft {
        Some((draft, seen)) => {
            let found = all.into_iter().find(|it| it.id == draft);
            let before = found.ok_or(Error::NotFound("statement"))?;
            if before.version != seen {
                return Err(Error::Stale("statement"));
            }
            let next = Statement { title, text, edited_by: by, updated_at: ctx.now, ..before };
            task_store::update_statement(&tx, next).await?
        }
        None if STATEMENTS_MAX <= all.len() => return Err(TOO_MANY.into()),
        None => {
            let number = all.last().map_or(1, |it| it.number + 1);
            let new = begun(&under, vec![(title, text)], (by, ctx.now));
            let new = new.into_iter().map(|it| Statement { number, ..it }).next();
            let new = new.ok_or(Error::NotFound("statement"))?;
            task_store::insert_statements(&tx, std::slice::from_ref(&new)).await?;
            new
        }
    };
    let event = change::event(Action::ActivationStatementChanged, &under);
    let told = json!({ "number": saved.number, "title": saved.title, "text": saved.text });
    events::record(&tx, ctx, event.to(&told)).await?;
    tx.commit().await?;
    Ok(saved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::plan::Section;
    use crate::plans::templates;

    fn says(text: &str) -> Content {
        let section =
            Section { key: MESSAGES.to_owned(), text: text.to_owned(), ..Section::default() };
        Content { sections: vec![section], ..Content::default() }
    }

    #[test]
    fn each_heading_among_the_messages_is_a_draft() {
        let template = templates::find("crisis_pr").unwrap();
        let titles = |text: &str| {
            let all = prepared(template, &says(text));
            all.into_iter().map(|it| it.0).collect::<Vec<_>>()
        };
        assert_eq!(titles("## Closed\nWe are closed.\n## Open\nWe are back."), ["Closed", "Open"]);
        assert_eq!(titles("We know of it."), ["First statement"]);
        assert_eq!(titles(""), ["First statement"]);
        let drp = templates::find("drp").unwrap();
        assert_eq!(prepared(drp, &says("We know of it.")), []);
    }
}
