//! The mail server that the settings name.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use app::mail::{MailServer, MailSettings, Tls, open_password, seal_password};
use app::seal::SealKey;

use crate::config::{Config, SmtpTls};
use crate::output;

/// The mail server, if the settings name one.
pub(crate) fn server(config: &Config, key: &SealKey) -> Result<Option<MailServer>> {
    let Some(host) = config.smtp_host.clone().filter(|it| !it.trim().is_empty()) else {
        return Ok(None);
    };
    let needed = |it: &Option<String>, name: &str| {
        it.clone().with_context(|| format!("smtp_host is set, and {name} is missing"))
    };
    let site = needed(&config.site_url, "site_url, to which links in mails lead,")?;
    if !site.starts_with("https://") && !site.starts_with("http://") {
        bail!(
            "site_url is `{site}`, and should be an address such as https://mainstay.example.gov"
        );
    }
    let credentials = match (&config.smtp_user, &config.smtp_password) {
        (None, None) => None,
        (Some(user), Some(sealed)) => {
            let password = open_password(key, sealed).context(
                "smtp_password does not open with the key of this installation: \
                 `mainstay config seal` writes it",
            )?;
            Some((user.clone(), password))
        }
        _ => bail!("smtp_user and smtp_password go together: one of them is missing"),
    };
    let (tls, usual_port) = match config.smtp_tls {
        SmtpTls::Starttls => (Tls::StartTls, 587),
        SmtpTls::Tls => (Tls::Wrapped, 465),
        SmtpTls::None => (Tls::None, 25),
    };
    if tls == Tls::None && credentials.is_some() {
        bail!("smtp_tls is `none`, so anybody between could read the password: use `starttls`");
    }
    let server = MailServer::new(MailSettings {
        host,
        port: config.smtp_port.unwrap_or(usual_port),
        tls,
        credentials,
        from: needed(&config.mail_from, "mail_from, from whom mails are,")?,
        site,
        dress: web::dressed,
    });
    let server = server.map_err(|it| anyhow!("{it}")).context("the mail settings make no sense")?;
    Ok(Some(server))
}

/// Seals the password of the mail server.
pub(crate) fn seal(config: &Config) -> Result<ExitCode> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).context("no password can be read")?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("there is no password on standard input");
    }
    output::print(&seal_password(&config.seal_key()?, password)?)?;
    Ok(ExitCode::SUCCESS)
}
