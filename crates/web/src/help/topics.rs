//! What there is to say about each part of the product, in plain words, by the start of the address.

/// What there is to say about some pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Topic {
    /// With what the addresses of these pages start.
    pub(super) page: &'static str,
    pub(super) title: &'static str,
    pub(super) text: &'static [&'static str],
}

impl Topic {
    /// The topic of a page: the one whose start fits best.
    pub(super) fn of(page: &str) -> Topic {
        let fits = |it: &&Topic| match page.strip_prefix(it.page) {
            Some(rest) => rest.is_empty() || it.page == "/" || rest.starts_with(['/', '?']),
            None => false,
        };
        let best = TOPICS.iter().filter(fits).max_by_key(|it| it.page.len());
        best.copied().unwrap_or(START)
    }
}

const START: Topic = Topic {
    page: "/",
    title: "Readiness",
    text: &[
        "Readiness says which services can be back in time and which cannot, and why.",
        "Every figure leads to the rows behind it. Start with what is furthest from its target.",
        "Each service is counted for itself, as if each part had people of its own. How many more are late with the crews there are is found out after each change, and stands beside it.",
    ],
};

pub(super) const TOPICS: &[Topic] = &[
    START,
    Topic {
        page: "/work",
        title: "My work",
        text: &[
            "All that waits for you: approvals, analyses, plans, recommendations, and contacts to confirm.",
            "Each line leads to where it is done. Each Monday a mail sums it up; Your account says which mails you get.",
        ],
    },
    Topic {
        page: "/services",
        title: "Services and what they need",
        text: &[
            "A service names by when it must be back, and what it needs: assets, sites, vendors, other services.",
            "From that, its achievable time is computed. “Why” on its page says what decides it, and what would help most.",
        ],
    },
    Topic {
        page: "/processes",
        title: "Business processes",
        text: &[
            "What people do to deliver a result. An impact analysis says what its loss does over time.",
        ],
    },
    Topic {
        page: "/analyses",
        title: "Impact analysis",
        text: &[
            "Say for each kind of harm how bad it is after an hour, a day, a week. The times follow from that.",
            "Once complete it goes to somebody else for approval: nobody approves what they wrote.",
        ],
    },
    Topic {
        page: "/risks",
        title: "Risks",
        text: &[
            "What may happen, how likely and how bad. Somebody decides to treat or to accept it, with a day on which it is looked at again.",
        ],
    },
    Topic {
        page: "/plans",
        title: "Plans",
        text: &[
            "A plan has parts that you write and parts that write themselves from the inventory.",
            "Texts are written in Markdown: a line that begins with # is a heading, with - or 1. a list item; **bold**, [words](https://address) for a link, and lines of | cells | for a table with a line |---|---| under its head. “Preview” shows how it will look.",
            "Findings beside it say what would not work, and where. Hand it in when required sections are complete; the continuity team reviews it, and the agency head approves.",
            "Before it is in force for the first time, record its test or let the agency head waive it.",
            "“Ask the continuity team” on its page starts a consultation: whoever takes it on may see the draft until it is closed.",
        ],
    },
    Topic {
        page: "/scenarios",
        title: "Scenarios",
        text: &[
            "Say what would be lost at once; a run says what comes back when, and who is late.",
        ],
    },
    Topic {
        page: "/imports",
        title: "Import",
        text: &[
            "Upload a CSV or Excel file, say what its columns mean, look at the verdict for each row, and put it in wholly or not at all.",
        ],
    },
    Topic {
        page: "/activations",
        title: "Activations",
        text: &[
            "A plan that is followed, with its tasks. Everybody who has one is told, also in quiet hours.",
        ],
    },
    Topic {
        page: "/disruptions",
        title: "Disruptions",
        text: &[
            "What struck, with damage, costs, access for a time, and roll calls of who is safe.",
        ],
    },
    Topic {
        page: "/submissions",
        title: "Submissions",
        text: &[
            "Each year the agency head attests the plans in force and hands them in. The receipt and the dossier show what was handed in.",
        ],
    },
    Topic {
        page: "/obligations",
        title: "Obligations",
        text: &[
            "Statutes, orders and standards clause by clause, and which sections of plans answer them.",
        ],
    },
    Topic {
        page: "/consultations",
        title: "Consultations",
        text: &[
            "Ask the continuity team about a plan, a risk, an impact analysis or anything else. It arrives in their queue at once.",
            "What they recommend stands on My work of your agency until somebody says what became of it.",
        ],
    },
    Topic {
        page: "/contacts",
        title: "Major-incident contacts",
        text: &[
            "Each agency names a primary and an alternate contact, and further people. They are confirmed every quarter.",
            "Confirming notes that how to reach them was seen to work: try it first.",
        ],
    },
    Topic {
        page: "/handovers",
        title: "Personnel changes",
        text: &[
            "Say before somebody leaves, moves or changes role. On the day their rights in the agency end and those of who follows begin.",
            "What still names them is listed, so that plans, teams and contacts are put right.",
        ],
    },
    Topic {
        page: "/managers",
        title: "Relationship managers",
        text: &[
            "Who looks after which agency. Each agency has exactly one at a time, or is flagged.",
        ],
    },
    Topic {
        page: "/agencies",
        title: "Agencies",
        text: &[
            "The tree of agencies, with whom to call about continuity. Two spellings of one agency are merged into one.",
        ],
    },
    Topic {
        page: "/people",
        title: "People",
        text: &[
            "Who works where, and how to reach them. Numbers and addresses are kept sealed; verify each once it was seen to work.",
        ],
    },
    Topic {
        page: "/access",
        title: "Access",
        text: &["Who holds which role, where and until when. Nobody gives a role to themselves."],
    },
    Topic {
        page: "/meetings",
        title: "Meetings",
        text: &[
            "Series that come again, with agenda, attendance by agency, minutes and actions. They can be added to your calendar.",
        ],
    },
    Topic {
        page: "/policies",
        title: "Policies",
        text: &[
            "What was decided for all who work here. What binds you asks you to acknowledge it.",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_finds_its_topic_by_the_start_of_its_address() {
        let title = |page: &str| Topic::of(page).title;
        assert_eq!(title("/plans/018f/draft"), "Plans");
        assert_eq!(title("/plans?agency=x"), "Plans");
        assert_eq!(title("/people"), "People");
        assert_eq!(title("/nothing-of-ours"), "Readiness");
        assert_eq!(title(""), "Readiness");
    }
}
