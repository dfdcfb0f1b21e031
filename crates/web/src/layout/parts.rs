//! The parts that pages are put together from.

use maud::{Markup, html};

use super::frame::grouped;
use super::states::Tone;

/// The top of a page: where it is, its finding, the sentence under it, and what to do.
#[derive(Default)]
pub(crate) struct Head<'a> {
    /// From the outermost in: label and address.
    pub(crate) crumbs: Vec<(String, String)>,
    pub(crate) title: &'a str,
    pub(crate) lead: Option<Markup>,
    pub(crate) actions: Option<Markup>,
}

impl Head<'_> {
    /// The top of the page, with the one heading of the first order.
    pub(crate) fn shown(&self) -> Markup {
        html! {
            div.head {
                div {
                    (breadcrumbs(&self.crumbs))
                    h1 { (self.title) }
                    @if let Some(lead) = &self.lead { p { (lead) } }
                }
                @if let Some(actions) = &self.actions { div.actions { (actions) } }
            }
        }
    }
}

/// The way from the whole to this page: the page itself is not in it.
pub(crate) fn breadcrumbs(crumbs: &[(String, String)]) -> Markup {
    html! {
        @if !crumbs.is_empty() {
            nav aria-label="Breadcrumbs" {
                ol.crumbs { @for (label, href) in crumbs { li { a href=(href) { (label) } } } }
            }
        }
    }
}

/// A link that looks like the button it acts as.
pub(crate) fn button(label: &str, href: &str) -> Markup {
    html! { a.button href=(href) { (label) } }
}

/// The one next action of a page.
pub(crate) fn primary(label: &str, href: &str) -> Markup {
    html! { a.button.primary href=(href) { (label) } }
}

/// A panel whose content comes to its edges: a table, a list of steps.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn panel(title: &str, aside: Markup, content: Markup) -> Markup {
    html! {
        section.panel {
            header { h2 { (title) } (aside) }
            (content)
        }
    }
}

/// A panel with room around its content.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn padded_panel(title: &str, aside: Markup, content: Markup) -> Markup {
    panel(title, aside, html! { div.body { (content) } })
}

/// What is known, label by label. Empty ones are left out by the caller.
pub(crate) fn facts(facts: &[(&str, Markup)]) -> Markup {
    html! { dl.facts { @for (label, value) in facts { dt { (label) } dd { (value) } } } }
}

/// A panel with a numbered line for each of `all`, or nothing where there is none.
pub(crate) fn numbered<T>(
    title: &str,
    aside: Markup,
    all: &[T],
    line: impl Fn(&T) -> Markup,
) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let lines = html! {
        ol.steps {
            @for (index, it) in all.iter().enumerate() { li { span.n { (index + 1) } (line(it)) } }
        }
    };
    panel(title, aside, lines)
}

/// One line of `steps`.
#[derive(Default)]
pub(crate) struct Step {
    pub(crate) what: Option<Markup>,
    pub(crate) detail: String,
    /// At the right: a state, a date.
    pub(crate) aside: Option<Markup>,
    pub(crate) now: bool,
    pub(crate) done: bool,
}

/// Numbered lines: what is due, what follows what.
pub(crate) fn steps(steps: &[Step]) -> Markup {
    html! {
        ol.steps {
            @for (index, step) in steps.iter().enumerate() {
                li.now[step.now].done[step.done] aria-current=[step.now.then_some("step")] {
                    span.n { (index + 1) }
                    span {
                        @if let Some(what) = &step.what { (what) }
                        @if !step.detail.is_empty() { br; small { (step.detail) } }
                    }
                    @if let Some(aside) = &step.aside { span { (aside) } }
                }
            }
        }
    }
}

/// One figure of the line of phases, a link to the rows behind it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PhaseFigure {
    pub(crate) phase: String,
    pub(crate) href: String,
    pub(crate) figure: String,
    /// What the figure counts: `of 431 analyzed`.
    pub(crate) of: String,
    pub(crate) detail: String,
}

/// The line of phases at the top of the readiness page.
pub(crate) fn phases(figures: &[PhaseFigure]) -> Markup {
    html! {
        div.phases {
            @for it in figures {
                a href=(it.href) {
                    small { (it.phase) }
                    span.figure { (it.figure) " " small { (it.of) } }
                    small { (it.detail) }
                }
            }
        }
    }
}

/// One of several views of the same thing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tab<'a> {
    pub(crate) label: &'a str,
    pub(crate) href: String,
    pub(crate) count: Option<u64>,
    pub(crate) current: bool,
}

/// Views of the same thing, each its own address.
pub(crate) fn tabs(label: &str, tabs: &[Tab<'_>]) -> Markup {
    html! {
        nav aria-label=(label) {
            ul.tabs {
                @for tab in tabs {
                    li {
                        a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                            (tab.label)
                            @if let Some(count) = tab.count { " " small { (grouped(count)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Something to know before reading on.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn notice(tone: Tone, title: &str, inside: Markup) -> Markup {
    html! {
        section class={ "notice " (tone) } {
            h2 { span class={ "state " (tone) } { (title) } }
            (inside)
        }
    }
}

/// What happened, newest first: the time as shown, and the sentence.
pub(crate) fn log(entries: &[(Markup, Markup)]) -> Markup {
    html! { ol.log { @for (at, what) in entries { li { (at) span { (what) } } } } }
}

/// A moment: `machine` as RFC 3339, `human` in words. Script may show `2 hours ago` instead.
pub(crate) fn moment(machine: &str, human: &str) -> Markup {
    html! { time datetime=(machine) title=(human) data-relative { (human) } }
}

/// A day, which no script rewrites.
pub(crate) fn day(machine: &str, human: &str) -> Markup {
    html! { time datetime=(machine) { (human) } }
}

/// Long work under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress<'a> {
    /// What it is doing now.
    pub(crate) doing: &'a str,
    pub(crate) done: u64,
    /// None while it is not known how much there is.
    pub(crate) total: Option<u64>,
    /// How long it may still take, in words.
    pub(crate) left: &'a str,
    /// Where a form posts to cancel it.
    pub(crate) cancel: Option<&'a str>,
}

/// A bar with what it is doing, how much is left, and a way to stop it.
pub(crate) fn progress(work: &Progress<'_>) -> Markup {
    let shown = match work.total {
        Some(total) => format!("{} of {}", grouped(work.done), grouped(total)),
        None => grouped(work.done),
    };
    html! {
        div.progress {
            div { strong { (work.doing) } span.quiet.figure { (shown) @if !work.left.is_empty() { " · " (work.left) } } }
            progress max=[work.total] value=[work.total.map(|_| work.done)] aria-label=(work.doing) { (shown) }
            @if let Some(cancel) = work.cancel {
                form method="post" action=(cancel) {
                    button.button { "Cancel" }
                }
            }
        }
    }
}

/// `text` with a capital first.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|it| it.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}
