//! Text that only holds a place: it says nothing yet, however long it is. Nothing here does I/O.

/// Words that stand where something is still to be decided.
const WORDS: [&str; 7] = ["tbd", "tbc", "tba", "todo", "fixme", "xxx", "xxxx"];

/// The same, as several words or none.
const PHRASES: [&str; 13] = [
    "lorem ipsum",
    "???",
    "to be determined",
    "to be defined",
    "to be decided",
    "to be written",
    "to be completed",
    "to be added",
    "to be provided",
    "to be announced",
    "coming soon",
    "[insert",
    "<insert",
];

/// Nobody writes more than so much that only holds a place: what is longer need not be looked at.
const FILLER_MAX: usize = 400;

/// The first word in a text that only holds a place.
pub(crate) fn placeholder(text: &str) -> Option<String> {
    let folded = text.to_lowercase();
    let mut words = folded.split(|it: char| !it.is_alphanumeric());
    let word = words.find(|it| WORDS.contains(it)).map(str::to_uppercase);
    let phrase = || PHRASES.iter().find(|it| folded.contains(**it)).map(|it| (*it).to_owned());
    word.or_else(phrase)
}

/// Whether a text says anything beside the `guidance` that it was written to and words that hold a place.
pub(super) fn says_something(text: &str, guidance: &str) -> bool {
    let text = text.trim();
    if guidance.len() + FILLER_MAX < text.len() {
        return true;
    }
    let guidance = words(guidance);
    let text = words(text);
    let is_repeated = !guidance.is_empty() && text.contains(&guidance);
    let rest = if is_repeated { text.replace(&guidance, " ") } else { text };
    let phrases = PHRASES.iter().map(|it| words(it)).filter(|it| !it.is_empty());
    let rest = phrases.fold(rest, |rest, it| rest.replace(&it, " "));
    rest.split_whitespace().any(|it| !WORDS.contains(&it))
}

/// The words of a text, in small letters and with a space around each: ` to be decided `.
fn words(text: &str) -> String {
    let folded = text.to_lowercase();
    let words = folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    let mut joined = String::from(" ");
    for word in words {
        joined.push_str(word);
        joined.push(' ');
    }
    if joined.len() == 1 { String::new() } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_hold_a_place_are_words_of_their_own() {
        let held = ["Call TBD.", "todo: write", "Phone xxx", "Lorem ipsum dolor", "Who???"];
        for text in held.into_iter().chain(["TBD later", "To be decided in May"]) {
            assert!(placeholder(text).is_some(), "{text}");
        }
        for text in ["The outdoors", "xxxl shirts", "What is to be done?", "TBDs", ""] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }

    #[test]
    fn guidance_and_words_that_hold_a_place_say_nothing() {
        let guidance = "Say who may activate the plan, and when.";
        for text in [
            "",
            "  ",
            "???",
            "TBD",
            "- To be determined.\n- TBD",
            guidance,
            "**Say who may activate the plan,** and when",
            "Say who may activate the plan, and when. Todo",
        ] {
            assert!(!says_something(text, guidance), "{text}");
        }
        for text in ["The director.", "Say who may activate the plan, and when. The director does."]
        {
            assert!(says_something(text, guidance), "{text}");
        }
        assert!(says_something("Who decides is TBD.", guidance), "some of it is written");
        assert!(says_something("x", "") && !says_something("", ""));
    }
}
