//! How the State of Franklin keeps its services going: for each agency, of the first services that
//! have a recovery time.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::random::Random;
use crate::prepare::impact::Money;
use crate::prepare::inventory::{ItemDocument, Kind};
use crate::prepare::strategies::{Content, State, StrategyDocument, Way, WayKind};
use crate::programme::ItemFile;
use crate::{Span, Timestamp};

/// So many services of each agency have a strategy.
const PER_AGENCY: usize = 3;

/// The strategies for these items. What `analyzed` names has an impact analysis in force.
pub(super) fn of(
    draft: &Draft,
    items: &[ItemFile],
    analyzed: &BTreeSet<String>,
) -> Vec<StrategyDocument> {
    let mut random = draft.random("strategies");
    let mut written = Vec::new();
    let own = draft.units.iter().filter(|it| !it.services.is_empty() && !it.kind.is_partner());
    for unit in own {
        let services = items
            .iter()
            .filter(|it| it.document.kind == Kind::Service && it.document.agency == unit.code);
        for it in services.take(PER_AGENCY) {
            let n = written.len();
            let is_analyzed = analyzed.contains(&it.document.code);
            written.extend(strategy(draft, &mut random, (n, is_analyzed), &it.document));
        }
    }
    written
}

/// How far the `n`-th strategy is, and whether it has its money.
fn stage(n: usize) -> (State, bool) {
    match n % 8 {
        0 | 3 | 6 => (State::Approved, true),
        1 => (State::Approved, false),
        2 => (State::Proposed, false),
        5 => (State::Proposed, true),
        7 => (State::Retired, false),
        _ => (State::Draft, false),
    }
}

fn strategy(
    draft: &Draft,
    random: &mut Random,
    (n, is_analyzed): (usize, bool),
    item: &ItemDocument,
) -> Option<StrategyDocument> {
    let required = item.target_rto?;
    let (author, approver) = (draft.person(&item.agency, 1)?, draft.person(&item.agency, 0)?);
    let (state, funded) = match stage(n) {
        // Nothing is approved before its impact is known.
        (State::Approved, _) if !is_analyzed => (State::Proposed, false),
        stage => stage,
    };
    let approved = (state == State::Approved || state == State::Retired)
        .then(|| draft.moment(random.between(10, 200), random));
    let before = |it: Timestamp| it.checked_sub_days(chrono::Days::new(5)).unwrap_or(it);
    let proposed = match state {
        State::Draft => None,
        State::Proposed => Some(draft.moment(random.between(1, 12), random)),
        State::Approved | State::Retired => approved.map(before),
    };
    let content = content(random, (n, item), required);
    let target = format!("service:{}", item.code);
    let code: String = item.code.chars().take(80).collect();
    Some(StrategyDocument {
        state,
        author: Some(author),
        proposed_at: proposed,
        approved_by: approved.map(|_| approver),
        approved_at: approved,
        funded,
        content,
        ..StrategyDocument::new(&target, &code, &format!("How {} is brought back", item.name))
    })
}

fn content(random: &mut Random, (n, item): (usize, &ItemDocument), required: Span) -> Content {
    let scale = match item.tier {
        Some(1) => 40,
        Some(2) => 15,
        _ => 4,
    };
    let dollars = |random: &mut Random, low, high| {
        Money::from_dollars(random.between(low, high) * 1_000 * scale)
    };
    let by_hand = Way {
        rto: Some(Span::from_hours(2)),
        yearly: Money::from_dollars(random.between(2, 9) * 1_000),
        notes: "Paper forms, entered later: for the most urgent cases, and for two days."
            .to_owned(),
        ..Way::new(WayKind::Manual, "Work by hand")
    };
    let warm = Way {
        rto: Some(required.plus(required)),
        rpo: item.target_rpo,
        capital: dollars(random, 1, 4),
        yearly: dollars(random, 1, 2),
        ..Way::new(WayKind::Intermediate, "Restore at the other data center")
    };
    let hot = Way {
        rto: Some(Span::from_secs(required.secs() / 2)),
        rpo: item.target_rpo,
        capital: dollars(random, 5, 12),
        yearly: dollars(random, 2, 4),
        ..Way::new(WayKind::Fast, "A copy that stands ready")
    };
    // One in eleven is slower than it must be: somebody found the fast one too dear.
    let (chosen, rationale) = match n % 11 {
        9 => (&warm, "The fast way costs more than being late does."),
        _ => (&hot, "Only this one is in time, and it costs less than being down for a day."),
    };
    let chosen = Some(chosen.name.clone());
    Content {
        description: String::new(),
        options: vec![by_hand, warm, hot],
        chosen,
        rationale: rationale.to_owned(),
        budget_line: format!("{:04}-{:02} Continuity", random.between(1_400, 1_499), n % 90 + 10),
    }
}
