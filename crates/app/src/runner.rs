//! What the platform does by itself: every kind of job, every routine, and who carries them out.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt as _;

use crate::actor::Actor;
use crate::assure::contacts::TellOfContacts;
use crate::assure::handovers::ApplyHandover;
use crate::assure::submissions::{MakeDossier, MoveSubmissions, RemindLate};
use crate::jobs::{self, Due, Job, LEASE, Rhythm, Task};
use crate::mail::{ForgetOld, SendMail};
use crate::people::policies::{ReviewPolicies, TellOfPolicy, TellPersonOfPolicy};
use crate::plans::waivers::TellOfWaivers;
use crate::programme::nightly::CheckPlans;
use crate::prove::nights::CountFindings;
use crate::prove::reminders::{News, RemindEverybody, RemindPerson};
use crate::respond::entries::ExpireAccess;
use crate::{Ctx, Error, Platform, Result, Timestamp};

/// The kinds of jobs there are, with their names for programs and for people.
pub const KINDS: &[(&str, &str)] = &[
    (SendMail::KIND, SendMail::TITLE),
    (RemindEverybody::KIND, RemindEverybody::TITLE),
    (RemindPerson::KIND, RemindPerson::TITLE),
    (CountFindings::KIND, CountFindings::TITLE),
    (MoveSubmissions::KIND, MoveSubmissions::TITLE),
    (MakeDossier::KIND, MakeDossier::TITLE),
    (RemindLate::KIND, RemindLate::TITLE),
    (ForgetOld::KIND, ForgetOld::TITLE),
    (ExpireAccess::KIND, ExpireAccess::TITLE),
    (ReviewPolicies::KIND, ReviewPolicies::TITLE),
    (TellOfPolicy::KIND, TellOfPolicy::TITLE),
    (TellPersonOfPolicy::KIND, TellPersonOfPolicy::TITLE),
    (CheckPlans::KIND, CheckPlans::TITLE),
    (ApplyHandover::KIND, ApplyHandover::TITLE),
    (TellOfContacts::KIND, TellOfContacts::TITLE),
    (TellOfWaivers::KIND, TellOfWaivers::TITLE),
];

const REMINDERS: Rhythm = Rhythm {
    name: "reminders",
    title: "Remind everybody of what waits for them",
    cron: "0 7 * * 1",
};
const REPORTS: Rhythm =
    Rhythm { name: "reports", title: "Tell everybody how ready they are", cron: "30 7 1 * *" };
const FORGETTING: Rhythm =
    Rhythm { name: "forget_old", title: "Forget old jobs and mails", cron: "30 2 * * *" };

const COUNTING: Rhythm =
    Rhythm { name: "count_findings", title: "Count contradictions", cron: "0 3 * * *" };

/// Access is over when its time is, by the clock. This notes it, so that the audit log says so.
const EXPIRING: Rhythm = Rhythm {
    name: "expire_access",
    title: "Note which temporary access is over",
    cron: "*/5 * * * *",
};

const SUBMISSIONS: Rhythm = Rhythm {
    name: "submissions",
    title: "Note which submissions are due or late",
    cron: "5 0 * * *",
};

const REVIEWING: Rhythm =
    Rhythm { name: "review_policies", title: "Note which policies are due", cron: "0 4 * * *" };

const CHECKING: Rhythm =
    Rhythm { name: "check_plans", title: "Check all plans", cron: "30 3 * * *" };

const CONTACTS: Rhythm = Rhythm {
    name: "contacts",
    title: "Tell of contacts that are not confirmed",
    cron: "15 6 * * *",
};

const WAIVERS: Rhythm = Rhythm {
    name: "waivers",
    title: "Tell of waivers that wait for a decision",
    cron: "20 6 * * *",
};

/// What is done again and again.
pub const RHYTHMS: &[Rhythm] = &[
    REMINDERS,
    REPORTS,
    FORGETTING,
    COUNTING,
    EXPIRING,
    SUBMISSIONS,
    REVIEWING,
    CHECKING,
    CONTACTS,
    WAIVERS,
];

