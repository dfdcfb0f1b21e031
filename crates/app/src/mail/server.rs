//! The mail server that takes our mails, by SMTP (RFC 5321).

use std::fmt;
use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{self, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::letter::Letter;
use super::post::Address;
use crate::ids::MailId;
use crate::{Error, Refusal, Result, Timestamp};

/// How long the mail server may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(20);

/// How what passes between us and the mail server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: for a server on the same machine.
    None,
    /// The connection begins in the open, and must be secured before anything is said.
    StartTls,
    /// It is secured from the start.
    Wrapped,
}

/// How to reach a mail server.
#[derive(Clone)]
pub struct MailSettings {
    /// Its name.
    pub host: String,
    /// Where it listens.
    pub port: u16,
    /// How the connection is secured.
    pub tls: Tls,
    /// User and password, if it wants them.
    pub credentials: Option<(String, String)>,
    /// From whom mails are: an address, or `Name <address>`.
    pub from: String,
    /// The address of this site, to which links in mails lead: `https://mainstay.franklin.example`.
    pub site: String,
    /// What a letter looks like as HTML, with the address of the site.
    pub dress: fn(&Letter, &str) -> String,
}

/// Never shows the password.
impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("from", &self.from)
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}

/// A mail server that is known how to be reached.
pub struct MailServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    settings: MailSettings,
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}

impl MailServer {
    /// The server that these settings describe, or what is wrong with them. Nobody is asked yet.
    pub fn new(settings: MailSettings) -> std::result::Result<MailServer, String> {
        let from: Mailbox =
            settings.from.parse().map_err(|it| format!("`{}`: {it}", settings.from))?;
        let tls = || TlsParameters::new(settings.host.clone()).map_err(|it| it.to_string());
        let tls = match settings.tls {
            Tls::None => client::Tls::None,
            Tls::StartTls => client::Tls::Required(tls()?),
            Tls::Wrapped => client::Tls::Wrapper(tls()?),
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(PATIENCE))
            .hello_name(ClientId::Domain(from.email.domain().to_owned()));
        let builder = match &settings.credentials {
            Some((user, password)) => {
                builder.credentials(Credentials::new(user.clone(), password.clone()))
            }
            None => builder,
        };
        Ok(MailServer { transport: builder.build(), from, settings })
    }

    /// Hands a mail over. Its message id and date follow from its row, so that the same mail is
    /// recognized if it comes twice.
    pub(super) async fn send(
        &self,
        (id, posted_at): (MailId, Timestamp),
        to: &Address,
        letter: &Letter,
    ) -> Result<()> {
        let message = self.message((id, posted_at), to, letter)?;
        let Err(error) = self.transport.send(message).await else { return Ok(()) };
        // Servers repeat the address, and the reason is shown to more people than may know it.
        let said = spelled_out(&error).replace(&to.email, &to.hint());
        if error.is_permanent() && !is_about_us(&error) {
            return Err(refused(&said).into());
        }
        let host = &self.settings.host;
        Err(Error::internal(format!("The mail server {host} did not take it: {said}")))
    }

    fn message(
        &self,
        (id, posted_at): (MailId, Timestamp),
        to: &Address,
        letter: &Letter,
    ) -> Result<Message> {
        let email = to.email.parse().map_err(|it| refused(&format!("{}: {it}", to.hint())))?;
        let site = &self.settings.site;
        let part = |kind, body: String| SinglePart::builder().header(kind).body(body);
        let parts = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, letter.plain(site)))
            .singlepart(part(ContentType::TEXT_HTML, (self.settings.dress)(letter, site)));
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(to.name.clone()), email))
            .subject(&letter.subject)
            .date(posted_at.into())
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .multipart(parts)
            .map_err(|it| refused(&it.to_string()).into())
    }
}

/// Whether the server refuses the one who sends, not the mail: a password, say (RFC 4954, section 6).
/// That is put right in the settings, and then the mail is welcome.
fn is_about_us(error: &lettre::transport::smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    code.is_some_and(|it| matches!(it, 530 | 534 | 535 | 538))
}

/// What the mail server will not take, however often it is asked.
fn refused(why: &str) -> Refusal {
    Refusal { code: "mail.refused", reason: format!("The mail was refused: {why}").into() }
}

/// An error with all that is behind it.
fn spelled_out(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(it) = source {
        let more = it.to_string();
        if !said.contains(&more) {
            said.push_str(": ");
            said.push_str(&more);
        }
        source = it.source();
    }
    said
}
