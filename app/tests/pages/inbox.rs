use axum::http::StatusCode;
use backend::{
    booking::{Cancel, cancel},
    testing::patient_context,
};
use domain::ids::MessageId;

use super::{
    support::Clinic,
    visits::{ABSENT, ADA, ADMIN, OMAR, PIA, book, same, signed_in},
};

const PATH: &str = "/messages";
const REASON: &str = "A mole has changed";

#[tokio::test]
async fn who_is_signed_in_has_a_bell_and_visitors_load_nothing_of_it() {
    let clinic = Clinic::open().await;
    clinic
        .browser()
        .get("/")
        .await
        .has_not("bell__link")
        .has_not("EventSource")
        .has_not("data-told");
    assert_eq!(
        clinic.browser().get(PATH).await.see_other(),
        "/sign-in?return_to=%2Fmessages"
    );
    for email in [PIA, ADA, "support@example.com", ADMIN] {
        let page = signed_in(&clinic, email).await.get("/help").await;
        page.has("href=\"/messages\"")
            .has("<span class=\"visually-hidden\">Messages<")
            .has("data-line=\"/events\"")
            .has_not("bell__count");
    }
}

#[tokio::test]
async fn the_bell_counts_and_a_page_that_watches_more_says_what() {
    let clinic = Clinic::open().await;
    let mut ada = signed_in(&clinic, ADA).await;
    book(&clinic, 0, "2026-11-26T10:00:00Z", REASON).await;
    ada.get("/help").await.has("1 unread message<");
    book(&clinic, 1, "2026-11-26T11:00:00Z", REASON).await;
    ada.get("/messages/bell")
        .await
        .has("2 unread messages<")
        .has_not("<html");
    for path in ["/day", "/week", "/requests"] {
        ada.get(path).await.has("data-events=\"/events?");
    }
    ada.get(PATH)
        .await
        .has("data-line=\"/events\"")
        .has_not("data-events=\"")
        .has("aria-current=\"page\"");

    let more = "INSERT INTO outbox_message \
                (id, kind, channel, recipient, payload, dedupe_key, attempts, created_at, due_at, sent_at, account_id) \
                SELECT {0}, kind, channel, recipient, payload, '{key}', 0, created_at, due_at, sent_at, account_id \
                FROM outbox_message WHERE channel = 'app' AND kind = 'doctor_booked' LIMIT 1";
    for number in 1..=98 {
        let sql = more.replace("{key}", &number.to_string());
        let id: MessageId = format!("00000000-0000-0000-0000-{number:012}").parse().expect("an id");
        clinic.world.db.execute(&sql, &[id.into()]).await.expect("a copy");
    }
    ada.get("/help").await.has(">99+<").has("More than 99 unread messages");
}

#[tokio::test]
async fn nothing_was_told_and_the_page_says_so() {
    let clinic = Clinic::open().await;
    let page = signed_in(&clinic, PIA).await.get(PATH).await;
    assert_eq!((page.status, page.heading()), (StatusCode::OK, "Messages".to_owned()));
    page.has("No messages")
        .has("href=\"/account/messages\"")
        .has_not("Mark all as read");
}

#[tokio::test]
async fn messages_stand_by_day_and_are_marked_as_read_by_forms() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, "2026-11-26T10:00:00Z", REASON).await;
    let mut pia = signed_in(&clinic, PIA).await;
    let page = pia.get(PATH).await;
    page.has(">Today<")
        .has("Your appointment is booked")
        .has("Thursday 26 November 2026, 10:00 to 10:30 (London time, UTC)")
        .has("Ada Moreno")
        .has("See, move or cancel the appointment")
        .has("Unread")
        .has_not(REASON);

    clinic.world.clock.advance_minutes(24 * 60);
    let ctx = patient_context(&clinic.world.core, &clinic.world.clinic, 0);
    let form = Cancel {
        appointment: visit.id,
        version: visit.version,
        reason: String::new(),
        code: None,
    };
    cancel(&ctx, &form).await.expect("cancelled");
    clinic.sign_in(&mut pia, PIA).await;
    let page = pia.get(PATH).await;
    page.has(">Today<").has(">Yesterday<").has("2 unread messages");
    let newest = page.value("newest");

    // The bell and the list are looked at by GET, which marks nothing.
    let open = format!("/messages/{newest}/open");
    assert_eq!(pia.get(&open).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(
        pia.post(&open, &[]).await.see_other(),
        format!("/appointments/{}", visit.id)
    );
    pia.get(PATH).await.has("1 unread message<");
    let done = pia.post("/messages/read", &[("newest", &newest)]).await;
    assert_eq!(done.see_other(), "/messages?read=1");
    pia.get("/messages?read=1")
        .await
        .has("Marked as read")
        .has_not("Mark all as read")
        .has_not("bell__count")
        .has_not("Unread");
    clinic.world.clock.advance_minutes(7 * 24 * 60);
    clinic.sign_in(&mut pia, PIA).await;
    pia.get(PATH).await.has_not(">Today<").has(">Tuesday 24 November 2026<");
}

#[tokio::test]
async fn the_messages_of_others_are_absent() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, "2026-11-26T10:00:00Z", REASON).await;
    let id = signed_in(&clinic, PIA).await.get(PATH).await.value("newest");
    for email in [OMAR, ADA, ADMIN] {
        let mut other = signed_in(&clinic, email).await;
        let path = |id: &str| format!("/messages/{id}/open");
        let (theirs, none) = (other.post(&path(&id), &[]).await, other.post(&path(ABSENT), &[]).await);
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        assert_eq!(same(&theirs, &id), same(&none, ABSENT));
        let answer = other.post("/messages/read", &[("newest", &id)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let answer = other.get(&format!("/messages?before={id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let mut pia = signed_in(&clinic, PIA).await;
    for body in ["", "newest=x", "newest=&newest=", &format!("newest={id}&newest={id}")] {
        let answer = pia.post_body("/messages/read", body.to_owned()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(pia.get("/messages?before=x").await.status, StatusCode::BAD_REQUEST);
    pia.get(PATH).await.has("1 unread message<");
}
