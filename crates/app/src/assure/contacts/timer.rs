//! What time makes of contacts: each morning, relationship managers are told whose were not confirmed.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use db::Tx;
use serde::{Deserialize, Serialize};

use super::read::lines_in;
use super::{ListStanding, store};
use crate::actor::Role;
use crate::ids::PersonId;
use crate::jobs::Task;
use crate::mail::Letter;
use crate::people::access;
use crate::people::notices::{self, NoticeKind};
use crate::people::{agencies, managers};
use crate::plans::checks::Limits;
use crate::{Ctx, Result, Timestamp, settings};

/// So many agencies are named in one letter.
const NAMED_MAX: usize = 100;

/// Tells relationship managers whose contacts were not confirmed in time.
///
/// Each is told of an agency once, until it is confirmed or as much time has passed again. Of an agency
/// without a manager, the continuity team is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellOfContacts {
    due_at: Timestamp,
}

impl TellOfContacts {
    /// The task of a day.
    pub(crate) fn due(due_at: Timestamp) -> TellOfContacts {
        TellOfContacts { due_at }
    }
}

impl Task for TellOfContacts {
    const KIND: &'static str = "tell_of_contacts";
    const TITLE: &'static str = "Tell of contacts that are not confirmed";

    type Found = ();

    fn about(&self) -> String {
        format!("Contacts, due {}", self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, _: &Ctx) -> Result<()> {
        Ok(())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        let days = settings::find::<Limits>(tx).await?.value.contact_days;
        let again = ctx.now - TimeDelta::days(days.into());
        let mut all = agencies::all_in(tx).await?;
        all.retain(|it| it.retired_at.is_none() && !it.kind.is_partner());
        let managers = managers::all_current(tx, ctx).await?;
        let team = access::statewide(tx, Role::ContinuityTeam, ctx.now).await?;
        let mut told: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
        for line in lines_in(tx, ctx, all).await? {
            let is_fine = line.standing() == ListStanding::Confirmed;
            let told_at = line.list.told_at;
            let is_news = !is_fine && told_at.is_none_or(|it| it <= again);
            if is_news {
                let whom = managers.get(&line.agency.id).unwrap_or(&team);
                for person in whom {
                    let said = format!("{}: {}", line.agency.name, line.standing().title());
                    told.entry(*person).or_default().push(said);
                }
            }
            if is_news || (is_fine && told_at.is_some()) {
                let told_at = is_news.then_some(ctx.now);
                store::set_told(tx, &line.list, told_at).await?;
            }
        }
        for (person, agencies) in told {
            let letter = letter(&agencies, days);
            notices::notify(tx, ctx, person, NoticeKind::Staff, letter).await?;
        }
        Ok(())
    }
}

fn letter(agencies: &[String], days: u32) -> Letter {
    let subject = match agencies.len() {
        1 => "The contacts of one agency are not confirmed".to_owned(),
        n => format!("The contacts of {n} agencies are not confirmed"),
    };
    let text = format!(
        "Whom to call in a major incident is confirmed every {days} days. Of these agencies it was not:"
    );
    let lines = agencies.iter().take(NAMED_MAX).cloned().collect();
    Letter::about(subject)
        .text(text)
        .list(lines)
        .link("Look at their contacts", "/contacts?sort=standing")
}
