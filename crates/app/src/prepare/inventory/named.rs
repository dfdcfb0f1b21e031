//! What somebody means who types a name where a code is kept, and a form read as one whole.

use std::collections::BTreeSet;

use super::document::{ItemDocument, Typed};
use super::fields::{Input, fields};
use super::needs::offered;
use super::put::{Plan, plan_all};
use super::{Kind, reference, store};
use crate::ids::{AgencyId, ItemId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, FieldProblem, Result};

/// What a text means, or why nobody can tell.
type Meant = std::result::Result<String, String>;

/// The document that was typed over `base`, names and all, or everything that is wrong with it: what
/// can be read is checked too, so that nobody puts right one field after the other.
pub async fn typed(
    ctx: &Ctx,
    base: &ItemDocument,
    typed: &Typed,
    is_new: bool,
) -> Result<ItemDocument> {
    let (typed, mut problems) = coded(ctx, base.kind, typed).await?;
    let (document, unread) = ItemDocument::typed_as_far(base, &typed);
    problems.extend(unread);
    if problems.is_empty() {
        return Ok(document);
    }
    let tx = ctx.read().await?;
    let more = match plan_all(&tx, ctx, &[document]).await?.pop() {
        Some(Plan::Refuse(more)) => more,
        Some(Plan::Change { .. } | Plan::Same(_)) if is_new => vec![FieldProblem::code_taken()],
        _ => Vec::new(),
    };
    for it in more {
        if problems.iter().all(|known| known.field != it.field) {
            problems.push(it);
        }
    }
    let all = fields(base.kind);
    problems.sort_by_key(|it| all.iter().position(|field| field.key == it.field));
    Err(Error::Invalid(problems))
}

/// What was typed, with codes in place of names, and of which names nobody can tell whose they are.
pub(super) async fn coded(
    ctx: &Ctx,
    kind: Kind,
    typed: &Typed,
) -> Result<(Typed, Vec<FieldProblem>)> {
    let (mut coded, mut problems) = (typed.clone(), Vec::new());
    for field in fields(kind) {
        let Some(text) = typed.get(field.key) else { continue };
        let meant = match field.input {
            Input::Person => persons::code_meant(ctx, text).await?,
            Input::People => people_meant(ctx, text).await?,
            Input::Item(kind) => code_meant(ctx, kind, text).await?,
            _ => continue,
        };
        match meant {
            Ok(code) => drop(coded.insert(field.key.to_owned(), code)),
            Err(reason) => problems.push(FieldProblem::new(field.key, reason)),
        }
    }
    Ok((coded, problems))
}

/// As many lines as people are looked for: each asks the database.
const PEOPLE_MAX: usize = 200;

/// The same as [`persons::code_meant`], line by line.
async fn people_meant(ctx: &Ctx, text: &str) -> Result<Meant> {
    if PEOPLE_MAX < text.lines().count() {
        return Ok(Err(format!("Name at most {PEOPLE_MAX} people.")));
    }
    let mut lines = Vec::new();
    for line in text.lines() {
        match persons::code_meant(ctx, line).await? {
            Ok(code) => lines.push(code),
            Err(reason) => return Ok(Err(reason)),
        }
    }
    Ok(Ok(lines.join("\n")))
}

/// The code of the item of `kind` that somebody means who writes `text`.
///
/// It is whatever has that code, or else the only one of that name. What names nothing stays as it
/// is. If several are called so, the reason names them.
pub async fn code_meant(ctx: &Ctx, kind: Kind, text: &str) -> Result<Meant> {
    let meant = reference_among(ctx, Some(kind), text.trim()).await?;
    Ok(match meant {
        Meaning::Code(found) => Ok(code_in(&found)),
        Meaning::Nothing => Ok(text.to_owned()),
        Meaning::Several(found) => {
            Err(several(&found.iter().map(|it| code_in(it)).collect::<Vec<_>>()))
        }
    })
}

/// The reference, such as `asset:benefit-database`, of what somebody means who writes `text`: a
/// reference, a kind and a name (`asset: Benefit database`), or the name of one record only.
pub async fn reference_meant(ctx: &Ctx, text: &str) -> Result<Meant> {
    let text = text.trim();
    let (kind, name) = match text.split_once(':') {
        Some((kind, name)) => match kind.trim().parse::<Kind>() {
            Ok(kind) => (Some(kind), name.trim()),
            Err(()) => (None, text),
        },
        None => (None, text),
    };
    Ok(match reference_among(ctx, kind, name).await? {
        Meaning::Code(found) => Ok(found),
        Meaning::Nothing => Ok(text.to_owned()),
        Meaning::Several(found) => Err(several(&found)),
    })
}

/// What a name means.
enum Meaning {
    /// One record, by its reference.
    Code(String),
    /// Nothing that whoever asks may know of.
    Nothing,
    /// These, each by its reference with its agency.
    Several(Vec<String>),
}

async fn reference_among(ctx: &Ctx, kind: Option<Kind>, text: &str) -> Result<Meaning> {
    if text.is_empty() {
        return Ok(Meaning::Nothing);
    }
    let tx = ctx.read().await?;
    if let Some(kind) = kind
        && store::ids_by_codes(&tx, kind, &[text].into()).await?.contains_key(text)
    {
        return Ok(Meaning::Code(reference(kind, text)));
    }
    let by_name = store::codes_by_name(&tx, &[db::fold(text)].into()).await?;
    let mut items = Vec::new();
    for ((of_kind, _), codes) in by_name {
        if kind.is_none_or(|it| it == of_kind) {
            let codes = codes.iter().map(String::as_str).collect();
            items.extend(store::by_codes(&tx, of_kind, &codes).await?.into_values());
        }
    }
    // Otherwise guessing names would show what others have.
    let ids: BTreeSet<ItemId> = items.iter().map(|it| it.id).collect();
    let offered = offered(&tx, ctx, &ids).await?;
    items.retain(|it| offered.contains(&it.id));
    if let [only] = items.as_slice() {
        return Ok(Meaning::Code(reference(only.kind(), &only.code)));
    }
    if items.is_empty() {
        return Ok(Meaning::Nothing);
    }
    let ids: BTreeSet<AgencyId> = items.iter().map(|it| it.agency_id).collect();
    let names = agencies::names_in(&tx, &ids).await?;
    let agency = |id| names.get(&id).map_or("", String::as_str);
    let named =
        items.iter().map(|it| format!("{}:{} ({})", it.kind(), it.code, agency(it.agency_id)));
    Ok(Meaning::Several(named.collect()))
}

/// A reference without its kind.
fn code_in(reference: &str) -> String {
    reference.split_once(':').map_or(reference, |it| it.1).to_owned()
}

fn several(named: &[String]) -> String {
    format!("Several are called so: {}. Type the code of one of them.", named.join(", "))
}
