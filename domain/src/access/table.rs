use std::fmt::Write;

use super::Actor;
use crate::account::Role;

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Read,
    List,
    Book,
    Reschedule,
    Cancel,
    /// Note on the day who arrived, was seen or did not come.
    ChangeStatus,
    /// Accept or reject a request.
    Decide,
    /// Put an appointment beside another one knowingly.
    Overbook,
    /// Change what is set.
    Edit,
    /// Look into a patient's appointments in an emergency: with a reason, for a while, and everybody concerned is told.
    BreakGlass,
    /// Suspend, restore or delete an account, or give it another role or other places.
    Bar,
    /// Say that one will come to an appointment.
    SayComing,
}

/// What they want to do it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Doctors, specialties, locations and free times: public.
    Directory,
    /// One appointment with its patient's name.
    Appointment,
    /// Why a patient comes: medical content.
    VisitReason,
    /// The appointments of one doctor's day.
    DoctorDay,
    /// The appointments of the whole clinic, and its patients by name; they are added here.
    Clinic,
    /// A doctor's hours, exceptions and time off.
    Schedule,
    /// Services, rooms, closures and limits of the clinic.
    Catalogue,
    /// Who looked into whose appointments in an emergency, and why.
    EmergencyAccess,
    /// Who read and changed whose data.
    AuditTrail,
    /// Who signs in: one account or all of them.
    Account,
    /// How somebody signs in: password, second factor, devices.
    SignIn,
    /// What somebody told about themselves: name, contacts, address, preferences.
    Profile,
    /// Who pays for somebody, and their number there.
    Insurance,
    /// Whom to call for somebody.
    EmergencyContact,
    /// What somebody was told: the list behind the bell.
    Message,
    /// What was sent to whom, and what became of it.
    Delivery,
    /// The words of messages.
    Template,
    /// Whether the server does its work.
    Health,
}

/// What ties the person to the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is about them: the patient of the appointment.
    Own,
    /// They treat: the doctor of the appointment or of the day.
    Treating,
    /// It is at a place where they work; whoever is bound to no place works at all.
    SameLocation,
    /// Nothing does.
    Stranger,
    /// They broke the glass, and its time is not over.
    Emergency,
}

const ACTIONS: [Action; 12] = [
    Action::Read,
    Action::List,
    Action::Book,
    Action::Reschedule,
    Action::Cancel,
    Action::ChangeStatus,
    Action::Decide,
    Action::Overbook,
    Action::Edit,
    Action::BreakGlass,
    Action::Bar,
    Action::SayComing,
];
const SUBJECTS: [Subject; 18] = [
    Subject::Directory,
    Subject::Appointment,
    Subject::VisitReason,
    Subject::DoctorDay,
    Subject::Clinic,
    Subject::Schedule,
    Subject::Catalogue,
    Subject::EmergencyAccess,
    Subject::AuditTrail,
    Subject::Account,
    Subject::SignIn,
    Subject::Profile,
    Subject::Insurance,
    Subject::EmergencyContact,
    Subject::Message,
    Subject::Delivery,
    Subject::Template,
    Subject::Health,
];
const RELATIONS: [Relation; 5] = [
    Relation::Own,
    Relation::Treating,
    Relation::SameLocation,
    Relation::Stranger,
    Relation::Emergency,
];

/// Whether the table lets `actor` do it. The system may do everything; what no row allows is denied.
pub fn is_allowed(actor: &Actor, action: Action, subject: Subject, relation: Relation) -> bool {
    match actor {
        Actor::System => true,
        Actor::Visitor => is_public(action, subject),
        Actor::Person { role, .. } => is_public(action, subject) || is_allowed_to(*role, action, subject, relation),
    }
}

fn is_public(action: Action, subject: Subject) -> bool {
    matches!((action, subject), (Action::Read | Action::List, Subject::Directory))
}

