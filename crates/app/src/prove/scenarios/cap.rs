//! Areas from alerts in the Common Alerting Protocol (CAP 1.0 to 1.2): the polygons and circles of
//! `alert/info/area`. Nothing else of the file is looked at. Nothing here does I/O.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::area::{Area, Circle, POINTS_MAX, Ring, problem};
use crate::FieldProblem;

/// How deep elements may be within each other: alerts that carry a signature have a dozen.
const DEPTH_MAX: usize = 32;

/// How many polygons and circles a file may have.
const SHAPES_MAX: usize = 1_000;

/// The way to what is looked at. An area within an area is no area.
const WAY: [&str; 3] = ["alert", "info", "area"];

/// The polygons and circles of an alert.
pub(super) fn read(text: &str) -> Result<Area, FieldProblem> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut way: Vec<String> = Vec::new();
    let mut found = Found::default();
    loop {
        let event = reader.read_event();
        let event = event.map_err(|error| problem(format!("The file is no alert: {error}.")))?;
        match event {
            Event::Eof if way.is_empty() && found.is_alert => return Ok(found.area),
            Event::Eof => return Err(problem("The file ends before the alert does.")),
            // Entities could say anything, and alerts need none.
            Event::DocType(_) => {
                return Err(problem("The file declares a document type, which no alert does."));
            }
            Event::Start(element) => {
                if DEPTH_MAX <= way.len() {
                    return Err(problem("The file has elements within elements, too deep."));
                }
                let name = element.local_name();
                way.push(String::from_utf8_lossy(name.as_ref()).into_owned());
                if way.first().is_none_or(|it| it != "alert") {
                    return Err(problem("The file is no alert: it does not begin with one."));
                }
                found.is_alert = true;
                found.text.clear();
            }
            Event::End(_) => {
                found.shape(&way)?;
                found.text.clear();
                way.pop();
            }
            Event::Text(text) if is_shape(&way) => {
                found.text.push_str(&String::from_utf8_lossy(&text));
            }
            Event::CData(text) if is_shape(&way) => {
                found.text.push_str(&String::from_utf8_lossy(&text));
            }
            _ => {}
        }
    }
}

/// What of an area is looked at.
fn is_shape(way: &[String]) -> bool {
    let is_child = way.len() == WAY.len() + 1 && way.iter().zip(WAY).all(|(it, of)| it == of);
    is_child
        && way.last().is_some_and(|it| matches!(it.as_str(), "polygon" | "circle" | "areaDesc"))
}

#[derive(Default)]
struct Found {
    area: Area,
    /// What stands in the element that is being read.
    text: String,
    n_points: usize,
    is_alert: bool,
}

impl Found {
    /// Takes what an element says that ends.
    fn shape(&mut self, way: &[String]) -> Result<(), FieldProblem> {
        if !is_shape(way) {
            return Ok(());
        }
        match way.last().map(String::as_str) {
            Some("polygon") if !self.text.trim().is_empty() => self.polygon()?,
            Some("circle") if !self.text.trim().is_empty() => self.circle()?,
            Some("areaDesc") if self.area.name.is_empty() => {
                let text = self.text.trim().chars().filter(|it| !it.is_control());
                self.area.name = text.take(300).collect();
            }
            _ => {}
        }
        if SHAPES_MAX < self.area.polygons.len() + self.area.circles.len() {
            return Err(problem("The alert has more than 1,000 polygons and circles."));
        }
        Ok(())
    }

    fn polygon(&mut self) -> Result<(), FieldProblem> {
        let points = self.text.split_whitespace().map(point);
        let points: Option<Ring> =
            points.take(POINTS_MAX + 1).map(|it| it.map(|(lat, lon)| [lon, lat])).collect();
        let reason = "A polygon of an alert is a list of points, such as 38.47,-120.14.";
        let ring = points.ok_or_else(|| problem(reason))?;
        self.n_points += ring.len();
        if POINTS_MAX < self.n_points {
            return Err(problem("The alert has more than 10,000 points. Draw it with fewer."));
        }
        self.area.polygons.push(vec![ring]);
        Ok(())
    }

    fn circle(&mut self) -> Result<(), FieldProblem> {
        let mut words = self.text.split_whitespace();
        let middle = words.next().and_then(point);
        let km = words.next().and_then(|it| it.parse::<f64>().ok());
        let (Some((latitude, longitude)), Some(km)) = (middle, km) else {
            let reason =
                "A circle of an alert is a point and a distance, such as 38.47,-120.14 15.";
            return Err(problem(reason));
        };
        self.area.circles.push(Circle { latitude, longitude, km });
        Ok(())
    }
}

/// Latitude and longitude.
fn point(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    Some((latitude.parse().ok()?, longitude.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(area: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><info>\
             <area>{area}</area></info></alert>"
        )
    }

    #[test]
    fn polygons_and_circles_are_read() {
        let text = alert(
            "<areaDesc>The coast</areaDesc><polygon>34,-78 36,-78 36,-76 34,-78</polygon>\
             <circle>35.1,-77.2 40</circle><polygon/>",
        );
        let area = read(&text).unwrap();
        assert_eq!(area.name, "The coast");
        assert_eq!(area.polygons, [[[[-78.0, 34.0], [-78.0, 36.0], [-76.0, 36.0], [-78.0, 34.0]]]]);
        assert_eq!(area.circles, [Circle { latitude: 35.1, longitude: -77.2, km: 40.0 }]);
    }

    #[test]
    fn areas_within_areas_are_not_followed() {
        let nested = "<area>".repeat(20) + "<circle>1,2 3</circle>" + &"</area>".repeat(20);
        assert_eq!(read(&alert(&nested)).unwrap(), Area::default());
        let deep = "<area>".repeat(5_000) + &"</area>".repeat(5_000);
        assert!(read(&alert(&deep)).is_err());
    }

    #[test]
    fn what_is_no_alert_is_refused() {
        let entity = "<!DOCTYPE x [<!ENTITY a \"b\">]><alert/>";
        let wrong = [
            entity.to_owned(),
            "<rss/>".to_owned(),
            "<alert><info>".to_owned(),
            alert("<polygon>one,two</polygon>"),
            alert("<circle>1,2</circle>"),
            alert(&"<circle>1,2 3</circle>".repeat(SHAPES_MAX + 1)),
            alert(&format!("<polygon>{}</polygon>", "1,2 ".repeat(POINTS_MAX + 1))),
        ];
        for text in wrong {
            assert!(read(&text).is_err(), "{text}");
        }
    }
}
