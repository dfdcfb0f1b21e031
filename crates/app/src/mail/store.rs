//! Mails in the database.

use db::Tx;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::post::Mail;
use crate::ids::MailId;
use crate::{Result, Timestamp};

/// The mail called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: MailId) -> Result<Option<Mail>> {
    Ok(Entity::find_by_id(id).one(tx).await?.map(to_mail))
}

/// Saves a new mail.
pub(super) async fn insert(tx: &Tx, mail: &Mail) -> Result<()> {
    let row = ActiveModel {
        id: Set(mail.id.into()),
        subject: Set(mail.subject.clone()),
        hint: Set(mail.hint.clone()),
        sealed: Set(mail.sealed.clone()),
        created_at: Set(mail.created_at),
        sent_at: Set(mail.sent_at),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Notes that a mail was sent, and forgets what it said and to whom.
pub(super) async fn update_sent(tx: &Tx, id: MailId, now: Timestamp) -> Result<()> {
    let row = ActiveModel { sealed: Set(None), sent_at: Set(Some(now)), ..ActiveModel::default() };
    Entity::update_many().set(row).filter(Column::Id.eq(Uuid::from(id))).exec(tx).await?;
    Ok(())
}

/// Removes the mails that were sent and are from before `sent`, and all from before `any`.
pub(super) async fn delete_before(tx: &Tx, sent: Timestamp, any: Timestamp) -> Result<()> {
    let was_sent =
        Condition::all().add(Column::SentAt.is_not_null()).add(Column::CreatedAt.lt(sent));
    let is_old = Condition::any().add(was_sent).add(Column::CreatedAt.lt(any));
    let old = Entity::delete_many().filter(is_old);
    old.exec(tx).await?;
    Ok(())
}

fn to_mail(row: Model) -> Mail {
    Mail {
        id: row.id.into(),
        subject: row.subject,
        hint: row.hint,
        sealed: row.sealed,
        created_at: row.created_at,
        sent_at: row.sent_at,
    }
}
