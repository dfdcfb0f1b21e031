//! What the plans of the State of Franklin say, by section.

/// The sections whose words are the sample's own, with those.
const WORDS: [(&str, &str); 35] = [
    (
        "activation",
        "The director decides. If the director cannot be reached within **30 minutes**, the \
         continuity coordinator does. Evidence is what two people saw independently, or what \
         monitoring has shown for the time stated below.",
    ),
    (
        "scope",
        "This plan covers the services listed below and what they need. It does not cover desktops \
         in offices; those are replaced from stock.",
    ),
    (
        "disasters",
        "- Loss of the Eastern Data Center for more than a day\n- A storm that closes the main \
         office for a week\n- Ransomware that encrypts servers and their online backups\n- Failure \
         of the carrier on both circuits",
    ),
    (
        "protection",
        "Backups are copied to the other data center every night and one copy a week cannot be \
         changed by anybody. Generators are run under load every month.",
    ),
    (
        "sites",
        "Systems are recovered at the Western Data Center. Badges for the recovery team are kept at \
         its guard desk; the night number of the guards is on the contact list.",
    ),
    (
        "order",
        "The order below is computed. One agreement goes beyond it: during an election, the results \
         service of the elections board comes directly after identity.",
    ),
    (
        "systems",
        "Systems with a contingency plan of their own follow that plan, in the order given here.",
    ),
    (
        "procedure",
        "Work through the steps in order. Note the time at which each begins and ends; the notes \
         become the evidence for the next review.",
    ),
    (
        "who",
        "Every duty has one person and at least one who stands in. Whoever takes a duty says so on \
         the bridge, and keeps it until somebody else does.",
    ),
    (
        "suppliers",
        "Call the service numbers of the contracts, not the account managers. Quote the contract \
         and ask for the emergency priority that it grants.",
    ),
    (
        "security",
        "If an attack may be the cause, nothing is restored before the security lead has said which \
         backup is clean. Restored systems start without a connection to the outside.",
    ),
    (
        "telling",
        "The director reports to the agency head at the start, every two hours, and at the end. \
         Agencies that depend on these services are told by the status hub.",
    ),
    (
        "reconstitution",
        "Those who use a service every day test it before it is declared back. The director declares \
         recovery complete. Work moves back on a weekend, after a full backup.",
    ),
    (
        "testing",
        "Tested every year by restoring two systems; exercised every spring with all who have a \
         duty. Findings become tasks with a date.",
    ),
    (
        "functions",
        "The processes below must not stop for longer than stated. Everything else rests until they \
         run.",
    ),
    (
        "succession",
        "Whoever takes over a position says so in writing, with the time, to the agency head and to \
         the continuity team of the state.",
    ),
    (
        "delegations",
        "The authorities below go to whoever follows, from activation until the plan is stood down, \
         and not beyond the limits stated.",
    ),
    (
        "communications",
        "First by telephone, then by text message, then by radio. The bridge number is printed on \
         the card that everybody with a duty carries.",
    ),
    (
        "records",
        "The records below are needed in the first twelve hours. Each has a copy in another place \
         that can be at hand in the time stated.",
    ),
    (
        "locations",
        "Staff with a duty go to the alternate office; everybody else works from home until called. \
         The list of seats is kept by the coordinator.",
    ),
    (
        "people",
        "Nobody travels who cares for somebody and has nobody to take over. The teams below have \
         been asked, and have agreed.",
    ),
    ("kit", "The kits are checked every quarter by whoever is named as coordinator."),
    (
        "phases",
        "From warning to twelve hours: people are called, records fetched, the alternate office \
         opened. From then on essential work runs there, for up to thirty days.",
    ),
    (
        "devolution",
        "If neither the main nor the alternate office can be used, the western regional office takes \
         over the functions above, with the authorities listed here.",
    ),
    (
        "decision",
        "The State CIO decides on the advice of the recovery director. The decision, its time and \
         what it rested on are written down at once.",
    ),
    (
        "center",
        "The response is led from the operations room of the Eastern Data Center; if that is lost, \
         from the Western Data Center. The bridge opens within fifteen minutes.",
    ),
    (
        "plans",
        "The plans below are called up as the situation asks. Emergency response is always called up \
         first if people are in danger.",
    ),
    (
        "first_hours",
        "Life and safety come first, then the network, then what other services need. Nobody begins \
         a restoration that the order does not call for.",
    ),
    (
        "priorities",
        "Where crews or equipment do not suffice, the order below decides. The recovery director may \
         depart from it for a stated reason, which is written down.",
    ),
    (
        "reporting",
        "Status every hour on the hour to all agencies; to the press only through the office of the \
         State CIO.",
    ),
    (
        "outside_help",
        "Requests for help to other states go through Emergency Management, with what is needed, for \
         how long, and who receives it.",
    ),
    (
        "stand_down",
        "The plan is stood down when all services of tier 1 and 2 have run for a day at their usual \
         place.",
    ),
    (
        "lessons",
        "Within ten days everybody with a duty meets. What is to change gets an owner and a date, and \
         is followed until it is done.",
    ),
    ("upkeep", "Reviewed every November, and whenever something it rests on changes."),
    ("other", "Kept with the procedures of the office, and read aloud at the yearly exercise."),
];

/// What the section called `key` says.
pub(super) fn section(key: &str) -> &'static str {
    let found = WORDS.iter().find(|it| it.0 == key);
    let last = WORDS.last();
    found.or(last).map_or("", |it| it.1)
}
