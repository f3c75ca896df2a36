//! The pages of messages and of health, as administrators and others get them.

use std::sync::Arc;

use axum::http::StatusCode;
use backend::{
    Context,
    adapters::{Carriers, mail::RecordingMailer},
    jobs::{Job, deliver_due},
};

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ABSENT, ADMIN, PIA, book, signed_in},
};

async fn deliver(clinic: &Clinic, mailer: &RecordingMailer) {
    let ctx = Context::system(Arc::clone(&clinic.world.core));
    deliver_due(&ctx, Carriers::mail_only(mailer)).await.unwrap();
}

/// The address of the first message that is listed.
fn first(page: &Answer) -> String {
    let (_, rows) = page.html.split_once("<tbody").expect("a list");
    let (_, after) = rows.split_once("href=\"/admin/deliveries/").expect("a link");
    let (id, _) = after.split_once('"').expect("its end");
    format!("/admin/deliveries/{id}")
}

async fn mail_to_pia(admin: &mut Browser) -> Answer {
    let fields = [("words", "lund"), ("channel", "email"), ("kind", "appointment_booked")];
    let list = admin.post("/admin/deliveries", &fields).await;
    assert_eq!(list.status, StatusCode::OK);
    list
}

#[tokio::test]
async fn a_message_is_found_opened_and_sent_again() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, "2026-11-26T14:00:00Z", "An itching mole").await;
    let mailer = RecordingMailer::default();
    // The doctor's and the patient's, which are due at one instant.
    mailer.fail(2);
    deliver(&clinic, &mailer).await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let list = mail_to_pia(&mut admin).await;
    list.has("Pia Lund").has("p…@example.com").has_not(PIA).has_not("mole");
    let path = first(&list);
    let page = admin.get(&path).await;
    assert_eq!(page.heading(), "Appointment booked");
    page.reads("It is still to be sent").has_not(PIA);

    clinic.world.clock.advance_minutes(2);
    deliver(&clinic, &mailer).await;
    let before = mailer.sent().len();
    admin.get(&path).await.reads("The server took it").has("/again\"");
    let ask = admin.get(&format!("{path}/again")).await;
    assert_eq!(ask.heading(), "Send this message again?");
    let fields = [("times", ask.value("times"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = admin.post(&format!("{path}/again"), &fields).await;
    let new = done.see_other().to_owned();
    let twice = admin.post(&format!("{path}/again"), &fields).await;
    assert_eq!(twice.see_other(), new);
    admin
        .get(&new)
        .await
        .reads("It is on its way again")
        .reads("Sends again");
    deliver(&clinic, &mailer).await;
    assert_eq!(mailer.sent().len(), before + 1);
    admin.get(&path).await.reads("Sent again");
    let far = admin.post(&format!("{path}/again"), &[("times", "9")]).await;
    assert_eq!(far.status, StatusCode::CONFLICT);
    far.reads("Nothing was sent");
}

#[tokio::test]
async fn messages_are_the_administrators_and_what_is_wrong_is_said() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, "2026-11-26T14:00:00Z", "An itching mole").await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = first(&admin.get("/admin/deliveries?state=waiting").await);
    let wrong = admin.get("/admin/deliveries?from=yesterday").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.reads("like 2026-11-23").has("value=\"yesterday\"");
    assert_eq!(
        admin.get("/admin/deliveries?person=7").await.status,
        StatusCode::BAD_REQUEST
    );
    admin
        .get("/admin/deliveries?words=lund")
        .await
        .has_not("value=\"lund\"");
    admin
        .get("/admin/deliveries?state=failed")
        .await
        .reads("No message fits");
    let absent = admin.get(&format!("/admin/deliveries/{ABSENT}")).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    let mut pia = signed_in(&clinic, PIA).await;
    for path in ["/admin/deliveries", &path, "/admin/health"] {
        assert_eq!(pia.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn administrators_are_told_where_they_begin_that_something_stands_still() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    admin
        .get("/admin/appointments")
        .await
        .reads("A part of the server stands still");
    admin
        .get("/admin/health")
        .await
        .reads("It has not run yet")
        .reads("Stands still");
    let ctx = Context::system(Arc::clone(&clinic.world.core));
    for job in Job::ALL {
        let sql = format!(
            "INSERT INTO job_run (name, ran_at) VALUES ('{}', {})",
            job.name(),
            ctx.now().millis()
        );
        clinic.world.db.execute(&sql, &[]).await.unwrap();
    }
    admin.get("/admin/appointments").await.has_not("stands still");
    let page = admin.get("/admin/health").await;
    page.reads("Everything runs").reads("SQLite").has_not("Stands still");
    clinic.world.clock.advance_minutes(6);
    clinic.sign_in(&mut admin, ADMIN).await;
    admin
        .get("/admin/health")
        .await
        .reads("Something stands still")
        .reads("6 minutes ago");
}
