//! What each role may do, read from the table that the use cases ask.

use domain::{access::matrix, account::Role};
use leptos::prelude::*;

use super::parts::role_words;
use crate::{
    Ctx,
    pages::Page,
    routes,
    ui::{BackLink, Card, Cell, Row, Table},
};

pub async fn show(_: Ctx) -> Page {
    Page::new("What each role may do", view)
}

fn view() -> impl IntoView {
    let matrix = matrix();
    let mut roles = vec![card(&matrix, "everyone", "Everyone, also without an account")];
    roles.extend(Role::ALL.map(|role| card(&matrix, role.name(), role_words(role))));
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=routes::ACCOUNTS label="Accounts"/>
                <div class="page-head">
                    <h1>"What each role may do"</h1>
                    <p class="lead">
                        "What is not listed is refused. It is the table that decides about every page and every button, so it cannot be out of date."
                    </p>
                    <p>
                        "The places of support are set on the page of each account. Where none is chosen, their places are all places."
                    </p>
                </div>
                {roles}
            </div>
        </div>
    }
}

fn card(matrix: &str, who: &str, title: &'static str) -> impl IntoView + use<> {
    let rows = lines(matrix, who).into_iter().map(|(subject, action, relations)| {
        view! {
            <Row>
                <Cell label="What">{subject}</Cell>
                <Cell label="May">{action}</Cell>
                <Cell label="Whose">{relations}</Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Card title=title>
            <Table caption=format!("What this role may do: {title}") columns=["What", "May", "Whose"]>{rows}</Table>
        </Card>
    }
}

/// Subject, action and to whom it is, in words, by subject.
fn lines(matrix: &str, who: &str) -> Vec<(String, String, String)> {
    let mut lines: Vec<(String, String, Vec<String>)> = Vec::new();
    for line in matrix.lines().skip(1) {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [role, action, subject, relation] = parts[..] else {
            continue;
        };
        if role != who {
            continue;
        }
        let (subject, action) = (subject_words(subject), action_words(action));
        match lines.iter_mut().find(|line| line.0 == subject && line.1 == action) {
            Some(line) => line.2.push(relation.to_owned()),
            None => lines.push((subject, action, vec![relation.to_owned()])),
        }
    }
    lines.sort_by(|one, other| one.0.cmp(&other.0));
    let words =
        |(subject, action, relations): (String, String, Vec<String>)| (subject, action, relation_words(&relations));
    lines.into_iter().map(words).collect()
}

fn subject_words(name: &str) -> String {
    match name {
        "Directory" => "Doctors and free times",
        "Appointment" => "Appointments",
        "VisitReason" => "Reasons for visits",
        "DoctorDay" => "A doctor\u{2019}s day",
        "Clinic" => "All appointments and patients",
        "Schedule" => "Hours and time off",
        "Catalogue" => "Services, rooms and settings",
        "Account" => "Accounts",
        "AuditTrail" => "Who saw and changed what",
        "SignIn" => "How they sign in",
        "EmergencyAccess" => "Emergency access",
        "Profile" => "Personal details and contacts",
        "EmergencyContact" => "Emergency contacts",
        "Delivery" => "Messages and what became of them",
        "Template" => "Words of messages",
        "Health" => "Whether the server does its work",
        other => other,
    }
    .to_owned()
}

fn action_words(name: &str) -> String {
    match name {
        "Read" => "See",
        "List" => "List",
        "Book" => "Book",
        "Reschedule" => "Move",
        "Cancel" => "Cancel",
        "ChangeStatus" => "Note who came",
        "Decide" => "Accept or reject",
        "Overbook" => "Overbook",
        "Edit" => "Add and change",
        "BreakGlass" => "Open, with a reason, for 30 minutes",
        "Bar" => "Suspend, delete, give a role",
        "SayComing" => "Say that they will come",
        other => other,
    }
    .to_owned()
}

fn relation_words(relations: &[String]) -> String {
    let has = |name: &str| relations.iter().any(|relation| relation == name);
    match (has("Own"), has("Treating"), has("Stranger")) {
        (false, false, false) if has("SameLocation") => "At their places",
        (true, false, false) if has("SameLocation") => "Their own, and at their places",
        (false, false, false) if has("Emergency") => "In an emergency that they opened",
        (false, false, false) | (true, _, true) => "All",
        (false, false, true) => "Those of others",
        (false, true, true) => "All but their own",
        (true, false, false) => "Their own",
        (false, true, false) => "Of their own patients and calendar",
        (true, true, false) => "Their own, and those they treat",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_in_words() {
        let matrix = matrix();
        for who in ["everyone", "patient", "doctor", "support", "administrator"] {
            let lines = lines(&matrix, who);
            assert!(!lines.is_empty(), "{who}");
            for (subject, action, _) in lines {
                let raw = |text: &str| text.chars().skip(1).any(char::is_uppercase) && !text.contains(' ');
                assert!(!raw(&subject) && !raw(&action), "{subject} {action}");
            }
        }
    }
}
