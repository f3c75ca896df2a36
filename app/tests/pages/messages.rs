use axum::http::StatusCode;
use backend::testing::{self, Kind};

use super::support::Clinic;

const PATH: &str = "/account/messages";

#[tokio::test]
async fn a_patient_chooses_what_is_sent_and_finds_it_so() {
    let mut world = testing::world(Kind::Sqlite).await;
    let settings = backend::Settings {
        sends_sms: true,
        ..testing::settings()
    };
    let core = backend::Core::new(world.db.db.clone(), world.clock.clone(), settings);
    world.core = std::sync::Arc::new(core);
    let clinic = Clinic::of(world, None);
    let mut browser = clinic.browser();
    assert_eq!(
        browser.get(PATH).await.see_other(),
        "/sign-in?return_to=%2Faccount%2Fmessages"
    );
    clinic.sign_in(&mut browser, "pia.lund@example.com").await;

    let page = browser.get(PATH).await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "Messages to me".to_owned())
    );
    page.has("id=\"reminders-sms\" name=\"reminders-sms\" value=\"true\" checked")
        .has_not("name=\"schedule-email\"")
        .has("value=\"21:00\"");

    let quiet = [("quiet", "true"), ("quiet_from", "22:00"), ("quiet_until", "22:00")];
    let page = browser.post(PATH, &quiet).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("Enter two different times").has("value=\"22:00\"");

    let fields = [
        ("appointments-email", "true"),
        ("appointments-sms", "true"),
        // Not a patient's: nothing comes of it.
        ("registrations-email", "true"),
        ("quiet_from", ""),
        ("quiet_until", ""),
    ];
    assert_eq!(
        browser.post(PATH, &fields).await.see_other(),
        "/account/messages?saved=1"
    );
    let page = browser.get("/account/messages?saved=1").await;
    page.has("Saved")
        .has("name=\"appointments-sms\" value=\"true\" checked")
        .has_not("name=\"reminders-sms\" value=\"true\" checked");
    let stored = "SELECT COUNT(*) FROM account WHERE message_choices = \
                  'appointments.sms=on appointments.app=off reminders.email=off reminders.sms=off reminders.app=off quiet=none'";
    assert_eq!(clinic.world.db.number(stored, &[]).await, 1);
}

#[tokio::test]
async fn each_role_has_its_own_and_nobody_is_offered_what_cannot_be_sent() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    clinic.sign_in(&mut browser, "ada.moreno@example.com").await;
    let page = browser.get(PATH).await;
    page.has("name=\"schedule-email\"")
        .has("name=\"daily_list-email\"")
        .has_not("-sms\"")
        .has("Text messages cannot be chosen");

    let mut browser = clinic.browser();
    clinic.sign_in(&mut browser, "support@example.com").await;
    browser
        .get(PATH)
        .await
        .has("There is nothing else that we would send you.");
}
