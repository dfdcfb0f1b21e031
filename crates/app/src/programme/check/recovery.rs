//! Whether what is promised keeps what is wanted: the recovery analysis, on documents.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use engine::{Analysis, Crew, Finding as Found, Model, Node, Strength, Verdict};

use super::world::{World, item, least};
use crate::Span;
use crate::prepare::inventory::{Details, Kind, reference};
use crate::programme::ItemFile;
use crate::programme::findings::{
    CIRCLE, CREW_TOO_SMALL, Finding, LATE_TARGET, LONG_GAP, MISSED, NO_PROMISE, NO_TARGET,
    OLD_POINT, OLD_PROOF, Severity, TOO_SLOW,
};

/// How old a proof may be.
const PROOF_MONTHS_MAX: u32 = 24;

pub(super) fn check(world: &World<'_>, map: Option<&Map<'_>>, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in world.items.values() {
        found.extend(without_target(world, it));
        found.extend(old_proof(it, today));
        found.extend(too_slow(it));
        found.extend(crew_too_small(world, it));
        found.extend(equipment_too_small(world, it));
    }
    if let Some(map) = map {
        found.extend(map.findings());
        found.extend(map.verdicts());
    }
    found
}

fn without_target(world: &World<'_>, it: &ItemFile) -> Option<Finding> {
    let is_without = it.document.kind == Kind::Service && target(world, it).is_none();
    is_without.then(|| {
        let message = format!("Nobody has said how soon “{}” must be back.", it.document.name);
        NO_TARGET.finds(item(it), message).fixed_by("Set target_rto, such as PT4H.")
    })
}

/// How soon it must be back: as it says itself, or as its impact analyses in force do.
fn target(world: &World<'_>, it: &ItemFile) -> Option<Span> {
    let wanted = world.wanted.get(&it.reference()).and_then(|it| it.0);
    least(it.document.target_rto, wanted)
}

fn old_proof(it: &ItemFile, today: NaiveDate) -> Option<Finding> {
    let on = it.document.proof?.on?;
    let oldest = today.checked_sub_months(Months::new(PROOF_MONTHS_MAX))?;
    (on < oldest).then(|| {
        let message = format!("“{}” was last proven to recover on {on}.", it.document.name);
        OLD_PROOF.finds(item(it), message).at("proof").fixed_by("Test it again.")
    })
}

fn too_slow(it: &ItemFile) -> Option<Finding> {
    let overrun = it.document.proof?.overrun(it.document.restore, it.document.target_rto)?;
    let field = if overrun.is_promised { "restore" } else { "target_rto" };
    let message = format!("“{}” took longer than it may: {overrun}.", it.document.name);
    let fix = "Correct the promise, or make it faster and test it again.";
    Some(TOO_SLOW.finds(item(it), message).at(field).fixed_by(fix))
}

fn crew_too_small(world: &World<'_>, it: &ItemFile) -> Option<Finding> {
    let size = it.document.crew_size?;
    let crew = world.item(Kind::Crew, it.document.crew.as_deref()?)?;
    let Ok(Details::Crew(details)) = crew.document.parsed_details() else { return None };
    let people = details.people?;
    (people < size).then(|| {
        let message = format!(
            "Restoring “{}” takes {size} people, and “{}” has {people}.",
            it.document.name, crew.document.name
        );
        CREW_TOO_SMALL.finds(item(it), message).at("crew_size")
    })
}

fn equipment_too_small(world: &World<'_>, it: &ItemFile) -> Option<Finding> {
    let size = it.document.equipment_size?;
    let equipment = world.item(Kind::Equipment, it.document.equipment.as_deref()?)?;
    let units = equipment.document.parsed_details().ok()?.strength()?;
    (units < size).then(|| {
        let message = format!(
            "Restoring “{}” takes {size} of “{}”, and there are {units}.",
            it.document.name, equipment.document.name
        );
        CREW_TOO_SMALL.finds(item(it), message).at("equipment_size")
    })
}

/// The items as the engine sees them.
pub(in crate::programme) struct Map<'a> {
    items: Vec<&'a ItemFile>,
    model: Model,
    analysis: Analysis,
}

