//! Between what an analysis says and the fields of its form.
//!
//! Rows of a form are numbered: `cost-0-from`, `cost-1-from`. A row whose fields are all empty is
//! left out, so that a form can offer empty rows to fill in.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::compare::needed;
use super::content::{Content, Impact, MinimumLevel, Quantity, ResourceKind, ResourceNeed};
use super::{CostStep, Money, Strategy, peak_form};
use crate::prepare::inventory::Typed;
use crate::{FieldProblem, Span};

/// Reads fields, and notes what is wrong with them.
pub(super) struct Reader<'a> {
    typed: &'a Typed,
    problems: Vec<FieldProblem>,
}

impl Reader<'_> {
    /// What was typed in a field, if anything.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        let text = self.typed.get(field)?.replace("\r\n", "\n").trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn parsed<T>(&mut self, field: &str, reason: &str) -> Option<T>
    where
        T: FromStr,
    {
        let parsed = self.text(field)?.parse().ok();
        if parsed.is_none() {
            self.problems.push(FieldProblem::new(field.to_owned(), reason.to_owned()));
        }
        parsed
    }

    pub(super) fn span(&mut self, field: &str) -> Option<Span> {
        match self.text(field)?.parse() {
            Ok(span) => Some(span),
            Err(error) => {
                self.problems.push(FieldProblem::new(field.to_owned(), error.to_string()));
                None
            }
        }
    }

    fn money(&mut self, field: &str) -> Option<Money> {
        self.parsed(field, "Write an amount of dollars such as 12,500 or 12500.50.")
    }

    fn number<T: FromStr>(&mut self, field: &str) -> Option<T> {
        let text = self.text(field)?.replace([',', '%'], "");
        let parsed = text.trim().parse().ok();
        if parsed.is_none() {
            self.problems.push(FieldProblem::new(field.to_owned(), "Use a whole number."));
        }
        parsed
    }

    /// The numbers of the rows of `list` in which something was typed in one of `columns`. None if
    /// the form has no such rows at all.
    fn rows(&self, list: &str, columns: &[&str]) -> Option<BTreeSet<u32>> {
        let prefix = format!("{list}-");
        let mut found = None;
        for (field, text) in self.typed {
            let Some((row, column)) = field.strip_prefix(&prefix).and_then(|it| it.split_once('-'))
            else {
                continue;
            };
            let Ok(row) = row.parse::<u32>() else { continue };
            let rows: &mut BTreeSet<u32> = found.get_or_insert_default();
            if columns.contains(&column) && !text.trim().is_empty() {
                rows.insert(row);
            }
        }
        found
    }

    pub(super) fn demand<T>(
        &mut self,
        field: &str,
        value: Option<T>,
        reason: &'static str,
    ) -> Option<T> {
        if value.is_none() && !self.problems.iter().any(|it| it.field == field) {
            self.problems.push(FieldProblem::new(field.to_owned(), reason));
        }
        value
    }
}

