//! Lessons over HTTP: the list, one of them, its form, and how it is closed.

mod change;
mod list;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::LessonId;

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadAssurance);
    let write = Needs(Permission::WriteAssurance);
    Routes::new()
        .get("/lessons", read, list::list)
        .get("/lessons.csv", read, list::csv)
        .get("/lessons.xlsx", read, list::xlsx)
        .get("/lessons/new", write, change::new)
        .post("/lessons", write, change::add)
        .get("/lessons/{id}", read, show::show)
        .get("/lessons/{id}/edit", write, change::edit)
        .post("/lessons/{id}/edit", write, change::change)
        .get("/lessons/{id}/close", write, steps::ask_close)
        .post("/lessons/{id}/close", write, steps::close)
        .post("/lessons/{id}/reopen", write, steps::reopen)
}

/// The page of one lesson.
pub(crate) fn lesson_path(id: LessonId) -> String {
    format!("/lessons/{id}")
}
