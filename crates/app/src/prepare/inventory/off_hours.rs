//! Who of a crew is there outside business hours.

use super::details::{CrewDetails, Hours};

/// What must hold of what is said of them, and what to do if it does not.
pub(super) fn rules(crew: &CrewDetails) -> Vec<(bool, &'static str)> {
    let Some(off_hours) = crew.people_off_hours else { return Vec::new() };
    let is_of_crew = crew.people.is_some_and(|it| off_hours <= it);
    vec![
        (0 < off_hours, "If nobody is there, choose business hours, and leave this empty."),
        (is_of_crew, "Say how many people the crew has, and no more than these here."),
        (
            crew.hours != Some(Hours::Business),
            "Who is called in business hours stays until the work is done. Leave this empty, or choose \
             around the clock.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::inventory::Details;

    fn problems(people: Option<u32>, off_hours: u32, hours: Option<Hours>) -> Vec<&'static str> {
        let crew = CrewDetails {
            people,
            people_off_hours: Some(off_hours),
            hours,
            ..CrewDetails::default()
        };
        let broken = rules(&crew).into_iter().filter(|it| !it.0).map(|it| it.1).collect::<Vec<_>>();
        let found = Details::Crew(crew).problems();
        assert!(found.iter().all(|it| it.field == "people_off_hours"), "{found:?}");
        assert_eq!(found.len(), broken.len());
        broken
    }

    #[test]
    fn of_those_that_a_crew_has_some_are_there_at_night_and_at_least_one() {
        for hours in [None, Some(Hours::Always)] {
            assert!(problems(Some(4), 1, hours).is_empty());
            assert!(problems(Some(4), 4, hours).is_empty());
        }
        let first = |it: Vec<&'static str>| it.first().copied().unwrap_or_default();
        assert!(first(problems(Some(4), 0, None)).contains("choose business hours"));
        assert!(first(problems(Some(4), 5, None)).contains("no more than these"));
        assert!(first(problems(None, 1, None)).contains("Say how many people"));
        assert!(first(problems(Some(4), 1, Some(Hours::Business))).contains("stays"));
    }
}