fn is_allowed_to(role: Role, action: Action, subject: Subject, relation: Relation) -> bool {
    use Action as A;
    use Relation as R;
    use Role as P;
    use Subject as S;
    if relation == R::Emergency {
        // Reading, and nothing else: whatever a role may do otherwise, it does not do it by this.
        let is_staff = matches!(role, P::Doctor | P::Support | P::Administrator);
        return is_staff
            && matches!(
                (action, subject),
                (A::Read, S::Appointment | S::VisitReason | S::EmergencyContact)
            );
    }
    match (role, action, subject, relation) {
        // How one signs in is one's own affair.
        (_, A::Read | A::Edit, S::SignIn, R::Own) => true,
        // What one was told is nobody else's, whatever their role.
        (_, A::Read | A::Edit, S::Message, R::Own) => true,
        // What one tells about oneself is one's own to change. Staff are not insured here.
        (_, A::Read | A::Edit, S::Profile | S::EmergencyContact, R::Own) => true,
        (P::Patient, A::Read | A::Edit, S::Insurance, R::Own) => true,
        // A patient's own appointments.
        (P::Patient, A::Read | A::List | A::Book | A::Reschedule | A::Cancel, S::Appointment, R::Own) => true,
        (P::Patient, A::SayComing, S::Appointment, R::Own) => true,
        (P::Patient, A::Read, S::VisitReason | S::AuditTrail, R::Own) => true,
        // A doctor's own patients and hours.
        (P::Doctor, A::Read | A::Reschedule | A::Cancel | A::ChangeStatus | A::Decide, S::Appointment, R::Treating) => {
            true
        }
        (P::Doctor, A::Read, S::VisitReason | S::DoctorDay, R::Treating) => true,
        (P::Doctor, A::Read | A::Edit, S::Schedule, R::Treating) => true,
        (P::Doctor, A::Read, S::Profile | S::EmergencyContact, R::Treating) => true,
        (P::Doctor | P::Support | P::Administrator, A::BreakGlass, S::EmergencyAccess, R::Stranger) => true,
        // The front desk runs the books of its places without medical content.
        (
            P::Support,
            A::Read | A::Reschedule | A::Cancel | A::ChangeStatus,
            S::Appointment,
            R::Own | R::SameLocation,
        ) => true,
        (P::Support, A::Book | A::Overbook, S::Appointment, R::SameLocation) => true,
        (P::Support, A::Read, S::DoctorDay | S::Schedule, R::SameLocation) => true,
        // Patients are of no place: whoever phones is found or added.
        (P::Support, A::List | A::Edit, S::Clinic, _) => true,
        // How to reach a patient; neither who pays nor whom to call.
        (P::Support, A::Read, S::Profile, R::SameLocation | R::Stranger) => true,
        // An administrator sees the clinic, keeps its books right and sets its rules.
        (P::Administrator, A::Read | A::Reschedule | A::Cancel | A::ChangeStatus | A::Decide, S::Appointment, _) => {
            true
        }
        (P::Administrator, A::Book | A::Overbook, S::Appointment, R::SameLocation | R::Stranger) => true,
        (P::Administrator, A::Read, S::VisitReason | S::DoctorDay, _) => true,
        (P::Administrator, A::List | A::Edit, S::Clinic, _) => true,
        (P::Administrator, A::Read, S::Profile | S::Insurance | S::EmergencyContact, R::SameLocation | R::Stranger) => {
            true
        }
        (P::Administrator, A::Read | A::Edit, S::Schedule | S::Catalogue, _) => true,
        (P::Administrator, A::List, S::EmergencyAccess, R::Stranger) => true,
        (P::Administrator, A::Read, S::AuditTrail, _) => true,
        (P::Administrator, A::List | A::Read | A::Edit, S::Delivery, _) => true,
        (P::Administrator, A::Read | A::Edit, S::Template, _) => true,
        (P::Administrator, A::Read, S::Health, _) => true,
        (P::Administrator, A::Read | A::Edit, S::Account, R::Own | R::Stranger) => true,
        // Nobody decides about their own account or takes it from themselves.
        (P::Administrator, A::List | A::Decide | A::Bar, S::Account, R::Stranger) => true,
        _ => false,
    }
}

/// The whole table as text, one line for each allowed combination: committed and compared by a test, so that a change of
/// access is seen in review.
pub fn matrix() -> String {
    let mut text = String::from("who | action | subject | relation\n");
    let mut line = |who: &str, action: Action, subject: Subject, relation: &str| {
        let _ = writeln!(text, "{who} | {action:?} | {subject:?} | {relation}");
    };
    for action in ACTIONS {
        for subject in SUBJECTS {
            if is_public(action, subject) {
                line("everyone", action, subject, "any");
            }
        }
    }
    for role in Role::ALL {
        for action in ACTIONS {
            for subject in SUBJECTS {
                for relation in RELATIONS {
                    if is_allowed_to(role, action, subject, relation) {
                        line(role.name(), action, subject, &format!("{relation:?}"));
                    }
                }
            }
        }
    }
    text
}
