//! The addresses of each kind of item.

use app::ids::ItemId;
use app::prepare::inventory::Kind;

/// The addresses of one kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paths {
    pub(crate) list: &'static str,
    pub(crate) csv: &'static str,
    pub(crate) xlsx: &'static str,
    pub(crate) new: &'static str,
    pub(crate) bulk: &'static str,
    pub(crate) views: &'static str,
    pub(crate) show: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) retire: &'static str,
    pub(crate) restore: &'static str,
    pub(crate) needs: &'static str,
    pub(crate) map: &'static str,
    pub(crate) map_csv: &'static str,
    pub(crate) what_if: &'static str,
    pub(crate) timeline_csv: &'static str,
    pub(crate) likely: &'static str,
    pub(crate) likely_csv: &'static str,
    pub(crate) likely_curve_csv: &'static str,
    pub(crate) view_remove: &'static str,
}

macro_rules! under {
    ($plural:literal) => {
        Paths {
            list: concat!("/", $plural),
            csv: concat!("/", $plural, ".csv"),
            xlsx: concat!("/", $plural, ".xlsx"),
            new: concat!("/", $plural, "/new"),
            bulk: concat!("/", $plural, "/bulk"),
            views: concat!("/", $plural, "/views"),
            show: concat!("/", $plural, "/{id}"),
            edit: concat!("/", $plural, "/{id}/edit"),
            retire: concat!("/", $plural, "/{id}/retire"),
            restore: concat!("/", $plural, "/{id}/restore"),
            needs: concat!("/", $plural, "/{id}/needs"),
            map: concat!("/", $plural, "/{id}/map"),
            what_if: concat!("/", $plural, "/{id}/what-if"),
            map_csv: concat!("/", $plural, "/{id}/map.csv"),
            view_remove: concat!("/", $plural, "/views/{id}/remove"),
            timeline_csv: concat!("/", $plural, "/{id}/timeline.csv"),
            likely: concat!("/", $plural, "/{id}/likely"),
            likely_csv: concat!("/", $plural, "/{id}/likely.csv"),
            likely_curve_csv: concat!("/", $plural, "/{id}/likely/curve.csv"),
        }
    };
}

/// The addresses of `kind`.
pub(crate) const fn paths(kind: Kind) -> Paths {
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

/// The page of one item.
pub(crate) fn item_path(kind: Kind, id: ItemId) -> String {
    format!("/{}/{id}", kind.plural())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_use_the_plural_that_the_app_uses() {
        for &kind in Kind::ALL {
            assert_eq!(paths(kind).list.strip_prefix('/'), Some(kind.plural()));
        }
    }
}
