//! Looking at consultations: whoever may see those of the agency, and whoever advises.

use std::collections::BTreeSet;

use db::Tx;

use super::store::Which;
use super::{About, Area, AskDocument, Consultation, State, store};
use crate::actor::{Permission, Role, Scope};
use crate::ids::{AgencyId, ConsultationId, PersonId, PlanId};
use crate::people::{agencies, persons};
use crate::plans::plan;
use crate::prepare::risks;
use crate::{Ctx, Error, Page, Paging, Result};

/// Which consultations to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their words.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those in this field.
    pub area: Option<Area>,
    /// Only those that are so far.
    pub state: Option<State>,
    /// Whether only those in which the actor advises.
    pub mine: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of consultations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// When they were asked for.
    #[default]
    Asked,
    /// What they are about.
    Topic,
    /// In which field.
    Area,
    /// How far they are.
    State,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "asked" => Some(Sort::Asked),
            "topic" => Some(Sort::Topic),
            "area" => Some(Sort::Area),
            "state" => Some(Sort::State),
            _ => None,
        }
    }
}

/// A recommendation that nobody has said anything about yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Of which consultation.
    pub consultation: Consultation,
    /// Which of its recommendations: the first is 0.
    pub number: usize,
}

/// A consultation in the words of who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What was asked.
    pub asked: AskDocument,
    /// Who asked, by code. None: the platform did.
    pub asked_by: Option<String>,
    /// Who advises, by code.
    pub advisers: Vec<String>,
}

/// What waits for the actor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// What nobody has taken on, where they may.
    pub to_take: Vec<Consultation>,
    /// In what they advise.
    pub to_give: Vec<Consultation>,
    /// What was recommended to the agencies for which they may say what became of it.
    pub to_resolve: Vec<Open>,
}

impl Waiting {
    /// How many things wait.
    pub fn n(&self) -> u64 {
        (self.to_take.len() + self.to_give.len() + self.to_resolve.len()) as u64
    }
}

