//! The jobs behind reminders: one puts one in line for everybody, so that each is tried by itself.

use db::Tx;
use serde::{Deserialize, Serialize};

use super::letter::letter;
use crate::ids::PersonId;
use crate::jobs::{self, Task};
use crate::mail::Letter;
use crate::people::notices::{self, NoticeKind};
use crate::people::sign_in;
use crate::prove::work;
use crate::{Ctx, Result, Timestamp};

/// How many people are looked up at a time.
const PEOPLE: u64 = 500;

/// Reminds everybody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindEverybody {
    due_at: Timestamp,
}

impl RemindEverybody {
    /// The reminders that were due at a moment.
    pub(crate) fn due(due_at: Timestamp) -> RemindEverybody {
        RemindEverybody { due_at }
    }
}

impl Task for RemindEverybody {
    const KIND: &'static str = "remind_everybody";
    const TITLE: &'static str = "Remind everybody";

    type Found = Vec<PersonId>;

    fn about(&self) -> String {
        format!("Of what waits for them, due {}", self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, ctx: &Ctx) -> Result<Vec<PersonId>> {
        let tx = ctx.read().await?;
        let mut found: Vec<PersonId> = Vec::new();
        loop {
            let more = sign_in::everybody_after(&tx, found.last().copied(), PEOPLE).await?;
            if more.is_empty() {
                return Ok(found);
            }
            found.extend(more);
        }
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, found: Vec<PersonId>) -> Result<()> {
        for person_id in found {
            let task = RemindPerson { person_id, due_at: self.due_at };
            jobs::enqueue(tx, ctx, &task, ctx.now).await?;
        }
        Ok(())
    }
}

/// Reminds one person, if anything waits for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindPerson {
    person_id: PersonId,
    due_at: Timestamp,
}

impl Task for RemindPerson {
    const KIND: &'static str = "remind_person";
    const TITLE: &'static str = "Remind a person";

    type Found = Option<Letter>;

    fn about(&self) -> String {
        format!("Person {}, due {}", self.person_id, self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("{} {}", self.person_id, self.due_at.to_rfc3339()))
    }

    async fn work(&self, ctx: &Ctx) -> Result<Option<Letter>> {
        let tx = ctx.read().await?;
        // What they would see themselves. Who has left since is not reminded.
        let actor = sign_in::actor(&tx, self.person_id, ctx.now).await?;
        drop(tx);
        let Some(actor) = actor else { return Ok(None) };
        let name = actor.name.clone();
        let theirs = Ctx::new(ctx.platform.clone(), actor, ctx.now);
        Ok(letter(&name, &work::due(&theirs).await?))
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, letter: Option<Letter>) -> Result<()> {
        if let Some(letter) = letter {
            notices::notify(tx, ctx, self.person_id, NoticeKind::Reminders, letter).await?;
        }
        Ok(())
    }
}
