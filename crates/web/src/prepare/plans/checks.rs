//! What the rules find in a plan, beside its text: as a compiler tells it.

use app::plans::checks::{Finding, Severity};
use app::plans::templates::Template;
use maud::{Markup, html};

use crate::layout::states::{Tone, state};

/// So many findings are shown open; the rest unfolds.
const OPEN_MAX: usize = 6;

/// The findings, the worst first. `edit`: where a section is written, if the reader may do so.
pub(super) fn panel(found: &[Finding], template: &Template, edit: Option<&str>) -> Markup {
    let n_errors = found.iter().filter(|it| it.severity == Severity::Error).count();
    let (open, more) = found.split_at(found.len().min(OPEN_MAX));
    html! {
        section.panel aria-labelledby="checks" {
            header {
                h2 #checks { "Checks" }
                @match (found.len(), n_errors) {
                    (0, _) => (state(Tone::Good, "Nothing found")),
                    (_, 0) => (state(Tone::Warn, count(found.len(), "finding"))),
                    (_, n) => (state(Tone::Bad, count(n, "error"))),
                }
            }
            @if !found.is_empty() {
                div.body {
                    ul.plain.checks { @for it in open { (line(it, template, edit)) } }
                    @if !more.is_empty() {
                        details {
                            summary { (more.len()) " more" }
                            ul.plain.checks { @for it in more { (line(it, template, edit)) } }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// How bad a finding looks.
pub(super) const fn tone(it: &Finding) -> Tone {
    match it.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
        Severity::Note => Tone::Idle,
    }
}

fn line(it: &Finding, template: &Template, edit: Option<&str>) -> Markup {
    let section = section_of(it, template);
    html! {
        li {
            (state(tone(it), it.severity.title())) " " (it.sentence)
            @if let Some(fix) = &it.fix { " " (fix) }
            br;
            span.quiet {
                code { (it.code) }
                @if let Some(clause) = &it.clause { ", " (clause) }
                @if let Some((key, title)) = section {
                    ", "
                    @match edit {
                        Some(edit) => a href={ (edit) "/" (key) } { (title) },
                        None => a href={ "#section-" (key) } { (title) },
                    }
                    @if let Some(n) = it.line { ", line " (n) }
                }
            }
        }
    }
}

/// The section where a finding is: by its key, or the one in which the list stands.
pub(super) fn section_of<'a>(it: &Finding, template: &'a Template) -> Option<(&'a str, &'a str)> {
    let first = it.place.split('.').next().unwrap_or_default();
    let by_key = template.section(first);
    let by_list = || {
        let lists = |it: &&app::plans::templates::SectionTemplate| {
            it.blocks.iter().any(|block| block.code() == first)
        };
        template.sections.iter().find(lists)
    };
    by_key.or_else(by_list).map(|it| (it.key.as_str(), it.title.as_str()))
}
