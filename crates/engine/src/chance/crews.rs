//! What tasks take of which resources, and how much of each there is when.

use std::collections::BTreeMap;

use super::network::Network;
use super::spread::{Chance, Spread};
use crate::model::{NONE, index};
use crate::sequence::Project;

/// Tasks that take the same: if there is not enough for the first of them, there is not for any.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub(super) demands: Vec<Demand>,
    /// The rows of its tasks, ascending.
    pub(super) rows: Vec<u32>,
    /// Where its words begin in a list of bits for all tasks, and how many they are.
    pub(super) first_word: usize,
    pub(super) n_words: usize,
}

/// Where a row stands in that list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The row's class; `NONE` if it takes nothing.
    pub(super) class: u32,
    pub(super) word: u32,
    pub(super) bit: u64,
}

/// How much is taken of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Demand {
    pub(super) resource: u32,
    pub(super) amount: i32,
}

/// From a moment on, there is another amount of a resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) at: f32,
    pub(super) resource: u32,
    pub(super) amount: i32,
}

/// The resources of a project, and its tasks by what they take.
#[derive(Debug, Clone)]
pub(super) struct Crews {
    pub(super) classes: Vec<Class>,
    /// By row.
    pub(super) places: Vec<Place>,
    /// How many words all classes' bits take.
    pub(super) n_words: usize,
    /// The classes that take some of each resource.
    pub(super) takers: Vec<Vec<u32>>,
    /// How much there is of each resource at first.
    pub(super) amounts: Vec<i32>,
    /// By resource, whether that changes.
    pub(super) is_changing: Vec<bool>,
    /// All changes, in the order of time.
    pub(super) changes: Vec<Change>,
}

impl Crews {
    pub(super) fn of(project: &Project, chances: &[Chance], network: &Network) -> Crews {
        let resources = project.resources();
        let is_changing: Vec<bool> = resources.iter().map(|it| !it.changes.is_empty()).collect();
        let mut crews = Crews {
            classes: Vec::new(),
            places: Vec::new(),
            n_words: 0,
            takers: vec![Vec::new(); resources.len()],
            amounts: resources.iter().map(|it| it.capacity.cast_signed()).collect(),
            changes: changes(project),
            is_changing,
        };
        let mut known: BTreeMap<(Vec<Demand>, u32), u32> = BTreeMap::new();
        for (row, &task) in (0_u32..).zip(&network.task_of) {
            let demands = demands(project, chances, task);
            if demands.is_empty() {
                crews.places.push(Place { class: NONE, word: 0, bit: 0 });
                continue;
            }
            // Before a change, there may be room for a short task and none for a long one.
            let is_tied = demands.iter().any(|it| crews.is_changing[it.resource as usize]);
            let length = if is_tied { project.task(task).duration } else { 0 };
            let next = index(crews.classes.len());
            let class = *known.entry((demands.clone(), length)).or_insert(next);
            if class == next {
                for it in &demands {
                    crews.takers[it.resource as usize].push(class);
                }
                crews.classes.push(Class { demands, rows: Vec::new(), first_word: 0, n_words: 0 });
            }
            let rows = &mut crews.classes[class as usize].rows;
            crews.places.push(Place {
                class,
                word: index(rows.len() / 64),
                bit: 1 << (rows.len() % 64),
            });
            rows.push(row);
        }
        for class in &mut crews.classes {
            class.first_word = crews.n_words;
            class.n_words = class.rows.len().div_ceil(64);
            crews.n_words += class.n_words;
            for row in &class.rows {
                crews.places[*row as usize].word += index(class.first_word);
            }
        }
        crews
    }

    /// What a row takes.
    #[inline(always)]
    pub(super) fn demands(&self, row: u32) -> &[Demand] {
        let class = self.classes.get(self.places[row as usize].class as usize);
        class.map_or(&[], |it| &it.demands)
    }

    /// How much of a resource a row takes.
    pub(super) fn taken(&self, row: u32, resource: u32) -> i32 {
        let demands = self.demands(row);
        demands.iter().find(|it| it.resource == resource).map_or(0, |it| it.amount)
    }
}

/// What a task takes, by resource. A task that never lasts takes nothing.
fn demands(project: &Project, chances: &[Chance], task: u32) -> Vec<Demand> {
    let it = project.task(task);
    if it.duration == 0 && chances[task as usize].spread == Spread::Planned {
        return Vec::new();
    }
    let mut amounts: BTreeMap<u32, u32> = BTreeMap::new();
    for it in it.uses.iter().filter(|it| 0 < it.amount) {
        *amounts.entry(it.resource).or_default() += it.amount;
    }
    let amounts = amounts.into_iter();
    amounts.map(|(resource, it)| Demand { resource, amount: it.cast_signed() }).collect()
}

fn changes(project: &Project) -> Vec<Change> {
    let mut changes: Vec<Change> = (0_u32..)
        .zip(project.resources())
        .flat_map(|(resource, it)| {
            it.changes.iter().map(move |&(at, amount)| Change {
                at: at as f32,
                resource,
                amount: amount.cast_signed(),
            })
        })
        .collect();
    changes.sort_by(|one, other| one.at.total_cmp(&other.at));
    changes
}
