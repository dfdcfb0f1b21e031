//! A desk where impact analyses are written and approved.

use app::actor::{Reach, Role};
use app::events;
use app::ids::AnalysisId;
use app::prepare::impact::{
    self, Analysis, Content, CostStep, Impact, ImpactCriteria, MinimumLevel, Money,
};
use app::prepare::inventory::{Item, Kind};
use app::{Ctx, Error, Platform, Span, Timestamp};
use test_support::{State as Agencies, ctx_with, fresh, item, person, platform_ctx, state};

/// What a careful author would say.
pub(crate) fn whole() -> Content {
    let criteria = ImpactCriteria::default();
    let impact = |on: &str, hours, level| {
        let (on, after) = (on.to_owned(), Span::from_hours(hours));
        Impact { on, after, level, note: String::new() }
    };
    let impacts =
        criteria.types.iter().flat_map(|it| [impact(&it.code, 4, 2), impact(&it.code, 24, 4)]);
    let unit = "payments a day".to_owned();
    let answers = criteria.questions.iter().map(|it| (it.code.clone(), "Everybody.".to_owned()));
    let mut content = Content {
        impacts: impacts.collect(),
        rto: Some(Span::from_hours(18)),
        wrt: Some(Span::from_hours(6)),
        rpo: Some(Span::from_hours(1)),
        minimum: Some(MinimumLevel { amount: 1_200, unit, percent: 60 }),
        answers: answers.collect(),
        ..Content::blank(criteria)
    };
    let (from, once) = (Span::ZERO, Money::ZERO);
    content.cost.steps.push(CostStep { from, per_hour: Money::from_dollars(10_000), once });
    content
}

/// An agency with a process, somebody who writes about it, and somebody who approves.
pub(crate) struct Desk {
    pub(crate) platform: Platform,
    pub(crate) at: Agencies,
    pub(crate) process: Item,
    pub(crate) author: Ctx,
    pub(crate) head: Ctx,
}

pub(crate) async fn desk() -> Desk {
    let platform = fresh().await;
    let at = state(&platform).await;
    let process = item(&platform, Kind::Process, "commerce", "pay-claims").await;
    let author = as_person(&platform, &at, "ann-author", Role::PlanOwner).await;
    let head = as_person(&platform, &at, "hal-head", Role::AgencyHead).await;
    Desk { platform, at, process, author, head }
}

pub(crate) async fn as_person(platform: &Platform, at: &Agencies, code: &str, role: Role) -> Ctx {
    let id = person(platform, "commerce", code).await;
    ctx_with(platform, id, role, Reach::Agencies([at.commerce].into()))
}

impl Desk {
    pub(crate) async fn draft(&self) -> Analysis {
        let draft = impact::start(&self.author, self.process.id).await.unwrap();
        impact::save(&self.author, draft.id, draft.version, whole()).await.unwrap()
    }

    pub(crate) async fn complete(&self) -> Analysis {
        let draft = self.draft().await;
        impact::submit(&self.author, draft.id, draft.version).await.unwrap()
    }

    pub(crate) async fn approved(&self) -> Analysis {
        let complete = self.complete().await;
        impact::approve(&self.head, complete.id, complete.version).await.unwrap()
    }

    pub(crate) async fn actions(&self, id: AnalysisId) -> Vec<String> {
        let query = events::Query { subject_id: Some(id.into()), ..events::Query::default() };
        let log = events::list(&platform_ctx(&self.platform), &query).await.unwrap();
        log.items.into_iter().rev().map(|it| it.action).collect()
    }
}

pub(crate) fn at(ctx: &Ctx, time: &str) -> Ctx {
    Ctx::new(ctx.platform.clone(), ctx.actor.clone(), time.parse::<Timestamp>().unwrap())
}

pub(crate) fn refusal(error: Error) -> &'static str {
    let Error::Refused(refusal) = error else { unreachable!("{error:?}") };
    refusal.code
}
