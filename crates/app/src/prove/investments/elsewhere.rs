//! Whether a copy is elsewhere: only that makes it worth something. Nothing here does I/O.

use crate::prepare::inventory::SiteDetails;

/// A site, by its code, with what is said of it.
pub(crate) type Whereabouts<'a> = (&'a str, Option<&'a SiteDetails>);

/// Whether what strikes the one strikes the other for sure: they are one site, or have the same
/// position. Of what has no site nobody can say that.
pub(crate) fn is_same_place(a: Option<Whereabouts<'_>>, b: Option<Whereabouts<'_>>) -> bool {
    let Some((a, b)) = a.zip(b) else { return false };
    let position = |it: Whereabouts<'_>| it.1.and_then(|it| it.latitude.zip(it.longitude));
    a.0 == b.0 || position(a).is_some_and(|it| position(b) == Some(it))
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
