//! Where sites are: dots by longitude and latitude, with a count for each county. No tiles are
//! fetched from anywhere.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Caption;
use super::scale::tenth;
use crate::layout::states::Tone;

/// A site on the map.
#[derive(Debug, Clone, Default)]
pub(crate) struct Site {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) county: String,
    pub(crate) longitude: f64,
    pub(crate) latitude: f64,
    /// How much depends on it: the bigger, the bigger the dot.
    pub(crate) weight: u64,
    pub(crate) tone: Tone,
}

/// Sites of a state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counties<'a> {
    pub(crate) caption: Caption<'a>,
    pub(crate) sites: Vec<Site>,
    /// Borders to draw under the dots: longitude and latitude around each.
    pub(crate) borders: Vec<Vec<(f64, f64)>>,
}

const WIDTH: f64 = 760.0;
const MARGIN: f64 = 34.0;
const HEIGHT_MAX: f64 = 420.0;

/// From degrees to the drawing: one scale both ways, a degree of longitude as long as it is at
/// the middle latitude.
struct Projection {
    west: f64,
    north: f64,
    squeeze: f64,
    scale: f64,
    height: f64,
}

impl Projection {
    fn of(places: &[(f64, f64)]) -> Projection {
        let most = |it: fn(f64, f64) -> f64, start: f64, of: fn(&(f64, f64)) -> f64| {
            places.iter().map(of).fold(start, it)
        };
        let (west, east) = (
            most(f64::min, f64::INFINITY, |it| it.0),
            most(f64::max, f64::NEG_INFINITY, |it| it.0),
        );
        let (south, north) = (
            most(f64::min, f64::INFINITY, |it| it.1),
            most(f64::max, f64::NEG_INFINITY, |it| it.1),
        );
        if !(west.is_finite() && south.is_finite()) {
            return Projection { west: 0.0, north: 0.0, squeeze: 1.0, scale: 1.0, height: 60.0 };
        }
        let squeeze = ((north + south) / 2.0).to_radians().cos().max(0.1);
        let wide = ((east - west) * squeeze).max(0.05);
        let high = (north - south).max(0.05);
        let scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HEIGHT_MAX - 2.0 * MARGIN) / high);
        Projection { west, north, squeeze, scale, height: high * scale + 2.0 * MARGIN }
    }

    fn at(&self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        let x = (longitude - self.west) * self.squeeze * self.scale + MARGIN;
        let y = (self.north - latitude) * self.scale + MARGIN;
        (tenth(x), tenth(y))
    }
}

/// The drawing, and a table of counties.
pub(crate) fn counties(view: &Counties<'_>) -> Markup {
    let sites = view.sites.iter().map(|it| (it.longitude, it.latitude));
    let places: Vec<_> = view.borders.iter().flatten().copied().chain(sites).collect();
    let onto = Projection::of(&places);
    let most = view.sites.iter().map(|it| it.weight).max().unwrap_or(0).max(1);
    let by_county = by_county(&view.sites);
    let drawing = html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (tenth(onto.height)) } width=(WIDTH)
            height=(tenth(onto.height)) role="group" aria-label=(view.caption.finding) {
            @for border in &view.borders { path.grid d=(outline(border, &onto)) {} }
            @for site in &view.sites {
                @let (x, y) = onto.at((site.longitude, site.latitude));
                @let radius = tenth(4.0 + 9.0 * (site.weight as f64 / most as f64).sqrt());
                a href=[&site.href] {
                    title { (site.name) ", " (site.county) ": " (site.weight) }
                    circle class={ "dot " (site.tone) } cx=(x) cy=(y) r=(radius) {}
                    // The glyph says what the color says.
                    @if site.tone != Tone::Good { text.strong aria-hidden="true" x=(x + radius + 3.0) y=(y + 4.0) { (site.tone.glyph()) } }
                }
            }
            @for (said, (x, y)) in labels(&by_county, &onto) {
                text.above x=(x) y=(y) text-anchor="middle" { (said) }
            }
        }
    };
    html! {
        (view.caption.around(&drawing))
    }
}

