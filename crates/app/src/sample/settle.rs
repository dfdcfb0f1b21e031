//! Makes the rest of the services come back in time, a few of them barely.
//!
//! Only what is told apart in `special` is late, and each for a reason that can be named. What
//! would be late by chance is given more time, by the usual steps.

use std::collections::BTreeMap;

use engine::{Analysis, Model, Need, Node, Strength};

use super::draft::Draft;
use super::services::IT;
use super::special::special_of;
use crate::Span;
use crate::prepare::inventory::{ItemDocument, Kind};
use crate::programme::ItemFile;

/// The recovery times that agencies ask for, in hours.
const STEPS: [i64; 9] = [2, 4, 6, 8, 12, 24, 48, 72, 168];

/// One in so many services of the second and third tier is only barely in time.
const BARELY_EVERY: usize = 17;

pub(super) fn write(draft: &mut Draft) {
    let Some((analysis, index)) = analyzed(&draft.items) else { return };
    let mut n_seen = 0;
    for it in &mut draft.items {
        let Some(&node) = index.get(&it.reference()) else { continue };
        let document = &mut it.document;
        if document.kind != Kind::Service || document.agency == IT {
            continue;
        }
        let (Some(target), None) = (document.target_rto, special_of(&document.name)) else {
            continue;
        };
        let achievable = Span::from_secs(analysis.achievable_rto(node).into());
        let target = with_reserve(target, achievable);
        document.target_rto = Some(target);
        let points = (document.target_rpo, analysis.achievable_rpo(node));
        if let (Some(target), Some(achievable)) = points {
            let achievable = Span::from_secs(achievable.into());
            document.target_rpo = Some(target.max(achievable));
        }
        if matches!(document.tier, Some(2 | 3)) {
            n_seen += 1;
            if n_seen % BARELY_EVERY == 0 {
                barely(document, target, achievable);
            }
        }
    }
}

/// The first step from `target` on that leaves a fifth of the time to spare.
fn with_reserve(target: Span, achievable: Span) -> Span {
    let steps = STEPS.iter().map(|it| Span::from_hours(*it));
    let mut later = steps.filter(|it| target <= *it && achievable.secs() * 5 <= it.secs() * 4);
    match achievable.secs() * 5 <= target.secs() * 4 {
        true => target,
        false => later.next().unwrap_or(Span::from_hours(336)),
    }
}

/// Lets its own restoration take so long that hardly any time is left.
fn barely(document: &mut ItemDocument, target: Span, achievable: Span) {
    let Some(restore) = document.restore else { return };
    let wanted = target.secs() * 19 / 20;
    let step = 5 * 60;
    let more = Span::from_secs((wanted - achievable.secs()) / step * step);
    document.restore = Some(restore.plus(more));
    if let Some(proof) = &mut document.proof {
        proof.measured = proof.measured.map(|it| it.plus(more));
    }
}

/// The recovery analysis of what is written so far, and the node of each item.
pub(super) fn analyzed(items: &[ItemFile]) -> Option<(Analysis, BTreeMap<String, u32>)> {
    let index: BTreeMap<String, u32> = items.iter().map(|it| it.reference()).zip(0..).collect();
    let mut all = Vec::new();
    for (from, it) in (0..).zip(items) {
        for need in &it.needs {
            let Some(&to) = index.get(&need.on) else { continue };
            let strength = match need.max_gap {
                None => Strength::Hard,
                Some(it) => Strength::Soft { max_gap: seconds(it) },
            };
            all.push(Need { from, to, strength });
        }
    }
    let model = Model::new(items.iter().map(node).collect(), all).ok()?;
    let analysis = engine::analyze(&model);
    Some((analysis, index))
}

fn node(it: &ItemFile) -> Node {
    let document = &it.document;
    let takes_none =
        !document.kind.is_restored() || matches!(document.kind, Kind::Process | Kind::Group);
    let suffice = document.details.get("suffice").and_then(serde_json::Value::as_u64);
    Node {
        restore: document.restore.or(takes_none.then_some(Span::ZERO)).map(seconds),
        point: document.point.map(seconds),
        target_rto: document.target_rto.map(seconds),
        target_rpo: document.target_rpo.map(seconds),
        quorum: suffice.and_then(|it| u32::try_from(it).ok()),
        crew: None,
        equipment: None,
    }
}

fn seconds(span: Span) -> u32 {
    u32::try_from(span.secs()).unwrap_or(u32::MAX)
}
