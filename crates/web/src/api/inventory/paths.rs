//! The addresses of each kind of item, for programs.

use app::prepare::inventory::Kind;

/// The addresses of one kind.
#[derive(Debug, Clone, Copy)]
pub(in crate::api) struct Paths {
    pub(in crate::api) list: &'static str,
    pub(in crate::api) show: &'static str,
    pub(in crate::api) restore: &'static str,
    pub(in crate::api) needs: &'static str,
    pub(in crate::api) needed_by: &'static str,
    pub(in crate::api) explanation: &'static str,
    pub(in crate::api) likely: &'static str,
    pub(in crate::api) what_if: &'static str,
    pub(in crate::api) map: &'static str,
    pub(in crate::api) bulk_change: &'static str,
    pub(in crate::api) bulk_retire: &'static str,
}

macro_rules! under {
    ($plural:literal) => {
        Paths {
            list: concat!("/api/v1/", $plural),
            show: concat!("/api/v1/", $plural, "/{id}"),
            restore: concat!("/api/v1/", $plural, "/{id}/restore"),
            needs: concat!("/api/v1/", $plural, "/{id}/needs"),
            needed_by: concat!("/api/v1/", $plural, "/{id}/needed-by"),
            explanation: concat!("/api/v1/", $plural, "/{id}/explanation"),
            likely: concat!("/api/v1/", $plural, "/{id}/likely"),
            what_if: concat!("/api/v1/", $plural, "/{id}/what-if"),
            map: concat!("/api/v1/", $plural, "/{id}/map"),
            bulk_change: concat!("/api/v1/", $plural, "/bulk/change"),
            bulk_retire: concat!("/api/v1/", $plural, "/bulk/retire"),
        }
    };
}

/// The addresses of `kind`.
pub(in crate::api) const fn paths(kind: Kind) -> Paths {
    match kind {
        Kind::Service => under!("services"),
        Kind::Process => under!("processes"),
        Kind::Asset => under!("assets"),
        Kind::DataSet => under!("data-sets"),
        Kind::Site => under!("sites"),
        Kind::Vendor => under!("vendors"),
        Kind::Team => under!("teams"),
        Kind::Crew => under!("crews"),
        Kind::Equipment => under!("equipment"),
        Kind::Group => under!("groups"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_use_the_plural_that_the_app_uses() {
        for &kind in Kind::ALL {
            assert_eq!(paths(kind).list.strip_prefix("/api/v1/"), Some(kind.plural()));
        }
    }
}
