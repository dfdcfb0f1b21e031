//! Templates in the database: what was published. Version 1 of each comes with the program.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};

use super::TemplateVersion;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::ids::PersonId;
use crate::{Error, Result};

/// What was published of a type, the newest first.
pub(super) async fn versions(tx: &Tx, plan_type: &str) -> Result<Vec<TemplateVersion>> {
    let found = Entity::find().filter(Column::PlanType.eq(plan_type));
    let rows = found.order_by_desc(Column::Number).all(tx).await?;
    rows.into_iter().map(to_version).collect()
}

/// The newest version of a type that was published, if one was.
pub(super) async fn newest(tx: &Tx, plan_type: &str) -> Result<Option<TemplateVersion>> {
    let found = Entity::find().filter(Column::PlanType.eq(plan_type));
    found.order_by_desc(Column::Number).one(tx).await?.map(to_version).transpose()
}

/// The newest version of each type of which one was published.
pub(super) async fn all_newest(tx: &Tx) -> Result<BTreeMap<String, TemplateVersion>> {
    let rows = Entity::find().order_by_asc(Column::Number).all(tx).await?;
    let mut newest = BTreeMap::new();
    for row in rows {
        newest.insert(row.plan_type.clone(), row);
    }
    newest.into_iter().map(|(code, row)| Ok((code, to_version(row)?))).collect()
}

/// Keeps a version, unless somebody else published one since.
pub(super) async fn insert(tx: &Tx, it: &TemplateVersion) -> Result<()> {
    let (Some(by), Some(at)) = (it.published_by, it.published_at) else {
        return Err(Error::internal("what came with the program is not published"));
    };
    let number = i32::try_from(it.number).map_err(Error::internal)?;
    let key = (it.template.code.clone(), number);
    if Entity::find_by_id(key).one(tx).await?.is_some() {
        return Err(Error::Stale("template"));
    }
    let row = ActiveModel {
        plan_type: Set(it.template.code.clone()),
        number: Set(number),
        sections: Set(serde_json::to_value(&it.template.sections).map_err(Error::internal)?),
        note: Set(it.note.clone()),
        published_by: Set(by.into()),
        published_at: Set(at),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

fn to_version(row: Model) -> Result<TemplateVersion> {
    let built_in = super::find(&row.plan_type);
    let built_in = built_in.ok_or_else(|| Error::internal(format!("type {}", row.plan_type)))?;
    let sections = serde_json::from_value(row.sections).map_err(Error::internal)?;
    Ok(TemplateVersion {
        number: u32::try_from(row.number).map_err(Error::internal)?,
        template: built_in.with_sections(sections),
        note: row.note,
        published_by: Some(PersonId::from(row.published_by)),
        published_at: Some(row.published_at),
    })
}
