//! What a programme keeps beside its inventory and plans.
//!
//! Who looks after whom, whom to call, with whom it works and what these should know, when it meets, what
//! it must keep to, what it learned and what it takes on.

use crate::assure::consultations::ConsultationFile;
use crate::assure::contacts::ContactsDocument;
use crate::assure::handovers::AgencyHandovers;
use crate::assure::lessons::LessonDocument;
use crate::assure::obligations::ObligationDocument;
use crate::assure::projects::ProjectDocument;
use crate::people::advisories::AdvisoryFile;
use crate::people::managers::AgencyManagers;
use crate::people::meetings::SeriesDocument;
use crate::people::partners::PartnerDocument;
use crate::people::policies::PolicyFile;

/// What a programme keeps beside its inventory and plans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registers {
    /// Relationship managers, agency by agency.
    pub managers: Vec<AgencyManagers>,
    /// Whom of an agency to call beside the first two.
    pub contacts: Vec<ContactsDocument>,
    /// Partners in use, without the links by which they open what is shared with them.
    pub partners: Vec<PartnerDocument>,
    /// What partners should know, also what was withdrawn. Nothing that is marked TLP:RED.
    pub advisories: Vec<AdvisoryFile>,
    /// Series of meetings in use, without what was recorded of them.
    pub meetings: Vec<SeriesDocument>,
    /// Policies with all their versions, retired ones among them. Not who commented on them or
    /// acknowledged them.
    pub policies: Vec<PolicyFile>,
    /// Obligations that were added, or say something else than they came with, retired ones among them.
    pub obligations: Vec<ObligationDocument>,
    /// Lessons, closed ones among them.
    pub lessons: Vec<LessonDocument>,
    /// Handovers to come, agency by agency.
    pub handovers: Vec<AgencyHandovers>,
    /// Consultations, also those that are over.
    pub consultations: Vec<ConsultationFile>,
    /// Special projects, also those that are over.
    pub projects: Vec<ProjectDocument>,
}

impl Registers {
    /// Adds what others hold.
    pub(super) fn append(&mut self, other: Registers) {
        self.managers.extend(other.managers);
        self.contacts.extend(other.contacts);
        self.partners.extend(other.partners);
        self.advisories.extend(other.advisories);
        self.meetings.extend(other.meetings);
        self.policies.extend(other.policies);
        self.obligations.extend(other.obligations);
        self.lessons.extend(other.lessons);
        self.projects.extend(other.projects);
        self.handovers.extend(other.handovers);
        self.consultations.extend(other.consultations);
    }

    /// The same in the order in which it is written down.
    #[must_use]
    pub(super) fn sorted(mut self) -> Registers {
        self.managers.sort_by(|a, b| a.agency.cmp(&b.agency));
        for it in &mut self.managers {
            it.managers.sort();
        }
        self.contacts.sort_by(|a, b| a.agency.cmp(&b.agency));
        self.partners.sort_by(|a, b| a.code.cmp(&b.code));
        for it in &mut self.partners {
            it.people.sort();
        }
        self.advisories.sort_by(|a, b| a.code.cmp(&b.code));
        for it in &mut self.advisories {
            it.partners.sort();
        }
        self.meetings.sort_by(|a, b| a.code.cmp(&b.code));
        for it in &mut self.meetings {
            it.invited.sort();
        }
        self.policies.sort_by(|a, b| a.code.cmp(&b.code));
        for it in &mut self.policies {
            it.audience.sort();
        }
        self.obligations.sort_by(|a, b| a.code.cmp(&b.code));
        self.lessons.sort_by(|a, b| a.code.cmp(&b.code));
        self.projects.sort_by(|a, b| a.code.cmp(&b.code));
        self.consultations.sort_by(|a, b| a.code.cmp(&b.code));
        for it in &mut self.consultations {
            it.advisers.sort();
        }
        self.handovers.sort_by(|a, b| a.agency.cmp(&b.agency));
        for it in &mut self.handovers {
            it.handovers.sort();
        }
        self
    }

    /// Whom it names, by code.
    pub(super) fn people(&self) -> impl Iterator<Item = &str> {
        let managers = self.managers.iter().flat_map(|it| &it.managers).map(|it| &it.person);
        let contacts = self.contacts.iter().flat_map(|it| &it.further).map(|it| &it.person);
        let partners = self.partners.iter().flat_map(|it| &it.people);
        let policies = self.policies.iter().flat_map(PolicyFile::people);
        let lessons = self.lessons.iter().filter_map(|it| it.owner.as_ref());
        let projects = self.projects.iter().filter_map(|it| it.owner.as_ref());
        let all = managers.chain(contacts).chain(partners).chain(lessons).chain(projects);
        let handovers = self.handovers.iter().flat_map(AgencyHandovers::people);
        let consultations = self.consultations.iter().flat_map(ConsultationFile::people);
        all.chain(policies).chain(handovers).chain(consultations).map(String::as_str)
    }

    /// Whose its records are and for whom they hold, by code of the agency.
    pub(super) fn owners(&self) -> impl Iterator<Item = &str> {
        let partners = self.partners.iter().map(|it| &it.agency);
        let advisories = self.advisories.iter().map(|it| &it.agency);
        let meetings = self.meetings.iter().flat_map(|it| it.invited.iter().chain([&it.agency]));
        let policies = self.policies.iter().map(|it| &it.agency);
        let lessons = self.lessons.iter().map(|it| &it.agency);
        let projects = self.projects.iter().map(|it| &it.agency);
        let handovers = self.handovers.iter().map(|it| &it.agency);
        let obligations = self.obligations.iter().flat_map(|it| &it.agencies);
        let of_all = partners.chain(lessons).chain(projects).chain(obligations);
        let consultations = self.consultations.iter().map(|it| &it.agency);
        let of_all = of_all.chain(handovers).chain(consultations);
        of_all.chain(advisories).chain(meetings).chain(policies).map(String::as_str)
    }
}
