//! Ten thousand random actions by random people, beside a model of the domain written by hand: the
//! states of §5.1 and the permissions of §6. What the model allows succeeds and adds as many links to
//! the chain of events as it says; what it forbids is refused and adds none.

use std::collections::BTreeSet;

use app::actor::{Held, Reach, Role};
use app::events::{self, Verdict};
use app::ids::{ActivationId, AgencyId, PersonId};
use app::plans::live;
use app::plans::plan::{
    self, Plan, PlanDocument, PlanVersion, Standing, VersionDocument, VersionState,
};
use app::plans::templates;
use app::respond::activations::{self, Call, Extent, State};
use app::{Ctx, Timestamp};
use chrono::{Months, TimeDelta};
use test_support::{ctx_with, now, person, platform_ctx};

use crate::plan_desk::{PlanDesk, plan_desk, written};

const ACTIONS: usize = 10_000;
const SEED: u64 = 20_261_122;

/// Numbers that look like chance, the same each time (Steele, Lea and Flood 2014, `SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((it ^ (it >> 31)) % n as u64).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let n = self.below(all.len());
        &all[n]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Begin,
    Save,
    Submit,
    Review,
    Return,
    Reject,
    Approve,
    Test,
    Waive,
    Publish,
    Reaffirm,
    Retire,
    Restore,
    Discard,
    Ask,
    Call,
    Activate,
    StandBy,
    Recover,
    Reconstitute,
    StandDown,
    Close,
    Cancel,
    /// Time passes, and the server looks whose review is due.
    Due,
}

const ACTS: [Act; 24] = [
    Act::Begin,
    Act::Save,
    Act::Submit,
    Act::Review,
    Act::Return,
    Act::Reject,
    Act::Approve,
    Act::Test,
    Act::Waive,
    Act::Publish,
    Act::Reaffirm,
    Act::Retire,
    Act::Restore,
    Act::Discard,
    Act::Ask,
    Act::Call,
    Act::Activate,
    Act::StandBy,
    Act::Recover,
    Act::Reconstitute,
    Act::StandDown,
    Act::Close,
    Act::Cancel,
    Act::Due,
];

/// Who may do it, as §6 says: by role, for plans of their own agency, or statewide for the state's.
fn may(role: Role, act: Act) -> bool {
    use Role::{
        AgencyHead as AH, ContinuityTeam as BCM, Coordinator as ABC, IncidentCommander as IC,
        PlanOwner as PO, ServiceDesk as SDA, StateCio as SCIO,
    };
    match act {
        // Plan draft: W.
        Act::Begin | Act::Save | Act::Submit | Act::Publish | Act::Test | Act::Reaffirm => {
            matches!(role, ABC | PO)
        }
        Act::Retire | Act::Restore | Act::Discard => matches!(role, ABC | PO),
        // Plan review: A.
        Act::Review => matches!(role, BCM),
        // §5.1: BCM and AH return; whoever writes takes back.
        Act::Return => matches!(role, BCM | AH | ABC | PO),
        // Plan approval: A.
        Act::Approve | Act::Reject | Act::Waive => matches!(role, AH),
        // Plan activation: A.
        Act::Call
        | Act::Activate
        | Act::StandBy
        | Act::Recover
        | Act::Reconstitute
        | Act::StandDown => matches!(role, SCIO | AH | IC),
        // Plan activation: S, or A.
        Act::Ask | Act::Close | Act::Cancel => {
            matches!(role, SCIO | AH | IC | BCM | ABC | PO | SDA)
        }
        Act::Due => false,
    }
}

/// A plan as the model has it.
#[derive(Debug, Clone)]
struct Model {
    agency: AgencyId,
    standing: Standing,
    in_force: bool,
    draft: Option<VersionState>,
    writers: BTreeSet<PersonId>,
    tested: bool,
    due: Option<Timestamp>,
    /// The number of its newest version.
    newest: u32,
    /// The activation that is not over, or was stood down last.
    called: Option<(ActivationId, State, Extent)>,
}

