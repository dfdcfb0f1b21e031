//! What a mail says. Nothing here does I/O.

use serde::{Deserialize, Serialize};

/// What a mail says, whatever it looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What it is about, in a few words. It is shown where mails are listed, so it is no secret.
    pub subject: String,
    /// What it says.
    pub paragraphs: Vec<Paragraph>,
}

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paragraph {
    /// Some sentences.
    Text(String),
    /// Some lines of the same sort.
    List(Vec<String>),
    /// A page of ours, by its path.
    Link {
        /// What is to be done there.
        label: String,
        /// Where, after the address of the site.
        path: String,
    },
}

impl Letter {
    /// A letter about `subject` that says nothing yet.
    pub fn about(subject: impl Into<String>) -> Letter {
        let subject: String = subject.into();
        Letter { subject: subject.replace(char::is_control, " "), paragraphs: Vec::new() }
    }

    /// … with some sentences more.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Letter {
        self.paragraphs.push(Paragraph::Text(text.into()));
        self
    }

    /// … with a list more.
    #[must_use]
    pub fn list(mut self, lines: Vec<String>) -> Letter {
        self.paragraphs.push(Paragraph::List(lines));
        self
    }

    /// … with a page of ours more.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, path: impl Into<String>) -> Letter {
        self.paragraphs.push(Paragraph::Link { label: label.into(), path: path.into() });
        self
    }

    /// The letter as plain text, with the addresses of pages at `site` written out.
    pub fn plain(&self, site: &str) -> String {
        let paragraph = |it: &Paragraph| match it {
            Paragraph::Text(text) => text.clone(),
            Paragraph::List(lines) => {
                lines.iter().map(|it| format!("- {it}")).collect::<Vec<_>>().join("\n")
            }
            Paragraph::Link { label, path } => format!("{label}:\n{}", address(site, path)),
        };
        let mut text = self.paragraphs.iter().map(paragraph).collect::<Vec<_>>().join("\n\n");
        text.push('\n');
        text
    }
}

/// The whole address of a page of ours.
pub(super) fn address(site: &str, path: &str) -> String {
    format!("{}{path}", site.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_in_plain_text_says_all_that_it_holds() {
        let letter = Letter::about("Due\r\nBcc: x@y")
            .text("Two things.")
            .list(vec!["One".to_owned(), "Two".to_owned()])
            .link("Look at them", "/work?a=b");
        assert_eq!(letter.subject, "Due  Bcc: x@y");
        assert_eq!(
            letter.plain("https://m.example/"),
            "Two things.\n\n- One\n- Two\n\nLook at them:\nhttps://m.example/work?a=b\n"
        );
    }
}
