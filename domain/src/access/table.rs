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
    ChangeStatus,
}

/// What they want to do it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Doctors, specialties, locations and free times: public.
    Directory,
    /// One appointment with its patient's name and reason.
    Appointment,
    /// The appointments of one doctor's day.
    DoctorDay,
    /// The appointments of the whole clinic.
    Clinic,
}

/// What ties the person to the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is about them: the patient of the appointment.
    Own,
    /// They treat: the doctor of the appointment or of the day.
    Treating,
    /// Nothing does.
    Stranger,
}

const ACTIONS: [Action; 6] = [
    Action::Read,
    Action::List,
    Action::Book,
    Action::Reschedule,
    Action::Cancel,
    Action::ChangeStatus,
];
const SUBJECTS: [Subject; 4] = [
    Subject::Directory,
    Subject::Appointment,
    Subject::DoctorDay,
    Subject::Clinic,
];
const RELATIONS: [Relation; 3] = [Relation::Own, Relation::Treating, Relation::Stranger];

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
    match (role, action, subject, relation) {
        // A patient's own appointments.
        (P::Patient, A::Read | A::List | A::Book | A::Reschedule | A::Cancel, S::Appointment, R::Own) => true,
        // A doctor's own patients.
        (P::Doctor, A::Read | A::Cancel | A::ChangeStatus, S::Appointment, R::Treating) => true,
        (P::Doctor, A::Read, S::DoctorDay, R::Treating) => true,
        // An administrator sees the clinic and keeps its books right.
        (P::Administrator, A::Read | A::Cancel | A::ChangeStatus, S::Appointment, _) => true,
        (P::Administrator, A::Read, S::DoctorDay, _) => true,
        (P::Administrator, A::List, S::Clinic, _) => true,
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
