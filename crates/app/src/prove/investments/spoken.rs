//! One thing that is better, in the words of the command line: `crew:dba +1`, `asset:database within
//! 2 h`, `asset:database copy at site:western`, `service:portal without asset:database`.

use std::fmt;
use std::str::FromStr;

use super::change::{Improvement, ImprovementKind};
use crate::prepare::inventory::{Kind, reference};
use crate::prove::recovery::COPY_WITHIN;
use crate::{FieldProblem, Span};

const WORDS: &str = "Say what is better after that: +1 for one more in a crew or of equipment, within \
                     2 h, copy at site:western, or without asset:database.";

impl FromStr for Improvement {
    type Err = FieldProblem;

    /// The problem names the part that cannot be understood: `item`, `kind`, `people`, `within`, `site`
    /// or `need`.
    fn from_str(text: &str) -> Result<Improvement, FieldProblem> {
        let text = text.trim();
        let (item, better) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let better = better.trim();
        if item.is_empty() {
            return Err(FieldProblem::new("item", "Write a kind and a code, such as crew:dba."));
        }
        if let Some(more) = better.strip_prefix('+') {
            let Ok(people) = more.trim().parse::<u32>() else {
                let reason = format!("“{better}” is no whole number, such as +1.");
                return Err(FieldProblem::new("people", reason));
            };
            let change = Improvement::new(ImprovementKind::People, item);
            return Ok(Improvement { people: Some(people), ..change });
        }
        let (word, rest) = better.split_once(char::is_whitespace).unwrap_or((better, ""));
        match word {
            "within" => Ok(Improvement::faster(item, span(rest)?)),
            "copy" => {
                let place = rest.trim().strip_prefix("at ").map(str::trim).unwrap_or_default();
                let (site, within) = match place.split_once(" within ") {
                    Some((site, within)) => (site.trim(), span(within)?),
                    None => (place, COPY_WITHIN),
                };
                if site.is_empty() {
                    let reason = "Say where the copy is, such as copy at site:western.";
                    return Err(FieldProblem::new("site", reason));
                }
                Ok(Improvement::copy(item, site, within))
            }
            "without" => {
                let need = Some(rest.trim().to_owned()).filter(|it| !it.is_empty());
                Ok(Improvement { need, ..Improvement::new(ImprovementKind::Without, item) })
            }
            _ => Err(FieldProblem::new("kind", WORDS)),
        }
    }
}

impl fmt::Display for Improvement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.item)?;
        match self.kind {
            ImprovementKind::Faster => {}
            ImprovementKind::Member => f.write_str(" with one more member")?,
            ImprovementKind::Copy => {
                let site = self.copied_to().unwrap_or_default();
                write!(f, " copy at {}", reference(Kind::Site, site))?;
            }
            ImprovementKind::People => write!(f, " +{}", self.people.unwrap_or_default())?,
            ImprovementKind::Without => {
                write!(f, " without {}", self.need.as_deref().unwrap_or_default())?;
            }
        }
        self.within.map_or(Ok(()), |it| write!(f, " within {it}"))
    }
}

fn span(text: &str) -> Result<Span, FieldProblem> {
    text.trim().parse::<Span>().map_err(|it| FieldProblem::new("within", it.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_command_line_say_one_change() {
        let read = |it: &str| it.parse::<Improvement>().unwrap();
        let people = read("crew:dba +2");
        assert_eq!((people.kind, people.people), (ImprovementKind::People, Some(2)));
        assert_eq!(people.item, "crew:dba");
        let units = read("equipment:generators +1");
        assert_eq!((units.kind, units.people), (ImprovementKind::People, Some(1)));
        assert!(units.problems(0).is_empty());
        let faster = read(" asset:db  within  2 h ");
        assert_eq!(faster, Improvement::faster("asset:db", Span::from_hours(2)));
        let without = read("service:portal without asset:db");
        assert_eq!(without.need.as_deref(), Some("asset:db"));
        assert_eq!(without.kind, ImprovementKind::Without);
        let copy = read("asset:db copy at site:west");
        assert_eq!(copy.trimmed(), Improvement::copy("asset:db", "west", COPY_WITHIN));
        assert_eq!(read("asset:db copy at west within 1 h").within, Some(Span::from_hours(1)));
        assert_eq!(copy.to_string(), "asset:db copy at site:west within 15 m");
        assert_eq!(read(&copy.to_string()), copy);
        for text in ["crew:dba +2", "asset:db within 2 h", "service:portal without asset:db"] {
            assert_eq!(read(text).to_string(), text);
        }
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        for (text, field) in [
            ("", "item"),
            ("crew:dba", "kind"),
            ("crew:dba more", "kind"),
            ("crew:dba +", "people"),
            ("crew:dba +many", "people"),
            ("crew:dba +-1", "people"),
            ("asset:db within", "within"),
            ("asset:db within soon", "within"),
            ("asset:db copy", "site"),
            ("asset:db copy at", "site"),
            ("asset:db copy at west within soon", "within"),
        ] {
            assert_eq!(text.parse::<Improvement>().unwrap_err().field, field, "{text}");
        }
    }
}
