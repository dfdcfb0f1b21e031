//! What the fields of an analysis are called, by their names in the form.

use app::Span;
use app::prepare::impact::ImpactCriteria;

/// What the field called `name` is called on the page.
pub(super) fn label(criteria: &ImpactCriteria, name: &str) -> String {
    let known = match name {
        "mtd" => "Maximum tolerable downtime (MTD)",
        "rto" => "Recovery time objective (RTO)",
        "wrt" => "Work recovery time (WRT)",
        "rpo" => "Recovery point objective (RPO)",
        "minimum-amount" => "Minimum level: amount",
        "minimum-unit" => "Minimum level: of what",
        "minimum-percent" => "Minimum level: percent of normal",
        "peaks" => "Peaks in words",
        "peak_periods" => "Peak periods",
        "workaround" => "Workaround",
        "workaround_holds" => "Workaround holds for",
        "note" => "Note",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let mut parts = name.splitn(3, '-');
    let (list, key, rest) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let number = key.parse::<u32>().unwrap_or_default() + 1;
    match list {
        "impact" | "impact_note" => {
            let after = Span::from_secs(rest.parse().unwrap_or_default());
            let what = if list == "impact" { "" } else { ": why" };
            format!("{} after {after}{what}", criteria.type_name(key))
        }
        "answer" => criteria.question(key).map_or(key, |it| &it.text).to_owned(),
        "cost" => format!("Cost, step {number}: {}", column(rest)),
        "strategy" => format!("Way {number} to be back sooner: {}", column(rest)),
        "peak" => format!("Peak {number}: {}", column(rest)),
        "resource" => format!("Resource {number}: {}", column(rest)),
        _ => name.to_owned(),
    }
}

/// What a column of numbered rows is called.
fn column(name: &str) -> &str {
    match name {
        "from" => "from",
        "per_hour" => "each hour",
        "once" => "at once",
        "yearly" => "each year",
        "years" => "lasts years",
        "rto" => "back in",
        "normal" => "normally",
        "needed" => "needed by time",
        "season" => "months or dates",
        "month_days" => "days of the month",
        "weekdays" => "days of the week",
        "mtd" => "gone for at most (MTD)",
        "rpo" => "work that may be lost (RPO)",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_names_for_people() {
        let criteria = ImpactCriteria::default();
        let label = |name| label(&criteria, name);
        assert_eq!(label("impact-life-14400"), "Life and safety after 4 h");
        assert_eq!(label("impact_note-life-14400"), "Life and safety after 4 h: why");
        assert_eq!(label("answer-users"), "Who depends on it, and how many are they?");
        assert_eq!(label("cost-1-per_hour"), "Cost, step 2: each hour");
        assert_eq!(label("peak-0-month_days"), "Peak 1: days of the month");
        assert_eq!(label("peak-1-rto"), "Peak 2: back in");
        assert_eq!(label("rto"), "Recovery time objective (RTO)");
    }
}
