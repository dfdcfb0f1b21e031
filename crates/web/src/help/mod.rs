//! Help on the page that one is on (S0-16), and the way from there to the continuity team.

mod topics;

use app::actor::Permission;
use maud::{Markup, html};

use crate::Routes;
use crate::error::Answer;
use crate::layout::list::List;
use crate::layout::parts::{self, Head};
use crate::request::Address;
use crate::routes::Access;
use crate::shell::Shell;

use topics::{TOPICS, Topic};

/// The routes of the page.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/help", Access::SignedIn, show)
}

/// `GET /help`: about the page that the address names, and with links to all other topics.
async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let page = List::read(&address, "").extra.into_iter().find(|it| it.0 == "about");
    // What somebody put there otherwise is no page of ours.
    let page = page.map(|it| it.1).filter(|it| it.starts_with('/') && !it.starts_with("//"));
    let page = page.unwrap_or_default();
    let topic = Topic::of(&page);
    let may_ask = shell.ctx.actor.may_somewhere(Permission::AskConsultations);
    let ask = html! { @if may_ask { (parts::primary("Ask the continuity team", &ask(&page))) } };
    let title = format!("Help: {}", topic.title);
    let main = html! {
        (Head { title: &title, actions: Some(ask), ..Head::default() }.shown())
        div.two {
            div.stack {
                (parts::padded_panel(topic.title, back(&page), html! {
                    @for it in topic.text { p { (it) } }
                }))
                (parts::padded_panel("Everywhere", html! {}, html! {
                    p { "Ctrl K finds anything by its name. The question mark lists the keys." }
                    p { "Lists are searched, sorted and narrowed at their top, and downloaded as CSV or Excel." }
                    p { "What you may not see is not there: ask for a role under Access, or an administrator." }
                }))
            }
            (parts::padded_panel("Other topics", html! {}, html! {
                ul.plain {
                    @for it in TOPICS {
                        li { a href={ "/help?about=" (it.page) } { (it.title) } }
                    }
                }
            }))
        }
    };
    Ok(shell.page(&title, main))
}

/// Where a question about the page is asked. A plan is known by its address.
fn ask(page: &str) -> String {
    let plan = page.strip_prefix("/plans/").and_then(|it| it.split('/').next());
    let pair = match plan.filter(|it| it.len() == 36) {
        Some(id) => ("plan", id),
        None => ("from", page),
    };
    let pair = serde_urlencoded::to_string([pair]).unwrap_or_default();
    format!("/consultations/new?{pair}")
}

fn back(page: &str) -> Markup {
    html! { @if !page.is_empty() { a href=(page) { "Back to the page" } } }
}
