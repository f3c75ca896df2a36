//! The front desk's day without JavaScript: what is open, steps, gaps, and moving a visit by form.

use axum::http::StatusCode;
use backend::testing::second_doctor_in_london;
use domain::booking::AppointmentView;

use crate::{
    support::{Answer, Browser, Clinic},
    visits::{ABSENT, ADA, ADMIN, BEN, HOSTILE, PIA, book, signed_in, status, touch},
};

const SUPPORT: &str = "support@example.com";
const THURSDAY_TEN: &str = "2026-11-26T10:00:00Z";
const DESK: &str = "/desk?location=london&date=2026-11-26";
/// 19:10 that Thursday.
const EVENING: &str = "1795720200000";

async fn note(browser: &mut Browser, visit: &AppointmentView, version: &str, step: &str) -> Answer {
    let fields = [
        ("version", version),
        ("step", step),
        ("date", "2026-11-26"),
        ("location", "london"),
    ];
    browser
        .post(&format!("/appointments/{}/status", visit.id), &fields)
        .await
}

async fn send(browser: &mut Browser, visit: &AppointmentView, fields: &[(&str, &str)]) -> Answer {
    let version = visit.version.number().to_string();
    let fields = [&[("version", &*version)], fields].concat();
    browser.post(&format!("/appointments/{}/move", visit.id), &fields).await
}

#[tokio::test]
async fn a_visit_opens_beside_the_day_without_its_reason() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, THURSDAY_TEN, "Rash on my back").await;
    for email in [SUPPORT, ADMIN] {
        let mut browser = signed_in(&clinic, email).await;
        let page = browser.get(&format!("{DESK}&selected={}", visit.id)).await;
        page.has("Pia Lund")
            .reads("10:00 to 10:30")
            .reads("Earlier visits")
            .has("Confirmed")
            .has_not("Rash on my back")
            .has_not("new=block");
        let moving = format!(
            "href=\"/appointments/{}/move?date=2026-11-26&amp;location=london\"",
            visit.id
        );
        page.has(&moving);
        let nothing = browser.get(&format!("{DESK}&selected={ABSENT}")).await;
        assert_eq!(nothing.status, StatusCode::OK);
        nothing.has("day__panel--empty");
    }
}

#[tokio::test]
async fn who_arrived_is_noted_at_the_desk() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, THURSDAY_TEN, "Rash").await;
    clinic.world.clock.set("2026-11-26T09:50:00Z");
    let mut browser = signed_in(&clinic, SUPPORT).await;
    let page = browser.get(DESK).await;
    page.has("name=\"location\"").reads("Arrived, Pia Lund");
    let version = page.value("version");
    let done = note(&mut browser, &visit, &version, "arrive").await;
    assert_eq!(
        done.see_other(),
        format!("{DESK}&selected={id}#visit-{id}", id = visit.id)
    );
    assert_eq!(status(&clinic, &visit).await, "arrived");
    let stale = note(&mut browser, &visit, &version, "complete").await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("It has changed since you looked").has("desk-grid");

    let mut doctor = signed_in(&clinic, BEN).await;
    assert_eq!(
        note(&mut doctor, &visit, "3", "start").await.status,
        StatusCode::NOT_FOUND
    );
    // A doctor comes back to no desk.
    let mut own = signed_in(&clinic, ADA).await;
    let stale = note(&mut own, &visit, &version, "start").await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_gap_leads_to_what_is_free_there() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, THURSDAY_TEN, "Rash").await;
    let mut browser = signed_in(&clinic, SUPPORT).await;
    let page = browser.get(DESK).await;
    page.reads("1 hour free").reads("6 hours 30 minutes free");
    let from = page
        .html
        .find("/desk/book?doctor=ada-moreno&amp;schedule=")
        .expect("a gap");
    let gap = page.html[from..].find("near=").expect("where it is") + from;
    let near: String = page.html[gap + 5..].chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(near, "1795683600000", "nine o'clock");
    let page = browser
        .get(&format!("/desk/book?doctor=ada-moreno&from=2026-11-26&near={near}"))
        .await;
    page.reads("From 09:00 that day").has("1795683600000");
    let evening = format!("/desk/book?doctor=ada-moreno&from=2026-11-26&near={EVENING}");
    browser
        .get(&evening)
        .await
        .reads("Nothing is free for this kind of visit from then on");
    let nonsense = browser.get("/desk/book?doctor=ada-moreno&near=soon").await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_visit_is_moved_to_another_doctor_by_form() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, THURSDAY_TEN, "Rash").await;
    let schedule = second_doctor_in_london(&clinic.world).await.to_string();
    let mut browser = signed_in(&clinic, SUPPORT).await;
    let path = format!("/appointments/{}/move?date=2026-11-26&location=london", visit.id);
    let page = browser.get(&path).await;
    page.reads("Dr. Ben Achterberg, Test Clinic London")
        .reads("Dr. Ada Moreno, Test Clinic London")
        .has("Overbook: another time");
    let page = browser.get(&format!("{path}&schedule={schedule}")).await;
    assert!(page.values("start").contains(&"1795687200000".to_owned()));
    assert_eq!(page.value("schedule"), schedule);
    let page = browser
        .get(&format!("{path}&schedule={schedule}&start=1795687200000"))
        .await;
    page.reads("Dr. Ada Moreno, Test Clinic London")
        .reads("Dr. Ben Achterberg, Test Clinic London");
    let back = [
        ("schedule", &*schedule),
        ("start", "1795687200000"),
        ("date", "2026-11-26"),
        ("location", "london"),
        ("override_reason", HOSTILE),
    ];
    let done = send(&mut browser, &visit, &back).await.see_other().to_owned();
    let was = format!("was_with={}&was_at=1795687200000", visit.schedule);
    assert_eq!(done, format!("{DESK}&selected={}&done=moved&{was}", visit.id));
    let page = browser.get(&done).await;
    page.reads("The visit is moved, and the patient is told")
        .has_not("<script>alert");

    // And back from the notice.
    let undo = [
        ("version", &*page.values("version").pop().expect("a version")),
        ("schedule", &*visit.schedule.to_string()),
        ("start", "1795687200000"),
        ("override_reason", "Moved back"),
        ("date", "2026-11-26"),
        ("location", "london"),
    ];
    page.has("value=\"Moved back\"");
    browser
        .post(&format!("/appointments/{}/move", visit.id), &undo)
        .await
        .see_other();
    let page = browser.get(&format!("/appointments/{}", visit.id)).await;
    page.has("Dr. Ada Moreno").has_not("Dr. Ben Achterberg");
}

