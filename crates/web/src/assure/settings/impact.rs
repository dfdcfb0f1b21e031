//! By what impacts are judged: kinds of impact, points in time, levels and questions.

use app::prepare::impact::{ImpactCriteria, ImpactType, LEVEL_MAX, Question};
use app::prepare::inventory::Typed;
use app::settings;
use app::{Error, FieldProblem, Span};
use axum::response::Response;
use maud::{Markup, html};

use super::{Sheet, must_write, pairs, saved, seen};
use crate::error::Answer;
use crate::layout::conflict;
use crate::layout::forms::{self, Choice, Field};
use crate::request::Form;
use crate::shell::Shell;

/// How many empty rows are offered.
const EMPTY: usize = 2;

fn sheet(seen: i64, problems: Vec<(String, String)>) -> Sheet<'static> {
    Sheet { path: "/settings/impact", title: "Criteria of impact analysis", seen, problems }
}

/// `GET /settings/impact`
pub(super) async fn edit(shell: Shell) -> Answer<Markup> {
    must_write(&shell)?;
    let setting = settings::show::<ImpactCriteria>(&shell.ctx).await?;
    let sheet = sheet(setting.version, Vec::new());
    let typed = typed(&setting.value);
    Ok(sheet.page(&shell, &typed, &fields(&typed, &sheet.problems)))
}

/// `POST /settings/impact`
pub(super) async fn save(shell: Shell, Form(form): Form<Typed>) -> Answer<Response> {
    let form = conflict::chosen(form);
    let changed = match read(&form) {
        Ok(criteria) => settings::change(&shell.ctx, seen(&form), criteria).await.map(|_| ()),
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => Ok(saved()),
        Err(Error::Invalid(problems)) => {
            let sheet = sheet(seen(&form), pairs(problems));
            Ok(sheet.refused(&shell, &form, &fields(&form, &sheet.problems)))
        }
        Err(Error::Stale(_)) => {
            let now = settings::show::<ImpactCriteria>(&shell.ctx).await?;
            let when = now.updated_at.map_or_else(String::new, |it| shell.when(it));
            // As it would be stored: without the empty rows that the form offers.
            let mut yours = read(&form).map_or_else(|_| form.clone(), |it| typed(&it));
            yours.extend(
                form.get_key_value(forms::OPENED).map(|(name, it)| (name.clone(), it.clone())),
            );
            let versions = (&typed(&now.value), &yours);
            let sheet = sheet(now.version, Vec::new());
            Ok(sheet.conflict(&shell, versions, (now.version, when), label))
        }
        Err(error) => Err(error.into()),
    }
}

fn text<'a>(form: &'a Typed, name: &str) -> &'a str {
    form.get(name).map_or("", |it| it.trim())
}

/// What the fields hold, in words.
fn typed(it: &ImpactCriteria) -> Typed {
    let mut typed = Typed::new();
    let mut put = |name: String, text: &str| {
        typed.insert(name, text.to_owned());
    };
    for (row, it) in it.types.iter().enumerate() {
        put(format!("type-{row}-code"), &it.code);
        put(format!("type-{row}-name"), &it.name);
    }
    let points: Vec<String> = it.time_points.iter().map(ToString::to_string).collect();
    put("time_points".to_owned(), &points.join("\n"));
    for (level, name) in (1..).zip(&it.levels) {
        put(format!("level-{level}"), name);
    }
    put("unacceptable_level".to_owned(), &it.unacceptable_level.to_string());
    put("review_months".to_owned(), &it.review_months.to_string());
    for (row, it) in it.questions.iter().enumerate() {
        put(format!("question-{row}-code"), &it.code);
        put(format!("question-{row}-text"), &it.text);
        put(format!("question-{row}-mandatory"), if it.mandatory { "yes" } else { "no" });
    }
    typed
}

/// The criteria that a form describes. A row without a name is left out.
fn read(form: &Typed) -> Result<ImpactCriteria, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut points = Vec::new();
    for line in text(form, "time_points").lines().filter(|it| !it.trim().is_empty()) {
        match line.parse::<Span>() {
            Ok(span) => points.push(span),
            Err(error) => problems.push(FieldProblem::new("time_points", error.to_string())),
        }
    }
    let mut number = |name: &'static str| {
        let number = text(form, name).parse::<u32>();
        if number.is_err() {
            problems.push(FieldProblem::new(name, "Use a whole number."));
        }
        number.unwrap_or_default()
    };
    let unacceptable = number("unacceptable_level");
    let review_months = number("review_months");
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut types: Vec<ImpactType> = Vec::new();
    for row in 0..rows(form, "type") {
        let name = text(form, &format!("type-{row}-name"));
        if !name.is_empty() {
            let code = code(form, &format!("type-{row}-code"), name);
            types.push(ImpactType { code, name: name.to_owned() });
        }
    }
    let mut questions: Vec<Question> = Vec::new();
    for row in 0..rows(form, "question") {
        let asked = text(form, &format!("question-{row}-text"));
        if !asked.is_empty() {
            let mandatory = text(form, &format!("question-{row}-mandatory")) == "yes";
            let code = code(form, &format!("question-{row}-code"), asked);
            questions.push(Question { code, text: asked.to_owned(), mandatory });
        }
    }
    let levels = (1..=LEVEL_MAX).map(|it| text(form, &format!("level-{it}")).to_owned());
    Ok(ImpactCriteria {
        types,
        time_points: points,
        levels: levels.collect(),
        unacceptable_level: u8::try_from(unacceptable).unwrap_or(u8::MAX),
        questions,
        review_months,
    })
}

