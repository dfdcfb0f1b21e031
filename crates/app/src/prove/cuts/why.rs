//! Why the loss of something matters, in words.

use super::causes::{Standing, Tie};

/// What stands on something, as a sentence about that: `“Portal” cannot work without it, and “Pay”
/// is there.` Nothing that has no name here is named.
pub(crate) fn why(standing: &Standing, name: impl Fn(u32) -> String) -> String {
    let clauses: Vec<String> = standing
        .first
        .iter()
        .map(|(node, tie)| {
            let name = name(*node);
            match tie {
                Tie::Needs => format!("{name} cannot work without it"),
                Tie::CountsOn => format!("{name} counts on it"),
                Tie::IsAt => format!("{name} is there"),
                Tie::IsFrom => format!("{name} comes from it"),
                Tie::IsRestoredBy => format!("nobody else restores {name}"),
                Tie::IsRestoredWith => format!("{name} cannot be restored without it"),
            }
        })
        .collect();
    let n_more = standing.n.saturating_sub(standing.first.len());
    let more = if 0 < n_more { format!(", and {n_more} more") } else { String::new() };
    let text = format!("{}{more}", clauses.join("; "));
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_it_is_told_in_one_sentence() {
        let first = vec![(1, Tie::Needs), (2, Tie::IsAt)];
        let name = |it: u32| format!("“{it}”");
        assert_eq!(
            why(&Standing { first: first.clone(), n: 4 }, name),
            "“1” cannot work without it; “2” is there, and 2 more."
        );
        let one = vec![(3, Tie::IsRestoredBy)];
        assert_eq!(why(&Standing { first: one, n: 1 }, name), "Nobody else restores “3”.");
        assert_eq!(why(&Standing::default(), name), "");
    }
}
