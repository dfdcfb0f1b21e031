//! What the records of most features share for programs: the filters of their list, how the description
//! speaks of them, and how one, a new one and a list of them are answered with.

use std::collections::BTreeMap;
use std::future::Future;

use app::{Ctx, Error, Page, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::answer::{Cursor, List};
use super::request::Asked;
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::Json;

/// A record that is answered with what it says, and with its version.
pub(super) trait Record: Sized + Send + Sync {
    /// What is answered of one.
    type Form: Serialize + Send;

    /// Where all of them are, such as `/api/v1/projects`.
    const PATH: &'static str;

    /// Its id, and how often it was saved.
    fn key(&self) -> (Uuid, i64);

    /// What is answered of each of these, in the same order.
    fn forms(ctx: &Ctx, all: &[Self]) -> impl Future<Output = Answer<Vec<Self::Form>>> + Send;
}

/// A record with its document.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Form<D> {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it was retired, if it was.
    retired_at: Option<Timestamp>,
    /// What it says: the only part that can be sent back.
    document: D,
}

/// When a record last changed, and when it was retired, if it was.
pub(super) type Times = (Timestamp, Option<Timestamp>);

impl<D> Form<D> {
    /// One record, by its id and its version.
    pub(super) fn of(
        (id, version): (impl Into<Uuid>, i64),
        (updated_at, retired_at): Times,
        document: D,
    ) -> Form<D> {
        Form { id: id.into(), version, updated_at, retired_at, document }
    }

    /// Each of these, with the document that says what it says.
    pub(super) fn each<R: Record>(
        all: &[R],
        times: impl Fn(&R) -> Times,
        documents: Vec<D>,
    ) -> Vec<Form<D>> {
        let form = |(it, document): (&R, D)| Form::of(it.key(), times(it), document);
        all.iter().zip(documents).map(form).collect()
    }
}

/// The answer with one record.
pub(super) async fn answer_with<R: Record>(ctx: &Ctx, it: &R) -> Answer<Response> {
    Ok(super::record(it.key().1, form(ctx, it).await?))
}

/// The answer with one that was just added.
pub(super) async fn answer_new<R: Record>(ctx: &Ctx, it: &R) -> Answer<Response> {
    let (id, version) = it.key();
    Ok(super::added(&format!("{}/{id}", R::PATH), version, form(ctx, it).await?))
}

/// The answer with a page of a list that is computed anew each time.
pub(super) async fn answer_page<R: Record>(
    ctx: &Ctx,
    page: Page<R>,
) -> Answer<Json<List<R::Form>>> {
    let forms = R::forms(ctx, &page.items).await?;
    let Page { number, size, n_items, .. } = page;
    Ok(super::page(Page { items: forms, number, size, n_items }, |it| it))
}

/// The answer with what was found of a list in the order of ids: one more than was asked for, if it goes
/// on.
pub(super) async fn answer_found<R: Record>(
    ctx: &Ctx,
    asked: &Asked,
    found: Vec<R>,
) -> Answer<Json<List<R::Form>>> {
    let (found, next) = super::stretch(asked, found, |it| Cursor(it.key().0));
    Ok(super::list(R::forms(ctx, &found).await?, next))
}

async fn form<R: Record>(ctx: &Ctx, it: &R) -> Answer<R::Form> {
    let forms = R::forms(ctx, std::slice::from_ref(it)).await?;
    Ok(forms.into_iter().next().ok_or(Error::NotFound("record"))?)
}

/// What a list may be asked for: words, which `text` explains, an agency, `own` and a stretch.
pub(super) fn filters(text: &'static str, own: Vec<Parameter>) -> Vec<Parameter> {
    let of = "Only those of the agency with this code, and of those below it.";
    let mut all =
        vec![Parameter::new("text", Shape::Text, text), Parameter::new("agency", Shape::Text, of)];
    all.extend(own);
    all.extend(Parameter::stretch());
    all
}

/// How the description speaks of records: under which heading, and by which name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noun {
    /// The heading.
    pub(super) tag: &'static str,
    /// How the names of its schemas begin: `Project`, of which there are `ProjectRecord`,
    /// `ProjectDocument` and `ProjectList`.
    pub(super) name: &'static str,
}

impl Noun {
    /// Anything under the heading.
    pub(super) fn operation(self, id: &str, summary: &str) -> Operation {
        Operation::new(id, self.tag, summary)
    }

    /// A list of them, in the order that `order` says.
    pub(super) fn lists(
        self,
        (id, summary): (&str, &str),
        order: &'static str,
        asks: Vec<Parameter>,
    ) -> Operation {
        let list = self.operation(id, summary).asks(asks).may_refuse();
        list.answers(200, order).of(format!("{}List", self.name))
    }

    /// Adding one, which stands at `path` from then on.
    pub(super) fn adds(
        self,
        (id, summary): (&str, &str),
        answer: &'static str,
        path: &'static str,
    ) -> Operation {
        let add = self.operation(id, summary).takes(format!("{}Document", self.name));
        self.answered(add.answers(201, answer)).located(path)
    }

    /// Showing one.
    pub(super) fn shows(self, (id, summary): (&str, &str), answer: &'static str) -> Operation {
        self.answered(self.operation(id, summary).answers(200, answer))
    }

    /// A step that somebody takes who saw its version.
    pub(super) fn step(self, (id, summary): (&str, &str), answer: &'static str) -> Operation {
        let step = self.operation(id, summary).needs_version().may_refuse();
        self.answered(step.answers(200, answer))
    }

    /// Saying something else in its document.
    pub(super) fn changes(self, said: (&str, &str), answer: &'static str) -> Operation {
        self.step(said, answer).takes(format!("{}Document", self.name))
    }

    /// … which answers with one.
    pub(super) fn answered(self, operation: Operation) -> Operation {
        operation.of(format!("{}Record", self.name)).versioned()
    }

    /// Names the schemas of what is answered.
    pub(super) fn schemas<F: JsonSchema>(
        self,
        to: &mut SchemaGenerator,
        all: &mut BTreeMap<String, Value>,
    ) {
        let record = format!("{}Record", self.name);
        named(all, record.clone(), F::json_schema(to).to_value());
        list_of(all, &format!("{}List", self.name), &record);
    }
}