/// The longest pause between two looks at the queue, if nobody says that there is something to do:
/// another server may have put it there.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The shortest pause. Whoever puts a job in line says so before their transaction is over.
const LOOK_SOON: Duration = Duration::from_millis(20);

/// What is called a kind of job, for people.
pub fn title(kind: &str) -> &str {
    KINDS.iter().find(|(it, _)| *it == kind).map_or(kind, |(_, title)| title)
}

/// Carries out jobs, one after the other, until it is told to stop. What is under way then is
/// finished first. `clock` tells the time.
pub async fn run<T>(
    platform: Platform,
    clock: fn() -> Timestamp,
    stopped: impl Future<Output = T>,
) {
    let mut stopped = pin!(stopped);
    let mut pause = LOOK_SOON;
    while stopped.as_mut().now_or_never().is_none() {
        match step(&platform, &clock).await {
            Ok(true) => pause = LOOK_SOON,
            Ok(false) => {
                pause = tokio::select! {
                    () = platform.wake.heard() => LOOK_SOON,
                    () = tokio::time::sleep(pause) => (pause * 2).min(LOOK_EVERY),
                    _ = &mut stopped => return,
                };
            }
            Err(error) => {
                tracing::error!(%error, "The queue cannot be reached; it is tried again soon");
                tokio::select! {
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    _ = &mut stopped => return,
                }
            }
        }
    }
}

/// Carries out one job that is due, if there is one. Says whether there was.
pub async fn step(platform: &Platform, clock: &(impl Fn() -> Timestamp + Sync)) -> Result<bool> {
    let ctx = Ctx::new(platform.clone(), Actor::platform(), clock());
    let Some(job) = jobs::claim(&ctx, &doable(platform)).await? else { return Ok(false) };
    // The log and the audit log call what a job does by its id.
    let now =
        || Ctx::new(platform.clone(), Actor::platform(), clock()).with_request_id(job.id.into());
    let attempt = AssertUnwindSafe(carry_out(&job, &now)).catch_unwind();
    let done = tokio::select! {
        // Who is done is done, also when the lease is up at that moment.
        biased;
        done = attempt => done.unwrap_or_else(|_| Err(Error::internal("it panicked"))),
        lost = hold(&job, &now) => lost,
    };
    match done {
        Ok(()) => tracing::debug!(job = %job.id, kind = job.kind, "Done"),
        Err(error) => {
            tracing::warn!(job = %job.id, kind = job.kind, %error, "A job failed");
            jobs::fail(&now(), &job, &error).await?;
        }
    }
    Ok(true)
}

