//! Files on their way into the inventory, for programs: upload, map, check, commit.

mod forms;
mod upload;

pub(super) use forms::schemas;
pub(super) use upload::is_file;

use app::Ctx;
use app::actor::Permission;
use app::ids::ImportId;
use app::prepare::imports::{self, Import, Mapping, Step, Target};
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use tokio_stream::wrappers::ReceiverStream;

use super::{Asked, Caller, Cursor, Document, List, Seen};
use crate::Routes;
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;
use forms::{CommitForm, ImportForm, PreviewForm, ProblemForm};

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Imports", summary)
}

pub(super) fn routes() -> Routes {
    let write = Needs(Permission::WriteInventory);
    let list = operation("list_imports", "List the files that you brought");
    let list = list.asks(Parameter::stretch());
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("ImportList");
    let upload = operation("upload_import", "Upload a file: nothing is put in yet");
    let upload = upload.asks(upload::parameters()).takes_file();
    let upload = upload
        .answers(201, "It has arrived whole.")
        .of("ImportRecord")
        .versioned()
        .located("/api/v1/imports/{id}");
    let show = operation("show_import", "Show how far an import is");
    let show = show.answers(200, "The import.").of("ImportRecord").versioned();
    let preview = operation("preview_import", "Show the first rows, and what they would say");
    let preview = preview.asks(targets()).may_refuse().answers(200, "The preview.");
    let map = operation("map_import", "Say what the columns mean").takes("Mapping");
    let map = map.needs_version().answers(200, "The import, to be checked.").of("ImportRecord");
    Routes::new()
        .get("/api/v1/imports", write, list_own)
        .described(list)
        .post("/api/v1/imports", write, upload::upload)
        .described(upload)
        .get("/api/v1/imports/{id}", write, show_one)
        .described(show)
        .get("/api/v1/imports/{id}/preview", write, preview_one)
        .described(preview.of("ImportPreview"))
        .put("/api/v1/imports/{id}/mapping", write, map_one)
        .described(map.versioned())
        .merge(steps())
        .merge(verdicts())
}

/// What is done with a file.
fn steps() -> Routes {
    let write = Needs(Permission::WriteInventory);
    let begun = "It goes on by itself: ask for the import to see how far it is.";
    let check = operation("check_import", "Give a verdict on every row").may_refuse();
    let check = check.answers(202, begun).of("ImportRecord").versioned();
    let commit = operation("commit_import", "Put all of a file in, or nothing");
    let commit = commit.takes("ImportCommit").answers(202, begun).of("ImportRecord").versioned();
    let cancel = operation("cancel_import", "Give an import up").may_refuse();
    let cancel = cancel.answers(200, "It is given up, or stops soon. Nothing of it is put in.");
    Routes::new()
        .post("/api/v1/imports/{id}/check", write, check_one)
        .described(check)
        .post("/api/v1/imports/{id}/commit", write, commit_one)
        .described(commit)
        .post("/api/v1/imports/{id}/cancel", write, cancel_one)
        .described(cancel.of("ImportRecord").versioned())
}

/// What was found about its rows.
fn verdicts() -> Routes {
    let write = Needs(Permission::WriteInventory);
    let problems = operation("list_import_problems", "List why rows cannot be put in");
    let problems = problems.asks(Parameter::stretch());
    let problems = problems.answers(200, "A stretch of the first 1,000.").of("ImportProblemList");
    let verdicts = operation("download_verdicts", "Download the verdict on every row").may_refuse();
    let verdicts = verdicts.answers(200, "Line, code, verdict, field and reason, as CSV.");
    Routes::new()
        .get("/api/v1/imports/{id}/problems", write, list_problems)
        .described(problems)
        .get("/api/v1/imports/{id}/verdicts", write, download)
        .described(verdicts.of_file("text/csv"))
}

