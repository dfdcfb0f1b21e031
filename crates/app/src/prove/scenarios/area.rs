//! Areas: polygons and circles on the map, and what is in them. Nothing here does I/O.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{cap, geojson, usable};
use crate::prepare::inventory::kilometers;
use crate::{FieldProblem, Span};

/// How large a file with an area may be.
pub const AREA_BYTES_MAX: usize = 1 << 20;

/// How many points all areas of a scenario have at most.
pub(super) const POINTS_MAX: usize = 10_000;

/// The greatest radius of a circle: half way around the earth.
const RADIUS_KM_MAX: f64 = 20_040.0;

/// A degree of latitude is longer than so many kilometers.
const DEGREE_KM: f64 = 111.0;

/// What makes sense only the other way round.
const EXCHANGED: &str =
    "Latitude and longitude look exchanged: give the longitude first, then the latitude.";

/// Part of the map. A site in it is lost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// What it is called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Polygons as in GeoJSON: of each the outer ring, then the rings of its holes; of each ring its
    /// points, as longitude and latitude in degrees, the last one the same as the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygons: Vec<Vec<Ring>>,
    /// Circles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub circles: Vec<Circle>,
    /// After how long the sites in it are usable again: before that, nothing that stands there is
    /// brought back. Not said: work there begins at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_after: Option<Span>,
}

/// The points of a closed line, as longitude and latitude.
pub type Ring = Vec<[f64; 2]>;

/// All that is so near to a place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AreaCircle")]
pub struct Circle {
    /// Where its middle is, north of the equator.
    pub latitude: f64,
    /// Where its middle is, east of Greenwich.
    pub longitude: f64,
    /// How far it reaches, in kilometers.
    pub km: f64,
}

impl Area {
    /// The area that a file draws: GeoJSON, or an alert in the Common Alerting Protocol (CAP).
    pub fn read(name: &str, bytes: &[u8]) -> Result<Area, FieldProblem> {
        if AREA_BYTES_MAX < bytes.len() {
            return Err(problem("The file is larger than 1 MiB. Draw the area with fewer points."));
        }
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let mut area = match text.chars().next() {
            Some('{') => geojson::read(text)?,
            Some('<') => cap::read(text)?,
            _ => {
                let reason =
                    "This is neither GeoJSON nor an alert in the Common Alerting Protocol.";
                return Err(problem(reason));
            }
        };
        if area.polygons.is_empty() && area.circles.is_empty() {
            return Err(problem("The file draws no area: no polygon and no circle is in it."));
        }
        let name: String = name.trim().chars().filter(|it| !it.is_control()).take(300).collect();
        if !name.is_empty() {
            area.name = name;
        }
        let area = area.rounded();
        match area.problems(0).into_iter().next() {
            Some(it) => Err(problem(it.reason)),
            None => Ok(area),
        }
    }

    /// The same to a tenth of a meter. Fewer digits are kept by every format without loss.
    #[must_use]
    pub(super) fn rounded(mut self) -> Area {
        let round = |it: &mut f64| *it = (*it * 1e6).round() / 1e6;
        self.polygons.iter_mut().flatten().flatten().flatten().for_each(round);
        for circle in &mut self.circles {
            [&mut circle.latitude, &mut circle.longitude, &mut circle.km]
                .into_iter()
                .for_each(round);
        }
        self
    }

    /// How many points it is drawn with.
    pub fn n_points(&self) -> usize {
        let rings = self.polygons.iter().flatten();
        rings.map(Vec::len).sum::<usize>() + self.circles.len()
    }

    /// The same with latitude and longitude of its polygons exchanged.
    #[must_use]
    pub(super) fn exchanged(&self) -> Area {
        let mut area = Area { circles: Vec::new(), ..self.clone() };
        area.polygons.iter_mut().flatten().flatten().for_each(|it| it.reverse());
        area
    }

    /// Whether it can be an area of a scenario.
    pub fn is_sound(&self) -> bool {
        self.problems(0).is_empty()
    }

    /// Whether a place is in it.
    pub fn holds(&self, latitude: f64, longitude: f64) -> bool {
        let in_polygon = |rings: &Vec<Ring>| {
            let mut rings = rings.iter();
            let is_in = |ring: &Ring| is_inside(ring, (longitude, latitude));
            rings.next().is_some_and(is_in) && !rings.any(is_in)
        };
        let in_circle = |it: &Circle| {
            // What is too far north or south needs no closer look.
            (it.latitude - latitude).abs() * DEGREE_KM <= it.km
                && kilometers((it.latitude, it.longitude), (latitude, longitude)) <= it.km
        };
        self.polygons.iter().any(in_polygon) || self.circles.iter().any(in_circle)
    }

