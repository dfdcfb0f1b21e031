//! Whether a copy is elsewhere: only that makes it worth something. And where one could be. Nothing here
//! does I/O.

use super::board::Board;
use super::entry::{Entry, Marks};
use crate::Span;
use crate::prepare::inventory::{SiteDetails, SiteRole};

/// After how long a copy takes over, where nobody has said. It is an assumption: wherever it is made, it
/// is said.
pub const COPY_WITHIN: Span = Span::from_minutes(15);

/// A site, by its code, with what is said of it.
pub(crate) type Whereabouts<'a> = (&'a str, Option<&'a SiteDetails>);

/// Whether what strikes the one strikes the other for sure: they are one site, or have the same
/// position. Of what has no site nobody can say that.
pub(crate) fn is_same_place(a: Option<Whereabouts<'_>>, b: Option<Whereabouts<'_>>) -> bool {
    let Some((a, b)) = a.zip(b) else { return false };
    let position = |it: Whereabouts<'_>| it.1.and_then(|it| it.latitude.zip(it.longitude));
    a.0 == b.0 || position(a).is_some_and(|it| position(b) == Some(it))
}

impl Board {
    /// Whether a copy at `site` would be where `node` is.
    pub(crate) fn is_beside(&self, node: u32, site: Option<u32>) -> bool {
        let whereabouts = |site: u32| {
            let entry = self.entry(site)?;
            let details = match &entry.marks {
                Marks::Site(details) => Some(&**details),
                _ => None,
            };
            Some((entry.code.as_str(), details))
        };
        let own = self.entry(node).and_then(|it| self.node(it.site_id?));
        is_same_place(own.and_then(whereabouts), site.and_then(whereabouts))
    }

    /// Where a copy of what stands at a site could be: in another data center, of its own agency if
    /// there is one, or else at another site of its agency.
    pub(super) fn place_for_copy(&self, node: u32) -> Option<u32> {
        let entry = self.entry(node)?;
        self.node(entry.site_id?)?;
        let rank = |it: &Entry| {
            let Marks::Site(details) = &it.marks else { return None };
            let is_center = matches!(
                details.site_role,
                Some(SiteRole::PrimaryDataCenter | SiteRole::AlternateDataCenter)
            );
            let is_own = it.agency_id == entry.agency_id;
            (is_center || is_own).then_some((!is_center, !is_own))
        };
        let places = self.all().filter_map(|(site, it)| Some((rank(it)?, site)));
        let places = places.filter(|it| !self.is_beside(node, Some(it.1)));
        places.min().map(|it| it.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_and_another_name_for_its_place_are_one_place() {
        let at =
            |latitude, longitude| SiteDetails { latitude, longitude, ..SiteDetails::default() };
        let (east, west) = (at(Some(35.8), Some(-78.6)), at(Some(35.4), Some(-82.0)));
        let nowhere = at(None, None);
        let same = |a: Option<Whereabouts<'_>>, b: (&'static str, &SiteDetails)| {
            is_same_place(a, Some((b.0, Some(b.1))))
        };
        assert!(same(Some(("east", Some(&east))), ("east", &east)));
        assert!(same(Some(("east", Some(&east))), ("annex", &east)));
        assert!(!same(Some(("east", Some(&east))), ("west", &west)));
        assert!(same(Some(("east", None)), ("east", &nowhere)));
        assert!(!same(Some(("east", Some(&nowhere))), ("west", &nowhere)));
        assert!(!same(None, ("west", &west)), "what has no site may be anywhere");
    }
}
