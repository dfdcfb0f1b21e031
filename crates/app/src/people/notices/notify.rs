//! Telling somebody of something.

use db::Tx;

use super::preferences::NoticeKind;
use super::store;
use crate::ids::{MailId, PersonId};
use crate::mail::{self, Letter};
use crate::people::sign_in;
use crate::settings::{self, General};
use crate::{Ctx, Result};

/// Posts a notice to a person, in the transaction of what it tells of, as far as they want it and when
/// they do.
///
/// It goes to the address with which they sign in; whoever cannot sign in gets none.
pub(crate) async fn notify(
    tx: &Tx,
    ctx: &Ctx,
    person_id: PersonId,
    kind: NoticeKind,
    letter: Letter,
) -> Result<Option<MailId>> {
    let kept = store::find(tx, person_id).await?.unwrap_or_default();
    if !kept.preferences.wants(kind) {
        return Ok(None);
    }
    let Some(to) = sign_in::address_of(tx, person_id).await? else { return Ok(None) };
    let zone = settings::find::<General>(tx).await?.value.zone();
    let letter = letter.link("Choose which mails you get", "/account");
    let run_at = match kind.is_urgent() {
        true => ctx.now,
        false => kept.preferences.heard_from(ctx.now, zone),
    };
    Ok(Some(mail::post(tx, ctx, to, letter, run_at).await?))
}