impl Content {
    /// What was typed. Fields that were not in the form stay as in `base`.
    pub fn typed(base: &Content, typed: &Typed) -> Result<Content, Vec<FieldProblem>> {
        let mut next = base.clone();
        let mut read = Reader { typed, problems: Vec::new() };
        impacts(&mut next, &mut read);
        for (field, value) in [
            ("mtd", &mut next.mtd),
            ("rto", &mut next.rto),
            ("wrt", &mut next.wrt),
            ("rpo", &mut next.rpo),
            ("workaround_holds", &mut next.workaround_holds),
        ] {
            if typed.contains_key(field) {
                *value = read.span(field);
            }
        }
        for (field, value) in [
            ("peaks", &mut next.peaks),
            ("workaround", &mut next.workaround),
            ("note", &mut next.note),
        ] {
            if typed.contains_key(field) {
                *value = read.text(field).unwrap_or_default();
            }
        }
        if ["minimum-amount", "minimum-unit", "minimum-percent"]
            .iter()
            .any(|it| typed.contains_key(*it))
        {
            next.minimum = minimum(&mut read);
        }
        for question in &base.criteria.questions {
            let field = format!("answer-{}", question.code);
            if typed.contains_key(&field) {
                next.answers.insert(question.code.clone(), read.text(&field).unwrap_or_default());
            }
        }
        if let Some(rows) = read.rows("cost", &["from", "per_hour", "once"]) {
            next.cost.steps = rows.into_iter().filter_map(|row| step(row, &mut read)).collect();
        }
        if let Some(rows) = read.rows("strategy", &["name", "once", "yearly"]) {
            next.cost.strategies =
                rows.into_iter().filter_map(|row| strategy(row, &mut read)).collect();
        }
        if let Some(rows) = read.rows("resource", &["what", "normal", "needed"]) {
            next.resources = rows.into_iter().filter_map(|row| resource(row, &mut read)).collect();
        }
        if let Some(rows) = read.rows("peak", &peak_form::COLUMNS) {
            next.peak_periods =
                rows.into_iter().filter_map(|row| peak_form::peak(row, &mut read)).collect();
        }
        let next = next.in_order();
        if read.problems.is_empty() {
            return Ok(next);
        }
        // What can be read is checked too, so that nobody puts right one field after the other. Rows
        // are left out: where one cannot be read, the others have other numbers.
        let rows = ["cost-", "strategy-", "resource-", "peak-"];
        for it in next.problems() {
            let is_known = read.problems.iter().any(|known| known.field == it.field);
            if !is_known && !rows.iter().any(|row| it.field.starts_with(row)) {
                read.problems.push(it);
            }
        }
        Err(read.problems)
    }

    /// What a form shows for each field.
    pub fn to_typed(&self) -> Typed {
        let mut typed = BTreeMap::new();
        let mut put = |field: String, text: String| {
            typed.insert(field, text);
        };
        let span = |it: Option<Span>| it.map_or_else(String::new, |it| it.to_string());
        for it in &self.impacts {
            put(format!("impact-{}-{}", it.on, it.after.secs()), it.level.to_string());
            if !it.note.is_empty() {
                put(format!("impact_note-{}-{}", it.on, it.after.secs()), it.note.clone());
            }
        }
        for (field, value) in
            [("mtd", self.mtd), ("rto", self.rto), ("wrt", self.wrt), ("rpo", self.rpo)]
        {
            put(field.into(), span(value));
        }
        put("workaround_holds".into(), span(self.workaround_holds));
        for (field, text) in
            [("peaks", &self.peaks), ("workaround", &self.workaround), ("note", &self.note)]
        {
            put(field.into(), text.clone());
        }
        if let Some(it) = &self.minimum {
            put("minimum-amount".into(), it.amount.to_string());
            put("minimum-unit".into(), it.unit.clone());
            put("minimum-percent".into(), it.percent.to_string());
        }
        for (code, answer) in &self.answers {
            put(format!("answer-{code}"), answer.clone());
        }
        let money = |it: Money| if it == Money::ZERO { String::new() } else { it.to_string() };
        for (row, it) in self.cost.steps.iter().enumerate() {
            put(format!("cost-{row}-from"), it.from.to_string());
            put(format!("cost-{row}-per_hour"), money(it.per_hour));
            put(format!("cost-{row}-once"), money(it.once));
        }
        for (row, it) in self.cost.strategies.iter().enumerate() {
            put(format!("strategy-{row}-name"), it.name.clone());
            put(format!("strategy-{row}-once"), money(it.once));
            put(format!("strategy-{row}-yearly"), money(it.yearly));
            put(format!("strategy-{row}-years"), it.years.to_string());
            put(format!("strategy-{row}-rto"), span(it.rto));
        }
        for (row, it) in self.peak_periods.iter().enumerate() {
            for (column, text) in peak_form::COLUMNS.iter().zip(peak_form::shown(it)) {
                put(format!("peak-{row}-{column}"), text);
            }
        }
        for (row, it) in self.resources.iter().enumerate() {
            put(format!("resource-{row}-kind"), it.kind.code().to_owned());
            put(format!("resource-{row}-what"), it.what.clone());
            put(format!("resource-{row}-normal"), it.normal.to_string());
            put(format!("resource-{row}-needed"), needed(it));
        }
        typed
    }
}

