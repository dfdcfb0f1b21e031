//! Adding pictures to damage, looking at them, and removing them.

use db::Tx;
use serde_json::{Value, json};

use super::photo::{Kept, PHOTOS_MAX, kept};
use super::put::event;
use super::read::find_readable;
use super::{Entry, EntryDocument, EntryKind, Photo, photo_store, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{DisruptionId, EntryId, PhotoId};
use crate::respond::disruptions::{self, Disruption};
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

const NO_DAMAGE: Refusal = Refusal::new("photo.no_damage", "Only damage has pictures.");

/// The pictures of an entry, the first first.
pub async fn photos(ctx: &Ctx, id: EntryId) -> Result<Vec<Photo>> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    photo_store::of_entry(&tx, id).await
}

/// Adds a picture to damage.
pub async fn add_photo(ctx: &Ctx, id: EntryId, sent: Vec<u8>) -> Result<Photo> {
    let (disruption, entry) = find_readable(&*ctx.read().await?, ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    if entry.kind() != EntryKind::Damage {
        return Err(NO_DAMAGE.into());
    }
    // Reading a picture takes long enough that others go on meanwhile.
    ctx.see_anew();
    let kept =
        tokio::task::spawn_blocking(move || kept(&sent)).await.map_err(Error::internal)??;
    let tx = ctx.write().await?;
    // Somebody may have removed the entry meanwhile.
    let (disruption, entry) = find_readable(&tx, ctx, id).await?;
    if PHOTOS_MAX <= photo_store::of_entry(&tx, id).await?.len() {
        return Err(FieldProblem::new("photo", "There are 10 pictures already.").into());
    }
    let (photo, event) = put((&tx, ctx), (&disruption, &entry), kept).await?;
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(photo)
}

/// Writes damage down with a picture of it. A picture that cannot be kept leaves nothing behind, so
/// that sending the form again does not write the damage down twice.
pub async fn add_with_photo(
    ctx: &Ctx,
    id: DisruptionId,
    document: &EntryDocument,
    sent: Vec<u8>,
) -> Result<Entry> {
    let disruption = disruptions::find_readable(&*ctx.read().await?, ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    if document.details.kind() != EntryKind::Damage {
        return Err(NO_DAMAGE.into());
    }
    ctx.see_anew();
    let kept =
        tokio::task::spawn_blocking(move || kept(&sent)).await.map_err(Error::internal)??;
    let tx = ctx.write().await?;
    let disruption = disruptions::find_readable(&tx, ctx, id).await?;
    let entry = super::put::described(&tx, ctx, &disruption, document).await?;
    store::insert(&tx, &entry).await?;
    let added = event(Action::EntryAdded, &disruption, &entry).to(&entry.document);
    let (_, with) = put((&tx, ctx), (&disruption, &entry), kept).await?;
    events::record_all(&tx, ctx, vec![added, with]).await?;
    tx.commit().await?;
    Ok(entry)
}

/// Keeps a picture, and says what the log has of it.
async fn put(
    (tx, ctx): (&Tx, &Ctx),
    (disruption, entry): (&Disruption, &Entry),
    kept: Kept,
) -> Result<(Photo, Event)> {
    let photo = Photo {
        id: PhotoId::new(),
        entry_id: entry.id,
        width: kept.width,
        height: kept.height,
        n_bytes: u32::try_from(kept.bytes.len()).unwrap_or(u32::MAX),
        added_by: ctx.actor.person_id,
        added_at: ctx.now,
    };
    photo_store::insert(tx, &photo, kept).await?;
    let event = photo_event(Action::PhotoAdded, (disruption, entry), &photo);
    Ok((photo.clone(), event.to(&described(&photo))))
}

/// A picture, with its disruption and its entry.
pub async fn show_photo(ctx: &Ctx, id: PhotoId) -> Result<(Disruption, Entry, Photo)> {
    const NONE: Error = Error::NotFound("photo");
    let tx = ctx.read().await?;
    let photo = photo_store::find(&tx, id).await?.ok_or(NONE)?;
    match find_readable(&tx, ctx, photo.entry_id).await {
        Ok((disruption, entry)) => Ok((disruption, entry, photo)),
        Err(Error::NotFound(_)) => Err(NONE),
        Err(error) => Err(error),
    }
}

/// What is in a picture: a JPEG.
pub async fn photo(ctx: &Ctx, id: PhotoId) -> Result<Vec<u8>> {
    show_photo(ctx, id).await?;
    let found = photo_store::bytes(&*ctx.read().await?, id).await?;
    found.ok_or(Error::NotFound("photo"))
}

/// Removes a picture.
pub async fn remove_photo(ctx: &Ctx, id: PhotoId) -> Result<Photo> {
    let (disruption, entry, photo) = show_photo(ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    let tx = ctx.write().await?;
    if !photo_store::delete(&tx, id).await? {
        return Err(Error::NotFound("photo"));
    }
    let event = photo_event(Action::PhotoRemoved, (&disruption, &entry), &photo);
    events::record(&tx, ctx, event.from(&described(&photo))).await?;
    tx.commit().await?;
    Ok(photo)
}

fn described(it: &Photo) -> Value {
    json!({ "width": it.width, "height": it.height, "n_bytes": it.n_bytes })
}

fn photo_event(action: Action, (disruption, entry): (&Disruption, &Entry), it: &Photo) -> Event {
    Event { subject: Subject::new("photo", it.id), ..event(action, disruption, entry) }
        .part_of(entry.id)
}
