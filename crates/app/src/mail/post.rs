//! Posting a mail, and sending it afterwards.

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Letter, store};
use crate::events::{self, Action, Event, Subject};
use crate::ids::MailId;
use crate::jobs::{self, Task};
use crate::{Ctx, Error, Refusal, Result, Timestamp};

const NO_SERVER: Refusal = Refusal::new(
    "mail.no_server",
    "There is no mail server. The settings of the program name one.",
);

/// A mail in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mail {
    /// Its id, from which its message id follows.
    pub(super) id: MailId,
    /// What it is about.
    pub(super) subject: String,
    /// Enough of the address to recognize it.
    pub(super) hint: String,
    /// To whom, and what it says. None once it was sent.
    pub(super) sealed: Option<Vec<u8>>,
    /// When it was posted.
    pub(super) created_at: Timestamp,
    /// When the mail server took it, if it did.
    pub(super) sent_at: Option<Timestamp>,
}

/// Whom a mail goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    /// What they are called.
    pub(crate) name: String,
    /// Their address.
    pub(crate) email: String,
}

impl Address {
    /// Enough of the address to recognize it, and no more.
    pub(crate) fn hint(&self) -> String {
        match self.email.rsplit_once('@') {
            Some((user, host)) => format!("{}…@{host}", user.chars().take(1).collect::<String>()),
            None => "…".to_owned(),
        }
    }
}

/// What is sealed of a mail.
#[derive(Serialize, Deserialize)]
struct Inside {
    to: Address,
    letter: Letter,
}

/// Puts a mail on its way at `run_at`, in the transaction of what it tells of.
pub(crate) async fn post(
    tx: &Tx,
    ctx: &Ctx,
    to: Address,
    letter: Letter,
    run_at: Timestamp,
) -> Result<MailId> {
    let id = MailId::new();
    let (subject, hint) = (letter.subject.clone(), to.hint());
    let inside = serde_json::to_string(&Inside { to, letter }).map_err(Error::internal)?;
    let sealed = ctx.platform.seal.seal(id.into(), &inside).map_err(Error::internal)?;
    let mail = Mail {
        id,
        subject: subject.clone(),
        hint: hint.clone(),
        sealed: Some(sealed),
        created_at: ctx.now,
        sent_at: None,
    };
    store::insert(tx, &mail).await?;
    jobs::enqueue(tx, ctx, &SendMail { mail_id: id, subject, hint }, run_at).await?;
    Ok(id)
}

/// Sends one mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    mail_id: MailId,
    subject: String,
    hint: String,
}

impl Task for SendMail {
    const KIND: &'static str = "send_mail";
    const TITLE: &'static str = "Send a mail";

    type Found = ();

    fn about(&self) -> String {
        format!("“{}” to {}", self.subject, self.hint)
    }

    async fn work(&self, ctx: &Ctx) -> Result<()> {
        let tx = ctx.read().await?;
        let mail = store::find(&tx, self.mail_id).await?.ok_or(Error::NotFound("mail"))?;
        drop(tx);
        let Some(sealed) = &mail.sealed else { return Ok(()) };
        let inside = ctx.platform.seal.open(mail.id.into(), sealed).map_err(Error::internal)?;
        let Inside { to, letter } = serde_json::from_str(&inside).map_err(Error::internal)?;
        let server = ctx.platform.mail.as_ref().ok_or(NO_SERVER)?;
        server.send((mail.id, mail.created_at), &to, &letter).await
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        store::update_sent(tx, self.mail_id, ctx.now).await?;
        let what = json!({ "subject": self.subject, "hint": self.hint });
        let event = Event::new(Action::MailSent, Subject::new("mail", self.mail_id)).to(&what);
        events::record(tx, ctx, event).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_does_not_give_the_address_away() {
        let hint = |it: &str| Address { name: "Jane".to_owned(), email: it.to_owned() }.hint();
        assert_eq!(hint("jane@commerce.example"), "j…@commerce.example");
        assert_eq!(hint("jane"), "…");
    }
}
