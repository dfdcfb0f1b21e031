//! Areas from GeoJSON (RFC 7946): polygons, alone or in features and collections. What else a file
//! draws is left out. Nothing here does I/O.

use serde_json::Value;

use super::area::{Area, POINTS_MAX, Ring, problem};
use crate::FieldProblem;

/// How deep collections may be within each other.
const DEPTH_MAX: usize = 8;

/// The polygons of a file.
pub(super) fn read(text: &str) -> Result<Area, FieldProblem> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| problem(format!("The file is no GeoJSON: {error}.")))?;
    let mut reader = Reader { area: Area::default(), n_points: 0 };
    reader.object(&value, 0)?;
    Ok(reader.area)
}

struct Reader {
    area: Area,
    n_points: usize,
}

impl Reader {
    fn object(&mut self, value: &Value, depth: usize) -> Result<(), FieldProblem> {
        if DEPTH_MAX < depth {
            return Err(problem("The file has collections within collections, too deep."));
        }
        let parts = |name: &str| value.get(name).and_then(Value::as_array).into_iter().flatten();
        match value.get("type").and_then(Value::as_str) {
            Some("FeatureCollection") => {
                parts("features").try_for_each(|it| self.object(it, depth + 1))
            }
            Some("GeometryCollection") => {
                parts("geometries").try_for_each(|it| self.object(it, depth + 1))
            }
            Some("Feature") => {
                if self.area.name.is_empty() {
                    self.area.name = name_of(value);
                }
                match value.get("geometry") {
                    Some(it @ Value::Object(_)) => self.object(it, depth + 1),
                    _ => Ok(()),
                }
            }
            Some("Polygon") => self.polygon(value.get("coordinates")),
            Some("MultiPolygon") => parts("coordinates").try_for_each(|it| self.polygon(Some(it))),
            Some(_) => Ok(()),
            None => Err(problem("The file is no GeoJSON: it has no type.")),
        }
    }

    fn polygon(&mut self, rings: Option<&Value>) -> Result<(), FieldProblem> {
        let wrong = || problem("A polygon is a list of rings, and a ring a list of points.");
        let rings = rings.and_then(Value::as_array).ok_or_else(wrong)?;
        let mut polygon = Vec::new();
        for ring in rings {
            let points = ring.as_array().ok_or_else(wrong)?;
            self.n_points += points.len();
            if POINTS_MAX < self.n_points {
                return Err(problem("The file has more than 10,000 points. Draw it with fewer."));
            }
            let point = |it: &Value| {
                let degree = |n: usize| it.get(n).and_then(Value::as_f64);
                Some([degree(0)?, degree(1)?])
            };
            let ring: Option<Ring> = points.iter().map(point).collect();
            polygon.push(ring.ok_or_else(wrong)?);
        }
        if !polygon.is_empty() {
            self.area.polygons.push(polygon);
        }
        Ok(())
    }
}

/// What a feature is called.
fn name_of(feature: &Value) -> String {
    let named = |it: &&str| {
        let properties = feature.get("properties");
        properties.and_then(|of| of.get(*it)).and_then(Value::as_str).is_some()
    };
    let key = ["name", "NAME", "title", "headline"].iter().copied().find(|it| named(it));
    let text = key.and_then(|it| feature.get("properties")?.get(it)?.as_str()).unwrap_or_default();
    text.chars().filter(|it| !it.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = "[[[0,0],[2,0],[2,2],[0,2],[0,0]]]";

    #[test]
    fn polygons_are_found_wherever_they_stand() {
        let polygon = format!(r#"{{"type":"Polygon","coordinates":{SQUARE}}}"#);
        let many = format!(r#"{{"type":"MultiPolygon","coordinates":[{SQUARE},{SQUARE}]}}"#);
        let feature = |it: &str| {
            format!(r#"{{"type":"Feature","properties":{{"name":"East"}},"geometry":{it}}}"#)
        };
        let all = format!(
            r#"{{"type":"FeatureCollection","features":[{},{},{}]}}"#,
            feature(&many),
            feature(r#"{"type":"Point","coordinates":[1,2]}"#),
            feature("null")
        );
        for (text, n) in [(polygon.clone(), 1), (many.clone(), 2), (feature(&polygon), 1), (all, 2)]
        {
            assert_eq!(read(&text).unwrap().polygons.len(), n, "{text}");
        }
        assert_eq!(read(&feature(&polygon)).unwrap().name, "East");
    }

    #[test]
    fn what_is_no_polygon_or_too_deep_is_refused() {
        let deep = "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(60);
        let deep = format!("{deep}{}", "]}".repeat(60));
        let wrong = [
            r#"{"type":"Polygon"}"#.to_owned(),
            r#"{"type":"Polygon","coordinates":[[["a","b"]]]}"#.to_owned(),
            r#"{"coordinates":[]}"#.to_owned(),
            deep,
        ];
        for text in wrong {
            assert!(read(&text).is_err(), "{text}");
        }
        let points = vec!["[1,2]"; POINTS_MAX + 1].join(",");
        assert!(read(&format!(r#"{{"type":"Polygon","coordinates":[[{points}]]}}"#)).is_err());
    }
}
