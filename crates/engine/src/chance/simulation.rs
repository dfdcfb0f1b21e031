//! A project, chances and a policy, checked and laid out for trials.

use thiserror::Error;

use super::chains::{Chains, Record};
use super::crews::Crews;
use super::dispatch::Dispatch;
use super::draw::Draws;
use super::lanes::Lanes;
use super::list::List;
use super::network::{Network, in_order};
use super::spread::Chance;
use super::unlimited::Unlimited;
use crate::sequence::Project;

/// By which rule work is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Policy {
    /// As if there were enough of everything: each task starts when what it waits for is done.
    Unlimited,
    /// Whoever gets free takes the first task of the list that could be done now. See
    /// [`Policy::by_starts`] for the list.
    Dispatch(Vec<u32>),
    /// Each task has its turn as the list has it, after those that it waits for: nobody overtakes, even
    /// if that leaves people idle. For resources that do not change.
    List(Vec<u32>),
}

impl Policy {
    /// Dispatch by when each task starts in a schedule: [`crate::sequence::Sequence::starts`].
    pub fn by_starts(starts: &[u32]) -> Policy {
        let mut list: Vec<u32> = (0..crate::model::index(starts.len())).collect();
        list.sort_by_key(|it| starts[*it as usize]);
        Policy::Dispatch(list)
    }
}

/// Why a simulation was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SimulationError {
    /// Not as many chances as tasks.
    #[error("there are {chances} chances for {tasks} tasks")]
    Count {
        /// How many chances there are.
        chances: usize,
        /// How many tasks there are.
        tasks: u32,
    },
    /// A chance makes no sense.
    #[error("task {task}, {field}: {reason}")]
    Chance {
        /// The task.
        task: u32,
        /// What of it.
        field: &'static str,
        /// What it has to be.
        reason: &'static str,
    },
    /// The list of a policy does not name each task once.
    #[error("the list of the policy must name each task once")]
    List,
    /// A resource changes, for which turns cannot be given out beforehand.
    #[error("resource {resource} changes: the list policy is for resources that do not")]
    Changing {
        /// The resource.
        resource: usize,
    },
    /// A task that is not there, or not watched.
    #[error("task {task} is not there, or is not watched")]
    TaskUnknown {
        /// What was said.
        task: u32,
    },
    /// No task is to be watched.
    #[error("there is no task to watch")]
    NothingWatched,
}

/// A project of which nobody knows how long its tasks take, and the policy that it is worked off by.
#[derive(Debug, Clone)]
pub struct Simulation {
    pub(super) network: Network,
    pub(super) draws: Draws,
    machine: Machine,
    /// The mean and the standard deviation of each row's duration.
    pub(super) moments: Vec<(f64, f64)>,
    dues: Vec<Option<u32>>,
    pub(super) watched: Vec<u32>,
    pub(super) focus: Option<u32>,
    pub(super) has_chains: bool,
    pub(super) n_points: u32,
    n_resources: usize,
}

#[derive(Debug, Clone)]
enum Machine {
    Unlimited,
    Dispatch(Crews),
    List(Crews),
}

