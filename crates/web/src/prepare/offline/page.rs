//! Turning on that this browser keeps one's plans, and off again.

use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::layout::parts::{self, Head};
use crate::shell::Shell;

/// How long what opens the plans is at least. Who has the device can try as many as they like.
const PIN_MIN: u32 = 8;

/// `GET /offline`
pub(super) async fn show(shell: Shell) -> Answer<Markup> {
    let title = "Plans without a network";
    let lead = html! {
        "This browser can keep the plans in force of your agency and those that you answer for, with \
         whom to call and the order of recovery. They open when there is neither network nor server."
    };
    let head = Head { title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        noscript { (parts::notice(crate::layout::states::Tone::Warn, "This takes scripts", html! {
            p { "Only scripts can encrypt what a browser keeps. Without them, take a kit of your agency along: its page offers it." }
        })) }
        div.two data-offline=(shell.ctx.actor.person_id) hidden {
            div.stack {
                p role="status" data-offline-status {}
                form.form data-offline-on hidden {
                    (forms::password(&Field::new("pin", "Passphrase for this device")
                        .hint(format!("At least {PIN_MIN} characters. It is asked for each time, is nowhere else, and nobody can reset it."))
                        .required(), "new-password"))
                    (forms::password(&Field::new("again", "The same again").required(), "new-password"))
                    p.problem role="alert" data-offline-problem {}
                    div.buttons { button.button.primary { "Keep my plans in this browser" } }
                }
                div.buttons data-offline-kept hidden {
                    (parts::primary("Open them", "/offline/read"))
                    button.button type="button" data-offline-renew { "Renew now" }
                    button.button type="button" data-offline-off { "Delete them from this browser" }
                }
            }
            (parts::padded_panel("What to know", html! {}, html! {
                ul {
                    li { "Nothing is kept unless you turn it on, and signing out deletes it." }
                    li { "It is encrypted. After ten wrong passphrases it is deleted." }
                    li { "While you work here it is renewed every hour. The page says how old it is." }
                    li { "Install the page from the menu of the browser, and it opens like an app." }
                }
                p.quiet { "On a device that others use, too, leave it off." }
            }))
        }
    };
    Ok(shell.page(title, main))
}
