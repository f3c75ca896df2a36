//! A doctor's board without JavaScript: requests, blocked time, moves, the week, and what the front desk sees.

use axum::http::StatusCode;
use backend::testing::AppointmentRow;
use domain::booking::AppointmentView;

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ABSENT, ADA, ADMIN, BEN, HOSTILE, PIA, book, signed_in, status},
};

const NINE: &str = "2026-11-23T09:00:00Z";
const DAY: &str = "/day?date=2026-11-23";

/// A request of the first patient for Monday at ten, and what its page sends.
async fn request(clinic: &Clinic) -> String {
    let row = AppointmentRow::new(1).status("requested");
    row.insert(&clinic.world).await.unwrap();
    row.id().to_string()
}

async fn status_of(clinic: &Clinic, id: &str) -> String {
    let ctx = backend::Context::system(clinic.world.core.clone());
    let view = backend::booking::get_appointment(&ctx, id.parse().unwrap())
        .await
        .unwrap();
    view.status.name().to_owned()
}

async fn answer(browser: &mut Browser, id: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = [("version", "1")].into_iter().chain(fields.iter().copied()).collect();
    browser.post(&format!("/appointments/{id}/decide"), &fields).await
}

/// Somebody at the front desk.
async fn at_the_desk(clinic: &Clinic) -> Browser {
    let index = backend::testing::email_index("admin@example.com");
    let sql = format!("UPDATE account SET role = 'support' WHERE email_index = '{index}'");
    clinic.world.db.execute(&sql, &[]).await.unwrap();
    signed_in(clinic, ADMIN).await
}

async fn block(browser: &mut Browser, from: &str, to: &str, reason: &str) -> Answer {
    let fields = [
        ("date", "2026-11-23"),
        ("doctor", ""),
        ("block_from", from),
        ("block_to", to),
        ("block_reason", reason),
    ];
    browser.post("/day/blocks", &fields).await
}

#[tokio::test]
async fn a_request_is_accepted_from_the_list_or_on_the_day() {
    let clinic = Clinic::open().await;
    let id = request(&clinic).await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get("/requests").await;
    assert_eq!((page.status, page.heading()), (StatusCode::OK, "Requests".to_owned()));
    page.has("Pia Lund")
        .reads("1 request waits for an answer")
        .reads("Answer until Wednesday 23 December 2026, 10:00")
        .has("A mole has changed")
        .has(&format!("action=\"/appointments/{id}/decide\""));
    page.has("site-nav__count").reads("Requests1 waiting");

    let day = browser.get(DAY).await;
    day.has("visit--requested")
        .reads("Request: Pia Lund")
        .reads("1 request waits")
        .has("answer=reject");
    let done = answer(&mut browser, &id, &[("step", "accept"), ("date", "2026-11-23")]).await;
    let back = format!("{DAY}&selected={id}&done=accepted#visit-{id}");
    assert_eq!(done.see_other(), back);
    browser
        .get(&back)
        .await
        .reads("The request is accepted")
        .has_not("visit--requested");
    assert_eq!(status_of(&clinic, &id).await, "confirmed");
    browser
        .get("/requests")
        .await
        .has("No request waits")
        .has_not("site-nav__count");

    let again = answer(&mut browser, &id, &[("step", "accept")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.has("It has changed since you looked");
}

#[tokio::test]
async fn a_rejection_says_why() {
    let clinic = Clinic::open().await;
    let id = request(&clinic).await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = answer(&mut browser, &id, &[("step", "reject"), ("reject_reason", " ")]).await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::UNPROCESSABLE_ENTITY, "Requests".to_owned())
    );
    page.has("Say why: the patient reads it")
        .has("<details open class=\"reject\"");
    let on_day = [("step", "reject"), ("date", "2026-11-23"), ("doctor", "ada-moreno")];
    let page = answer(&mut browser, &id, &on_day).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("Say why: the patient reads it").has("Monday 23 November 2026");
    let long = "a".repeat(1001);
    let page = answer(&mut browser, &id, &[("step", "reject"), ("reject_reason", &long)]).await;
    page.has(&long);
    assert_eq!(status_of(&clinic, &id).await, "requested");

    let done = answer(&mut browser, &id, &[("step", "reject"), ("reject_reason", "I am away")]).await;
    assert_eq!(done.see_other(), "/requests?done=rejected");
    assert_eq!(status_of(&clinic, &id).await, "rejected");
    browser
        .get("/doctors-day/ada-moreno?date=2026-11-23")
        .await
        .has_not("Pia Lund");
}