/// Runs blocks by a policy.
#[derive(Debug, Clone)]
pub(super) enum Runner<'a> {
    Unlimited(Unlimited<'a>),
    Dispatch(Box<Dispatch<'a>>),
    List(List<'a>),
}

impl Runner<'_> {
    pub(super) fn run(&mut self, times: &[Lanes], record: &mut Record) {
        match self {
            Runner::Unlimited(it) => it.run(times, record),
            Runner::Dispatch(it) => it.run(times, record),
            Runner::List(it) => it.run(times, record),
        }
    }
}

impl Simulation {
    /// Checks the parts and puts them together. There is one chance for each task.
    ///
    /// Watched are the tasks that are due, or if none is, those that no other waits for. The outcome
    /// is when the last of them is done.
    ///
    /// # Errors
    /// If there are not as many chances as tasks, one makes no sense, or the list of a policy does not
    /// name each task once.
    pub fn new(
        project: &Project,
        chances: &[Chance],
        policy: &Policy,
    ) -> Result<Simulation, SimulationError> {
        if chances.len() != project.len() as usize {
            return Err(SimulationError::Count { chances: chances.len(), tasks: project.len() });
        }
        for (task, it) in (0..).zip(chances) {
            if let Some((field, reason)) = it.mistake() {
                return Err(SimulationError::Chance { task, field, reason });
            }
        }
        let order = match policy {
            Policy::Unlimited => in_order(project, &(0..project.len()).collect::<Vec<_>>()),
            Policy::Dispatch(list) => checked(list, project)?,
            Policy::List(list) => in_order(project, &checked(list, project)?),
        };
        let changing = project.resources().iter().position(|it| !it.changes.is_empty());
        if let (Policy::List(_), Some(resource)) = (policy, changing) {
            return Err(SimulationError::Changing { resource });
        }
        let network = Network::of(project, order);
        let machine = match policy {
            Policy::Unlimited => Machine::Unlimited,
            Policy::Dispatch(_) => Machine::Dispatch(Crews::of(project, chances, &network)),
            Policy::List(_) => Machine::List(Crews::of(project, chances, &network)),
        };
        let planned: Vec<u32> = (0..project.len()).map(|it| project.task(it).duration).collect();
        let moments =
            network.task_of.iter().map(|it| chances[*it as usize].moments(planned[*it as usize]));
        Ok(Simulation {
            moments: moments.collect(),
            draws: Draws::of(chances, &planned, network.row_of.clone()),
            machine,
            dues: (0..project.len()).map(|it| project.task(it).due.map(|it| it.at)).collect(),
            watched: watched(project, &network),
            focus: None,
            has_chains: true,
            n_points: 60,
            n_resources: project.resources().len(),
            network,
        })
    }

    /// The same, watching these tasks.
    ///
    /// # Errors
    /// If one of them is not there, or there are none.
    pub fn watching(self, tasks: &[u32]) -> Result<Simulation, SimulationError> {
        let unknown = tasks.iter().find(|it| self.network.len() <= **it);
        match (unknown, tasks) {
            (Some(&task), _) => Err(SimulationError::TaskUnknown { task }),
            (None, []) => Err(SimulationError::NothingWatched),
            _ => Ok(Simulation { watched: tasks.to_vec(), focus: None, ..self }),
        }
    }

    /// The same, but the outcome on which tasks and resources have influence is when this watched
    /// task is done.
    ///
    /// # Errors
    /// If it is not watched.
    pub fn about(self, task: u32) -> Result<Simulation, SimulationError> {
        match self.watched.contains(&task) {
            true => Ok(Simulation { focus: Some(task), ..self }),
            false => Err(SimulationError::TaskUnknown { task }),
        }
    }

    /// The same, without a look at binding chains: criticality and what binds stay zero.
    #[must_use]
    pub fn without_chains(self) -> Simulation {
        Simulation { has_chains: false, ..self }
    }

    /// The same, with so many points of the restoration curve after the first, which is at zero.
    #[must_use]
    pub fn with_curve_of(self, n_points: u32) -> Simulation {
        Simulation { n_points: n_points.max(1), ..self }
    }

    /// When a task is due, if it is.
    pub(super) fn due(&self, task: u32) -> Option<u32> {
        self.dues[task as usize]
    }

    /// The rows that are watched.
    pub(super) fn rows(&self) -> Vec<u32> {
        self.watched.iter().map(|it| self.network.row_of[*it as usize]).collect()
    }

    /// Which of the watched tasks the outcome is about; none for the last of all.
    pub(super) fn focus_place(&self) -> Option<usize> {
        self.watched.iter().position(|it| Some(*it) == self.focus)
    }

    pub(super) fn runner(&self) -> Runner<'_> {
        match &self.machine {
            Machine::Unlimited => Runner::Unlimited(Unlimited::of(&self.network)),
            Machine::Dispatch(crews) => {
                Runner::Dispatch(Box::new(Dispatch::of(&self.network, crews)))
            }
            Machine::List(crews) => Runner::List(List::of(&self.network, crews)),
        }
    }

    /// Nothing recorded yet, with or without chains.
    pub(super) fn record(&self, has_chains: bool) -> Record {
        let rows = self.rows();
        let ends = self.focus_place().map_or_else(|| rows.clone(), |it| vec![rows[it]]);
        let n_rows = self.network.task_of.len();
        let chains = has_chains.then(|| Chains::of(ends, n_rows, self.n_resources));
        Record::of(rows, chains)
    }
}

fn checked(list: &[u32], project: &Project) -> Result<Vec<u32>, SimulationError> {
    let mut sorted = list.to_vec();
    sorted.sort_unstable();
    match sorted.iter().copied().eq(0..project.len()) {
        true => Ok(list.to_vec()),
        false => Err(SimulationError::List),
    }
}

fn watched(project: &Project, network: &Network) -> Vec<u32> {
    let all = 0..project.len();
    let due: Vec<u32> = all.clone().filter(|it| project.task(*it).due.is_some()).collect();
    match due.is_empty() {
        false => due,
        true => {
            all.filter(|it| network.after.of_row(network.row_of[*it as usize]).is_empty()).collect()
        }
    }
}