impl Model {
    /// How many links an action adds to the chain if somebody does it who may; None if it is refused.
    fn after(&mut self, act: Act, by: PersonId, now: Timestamp, extent: Extent) -> Option<usize> {
        use VersionState::{Approved, Draft, InReview, PendingApproval};
        let in_use = self.standing != Standing::Retired;
        let follows = self.standing.is_in_force();
        let draft = self.draft.filter(|_| in_use);
        let called = self.called.map(|it| it.1);
        let runs = called.is_some_and(State::is_running);
        let fits = match act {
            Act::Begin => in_use && self.draft.is_none(),
            Act::Save | Act::Submit => draft == Some(Draft),
            Act::Review => draft == Some(InReview) && !self.writers.contains(&by),
            Act::Return | Act::Reject => matches!(draft, Some(InReview | PendingApproval)),
            Act::Approve => draft == Some(PendingApproval) && !self.writers.contains(&by),
            Act::Test | Act::Waive | Act::Retire => in_use,
            Act::Publish => draft == Some(Approved) && self.tested,
            Act::Reaffirm => matches!(self.standing, Standing::ReviewDue | Standing::Overdue),
            Act::Restore => !in_use,
            Act::Discard => draft == Some(Draft) && self.in_force,
            Act::Ask | Act::Call => follows && !runs,
            Act::Activate => {
                let other = called == Some(State::Activated) && self.called.unwrap().2 != extent;
                follows && (called == Some(State::StandBy) || other)
            }
            Act::StandBy | Act::Recover => called == Some(State::Activated),
            Act::Reconstitute => called == Some(State::Recovering),
            Act::StandDown => called == Some(State::Reconstituting),
            Act::Close => called == Some(State::StoodDown),
            Act::Cancel => called == Some(State::StandBy),
            Act::Due => false,
        };
        if !fits {
            return None;
        }
        let afresh = now.checked_add_months(Months::new(12));
        match act {
            Act::Begin => {
                (self.draft, self.writers) = (Some(Draft), [by].into());
                self.newest += 1;
            }
            Act::Save => drop(self.writers.insert(by)),
            Act::Submit => {
                self.writers.insert(by);
                self.draft = Some(InReview);
            }
            Act::Review => self.draft = Some(PendingApproval),
            Act::Return | Act::Reject => self.draft = Some(Draft),
            Act::Approve => self.draft = Some(Approved),
            Act::Test | Act::Waive => self.tested = true,
            Act::Publish => {
                (self.draft, self.in_force) = (None, true);
                (self.standing, self.due) = (Standing::Active, afresh);
            }
            Act::Reaffirm => (self.standing, self.due) = (Standing::Active, afresh),
            Act::Retire => self.standing = Standing::Retired,
            Act::Restore => {
                let due = self.in_force;
                self.standing = if due { Standing::ReviewDue } else { Standing::New };
            }
            Act::Discard => {
                self.draft = None;
                self.newest -= 1;
            }
            _ => {}
        }
        Some(if act == Act::Call { 2 } else { 1 })
    }

    /// What time makes of it. Says whether anything.
    fn aged(&mut self, now: Timestamp) -> bool {
        let Some(due) = self.due else { return false };
        let next = match self.standing {
            Standing::Active | Standing::ReviewDue if due <= now => Standing::Overdue,
            Standing::Active if due - TimeDelta::days(30) <= now => Standing::ReviewDue,
            it => it,
        };
        std::mem::replace(&mut self.standing, next) != next
    }
}

/// Somebody, with their roles and where they hold them.
struct Somebody {
    ctx: Ctx,
    roles: Vec<(Role, Option<AgencyId>)>,
}

impl Somebody {
    fn may(&self, act: Act, agency: AgencyId) -> bool {
        let holds = |it: &&(Role, Option<AgencyId>)| it.1.is_none_or(|it| it == agency);
        self.roles.iter().filter(holds).any(|it| may(it.0, act))
    }

    fn at(&self, now: Timestamp) -> Ctx {
        Ctx::new(self.ctx.platform.clone(), self.ctx.actor.clone(), now)
    }
}

/// Everybody: each role alone, at one agency, at the other or statewide; and some who hold two.
async fn cast(desk: &PlanDesk) -> Vec<Somebody> {
    let agencies = [desk.at.commerce, desk.at.revenue];
    let mut held: Vec<Vec<(Role, Option<AgencyId>)>> = Vec::new();
    for &role in Role::ALL {
        let local =
            matches!(role, Role::AgencyHead | Role::Coordinator | Role::PlanOwner | Role::Employee);
        match local {
            true => held.extend(agencies.map(|it| vec![(role, Some(it))])),
            false => held.push(vec![(role, None)]),
        }
    }
    for agency in agencies {
        let at = Some(agency);
        // Likely to meet themselves on the way: separation of duties must hold.
        held.push(vec![(Role::PlanOwner, at), (Role::AgencyHead, at)]);
        held.push(vec![(Role::Coordinator, at), (Role::ContinuityTeam, None)]);
        held.push(vec![(Role::AgencyHead, at)]);
    }
    held.push(vec![(Role::ContinuityTeam, None)]);
    let mut all = Vec::new();
    for (n, roles) in held.into_iter().enumerate() {
        let id = person(&desk.platform, "commerce", &format!("actor-{n}")).await;
        let mut ctx = ctx_with(&desk.platform, id, Role::Employee, Reach::State);
        ctx.actor.held = roles
            .iter()
            .map(|&(role, at)| Held {
                role,
                reach: at.map_or(Reach::State, |it| Reach::Agencies([it].into())),
            })
            .collect();
        all.push(Somebody { ctx, roles });
    }
    all
}

