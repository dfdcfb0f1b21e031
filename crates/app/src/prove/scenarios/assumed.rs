//! What a scenario assumes to be better than it is: a restoration that takes less time, a copy at another
//! site, more people in a crew, more units of equipment, a need less. A run looks at a board of its own on
//! which these are made.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::Tx;
use engine::ModelError;

use super::inputs::seconds;
use super::parts::Parts;
use super::run::{Assumed, Ran};
use super::scenario::{Part, Scenario};
use crate::ids::ItemId;
use crate::prepare::inventory::{self, Item, Kind};
use crate::prove::investments::{Improvement, ImprovementKind};
use crate::prove::recovery::{Board, CrewedChange};
use crate::{Ctx, FieldProblem, Result};

/// How many changes a scenario assumes at most.
pub(super) const CHANGES_MAX: usize = 20;

/// What a change is about.
pub(super) fn part_of(change: &Improvement) -> Option<Part> {
    change.target().map(|(kind, code)| Part { kind, code: code.to_owned() })
}

/// What it does without, if it does.
pub(super) fn need_of(change: &Improvement) -> Option<Part> {
    change.without().map(|(kind, code)| Part { kind, code: code.to_owned() })
}

/// The site of a copy, if it is one.
pub(super) fn site_of(change: &Improvement) -> Option<Part> {
    change.copied_to().map(|code| Part { kind: Kind::Site, code: code.to_owned() })
}

/// Everything that changes name.
pub(super) fn parts_of<'a>(
    changes: impl IntoIterator<Item = &'a Improvement>,
) -> impl Iterator<Item = Part> {
    changes.into_iter().flat_map(|it| [part_of(it), need_of(it), site_of(it)]).flatten()
}

/// What about them cannot be, whatever the inventory holds.
pub(super) fn problems(changes: &[Improvement]) -> Vec<FieldProblem> {
    if CHANGES_MAX < changes.len() {
        return vec![FieldProblem::new("changes", "Assume at most 20 changes.")];
    }
    let (mut problems, mut seen) = (Vec::new(), BTreeSet::new());
    for (n, change) in changes.iter().enumerate() {
        let change = change.trimmed();
        let mut note = |field: &str, reason: &'static str| {
            problems.push(FieldProblem::new(format!("changes.{n}.{field}"), reason));
        };
        if !ImprovementKind::ASSUMED.contains(&change.kind) {
            note("kind", "A scenario cannot assume this. Choose something else.");
            continue;
        }
        let texts = [Some(&change.item), change.need.as_ref(), change.site.as_ref()];
        if texts.iter().flatten().any(|it| it.contains('\0')) {
            note("item", "Use plain text.");
        }
        if !seen.insert((change.kind, change.item.clone(), change.need.clone())) {
            note("item", "This stands here twice.");
        }
        problems.extend(change.problems(n));
    }
    problems
}

/// The needs of what does without something, as the database has them.
pub(super) async fn needs_of(
    tx: &Tx,
    changes: &[Improvement],
    parts: &Parts,
) -> Result<BTreeSet<(ItemId, Part)>> {
    let of_needs = changes.iter().filter(|it| it.kind == ImprovementKind::Without);
    let items = of_needs.filter_map(|it| Some(parts.item(&part_of(it)?)?.id));
    let items: BTreeSet<ItemId> = items.collect();
    if items.is_empty() {
        return Ok(BTreeSet::new());
    }
    let needs = inventory::needs_in(tx, &items.into_iter().collect::<Vec<_>>()).await?;
    let need = |(need, label): (inventory::Need, inventory::Label)| {
        (need.from_id, Part { kind: label.kind, code: label.code })
    };
    Ok(needs.into_iter().map(need).collect())
}

/// What is named by a change that somebody says, the `n`th, and is not there: to somebody who may not
/// read it, it is not. What is needed may be another agency's: whoever sees the need knows of it. Sites
/// can be named by everybody.
pub(super) fn unknown(
    ctx: &Ctx,
    (n, change): (usize, &Improvement),
    (parts, needs): (&Parts, &BTreeSet<(ItemId, Part)>),
) -> Option<FieldProblem> {
    let part = part_of(change)?;
    let problem = |field: &str, reason: String| {
        Some(FieldProblem::new(format!("changes.{n}.{field}"), reason))
    };
    let item: &Item = match parts.item(&part).filter(|it| parts.may_name(ctx, it)) {
        Some(it) if it.retired_at.is_none() => it,
        Some(_) => return problem("item", format!("“{}” is retired.", part.code)),
        None => {
            let kind = part.kind.title().to_lowercase();
            return problem("item", format!("There is no {kind} called “{}”.", part.code));
        }
    };
    if let Some(site) = site_of(change) {
        return match parts.in_use(&site) {
            None => problem("site", format!("There is no site called “{}”.", site.code)),
            Some(it) if item.site_id == Some(it.id) => {
                problem("site", "It stands there itself: choose another site.".to_owned())
            }
            Some(_) => None,
        };
    }
    let need = need_of(change)?;
    match needs.contains(&(item.id, need)) {
        true => None,
        false => problem("need", "It does not need this.".to_owned()),
    }
}

/// The changes of a scenario with the ids of what is in use.
pub(super) fn assumed(scenario: &Scenario, parts: &Parts) -> Vec<Assumed> {
    let id = |part: Option<Part>| Some(parts.in_use(&part?)?.id);
    let assumed = |it: &Improvement| Assumed {
        change: it.clone(),
        item_id: id(part_of(it)),
        need_id: id(need_of(it)),
        site_id: id(site_of(it)),
    };
    scenario.changes.iter().map(assumed).collect()
}

