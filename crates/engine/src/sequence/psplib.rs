//! Projects as the project scheduling problem library keeps them.
//!
//! Kolisch and Sprecher 1996, "PSPLIB: a project scheduling problem library": text in sections, of
//! which three count here, for projects in which each job is done in one way.

use std::collections::BTreeMap;

use thiserror::Error;

use super::project::{Order, Project, ProjectError, Resource, Task, Use};

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PsplibError {
    /// A section is not there.
    #[error("there is no section {0}")]
    Missing(&'static str),
    /// A line is not what its section has.
    #[error("line {line}: {reason}")]
    Line {
        /// Which line. The first is 1.
        line: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The project itself makes no sense.
    #[error(transparent)]
    Project(#[from] ProjectError),
}

/// The project in the text of an `.sm` file. Its jobs become tasks, from 0.
///
/// # Errors
/// If a section is missing, a line makes no sense, or the project does not.
pub fn read_psplib(text: &str) -> Result<Project, PsplibError> {
    let orders = rows(text, "PRECEDENCE RELATIONS:", 1)?;
    let requests = rows(text, "REQUESTS/DURATIONS:", 2)?;
    let capacities = rows(text, "RESOURCEAVAILABILITIES:", 1)?;
    let capacities = capacities.into_iter().next().map(|it| it.1);
    let capacities = capacities.ok_or(PsplibError::Missing("RESOURCEAVAILABILITIES:"))?;
    let mut tasks = Vec::with_capacity(requests.len());
    let mut places = BTreeMap::new();
    for (line, row) in requests {
        let refused = |reason| PsplibError::Line { line, reason };
        let [job, mode, duration, amounts @ ..] = row.as_slice() else {
            return Err(refused("too few numbers"));
        };
        if *mode != 1 {
            return Err(refused("each job must be done in one way only"));
        }
        let uses = amounts.iter().zip(0..).filter(|(amount, _)| 0 < **amount);
        let uses = uses.map(|(&amount, resource)| Use { resource, amount }).collect();
        if places.insert(*job, tasks.len()).is_some() {
            return Err(refused("this job was there before"));
        }
        tasks.push(Task { uses, ..Task::of(*duration) });
    }
    let mut pairs = Vec::new();
    for (line, row) in orders {
        let refused = |reason| PsplibError::Line { line, reason };
        let [job, _, n_after, after @ ..] = row.as_slice() else {
            return Err(refused("too few numbers"));
        };
        if after.len() != *n_after as usize {
            return Err(refused("not as many successors as it says"));
        }
        let place = |job: &u32| {
            let place = places.get(job).and_then(|it| u32::try_from(*it).ok());
            place.ok_or(refused("it names a job that is not there"))
        };
        for next in after {
            pairs.push(Order::then(place(job)?, place(next)?));
        }
    }
    let resources = capacities.into_iter().map(Resource::of).collect();
    Ok(Project::new(tasks, &pairs, resources)?)
}

/// The lines of a section with their numbers, without its `n_heads` lines of headings.
fn rows(
    text: &str,
    section: &'static str,
    n_heads: usize,
) -> Result<Vec<(usize, Vec<u32>)>, PsplibError> {
    let mut lines = (1..).zip(text.lines());
    let found = lines.any(|(_, it)| it.trim() == section);
    if !found {
        return Err(PsplibError::Missing(section));
    }
    let mut rows = Vec::new();
    for (line, text) in lines.skip(n_heads).take_while(|(_, it)| !it.starts_with('*')) {
        let numbers: Result<Vec<u32>, _> = text.split_whitespace().map(str::parse).collect();
        match numbers {
            Ok(numbers) => rows.push((line, numbers)),
            Err(_) => return Err(PsplibError::Line { line, reason: "not all of it are numbers" }),
        }
    }
    Ok(rows)
}
