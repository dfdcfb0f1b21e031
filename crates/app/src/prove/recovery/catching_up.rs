//! When people have caught up with an item that is back, against how long it can be gone, in words.

use super::explain::Explanation;
use crate::Span;
use crate::prepare::impact::Tolerance;

/// When people have caught up with an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatchingUp {
    /// When, and how long it can be gone at most, in sentences.
    pub sentence: String,
    /// That it is past its MTD, if it is: `past its MTD by 4 h`.
    pub finding: Option<String>,
}

/// When people have caught up with an item that is back when its page says: with the crews there are,
/// where any of it waits for people. None: there is nothing to say.
pub fn catching_up(why: &Explanation, tolerance: Tolerance) -> Option<CatchingUp> {
    match &why.with_crews {
        Some(it) => told(it.finish, it.is_complete, tolerance),
        None => told(Some(why.outcome.achievable_rto?), why.is_complete, tolerance),
    }
}

/// `back`: when it is. None: never.
fn told(back: Option<Span>, is_complete: bool, tolerance: Tolerance) -> Option<CatchingUp> {
    let Tolerance { mtd, wrt } = tolerance;
    // Of what nobody has given any time, nothing is known.
    let is_open = !is_complete && back == Some(Span::ZERO);
    let is_unsaid = mtd.is_none() && (wrt.is_none() || back.is_none());
    if is_open || is_unsaid {
        return None;
    }
    let least = if is_complete { "" } else { "at least " };
    let caught_up = tolerance.caught_up(back);
    let when = match (back.zip(caught_up.after), wrt) {
        (None, _) => "It does not come back.".to_owned(),
        (Some((back, _)), None) => format!(
            "Back after {least}{back}. Nobody has said how long catching up then takes (WRT)."
        ),
        (Some((back, after)), Some(_)) if back == after => format!(
            "Caught up after {least}{after}, when it is back: there is nothing to catch up with \
             (WRT)."
        ),
        (Some((back, after)), Some(wrt)) => format!(
            "Caught up after {least}{after}: back after {least}{back}, then {wrt} of catching up \
             (WRT)."
        ),
    };
    let limit =
        mtd.map(|it| format!(" It can be gone for {it} at most (MTD).")).unwrap_or_default();
    let sentence = format!("{when}{limit}");
    Some(CatchingUp { sentence, finding: caught_up.finding(!is_complete) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(n: i64) -> Option<Span> {
        Some(Span::from_hours(n))
    }

    fn said(
        back: Option<Span>,
        is_complete: bool,
        (mtd, wrt): (Option<Span>, Option<Span>),
    ) -> String {
        let said = told(back, is_complete, Tolerance { mtd, wrt });
        said.map_or_else(String::new, |it| format!("{} [{:?}]", it.sentence, it.finding))
    }

    #[test]
    fn who_is_back_is_said_to_have_caught_up_later() {
        let back = Some(Span::from_minutes(390));
        assert_eq!(
            said(back, true, (hours(24), hours(2))),
            "Caught up after 8 h 30 m: back after 6 h 30 m, then 2 h of catching up (WRT). It can \
             be gone for 24 h at most (MTD). [None]"
        );
        assert_eq!(
            said(hours(26), false, (hours(24), hours(2))),
            "Caught up after at least 28 h: back after at least 26 h, then 2 h of catching up \
             (WRT). It can be gone for 24 h at most (MTD). [Some(\"past its MTD by at least 4 h\")]"
        );
        assert_eq!(
            said(hours(6), true, (None, hours(2))),
            "Caught up after 8 h: back after 6 h, then 2 h of catching up (WRT). [None]"
        );
    }

    #[test]
    fn what_nobody_has_said_is_not_taken_to_be_no_time() {
        assert_eq!(
            said(hours(5), true, (hours(4), None)),
            "Back after 5 h. Nobody has said how long catching up then takes (WRT). It can be gone \
             for 4 h at most (MTD). [Some(\"past its MTD by 1 h\")]"
        );
        assert_eq!(
            said(hours(3), true, (None, hours(0))),
            "Caught up after 3 h, when it is back: there is nothing to catch up with (WRT). [None]"
        );
        assert_eq!(said(hours(0), false, (hours(4), hours(1))), "", "no time is known");
        assert_eq!(said(hours(3), true, (None, None)), "");
    }

    #[test]
    fn what_does_not_come_back_is_past_its_mtd() {
        assert_eq!(
            said(None, true, (hours(24), hours(2))),
            "It does not come back. It can be gone for 24 h at most (MTD). [Some(\"past its MTD\")]"
        );
        assert_eq!(said(None, true, (None, hours(2))), "");
    }
}
