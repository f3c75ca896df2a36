use backend::{
    adapters::{
        Stored,
        mail::{CalendarMethod, CalendarPart, FolderMailer, Mailer, OutgoingMail},
    },
    testing::instant,
};
use uuid::Uuid;

use super::ground::plain_mail;

fn mail_at(number: u128, time: &str) -> OutgoingMail {
    OutgoingMail {
        id: Uuid::from_u128(number),
        date: instant(time),
        ..plain_mail()
    }
}

#[tokio::test]
async fn the_newest_mails_come_first_and_each_is_found_by_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::open(folder.path().join("new/mail")).unwrap();
    let old = mail_at(9, "2026-11-23T08:00:00Z");
    let new = mail_at(1, "2026-11-23T08:00:01Z");
    for mail in [&new, &old, &old] {
        mailer.send(mail).await.unwrap();
    }
    let listed = mailer.list(10).await.unwrap();
    let mails: Vec<_> = listed.iter().map(|stored| &stored.message).collect();
    assert_eq!(mails, [&new, &old]);
    assert_eq!(mailer.list(1).await.unwrap(), listed[..1]);
    let Stored { id, message: mail } = &listed[1];
    assert_eq!(mailer.find(id).await.unwrap().unwrap().message, *mail);
}

#[tokio::test]
async fn no_id_leads_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret.json"), "{}").unwrap();
    let mailer = FolderMailer::open(folder.path().join("mail")).unwrap();
    let absolute = folder.path().join("secret").display().to_string();
    for id in [
        "",
        ".",
        "..",
        "../secret",
        "..%2fsecret",
        "secret\0",
        &absolute,
        &"a".repeat(47),
        &"0".repeat(5000),
    ] {
        assert_eq!(mailer.find(id).await.unwrap(), None, "{id:?}");
    }
}

#[tokio::test]
async fn a_file_is_a_mail_as_mail_programs_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::open(folder.path()).unwrap();
    let calendar = CalendarPart {
        method: CalendarMethod::Cancel,
        text: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into(),
    };
    mailer
        .send(&OutgoingMail {
            calendar: Some(calendar),
            ..plain_mail()
        })
        .await
        .unwrap();
    let id = &mailer.list(1).await.unwrap()[0].id;
    let eml = std::fs::read_to_string(folder.path().join(format!("{id}.eml"))).unwrap();
    for part in [
        "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n",
        "Message-ID: <7@clinic.example>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Content-Type: multipart/mixed;",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: text/html; charset=utf-8\r\n",
        "Content-Type: text/calendar; charset=utf-8; method=CANCEL\r\n",
        "Content-Disposition: attachment; filename=\"invite.ics\"\r\n",
    ] {
        assert!(eml.contains(part), "{part:?} is not in\n{eml}");
    }
}