impl<'a> Map<'a> {
    /// The map of a programme, unless it cannot be one.
    pub(in crate::programme) fn of(world: &World<'a>) -> Option<Map<'a>> {
        let mut items: Vec<&ItemFile> = world.items.values().copied().collect();
        items.sort_by_key(|it| (it.document.tier.unwrap_or(u8::MAX), &it.document.code));
        let index: BTreeMap<String, u32> = items.iter().map(|it| it.reference()).zip(0..).collect();
        let taken = |kind: Kind, code: &Option<String>, size: Option<u32>| {
            let index = *index.get(&reference(kind, code.as_deref()?.trim()))?;
            Some(Crew { index, size: size.unwrap_or(1) })
        };
        let node = |it: &&ItemFile| {
            let of = &it.document;
            let crew = taken(Kind::Crew, &of.crew, of.crew_size);
            let equipment = taken(Kind::Equipment, &of.equipment, of.equipment_size);
            Node { crew, equipment, ..node(world, it) }
        };
        let nodes = items.iter().map(node).collect();
        let mut needs = Vec::new();
        for (from, it) in (0..).zip(&items) {
            for need in &it.needs {
                let to = index.get(need.on.trim()).copied().filter(|to| *to != from);
                let strength = need
                    .max_gap
                    .map_or(Strength::Hard, |it| Strength::Soft { max_gap: seconds(it) });
                needs.extend(to.map(|to| engine::Need { from, to, strength }));
            }
        }
        let model = Model::new(nodes, needs).ok()?;
        let analysis = engine::analyze(&model);
        Some(Map { items, model, analysis })
    }

    /// Every item, by its node.
    pub(in crate::programme) fn items(&self) -> &[&'a ItemFile] {
        &self.items
    }

    /// What needs what.
    pub(in crate::programme) fn model(&self) -> &Model {
        &self.model
    }

    /// What holds if each part has people of its own.
    pub(super) fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// The item behind a node.
    pub(in crate::programme) fn item(&self, node: u32) -> Option<&'a ItemFile> {
        self.items.get(usize::try_from(node).ok()?).copied()
    }

    /// How soon each item must be back, and how soon it can be at least, by reference.
    pub(super) fn times(&self) -> BTreeMap<String, (Option<Span>, Option<Span>)> {
        let times = (0..).zip(&self.items).map(|(node, it)| {
            let required = self.analysis.required_rto(node).map(span);
            let achievable = span(self.analysis.achievable_rto(node));
            (it.reference(), (required, Some(achievable)))
        });
        times.collect()
    }

    pub(super) fn name(&self, node: u32) -> String {
        self.item(node).map(|it| format!("“{}”", it.document.name)).unwrap_or_default()
    }

    /// What the statements of two or more items say against each other.
    fn findings(&self) -> Vec<Finding> {
        let found = engine::findings(&self.model, &self.analysis);
        found.iter().filter_map(|it| self.finding(it)).collect()
    }

    fn finding(&self, found: &Found) -> Option<Finding> {
        match found {
            Found::Circle { example, broken, .. } => self.circle(example, *broken),
            &Found::TargetTooLate { from, to, target, limit } => {
                let message = format!(
                    "{} may be back after {}, but {} needs it after {}.",
                    self.name(to),
                    span(target),
                    self.name(from),
                    span(limit)
                );
                let fix = format!(
                    "Ask for it within {}, or say how long {} can do without it.",
                    span(limit),
                    self.name(from)
                );
                let finding = LATE_TARGET.finds(item(self.item(from)?), message);
                Some(finding.at(self.item(to)?.reference()).fixed_by(fix))
            }
            &Found::PointTooOld { from, to, target, limit } => {
                let message = format!(
                    "{} may lose {} of work, but {} at most {}.",
                    self.name(to),
                    span(target),
                    self.name(from),
                    span(limit)
                );
                let finding = OLD_POINT.finds(item(self.item(from)?), message);
                Some(finding.at(self.item(to)?.reference()))
            }
            &Found::GapTooLong { from, to, max_gap, gap } => {
                let message = format!(
                    "{} can do without {} for {}, but has to for {}.",
                    self.name(from),
                    self.name(to),
                    span(max_gap),
                    span(gap)
                );
                let finding = LONG_GAP.finds(item(self.item(from)?), message);
                Some(finding.at(self.item(to)?.reference()))
            }
            // Told with the group's own file.
            Found::GroupTooSmall { .. } => None,
        }
    }