fn targets() -> Vec<Parameter> {
    let codes = Target::all().into_iter().map(Target::code).collect();
    let what = "What the rows become: a mapping to that is proposed, unless one was chosen.";
    vec![Parameter::new("target", Shape::OneOf(codes), what)]
}

/// `GET /api/v1/imports`
async fn list_own(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ImportForm>>> {
    let asked = Asked::read(&address, &Parameter::stretch())?;
    let found = imports::list_after(&ctx, asked.after(), asked.n_max()).await?;
    let (found, next) = super::stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(super::list(found.into_iter().map(|it| form(&ctx, it)).collect(), next))
}

/// `GET /api/v1/imports/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ImportId>) -> Answer<Response> {
    record(&ctx, id).await
}

/// `GET /api/v1/imports/{id}/preview`
async fn preview_one(
    Caller(ctx): Caller,
    Path(id): Path<ImportId>,
    address: Address,
) -> Answer<Json<PreviewForm>> {
    let asked = Asked::read(&address, &targets())?;
    let preview = imports::preview(&ctx, id, asked.value("target")).await?;
    Ok(Json(PreviewForm::of(preview)))
}

/// `PUT /api/v1/imports/{id}/mapping`
async fn map_one(
    Caller(ctx): Caller,
    Path(id): Path<ImportId>,
    Seen(version): Seen,
    Document(mapping): Document<Mapping>,
) -> Answer<Response> {
    imports::map_seen(&ctx, id, version, mapping).await?;
    record(&ctx, id).await
}

/// `POST /api/v1/imports/{id}/check`
async fn check_one(Caller(ctx): Caller, Path(id): Path<ImportId>) -> Answer<Response> {
    begin(&ctx, id, Step::Check).await
}

/// `POST /api/v1/imports/{id}/commit`
async fn commit_one(
    Caller(ctx): Caller,
    Path(id): Path<ImportId>,
    Document(CommitForm { leave_out }): Document<CommitForm>,
) -> Answer<Response> {
    begin(&ctx, id, Step::Commit { leave_out }).await
}

/// `POST /api/v1/imports/{id}/cancel`
async fn cancel_one(Caller(ctx): Caller, Path(id): Path<ImportId>) -> Answer<Response> {
    imports::cancel(&ctx, id).await?;
    record(&ctx, id).await
}

/// `GET /api/v1/imports/{id}/problems`
async fn list_problems(
    Caller(ctx): Caller,
    Path(id): Path<ImportId>,
    address: Address,
) -> Answer<Json<List<ProblemForm>>> {
    let asked = Asked::read(&address, &Parameter::stretch())?;
    let found = imports::show(&ctx, id).await?.counts.problems;
    let paging = asked.paging();
    let n_found = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let n_before = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let some = found.into_iter().skip(n_before).take(asked.limit()).collect();
    Ok(super::page(paging.of(some, n_found), ProblemForm::from))
}

/// `GET /api/v1/imports/{id}/verdicts`
async fn download(Caller(ctx): Caller, Path(id): Path<ImportId>) -> Answer<Response> {
    let parts = imports::verdicts(&ctx, id).await?;
    let body = ReceiverStream::new(parts);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8")], Body::from_stream(body)).into_response())
}

async fn begin(ctx: &Ctx, id: ImportId, step: Step) -> Answer<Response> {
    let import = imports::show(ctx, id).await?;
    imports::start(ctx, id, step).await?;
    let form = form(ctx, import);
    let mut response = super::record(form.version, form);
    *response.status_mut() = StatusCode::ACCEPTED;
    Ok(response)
}

async fn record(ctx: &Ctx, id: ImportId) -> Answer<Response> {
    let form = form(ctx, imports::show(ctx, id).await?);
    Ok(super::record(form.version, form))
}

/// The import, with how far the work on it is.
fn form(ctx: &Ctx, import: Import) -> ImportForm {
    let progress = imports::watch(ctx, import.id).map(|it| *it.borrow());
    ImportForm::of(import, progress)
}