/// The board on which a run looks: a copy with what is assumed, if anything is. Of copies, those of the
/// nodes in `taken` take over.
pub(super) fn board_of(
    board: Arc<Board>,
    ran: &Ran,
    taken: &BTreeSet<u32>,
) -> std::result::Result<Arc<Board>, ModelError> {
    let of_taken = copies(&board, ran).into_iter().filter(|it| taken.contains(&it.node));
    let others = ran.changes.iter().filter_map(|it| to_change(&board, it));
    // What takes over does so in its own time, whatever else is assumed of the original.
    let changes: Vec<CrewedChange> = others.chain(of_taken.map(Copied::change)).collect();
    if changes.is_empty() {
        return Ok(board);
    }
    Ok(Arc::new(board.assuming(&changes)?))
}

fn to_change(board: &Board, it: &Assumed) -> Option<CrewedChange> {
    let node = board.node(it.item_id?)?;
    match it.change.kind {
        ImprovementKind::Faster => {
            Some(CrewedChange::Faster { node, restore: seconds(it.change.within?) })
        }
        ImprovementKind::People => {
            Some(CrewedChange::MorePeople { crew: node, more: it.change.people? })
        }
        ImprovementKind::Without => {
            Some(CrewedChange::WithoutNeed { from: node, to: board.node(it.need_id?)? })
        }
        ImprovementKind::Copy | ImprovementKind::Member => None,
    }
}

/// A copy that is assumed, by nodes of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) node: u32,
    pub(super) site: u32,
    pub(super) within: u32,
}

impl Copied {
    fn of(board: &Board, it: &Assumed) -> Option<Copied> {
        let is_copy = it.change.kind == ImprovementKind::Copy;
        let node = board.node(it.item_id.filter(|_| is_copy)?)?;
        let site = board.node(it.site_id?)?;
        Some(Copied { node, site, within: seconds(it.change.within?) })
    }

    /// That it takes over.
    fn change(self) -> CrewedChange {
        let Copied { node, site, within: restore } = self;
        CrewedChange::Copy { node, site, restore }
    }

    /// Whether what strikes the original strikes it as well: where it is weighed what to buy, too, such
    /// a copy is worth nothing.
    fn is_beside(&self, board: &Board) -> bool {
        board.is_beside(self.node, Some(self.site))
    }
}

/// The copies that count: neither their site is lost, nor do they stand where the original does.
pub(super) fn copies(board: &Board, ran: &Ran) -> Vec<Copied> {
    let counts = ran.changes.iter().filter(|it| !ran.loses_copy(it));
    let all = counts.filter_map(|it| Copied::of(board, it));
    all.filter(|it| !it.is_beside(board)).collect()
}

/// Whether it is a copy that stands where the original does.
pub(super) fn is_beside(board: &Board, it: &Assumed) -> bool {
    Copied::of(board, it).is_some_and(|it| it.is_beside(board))
}

/// The nodes whose copies stand where they do themselves.
pub(super) fn copies_beside(board: &Board, ran: &Ran) -> Vec<u32> {
    let all = ran.changes.iter().filter_map(|it| Copied::of(board, it));
    all.filter(|it| it.is_beside(board)).map(|it| it.node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn only_what_a_scenario_can_assume_is_taken_and_once() {
        let fields = |changes: &[Improvement]| {
            problems(changes).into_iter().map(|it| it.field.into_owned()).collect::<Vec<_>>()
        };
        let faster = |item| Improvement::faster(item, Span::from_hours(1));
        assert!(fields(&[faster("asset:disk"), faster("asset:tape")]).is_empty());
        assert_eq!(fields(&[faster("asset:disk"), faster(" asset: disk")]), ["changes.1.item"]);
        let copy = Improvement::copy("asset:disk", "west", Span::from_hours(1));
        assert!(fields(std::slice::from_ref(&copy)).is_empty());
        let nowhere = Improvement { site: None, ..copy.clone() };
        assert_eq!(fields(&[nowhere]), ["changes.0.site"]);
        let of_crew = Improvement { item: "crew:dba".to_owned(), ..copy };
        assert_eq!(fields(&[of_crew]), ["changes.0.item"]);
        let member = Improvement { kind: ImprovementKind::Member, ..faster("group:pair") };
        assert_eq!(fields(&[member]), ["changes.0.kind"]);
        let people = Improvement::new(ImprovementKind::People, "crew:dba");
        assert_eq!(fields(std::slice::from_ref(&people)), ["changes.0.people"]);
        for n in [0, 10_001] {
            let people = Improvement { people: Some(n), ..people.clone() };
            assert_eq!(fields(&[people]), ["changes.0.people"]);
        }
        let elsewhere = Improvement { people: Some(1), ..faster("asset:disk") };
        assert_eq!(fields(&[elsewhere]), ["changes.0.people"]);
        let without = Improvement::new(ImprovementKind::Without, "service:portal");
        assert_eq!(fields(std::slice::from_ref(&without)), ["changes.0.need"]);
        let nonsense = Improvement { need: Some("disk".to_owned()), ..without };
        assert_eq!(fields(&[nonsense]), ["changes.0.need"]);
        assert_eq!(fields(&vec![faster("asset:disk"); CHANGES_MAX + 1]), ["changes"]);
    }
}