    /// What cannot be about it, the `n`th of a scenario.
    pub(super) fn problems(&self, n: usize) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(format!("areas.{n}.{field}"), reason));
            }
        };
        let is_name = self.name.chars().count() <= 300 && !self.name.contains(char::is_control);
        check(is_name, "name", "Use one line of at most 300 characters.");
        let is_drawn = !self.polygons.is_empty() || !self.circles.is_empty();
        check(is_drawn, "polygons", "Draw a polygon or a circle.");
        let is_later = self.usable_after.is_none_or(usable::is_later);
        check(is_later, "usable_after", usable::LATER);
        check(self.n_points() <= POINTS_MAX, "polygons", "Use at most 10,000 points.");
        check(
            self.polygons.iter().all(|it| !it.is_empty() && it.iter().all(is_ring)),
            "polygons",
            "Each ring needs at least four points, the last one the same as the first.",
        );
        let mut points = self.polygons.iter().flatten().flatten();
        let mut exchanged = points.clone();
        let is_exchanged = exchanged.all(|[latitude, longitude]| is_place(*latitude, *longitude));
        check(
            points.all(|[longitude, latitude]| is_place(*latitude, *longitude)),
            "polygons",
            match is_exchanged {
                true => EXCHANGED,
                false => "Use longitudes from -180 to 180, then latitudes from -90 to 90.",
            },
        );
        check(
            self.circles.iter().all(|it| is_place(it.latitude, it.longitude)),
            "circles",
            "Use latitudes from -90 to 90 and longitudes from -180 to 180.",
        );
        let is_radius = |it: &Circle| (0.0..=RADIUS_KM_MAX).contains(&it.km);
        check(self.circles.iter().all(is_radius), "circles", "Use a distance from 0 to 20,040 km.");
        problems
    }
}

pub(super) fn problem(reason: impl Into<Cow<'static, str>>) -> FieldProblem {
    FieldProblem::new("area", reason)
}

fn is_ring(ring: &Ring) -> bool {
    4 <= ring.len() && ring.first() == ring.last()
}

fn is_place(latitude: f64, longitude: f64) -> bool {
    (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
}

/// Whether a line from the point to the far east crosses the ring an odd number of times. Degrees
/// are taken as lengths, as GeoJSON draws its lines.
fn is_inside(ring: &Ring, (x, y): (f64, f64)) -> bool {
    let sides = ring.iter().zip(ring.iter().skip(1));
    let crossed = sides.filter(|([x1, y1], [x2, y2])| {
        (y < *y1) != (y < *y2) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    });
    crossed.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn square(low: f64, high: f64) -> Ring {
        vec![[low, low], [high, low], [high, high], [low, high], [low, low]]
    }

    #[test]
    fn a_hole_is_not_in_the_area() {
        let area =
            Area { polygons: vec![vec![square(0.0, 10.0), square(4.0, 6.0)]], ..Area::default() };
        assert!(area.holds(1.0, 1.0) && area.holds(7.0, 5.0));
        assert!(!area.holds(5.0, 5.0) && !area.holds(11.0, 5.0) && !area.holds(5.0, -1.0));
        assert_eq!(area.problems(0), []);
    }

    #[test]
    fn a_circle_holds_what_is_near() {
        let circle = Circle { latitude: 35.78, longitude: -78.64, km: 50.0 };
        let area = Area { circles: vec![circle], ..Area::default() };
        assert!(area.holds(35.99, -78.9) && !area.holds(35.23, -80.84));
        assert!(area.holds(35.78 + 49.9 / 111.2, -78.64) && !area.holds(35.78 + 0.451, -78.64));
    }

    #[test]
    fn what_is_no_place_or_no_ring_is_refused() {
        let of = |ring: Ring| Area { polygons: vec![vec![ring]], ..Area::default() };
        let far = |it: f64| Area {
            circles: vec![Circle { latitude: 0.0, longitude: 0.0, km: it }],
            ..Area::default()
        };
        let open = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        for wrong in [of(open), of(square(0.0, 200.0)), of(Vec::new()), far(-1.0), far(f64::NAN)] {
            assert_eq!(wrong.problems(3).len(), 1, "{wrong:?}");
        }
        assert_eq!(Area::default().problems(3)[0].field, "areas.3.polygons");
    }

    #[test]
    fn what_makes_sense_only_when_exchanged_says_so() {
        let of = |ring: Ring| Area { polygons: vec![vec![ring]], ..Area::default() };
        let nevada = of(vec![[39.0, -119.0], [40.0, -119.0], [40.0, -118.0], [39.0, -119.0]]);
        assert_eq!(nevada.problems(0)[0].reason, EXCHANGED);
        assert_eq!(nevada.exchanged().problems(0), []);
        assert!(nevada.exchanged().holds(39.9, -118.9));
        assert_ne!(of(square(0.0, 200.0)).problems(0)[0].reason, EXCHANGED);
    }

    #[test]
    fn a_file_that_draws_nothing_says_so() {
        for text in
            ["", "hello", "{}", "[1]", "<alert/>", r#"{"type":"Point","coordinates":[1,2]}"#]
        {
            assert!(Area::read("x", text.as_bytes()).is_err(), "{text}");
        }
        assert!(Area::read("x", &vec![b'{'; AREA_BYTES_MAX + 1]).is_err());
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let area = Area::read("x", &bytes);
            prop_assert!(area.is_err() || area.is_ok_and(|it| it.problems(0).is_empty()));
        }

        #[test]
        fn inside_a_box_is_between_its_sides(x in -20.0..20.0_f64, y in -20.0..20.0_f64) {
            let inside = (-10.0..10.0).contains(&x) && (-10.0..10.0).contains(&y);
            prop_assert_eq!(is_inside(&square(-10.0, 10.0), (x, y)), inside);
        }
    }
}
