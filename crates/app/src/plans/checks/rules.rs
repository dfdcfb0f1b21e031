//! Every rule that plans are checked by. `docs/rules/README.md` explains them one by one.

use super::finding::{Area, Rule, Severity};

macro_rules! rules {
    ($($name:ident = $code:literal $severity:ident $area:ident $title:literal $($clause:literal)?;)*) => {
        $(
            #[doc = $title]
            pub(crate) const $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                area: Area::$area,
                title: $title,
                clause: rules!(@clause $($clause)?),
            };
        )*

        /// Every rule there is, by code.
        pub const RULES: &[Rule] = &[$($name,)*];
    };
    (@clause) => { None };
    (@clause $clause:literal) => { Some($clause) };
}

rules! {
    MISSING = "PLN-001" Error Text "A required section that says nothing";
    SHORT = "PLN-002" Warning Text "A section of only a few words";
    GUIDANCE = "PLN-003" Warning Text "A section that repeats its guidance";
    PLACEHOLDER = "PLN-004" Warning Text "Words that hold a place";
    SET_ASIDE = "PLN-005" Warning Text "A section set aside without a reason";
    CLAUSE = "PLN-006" Warning Text "A clause that no section answers";
    STRAY_SECTION = "PLN-007" Note Text "A section that its type does not have";
    NO_RETURN = "PLN-008" Warning Text "A plan that does not say how things return" "ISO 22301 8.4.5";
    NO_CRITERIA = "PLN-009" Warning Activation "A plan that nothing activates" "ISO 22301 8.4.4";
    OFF_TOPIC = "PLN-010" Warning Activation "A criterion about something else";
    NO_DURATION = "PLN-011" Warning Activation "A trigger without a duration" "NIST SP 800-34 4.2.1";
    NOTHING_WATCHED = "PLN-012" Warning Activation "A trigger that watches nothing";
    WRONG_KIND = "PLN-013" Warning Activation "A trigger that watches another kind of thing";
    WAITS_TOO_LONG = "PLN-014" Error Activation "A trigger that waits longer than there is time" "NIST SP 800-34 4.2.1";
    NOT_THERE = "PLN-015" Error Resources "Something named that is not in use" "NIST SP 800-53 CP-2";
    NOBODY = "PLN-016" Error People "A duty that nobody has" "NIST SP 800-53 CP-2";
    GONE = "PLN-017" Error People "Somebody named who is gone" "NIST SP 800-53 CP-2";
    UNREACHABLE = "PLN-018" Error People "Somebody named who cannot be reached" "NIST SP 800-53 CP-2";
    UNCONFIRMED = "PLN-019" Warning People "A contact not confirmed in 90 days" "NIST SP 800-53 CP-2";
    TWO_DUTIES = "PLN-020" Warning People "Somebody with two duties at once";
    ALONE = "PLN-021" Warning People "A duty in which nobody stands in" "NIST SP 800-53 CP-2";
    OWN_ALTERNATE = "PLN-022" Warning People "Somebody who stands in for themselves";
    NO_DUTIES = "PLN-023" Warning People "A plan in which nobody has a duty" "ISO 22301 8.4.2";
    SAME_DUTY = "PLN-024" Warning People "A duty that stands there twice";
    NO_HOLDER = "PLN-025" Warning People "A position that nobody holds" "FCD-1 C";
    HOLDER_FOLLOWS = "PLN-026" Error People "A holder who follows themselves" "FCD-1 C";
    FEW_SUCCESSORS = "PLN-027" Warning People "Fewer than three successors" "FCD-1 C";
    NONE_ELSEWHERE = "PLN-028" Warning People "No successor who works elsewhere" "FCD-1 C";
    SAME_PLACE = "PLN-029" Note People "First successors at one place" "FCD-1 C";
    NOT_IN_LINE = "PLN-030" Warning People "Somebody elsewhere who does not follow";
    TWICE_IN_LINE = "PLN-031" Warning People "A successor who stands there twice" "FCD-1 C";
    NO_BEGINNING = "PLN-032" Warning People "A delegation that nothing begins" "FCD-1 D";
    NO_END = "PLN-033" Warning People "A delegation that nothing ends" "FCD-1 D";
    NO_LIMITS = "PLN-034" Warning People "A delegation without limits" "FCD-1 D";
    NO_PARTIES = "PLN-035" Warning People "A delegation without who gives or receives it" "FCD-1 D";
    OUT_OF_ORDER = "PLN-036" Error Steps "Something recovered before what it needs" "NIST SP 800-34 4.3.1";
    NO_DOER = "PLN-037" Error Steps "A step that nobody does" "NIST SP 800-53 CP-2";
    STRANGER = "PLN-038" Error Steps "A step by somebody whom the plan does not know" "NIST SP 800-53 CP-2";
    NOBODY_LEFT = "PLN-039" Error Steps "A step whose people are gone" "NIST SP 800-53 CP-2";
    NO_TIME = "PLN-040" Warning Steps "A step without a time" "NIST SP 800-34 4.3.2";
    NO_CHECK = "PLN-041" Note Steps "A step whose end nobody can see";
    TOO_LONG = "PLN-042" Error Steps "Steps that take longer than there is time" "NIST SP 800-53 CP-2";
    TOO_FAST = "PLN-043" Warning Steps "A step faster than the restoration it relies on" "NIST SP 800-34 4.3.2";
    LATE = "PLN-044" Warning Steps "Something that cannot be back in time" "NIST SP 800-53 CP-10";
    NOT_RESTORED = "PLN-045" Note Steps "Something that no step brings back";
    BACK_TWICE = "PLN-046" Note Steps "Something that two steps bring back";
    NO_STEPS = "PLN-047" Warning Steps "A plan without steps" "ISO 22301 8.4.4";
    NO_OTHER_SITE = "PLN-048" Warning Resources "A plan without an alternate site" "NIST SP 800-53 CP-7";
    SHARED_HAZARD = "PLN-049" Warning Resources "An alternate site with a hazard of the primary one" "NIST SP 800-53 CP-7(1)";
    TOO_NEAR = "PLN-050" Warning Resources "An alternate site too near" "NIST SP 800-53 CP-6(1)";
    COLD = "PLN-051" Warning Resources "A cold site where there is no time to warm it up" "NIST SP 800-34 3.4.3";
    ENDED = "PLN-052" Error Resources "An agreement that has ended" "ISO 22301 8.3.4";
    ENDS_SOON = "PLN-053" Warning Resources "An agreement that ends soon" "ISO 22301 8.3.4";
    OLD_EVIDENCE = "PLN-054" Warning Resources "A vendor that has shown nothing for a year" "NIST SP 800-53 CP-2(7)";
    ONE_CIRCUIT = "PLN-055" Warning Resources "A circuit without another way" "NIST SP 800-53 CP-8";
    TEAM_ALONE = "PLN-056" Warning People "A team without alternates in a plan" "NIST SP 800-53 CP-2";
    TOO_FEW = "PLN-057" Error People "A team with fewer people than it takes" "ISO 22301 8.4.2";
    FEW_COPIES = "PLN-058" Error Records "A vital record with fewer than two copies" "FCD-1 F";
    ONE_PLACE = "PLN-059" Warning Records "A vital record with all copies at one site" "NIST SP 800-53 CP-6";
    LOST_WITH_IT = "PLN-060" Error Records "A vital record whose copies are where the loss is" "NIST SP 800-53 CP-6";
    NO_KEEPER = "PLN-061" Warning Records "A vital record without a keeper" "FCD-1 F";
    NOWHERE = "PLN-062" Warning Records "A copy that is nowhere" "NIST SP 800-53 CP-9";
    AT_HAND_LATE = "PLN-063" Warning Records "A record at hand too late" "NIST SP 800-53 CP-9";
    ONLY_THERE = "PLN-064" Error Records "A record kept only on what the plan brings back" "NIST SP 800-53 CP-9(3)";
    NO_OWN_COPY = "PLN-065" Note Records "A plan that is not in its go-kit" "NIST SP 800-34 3.6";
    KIT_EXPIRED = "PLN-066" Warning Records "A go-kit item past its date" "FCD-1 G";
    KIT_NOWHERE = "PLN-067" Warning Records "A go-kit item without a place" "FCD-1 G";
    KIT_NONE = "PLN-068" Warning Records "A go-kit item of which there is none" "FCD-1 G";
    ABOUT_GONE = "PLN-069" Error Standing "A plan about something that is not in use" "NIST SP 800-53 CP-2";
    ABOUT_NOTHING = "PLN-070" Warning Standing "A plan about nothing";
    NO_PLAN_OWNER = "PLN-071" Warning Standing "A plan that nobody answers for" "NIST SP 800-53 CP-2";
    OWNER_GONE = "PLN-072" Error Standing "A plan whose owner is gone" "NIST SP 800-53 CP-2";
    OVERDUE = "PLN-073" Warning Standing "A plan not reviewed in time" "NIST SP 800-53 CP-2";
    OLD_TEST = "PLN-074" Warning Standing "A plan not tested for a year" "NIST SP 800-53 CP-4";
    WAIVED = "PLN-075" Note Standing "A plan whose test was waived" "NIST SP 800-53 CP-4";
    PARENT_GONE = "PLN-076" Warning Standing "A plan under one that is not in use";
    CHILD_NOT_READY = "PLN-077" Warning Standing "A plan that calls one that is not in force" "NIST SP 800-53 CP-2(1)";
    UNPLANNED = "PLN-078" Error Standing "An essential service without a plan in force" "FCD-1 B";
    UNACKNOWLEDGED = "PLN-090" Warning People "A part in messages that is not acknowledged" "NIST SP 800-53 IR-2";
}
