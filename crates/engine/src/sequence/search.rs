//! Looking for a good schedule.

use super::islands::Islands;
use super::project::Project;
use super::running::Running;

/// What a good schedule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Goal {
    /// Everything is done as early as possible.
    #[default]
    Makespan,
    /// The least total weighted tardiness; among equals, everything is done as early as possible.
    Tardiness,
}

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// How many schedules to try. It stops before if none could be better.
    pub schedules: u32,
    /// What the choices by chance follow from.
    pub seed: u64,
}

impl Default for Effort {
    /// Five thousand schedules: with 120 tasks, about a twentieth of a second.
    fn default() -> Effort {
        Effort { schedules: 5_000, seed: 1 }
    }
}

/// When each task starts, and how good that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// When each task starts.
    pub starts: Vec<u32>,
    /// When everything is done.
    pub makespan: u32,
    /// How late the tasks are, all in all: see [`Project::tardiness`].
    pub tardiness: u64,
    /// When everything is done at the earliest, whatever the order.
    pub makespan_bound: u32,
    /// How late the tasks are at least, whatever the order.
    pub tardiness_bound: u64,
    /// How many schedules were tried.
    pub n_tried: u32,
}

impl Sequence {
    /// Whether no order is better.
    pub fn is_best(&self, goal: Goal) -> bool {
        let is_shortest = self.makespan == self.makespan_bound;
        match goal {
            Goal::Makespan => is_shortest,
            Goal::Tardiness => is_shortest && self.tardiness == self.tardiness_bound,
        }
    }
}

/// Who looks on while a sequence is looked for.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Asked again and again: whether to stop with what was found so far.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Told each sequence that is better than those before, the first one at once.
    pub report: &'a (dyn Fn(&Sequence) + Sync),
}

impl Watch<'_> {
    /// Nobody.
    pub const NONE: Watch<'static> = Watch { stop: &|| false, report: &|_| () };
}

/// The best schedule that was found with that effort.
pub fn sequence(project: &Project, goal: Goal, effort: Effort) -> Sequence {
    sequence_on(1, project, goal, effort, Watch::NONE)
}

/// The same by so many threads, while somebody looks on. The answer does not depend on the number of
/// threads, unless it is stopped before the effort is made.
pub fn sequence_on(
    threads: usize,
    project: &Project,
    goal: Goal,
    effort: Effort,
    watch: Watch<'_>,
) -> Sequence {
    sequence_from((project, None), threads, goal, effort, watch)
}

/// The same, beginning with the order of when each task starts in `first`, if there is one.
pub(crate) fn sequence_from(
    (project, first): (&Project, Option<&[u32]>),
    threads: usize,
    goal: Goal,
    effort: Effort,
    watch: Watch<'_>,
) -> Sequence {
    Islands::of(project, goal, effort, watch, first).run(threads)
}

/// The best sequence that was found for the rest of a project that is under way.
///
/// It begins with what was to come in the order in which it was to come, which is told at once, and
/// leaves that only for something better.
pub fn resequence(
    threads: usize,
    running: &Running,
    goal: Goal,
    effort: Effort,
    watch: Watch<'_>,
) -> Sequence {
    Islands::of(&running.rest, goal, effort, watch, Some(&running.starts)).run(threads)
}