/// Cells that were in the form replace those that were there; a cell left empty says nothing.
fn impacts(next: &mut Content, read: &mut Reader<'_>) {
    for kind in &next.criteria.types {
        for point in &next.criteria.time_points {
            let field = format!("impact-{}-{}", kind.code, point.secs());
            if !read.typed.contains_key(&field) {
                continue;
            }
            let old = next.impacts.iter().position(|it| it.on == kind.code && it.after == *point);
            let old = old.map(|it| next.impacts.remove(it));
            let note = format!("impact_note-{}-{}", kind.code, point.secs());
            let note = match read.typed.contains_key(&note) {
                true => read.text(&note).unwrap_or_default(),
                false => old.map(|it| it.note).unwrap_or_default(),
            };
            if let Some(level) = read.number(&field) {
                next.impacts.push(Impact { on: kind.code.clone(), after: *point, level, note });
            }
        }
    }
}

fn minimum(read: &mut Reader<'_>) -> Option<MinimumLevel> {
    let amount = read.number("minimum-amount");
    let unit = read.text("minimum-unit");
    let percent = read.number("minimum-percent");
    if read.text("minimum-amount").is_none()
        && unit.is_none()
        && read.text("minimum-percent").is_none()
    {
        return None;
    }
    let amount = read.demand("minimum-amount", amount, "Say how much.");
    let unit = read.demand("minimum-unit", unit, "Say of what, such as payments a day.");
    let percent =
        read.demand("minimum-percent", percent, "Say how much that is of what is normal.");
    Some(MinimumLevel { amount: amount?, unit: unit?, percent: percent? })
}

fn step(row: u32, read: &mut Reader<'_>) -> Option<CostStep> {
    let field = |it: &str| format!("cost-{row}-{it}");
    let from = read.span(&field("from"));
    let from = match read.text(&field("from")) {
        None if row == 0 => Some(Span::ZERO),
        _ => read.demand(&field("from"), from, "Say from when on it costs that."),
    };
    let per_hour = read.money(&field("per_hour")).unwrap_or_default();
    let once = read.money(&field("once")).unwrap_or_default();
    Some(CostStep { from: from?, per_hour, once })
}

fn strategy(row: u32, read: &mut Reader<'_>) -> Option<Strategy> {
    let field = |it: &str| format!("strategy-{row}-{it}");
    let name = read.text(&field("name"));
    let name = read.demand(&field("name"), name, "Say what it is.");
    let once = read.money(&field("once")).unwrap_or_default();
    let yearly = read.money(&field("yearly")).unwrap_or_default();
    let years = match read.text(&field("years")) {
        None => Some(1),
        Some(_) => read.number(&field("years")),
    };
    let rto = read.span(&field("rto"));
    Some(Strategy { name: name?, once, yearly, years: years?, rto })
}

fn resource(row: u32, read: &mut Reader<'_>) -> Option<ResourceNeed> {
    let field = |it: &str| format!("resource-{row}-{it}");
    let kind = read.text(&field("kind")).and_then(|it| ResourceKind::from_code(&it));
    let kind = read.demand(&field("kind"), kind, "Choose a kind.");
    let what = read.text(&field("what"));
    let what = read.demand(&field("what"), what, "Say what.");
    let normal = match read.text(&field("normal")) {
        None => Some(0),
        Some(_) => read.number(&field("normal")),
    };
    let text = read.text(&field("needed")).unwrap_or_default();
    let needed = quantities(&text);
    let needed =
        read.demand(&field("needed"), needed, "Write times and numbers such as 4 h: 2; 24 h: 5.");
    Some(ResourceNeed { kind: kind?, what: what?, normal: normal?, needed: needed? })
}