#[tokio::test]
async fn a_move_that_cannot_be_says_why_and_the_old_time_stands() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, THURSDAY_TEN, "Rash").await;
    book(&clinic, 1, "2026-11-26T11:00:00Z", "Itch").await;
    let mut browser = signed_in(&clinic, SUPPORT).await;
    let own = visit.schedule.to_string();
    let taken = [
        ("schedule", &*own),
        ("start", "1795690800000"),
        ("date", "2026-11-26"),
        ("location", "london"),
    ];
    let page = send(&mut browser, &visit, &taken).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.reads("Somebody was quicker")
        .reads("The nearest free times")
        .reads("10:00 stands as it was");
    assert_eq!(
        page.value("location"),
        "london",
        "one comes back to the desk from here too"
    );

    // A cardiologist in New York gives no dermatology.
    let elsewhere = clinic.world.clinic.doctors[1].schedule.to_string();
    for schedule in [elsewhere.as_str(), ABSENT, "nonsense"] {
        let fields = [("schedule", schedule), ("start", "1795690800000")];
        assert_eq!(
            send(&mut browser, &visit, &fields).await.status,
            StatusCode::NOT_FOUND,
            "{schedule}"
        );
        let path = format!("/appointments/{}/move?schedule={schedule}", visit.id);
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{schedule}");
    }
    touch(&clinic, &visit).await;
    let stale = send(&mut browser, &visit, &[("start", "1795683600000")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("It has changed since you looked");
}

#[tokio::test]
async fn outside_the_rules_the_front_desk_moves_with_a_reason_and_doctors_do_not() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, THURSDAY_TEN, "Rash").await;
    let mut browser = signed_in(&clinic, SUPPORT).await;
    let path = format!("/appointments/{}/move", visit.id);
    let page = browser
        .get(&format!("{path}?overbook=1&from=2026-11-26&at=19:10"))
        .await;
    page.reads("Why outside the rules?").reads("19:10");
    assert_eq!(
        (page.value("start"), page.value("overbook")),
        (EVENING.to_owned(), "1".to_owned())
    );
    browser
        .get(&format!("{path}?overbook=1&from=2026-11-26&at=25:10"))
        .await
        .reads("Check the time");

    let mut doctor = signed_in(&clinic, ADA).await;
    doctor.get(&path).await.has_not("Overbook: another time");
    let evening = [("start", EVENING), ("overbook", "1"), ("override_reason", "As agreed")];
    assert_eq!(send(&mut doctor, &visit, &evening).await.status, StatusCode::FORBIDDEN);
    let mut patient = signed_in(&clinic, PIA).await;
    assert!(send(&mut patient, &visit, &evening).await.status.is_client_error());

    let without = send(&mut browser, &visit, &evening[..2]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    without.reads("Why outside the rules?");
    send(&mut browser, &visit, &evening).await.see_other();
    let page = browser.get(&format!("{DESK}&selected={}", visit.id)).await;
    page.reads("19:10").has("Overbooked").reads("As agreed");
}

#[tokio::test]
async fn a_doctor_gives_a_visit_away_and_comes_back_to_the_own_day() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, THURSDAY_TEN, "Rash").await;
    let schedule = second_doctor_in_london(&clinic.world).await.to_string();
    let mut doctor = signed_in(&clinic, ADA).await;
    let fields = [("schedule", &*schedule), ("start", "1795687200000")];
    let done = send(&mut doctor, &visit, &fields).await.see_other().to_owned();
    assert_eq!(done, "/day?date=2026-11-26&done=moved");
    doctor
        .get(&done)
        .await
        .reads("The visit is moved, and the patient is told")
        .has_not("Pia Lund");
    assert_eq!(
        doctor.get(&format!("/appointments/{}", visit.id)).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn pages_that_list_look_again_by_themselves() {
    let clinic = Clinic::open().await;
    for (email, path, part) in [
        (ADA, "/week", "id=\"week\""),
        (ADA, "/requests", "id=\"requests\""),
        (ADMIN, "/requests", "id=\"requests\""),
        (ADMIN, "/admin/appointments", "id=\"appointments\""),
    ] {
        let mut browser = signed_in(&clinic, email).await;
        let page = browser.get(path).await;
        page.has("LivePage").has("data-live").has(part).has("/events?");
    }
}
