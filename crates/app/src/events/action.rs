//! What can be done: each is a word in the log for good.

use std::str::FromStr;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What was done. Its text is stored for good: one may be added, none changed or removed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every action there is.
            pub const ALL: &[Action] = &[$(Action::$name,)*];

            /// Its name for programs, such as `item.changed`.
            pub const fn name(self) -> &'static str {
                match self { $(Action::$name => $text,)* }
            }
        }
    };
}

actions! {
    /// An agency was added.
    AgencyAdded = "agency.added",
    /// An agency was changed.
    AgencyChanged = "agency.changed",
    /// An agency was merged into another, which took over its names.
    AgencyMerged = "agency.merged",
    /// An agency was retired.
    AgencyRetired = "agency.retired",
    /// A person was added.
    PersonAdded = "person.added",
    /// A person was changed.
    PersonChanged = "person.changed",
    /// A person left.
    PersonRetired = "person.retired",
    /// A way to reach a person was added, changed or verified.
    ChannelChanged = "channel.changed",
    /// A way to reach a person was removed.
    ChannelRemoved = "channel.removed",
    /// A role was given.
    GrantGiven = "grant.given",
    /// A role was ended.
    GrantEnded = "grant.ended",
    /// A role went to another agency, because its own was merged into that.
    GrantMoved = "grant.moved",
    /// A one-time link was made.
    LinkMade = "account.link_made",
    /// A password was set.
    PasswordSet = "account.password_set",
    /// Someone signed in.
    SignedIn = "account.signed_in",
    /// Someone was not let in.
    SignInRefused = "account.sign_in_refused",
    /// Someone signed out.
    SignedOut = "account.signed_out",
    /// All of a person's sessions were ended.
    SessionsEnded = "account.sessions_ended",
    /// An account was closed.
    AccountClosed = "account.closed",
    /// An API token was issued.
    TokenIssued = "token.issued",
    /// An API token was revoked.
    TokenRevoked = "token.revoked",
    /// An item was added to the inventory.
    ItemAdded = "item.added",
    /// An item was changed.
    ItemChanged = "item.changed",
    /// An item was retired.
    ItemRetired = "item.retired",
    /// A retired item was brought back.
    ItemRestored = "item.restored",
    /// A disruption was declared.
    DisruptionDeclared = "disruption.declared",
    /// A disruption was changed.
    DisruptionChanged = "disruption.changed",
    /// A disruption ended.
    DisruptionEnded = "disruption.ended",
    /// A disruption goes on after all.
    DisruptionReopened = "disruption.reopened",
    /// A damage, a cost or access for a time was written down during a disruption.
    EntryAdded = "entry.added",
    /// Such an entry was changed.
    EntryChanged = "entry.changed",
    /// Such an entry was removed.
    EntryRemoved = "entry.removed",
    /// Access was taken back before its time.
    AccessRevoked = "access.revoked",
    /// Access came to the end of its time.
    AccessExpired = "access.expired",
    /// A picture of damage was added.
    PhotoAdded = "photo.added",
    /// A picture of damage was removed.
    PhotoRemoved = "photo.removed",
    /// A roll call was started.
    RollCallStarted = "roll_call.started",
    /// Somebody was added to a roll call.
    RollCallJoined = "roll_call.joined",
    /// Somebody said of people in a roll call whether they are safe.
    RollCallMarked = "roll_call.marked",
    /// A roll call was closed.
    RollCallClosed = "roll_call.closed",
    /// A roll call goes on after all.
    RollCallReopened = "roll_call.reopened",
    /// What somebody found at a site was written down.
    SiteInspected = "site.inspected",
    /// An inspection that was written down by mistake was taken back.
    InspectionWithdrawn = "inspection.withdrawn",
    /// A need was added.
    NeedAdded = "need.added",
    /// A need was changed.
    NeedChanged = "need.changed",
    /// A need was removed.
    NeedRemoved = "need.removed",
    /// An impact analysis was started.
    AnalysisStarted = "analysis.started",
    /// An impact analysis was changed.
    AnalysisChanged = "analysis.changed",
    /// An impact analysis was handed in for approval.
    AnalysisCompleted = "analysis.completed",
    /// An impact analysis was sent back.
    AnalysisReturned = "analysis.returned",
    /// An impact analysis was approved.
    AnalysisApproved = "analysis.approved",
    /// An impact analysis went stale.
    AnalysisStale = "analysis.stale",
    /// A risk was written down.
    RiskAdded = "risk.added",
    /// A risk was changed.
    RiskChanged = "risk.changed",
    /// A risk was handed in as assessed.
    RiskAssessed = "risk.assessed",
    /// A risk was sent back.
    RiskReturned = "risk.returned",
    /// Somebody decided that a risk is treated.
    RiskTreated = "risk.treated",
    /// What is left of a risk was accepted.
    RiskAccepted = "risk.accepted",
    /// A risk was closed.
    RiskClosed = "risk.closed",
    /// A risk was opened again.
    RiskReopened = "risk.reopened",
    /// A strategy was added.
    StrategyAdded = "strategy.added",
    /// A strategy was changed.
    StrategyChanged = "strategy.changed",
    /// A strategy was proposed for approval.
    StrategyProposed = "strategy.proposed",
    /// A strategy was sent back.
    StrategyReturned = "strategy.returned",
    /// A strategy was approved.
    StrategyApproved = "strategy.approved",
    /// The money for a strategy was granted, or taken back.
    StrategyFunded = "strategy.funded",
    /// A strategy was retired.
    StrategyRetired = "strategy.retired",
    /// An import was committed.
    ImportCommitted = "import.committed",
    /// An import was canceled.
    ImportCanceled = "import.canceled",
    /// A file was uploaded for import.
    ImportUploaded = "import.uploaded",
    /// An investment was added.
    InvestmentAdded = "investment.added",
    /// An investment was changed.
    InvestmentChanged = "investment.changed",
    /// An investment was retired.
    InvestmentRetired = "investment.retired",
    /// A retired investment was brought back.
    InvestmentRestored = "investment.restored",
    /// A plan was started.
    PlanStarted = "plan.started",
    /// What a plan is about, or who answers for it, was changed.
    PlanChanged = "plan.changed",
    /// A new version of a plan was begun.
    PlanVersionBegun = "plan.version_begun",
    /// A draft of a plan was changed.
    PlanDrafted = "plan.drafted",
    /// A draft of a plan was thrown away, or a version put aside that is not what was approved.
    PlanDiscarded = "plan.discarded",
    /// A draft of a plan was handed in for review.
    PlanSubmitted = "plan.submitted",
    /// A draft of a plan was sent back.
    PlanReturned = "plan.returned",
    /// The review of a plan let it pass.
    PlanReviewed = "plan.reviewed",
    /// A plan was approved.
    PlanApproved = "plan.approved",
    /// The approval of a plan was refused.
    PlanRejected = "plan.rejected",
    /// A waiver of a finding was asked for.
    WaiverAsked = "waiver.asked",
    /// A waiver was granted.
    WaiverGranted = "waiver.granted",
    /// A waiver was refused.
    WaiverRefused = "waiver.refused",
    /// A waiver was withdrawn.
    WaiverWithdrawn = "waiver.withdrawn",
    /// The test of a plan was recorded, or waived.
    PlanTested = "plan.tested",
    /// A plan was put in force.
    PlanPublished = "plan.published",
    /// A plan must be looked at again.
    PlanReviewDue = "plan.review_due",
    /// A plan was not looked at again in time.
    PlanOverdue = "plan.overdue",
    /// Somebody stated that a plan still holds.
    PlanReaffirmed = "plan.reaffirmed",
    /// A plan was retired.
    PlanRetired = "plan.retired",
    /// A retired plan was brought back.
    PlanRestored = "plan.restored",
    /// Plans and contacts of an agency were taken along.
    KitTaken = "kit.taken",
    /// Somebody began to keep plans and contacts in a browser.
    KitKept = "kit.kept",
    /// Who is on the list of a plan was changed.
    PlanReadersChanged = "plan.readers_changed",
    /// People were asked to acknowledge a plan, or what they do under it.
    PlanAsked = "plan.asked",
    /// Those who had not acknowledged were reminded.
    PlanReminded = "plan.reminded",
    /// A person acknowledged a plan, or what they do under it.
    PlanAcknowledged = "plan.acknowledged",
    /// Somebody commented on a part of a plan.
    PlanCommented = "plan.commented",
    /// A comment on a plan was resolved.
    PlanCommentResolved = "plan.comment_resolved",
    /// A comment on a plan was opened again.
    PlanCommentReopened = "plan.comment_reopened",
    /// A new version of the template of a type of plan was published.
    TemplatePublished = "plan_template.published",
    /// A plan stays as it is, though its template has changed.
    TemplateDismissed = "plan.template_dismissed",
    /// A plan was put on stand-by: somebody else decides whether it is followed.
    ActivationAsked = "activation.asked",
    /// A plan was activated.
    ActivationActivated = "activation.activated",
    /// An activated plan went back to stand-by.
    ActivationStoodBy = "activation.stood_by",
    /// Recovery began under an activated plan.
    ActivationRecovering = "activation.recovering",
    /// The return to the usual state began under an activated plan.
    ActivationReconstituting = "activation.reconstituting",
    /// The end of an activation was declared.
    ActivationStoodDown = "activation.stood_down",
    /// An activation was closed with its report.
    ActivationClosed = "activation.closed",
    /// A plan on stand-by was not needed.
    ActivationCanceled = "activation.canceled",
    /// A task of an activated plan was done, blocked, or opened again.
    ActivationTaskChanged = "activation.task_changed",
    /// A draft of a statement was written.
    ActivationStatementChanged = "activation.statement_changed",
    /// An obligation was added.
    ObligationAdded = "obligation.added",
    /// An obligation was changed.
    ObligationChanged = "obligation.changed",
    /// An obligation was retired.
    ObligationRetired = "obligation.retired",
    /// A retired obligation was brought back.
    ObligationRestored = "obligation.restored",
    /// What proves that an agency meets an obligation, who answers for it or by when was changed.
    ComplianceChanged = "compliance.changed",
    /// An agency attested that it meets an obligation.
    ComplianceAttested = "compliance.attested",
    /// An agency took back that it meets an obligation.
    ComplianceWithdrawn = "compliance.withdrawn",
    /// A lesson was written down.
    LessonAdded = "lesson.added",
    /// A lesson was changed.
    LessonChanged = "lesson.changed",
    /// A lesson was closed, by a version of its plan or by a rejection.
    LessonClosed = "lesson.closed",
    /// A closed lesson was opened again.
    LessonReopened = "lesson.reopened",
    /// An objective was added.
    ObjectiveAdded = "objective.added",
    /// An objective was changed.
    ObjectiveChanged = "objective.changed",
    /// An objective was measured.
    ObjectiveMeasured = "objective.measured",
    /// An objective was retired.
    ObjectiveRetired = "objective.retired",
    /// A retired objective was brought back.
    ObjectiveRestored = "objective.restored",
    /// A campaign was opened: agencies are asked for their plans.
    CampaignAdded = "campaign.added",
    /// A campaign was changed.
    CampaignChanged = "campaign.changed",
    /// All who are late in a campaign were reminded.
    CampaignReminded = "campaign.reminded",
    /// An agency was asked for its plans.
    SubmissionAsked = "submission.asked",
    /// What an agency was asked for, or by when, was changed.
    SubmissionChanged = "submission.changed",
    /// It is time to hand plans in.
    SubmissionDue = "submission.due",
    /// Plans were not handed in by the day they were due.
    SubmissionLate = "submission.late",
    /// A submission was made ready for the agency head.
    SubmissionPrepared = "submission.prepared",
    /// The agency head attested plans and handed them in.
    SubmissionAttested = "submission.attested",
    /// What was handed in was received, as a dossier.
    SubmissionReceived = "submission.received",
    /// Somebody wrote at the review of a submission.
    SubmissionReviewed = "submission.reviewed",
    /// A submission was accepted, with or without fixes.
    SubmissionAccepted = "submission.accepted",
    /// A submission was sent back.
    SubmissionReturned = "submission.returned",
    /// A part of a programme was written down or changed.
    ProgrammePartChanged = "programme_part.changed",
    /// An activity of a programme was done.
    ProgrammeActivityDone = "programme_part.done",
    /// A special project was added, or asked for.
    ProjectAdded = "project.added",
    /// A special project was changed.
    ProjectChanged = "project.changed",
    /// A milestone of a special project was reached.
    ProjectMilestoneReached = "project.milestone_reached",
    /// A business calendar was added.
    CalendarAdded = "calendar.added",
    /// A business calendar was changed.
    CalendarChanged = "calendar.changed",
    /// A business calendar was retired.
    CalendarRetired = "calendar.retired",
    /// A retired business calendar was brought back.
    CalendarRestored = "calendar.restored",
    /// A policy was added.
    PolicyAdded = "policy.added",
    /// A policy was changed.
    PolicyChanged = "policy.changed",
    /// A new version of a policy was begun.
    PolicyVersionBegun = "policy.version_begun",
    /// A draft of a policy was thrown away.
    PolicyDiscarded = "policy.discarded",
    /// A draft of a policy was opened for comments.
    PolicyOpened = "policy.opened",
    /// Somebody commented on a draft of a policy.
    PolicyCommented = "policy.commented",
    /// A draft of a policy was handed in for approval.
    PolicySubmitted = "policy.submitted",
    /// A draft of a policy was sent back.
    PolicyReturned = "policy.returned",
    /// A policy was approved.
    PolicyApproved = "policy.approved",
    /// A policy was published.
    PolicyPublished = "policy.published",
    /// A policy must be reviewed.
    PolicyReviewDue = "policy.review_due",
    /// Somebody stated that a policy is still right.
    PolicyReaffirmed = "policy.reaffirmed",
    /// A policy was retired.
    PolicyRetired = "policy.retired",
    /// A retired policy was brought back.
    PolicyRestored = "policy.restored",
    /// Somebody acknowledged a policy.
    PolicyAcknowledged = "policy.acknowledged",
    /// A series of meetings was added.
    SeriesAdded = "meeting_series.added",
    /// A series of meetings was changed.
    SeriesChanged = "meeting_series.changed",
    /// A series of meetings was retired.
    SeriesRetired = "meeting_series.retired",
    /// A retired series of meetings was brought back.
    SeriesRestored = "meeting_series.restored",
    /// A meeting was opened, to be prepared or recorded.
    MeetingOpened = "meeting.opened",
    /// What a meeting says was changed.
    MeetingChanged = "meeting.changed",
    /// A meeting was closed.
    MeetingClosed = "meeting.closed",
    /// A meeting was canceled.
    MeetingCanceled = "meeting.canceled",
    /// A meeting was opened again.
    MeetingReopened = "meeting.reopened",
    /// What was to be done after a meeting is done.
    MeetingActionDone = "meeting.action_done",
    /// Somebody made a secret link to their meetings.
    FeedMade = "account.feed_made",
    /// Somebody took the secret link to their meetings back.
    FeedDropped = "account.feed_dropped",
    /// A partner was added.
    PartnerAdded = "partner.added",
    /// A partner was changed.
    PartnerChanged = "partner.changed",
    /// A partner was retired.
    PartnerRetired = "partner.retired",
    /// A retired partner was brought back.
    PartnerRestored = "partner.restored",
    /// A secret link was made for a partner.
    PartnerLinkMade = "partner.link_made",
    /// The secret link of a partner was withdrawn.
    PartnerLinkWithdrawn = "partner.link_withdrawn",
    /// Somebody opened the secret link of a partner.
    PartnerLinkOpened = "partner.link_opened",
    /// An advisory was added.
    AdvisoryAdded = "advisory.added",
    /// An advisory was changed.
    AdvisoryChanged = "advisory.changed",
    /// An advisory was shared.
    AdvisoryShared = "advisory.shared",
    /// An advisory was withdrawn.
    AdvisoryWithdrawn = "advisory.withdrawn",
    /// A partner opened an advisory.
    AdvisoryOpened = "advisory.opened",
    /// A person was made the relationship manager of an agency.
    ManagerAssigned = "relationship_manager.assigned",
    /// From when to when somebody is a relationship manager was changed.
    ManagerChanged = "relationship_manager.changed",
    /// Who else of an agency is called in a major incident was changed.
    ContactsChanged = "contact_list.changed",
    /// An agency said that its contacts hold.
    ContactsConfirmed = "contact_list.confirmed",
    /// An agency said that somebody leaves, moves or changes role.
    HandoverAnnounced = "handover.announced",
    /// Somebody who may give the roles confirmed a handover.
    HandoverConfirmed = "handover.confirmed",
    /// A handover was called off before its day.
    HandoverCanceled = "handover.canceled",
    /// A handover took effect: roles ended, and those of the successor began.
    HandoverDone = "handover.done",
    /// Advice was asked for.
    ConsultationAsked = "consultation.asked",
    /// Somebody took a consultation on.
    ConsultationTaken = "consultation.taken",
    /// What came of a consultation was written down.
    ConsultationRecorded = "consultation.recorded",
    /// A consultation was closed.
    ConsultationClosed = "consultation.closed",
    /// A consultation was withdrawn by who had asked for it.
    ConsultationWithdrawn = "consultation.withdrawn",
    /// What a consultation recommended was done, or rejected.
    RecommendationResolved = "consultation.recommendation_resolved",
    /// A scenario was added.
    ScenarioAdded = "scenario.added",
    /// A scenario was changed.
    ScenarioChanged = "scenario.changed",
    /// A scenario was retired.
    ScenarioRetired = "scenario.retired",
    /// A retired scenario was brought back.
    ScenarioRestored = "scenario.restored",
    /// A run of a scenario was started.
    RunStarted = "run.started",
    /// A run of a scenario was computed to its end.
    RunFinished = "run.finished",
    /// A run of a scenario was canceled.
    RunCanceled = "run.canceled",
    /// A run of a scenario failed.
    RunFailed = "run.failed",
    /// A run of a scenario was broken off when the server stopped.
    RunBrokenOff = "run.broken_off",
    /// A run of a scenario was removed, because only so many are kept.
    RunRemoved = "run.removed",
    /// A job was given up.
    JobFailed = "job.failed",
    /// A job that had failed or was canceled was put in line again.
    JobRetried = "job.retried",
    /// A job was canceled.
    JobCanceled = "job.canceled",
    /// A mail was handed to the mail server.
    MailSent = "mail.sent",
    /// Somebody changed which mails they want.
    NoticesChanged = "notices.changed",
    /// A setting was changed.
    SettingChanged = "setting.changed",
    /// A key was made that the installation signs with.
    SigningKeyMade = "signing_key.made",
    /// A saved view was kept or dropped.
    ViewChanged = "view.changed",
    /// The sample state was loaded.
    SampleLoaded = "sample.loaded",
}

impl FromStr for Action {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Action::ALL.iter().copied().find(|it| it.name() == text).ok_or(())
    }
}
