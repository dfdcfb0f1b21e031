//! The problems of the library PSPLIB (Kolisch and Sprecher 1996), with what is known of them.
//!
//! No set with due dates is public, so they are drawn as in Ballestín, Valls and Quintanilla 2006: from
//! the earliest end on, up to 0.6 times what the best known takes longer than the longest chain;
//! weights from 1 to 10.

use std::path::{Path, PathBuf};

use engine::sequence::{Goal, Project, read_psplib};

use crate::numbers::Numbers;

/// A problem with what is known of it.
pub(crate) struct Problem {
    pub(crate) project: Project,
    pub(crate) chain: f64,
    pub(crate) best: f64,
}

/// Where the problems are: the folder that `MAINSTAY_DATA` names, or `psplib` in it.
pub(crate) fn folder() -> Option<PathBuf> {
    let data = PathBuf::from(std::env::var("MAINSTAY_DATA").ok()?);
    [data.clone(), data.join("psplib")].into_iter().find(|it| it.join("best_known.csv").is_file())
}

/// Those of a set whose files are in `folder`, in the order of the library. Every sixth is for
/// training: parameters were chosen by these alone.
pub(crate) fn problems(folder: &Path, set: &str, goal: Goal) -> Vec<Problem> {
    let known = std::fs::read_to_string(folder.join("best_known.csv")).unwrap();
    let of_line = |(n, line): (u64, &str)| {
        let fields: Vec<&str> = line.split(',').collect();
        let file = folder.join("sm").join(set).join(format!("{}.sm", fields[1]));
        let text = (fields[0] == set).then(|| std::fs::read_to_string(file).ok()).flatten()?;
        let number = |at: usize| fields[at].parse().unwrap();
        let (chain, best) = (number(3), number(5));
        let mut project = read_psplib(&text).unwrap();
        if goal == Goal::Tardiness {
            project = with_due(&project, chain, best, n);
        }
        Some(Problem { project, chain: f64::from(chain), best: f64::from(best) })
    };
    (1..).zip(known.lines().skip(1)).filter_map(of_line).collect()
}

/// The same project with due dates.
fn with_due(project: &Project, chain: u32, best: u32, seed: u64) -> Project {
    let mut numbers = Numbers(seed);
    let (mut ends, mut tasks, mut orders) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..project.len() {
        // Jobs of the library come after those that they wait for.
        let task = project.task(n).clone();
        let befores = project.waits_for(n).map(|it| ends[it.first as usize]);
        let end = befores.max().unwrap_or(0) + task.duration;
        let later = numbers.below(1_000) * (best - chain) * 6 / 10_000;
        tasks.push(task.due(end + later, 1 + numbers.below(10)));
        ends.push(end);
        orders.extend(project.waits_for(n));
    }
    Project::new(tasks, &orders, project.resources().to_vec()).unwrap()
}
