//! Telling everybody by mail that a policy is in force which they must acknowledge: one job finds out
//! whom, and one for each tells them, so that each is tried by itself.

use db::Tx;
use serde::{Deserialize, Serialize};

use super::acknowledge::asked_in;
use super::{Policy, store};
use crate::ids::{PersonId, PolicyId};
use crate::jobs::{self, Task};
use crate::mail::Letter;
use crate::people::notices::{self, NoticeKind};
use crate::{Ctx, Result};

/// Tells everybody who must acknowledge a version of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellOfPolicy {
    policy_id: PolicyId,
    number: u32,
    code: String,
}

impl TellOfPolicy {
    /// The news of version `number`.
    pub(super) fn of(it: &Policy, number: u32) -> TellOfPolicy {
        TellOfPolicy { policy_id: it.id, number, code: it.code.clone() }
    }
}

impl Task for TellOfPolicy {
    const KIND: &'static str = "tell_of_policy";
    const TITLE: &'static str = "Tell of a policy";

    type Found = Vec<PersonId>;

    fn about(&self) -> String {
        format!("Version {} of {}", self.number, self.code)
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("{} {}", self.policy_id, self.number))
    }

    async fn work(&self, ctx: &Ctx) -> Result<Vec<PersonId>> {
        let tx = ctx.read().await?;
        let Some(policy) = in_force(&tx, self.policy_id, self.number).await? else {
            return Ok(Vec::new());
        };
        let asked = asked_in(&tx, &policy).await?.into_iter();
        Ok(asked.filter(|it| it.acknowledged_at.is_none()).map(|it| it.person.id).collect())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, found: Vec<PersonId>) -> Result<()> {
        for person_id in found {
            let (policy_id, number) = (self.policy_id, self.number);
            let task = TellPersonOfPolicy { policy_id, number, person_id };
            jobs::enqueue(tx, ctx, &task, ctx.now).await?;
        }
        Ok(())
    }
}

/// Tells one person of a version of a policy, if it is still in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellPersonOfPolicy {
    policy_id: PolicyId,
    number: u32,
    person_id: PersonId,
}

impl Task for TellPersonOfPolicy {
    const KIND: &'static str = "tell_person_of_policy";
    const TITLE: &'static str = "Tell a person of a policy";

    type Found = Option<Letter>;

    fn about(&self) -> String {
        format!("Person {}, version {} of policy {}", self.person_id, self.number, self.policy_id)
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("{} {} {}", self.policy_id, self.number, self.person_id))
    }

    async fn work(&self, ctx: &Ctx) -> Result<Option<Letter>> {
        let tx = ctx.read().await?;
        let policy = in_force(&tx, self.policy_id, self.number).await?;
        Ok(policy.map(|it| letter(&it, self.number)))
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, letter: Option<Letter>) -> Result<()> {
        if let Some(letter) = letter {
            notices::notify(tx, ctx, self.person_id, NoticeKind::Policies, letter).await?;
        }
        Ok(())
    }
}

async fn in_force(tx: &Tx, id: PolicyId, number: u32) -> Result<Option<Policy>> {
    let found = store::find(tx, id).await?;
    Ok(found.filter(|it| it.in_force == Some(number) && it.retired_at.is_none()))
}

fn letter(it: &Policy, number: u32) -> Letter {
    let what = match number {
        1 => "is in force from now on".to_owned(),
        n => format!("has changed: version {n} is in force from now on"),
    };
    let text = format!("The policy “{}” {what}. Please read it and say that you have.", it.name);
    let path = format!("/policies/{}", it.id);
    Letter::about(format!("Policy: {}", it.name)).text(text).link("Read it", path)
}
