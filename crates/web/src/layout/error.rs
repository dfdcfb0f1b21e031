//! The page that says what went wrong, and what to do about it.

use maud::{Markup, html};

/// What is said of a request that was not answered as asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct ErrorPage<'a> {
    /// What happened, in a sentence without blame.
    pub(crate) title: &'a str,
    /// What to do now.
    pub(crate) advice: &'a str,
    /// What the log calls this request, for whoever is asked for help.
    pub(crate) request_id: Option<&'a str>,
    /// Where to go on: label and address.
    pub(crate) links: Vec<(&'a str, &'a str)>,
}

impl ErrorPage<'_> {
    /// The inside of the page, for either frame.
    pub(crate) fn shown(&self) -> Markup {
        html! {
            div.stack {
                div.head { div { h1 { (self.title) } p { (self.advice) } } }
                div.actions {
                    @for (label, href) in &self.links { a.button href=(href) { (label) } }
                }
                @if let Some(id) = self.request_id {
                    p.quiet { "If you ask for help, quote request " code { (id) } "." }
                }
            }
        }
    }
}