/// Reads `4 h: 2; 24 h: 5`.
fn quantities(text: &str) -> Option<Vec<Quantity>> {
    let parts = text.split([';', '\n']).map(str::trim).filter(|it| !it.is_empty());
    let one = |part: &str| {
        let (after, quantity) = part.rsplit_once(':')?;
        Some(Quantity { after: after.parse().ok()?, quantity: quantity.trim().parse().ok()? })
    };
    parts.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::impact::ImpactCriteria;

    fn form(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(key, it)| ((*key).to_owned(), (*it).to_owned())).collect()
    }

    fn blank() -> Content {
        Content::blank(ImpactCriteria::default())
    }

    #[test]
    fn a_form_is_read_and_shown_again() {
        let typed = form(&[
            ("impact-legal-14400", "3"),
            ("impact-life-3600", "1"),
            ("impact-life-14400", ""),
            ("rto", "18 h"),
            ("minimum-amount", "1,200"),
            ("minimum-unit", "payments a day"),
            ("minimum-percent", "60%"),
            ("cost-0-from", ""),
            ("cost-0-per_hour", "$10,000"),
            ("cost-1-from", ""),
            ("cost-4-from", "8 h"),
            ("cost-4-once", "500"),
            ("strategy-0-name", "Second site"),
            ("strategy-0-yearly", "120000"),
            ("resource-2-kind", "people"),
            ("resource-2-what", "Clerks"),
            ("resource-2-normal", "12"),
            ("resource-2-needed", "24 h: 5; 4 h: 2"),
            ("answer-users", "Everybody"),
            ("peak-1-name", "Tax season"),
            ("peak-1-season", "Jan 15 to Apr 20"),
            ("peak-1-weekdays", "Mon-Fri"),
            ("peak-1-month_days", "1-5, last 3"),
            ("peak-1-hours", "8 to 18"),
            ("peak-1-rto", "4 h"),
            ("peak-1-rpo", "0 m"),
        ]);
        let content = Content::typed(&blank(), &typed).unwrap();
        assert_eq!(content.peak_periods[0].rto, Span::from_hours(4));
        assert_eq!(content.impacts.len(), 2);
        assert_eq!(content.impacts[0].on, "life");
        assert_eq!(content.cost.steps.len(), 2);
        assert_eq!(content.resources[0].needed[0].quantity, 2);
        assert_eq!(content.problems(), []);
        assert_eq!(Content::typed(&blank(), &content.to_typed()).unwrap(), content);
    }

    #[test]
    fn each_wrong_field_is_named_once() {
        let typed = form(&[
            ("impact-legal-14400", "bad"),
            ("rto", "soon"),
            ("minimum-amount", "12"),
            ("cost-0-per_hour", "much"),
            ("strategy-0-yearly", "5"),
            ("resource-0-what", "Clerks"),
            ("resource-0-needed", "two"),
            ("peak-0-season", "soon"),
            ("peak-0-weekdays", "weekends"),
            ("peak-0-month_days", "first"),
            ("peak-0-hours", "noon"),
            ("peak-0-mtd", "long"),
        ]);
        let problems = Content::typed(&blank(), &typed).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|it| it.field.as_ref()).collect();
        let expected = [
            "impact-legal-14400",
            "rto",
            "minimum-unit",
            "minimum-percent",
            "cost-0-per_hour",
            "strategy-0-name",
            "resource-0-kind",
            "resource-0-needed",
            "peak-0-name",
            "peak-0-season",
            "peak-0-month_days",
            "peak-0-weekdays",
            "peak-0-hours",
            "peak-0-mtd",
            "peak-0-rto",
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    fn what_the_form_does_not_have_stays() {
        let base = Content { rto: Some(Span::from_hours(4)), ..blank() };
        let typed = form(&[("peaks", "In January")]);
        let content = Content::typed(&base, &typed).unwrap();
        assert_eq!(content, Content { peaks: "In January".to_owned(), ..base });
    }
}
