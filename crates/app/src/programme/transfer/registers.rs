//! Registers out of the database, and into it.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::write::Counts;
use crate::assure::{consultations, contacts, handovers, lessons, obligations, projects};
use crate::people::{advisories, managers, meetings, partners, policies};
use crate::programme::Registers;
use crate::{Ctx, Result};

/// All that the actor may see of them.
pub(super) async fn read(tx: &Tx, ctx: &Ctx) -> Result<Registers> {
    Ok(Registers {
        managers: managers::all_in(tx, ctx).await?,
        contacts: contacts::all_in(tx, ctx).await?,
        partners: partners::all_in(tx, ctx).await?,
        advisories: advisories::all_in(tx, ctx).await?,
        meetings: meetings::all_in(tx, ctx).await?,
        policies: policies::all_in(tx, ctx).await?,
        obligations: obligations::changed_in(tx, ctx).await?,
        lessons: lessons::all_in(tx, ctx).await?,
        projects: projects::all_in(tx, ctx).await?,
        handovers: handovers::all_in(tx, ctx).await?,
        consultations: consultations::all_in(tx, ctx).await?,
    })
}

/// The same beside these agencies, plans and impact analyses, which are named as their files are: what is about others is left out.
pub(super) fn beside(
    mut all: Registers,
    agencies: &BTreeSet<&str>,
    (plans, analyses): (&BTreeSet<&str>, &BTreeSet<String>),
) -> Registers {
    all.managers.retain(|it| agencies.contains(it.agency.as_str()));
    all.contacts.retain(|it| agencies.contains(it.agency.as_str()));
    for it in &mut all.meetings {
        it.invited.retain(|it| agencies.contains(it.as_str()));
    }
    for it in &mut all.consultations {
        it.plan = it.plan.take().filter(|it| plans.contains(it.as_str()));
        it.analysis = it.analysis.take().filter(|it| analyses.contains(it));
    }
    for it in &mut all.lessons {
        it.plan = it.plan.take().filter(|it| plans.contains(it.as_str()));
    }
    all
}

/// Puts registers in. What they do not mention stays.
pub(super) async fn put(
    tx: &Tx,
    ctx: &Ctx,
    all: &Registers,
    counts: &mut BTreeMap<&'static str, Counts>,
) -> Result<()> {
    let n_handovers: usize = all.handovers.iter().map(|it| it.handovers.len()).sum();
    let n_managers: usize = all.managers.iter().map(|it| it.managers.len()).sum();
    let done = [
        ("manager", n_managers, managers::restore_all(tx, ctx, &all.managers).await?),
        ("contacts", all.contacts.len(), contacts::restore_all(tx, ctx, &all.contacts).await?),
        ("partner", all.partners.len(), partners::restore_all(tx, ctx, &all.partners).await?),
        // Once the partners are there, whom they name.
        (
            "advisory",
            all.advisories.len(),
            advisories::restore_all(tx, ctx, &all.advisories).await?,
        ),
        ("meeting", all.meetings.len(), meetings::restore_all(tx, ctx, &all.meetings).await?),
        ("policy", all.policies.len(), policies::restore_files(tx, ctx, &all.policies).await?),
        (
            "obligation",
            all.obligations.len(),
            obligations::restore_all(tx, ctx, &all.obligations).await?,
        ),
        ("lesson", all.lessons.len(), lessons::restore_all(tx, ctx, &all.lessons).await?),
        (
            "consultation",
            all.consultations.len(),
            consultations::restore_all(tx, ctx, &all.consultations).await?,
        ),
        ("handover", n_handovers, handovers::restore_all(tx, ctx, &all.handovers).await?),
        ("project", all.projects.len(), projects::restore_all(tx, ctx, &all.projects).await?),
    ];
    for (kind, n, (n_added, n_changed)) in done {
        let counts = counts.entry(kind).or_default();
        counts.n_added += n_added;
        counts.n_changed += n_changed;
        counts.n_same += n - n_added - n_changed;
    }
    Ok(())
}
