//! Items of one kind, for programs.

use app::ids::{ItemId, PersonId};
use app::prepare::inventory::{self, Item, ItemDocument, Kind, Missing, Query, Standing};
use app::prove::recovery;
use app::{Ctx, Error, FieldProblem};
use axum::response::Response;

use super::forms::{ItemForm, NamedForm, OutcomeForm};
use super::{agencies_asked, parameters};
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::request::{Address, Json, Path};

/// `GET /api/v1/services` and its like.
pub(super) async fn list(
    kind: Kind,
    Caller(ctx): Caller,
    address: Address,
) -> Answer<Json<List<ItemForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let agencies = agencies_asked(&ctx, &asked).await?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies,
        standing: asked.text("standing").and_then(Standing::from_code),
        tier: asked.value("tier"),
        site_id: asked.value("site"),
        vendor_id: asked.value("vendor"),
        crew_id: asked.value("crew"),
        equipment_id: asked.value("equipment"),
        person_id: asked.value::<PersonId>("person"),
        missing: asked.text("missing").and_then(Missing::from_word),
        retired: asked.flag("retired"),
        ..Query::all(kind)
    };
    recovery::refresh(&ctx).await?;
    let found = inventory::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(api::list(forms(&ctx, found).await?, next))
}

/// `POST /api/v1/services` and its like.
pub(super) async fn add(
    kind: Kind,
    Caller(ctx): Caller,
    Document(document): Document<ItemDocument>,
) -> Answer<Response> {
    of_kind(kind, &document)?;
    let item = inventory::add(&ctx, &document).await?;
    let path = format!("/api/v1/{}/{}", kind.plural(), item.id);
    let form = as_now(&ctx, item.id).await?;
    Ok(api::added(&path, form.version, form))
}

/// `GET /api/v1/services/{id}` and its like.
pub(super) async fn show(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
) -> Answer<Response> {
    find(&ctx, kind, id).await?;
    recorded(&ctx, id).await
}

/// `PUT /api/v1/services/{id}` and its like.
pub(super) async fn change(
    kind: Kind,
    (Caller(ctx), Path(id), Seen(version)): (Caller, Path<ItemId>, Seen),
    Document(document): Document<ItemDocument>,
) -> Answer<Response> {
    find(&ctx, kind, id).await?;
    of_kind(kind, &document)?;
    inventory::change(&ctx, id, version, &document).await?;
    recorded(&ctx, id).await
}

/// `DELETE /api/v1/services/{id}` and its like.
pub(super) async fn retire(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
    Seen(version): Seen,
) -> Answer<Response> {
    find(&ctx, kind, id).await?;
    inventory::retire(&ctx, id, version).await?;
    recorded(&ctx, id).await
}

/// `POST /api/v1/services/{id}/restore` and its like.
pub(super) async fn restore(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
    Seen(version): Seen,
) -> Answer<Response> {
    find(&ctx, kind, id).await?;
    inventory::restore(&ctx, id, version).await?;
    recorded(&ctx, id).await
}

/// The item called `id`, if it is of `kind`.
pub(in crate::api) async fn find(ctx: &Ctx, kind: Kind, id: ItemId) -> Answer<Item> {
    let item = inventory::show(ctx, id).await?;
    if item.kind() != kind {
        return Err(Error::NotFound("record").into());
    }
    Ok(item)
}

/// Refuses the document of another kind.
fn of_kind(kind: Kind, document: &ItemDocument) -> Answer<()> {
    if document.kind == kind {
        return Ok(());
    }
    let reason = format!("Write `{kind}`, or send it to another address.");
    Err(FieldProblem::new("kind", reason).into())
}

async fn recorded(ctx: &Ctx, id: ItemId) -> Answer<Response> {
    let form = as_now(ctx, id).await?;
    Ok(api::record(form.version, form))
}

/// The item called `id` with what recovery analysis says of it by now.
pub(in crate::api) async fn as_now(ctx: &Ctx, id: ItemId) -> Answer<ItemForm> {
    recovery::refresh(ctx).await?;
    let item = inventory::show(ctx, id).await?;
    let form = forms(ctx, vec![item]).await?.pop();
    Ok(form.ok_or(Error::NotFound("record"))?)
}

async fn forms(ctx: &Ctx, items: Vec<Item>) -> Answer<Vec<ItemForm>> {
    let held_by: Vec<ItemId> = items.iter().filter_map(|it| it.outcome.held_by).collect();
    let (documents, labels) =
        tokio::try_join!(inventory::documents(ctx, &items), inventory::labels(ctx, &held_by))?;
    let forms = items.into_iter().zip(documents).map(|(item, document)| {
        let held_by = item
            .outcome
            .held_by
            .and_then(|id| labels.get(&id).map(|label| NamedForm::labeled(id.into(), label)));
        ItemForm {
            id: item.id.into(),
            version: item.version,
            updated_at: item.updated_at,
            retired_at: item.retired_at,
            document,
            outcome: OutcomeForm::of(&item.outcome, held_by),
        }
    });
    Ok(forms.collect())
}
