//! What the platform can put right by itself in what a plan says: findings with one way out. Nothing
//! here does I/O.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::rules::{
    HOLDER_FOLLOWS, NOT_IN_LINE, OUT_OF_ORDER, OWN_ALTERNATE, SAME_DUTY, TWICE_IN_LINE,
};
use crate::plans::plan::{Content, Duty};

/// The rules whose findings can be put right so, each with what that does.
const FIXES: [(&str, &str); 6] = [
    (OWN_ALTERNATE.code, "Take them out of their own alternates"),
    (SAME_DUTY.code, "Make one duty of both"),
    (HOLDER_FOLLOWS.code, "Take the holder out of the line"),
    (TWICE_IN_LINE.code, "Leave each successor once"),
    (NOT_IN_LINE.code, "Add them to the successors"),
    (OUT_OF_ORDER.code, "Move it one step later"),
];

/// What can be done about a finding at once, in words. None: it takes somebody who knows.
pub fn fix_of(finding: &Finding) -> Option<&'static str> {
    FIXES.iter().find(|it| it.0 == finding.code).map(|it| it.1)
}

/// What a plan says after a finding of the rule `code` at `place` is put right. None: that cannot be
/// done, or nothing would change.
pub fn fixed(content: &Content, code: &str, place: &str) -> Option<Content> {
    let mut next = content.clone();
    let mut parts = place.split('.');
    let (list, n) = (parts.next()?, parts.next()?.parse::<usize>().ok()?);
    match list {
        "duties" if code == OWN_ALTERNATE.code => {
            let it = next.duties.get_mut(n)?;
            let person = it.person.trim().to_owned();
            it.alternates.retain(|it| it.trim() != person);
        }
        "duties" if code == SAME_DUTY.code => join_duty(&mut next, n)?,
        "successions" => {
            let it = next.successions.get_mut(n)?;
            if code == HOLDER_FOLLOWS.code {
                let holder = it.holder.trim().to_owned();
                it.successors.retain(|it| it.trim() != holder);
            } else if code == TWICE_IN_LINE.code {
                let mut seen = BTreeSet::new();
                it.successors.retain(|it| seen.insert(it.trim().to_owned()));
            } else if code == NOT_IN_LINE.code {
                let in_line =
                    |code: &String| it.successors.iter().any(|it| it.trim() == code.trim());
                let stray: Vec<String> =
                    it.elsewhere.iter().filter(|it| !in_line(it)).cloned().collect();
                it.successors.extend(stray);
            }
        }
        // The finding goes when what it needs is before it.
        "steps" if code == OUT_OF_ORDER.code && n + 1 < next.steps.len() => {
            next.steps.swap(n, n + 1);
        }
        _ => return None,
    }
    (next != *content).then_some(next)
}

/// Adds those of the `n`-th duty to the alternates of the first that is called the same.
fn join_duty(content: &mut Content, n: usize) -> Option<()> {
    let name = |it: &Duty| it.duty.trim().to_lowercase();
    let wanted = name(content.duties.get(n)?);
    let first = content.duties.iter().position(|it| name(it) == wanted).filter(|it| *it < n)?;
    let twin = content.duties.remove(n);
    let into = content.duties.get_mut(first)?;
    for code in std::iter::once(twin.person).chain(twin.alternates) {
        let is_there = code.trim().is_empty()
            || into.person.trim() == code.trim()
            || into.alternates.iter().any(|it| it.trim() == code.trim());
        if !is_there {
            into.alternates.push(code);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::plan::Succession;

    fn duty(duty: &str, person: &str, alternates: &[&str]) -> Duty {
        let alternates = alternates.iter().map(|it| (*it).to_owned()).collect();
        Duty { duty: duty.to_owned(), person: person.to_owned(), alternates }
    }

    #[test]
    fn two_duties_of_one_name_become_one_and_nobody_is_lost() {
        let duties = vec![duty("Lead", "ann", &["bob"]), duty("lead ", "cal", &["ann", "dee"])];
        let content = Content { duties, ..Content::default() };
        let next = fixed(&content, "PLN-024", "duties.1.duty").unwrap();
        assert_eq!(next.duties, [duty("Lead", "ann", &["bob", "cal", "dee"])]);
        assert_eq!(fixed(&next, "PLN-024", "duties.0.duty"), None);
    }

    #[test]
    fn a_line_is_put_right_by_its_own_words() {
        let codes = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let succession = Succession {
            position: "Head".to_owned(),
            holder: "ann".to_owned(),
            successors: codes(&["bob", "ann", "bob"]),
            elsewhere: codes(&["cal"]),
            conditions: String::new(),
        };
        let content = Content { successions: vec![succession], ..Content::default() };
        let line = |it: Option<Content>| it.unwrap().successions[0].successors.clone();
        let place = "successions.0.successors";
        assert_eq!(line(fixed(&content, "PLN-026", place)), ["bob", "bob"]);
        assert_eq!(line(fixed(&content, "PLN-031", place)), ["bob", "ann"]);
        assert_eq!(line(fixed(&content, "PLN-030", place)), ["bob", "ann", "bob", "cal"]);
        for (code, place) in [("PLN-026", "successions.7.holder"), ("PLN-001", "scope"), ("", "")] {
            assert_eq!(fixed(&content, code, place), None, "{code}");
        }
    }
}
