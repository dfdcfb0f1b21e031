//! What a strategy is approved upon: what is known of what it is for. Nothing here does I/O.

use crate::{Refusal, Span};

/// What is known of what a strategy is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grounds {
    /// Whether there is an approved impact analysis of it, or of every business process that needs
    /// it.
    pub is_analyzed: bool,
    /// What such an analysis is missing of, by name, as far as whoever asks may know.
    pub not_analyzed: Vec<String>,
    /// Whether a risk assessment covers it that somebody decided about.
    pub is_covered: bool,
    /// How soon it must be back, by those analyses or by its record.
    pub required_rto: Option<Span>,
    /// How much work may be lost, by the same.
    pub required_rpo: Option<Span>,
    /// How soon the way that was chosen brings it back.
    pub rto: Option<Span>,
    /// How much work may be lost with that.
    pub rpo: Option<Span>,
}

impl Grounds {
    /// Why it cannot be approved yet, in the order in which to put it right.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if !self.is_analyzed {
            let of_what = match self.not_analyzed.as_slice() {
                [] => "what it is for, nor of any business process that needs that".to_owned(),
                named => named.iter().map(|it| format!("“{it}”")).collect::<Vec<_>>().join(", "),
            };
            let reason = format!(
                "There is no approved impact analysis of {of_what}. Have it analyzed and approved \
                 first."
            );
            refusals.push(Refusal { code: "strategy.no_analysis", reason: reason.into() });
        }
        if !self.is_covered {
            refusals.push(Refusal::new(
                "strategy.no_risk",
                "No risk assessment that was accepted, or is being treated, says what could hit what \
                 it is for, or the site where that is. Have one assessed and decided first.",
            ));
        }
        refusals
    }

    /// What the one who approves is to know: where the way that was chosen misses what is required.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if let (Some(required), Some(rto)) = (self.required_rto, self.rto)
            && required < rto
        {
            remarks.push(format!(
                "It brings it back within {rto}, and it must be back within {required} (RTO)."
            ));
        }
        if let (Some(required), Some(rpo)) = (self.required_rpo, self.rpo)
            && required < rpo
        {
            remarks.push(format!(
                "With it {rpo} of work may be lost, and at most {required} may be (RPO)."
            ));
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_approves_is_told_of_what_is_missed() {
        let hours = |it| Some(Span::from_hours(it));
        let grounds = Grounds {
            required_rto: hours(4),
            required_rpo: hours(1),
            rto: hours(8),
            rpo: hours(1),
            ..Grounds::default()
        };
        let told = "It brings it back within 8 h, and it must be back within 4 h (RTO).";
        assert_eq!(grounds.remarks(), [told]);
        assert_eq!(Grounds { rto: hours(4), ..grounds.clone() }.remarks(), [""; 0]);
        assert_eq!(Grounds { rpo: hours(2), ..grounds }.remarks().len(), 2);
    }

    #[test]
    fn what_is_not_analyzed_is_named() {
        let grounds = Grounds { not_analyzed: vec!["Pay".to_owned()], ..Grounds::default() };
        let refusals = grounds.refusals();
        assert!(refusals[0].reason.contains("impact analysis of “Pay”."), "{}", refusals[0]);
        assert_eq!(refusals[1].code, "strategy.no_risk");
    }
}
