//! The public edition: nothing of the list is in it, in any form.

use std::net::IpAddr;

use documents::plan::{DataBlock, DataBody, Edition, PlanPaper, plan_pdf};
use documents::redaction::{Redactions, Secret};
use documents::{Error, markdown};
use proptest::prelude::*;

use crate::{paper, tools};

fn ip(text: &str) -> Secret {
    Secret::Ip(text.parse::<IpAddr>().expect("an address"))
}

fn list(secrets: &[Secret]) -> Redactions {
    Redactions::new(secrets.to_vec()).expect("a list")
}

fn name(it: &str) -> Secret {
    Secret::Name(it.to_owned())
}

fn phone(it: &str) -> Secret {
    Secret::Phone(it.to_owned())
}

fn is_found(secret: &Secret, text: &str) -> bool {
    !list(std::slice::from_ref(secret)).in_text(text, "here").is_empty()
}

fn email(it: &str) -> Secret {
    Secret::Email(it.to_owned())
}

fn address(it: &str) -> Secret {
    Secret::Address(it.to_owned())
}

fn words(it: &str) -> Secret {
    Secret::Words(it.to_owned())
}

/// What makes a value of a text, the text, and other ways to write it.
type Form = (fn(&str) -> Secret, &'static str, &'static [&'static str]);

const FORMS: [Form; 7] = [
    (
        name,
        "Dana Whitfield",
        &[
            "dana whitfield",
            "WHITFIELD, Dana",
            "Whitfield,Dana M.",
            "Dana M. Whitfield",
            "DanaWhitfield",
            "dana_whitfield",
            "Da\u{ad}na Whit\u{200b}field",
            "Dana\nWhit-\nfield",
            "&#68;ana&nbsp;Whitfield",
            "D a n a  W h i t f i e l d",
            "dana.whitfield@x.example",
            "Dаna Whitfiеld",
            "Dana%20Whitfield",
            "“Dana” (Whitfield)",
        ],
    ),
    (
        phone,
        "(919) 555-0134",
        &[
            "919-555-0134",
            "919.555.0134",
            "+1 919 555 0134",
            "1(919)5550134",
            "9195550134",
            "919 – 555 – 0134",
            "919\u{a0}555\u{200b}0134",
            "919-555-\n0134",
            "tel:+19195550134",
            "nine one nine, 555, zero one three four",
            "&#57;19 555 0134",
            "９１９ ５５５ ０１３４",
            "919 dot 555 dot 0134",
            "919-555-0134x12",
        ],
    ),
    (
        email,
        "dana.whitfield@commerce.example",
        &[
            "Dana.Whitfield@Commerce.Example",
            "dana.whitfield [at] commerce [dot] example",
            "dana dot whitfield at commerce dot example",
            "dana.whitfield&#64;commerce.example",
            "mailto:dana.whitfield%40commerce.example",
            "dana.whitfield@nospam.commerce.example",
            "dana.whitfield@\ncommerce.example",
            "dana . whitfield (at) commerce . example",
        ],
    ),
    (
        address,
        "12 North Elm Street, Raleigh, NC 27601",
        &[
            "12 North Elm Street, Raleigh, NC 27601",
            "12 N. Elm St",
            "12 n elm st., Raleigh",
            "12 NORTH\nELM STREET",
        ],
    ),
    (
        ip,
        "10.20.30.40",
        &[
            "10.20.30.40",
            "010.020.030.040",
            "10[.]20[.]30[.]40",
            "10 dot 20 dot 30 dot 40",
            "10.20.\n30.40",
            "http://10.20.30.40/x",
            "ip-10-20-30-40",
            "169090600",
            "0x0a141e28",
            "012.024.036.050",
            "10.20.30.40:443",
            "::ffff:10.20.30.40",
        ],
    ),
    (
        ip,
        "2001:db8::1",
        &[
            "2001:db8::1",
            "2001:0DB8:0:0:0:0:0:1",
            "[2001:db8::1]:443",
            "be 2001:db8::1.",
            "2001:db8:\n:1 and 2001:db8::2",
            "at 2001:db8:0::1: it",
        ],
    ),
    (words, "Room 4B", &["room 4-b", "ROOM\u{ad}4B", "room4b"]),
];

#[test]
fn a_value_is_found_however_it_is_written() {
    for (secret, value, texts) in FORMS {
        let secret = secret(value);
        let redactions = list(std::slice::from_ref(&secret));
        for text in texts {
            assert!(is_found(&secret, text), "{secret:?} in {text:?}");
            let clean = redactions.redacted(text);
            assert!(clean.contains("[redacted]"), "{text:?}: {clean:?}");
            assert!(!is_found(&secret, &clean), "{text:?}: {clean:?}");
        }
    }
}

#[test]
fn what_only_looks_a_little_like_it_is_left_alone() {
    let cases: [(&Secret, &[&str]); 6] = [
        (
            &name("Dana Whitfield"),
            &["Dana Whitman", "Whitfield County", "Bandana Whitfields", "Dana"],
        ),
        (&name("An Li"), &["scanline", "an line", "canli"]),
        (&phone("919-555-0134"), &["919-555-0135", "919 people, 555 calls, 0134", "91955501"]),
        (&ip("10.0.0.1"), &["10 0 0 1", "10.0.0.10", "110.0.0.1", "10, then 0.0.1"]),
        (&ip("2001:db8::1"), &["2001:db8::12", "2001:db8::2", "1:2001:db8::1:5:6:7"]),
        (&words("Room 4"), &["Room 42", "bedroom 4"]),
    ];
    for (secret, texts) in cases {
        for text in texts {
            assert!(!is_found(secret, text), "{secret:?} in {text:?}");
        }
    }
}

#[test]
fn a_value_too_short_to_be_told_from_others_is_refused() {
    for secret in [name("A"), name(""), phone("12"), words(" - ")] {
        let refused = Redactions::new(vec![secret.clone()]);
        assert!(matches!(refused, Err(Error::Secret(_))), "{secret:?}");
    }
}

/// A plan that says `text` everywhere.
fn saying(text: &str) -> PlanPaper {
    let mut plan = paper::plan();
    plan.title = format!("Plan of {text}");
    plan.sections[0].text.extend(markdown::parse(&format!("Call {text}.\n\n- [x] **{text}**")));
    plan.sections[2].title = format!("Crew of {text}");
    plan.sections[1].data.push(DataBlock {
        body: DataBody::Facts(vec![paper::fact("Lead", text)]),
        ..paper::hotline()
    });
    plan.changes[0].summary = format!("{text} moved");
    plan
}

#[test]
fn the_public_edition_is_without_the_list_and_without_what_is_withheld() {
    let mut plan = saying("Dana Whitfield (919-555-0134)");
    plan.sections[3].is_withheld = true;
    let redactions = list(&[name("Dana Whitfield"), phone("9195550134")]);
    let pdf = plan_pdf(&plan, Edition::Public(&redactions)).expect("a plan");
    tools::conforms(&pdf);
    let saved = tools::saved("public", &pdf);
    let text = tools::text(&saved) + &tools::info(&saved) + &tools::structure(&saved);
    for secret in ["Whitfield", "0134", "For official use only", "sealed envelope", "room 4"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    for words in ["Public edition", "[redacted]", "This section is withheld", "Lee Okafor"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn words_apart_in_emphasis_and_links_are_taken_out_together() {
    let text = "Call **Da**na [Whit](https://a.example)field, or <dana.whitfield@a.example>.";
    let plan = PlanPaper { sections: vec![paper::section("1", "A", text)], ..paper::plan() };
    let redactions = list(&[name("Dana Whitfield")]);
    assert!(!redactions.in_paper(&plan).is_empty());
    let mut public = plan.public(&redactions);
    public.approvals.clear();
    assert_eq!(redactions.in_paper(&public), []);
    let text = markdown::to_text(&public.sections[0].text);
    assert!(text.starts_with("Call [redacted]"), "{text}");
}

#[test]
fn a_value_in_two_cells_keeps_the_public_edition_from_being_made() {
    let mut plan = paper::plan();
    let row = ["1", "Whitfield", "Dana", "0:40"].map(str::to_owned).to_vec();
    if let DataBody::Table { rows, .. } = &mut plan.sections[1].data[0].body {
        rows.push(row);
    }
    let redactions = list(&[name("Dana Whitfield")]);
    let refused = plan_pdf(&plan, Edition::Public(&redactions)).expect_err("it would be said");
    let reason = refused.to_string();
    assert!(reason.contains("“Dana Whitfield”"), "{reason}");
    assert!(plan_pdf(&plan, Edition::Full).is_ok());
}

#[test]
fn what_is_not_on_the_pages_of_a_pdf_is_seen() {
    let plan = PlanPaper {
        sections: vec![paper::section("1", "Lead", "[call](tel:+19195550134)")],
        title: "Plan of Dana Whitfield".to_owned(),
        approvals: Vec::new(),
        distribution: Vec::new(),
        ..paper::plan()
    };
    let pdf = plan_pdf(&plan, Edition::Full).expect("a plan");
    let found = list(&[phone("919-555-0134")]).in_pdf(&pdf).expect("readable");
    assert!(found[0].place.contains("not on the pages"), "{found:?}");
    // The title is on pages and in the properties: the strings alone have it, too.
    let found = list(&[name("Dana Whitfield")]).in_pdf(&pdf).expect("readable");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(list(&[name("Somebody Else")]).in_pdf(&pdf).expect("readable").is_empty());
    assert!(matches!(list(&[]).in_pdf(b"%PDF-1.7"), Err(Error::Unread(_))));
}

/// Ways to write what two words or a number would be read from.
fn disguised(kind: u8, words: [&str; 2], number: &str) -> String {
    let [first, last] = words;
    match kind {
        0 => format!("{first} {last}"),
        1 => format!("{}, {}", last.to_uppercase(), first),
        2 => format!("{first}\u{ad} {}\u{200b}{}", &last[..2], &last[2..]),
        3 => format!("&#{};{} {last}", u32::from(first.as_bytes()[0]), &first[1..]),
        4 => format!("({}) {}-{}", &number[..3], &number[3..6], &number[6..]),
        5 => format!("+1.{}.{}.{}", &number[..3], &number[3..6], &number[6..]),
        6 => format!("{}\n{} {}", &number[..3], &number[3..6], &number[6..]),
        7 => format!("**{first}** *{last}*"),
        8 => format!("[{first}](https://a.example/) {last}"),
        _ => format!("`{first}.{last}@a.example`"),
    }
}

/// A value planted in some form: the text it stands in, and what it is.
fn seed() -> impl Strategy<Value = (String, Secret)> {
    let words = ("[B-DF-HJ-N][a-z]{3,7}", "[P-TV-Z][a-z]{3,8}", "[2-9][0-9]{9}");
    (words, 0_u8..10, "[a-z]{2,6}", "[a-z]{2,6}").prop_map(
        |((first, last, number), kind, before, after)| {
            let text = format!("{before} {} {after}", disguised(kind, [&first, &last], &number));
            let full = format!("{first} {last}");
            let secret = if (4..7).contains(&kind) { phone(&number) } else { name(&full) };
            (text, secret)
        },
    )
}

/// Puts `text` into `plan`.
fn plant(plan: &mut PlanPaper, text: &str, place: u8) {
    let line = text.replace('\n', " ");
    // Where no Markdown is read, the address of a link would stand between the words.
    let plain = text.replace("](https://a.example/)", "");
    let markdown = match place {
        0 => text.to_owned(),
        1 => format!("1. one\n   - {line}"),
        2 => format!("| A |\n|---|\n| {line} |"),
        3 => format!("### {line}\n\n> {text}"),
        4 => return plan.title.push_str(&plain),
        5 => return plan.changes[0].summary.push_str(&plain),
        _ => {
            let body = DataBody::Facts(vec![paper::fact("Who", &plain)]);
            let data = DataBlock { body, is_withheld: false, ..paper::hotline() };
            return plan.sections[1].data.push(data);
        }
    };
    plan.sections[0].text.extend(markdown::parse(&markdown));
}

/// A plan of little else than what is planted.
fn bare() -> PlanPaper {
    let mut plan = paper::plan();
    plan.sections.truncate(2);
    plan.sections[0].text.clear();
    plan.sections[1].data.clear();
    plan.sections[1].text.clear();
    PlanPaper { approvals: vec![], distribution: vec![], dates: vec![], agency: None, ..plan }
}

proptest! {
    #![proptest_config(crate::cases(10_000))]

    #[test]
    fn what_is_planted_is_found_and_taken_out((text, secret) in seed(), place in 0_u8..7) {
        let mut plan = bare();
        plant(&mut plan, &text, place);
        let redactions = list(std::slice::from_ref(&secret));
        prop_assert!(!redactions.in_paper(&plan).is_empty(), "{secret:?}");
        let public = plan.public(&redactions);
        prop_assert_eq!(redactions.in_paper(&public), []);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 0, ..crate::cases(12) })]

    #[test]
    fn what_is_planted_is_found_in_the_finished_pdf(
        seeds in prop::collection::vec((seed(), 0_u8..7), 30),
    ) {
        let mut plan = bare();
        for ((text, _), place) in &seeds {
            plant(&mut plan, text, *place);
        }
        let secrets: Vec<Secret> = seeds.into_iter().map(|((_, it), _)| it).collect();
        let pdf = plan_pdf(&plan, Edition::Full).expect("a plan");
        let found = list(&secrets).in_pdf(&pdf).expect("readable");
        for secret in &secrets {
            prop_assert!(found.iter().any(|it| it.secret == *secret), "{secret:?}");
        }
        let public = plan_pdf(&plan, Edition::Public(&list(&secrets)));
        prop_assert!(public.is_ok(), "{public:?}");
    }
}