#[tokio::test]
async fn requests_are_answered_by_who_may() {
    let clinic = Clinic::open().await;
    let id = request(&clinic).await;
    let mut other = signed_in(&clinic, BEN).await;
    other
        .get("/requests")
        .await
        .has_not("Pia Lund")
        .has_not("site-nav__count");
    for id in [id.as_str(), ABSENT] {
        assert_eq!(
            answer(&mut other, id, &[("step", "accept")]).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let mut patient = signed_in(&clinic, PIA).await;
    assert_eq!(patient.get("/requests").await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        answer(&mut patient, &id, &[("step", "accept")]).await.status,
        StatusCode::FORBIDDEN
    );
    let answer_link = format!("href=\"/requests#request-{id}\"");
    for who in [ADA, ADMIN] {
        let mut browser = signed_in(&clinic, who).await;
        browser.get(&format!("/appointments/{id}")).await.has(&answer_link);
    }
    let mut desk = at_the_desk(&clinic).await;
    assert_eq!(desk.get("/requests").await.status, StatusCode::FORBIDDEN);
    let page = desk.get(&format!("/appointments/{id}")).await;
    page.has("Pia Lund").has_not("Answer the request");
    assert_eq!(
        answer(&mut desk, &id, &[("step", "accept")]).await.status,
        StatusCode::FORBIDDEN
    );
    let mut own = signed_in(&clinic, ADA).await;
    for nonsense in ["arrive", "cancel", "x"] {
        assert_eq!(
            answer(&mut own, &id, &[("step", nonsense)]).await.status,
            StatusCode::BAD_REQUEST
        );
    }
    assert_eq!(status_of(&clinic, &id).await, "requested");
}

#[tokio::test]
async fn time_is_blocked_freed_and_blocked_again() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get(DAY).await;
    page.has("new=block&amp;from=09%3A00&amp;to=17%3A00")
        .has("8 hours free");
    let form = browser.get(&format!("{DAY}&new=block&from=12:00&to=13:00")).await;
    assert_eq!(
        (form.value("block_from"), form.value("block_to")),
        ("12:00".to_owned(), "13:00".to_owned())
    );

    let done = block(&mut browser, "12:00", "13:00", HOSTILE)
        .await
        .see_other()
        .to_owned();
    let page = browser.get(&done).await;
    page.reads("12:00 to 13:00 is blocked")
        .has("Time off")
        .has_not("<script>alert");
    page.reads("3 hours free").reads("4 hours free");
    let (_, id) = done.split_once("#block-").unwrap();
    let page = browser.get(&format!("{DAY}&block={id}")).await;
    page.reads("Make it free again? Patients can book 12:00 to 13:00 then.");

    let path = format!("/day/blocks/{id}/remove");
    let back = [("date", "2026-11-23"), ("doctor", "")];
    for email in [BEN, PIA] {
        let mut stranger = signed_in(&clinic, email).await;
        let refused = stranger.post(&path, &back).await.status;
        assert!(
            matches!(refused, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
            "{email}"
        );
    }
    let done = browser.post(&path, &back).await.see_other().to_owned();
    let page = browser.get(&done).await;
    page.reads("The time is free again").has_not("Time off");
    let undo: Vec<(&str, String)> = ["start", "end", "block_reason"]
        .into_iter()
        .map(|name| (name, page.value(name)))
        .collect();
    let undo: Vec<(&str, &str)> = undo
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain(back)
        .collect();
    let done = browser.post("/day/blocks", &undo).await.see_other().to_owned();
    browser.get(&done).await.reads("12:00 to 13:00 is blocked");
}

#[tokio::test]
async fn a_block_that_cannot_be_says_why_and_keeps_what_was_typed() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = block(&mut browser, "08:00", "12:00", "Dentist").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.reads("1 visit is in this time").has("value=\"Dentist\"");
    assert_eq!(page.value("block_to"), "12:00");
    let page = block(&mut browser, "13:00", "12:00", "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.reads("The end must be later than the start")
        .has("aria-invalid=\"true\"");
    let page = block(&mut browser, "", "", "").await;
    page.reads("Enter the start as hours and minutes")
        .reads("Enter the end as hours and minutes");
    let fields = [("date", "soon"), ("block_from", "12:00"), ("block_to", "13:00")];
    assert_eq!(
        browser.post("/day/blocks", &fields).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    browser.get(DAY).await.has_not("Time off");
}

#[tokio::test]
async fn the_next_step_stands_on_the_card() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let path = format!("/appointments/{}/status", visit.id);
    for (step, next) in [("arrive", "Start the visit"), ("start", "Completed")] {
        let page = browser.get(DAY).await;
        page.has(&format!("action=\"{path}\""));
        let version = page.value("version");
        let fields = [("version", &*version), ("date", "2026-11-23"), ("step", step)];
        browser.post(&path, &fields).await.see_other();
        browser.get(DAY).await.reads(&format!("{next}, Pia Lund"));
    }
    assert_eq!(status(&clinic, &visit).await, "in_progress");
    // Tomorrow nobody arrives yet.
    book(&clinic, 1, "2026-11-24T09:00:00Z", "Itch").await;
    let tomorrow = browser.get("/day?date=2026-11-24").await;
    tomorrow.has("Omar Haddad").has_not("value=\"arrive\"");
}

#[tokio::test]
async fn the_panel_tells_what_was_before() {
    let clinic = Clinic::open().await;
    let before = AppointmentRow::new(1).from_to(-7 * 24 * 60, -7 * 24 * 60 + 30);
    before.status("completed").insert(&clinic.world).await.unwrap();
    let visit = book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get(&format!("{DAY}&selected={}", visit.id)).await;
    page.reads("Earlier visits")
        .reads("Monday 16 November 2026")
        .reads("History")
        .reads("Booked")
        .has(&format!("href=\"/appointments/{}/move?date=2026-11-23\"", visit.id));
}

#[tokio::test]
async fn the_day_is_printed_as_a_table() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get(DAY).await;
    page.has("<table class=\"day-list\"")
        .has(">Seen</th>")
        .has("<td>Rash<!></td>");
    let mut desk = at_the_desk(&clinic).await;
    let page = desk.get("/doctors-day/ada-moreno?date=2026-11-23").await;
    page.has("<table class=\"day-list\"")
        .has_not("Rash")
        .has_not(">Reason</th>");
}

#[tokio::test]
async fn the_front_desk_sees_days_and_weeks_without_reasons() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, "Rash on my back").await;
    let mut desk = at_the_desk(&clinic).await;
    desk.get("/desk")
        .await
        .has("Dr. Ada Moreno")
        .has("href=\"/doctors-day/ada-moreno")
        .has("href=\"/doctors-week/ada-moreno");
    let day = format!("/doctors-day/ada-moreno?date=2026-11-23&selected={}", visit.id);
    let page = desk.get(&day).await;
    page.has("Pia Lund")
        .has_not("Rash on my back")
        .has_not("Block time")
        .has_not("new=block");
    desk.get("/doctors-week/ada-moreno?date=2026-11-23")
        .await
        .has("Pia Lund")
        .has_not("Rash on my back");
    let fields = [
        ("version", "2"),
        ("date", "2026-11-23"),
        ("doctor", "ada-moreno"),
        ("step", "arrive"),
    ];
    desk.post(&format!("/appointments/{}/status", visit.id), &fields)
        .await
        .see_other();
    assert_eq!(status(&clinic, &visit).await, "arrived");
    for path in ["/day", "/week", "/admin/appointments"] {
        assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let fields = [
        ("date", "2026-11-23"),
        ("doctor", "ada-moreno"),
        ("block_from", "12:00"),
        ("block_to", "13:00"),
    ];
    assert_eq!(desk.post("/day/blocks", &fields).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_week_leads_to_its_days_and_visits() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, "2026-11-25T10:00:00Z", HOSTILE).await;
    let mut browser = signed_in(&clinic, ADA).await;
    block(&mut browser, "12:00", "13:00", "Dentist").await.see_other();
    let page = browser.get("/week?date=2026-11-25").await;
    assert_eq!(page.heading(), "23 November to 29 November 2026");
    page.has(&format!("href=\"/day?date=2026-11-25&amp;selected={}\"", visit.id))
        .has("href=\"/week?date=2026-11-16\"")
        .has("href=\"/week?date=2026-11-30\"")
        .has("week__days--5")
        .has("Dentist")
        .has("No visits")
        .has_not("<script>alert");
    assert_eq!(
        browser.get("/week?date=soon").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    for path in ["/doctors-week/ada-moreno", "/desk"] {
        assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN);
    }
    let mut administrator = signed_in(&clinic, ADMIN).await;
    administrator
        .get("/doctors-week/ada-moreno")
        .await
        .has("Dr. Ada Moreno")
        .has("week__days--5");
    assert_eq!(
        administrator.get("/doctors-week/nobody").await.status,
        StatusCode::NOT_FOUND
    );
}

