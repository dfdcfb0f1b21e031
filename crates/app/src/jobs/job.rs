//! A job, and how it goes from one state to the next. Nothing here does I/O.

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::JobId;
use crate::{Error, Refusal, Timestamp};

/// How long whoever carries a job out has the sole right to it, unless they ask for more.
pub(crate) const LEASE: TimeDelta = TimeDelta::seconds(30);

/// How often a job is tried.
pub(super) const ATTEMPTS_MAX: i32 = 10;

/// The pause after the first attempt. Each is twice as long as the one before.
const PAUSE: TimeDelta = TimeDelta::seconds(30);

/// The longest pause.
const PAUSE_MAX: TimeDelta = TimeDelta::hours(6);

/// How much of a reason is kept.
const REASON_CHARS_MAX: usize = 500;

const NOT_OVER: Refusal = Refusal::new(
    "job.not_over",
    "Only a job that failed or was canceled can be tried again. Look at it once more.",
);
const OVER: Refusal =
    Refusal::new("job.over", "This job is over already. Only what waits or runs can be canceled.");

/// Something to be done later.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What kind of work it is: the name of a [`Task`](super::Task).
    pub kind: String,
    /// What it is about, for people.
    pub about: String,
    /// What it needs to know.
    pub(crate) payload: Value,
    /// How far it is.
    pub state: State,
    /// When it is due.
    pub run_at: Timestamp,
    /// How often it was begun since somebody last put it in line.
    pub attempts: i32,
    /// How often it changed hands. Whoever holds a lower number has lost it.
    pub fence: i64,
    /// Until when somebody has the sole right to it, if somebody is at it.
    pub leased_until: Option<Timestamp>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was put in line.
    pub created_at: Timestamp,
    /// When it was done, given up or canceled.
    pub ended_at: Option<Timestamp>,
}

/// How far a job is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "JobState")]
pub enum State {
    /// It waits until it is due.
    Waiting,
    /// Somebody is at it.
    Running,
    /// It was given up. Its reason is kept.
    Failed,
    /// Somebody canceled it.
    Canceled,
    /// It is done.
    Done,
}

impl State {
    /// Every state, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str, State)] = &[
        ("waiting", "Waiting", State::Waiting),
        ("running", "Running", State::Running),
        ("failed", "Failed", State::Failed),
        ("canceled", "Canceled", State::Canceled),
        ("done", "Done", State::Done),
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Failed => "failed",
            State::Canceled => "canceled",
            State::Done => "done",
        }
    }

    /// The state called `code`.
    pub fn from_code(code: &str) -> Option<State> {
        State::CHOICES.iter().find(|it| it.0 == code).map(|it| it.2)
    }
}

impl Job {
    /// A job of a kind, about something, that waits until `run_at`.
    pub(super) fn waiting(
        (kind, about): (&str, String),
        payload: Value,
        now: Timestamp,
        run_at: Timestamp,
    ) -> Job {
        Job {
            id: JobId::new(),
            kind: kind.to_owned(),
            about,
            payload,
            state: State::Waiting,
            run_at,
            attempts: 0,
            fence: 0,
            leased_until: None,
            last_error: None,
            created_at: now,
            ended_at: None,
        }
    }

    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Waiting | State::Running)
    }

    /// The job in the hands of whoever begins it now. One during which the server stopped too often
    /// is given up instead: it may be what stops it.
    pub(super) fn claimed(self, now: Timestamp) -> Job {
        let fence = self.fence + 1;
        if ATTEMPTS_MAX <= self.attempts {
            let reason = "The server stopped each time before this was done.";
            return Job { fence, ..self }.given_up(reason, now);
        }
        Job {
            state: State::Running,
            attempts: self.attempts + 1,
            fence,
            leased_until: Some(now + LEASE),
            ..self
        }
    }

    /// The job when it is done. Whoever was about to ask for more time comes too late.
    pub(super) fn done(self, now: Timestamp) -> Job {
        Job {
            state: State::Done,
            fence: self.fence + 1,
            leased_until: None,
            last_error: None,
            ended_at: Some(now),
            ..self
        }
    }

    /// The job after an attempt that failed: in line again after a pause, or given up.
    pub(super) fn failed(self, error: &Error, now: Timestamp) -> Job {
        let reason = match error {
            // What kind of error a database would call it is of no interest.
            Error::Internal(db::Error::Custom(reason)) => reason.clone(),
            other => other.to_string(),
        };
        let fence = self.fence + 1;
        if !may_work_again(error) || ATTEMPTS_MAX <= self.attempts {
            return Job { fence, ..self }.given_up(&reason, now);
        }
        Job {
            state: State::Waiting,
            fence,
            run_at: now + pause_after(self.attempts),
            leased_until: None,
            last_error: Some(shortened(&reason)),
            ..self
        }
    }

    fn given_up(self, reason: &str, now: Timestamp) -> Job {
        Job {
            state: State::Failed,
            leased_until: None,
            last_error: Some(shortened(reason)),
            ended_at: Some(now),
            ..self
        }
    }

    /// The job in line again, as if it had never been tried.
    pub(super) fn retried(self, now: Timestamp) -> Result<Job, Refusal> {
        if !matches!(self.state, State::Failed | State::Canceled) {
            return Err(NOT_OVER);
        }
        Ok(Job {
            state: State::Waiting,
            run_at: now,
            attempts: 0,
            fence: self.fence + 1,
            ended_at: None,
            ..self
        })
    }

    /// The job when somebody no longer wants it. Whoever is at it has lost it.
    pub(super) fn canceled(self, now: Timestamp) -> Result<Job, Refusal> {
        if !self.is_open() {
            return Err(OVER);
        }
        Ok(Job {
            state: State::Canceled,
            fence: self.fence + 1,
            leased_until: None,
            ended_at: Some(now),
            ..self
        })
    }
}

