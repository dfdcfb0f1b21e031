//! The jobs behind what everybody is told: one puts one in line for each, so that each is tried by itself.

use db::Tx;
use serde::{Deserialize, Serialize};

use super::letter::letter;
use super::report;
use crate::actor::Permission;
use crate::ids::PersonId;
use crate::jobs::{self, Task};
use crate::mail::Letter;
use crate::people::notices::{self, NoticeKind};
use crate::people::sign_in;
use crate::prove::{readiness, work};
use crate::{Ctx, Result, Timestamp, settings};

/// How many people are looked up at a time.
const PEOPLE: u64 = 500;

/// What people are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum News {
    /// What waits for them.
    #[default]
    Work,
    /// How ready what they may see is.
    Readiness,
}

impl News {
    fn title(self) -> &'static str {
        match self {
            News::Work => "Of what waits for them",
            News::Readiness => "Of how ready they are",
        }
    }
}

/// Tells everybody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindEverybody {
    due_at: Timestamp,
    #[serde(default)]
    of: News,
}

impl RemindEverybody {
    /// What was due at a moment.
    pub(crate) fn due(of: News, due_at: Timestamp) -> RemindEverybody {
        RemindEverybody { due_at, of }
    }
}

impl Task for RemindEverybody {
    const KIND: &'static str = "remind_everybody";
    const TITLE: &'static str = "Remind everybody";

    type Found = Vec<PersonId>;

    fn about(&self) -> String {
        format!("{}, due {}", self.of.title(), self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(key(self.of, self.due_at))
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
            let task = RemindPerson { person_id, due_at: self.due_at, of: self.of };
            jobs::enqueue(tx, ctx, &task, ctx.now).await?;
        }
        Ok(())
    }
}

/// Tells one person, if there is anything to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindPerson {
    person_id: PersonId,
    due_at: Timestamp,
    #[serde(default)]
    of: News,
}

impl Task for RemindPerson {
    const KIND: &'static str = "remind_person";
    const TITLE: &'static str = "Remind a person";

    type Found = Option<Letter>;

    fn about(&self) -> String {
        format!("Person {}, due {}", self.person_id, self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("{} {}", self.person_id, key(self.of, self.due_at)))
    }

    async fn work(&self, ctx: &Ctx) -> Result<Option<Letter>> {
        let tx = ctx.read().await?;
        // What they would see themselves. Who has left since is not reminded.
        let actor = sign_in::actor(&tx, self.person_id, ctx.now).await?;
        drop(tx);
        let Some(actor) = actor else { return Ok(None) };
        let name = actor.name.clone();
        let theirs = Ctx::new(ctx.platform.clone(), actor, ctx.now);
        match self.of {
            News::Work => Ok(letter(&name, &work::due(&theirs).await?)),
            News::Readiness if !theirs.actor.may_somewhere(Permission::ReadReports) => Ok(None),
            News::Readiness => {
                let zone = settings::general(&theirs).await?.zone();
                let found = readiness::readiness(&theirs, None, report::WORST).await?;
                Ok(report::letter(&found, ctx.now.with_timezone(&zone).date_naive()))
            }
        }
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, letter: Option<Letter>) -> Result<()> {
        if let Some(letter) = letter {
            let kind = match self.of {
                News::Work => NoticeKind::Reminders,
                News::Readiness => NoticeKind::Readiness,
            };
            notices::notify(tx, ctx, self.person_id, kind, letter).await?;
        }
        Ok(())
    }
}

/// What tells one due moment from another. Work has no word, for those that were in line before there
/// was anything else.
fn key(of: News, due_at: Timestamp) -> String {
    match of {
        News::Work => due_at.to_rfc3339(),
        News::Readiness => format!("readiness {}", due_at.to_rfc3339()),
    }
}
