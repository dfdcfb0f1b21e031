//! Who was told that a plan is followed, and whom somebody has to call because they were not.

use std::collections::BTreeMap;

use app::Ctx;
use app::ids::PersonId;
use app::people::notices::Told;
use app::people::persons::{self, Channel, ChannelKind};
use app::respond::activations::Opened;
use maud::{Markup, html};

use super::board::name;
use crate::error::Answer;
use crate::layout::parts;
use crate::layout::states::{Tone, state};

/// Somebody who was to be told.
struct Line {
    name: String,
    told: Told,
    /// How to call them, as far as the reader may know.
    call: Option<String>,
    /// Who has their duties if nobody answers.
    else_call: Vec<String>,
}

impl Line {
    /// Why they were not told, and what to do about it.
    fn in_words(&self) -> String {
        let mut said = format!("{}, {}.", self.name, self.told.why_not());
        if let Some(call) = &self.call {
            said.push_str(&format!(" Call them: {call}."));
        }
        if !self.else_call.is_empty() {
            said.push_str(&format!(" If nobody answers: {}.", self.else_call.join(", ")));
        }
        said
    }
}

/// Everybody who was to be told, here and in the plans that were called up.
async fn lines(ctx: &Ctx, it: &Opened) -> Answer<Vec<Line>> {
    let all = || std::iter::once(&it.activation).chain(it.children.iter().map(|it| &it.0));
    let mut how: BTreeMap<PersonId, Told> = BTreeMap::new();
    for notice in all().flat_map(|it| &it.notices) {
        // Who was told of one of the plans knows.
        let told = how.entry(notice.person_id).or_insert(notice.told);
        *told = notice.told.min(*told);
    }
    let not_told = how.iter().filter(|it| *it.1 != Told::Mailed).map(|it| *it.0).collect();
    let mut channels = persons::channels_of(ctx, &not_told).await?;
    let mut lines = Vec::new();
    for (id, told) in how {
        let is_told = told == Told::Mailed;
        let duties = all().flat_map(|it| &it.roster).filter(|it| it.person_id == Some(id));
        let mut others: Vec<String> =
            duties.flat_map(|it| &it.alternates).map(|id| name(it, *id).to_owned()).collect();
        others.dedup();
        lines.push(Line {
            name: name(it, id).to_owned(),
            told,
            call: channels.remove(&id).and_then(number),
            else_call: if is_told { Vec::new() } else { others },
        });
    }
    Ok(lines)
}

/// How somebody is called: by telephone, or else by whatever is no mail.
fn number(mut all: Vec<(Channel, String)>) -> Option<String> {
    let order = |kind: ChannelKind| match kind {
        ChannelKind::Voice => 0,
        ChannelKind::Sms => 1,
        ChannelKind::Pager | ChannelKind::Radio => 2,
        ChannelKind::Email | ChannelKind::Address => 3,
    };
    all.retain(|(it, _)| order(it.kind) < 3);
    all.sort_by_key(|(it, _)| (order(it.kind), it.verified_at.is_none()));
    all.into_iter().next().map(|(it, value)| format!("{} ({})", value, it.kind.title()))
}

fn told(lines: &[Line]) -> Vec<&str> {
    lines.iter().filter(|it| it.told == Told::Mailed).map(|it| it.name.as_str()).collect()
}

/// What is said right after a plan was activated, and how bad that is.
pub(super) async fn said(ctx: &Ctx, it: &Opened) -> Answer<(Tone, String)> {
    let lines = lines(ctx, it).await?;
    let n_told = told(&lines).len();
    let is_told = ctx.platform.has_mail() && 0 < n_told && n_told == lines.len();
    let mut said = "Activated.".to_owned();
    match (told(&lines).as_slice(), ctx.platform.has_mail()) {
        ([], _) => said.push_str(" Nobody was told by mail."),
        (names, true) => said.push_str(&format!(" Told by mail: {}.", names.join(", "))),
        (names, false) => said.push_str(&format!(
            " There is no mail server, so these mails wait, and you have to call: {}.",
            names.join(", ")
        )),
    }
    for line in lines.iter().filter(|it| it.told != Told::Mailed) {
        said.push_str(&format!(" Not told: {}", line.in_words()));
    }
    Ok((if is_told { Tone::Good } else { Tone::Warn }, said))
}

/// Who was told, on the page of what is followed.
pub(super) async fn panel(ctx: &Ctx, it: &Opened) -> Answer<Markup> {
    let lines = lines(ctx, it).await?;
    if lines.is_empty() {
        return Ok(html! {});
    }
    let told = told(&lines);
    let n_alone = it.tasks.iter().filter(|it| it.owner_id.is_none()).count();
    let n_not = lines.len() - told.len();
    let aside = html! { @if 0 < n_not { (state(Tone::Bad, format!("{n_not} not told"))) } };
    Ok(parts::padded_panel(
        "Who was told",
        aside,
        html! {
            @if told.is_empty() { p { "Nobody was told by mail." } }
            @else if ctx.platform.has_mail() { p { "Told by mail: " (told.join(", ")) "." } }
            @else { p { "There is no mail server, so the mails to these wait: " (told.join(", ")) "." } }
            ul.plain {
                @for line in lines.iter().filter(|it| it.told != Told::Mailed) {
                    li { strong { "Not told: " } (line.in_words()) }
                }
            }
            @if 0 < n_alone { p { (n_alone) " of the tasks have nobody who could be told." } }
        },
    ))
}
