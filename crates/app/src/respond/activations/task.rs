//! What is done while a plan is followed. Nothing here does I/O.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::activation::{Activation, said};
use crate::ids::{ActivationId, PersonId, TaskId};
use crate::{FieldProblem, Refusal, Span, Timestamp};

/// Something that is done while a plan is followed: a step of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Under which activation.
    pub activation_id: ActivationId,
    /// Its place: the first is 1.
    pub number: u32,
    /// What is done.
    pub text: String,
    /// Who does it, as the plan says: a duty, a crew or a team.
    pub by_whom: String,
    /// How to see that it is done.
    pub check: String,
    /// How long it takes, as planned.
    pub takes: Option<Span>,
    /// Who does it.
    pub owner_id: Option<PersonId>,
    /// How far it is.
    pub state: TaskState,
    /// What was said to that.
    pub note: String,
    /// Who said so.
    pub changed_by: Option<PersonId>,
    /// When.
    pub changed_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: i64,
}

/// How far a task is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// It is to be done.
    Open,
    /// It is done.
    Done,
    /// Something keeps it from being done.
    Blocked,
    /// It was not done when the end was declared. Nobody says so of one task alone.
    NotDone,
}

impl TaskState {
    /// Each of them.
    pub const ALL: [TaskState; 4] =
        [TaskState::Open, TaskState::Done, TaskState::Blocked, TaskState::NotDone];

    /// Those that somebody says of a task.
    pub const SAID: [TaskState; 3] = [TaskState::Open, TaskState::Done, TaskState::Blocked];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            TaskState::Open => "open",
            TaskState::Done => "done",
            TaskState::Blocked => "blocked",
            TaskState::NotDone => "not_done",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            TaskState::Open => "To be done",
            TaskState::Done => "Done",
            TaskState::Blocked => "Blocked",
            TaskState::NotDone => "Not done",
        }
    }

    /// What is called `code`.
    pub fn from_code(code: &str) -> Option<TaskState> {
        TaskState::ALL.into_iter().find(|it| it.code() == code)
    }
}

const NOT_ACTING: Refusal = Refusal::new(
    "activation.not_acting",
    "Nobody acts on this plan now, so its tasks stay as they are.",
);
const SAME: Refusal = Refusal::new("task.same", "This task is in that state already.");

impl Task {
    /// The task as `state`, said by somebody. One that is blocked says by what.
    pub(super) fn changed(
        self,
        under: &Activation,
        (state, note): (TaskState, &str),
        (by, now): (PersonId, Timestamp),
    ) -> Result<Task, crate::Error> {
        if !under.state.is_acting() {
            return Err(NOT_ACTING.into());
        }
        if self.state == state {
            return Err(SAME.into());
        }
        if !TaskState::SAID.contains(&state) {
            let reason = "A task is closed as not done when the end is declared.";
            return Err(FieldProblem::new("state", reason).into());
        }
        let note = match (state, note.trim()) {
            (TaskState::Open | TaskState::Done | TaskState::NotDone, "") => String::new(),
            (TaskState::Blocked, it) => said(it, "note", "Say what keeps it from being done.")?,
            (_, it) => said(it, "note", "Say something.")?,
        };
        Ok(Task { state, note, changed_by: Some(by), changed_at: Some(now), ..self })
    }

    /// The task as one that was not done when the end was declared. What was said of it stays.
    pub(super) fn left_undone(self, (by, now): (PersonId, Timestamp)) -> Task {
        Task { state: TaskState::NotDone, changed_by: Some(by), changed_at: Some(now), ..self }
    }
}
