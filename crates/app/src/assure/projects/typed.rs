//! Between the milestones of a project and the field of its form: one on each line, the day first.

use super::Milestone;
use crate::FieldProblem;

/// What stands between a milestone and the day on which it was reached.
const DONE: &str = "; done ";

/// The milestones that a field says, or what is wrong with it: `2026-12-01 The contract is signed`,
/// and behind one that is reached `; done 2026-11-30`.
pub fn typed_milestones(text: &str) -> Result<Vec<Milestone>, FieldProblem> {
    let lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
    lines.map(|line| milestone(line).ok_or_else(|| problem(line))).collect()
}

fn milestone(line: &str) -> Option<Milestone> {
    let (due, rest) = line.split_once(char::is_whitespace)?;
    let (name, done_on) = match rest.rsplit_once(DONE) {
        Some((name, day)) => (name, Some(day.trim().parse().ok()?)),
        None => (rest, None),
    };
    Some(Milestone { name: name.trim().to_owned(), due: due.parse().ok()?, done_on })
}

fn problem(line: &str) -> FieldProblem {
    let shown: String = line.chars().take(60).collect();
    let reason = format!("“{shown}” does not begin with a day such as 2026-11-21 and a name.");
    FieldProblem::new("milestones", reason)
}

/// What the field shows of milestones.
pub fn milestones_typed(all: &[Milestone]) -> String {
    let line = |it: &Milestone| match it.done_on {
        Some(day) => format!("{} {}{DONE}{day}", it.due, it.name),
        None => format!("{} {}", it.due, it.name),
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milestones_are_read_as_they_are_written() {
        let text = "2026-12-01 The contract is signed\n2026-11-02 Rooms; done 2026-11-01";
        let all = typed_milestones(&format!("\n {text} \n\n")).unwrap();
        assert_eq!(milestones_typed(&all), text);
        assert_eq!(all[1].done_on, "2026-11-01".parse().ok());
        for wrong in ["Soon", "2026-12-01", "2026-13-01 Rooms", "2026-12-01 Rooms; done soon"] {
            assert_eq!(typed_milestones(wrong).unwrap_err().field, "milestones", "{wrong}");
        }
    }
}
