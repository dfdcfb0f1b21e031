//! The address of a list page: what is searched for, how it is sorted, and which page is shown.

use std::str::FromStr;

/// What an address may say of a list: a name, and whether a value makes sense under it.
pub(crate) type Known = (&'static str, fn(&str) -> bool);

/// Whatever it is: if there is no such thing, nothing is found.
pub(crate) fn anything(_: &str) -> bool {
    true
}

/// What a box says that is ticked.
pub(crate) fn yes(value: &str) -> bool {
    value == "true"
}

/// What can be read as a value of its type.
pub(crate) fn parsed<T: FromStr>(value: &str) -> bool {
    value.parse::<T>().is_ok()
}

/// What the address says: `?text=payroll&agency=revenue&sort=updated&descending=true&page=2`.
///
/// Each link of the page is this with one thing changed, so no link forgets the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) text: String,
    pub(crate) sort: String,
    pub(crate) descending: bool,
    /// The first page is 1.
    pub(crate) page: u32,
    /// Rows on a page.
    pub(crate) per: u32,
    /// Every other filter, by its name in the address.
    pub(crate) extra: Vec<(String, String)>,
    /// How the list is sorted if the address does not say: left out of links.
    pub(crate) sort_default: String,
    /// What the address says that the list does not know, by name and value: left out of links.
    pub(crate) misread: Vec<(String, String)>,
}

/// Rows on a page if the address does not say.
pub(crate) const PER: u32 = 50;
/// The most rows on a page, whatever the address says.
pub(crate) const PER_MAX: u32 = 200;

impl List {
    /// What the query of an address says. What cannot be read is as if it were not there.
    pub(crate) fn read(query: &str, sort_default: &str) -> List {
        let mut list = List {
            text: String::new(),
            sort: sort_default.to_owned(),
            descending: false,
            page: 1,
            per: PER,
            extra: Vec::new(),
            sort_default: sort_default.to_owned(),
            misread: Vec::new(),
        };
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        for (name, value) in pairs {
            match name.as_str() {
                _ if value.trim().is_empty() => {}
                // What a form has just done: the frame says it.
                "done" => {}
                "text" => list.text = value.trim().to_owned(),
                "sort" => list.sort = value,
                "descending" => list.descending = value == "true",
                "page" => list.page = value.parse().unwrap_or(1).max(1),
                "per" => list.per = value.parse().unwrap_or(PER).clamp(1, PER_MAX),
                _ => list.extra.push((name, value)),
            }
        }
        list
    }

    /// The same list without what it does not know, so that nobody takes all of it for a part:
    /// the page says what was left out. The sort is known under `sort`.
    pub(crate) fn knowing(mut self, known: &[Known]) -> List {
        let knows = |name: &str, value: &str| {
            known.iter().any(|(it, makes_sense)| *it == name && makes_sense(value))
        };
        let said = std::mem::take(&mut self.extra);
        (self.extra, self.misread) = said.into_iter().partition(|(name, it)| knows(name, it));
        if self.sort != self.sort_default && !knows("sort", &self.sort) {
            let sort = std::mem::replace(&mut self.sort, self.sort_default.clone());
            self.misread.push(("sort".to_owned(), sort));
        }
        self
    }

    /// What one filter is set to.
    pub(crate) fn filter(&self, name: &str) -> Option<&str> {
        self.extra.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// Whether anything narrows the list.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.text.is_empty() || !self.extra.is_empty()
    }

    /// How many rows come before this page.
    pub(crate) fn offset(&self) -> u64 {
        u64::from(self.page - 1) * u64::from(self.per)
    }

    /// The number of pages for `total` rows: at least one.
    pub(crate) fn n_pages(&self, total: u64) -> u32 {
        u32::try_from(total.div_ceil(u64::from(self.per))).unwrap_or(u32::MAX).max(1)
    }

    /// The same list, sorted by `word`: the other way round if that is how it is sorted now.
    pub(crate) fn sorted_by(&self, word: &str) -> List {
        let descending = self.sort == word && !self.descending;
        List { sort: word.to_owned(), descending, page: 1, ..self.clone() }
    }

    /// The same list on page `number`.
    pub(crate) fn on_page(&self, number: u32) -> List {
        List { page: number, ..self.clone() }
    }

    /// The same list with one filter set.
    pub(crate) fn with(&self, name: &str, value: &str) -> List {
        let mut list = self.without(name);
        list.extra.push((name.to_owned(), value.to_owned()));
        list
    }