/// What each county says, and where: beneath its sites, or else above them, or lower, so that no two
/// stand on each other.
fn labels(
    by_county: &BTreeMap<&str, (u32, (f64, f64))>,
    onto: &Projection,
) -> Vec<(String, (f64, f64))> {
    let mut labels: Vec<(String, (f64, f64))> = Vec::new();
    for (county, (n_sites, place)) in by_county {
        let said = format!("{county} {n_sites}");
        let (x, y) = onto.at(*place);
        let x = x.clamp(50.0, WIDTH - 50.0);
        let wide = |text: &str| 7.0 * text.chars().count() as f64;
        let is_free = |at: f64| {
            labels.iter().all(|(other, (other_x, other_y))| {
                let apart = (wide(&said) + wide(other)) / 2.0;
                apart <= (other_x - x).abs() || 14.0 <= (other_y - at).abs()
            })
        };
        let places = [24.0, -16.0, 40.0, -32.0, 56.0].map(|it| y + it);
        let fits = |it: &f64| 12.0 < *it && *it < onto.height && is_free(*it);
        let y = places.into_iter().find(fits).unwrap_or(y + 24.0);
        labels.push((said, (x, tenth(y))));
    }
    labels
}

/// The number of sites in each county, and the middle of them.
fn by_county(sites: &[Site]) -> BTreeMap<&str, (u32, (f64, f64))> {
    let mut sums: BTreeMap<&str, (u32, (f64, f64))> = BTreeMap::new();
    for site in sites {
        let sum = sums.entry(&site.county).or_default();
        sum.0 += 1;
        sum.1.0 += site.longitude;
        sum.1.1 += site.latitude;
    }
    for (count, place) in sums.values_mut() {
        let n_sites = f64::from(*count);
        *place = (place.0 / n_sites, place.1 / n_sites);
    }
    sums
}

fn outline(border: &[(f64, f64)], onto: &Projection) -> String {
    let points: Vec<_> =
        border.iter().map(|it| onto.at(*it)).map(|(x, y)| format!("{x} {y}")).collect();
    if points.is_empty() { String::new() } else { format!("M{}Z", points.join("L")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(county: &str, longitude: f64, latitude: f64) -> Site {
        Site { county: county.to_owned(), longitude, latitude, weight: 3, ..Site::default() }
    }

    #[test]
    fn west_is_left_and_north_is_up() {
        let onto = Projection::of(&[(-84.0, 34.0), (-76.0, 36.5)]);
        let (west, east) = (onto.at((-84.0, 36.5)), onto.at((-76.0, 34.0)));
        assert!(west.0 < east.0 && west.1 < east.1);
        assert!(east.0 <= WIDTH && east.1 <= HEIGHT_MAX);
    }

    #[test]
    fn sites_are_counted_by_county() {
        let sites =
            [site("Wake", -78.0, 35.0), site("Wake", -79.0, 36.0), site("Dare", -75.0, 36.0)];
        let by_county = by_county(&sites);
        assert_eq!(by_county["Wake"], (2, (-78.5, 35.5)));
        assert_eq!(by_county["Dare"].0, 1);
    }

    #[test]
    fn the_names_of_neighbors_do_not_stand_on_each_other() {
        let sites = [
            site("Cherokee", -84.0, 35.1),
            site("Dare", -75.6, 35.9),
            site("Durham", -78.9, 36.0),
            site("Orange", -79.1, 36.05),
        ];
        let places: Vec<_> = sites.iter().map(|it| (it.longitude, it.latitude)).collect();
        let found = labels(&by_county(&sites), &Projection::of(&places));
        let of = |name: &str| found.iter().find(|it| it.0.starts_with(name)).unwrap().1;
        let (durham, orange) = (of("Durham"), of("Orange"));
        assert!(14.0 <= (durham.1 - orange.1).abs(), "{durham:?} {orange:?}");
    }

    #[test]
    fn one_site_or_none_can_be_drawn() {
        for sites in [Vec::new(), vec![site("Wake", -78.0, 35.0)]] {
            let shown = counties(&Counties { sites, ..Counties::default() }).into_string();
            assert!(!shown.contains("NaN") && !shown.contains("inf"));
        }
    }
}