/// Whether the same may work later: what is forbidden, missing or refused stays so.
fn may_work_again(error: &Error) -> bool {
    matches!(error, Error::Internal(_) | Error::Stale(_))
}

/// How long to wait after attempt number `attempts`.
fn pause_after(attempts: i32) -> TimeDelta {
    let n_doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    PAUSE.checked_mul(1 << n_doublings).map_or(PAUSE_MAX, |it| it.min(PAUSE_MAX))
}

fn shortened(reason: &str) -> String {
    reason.replace('\0', "\u{FFFD}").chars().take(REASON_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn job() -> Job {
        Job::waiting(("test", String::new()), Value::Null, now(), now())
    }

    #[test]
    fn pauses_grow_up_to_six_hours() {
        let minutes: Vec<i64> = (1..=12).map(|it| pause_after(it).num_seconds() / 30).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720]);
        assert_eq!(pause_after(i32::MAX), PAUSE_MAX);
    }

    #[test]
    fn what_may_work_later_is_tried_ten_times_and_its_reason_kept() {
        let mut it = job();
        for n in 1..ATTEMPTS_MAX {
            it = it.claimed(now()).failed(&Error::internal("no answer"), now());
            assert_eq!((it.state, it.attempts), (State::Waiting, n));
        }
        it = it.claimed(now()).failed(&Error::internal("no answer"), now());
        assert_eq!((it.state, it.ended_at), (State::Failed, Some(now())));
        assert_eq!(it.last_error.as_deref(), Some("no answer"));
    }

    #[test]
    fn what_is_refused_once_is_given_up() {
        let it = job().claimed(now()).failed(&Error::NotFound("mail"), now());
        assert_eq!((it.state, it.attempts), (State::Failed, 1));
    }

    #[test]
    fn a_job_that_stops_the_server_each_time_is_given_up() {
        let mut it = job();
        for _ in 0..ATTEMPTS_MAX {
            it = it.claimed(now());
            assert_eq!(it.state, State::Running);
        }
        assert_eq!(it.claimed(now()).state, State::Failed);
    }

    #[test]
    fn only_what_is_over_is_retried_and_only_what_is_not_is_canceled() {
        let (waiting, running) = (job(), job().claimed(now()));
        let failed = running.clone().failed(&Error::NotFound("mail"), now());
        let done = running.clone().done(now());
        for (it, may_retry, may_cancel) in [
            (waiting, false, true),
            (running, false, true),
            (failed, true, false),
            (done, false, false),
        ] {
            assert_eq!(it.clone().retried(now()).is_ok(), may_retry, "{it:?}");
            assert_eq!(it.clone().canceled(now()).is_ok(), may_cancel, "{it:?}");
        }
    }

    proptest! {
        /// Whoever held a job before it changed hands, or was over, can neither finish nor hold it.
        #[test]
        fn each_change_of_hands_raises_the_fence(steps in proptest::collection::vec(0..5_u8, 1..20)) {
            let mut it = job();
            for step in steps {
                let fence = it.fence;
                let next = match step {
                    0 if it.is_open() => Ok(it.clone().claimed(now())),
                    1 => it.clone().retried(now()),
                    3 if it.state == State::Running => Ok(it.clone().done(now())),
                    4 if it.state == State::Running => {
                        Ok(it.clone().failed(&Error::internal("no answer"), now()))
                    }
                    _ => it.clone().canceled(now()),
                };
                if let Ok(next) = next {
                    prop_assert!(fence < next.fence);
                    it = next;
                }
            }
        }
    }
}
