//! Risks, strategies and investments of a programme that is made up from choices.

use app::Span;
use app::people::agencies::AgencyDocument;
use app::prepare::impact::Money;
use app::prepare::inventory::Kind;
use app::prepare::risks::{self, RiskDocument};
use app::prepare::strategies::{self, StrategyDocument, Way, WayKind};
use app::programme::ItemFile;
use app::prove::investments::{Improvement, ImprovementKind, InvestmentDocument};
use test_support::now;

use crate::programme::Choices;

/// Risks to what is there and to what is gone, decided and not.
pub(crate) fn risks(
    it: &mut Choices,
    agencies: &[String],
    items: &[ItemFile],
    people: &[String],
) -> Vec<RiskDocument> {
    let references: Vec<String> = items.iter().map(ItemFile::reference).collect();
    let risks = (0..it.below(4)).map(|n| {
        let day = |text: &str| Some(text.parse().unwrap());
        let task = risks::Task {
            what: it.line(),
            owner: it.one(people).cloned(),
            due: day("2027-01-31"),
            done_on: None,
        };
        let mut affects: Vec<String> = references.iter().filter(|_| it.often()).cloned().collect();
        affects.extend(it.often().then(|| "site:gone-for-good".to_owned()));
        let two = it.often().then_some(2);
        let inherent = risks::Rating { likelihood: two, citizens: Some(5), ..Default::default() };
        let content = risks::Content {
            hazard: it.line(),
            description: it.text(),
            affects,
            inherent,
            treatment: Some(risks::Treatment::Mitigate),
            tasks: vec![task],
            owner: it.one(people).cloned(),
            participants: it.one(people).cloned().into_iter().collect(),
            review_due: day("2027-02-28"),
            ..risks::Content::default()
        };
        let decided = it.often();
        let at = |text: &str| decided.then(|| text.parse().unwrap());
        RiskDocument {
            state: if decided { risks::State::Accepted } else { risks::State::Draft },
            author: it.one(people).cloned(),
            assessed_at: at("2026-03-01T09:00:00Z"),
            decided_by: it.one(people).cloned().filter(|_| decided),
            decided_at: at("2026-03-02T09:00:00.000001Z"),
            content,
            ..RiskDocument::new(
                &agencies[it.below(agencies.len())],
                &format!("risk-{n}"),
                &it.line(),
            )
        }
    });
    risks.collect()
}

/// Strategies for some processes and services.
pub(crate) fn strategies(
    it: &mut Choices,
    items: &[ItemFile],
    people: &[String],
) -> Vec<StrategyDocument> {
    let mut strategies = Vec::new();
    for (n, item) in items.iter().enumerate() {
        if !matches!(item.document.kind, Kind::Process | Kind::Service) || !it.often() {
            continue;
        }
        let way = Way {
            rto: it.span(),
            capital: Money::from_cents(i64::try_from(n).unwrap() * 1_234 + 1),
            notes: it.text(),
            ..Way::new(WayKind::Gradual, "Cold site")
        };
        let content = strategies::Content {
            options: vec![way],
            chosen: it.often().then(|| "Cold site".to_owned()),
            rationale: it.text(),
            ..strategies::Content::default()
        };
        strategies.push(StrategyDocument {
            state: strategies::State::Proposed,
            author: it.one(people).cloned(),
            proposed_at: Some("2026-04-01T09:00:00Z".parse().unwrap()),
            funded: it.often(),
            content,
            ..StrategyDocument::new(&item.reference(), &format!("strategy-{n}"), &it.line())
        });
    }
    strategies
}

/// What could be bought for some of the items, and what is out of the question.
pub(crate) fn investments(
    it: &mut Choices,
    agencies: &[AgencyDocument],
    items: &[ItemFile],
) -> Vec<InvestmentDocument> {
    let mut investments = Vec::new();
    let restored = |it: &&ItemFile| {
        let kind = it.document.kind;
        kind.is_restored() && kind != Kind::Group
    };
    for (n, item) in items.iter().filter(restored).enumerate() {
        let Some(agency) = agencies.get(n % agencies.len().max(1)) else { break };
        let cost = Money::from_cents(i64::try_from(n).unwrap() * 12_345 + 7);
        let name = format!("Buy {}", item.document.name);
        let document = InvestmentDocument::new(&agency.code, &format!("buy-{n}"), &name, cost);
        let within = Span::from_minutes(i64::try_from(n).unwrap());
        let kind = ImprovementKind::Faster;
        let within = Some(within);
        let improvement = Improvement { within, ..Improvement::new(kind, &item.reference()) };
        let retired_at = it.often().then(now);
        let description = it.line();
        investments.push(InvestmentDocument {
            description,
            retired_at,
            ..document.with(improvement)
        });
    }
    investments
}