    fn circle(&self, example: &[u32], broken: bool) -> Option<Finding> {
        let (first, next) = (*example.first()?, *example.get(1)?);
        let mut names: Vec<String> = example.iter().map(|it| self.name(*it)).collect();
        names.push(self.name(first));
        let message = format!("Each of these needs the next: {}.", names.join(" → "));
        let finding = CIRCLE.finds(item(self.item(first)?), message);
        let finding = finding.at(self.item(next)?.reference());
        Some(match broken {
            true => finding.with_severity(Severity::Note),
            false => finding.fixed_by("Give one of them a max_gap: how long it can do without."),
        })
    }

    /// How what has a target of its own stands against it.
    fn verdicts(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (node, it) in (0..).zip(&self.items) {
            let Some(target) = self.model.node(node).target_rto.map(span) else { continue };
            let achievable = self.analysis.achievable_rto(node);
            if seconds(target) < achievable {
                let message = format!(
                    "{} must be back after {target} and can be after {}: {}.",
                    self.name(node),
                    span(achievable),
                    self.way(node)
                );
                found.push(MISSED.finds(item(it), message).at("target_rto"));
            } else if self.analysis.verdict(node) == Verdict::Unknown {
                let unknown = self.unknown(node);
                let message = format!(
                    "Whether {} can be back in time cannot be said: nobody has said how long {} \
                     takes to restore.",
                    self.name(node),
                    unknown.join(", ")
                );
                found.push(NO_PROMISE.finds(item(it), message).fixed_by("Set restore there."));
            }
        }
        found
    }

    /// What is restored one after the other until `node` is back.
    fn way(&self, node: u32) -> String {
        let links = engine::chain(&self.model, &self.analysis, node);
        let steps = links.iter().map(|it| {
            format!("{} {}", self.name(it.node), span(it.finish.saturating_sub(it.start)))
        });
        steps.collect::<Vec<_>>().join(", then ")
    }

    /// The first three things behind `node` whose own time nobody has said.
    fn unknown(&self, node: u32) -> Vec<String> {
        let mut seen = BTreeSet::from([node]);
        let mut queue = vec![node];
        let mut names = Vec::new();
        while let Some(it) = queue.pop() {
            let of = self.model.node(it);
            if of.restore.is_none() && of.quorum.is_none() {
                names.push(self.name(it));
            }
            queue.extend(self.model.hard_needs(it).iter().filter(|it| seen.insert(**it)));
        }
        names.sort();
        let n_more = names.len().saturating_sub(3);
        names.truncate(3);
        if 0 < n_more {
            names.push(format!("and {n_more} more"));
        }
        names
    }
}

fn node(world: &World<'_>, it: &ItemFile) -> Node {
    let document = &it.document;
    // People are there or not, a process goes on with its systems, and a group is only a name.
    let takes_none =
        !document.kind.is_restored() || matches!(document.kind, Kind::Process | Kind::Group);
    let quorum = match document.parsed_details() {
        Ok(Details::Group(group)) => group.suffice.filter(|it| 0 < *it),
        _ => None,
    };
    let wanted_rpo = world.wanted.get(&it.reference()).and_then(|it| it.1);
    Node {
        restore: document.restore.or(takes_none.then_some(Span::ZERO)).map(seconds),
        point: document.point.map(seconds),
        target_rto: target(world, it).map(seconds),
        target_rpo: least(document.target_rpo, wanted_rpo).map(seconds),
        quorum,
        crew: None,
        equipment: None,
    }
}

fn seconds(span: Span) -> u32 {
    u32::try_from(span.secs()).unwrap_or(u32::MAX)
}

pub(super) fn span(seconds: u32) -> Span {
    Span::from_secs(seconds.into())
}
