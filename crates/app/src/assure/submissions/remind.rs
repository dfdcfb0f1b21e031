//! Reminding all who are late in a campaign: once a day in effect, however often it is asked for.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::campaigns::campaign_event;
use super::notices::{self, Holders};
use super::{campaign_store, store, timer};
use crate::actor::{Permission, Place};
use crate::events::{self, Action};
use crate::ids::{AgencyId, CampaignId};
use crate::jobs::{self, Task};
use crate::{Ctx, Error, Refusal, Result};

const NOBODY: Refusal = Refusal::new("campaign.nobody_late", "Nobody is late in this campaign.");
const REMINDED: Refusal =
    Refusal::new("campaign.reminded", "All who are late were reminded today already.");

/// Reminds all who are late in a campaign, by mail. Says how many agencies that are.
pub async fn remind(ctx: &Ctx, id: CampaignId) -> Result<usize> {
    ctx.require(Permission::WriteCampaigns, Place::State)?;
    let tx = ctx.write().await?;
    let campaign = campaign_store::find(&tx, id).await?.ok_or(Error::NotFound("campaign"))?;
    let all = store::of_campaign(&tx, id).await?;
    let n_late = all.iter().filter(|it| it.is_late()).count();
    if n_late == 0 {
        return Err(NOBODY.into());
    }
    let on = timer::today(&tx, ctx).await?;
    let task = RemindLate { campaign_id: id, year: campaign.year, on };
    if !jobs::enqueue(&tx, ctx, &task, ctx.now).await? {
        return Err(REMINDED.into());
    }
    let event = campaign_event(Action::CampaignReminded, &campaign);
    events::record(&tx, ctx, event.to(&json!({ "n_agencies": n_late }))).await?;
    tx.commit().await?;
    Ok(n_late)
}

/// An agency that is late and that no reminder reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// What it is called.
    pub agency: String,
    /// Why nobody there gets the reminder.
    pub why: String,
}

/// The agencies that are late in a campaign and that no reminder reaches, by name.
pub async fn unreached(ctx: &Ctx, id: CampaignId) -> Result<Vec<Unreached>> {
    ctx.require(Permission::WriteCampaigns, Place::State)?;
    let tx = ctx.read().await?;
    let holders = Holders::of(&tx, ctx.now).await?;
    let late = store::of_campaign(&tx, id).await?.into_iter().filter(|it| it.is_late());
    let late: BTreeSet<AgencyId> = late.map(|it| it.agency_id).collect();
    let unreached = notices::unreached((&tx, ctx), &holders, &late).await?.into_iter();
    let mut found: Vec<Unreached> =
        unreached.map(|(id, why)| Unreached { agency: holders.name(id).to_owned(), why }).collect();
    found.sort_by(|one, other| one.agency.cmp(&other.agency));
    Ok(found)
}

/// Reminds all who are late in a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindLate {
    campaign_id: CampaignId,
    year: i32,
    on: NaiveDate,
}

impl Task for RemindLate {
    const KIND: &'static str = "remind_late";
    const TITLE: &'static str = "Remind all who are late with their plans";

    type Found = ();

    fn about(&self) -> String {
        format!("The campaign of {}, on {}", self.year, self.on)
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("{} {}", self.campaign_id, self.on))
    }

    async fn work(&self, _: &Ctx) -> Result<()> {
        Ok(())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        let holders = Holders::of(tx, ctx.now).await?;
        for it in store::of_campaign(tx, self.campaign_id).await? {
            if it.is_late() {
                notices::remind(tx, ctx, &holders, &it).await?;
            }
        }
        Ok(())
    }
}
