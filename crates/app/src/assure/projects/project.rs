//! The special project itself. Nothing here does I/O.

use chrono::NaiveDate;

use super::{Milestone, ProjectDocument};
use crate::ids::{AgencyId, PersonId, ProjectId};
use crate::{Refusal, Timestamp};

/// A special project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Who leads it.
    pub owner_id: Option<PersonId>,
    /// What it says.
    pub document: ProjectDocument,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

const REACHED: Refusal = Refusal::new("project.reached", "This milestone is reached already.");
const OVER: Refusal = Refusal::new(
    "project.over",
    "Milestones are reached while a project is under way. Change its status first.",
);

impl Project {
    /// The milestones whose day is past, and that are not reached, while the project goes on.
    pub fn late(&self, today: NaiveDate) -> Vec<&Milestone> {
        if !self.document.status.goes_on() {
            return Vec::new();
        }
        let open = self.document.milestones.iter().filter(|it| it.done_on.is_none());
        open.filter(|it| it.due < today).collect()
    }

    /// The first milestone that is not reached.
    pub fn next(&self) -> Option<&Milestone> {
        self.document.milestones.iter().filter(|it| it.done_on.is_none()).min_by_key(|it| it.due)
    }

    /// How many milestones are reached.
    pub fn n_reached(&self) -> usize {
        self.document.milestones.iter().filter(|it| it.done_on.is_some()).count()
    }

    /// The project with the `n`-th of its milestones reached, counted from 0.
    pub(super) fn reached(
        mut self,
        n: usize,
        (today, now): (NaiveDate, Timestamp),
    ) -> Result<Project, crate::Error> {
        if !self.document.status.goes_on() {
            return Err(OVER.into());
        }
        let it = self.document.milestones.get_mut(n);
        let it = it.ok_or(crate::Error::NotFound("milestone"))?;
        if it.done_on.is_some() {
            return Err(REACHED.into());
        }
        it.done_on = Some(today);
        Ok(Project { updated_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assure::projects::Status;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn project(status: Status) -> Project {
        let milestone = |name: &str, due: &str, done_on: Option<&str>| Milestone {
            name: name.to_owned(),
            due: day(due),
            done_on: done_on.map(day),
        };
        let document = ProjectDocument {
            code: "move".to_owned(),
            agency: "commerce".to_owned(),
            name: "Move".to_owned(),
            scope: "Move the data center.".to_owned(),
            owner: Some("ann".to_owned()),
            status,
            milestones: vec![
                milestone("Room", "2026-11-20", None),
                milestone("Power", "2026-11-21", None),
                milestone("Contract", "2026-10-01", Some("2026-10-02")),
            ],
        };
        Project {
            id: ProjectId::FIRST,
            agency_id: AgencyId::FIRST,
            owner_id: None,
            document,
            updated_at: now(),
            version: 1,
        }
    }

    #[test]
    fn a_milestone_is_late_once_its_day_is_past_and_the_project_goes_on() {
        let names = |it: &Project, today: &str| {
            it.late(day(today)).iter().map(|it| it.name.clone()).collect::<Vec<_>>()
        };
        let it = project(Status::Active);
        assert_eq!(names(&it, "2026-11-20"), [""; 0]);
        assert_eq!(names(&it, "2026-11-21"), ["Room"]);
        assert_eq!(names(&it, "2026-11-22"), ["Room", "Power"]);
        assert_eq!(it.next().map(|it| it.name.as_str()), Some("Room"));
        for over in [Status::OnHold, Status::Done, Status::Stopped] {
            assert_eq!(names(&project(over), "2026-11-22"), [""; 0]);
        }
    }

    #[test]
    fn a_milestone_is_reached_once() {
        let reach = |it: Project, n| it.reached(n, (day("2026-11-21"), now()));
        let it = reach(project(Status::Active), 0).unwrap();
        assert_eq!((it.n_reached(), it.late(day("2026-11-21")).len()), (2, 0));
        let code = |it: Result<Project, crate::Error>| match it {
            Err(crate::Error::Refused(it)) => it.code,
            Err(crate::Error::NotFound(what)) => what,
            other => unreachable!("{other:?}"),
        };
        assert_eq!(code(reach(it.clone(), 0)), "project.reached");
        assert_eq!(code(reach(it, 3)), "milestone");
        assert_eq!(code(reach(project(Status::Stopped), 0)), "project.over");
    }

    #[test]
    fn only_a_request_may_do_without_somebody_who_leads_it() {
        let fields = |status, owner: Option<&str>| {
            let it = project(status).document;
            let owner = owner.map(str::to_owned);
            let problems = ProjectDocument { owner, ..it }.problems(day("2026-11-21"));
            problems.into_iter().map(|it| it.field.into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(fields(Status::Requested, None), [""; 0]);
        assert_eq!(fields(Status::Active, Some("ann")), [""; 0]);
        assert_eq!(fields(Status::Active, None), ["owner"]);
    }
}