/// Puts in line what is due again.
pub async fn enqueue_due(ctx: &Ctx) -> Result<()> {
    for rhythm in RHYTHMS {
        let tx = ctx.write().await?;
        if let Some(Due { due_at, last_at }) = jobs::take_due(&tx, ctx, rhythm).await? {
            match rhythm.name {
                name if name == REMINDERS.name => {
                    let task = RemindEverybody::due(News::Work, due_at);
                    jobs::enqueue(&tx, ctx, &task, ctx.now).await?;
                }
                name if name == REPORTS.name => {
                    let task = RemindEverybody::due(News::Readiness, due_at);
                    jobs::enqueue(&tx, ctx, &task, ctx.now).await?;
                }
                name if name == COUNTING.name => {
                    jobs::enqueue(&tx, ctx, &CountFindings::due(due_at), ctx.now).await?;
                }
                name if name == EXPIRING.name => {
                    jobs::enqueue(&tx, ctx, &ExpireAccess::due(due_at), ctx.now).await?;
                }
                name if name == SUBMISSIONS.name => {
                    jobs::enqueue(&tx, ctx, &MoveSubmissions::due(due_at), ctx.now).await?;
                }
                name if name == REVIEWING.name => {
                    jobs::enqueue(&tx, ctx, &ReviewPolicies::due(due_at), ctx.now).await?;
                }
                name if name == CHECKING.name => {
                    jobs::enqueue(&tx, ctx, &CheckPlans::due(due_at), ctx.now).await?;
                }
                name if name == WAIVERS.name => {
                    let task = TellOfWaivers::due(due_at, (last_at, ctx.now));
                    jobs::enqueue(&tx, ctx, &task, ctx.now).await?;
                }
                name if name == CONTACTS.name => {
                    jobs::enqueue(&tx, ctx, &TellOfContacts::due(due_at), ctx.now).await?;
                }
                _ => {
                    jobs::enqueue(&tx, ctx, &ForgetOld::due(due_at), ctx.now).await?;
                }
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The kinds that can be carried out here: without a mail server, mails wait.
fn doable(platform: &Platform) -> Vec<&'static str> {
    let kinds = KINDS.iter().map(|it| it.0);
    kinds.filter(|it| platform.has_mail() || *it != SendMail::KIND).collect()
}

async fn carry_out(job: &Job, now: &(impl Fn() -> Ctx + Sync)) -> Result<()> {
    match job.kind.as_str() {
        SendMail::KIND => jobs::carry_out::<SendMail>(job, now).await,
        RemindEverybody::KIND => jobs::carry_out::<RemindEverybody>(job, now).await,
        RemindPerson::KIND => jobs::carry_out::<RemindPerson>(job, now).await,
        CountFindings::KIND => jobs::carry_out::<CountFindings>(job, now).await,
        MoveSubmissions::KIND => jobs::carry_out::<MoveSubmissions>(job, now).await,
        MakeDossier::KIND => jobs::carry_out::<MakeDossier>(job, now).await,
        RemindLate::KIND => jobs::carry_out::<RemindLate>(job, now).await,
        ForgetOld::KIND => jobs::carry_out::<ForgetOld>(job, now).await,
        ExpireAccess::KIND => jobs::carry_out::<ExpireAccess>(job, now).await,
        ReviewPolicies::KIND => jobs::carry_out::<ReviewPolicies>(job, now).await,
        TellOfPolicy::KIND => jobs::carry_out::<TellOfPolicy>(job, now).await,
        TellPersonOfPolicy::KIND => jobs::carry_out::<TellPersonOfPolicy>(job, now).await,
        CheckPlans::KIND => jobs::carry_out::<CheckPlans>(job, now).await,
        ApplyHandover::KIND => jobs::carry_out::<ApplyHandover>(job, now).await,
        TellOfContacts::KIND => jobs::carry_out::<TellOfContacts>(job, now).await,
        TellOfWaivers::KIND => jobs::carry_out::<TellOfWaivers>(job, now).await,
        other => Err(Error::internal(format!("nobody knows jobs of the kind {other}"))),
    }
}

/// Holds on to a job while it is carried out. Returns when it is lost: when somebody else has it, or
/// when the database could not be asked for as long as the lease lasts.
async fn hold(job: &Job, now: &(impl Fn() -> Ctx + Sync)) -> Result<()> {
    let third = LEASE.to_std().unwrap_or(LOOK_EVERY) / 3;
    let mut n_failed = 0;
    loop {
        tokio::time::sleep(third).await;
        match jobs::renew(&now(), job).await {
            Ok(true) => n_failed = 0,
            Ok(false) => return Err(Error::Stale("job")),
            Err(error) if n_failed < 2 => {
                tracing::warn!(job = %job.id, %error, "A job could not be held; it goes on");
                n_failed += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_and_every_rhythm_has_a_name_of_its_own() {
        let kinds: BTreeSet<_> = KINDS.iter().map(|it| it.0).collect();
        let names: BTreeSet<_> = RHYTHMS.iter().map(|it| it.name).collect();
        assert_eq!((kinds.len(), names.len()), (KINDS.len(), RHYTHMS.len()));
    }
}
