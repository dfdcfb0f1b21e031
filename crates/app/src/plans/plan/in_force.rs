//! What an agency has in force, for those who hand it in or judge that: whoever may see it.

use db::Tx;

use super::version::PlanVersion;
use super::write::WRITING;
use super::{Plan, store, version_store};
use crate::ids::{AgencyId, PersonId, PlanId};
use crate::{Result, events};

/// The plans of an agency that are in force, each with the version that is, by title.
pub(crate) async fn in_force_of(tx: &Tx, agency_id: AgencyId) -> Result<Vec<(Plan, PlanVersion)>> {
    let mut found = Vec::new();
    for plan in store::in_force_of(tx, agency_id).await? {
        let Some(number) = plan.in_force else { continue };
        if let Some(version) = version_store::find(tx, plan.id, number).await? {
            found.push((plan, version));
        }
    }
    Ok(found)
}

/// Whether somebody wrote at one of these versions, so that they cannot stand for them.
pub(crate) async fn has_written(
    tx: &Tx,
    person_id: PersonId,
    versions: &[(PlanId, u32)],
) -> Result<bool> {
    for (plan_id, number) in versions {
        let Some(version) = version_store::find(tx, *plan_id, *number).await? else { continue };
        let writers = events::who_did(tx, &WRITING, version.id.into()).await?;
        if version.is_written_by(person_id, &writers) {
            return Ok(true);
        }
    }
    Ok(false)
}
