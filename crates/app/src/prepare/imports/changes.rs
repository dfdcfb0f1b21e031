//! What a row changes in its record, field by field, for people. Nothing here does I/O.

use crate::prepare::inventory::{Item, ItemDocument};

/// How much of a text is told.
const CHARS_MAX: usize = 60;

/// How many fields are told of one row.
const FIELDS_MAX: usize = 8;

/// The fields that differ, each with what it says now and what it would say.
pub(super) fn changes(
    (before, item_before): (&ItemDocument, &Item),
    (after, item_after): (&ItemDocument, &Item),
) -> Vec<(String, String)> {
    let was = before.to_typed();
    let mut found = Vec::new();
    for (key, now) in after.to_typed() {
        let was = was.get(&key).map_or("", String::as_str);
        // The same agency, person or site is written in several ways.
        let is_same = match key.as_str() {
            "agency" => item_before.agency_id == item_after.agency_id,
            "owner" => item_before.owner_id == item_after.owner_id,
            "custodian" => item_before.custodian_id == item_after.custodian_id,
            "site" => item_before.site_id == item_after.site_id,
            "vendor" => item_before.vendor_id == item_after.vendor_id,
            "crew" => item_before.crew_id == item_after.crew_id,
            "equipment" => item_before.equipment_id == item_after.equipment_id,
            _ => was == now,
        };
        if !is_same {
            found.push((key, format!("{} becomes {}", quoted(was), quoted(&now))));
        }
    }
    // That a record goes to another agency is told first, and always.
    found.sort_by_key(|it| it.0 != "agency");
    let n_more = found.len().saturating_sub(FIELDS_MAX);
    found.truncate(FIELDS_MAX);
    if 0 < n_more {
        found.push((String::new(), format!("{n_more} more fields change.")));
    }
    found
}

fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let short: String = text.chars().take(CHARS_MAX).collect();
    let rest = if short.len() < text.len() { "…" } else { "" };
    format!("“{short}{rest}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_told_in_short() {
        assert_eq!(quoted(""), "nothing");
        assert_eq!(quoted("Payroll"), "“Payroll”");
        assert_eq!(quoted(&"é".repeat(61)), format!("“{}…”", "é".repeat(60)));
    }
}
