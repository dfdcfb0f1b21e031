//! The page that opens with no server. It holds nothing of anybody: what the browser keeps is put in
//! by its script, once it is opened.

use maud::{Markup, html};

use crate::layout::forms::{self, Field};
use crate::layout::frame::Frame;

/// `GET /offline/read`
pub(super) async fn show() -> Markup {
    let main = html! {
        main.page #main tabindex="-1" data-offline-read {
            div.head {
                div {
                    h1 { "Plans without a network" }
                    p role="status" data-offline-age { "Looking for what this browser keeps …" }
                }
                div.actions {
                    button.button type="button" data-offline-lock hidden { "Lock" }
                    a.button href="/" { "Go to Mainstay" }
                }
            }
            noscript { p { "What is kept is encrypted, and only scripts can open it: let the browser run them." } }
            form.form.narrow data-offline-open hidden {
                (forms::password(&Field::new("pin", "Passphrase for this device").required(), "off"))
                p.problem role="alert" data-offline-problem {}
                div.buttons { button.button.primary { "Open" } }
            }
            div.stack data-offline-content hidden {
                form.toolbar role="search" data-offline-search {
                    div.field.search {
                        label for="offline-search" { "Search the plans and contacts" }
                        input id="offline-search" type="search" autocomplete="off" spellcheck="false";
                    }
                }
                nav aria-label="What is kept" { ul.tabs data-offline-tabs {} }
                div.stack data-offline-part {}
            }
        }
    };
    Frame::kept("Plans without a network", main)
}
