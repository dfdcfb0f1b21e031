//! What a reminder says. Nothing here does I/O.

use crate::mail::Letter;
use crate::prove::work::Work;

/// What is due from a person, in words. None if nothing is.
pub(super) fn letter(name: &str, work: &Work) -> Option<Letter> {
    let unfinished: u64 = work.unfinished.iter().map(|it| it.items.n_items).sum();
    let due = [
        (work.to_approve.n_items, "impact analysis waits", "impact analyses wait", "your approval"),
        (work.to_write.n_items, "impact analysis waits", "impact analyses wait", "what you know"),
        (unfinished, "record waits", "records wait", "what has not been said about it"),
        (work.after_meetings.len() as u64, "action waits", "actions wait", "you after a meeting"),
        (
            work.to_acknowledge.len() as u64,
            "policy waits",
            "policies wait",
            "you to acknowledge it",
        ),
        (
            work.unverified.len() as u64,
            "contact waits",
            "contacts wait",
            "you to say that it works",
        ),
    ];
    let said = due.iter().filter(|it| 0 < it.0).map(|(n, one, many, what)| {
        let waits = if *n == 1 { one } else { many };
        format!("{n} {waits} for {what}.")
    });
    let lines: Vec<String> = said.collect();
    let n_due = work.n_due();
    if lines.is_empty() {
        return None;
    }
    let subject = match n_due {
        1 => "One thing waits for you".to_owned(),
        n => format!("{n} things wait for you"),
    };
    let text = format!("{name}, this is due from you in the continuity programme:");
    Some(Letter::about(subject).text(text).list(lines).link("Look at your work", "/work"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Paging;
    use crate::mail::Paragraph;

    fn work(n_approve: u64, n_write: u64) -> Work {
        Work {
            to_approve: Paging::default().of(Vec::new(), n_approve),
            to_write: Paging::default().of(Vec::new(), n_write),
            unfinished: Vec::new(),
            to_acknowledge: Vec::new(),
            after_meetings: Vec::new(),
            unverified: Vec::new(),
            gaps: Vec::new(),
        }
    }

    #[test]
    fn who_has_nothing_to_do_is_not_reminded() {
        assert_eq!(letter("Ann", &work(0, 0)), None);
    }

    #[test]
    fn a_reminder_counts_what_is_due() {
        let letter = letter("Ann", &work(1, 2)).unwrap();
        assert_eq!(letter.subject, "3 things wait for you");
        let lines = [
            "1 impact analysis waits for your approval.",
            "2 impact analyses wait for what you know.",
        ];
        assert!(letter.paragraphs.contains(&Paragraph::List(lines.map(str::to_owned).into())));
    }
}
