//! How things stand: a glyph, a word and a color, from the word that is stored.

use std::fmt;

use app::Span;
use app::prepare::inventory::Standing;
use maud::{Markup, Render, html};

/// The four states that a color may mean. The stylesheet adds the glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// ✓ as it should be
    Good,
    /// ◐ needs attention
    Warn,
    /// ✕ wrong
    Bad,
    /// ○ not yet, or nothing to say
    #[default]
    Idle,
}

impl Tone {
    /// The class in the stylesheet.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Idle => "idle",
        }
    }

    /// The glyph, where the stylesheet cannot add it: in drawings.
    pub(crate) const fn glyph(self) -> &'static str {
        match self {
            Tone::Good => "✓",
            Tone::Warn => "◐",
            Tone::Bad => "✕",
            Tone::Idle => "○",
        }
    }
}

impl fmt::Display for Tone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.class())
    }
}

impl Render for Tone {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(self.class());
    }
}

/// A state in its own words: `state(Tone::Bad, "9 h 20 m")`.
pub(crate) fn state(tone: Tone, words: impl fmt::Display) -> Markup {
    html! { span class={ "state " (tone) } { (words.to_string()) } }
}

/// The stored standing of an item against its target.
pub(crate) fn standing(stored: &str) -> Markup {
    let (tone, words) = standing_words(stored);
    state(tone, words)
}

/// How something stands of which it is known when it is back, be it as a least.
pub(crate) fn standing_so_far(stands: Standing, achievable: Option<Span>) -> Markup {
    match (stands, achievable) {
        (Standing::Unknown, Some(_)) => state(Tone::Idle, "In time so far"),
        _ => standing(stands.code()),
    }
}

/// The tone and the words of a standing.
pub(crate) fn standing_words(stored: &str) -> (Tone, &'static str) {
    match stored {
        "met" => (Tone::Good, "Meets target"),
        "at_risk" => (Tone::Warn, "At risk"),
        "missed" => (Tone::Bad, "Misses target"),
        "no_target" => (Tone::Idle, "No target"),
        _ => (Tone::Idle, "Not known"),
    }
}

/// The stored state of an impact analysis.
pub(crate) fn analysis(stored: &str) -> Markup {
    let (tone, words) = analysis_words(stored);
    state(tone, words)
}

/// The tone and the words of the state of an impact analysis.
pub(crate) fn analysis_words(stored: &str) -> (Tone, &'static str) {
    match stored {
        "draft" => (Tone::Idle, "Draft"),
        "data_needed" => (Tone::Warn, "Data needed"),
        "complete" => (Tone::Warn, "Waiting for approval"),
        "approved" => (Tone::Good, "Approved"),
        "stale" => (Tone::Bad, "Out of date"),
        "replaced" => (Tone::Idle, "Replaced"),
        _ => (Tone::Idle, "Not started"),
    }
}

/// The stored state of a risk.
pub(crate) fn risk(stored: app::prepare::risks::State) -> Markup {
    use app::prepare::risks::State;
    let tone = match stored {
        State::Draft | State::Closed => Tone::Idle,
        State::Assessed | State::Treating => Tone::Warn,
        State::Accepted => Tone::Good,
    };
    state(tone, stored.title())
}

/// How bad a risk is, beside what the state is ready to bear.
pub(crate) fn level(
    level: Option<app::prepare::risks::Level>,
    tolerance: app::prepare::risks::Level,
) -> Markup {
    match level {
        Some(level) if tolerance < level => state(Tone::Bad, level.title()),
        Some(level) if tolerance == level => state(Tone::Warn, level.title()),
        Some(level) => state(Tone::Good, level.title()),
        None => state(Tone::Idle, "Not rated"),
    }
}

/// The stored state of a strategy.
pub(crate) fn strategy(stored: app::prepare::strategies::State) -> Markup {
    use app::prepare::strategies::State;
    let tone = match stored {
        State::Draft | State::Retired => Tone::Idle,
        State::Proposed => Tone::Warn,
        State::Approved => Tone::Good,
    };
    state(tone, stored.title())
}

/// How far a submission is.
pub(crate) fn submission(stored: app::assure::submissions::State) -> Markup {
    use app::assure::submissions::State;
    let tone = match stored {
        State::NotDue => Tone::Idle,
        State::Due | State::Submitted | State::UnderReview | State::AcceptedWithFixes => Tone::Warn,
        State::Late | State::Returned => Tone::Bad,
        State::Accepted => Tone::Good,
    };
    state(tone, stored.title())
}

/// The stored standing of a plan.
pub(crate) fn plan(stored: &str) -> Markup {
    match stored {
        "active" => state(Tone::Good, "In force"),
        "review_due" => state(Tone::Warn, "Review due"),
        "overdue" => state(Tone::Bad, "Overdue"),
        "retired" => state(Tone::Idle, "Retired"),
        _ => state(Tone::Idle, "Not in force yet"),
    }
}

/// The stored state of a version of a plan.
pub(crate) fn plan_version(stored: &str) -> Markup {
    match stored {
        "draft" => state(Tone::Idle, "Draft"),
        "in_review" => state(Tone::Warn, "In review"),
        "pending_approval" => state(Tone::Warn, "Waiting for approval"),
        "approved" => state(Tone::Good, "Approved"),
        "active" => state(Tone::Good, "In force"),
        _ => state(Tone::Idle, "Replaced"),
    }
}

/// How far an agency is with an obligation.
pub(crate) fn compliance(stored: app::assure::compliance::State) -> Markup {
    use app::assure::compliance::State;
    let tone = match stored {
        State::Open => Tone::Bad,
        State::Prepared | State::Lapsed => Tone::Warn,
        State::Met => Tone::Good,
    };
    state(tone, stored.title())
}

/// How far a lesson is.
pub(crate) fn lesson(stored: app::assure::lessons::State) -> Markup {
    use app::assure::lessons::State;
    let tone = match stored {
        State::Open => Tone::Warn,
        State::Heeded => Tone::Good,
        State::Rejected => Tone::Idle,
    };
    state(tone, stored.title())
}

/// How far a special project is.
pub(crate) fn project(stored: app::assure::projects::Status) -> Markup {
    use app::assure::projects::Status;
    let tone = match stored {
        Status::Requested | Status::OnHold => Tone::Warn,
        Status::Active | Status::Done => Tone::Good,
        Status::Stopped => Tone::Idle,
    };
    state(tone, stored.title())
}

/// Whether an objective is reached.
pub(crate) fn verdict(stored: app::assure::objectives::Verdict) -> Markup {
    use app::assure::objectives::Verdict;
    let tone = match stored {
        Verdict::Unmeasured => Tone::Idle,
        Verdict::Fail => Tone::Bad,
        Verdict::Pass => Tone::Good,
    };
    state(tone, stored.title())
}

/// What proves a recovery time, and how far it can be relied on.
pub(crate) fn proof_words(source: Option<&str>) -> (Tone, &'static str) {
    match source {
        Some("test") => (Tone::Good, "Tested"),
        Some("event") => (Tone::Good, "Seen in an event"),
        Some("vendor") => (Tone::Warn, "Vendor's word"),
        Some("estimate") => (Tone::Warn, "Estimate"),
        _ => (Tone::Idle, "Never tested"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_a_word_as_well_as_a_color() {
        assert_eq!(
            standing("missed").into_string(),
            r#"<span class="state bad">Misses target</span>"#
        );
        assert_eq!(standing_words("something new"), (Tone::Idle, "Not known"));
    }
}
