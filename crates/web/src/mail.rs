//! What a mail looks like, for those who read it as a page.

use app::mail::{Letter, Paragraph};
use maud::{DOCTYPE, html};

/// A letter as HTML, as plain as can be: no picture, nothing that is fetched from anywhere.
pub fn dressed(letter: &Letter, site: &str) -> String {
    let site = site.trim_end_matches('/');
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (letter.subject) } }
            body {
                @for paragraph in &letter.paragraphs {
                    @match paragraph {
                        Paragraph::Text(text) => p { (text) },
                        Paragraph::List(lines) => ul { @for line in lines { li { (line) } } },
                        Paragraph::Link { label, path } => p { a href={ (site) (path) } { (label) } },
                    }
                }
            }
        }
    };
    page.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_letter_says_is_never_taken_for_markup() {
        let letter = Letter::about("A & B").text("<script>").link("Look", "/work?a=1&b=2");
        let page = dressed(&letter, "https://m.example/");
        assert!(page.contains("<p>&lt;script&gt;</p>") && page.contains("A &amp; B"), "{page}");
        assert!(
            page.contains(r#"<a href="https://m.example/work?a=1&amp;b=2">Look</a>"#),
            "{page}"
        );
    }
}
