//! What a generated programme is made of.

use app::Span;

/// Choices, taken one after the other from what proptest gives.
pub(crate) struct Choices(pub(crate) std::vec::IntoIter<u16>);

impl Choices {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % n.max(1)
    }

    pub(crate) fn often(&mut self) -> bool {
        self.below(3) != 0
    }

    pub(crate) fn one<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(from.len() + 1);
        from.get(at)
    }

    /// A text that a careless file format would spoil.
    pub(crate) fn line(&mut self) -> String {
        const LINES: [&str; 14] = [
            "Payments",
            "yes",
            "1.0",
            "null",
            "~",
            "a: b",
            "# none",
            "- x",
            "“Größe” & Søn",
            "'quoted'",
            "\"twice\"",
            "0x1F",
            "2026-11-21",
            "{}",
        ];
        LINES[self.below(LINES.len())].to_owned()
    }

    pub(crate) fn text(&mut self) -> String {
        const TEXTS: [&str; 6] =
            ["", "One line.", "Two\nlines.", "A\n\n  gap", "tab\there", "ends with: colon:"];
        TEXTS[self.below(TEXTS.len())].to_owned()
    }

    pub(crate) fn span(&mut self) -> Option<Span> {
        self.often().then(|| Span::from_minutes(i64::try_from(self.below(9_000)).unwrap()))
    }
}