/// Sends the question's form with a reason.
async fn move_to(browser: &mut Browser, visit: &AppointmentView, start: &str, reason: &str) -> Answer {
    let version = visit.version.number().to_string();
    let fields = [("version", &*version), ("start", start), ("override_reason", reason)];
    browser.post(&format!("/appointments/{}/move", visit.id), &fields).await
}

#[tokio::test]
async fn the_staff_move_a_visit_and_say_why_after_the_cut_off() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, "Rash").await;
    let path = format!("/appointments/{}/move", visit.id);
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get(&path).await;
    assert_eq!(page.heading(), "Move the visit of Pia Lund");
    let start = page.values("start").pop().expect("a free time");
    let page = browser.get(&format!("{path}?start={start}")).await;
    page.reads("Move the visit of Pia Lund?").reads("so say why");
    let page = move_to(&mut browser, &visit, &start, "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.reads("Say why: it is later than patients can change it");
    let page = move_to(&mut browser, &visit, "1795428900000", "Late").await;
    assert!(page.status.is_client_error());
    page.reads("stands as it was");
    let done = move_to(&mut browser, &visit, &start, "The doctor is late").await;
    assert_eq!(done.see_other(), format!("/appointments/{}?done=moved", visit.id));
    let stale = move_to(&mut browser, &visit, "1795430700000", "Again").await;
    assert!(stale.status.is_client_error());

    let mut other = signed_in(&clinic, BEN).await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        move_to(&mut other, &visit, &start, "x").await.status,
        StatusCode::NOT_FOUND
    );
}
