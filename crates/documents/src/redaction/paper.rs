//! A plan as its texts: to take values out of each, and to look whether any is left.

use super::{Offender, Redactions};
use crate::markdown::{Block, Cell, Inline, inline_words, to_words};
use crate::plan::{DataBody, PlanPaper};
use crate::readiness::Fact;

impl PlanPaper {
    /// The plan for the public: without what is withheld and without who holds a copy, and with
    /// every value of `redactions` that is found taken out. Words that only together are a value
    /// lose their emphasis and links with it.
    pub fn public(&self, redactions: &Redactions) -> PlanPaper {
        let mut public = self.clone();
        public.marking = None;
        public.distribution.clear();
        for section in &mut public.sections {
            section.data.retain(|it| !it.is_withheld);
            if section.is_withheld {
                section.text.clear();
                section.data.clear();
            }
            redact_blocks(&mut section.text, redactions);
        }
        each_text(&mut public, &mut |it| *it = redactions.redacted(it));
        public
    }
}

impl Redactions {
    /// Each value that is found in `paper`: in one of its texts, or in what stands together when
    /// all is read from first to last.
    pub fn in_paper(&self, paper: &PlanPaper) -> Vec<Offender> {
        if self.is_empty() {
            return Vec::new();
        }
        let texts = texts(paper);
        let whole: Vec<&str> = texts.iter().map(|(_, it)| it.as_str()).collect();
        let together = self.in_text(&whole.join("\n"), "what stands side by side");
        // What is in one text is in all of them: mostly there is nothing to look for any more.
        if together.is_empty() {
            return together;
        }
        let mut found: Vec<Offender> =
            texts.iter().flat_map(|(place, it)| self.in_text(it, place)).collect();
        for it in together {
            if !found.iter().any(|known| known.secret == it.secret) {
                found.push(it);
            }
        }
        found
    }
}

/// Every text of `paper` with the place where it stands.
fn texts(paper: &PlanPaper) -> Vec<(String, String)> {
    let mut paper = paper.clone();
    let mut texts = Vec::new();
    let mut place = 0;
    let sections: Vec<(String, Vec<Block>)> =
        paper.sections.iter().map(|it| (it.heading(), it.text.clone())).collect();
    for (heading, blocks) in sections {
        place += 1;
        let place = format!("section {place} ({heading})");
        texts.push((place.clone(), to_words(&blocks)));
        push_targets(&blocks, &place, &mut texts);
    }
    let mut others = Vec::new();
    each_text(&mut paper, &mut |it| others.push(it.clone()));
    texts.extend(others.into_iter().map(|it| ("titles, tables and facts".to_owned(), it)));
    texts
}

/// Where each link leads: plain text leaves that out when the words say it.
fn push_targets(blocks: &[Block], place: &str, texts: &mut Vec<(String, String)>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => {
                push_inline_targets(text, place, texts);
            }
            Block::List(list) => {
                list.items.iter().for_each(|it| push_targets(&it.blocks, place, texts));
            }
            Block::Quote(blocks) => push_targets(blocks, place, texts),
            Block::Table(table) => {
                let rows = std::iter::once(&table.head).chain(&table.rows);
                rows.flatten().for_each(|it| push_inline_targets(it, place, texts));
            }
            Block::Code(_) | Block::Rule => {}
        }
    }
}

fn push_inline_targets(inlines: &[Inline], place: &str, texts: &mut Vec<(String, String)>) {
    for inline in inlines {
        match inline {
            Inline::Link { target, text } => {
                texts.push((format!("a link of {place}"), target.clone()));
                push_inline_targets(text, place, texts);
            }
            Inline::Strong(it) | Inline::Emphasis(it) => push_inline_targets(it, place, texts),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

/// Shows `f` every text of `paper` but that of its sections.
fn each_text(paper: &mut PlanPaper, f: &mut impl FnMut(&mut String)) {
    for it in [
        &mut paper.state,
        &mut paper.title,
        &mut paper.plan_type,
        &mut paper.code,
        &mut paper.version,
        &mut paper.status,
        &mut paper.generated,
    ] {
        f(it);
    }
    paper.agency.iter_mut().chain(&mut paper.marking).for_each(&mut *f);
    each_fact(&mut paper.dates, f);
    for section in &mut paper.sections {
        f(&mut section.number);
        f(&mut section.title);
        for data in &mut section.data {
            [&mut data.title, &mut data.sentence, &mut data.as_of].into_iter().for_each(&mut *f);
            match &mut data.body {
                DataBody::Facts(facts) => each_fact(facts, f),
                DataBody::Table { heads, rows } => {
                    heads.iter_mut().chain(rows.iter_mut().flatten()).for_each(&mut *f);
                }
            }
        }
    }
    for it in &mut paper.approvals {
        [&mut it.role, &mut it.name, &mut it.decision, &mut it.date].into_iter().for_each(&mut *f);
    }
    for it in &mut paper.distribution {
        [&mut it.name, &mut it.role, &mut it.copy].into_iter().for_each(&mut *f);
    }
    for it in &mut paper.changes {
        [&mut it.version, &mut it.date, &mut it.by, &mut it.summary].into_iter().for_each(&mut *f);
    }
}

fn each_fact(facts: &mut [Fact], f: &mut impl FnMut(&mut String)) {
    for it in facts {
        f(&mut it.label);
        f(&mut it.value);
    }
}

fn redact_blocks(blocks: &mut [Block], redactions: &Redactions) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => redact_line(text, redactions),
            Block::List(list) => {
                list.items.iter_mut().for_each(|it| redact_blocks(&mut it.blocks, redactions));
            }
            Block::Quote(blocks) => redact_blocks(blocks, redactions),
            Block::Code(lines) => {
                let text = redactions.redacted(&lines.join("\n"));
                *lines = text.split('\n').map(str::to_owned).collect();
            }
            Block::Table(table) => {
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|it: &mut Cell| redact_line(it, redactions));
            }
            Block::Rule => {}
        }
    }
}

/// Takes values out of each text of a line, then out of the line as a whole.
fn redact_line(line: &mut Vec<Inline>, redactions: &Redactions) {
    let old = std::mem::take(line);
    for inline in old {
        redact_inline(inline, redactions, line);
    }
    let whole = inline_words(line);
    let redacted = redactions.redacted(&whole);
    if redacted != whole {
        *line = vec![Inline::Text(redacted)];
    }
}

fn redact_inline(inline: Inline, redactions: &Redactions, line: &mut Vec<Inline>) {
    let inner = |mut it: Vec<Inline>| {
        redact_line(&mut it, redactions);
        it
    };
    match inline {
        Inline::Text(it) => line.push(Inline::Text(redactions.redacted(&it))),
        Inline::Code(it) => line.push(Inline::Code(redactions.redacted(&it))),
        Inline::Strong(it) => line.push(Inline::Strong(inner(it))),
        Inline::Emphasis(it) => line.push(Inline::Emphasis(inner(it))),
        // A link that leads to a value leads nowhere.
        Inline::Link { target, text } if redactions.redacted(&target) != target => {
            line.extend(inner(text));
        }
        Inline::Link { target, text } => line.push(Inline::Link { target, text: inner(text) }),
        Inline::Break => line.push(Inline::Break),
    }
}