/// One consultation.
pub async fn show(ctx: &Ctx, id: ConsultationId) -> Result<Consultation> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the consultations that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Consultation>> {
    let mut found = seen(&*ctx.read().await?, ctx, &Which::All).await?;
    let text = db::fold(query.text.trim());
    found.retain(|it| {
        let said = [&it.topic, &it.question, &it.outcome];
        query.agencies.as_ref().is_none_or(|of| of.contains(&it.agency_id))
            && query.area.is_none_or(|area| it.area == area)
            && query.state.is_none_or(|state| it.state == state)
            && (!query.mine || advises(ctx, it))
            && (text.is_empty() || said.iter().any(|it| db::fold(it).contains(&text)))
    });
    match query.sort {
        Sort::Asked => found.sort_by_key(|it| (it.asked_at, it.id)),
        Sort::Topic => found.sort_by_cached_key(|it| (db::fold(&it.topic), it.id)),
        Sort::Area => found.sort_by_key(|it| (it.area, it.id)),
        Sort::State => found.sort_by_key(|it| (it.state, it.id)),
    }
    if query.descending {
        found.reverse();
    }
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// These consultations as somebody asked for them, and who asked and advises, in the same order. What one
/// is about is named as far as the actor may see that.
pub async fn told(ctx: &Ctx, all: &[Consultation]) -> Result<Vec<Told>> {
    told_in(&*ctx.read().await?, ctx, all).await
}

pub(super) async fn told_in(tx: &Tx, ctx: &Ctx, all: &[Consultation]) -> Result<Vec<Told>> {
    let agencies = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let people = all.iter().flat_map(|it| it.advisers.keys().copied().chain([it.asked_by]));
    let people = persons::codes(tx, &people.collect()).await?;
    let (mut plans, mut risks) = (BTreeSet::new(), BTreeSet::new());
    for it in all {
        match it.about {
            About::Plan(id) => plans.extend([id]),
            About::Risk(id) => risks.extend([id]),
            About::Nothing | About::Analysis(_) => {}
        }
    }
    let plans = plan::codes_in(tx, ctx, &plans).await?;
    let risks = risks::codes(tx, &risks).await?;
    let told = |it: &Consultation| {
        let mut asked = AskDocument {
            agency: agencies.get(&it.agency_id).cloned().unwrap_or_default(),
            area: it.area,
            topic: it.topic.clone(),
            question: it.question.clone(),
            ..AskDocument::default()
        };
        let may = |permission| ctx.actor.may(permission, it.agency_id);
        match it.about {
            About::Plan(id) => asked.plan = plans.get(&id).cloned(),
            About::Risk(id) if may(Permission::ReadRisks) => asked.risk = risks.get(&id).cloned(),
            About::Analysis(id) if may(Permission::ReadAnalyses) => {
                asked.analysis = Some(id.to_string());
            }
            About::Nothing | About::Risk(_) | About::Analysis(_) => {}
        }
        let advisers = it.advisers.keys().filter_map(|id| people.get(id).cloned());
        let asked_by = people.get(&it.asked_by).cloned();
        Told { asked, asked_by, advisers: advisers.collect() }
    };
    Ok(all.iter().map(told).collect())
}

/// The consultations about a plan, as far as the actor may see them, the last first.
pub async fn of_plan(ctx: &Ctx, id: PlanId) -> Result<Vec<Consultation>> {
    seen(&*ctx.read().await?, ctx, &Which::About(id)).await
}

/// What waits for the actor. Whoever sees every agency is not asked what became of advice to all.
pub async fn waiting(ctx: &Ctx) -> Result<Waiting> {
    if ctx.actor.limited_to.is_some() {
        return Ok(Waiting::default());
    }
    let mut waiting = Waiting::default();
    let own = match ctx.actor.scope(Permission::AskConsultations) {
        Scope::Everything => BTreeSet::new(),
        Scope::Only { agencies, .. } => agencies,
    };
    let mut found = seen(&*ctx.read().await?, ctx, &Which::Waiting(own.clone())).await?;
    found.sort_by_key(|it| (it.asked_at, it.id));
    for it in found {
        if it.state == State::Closed && own.contains(&it.agency_id) {
            let open = it.recommendations.iter().enumerate().filter(|one| one.1.is_open());
            let numbers: Vec<usize> = open.map(|one| one.0).collect();
            let open = numbers.into_iter().map(|number| Open { consultation: it.clone(), number });
            waiting.to_resolve.extend(open);
        }
        match it.state {
            State::Asked if ctx.actor.may(Permission::GiveConsultations, it.agency_id) => {
                waiting.to_take.push(it);
            }
            State::Taken if advises(ctx, &it) => waiting.to_give.push(it),
            _ => {}
        }
    }
    waiting.to_resolve.sort_by_key(|it| {
        let due = it.consultation.recommendations.get(it.number).and_then(|it| it.due);
        (due.is_none(), due)
    });
    Ok(waiting)
}

/// Whether the actor may take a consultation on, and write down what came of it.
pub fn may_advise(ctx: &Ctx, it: &Consultation) -> bool {
    advises(ctx, it) || ctx.actor.may(Permission::GiveConsultations, it.agency_id)
}

/// Whether the actor may say what became of what was recommended.
pub fn may_resolve(ctx: &Ctx, it: &Consultation) -> bool {
    it.state == State::Closed && ctx.actor.may(Permission::AskConsultations, it.agency_id)
}

fn advises(ctx: &Ctx, it: &Consultation) -> bool {
    it.advisers.keys().any(|id| ctx.actor.is(*id))
}

pub(super) async fn seen(tx: &Tx, ctx: &Ctx, which: &Which) -> Result<Vec<Consultation>> {
    let scope = match ctx.actor.scope(Permission::ReadConsultations) {
        Scope::Everything => Scope::Everything,
        Scope::Only { agencies, .. } => Scope::Only { agencies, records: BTreeSet::new() },
    };
    // A program with a token advises nobody.
    let adviser = ctx.actor.limited_to.is_none().then_some(ctx.actor.person_id);
    store::all(tx, (&scope, adviser), which).await
}

/// The consultation called `id`. One that the actor may not see is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: ConsultationId) -> Result<Consultation> {
    let found = store::find(tx, id).await?;
    let may = |it: &Consultation| {
        advises(ctx, it) || ctx.actor.may(Permission::ReadConsultations, it.agency_id)
    };
    found.filter(may).ok_or(Error::NotFound("consultation"))
}

/// Whether somebody belongs to those who advise: by their role, wherever they hold it.
pub(super) const ADVISING: [Role; 2] = [Role::ContinuityTeam, Role::RelationshipManager];

/// The ids of everybody who advises in a consultation.
pub(super) fn advisers(it: &Consultation) -> BTreeSet<PersonId> {
    it.advisers.keys().copied().collect()
}
