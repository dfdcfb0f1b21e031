//! How long something can be gone, and when people have caught up once it is back: the recovery time
//! and the work recovery time together must lie within the maximum tolerable downtime (NIST SP 800-34
//! r1, 3.2.1). Nothing here does I/O.

use serde::Serialize;

use super::Content;
use crate::Span;

/// How long something can be gone at most, and how long catching up takes once it is back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tolerance {
    /// Maximum tolerable downtime (MTD). None: nobody has said.
    pub mtd: Option<Span>,
    /// Work recovery time (WRT). None: nobody has said, and it counts as no time.
    pub wrt: Option<Span>,
}

impl Tolerance {
    /// When people have caught up with what is back after `back`. None: it does not come back.
    pub fn caught_up(self, back: Option<Span>) -> CaughtUp {
        let after = back.map(|it| it.plus(self.wrt.unwrap_or_default()));
        CaughtUp { after, mtd: self.mtd }
    }
}

impl Content {
    /// What it says of how long it can be gone, and of catching up.
    pub fn tolerance(&self) -> Tolerance {
        Tolerance { mtd: self.mtd(), wrt: self.wrt }
    }
}

/// When people have caught up with something, against how long it can be gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CaughtUp {
    /// When they have. None: it does not come back, or no analysis in force says anything of it.
    pub after: Option<Span>,
    /// How long it can be gone at most (MTD). None: nobody has said.
    pub mtd: Option<Span>,
}

impl CaughtUp {
    /// How far that is past its MTD. None: it is not, or it does not come back.
    pub fn past_by(self) -> Option<Span> {
        let (after, mtd) = self.after.zip(self.mtd)?;
        (mtd < after).then(|| after.minus(mtd))
    }

    /// Whether it is past its MTD. What does not come back is past any.
    pub fn is_past(self) -> bool {
        self.mtd.is_some_and(|mtd| self.after.is_none_or(|after| mtd < after))
    }

    /// That it is past its MTD, in words. None: it is not. `is_at_least`: times are missing, so that it
    /// may take longer.
    pub fn finding(self, is_at_least: bool) -> Option<String> {
        let least = if is_at_least { "at least " } else { "" };
        let said = match self.past_by() {
            Some(by) => format!("past its MTD by {least}{by}"),
            None => "past its MTD".to_owned(),
        };
        self.is_past().then_some(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(n: i64) -> Option<Span> {
        Some(Span::from_hours(n))
    }

    #[test]
    fn back_and_caught_up_must_lie_within_what_can_be_borne() {
        let caught_up = |back, mtd, wrt| Tolerance { mtd, wrt }.caught_up(back);
        let said = |it: CaughtUp| (it.after, it.past_by(), it.is_past());
        assert_eq!(said(caught_up(hours(22), hours(24), hours(2))), (hours(24), None, false));
        assert_eq!(said(caught_up(hours(23), hours(24), hours(5))), (hours(28), hours(4), true));
        // Without a WRT, people have caught up when it is back.
        assert_eq!(said(caught_up(hours(25), hours(24), None)), (hours(25), hours(1), true));
        assert_eq!(said(caught_up(hours(25), None, hours(2))), (hours(27), None, false));
        assert_eq!(said(caught_up(None, None, hours(2))), (None, None, false));
        assert_eq!(said(caught_up(None, hours(24), hours(2))), (None, None, true));
        assert_eq!(said(CaughtUp::default()), (None, None, false));
    }

    #[test]
    fn what_is_past_its_mtd_says_by_how_much_and_that_times_are_missing() {
        let of = |back| Tolerance { mtd: hours(24), wrt: hours(2) }.caught_up(back);
        assert_eq!(of(hours(26)).finding(false).as_deref(), Some("past its MTD by 4 h"));
        assert_eq!(of(hours(26)).finding(true).as_deref(), Some("past its MTD by at least 4 h"));
        assert_eq!(of(None).finding(false).as_deref(), Some("past its MTD"));
        assert_eq!(of(hours(22)).finding(true), None);
    }

    #[test]
    fn what_an_analysis_tolerates_is_its_mtd_as_set_and_its_wrt() {
        let content = Content { mtd: hours(8), wrt: hours(2), ..Content::default() };
        assert_eq!(content.tolerance(), Tolerance { mtd: hours(8), wrt: hours(2) });
        assert_eq!(Content::default().tolerance(), Tolerance::default());
    }
}