/// The code of a row: the one that it has, or one made of its name.
fn code(form: &Typed, field: &str, name: &str) -> String {
    let known = text(form, field);
    if !known.is_empty() {
        return known.to_owned();
    }
    let letters = name.to_lowercase();
    let words = letters.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let mut code = words.collect::<Vec<_>>().join("_");
    code.truncate(40);
    code
}

/// How many rows of `list` a form has.
fn rows(form: &Typed, list: &str) -> usize {
    let prefix = format!("{list}-");
    let numbers = form
        .keys()
        .filter_map(|it| it.strip_prefix(&prefix)?.split('-').next()?.parse::<usize>().ok());
    numbers.max().map_or(0, |it| (it + 1).min(60))
}

fn label(name: &str) -> String {
    let mut parts = name.split('-');
    let list = parts.next().unwrap_or_default();
    let number = parts.next().and_then(|it| it.parse::<usize>().ok()).unwrap_or_default();
    let column = parts.next().unwrap_or_default();
    match list {
        "type" => format!("Kind of impact {}: {column}", number + 1),
        "question" => format!("Question {}: {column}", number + 1),
        "level" => format!("Level {number}"),
        "time_points" => "Points in time".to_owned(),
        "unacceptable_level" => "Cannot be borne from level".to_owned(),
        _ => "Out of date after months".to_owned(),
    }
}

fn fields(form: &Typed, problems: &[(String, String)]) -> Markup {
    let field = |name: String, label: String| {
        let value = form.get(&name).cloned().unwrap_or_default();
        Field::new(name, label).value(value)
    };
    let of_list = |list: &str| {
        problems.iter().filter(|it| it.0 == list).map(|it| it.1.clone()).collect::<Vec<_>>()
    };
    let n_types = rows(form, "type").max(1) + if problems.is_empty() { EMPTY } else { 0 };
    let n_questions = rows(form, "question").max(1) + if problems.is_empty() { EMPTY } else { 0 };
    let needed = [Choice::new("yes", "Must be answered"), Choice::new("no", "May be answered")];
    html! {
        (forms::group("Kinds of impact", true, html! {
            @for problem in of_list("types") { p.problem #f-types { (problem) } }
            @for row in 0..n_types {
                (forms::hidden(&format!("type-{row}-code"), text(form, &format!("type-{row}-code"))))
                (forms::text(&field(format!("type-{row}-name"), format!("Kind {}", row + 1))))
            }
        }))
        (forms::textarea(&field("time_points".into(), "Points in time".into())
            .hint("One on each line, the earliest first: 1 h, 4 h, 3 d.").problem_in(problems).required(), 8))
        (forms::group("Levels", true, html! {
            @for problem in of_list("levels") { p.problem #f-levels { (problem) } }
            @for level in 1..=LEVEL_MAX {
                (forms::text(&field(format!("level-{level}"), format!("Level {level}")).required()))
            }
            (forms::number(&field("unacceptable_level".into(), "Cannot be borne from level".into()).problem_in(problems).required()))
        }))
        (forms::group("Questions", false, html! {
            @for problem in of_list("questions") { p.problem #f-questions { (problem) } }
            @for row in 0..n_questions {
                (forms::hidden(&format!("question-{row}-code"), text(form, &format!("question-{row}-code"))))
                (forms::text(&field(format!("question-{row}-text"), format!("Question {}", row + 1))))
                (forms::select(&field(format!("question-{row}-mandatory"), format!("Question {}: needed", row + 1)), &needed, ""))
            }
        }))
        (forms::number(&field("review_months".into(), "Out of date after months".into())
            .hint("How long an approved analysis holds without a new look.").problem_in(problems).required()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_are_shown_and_read_again() {
        let criteria = ImpactCriteria::default();
        assert_eq!(read(&typed(&criteria)), Ok(criteria));
    }

    #[test]
    fn a_row_is_added_with_a_code_of_its_own_and_another_removed() {
        let mut form = typed(&ImpactCriteria::default());
        form.insert("type-0-name".to_owned(), " ".to_owned());
        form.insert("type-7-name".to_owned(), "Public trust & morale".to_owned());
        let types = read(&form).unwrap().types;
        assert_eq!(types.len(), 7);
        assert_eq!(types[6].code, "public_trust_morale");
        form.insert("time_points".to_owned(), "1 h\nsoon".to_owned());
        assert_eq!(read(&form).unwrap_err()[0].field, "time_points");
    }
}