/// A plan of each agency in each stage of the beginning.
async fn begun(desk: &PlanDesk) -> Vec<(Plan, Model)> {
    let server = platform_ctx(&desk.platform);
    let content = written(&plan::Content::blank(templates::find("iscp").unwrap()));
    let mut plans = Vec::new();
    for (agency, code) in [(desk.at.commerce, "commerce"), (desk.at.revenue, "revenue")] {
        for n in 0..3 {
            let name = format!("{code}-{n}");
            let mut document = PlanDocument::new(code, "iscp", &name, &name);
            document.versions = vec![VersionDocument::draft(content.clone())];
            let it = plan::start(&server, &document).await.unwrap();
            let model = Model {
                agency,
                standing: Standing::New,
                in_force: false,
                draft: Some(VersionState::Draft),
                writers: [server.actor.person_id].into(),
                tested: false,
                due: None,
                newest: 1,
                called: None,
            };
            plans.push((it, model));
        }
    }
    plans
}

async fn n_events(desk: &PlanDesk) -> i64 {
    let (server, all) = (platform_ctx(&desk.platform), events::Query::default());
    events::list_before(&server, &all, None, 1).await.unwrap()[0].seq
}

/// Does it. Says which activation there is now, if it was about one.
async fn done(
    ctx: &Ctx,
    act: Act,
    (plan, version, n): (&Plan, &PlanVersion, usize),
    (model, extent, stale): (&Model, Extent, i64),
) -> app::Result<Option<(ActivationId, State, Extent)>> {
    let (id, of_plan, of_draft) = (plan.id, plan.version - stale, version.version - stale);
    let because = format!("Because of {n}.");
    let called = |it: activations::Activation| Some((it.id, it.state, it.extent));
    let none = BTreeSet::new();
    if let (Some((it, ..)), false) = (model.called, matches!(act, Act::Ask | Act::Call)) {
        let server = Ctx::new(ctx.platform.clone(), app::actor::Actor::platform(), ctx.now);
        let seen = activations::show(&server, it).await?.version - stale;
        let today = ctx.now.date_naive();
        let done = match act {
            Act::Activate => Some(activations::activate(ctx, it, seen, (extent, &none)).await),
            Act::StandBy => Some(activations::stand_by(ctx, it, seen).await),
            Act::Recover => Some(activations::recover(ctx, it, seen).await),
            Act::Reconstitute => Some(activations::reconstitute(ctx, it, seen).await),
            Act::StandDown => {
                let (validation, declaration) = ("All passed.", "Over.");
                let end = activations::End { validation, declaration, leaves_tasks: true };
                Some(activations::stand_down(ctx, it, seen, end).await)
            }
            Act::Close => Some(activations::close(ctx, it, seen, (&because, today)).await),
            Act::Cancel => Some(activations::cancel(ctx, it, seen, &because).await),
            _ => None,
        };
        if let Some(done) = done {
            return done.map(called);
        }
    }
    match act {
        Act::Begin => drop(plan::begin(ctx, id, of_plan).await?),
        Act::Save => {
            let mut content = version.content.clone();
            content.sections[0].text = format!("Written {n}.");
            plan::save(ctx, id, of_draft, content).await?;
        }
        Act::Submit => drop(plan::submit(ctx, id, of_draft, &because).await?),
        Act::Review => drop(plan::review(ctx, id, of_draft).await?),
        Act::Return => drop(plan::return_(ctx, id, of_draft, &because).await?),
        Act::Reject => drop(plan::reject(ctx, id, of_draft, &because).await?),
        Act::Approve => drop(plan::approve(ctx, id, of_draft).await?),
        Act::Test => {
            let on = ctx.now.date_naive();
            plan::record_test(ctx, id, of_plan, on, &because).await?;
        }
        Act::Waive => drop(plan::waive_test(ctx, id, of_plan, &because).await?),
        Act::Publish => drop(live::publish(ctx, id, of_draft).await?),
        Act::Reaffirm => drop(plan::reaffirm(ctx, id, of_plan).await?),
        Act::Retire => drop(plan::retire(ctx, id, of_plan, &because).await?),
        Act::Restore => drop(plan::restore(ctx, id, of_plan).await?),
        Act::Discard => drop(plan::discard(ctx, id, of_draft).await?),
        Act::Ask | Act::Call => {
            let extent = (act == Act::Call).then_some(extent);
            let call = Call { because, extent, ..Call::default() };
            return activations::call(ctx, id, &call).await.map(called);
        }
        // There is none that it could be done to.
        _ => return Err(app::Error::NotFound("activation")),
    }
    Ok(None)
}

