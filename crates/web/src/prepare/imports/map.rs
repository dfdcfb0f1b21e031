//! What the columns of a file mean: a first guess, its first rows, and a form to correct it.

use std::collections::BTreeMap;

use app::ids::ImportId;
use app::prepare::imports::{
    self, Format, Import, Mapping, Preview, PreviewRow, Source, Step, Target, TargetField,
};
use app::prepare::inventory::Kind;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::list::List;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// `GET /imports/{id}/map`
pub(super) async fn form(
    shell: Shell,
    Path(id): Path<ImportId>,
    Address(address): Address,
) -> Answer<Markup> {
    let import = imports::show(&shell.ctx, id).await?;
    let list = List::read(&address, "");
    let target = list.filter("kind").and_then(|it| it.parse::<Target>().ok());
    let preview = imports::preview(&shell.ctx, id, target).await?;
    Ok(page(&shell, &import, &preview, &[]))
}

/// `POST /imports/{id}/map`
pub(super) async fn map(
    shell: Shell,
    Path(id): Path<ImportId>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Answer<Response> {
    let mapping = read(&typed);
    match imports::map(&shell.ctx, id, mapping.clone()).await {
        Ok(_) => {
            imports::start(&shell.ctx, id, Step::Check).await?;
            Ok(Redirect::to(&path(id)).into_response())
        }
        Err(app::Error::Invalid(problems)) => {
            let import = imports::show(&shell.ctx, id).await?;
            let preview = imports::preview(&shell.ctx, id, Some(mapping.target)).await?;
            let problems: Vec<(String, String)> = problems
                .into_iter()
                .map(|it| (format!("column-{}", it.field), it.reason.into_owned()))
                .collect();
            let page = page(&shell, &import, &Preview { mapping, ..preview }, &problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The mapping that a form says.
fn read(typed: &BTreeMap<String, String>) -> Mapping {
    let value = |name: &str| typed.get(name).map(|it| it.trim()).filter(|it| !it.is_empty());
    let target = value("kind").and_then(|it| it.parse().ok());
    let target: Target = target.unwrap_or(Target::Item(Kind::Service));
    let mut mapping = Mapping {
        encoding: value("encoding").map(str::to_owned),
        delimiter: value("delimiter").map(str::to_owned),
        remember: value("remember").is_some(),
        ignore: lines(value("ignore")).map(str::to_owned).collect(),
        ..Mapping::new(target)
    };
    for field in target.fields() {
        let source = Source {
            column: value(&format!("column-{}", field.key)).map(str::to_owned),
            otherwise: value(&format!("otherwise-{}", field.key)).unwrap_or_default().to_owned(),
        };
        if !source.is_empty() {
            mapping.fields.insert(field.key.to_owned(), source);
        }
    }
    let pairs = lines(value("agencies")).filter_map(|it| it.rsplit_once('='));
    let pairs = pairs.map(|(name, code)| (name.trim().to_owned(), code.trim().to_owned()));
    mapping.agencies = pairs.filter(|(_, code)| !code.is_empty()).collect();
    mapping
}

fn lines(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(str::lines).map(str::trim).filter(|it| !it.is_empty())
}

fn page(
    shell: &Shell,
    import: &Import,
    preview: &Preview,
    problems: &[(String, String)],
) -> Markup {
    let head = Head {
        crumbs: vec![
            ("Import".to_owned(), "/imports".to_owned()),
            (import.file_name.clone(), path(import.id)),
        ],
        title: "What do the columns mean?",
        lead: Some(html! { (import.file_name) ": " (preview.dialect) }),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        (forms::error_summary(problems))
        @if let Some(problem) = &preview.problem {
            (parts::notice(Tone::Bad, "This file cannot be read", html! { p { (problem) } }))
        }
        @for note in &preview.notes { p.quiet { (note) } }
        @if import.format == Format::Csv { (kind_form(import, preview)) (rows(preview)) }
        (forms::form(&format!("{}/map", path(import.id)), html! {
            (forms::hidden("kind", preview.mapping.target.code()))
            (fields(import, preview, problems))
            (reading(import, preview))
            div.buttons {
                button.button.primary { "Check every row" }
                a.button.link href="/imports" { "Leave it for later" }
                button.button formaction={ (path(import.id)) "/cancel" }
                    data-confirm="Give this import up? Nothing of it is in the inventory." {
                    "Give up"
                }
            }
        }))
    };
    shell.page("What do the columns mean?", main)
}

/// What the rows are. Another choice guesses the columns anew.
fn kind_form(import: &Import, preview: &Preview) -> Markup {
    let targets = Target::all();
    let choices: Vec<_> = targets.iter().map(|it| Choice::new(it.code(), it.titles())).collect();
    let kind = Field::new("kind", "The rows are").value(preview.mapping.target.code()).required();
    html! {
        form.toolbar method="get" action={ (path(import.id)) "/map" } {
            (forms::select(&kind, &choices, ""))
            button.button { "Guess again" }
        }
    }
}

fn rows(preview: &Preview) -> Markup {
    if preview.rows.is_empty() {
        return html! {};
    }
    let target_fields = preview.mapping.target.fields();
    let meanings = |header: &str| {
        let is_from = |it: &&TargetField| {
            let source = preview.mapping.fields.get(it.key);
            source.is_some_and(|it| it.column.as_deref() == Some(header))
        };
        target_fields.iter().filter(is_from).map(|it| it.label).collect::<Vec<_>>()
    };
    let has_problems = preview.rows.iter().any(|it| it.problem.is_some());
    let heading = html! {
        @if has_problems { th.num scope="col" { "Line" } th scope="col" { "What is wrong" } }
        @for header in &preview.headers {
            th scope="col" {
                (header)
                @let labels = meanings(header);
                @if !labels.is_empty() { br; small { "→ " (labels.join(", ")) } }
            }
        }
    };
    let rows = html! {
        @for row in &preview.rows {
            tr {
                @if has_problems { td.num { (row.line) } td { (wrong(row, preview.headers.len())) } }
                // As many as there are columns, whatever the row has.
                @for at in 0..preview.headers.len() {
                    td { (row.cells.get(at).map_or_else(String::new, |it| shortened(it))) }
                }
            }
        }
    };
    parts::panel("The first rows", html! {}, lists::wide_table("The first rows", heading, rows))
}

/// Why a row cannot be used, and what of it there is no column for.
fn wrong(row: &PreviewRow, n_columns: usize) -> Markup {
    let beyond = row.cells.get(n_columns..).unwrap_or_default();
    html! {
        @if let Some(problem) = &row.problem {
            (state(Tone::Bad, "Refused"))
            br; small { (problem) @if !beyond.is_empty() { ": " (shortened(&beyond.join(", "))) } }
        }
    }
}

fn shortened(cell: &str) -> String {
    const CHARS_MAX: usize = 80;
    let cell = cell.replace('\0', "\u{FFFD}");
    match cell.chars().count() <= CHARS_MAX {
        true => cell,
        false => cell.chars().take(CHARS_MAX).chain(['…']).collect(),
    }
}

fn fields(import: &Import, preview: &Preview, problems: &[(String, String)]) -> Markup {
    let mapping = &preview.mapping;
    let mut fields = mapping.target.fields();
    if import.format == Format::Backstage {
        fields.retain(|it| it.key == "agency");
    }
    let is_main = |it: &TargetField| {
        let key = it.key;
        mapping.fields.contains_key(key)
            || mapping.target.needed().contains(&key)
            || matches!(key, "code" | "parent" | "needs" | "target_rto" | "importance")
    };
    let (main, rest): (Vec<TargetField>, Vec<TargetField>) = fields.into_iter().partition(is_main);
    html! {
        (essential(import, preview))
        @for field in &main { (one(field, preview, problems)) }
        @if !rest.is_empty() {
            details {
                summary { "Other fields (" (rest.len()) ")" }
                @for field in &rest { (one(field, preview, problems)) }
            }
        }
    }
}

/// That services count in Readiness only if they are said to be essential, unless all of it is said.
fn essential(import: &Import, preview: &Preview) -> Markup {
    let mapping = &preview.mapping;
    let said = mapping.fields.get("importance").is_some_and(|it| !it.is_empty());
    html! {
        @if mapping.target == Target::Item(Kind::Service) && !said {
            (parts::notice(Tone::Warn, "Nothing says which services are essential", html! {
                p {
                    "Readiness counts only services that are mission essential, as soon as there \
                     is one. New services of this file would not be. "
                    @if import.format == Format::Csv {
                        "If a column says it, choose that; or "
                        a href="#f-otherwise-importance" { "choose one importance for every row" }
                        "."
                    } @else {
                        "Change that afterwards, in the list of services."
                    }
                }
            }))
        }
    }
}

/// One field: from which column, and what where the column says nothing.
fn one(field: &TargetField, preview: &Preview, problems: &[(String, String)]) -> Markup {
    let source = preview.mapping.fields.get(field.key).cloned().unwrap_or_default();
    let columns: Vec<Choice<'_>> =
        preview.headers.iter().map(|it| Choice::new(it.as_str(), it.as_str())).collect();
    let hint = match field.key {
        "code" => "The key: by it, a row finds its record again when the file is imported anew.",
        "agency" => "By code, or by any of its names.",
        "needs" => "Names or codes of what it needs, separated by commas.",
        "importance" => "Readiness counts only what is mission essential, as soon as anything is.",
        _ => "",
    };
    let column = Field::new(format!("column-{}", field.key), "From the column")
        .value(source.column.unwrap_or_default())
        .problem_in(problems)
        .told();
    let is_needed = is_needed(preview, field.key);
    let column = if is_needed && field.key != "agency" { column.required() } else { column };
    let column = if hint.is_empty() { column } else { column.hint(hint) };
    let otherwise = Field::new(format!("otherwise-{}", field.key), "Where no column says it")
        .value(source.otherwise)
        .told();
    let choices: Vec<Choice<'_>> =
        field.choices.iter().map(|(code, title)| Choice::new(*code, *title)).collect();
    let legend = match (is_needed, field.key) {
        (true, "agency") => "Agency (needed: from a column, or the same for every row)".to_owned(),
        (true, _) => format!("{} (needed)", field.label),
        (false, _) => field.label.to_owned(),
    };
    forms::group(
        &legend,
        true,
        html! {
            @if !columns.is_empty() { (forms::select(&column, &columns, "No column")) }
            @if field.key == "code" {
            } @else if choices.is_empty() {
                (forms::text(&otherwise))
            } @else {
                (forms::select(&otherwise, &choices, "Nothing"))
            }
        },
    )
}

fn is_needed(preview: &Preview, key: &str) -> bool {
    preview.mapping.target.needed().contains(&key)
}

/// How the file is read, and which agencies its names mean.
fn reading(import: &Import, preview: &Preview) -> Markup {
    let mapping = &preview.mapping;
    let unknown = import.unknown_agencies();
    let new = unknown.iter().filter(|it| !mapping.agencies.contains_key(*it));
    let known = mapping.agencies.iter().map(|(name, code)| format!("{name} = {code}"));
    let lines: Vec<String> = known.chain(new.map(|it| format!("{it} = "))).collect();
    let agencies = Field::new("agencies", "Agencies that the file calls by another name")
        .hint(
            "One per line, the name in the file and the code of the agency that it means: Dept. of \
             Commerce = commerce. Codes, names and other names of an agency are known already.",
        )
        .value(lines.join("\n"));
    let remember = Field::new("remember", "Remember these names as other names of the agencies");
    let ignore = Field::new("ignore", "Words in names of agencies that tell nothing apart")
        .hint("One per line, such as the name of the state.")
        .value(mapping.ignore.join("\n"));
    let encodings = [
        ("utf-8", "UTF-8"),
        ("utf-16le", "UTF-16, little-endian"),
        ("utf-16be", "UTF-16, big-endian"),
        ("windows-1252", "Windows-1252"),
    ];
    let delimiters =
        [("comma", "Comma"), ("semicolon", "Semicolon"), ("tab", "Tab"), ("pipe", "|")];
    let choices = |pairs: &[(&'static str, &'static str)]| -> Vec<Choice<'static>> {
        pairs.iter().map(|(code, title)| Choice::new(*code, *title)).collect()
    };
    let encoding =
        Field::new("encoding", "Encoding").value(mapping.encoding.clone().unwrap_or_default());
    let delimiter =
        Field::new("delimiter", "Separator").value(mapping.delimiter.clone().unwrap_or_default());
    html! {
        @if mapping.target == Target::Agency {
            (forms::textarea(&ignore, 3))
        } @else {
            (forms::textarea(&agencies, 4))
            (forms::checkbox(&remember, mapping.remember))
        }
        @if import.format == Format::Csv {
            details {
                summary { "How the file is written down" }
                (forms::group("Instead of what was guessed", true, html! {
                    (forms::select(&encoding, &choices(&encodings), "As guessed"))
                    (forms::select(&delimiter, &choices(&delimiters), "As guessed"))
                }))
            }
        }
    }
}