    /// The same list without one filter: `text` is the search.
    pub(crate) fn without(&self, name: &str) -> List {
        let mut list = List { page: 1, ..self.clone() };
        if name == "text" {
            list.text = String::new();
        }
        list.extra.retain(|(it, _)| it != name);
        list
    }

    /// The same list with nothing searched and nothing filtered.
    pub(crate) fn everything(&self) -> List {
        List { text: String::new(), extra: Vec::new(), page: 1, ..self.clone() }
    }

    /// What `aria-sort` says of the column called `word`.
    pub(crate) fn direction(&self, word: &str) -> Option<&'static str> {
        (self.sort == word).then_some(if self.descending { "descending" } else { "ascending" })
    }

    /// The pairs of the address that differ from the defaults, in a fixed order.
    pub(crate) fn pairs(&self) -> Vec<(&str, String)> {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if !self.text.is_empty() {
            pairs.push(("text", self.text.clone()));
        }
        pairs.extend(self.extra.iter().map(|(name, value)| (name.as_str(), value.clone())));
        pairs.extend(self.order());
        if self.page != 1 {
            pairs.push(("page", self.page.to_string()));
        }
        pairs
    }

    /// The pairs that say how the list is laid out, but not what is in it.
    pub(crate) fn order(&self) -> Vec<(&str, String)> {
        let mut pairs = Vec::new();
        if self.sort != self.sort_default {
            pairs.push(("sort", self.sort.clone()));
        }
        if self.descending {
            pairs.push(("descending", "true".to_owned()));
        }
        if self.per != PER {
            pairs.push(("per", self.per.to_string()));
        }
        pairs
    }

    /// The query without its question mark: what a saved view keeps.
    pub(crate) fn query(&self) -> String {
        serde_urlencoded::to_string(self.pairs()).unwrap_or_default()
    }

    /// The link to this list, from any page at the same path.
    pub(crate) fn link(&self) -> String {
        format!("?{}", self.query())
    }

    /// The link to all of the list's rows as a file: `/services.csv?text=payroll`.
    pub(crate) fn file(&self, path: &str, extension: &str) -> String {
        let query = List { page: 1, per: PER, ..self.clone() }.query();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{path}.{extension}{mark}{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_changes_one_thing_and_keeps_the_rest() {
        let list = List::read("text=a%26b&agency=revenue&tier=1&page=3&per=20", "name");
        assert_eq!(list.on_page(4).link(), "?text=a%26b&agency=revenue&tier=1&per=20&page=4");
        assert_eq!(
            list.sorted_by("name").link(),
            "?text=a%26b&agency=revenue&tier=1&descending=true&per=20"
        );
        assert_eq!(list.without("agency").link(), "?text=a%26b&tier=1&per=20");
        assert_eq!(list.with("tier", "2").link(), "?text=a%26b&agency=revenue&tier=2&per=20");
        assert_eq!(list.everything().link(), "?per=20");
    }

    #[test]
    fn a_link_reads_back_as_the_list_it_was_made_from() {
        let list = List::read("text=%3Cscript%3E&b=2&a=1&sort=tier&descending=true&page=9", "name");
        assert_eq!(List::read(&list.query(), "name"), list);
    }

    #[test]
    fn what_cannot_be_read_is_as_if_it_were_not_there() {
        let list = List::read("page=-4&per=100000&tier=&text=+", "name");
        assert_eq!((list.page, list.per, list.is_filtered()), (1, PER_MAX, false));
        assert_eq!(List::read("%%%", "name").link(), "?");
    }

    #[test]
    fn what_a_list_does_not_know_is_left_out_of_it_and_kept_to_be_named() {
        let known: &[Known] = &[("sort", |it| it == "tier"), ("tier", parsed::<u8>)];
        let address = "tier=1&tier=high&color=red&sort=size&descending=true&done=saved";
        let list = List::read(address, "name").knowing(known);
        assert_eq!(list.link(), "?tier=1&descending=true");
        let misread: Vec<_> = list.misread.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(misread, [("tier", "high"), ("color", "red"), ("sort", "size")]);
        let whole = List::read("tier=1&sort=tier", "name").knowing(known);
        assert!(whole.misread.is_empty() && whole.sort == "tier");
    }

    #[test]
    fn pages_are_counted_from_one() {
        let list = List::read("page=3&per=20", "name");
        assert_eq!((list.offset(), list.n_pages(0), list.n_pages(41)), (40, 1, 3));
    }

    #[test]
    fn a_file_holds_every_page() {
        let list = List::read("text=x&page=3&per=20", "name");
        assert_eq!(list.file("/services", "csv"), "/services.csv?text=x");
    }
}