#[tokio::test]
async fn ten_thousand_random_actions_never_leave_the_machine_nor_lose_an_event() {
    let desk = plan_desk().await;
    // The other agency can be reached too, so that its plans are handed in.
    desk.reach("revenue").await;
    let all = cast(&desk).await;
    let mut plans = begun(&desk).await;
    let server = platform_ctx(&desk.platform);
    let mut chance = Chance(SEED);
    let mut seq = n_events(&desk).await;
    let mut reached: BTreeSet<(Standing, Option<VersionState>)> = BTreeSet::new();
    let mut n_done = 0;
    for n in 0..ACTIONS {
        // Years pass, so that reviews become due and overdue.
        let now = now() + TimeDelta::hours(12 * i64::try_from(n).unwrap());
        let act = match *chance.of(&ACTS) {
            // Most plans are in use most of the time.
            Act::Retire if chance.below(4) != 0 => Act::Submit,
            it => it,
        };
        if act == Act::Due {
            let clock = Ctx::new(desk.platform.clone(), server.actor.clone(), now);
            let n_due = plan::due(&clock).await.unwrap();
            let aged = plans.iter_mut().filter_map(|it| it.1.aged(now).then_some(())).count();
            assert_eq!(n_due, aged as u64, "action {n}");
            seq += i64::try_from(n_due).unwrap();
            continue;
        }
        let which = chance.below(plans.len());
        let (it, model) = &mut plans[which];
        // Nearly always somebody who may: else hardly anything would happen.
        let able: Vec<&Somebody> = all.iter().filter(|it| it.may(act, model.agency)).collect();
        let who = match chance.below(4) {
            0 => chance.of(&all),
            _ => chance.of(&able),
        };
        let extent = *chance.of(Extent::ALL);
        let stale = i64::from(chance.below(12) == 0);
        let plan = plan::show(&server, it.id).await.unwrap();
        let version = plan::version(&server, plan.id, model.newest).await.unwrap();
        let by = who.ctx.actor.person_id;
        let mut next = model.clone();
        let allowed = who.may(act, model.agency);
        // Calling something begins it: nothing was seen before.
        let is_stale = stale == 1 && !matches!(act, Act::Ask | Act::Call);
        let expected = match allowed && !is_stale {
            true => next.after(act, by, now, extent),
            false => None,
        };
        let ctx = who.at(now);
        let result = done(&ctx, act, (&plan, &version, n), (model, extent, stale)).await;
        let told = format!("action {n}, {act:?} by {:?} on {model:?}: {result:?}", who.roles);
        assert_eq!(result.is_ok(), expected.is_some(), "{told}");
        if let (Ok(called), Some(n_links)) = (result, expected) {
            next.called = called.or(next.called);
            *model = next;
            seq += i64::try_from(n_links).unwrap();
            n_done += 1;
        }
        let found = plan::show(&server, plan.id).await.unwrap();
        let states = (found.standing, found.draft_state, found.in_force.is_some());
        assert_eq!(states, (model.standing, model.draft, model.in_force), "{told}");
        assert_eq!(n_events(&desk).await, seq, "{told}");
        reached.insert((model.standing, model.draft));
    }
    assert!(1_000 < n_done, "only {n_done} of them were done");
    // Somebody was everywhere: in each standing, and at each stage of a version.
    let standings: BTreeSet<Standing> = reached.iter().map(|it| it.0).collect();
    assert_eq!(standings.len(), Standing::ALL.len(), "{reached:?}");
    let drafts: BTreeSet<VersionState> = reached.iter().filter_map(|it| it.1).collect();
    assert_eq!(drafts.len(), 4, "{reached:?}");
    let verdict = events::verify(&server).await.unwrap();
    let Verdict::Intact { n_events, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!(n_events, seq);
}
