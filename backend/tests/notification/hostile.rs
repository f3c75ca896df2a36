use std::str::FromStr;

use backend::{
    adapters::{
        SendFault,
        mail::{FolderMailer, MailAddress, Mailer, OutgoingMail},
    },
    notification::NoticeKind,
    testing::{self, Kind},
};
use icalendar::{Calendar, Component, EventLike};
use rstest::rstest;

use super::ground::{booked, mail, mails, notify, plain_mail};

const NAME: &str = "<b>\"x\"</b>\r\nBcc: eve@example.com\r\nEND:VEVENT;,\\n\u{2028}";
const DOCTOR: &str = "Dr. </td><script>alert(1)</script>\nATTENDEE:mailto:eve@example.com";

async fn hostile_mail() -> OutgoingMail {
    let world = testing::world(Kind::Sqlite).await;
    let mut view = booked(&world).await;
    mails(&world).await;
    view.patient_name = NAME.into();
    view.doctor_name = DOCTOR.into();
    view.place.name = "\r\n.\r\n<img src=x>".into();
    notify(&world, NoticeKind::Booked, &view, 50).await;
    mail(&world).await
}

#[tokio::test]
async fn a_name_stays_text_in_html() {
    let html = hostile_mail().await.html;
    for tag in ["<b>", "<script", "<img"] {
        assert!(!html.contains(tag), "{tag}");
    }
    assert!(
        html.contains("Dr. &#60;/td&#62;&#60;script&#62;alert(1)&#60;/script&#62; ATTENDEE:mailto:eve@example.com")
    );
}

#[tokio::test]
async fn a_name_stays_text_in_a_calendar() {
    let text = hostile_mail().await.calendar.unwrap().text;
    let calendar = Calendar::from_str(&text).unwrap();
    assert_eq!(calendar.events().count(), 1);
    let event = calendar.events().next().unwrap();
    let summary = "Appointment with Dr. </td><script>alert(1)</script> ATTENDEE:mailto:eve@example.com";
    assert_eq!(event.get_summary(), Some(summary));
    let attendees = &event.multi_properties()["ATTENDEE"];
    assert_eq!(attendees.len(), 1);
    assert_eq!(attendees[0].value(), "mailto:pia.lund@example.com");
    assert_eq!(
        attendees[0].params()["CN"].value(),
        "<b>'x'</b> Bcc: eve@example.com END:VEVENT;,\\n"
    );
    assert_eq!(event.get_location(), Some(". <img src=x>, 8 Quay Road, London SE1 2AB"));
}

#[tokio::test]
async fn a_name_makes_no_header() {
    let mut mail = hostile_mail().await;
    mail.to.name = Some(NAME.into());
    mail.from.name = Some(NAME.into());
    mail.subject = format!("Hello {NAME}");
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::open(folder.path()).unwrap();
    mailer.send(&mail).await.unwrap();
    let id = &mailer.list(1).await.unwrap()[0].id;
    let eml = std::fs::read_to_string(folder.path().join(format!("{id}.eml"))).unwrap();
    let (headers, _) = eml.split_once("\r\n\r\n").unwrap();
    let is_continued = |line: &&str| !line.starts_with([' ', '\t']);
    let names: Vec<_> = headers
        .split("\r\n")
        .filter(is_continued)
        .filter_map(|line| line.split(':').next())
        .collect();
    let expected = [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    ];
    assert_eq!(names, expected, "{headers}");
}

#[rstest]
#[case("eve@example.com\r\nBcc: x@example.com")]
#[case("eve@example.com, x@example.com")]
#[case("<eve@example.com>")]
#[case("")]
#[tokio::test]
async fn what_is_no_address_is_not_sent(#[case] address: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::open(folder.path()).unwrap();
    let mail = OutgoingMail {
        to: MailAddress {
            name: None,
            address: address.into(),
        },
        ..plain_mail()
    };
    assert!(matches!(mailer.send(&mail).await, Err(SendFault::Unwritable(_))));
    assert_eq!(mailer.list(9).await.unwrap(), []);
}
