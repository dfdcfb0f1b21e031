//! The key with which the installation signs dossiers: the one with which it signs all that leaves it.

use crate::signing::key::{self, SigningKey};
use crate::{Ctx, Result};

/// The key of the installation. It is made if there is none.
pub(super) async fn key(ctx: &Ctx) -> Result<SigningKey> {
    let tx = ctx.write().await?;
    let key = key::of_installation(&tx, ctx).await?;
    tx.commit().await?;
    Ok(key)
}

/// By what the key of the installation is recognized. None as long as nothing was ever signed.
pub async fn fingerprint(ctx: &Ctx) -> Result<Option<String>> {
    Ok(key::public(ctx).await?.map(|it| it.fingerprint()))
}
