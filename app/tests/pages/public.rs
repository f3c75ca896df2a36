//! The public pages and the booking, as a browser without JavaScript sees them.
use axum::http::StatusCode;
use backend::testing::{instant, patient_context};

use super::support::{Answer, Browser, Clinic};

const PIA: &str = "pia.lund@example.com";
const OMAR: &str = "omar.haddad@example.com";
const HOSTILE: &str = "</textarea><script>alert('1')</script>";

/// Presses the first free time of the dermatologist.
async fn hold(browser: &mut Browser) -> String {
    let doctor = browser.get("/doctors/ada-moreno").await;
    let held = press(browser, &doctor, &doctor.value("start")).await;
    held.see_other().to_owned()
}

/// Presses a time on a page.
async fn press(browser: &mut Browser, page: &Answer, start: &str) -> Answer {
    let fields = [
        ("schedule", &*page.value("schedule")),
        ("service", &*page.value("service")),
        ("doctor", &*page.value("doctor")),
        ("start", start),
    ];
    browser.post("/holds", &fields).await
}

async fn confirm(browser: &mut Browser, path: &str, page: &Answer, reason: &str) -> Answer {
    let fields = [
        ("version", &*page.value("version")),
        ("idempotency_key", &*page.value("idempotency_key")),
        ("reason", reason),
    ];
    browser.post(path, &fields).await
}

#[tokio::test]
async fn the_first_page_counts_what_the_clinic_has() {
    let clinic = Clinic::open().await;
    let home = clinic.browser().get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert_eq!(home.heading(), "See a doctor when it suits you");
    home.has("Free times of 2 doctors at 2 places")
        .has("action=\"/doctors\"")
        .has("href=\"/doctors?specialty=dermatology\"")
        .has("Skin, hair and nails")
        .has("<title>See a doctor when it suits you");
}

#[tokio::test]
async fn results_say_how_many_and_when_the_first_is_free() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    for path in [
        "/doctors?specialty=dermatology",
        "/doctors?q=Dermatologist",
        "/doctors?q=skin",
    ] {
        let found = browser.get(path).await;
        assert_eq!(
            found.heading(),
            "1 dermatologist, first free today at 09:00 in London",
            "{path}"
        );
        found
            .has("Dr. Ada Moreno")
            .has("Free today")
            .has("action=\"/holds\"")
            .has_not("Achterberg");
    }
    let all = browser.get("/doctors").await;
    assert_eq!(all.heading(), "2 doctors, first free today at 09:00 in London");
}

#[tokio::test]
async fn a_search_without_results_says_what_to_leave_out() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let nothing = browser.get("/doctors?q=%3Cscript%3E&location=london&when=today").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert_eq!(
        nothing.heading(),
        "No doctor found for \u{201c}<script>\u{201d} at Test Clinic London with a free time today"
    );
    nothing
        .has("href=\"/doctors?q=%3Cscript%3E&amp;location=london\"")
        .has("href=\"/doctors?q=%3Cscript%3E&amp;when=today\"")
        .has("href=\"/doctors?specialty=cardiology\"")
        .has_not("\u{201c}<script");
}

#[tokio::test]
async fn a_doctors_page_shows_a_week_of_times() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let doctor = browser.get("/doctors/ada-moreno").await;
    assert_eq!(doctor.heading(), "Dr. Ada Moreno");
    assert_eq!(doctor.values("start").len(), 5 * 16);
    doctor
        .has("No hours")
        .has("Times in London (UTC)")
        .has("23 to 29 Nov")
        .has("from=2026-11-30")
        .has("Follow-up");
    let next = browser.get("/doctors/ada-moreno?from=2026-11-30").await;
    next.has("30 Nov to 6 Dec").has("from=2026-11-23");
    let procedure = browser
        .get(&format!(
            "/doctors/ada-moreno?service={}",
            clinic.world.clinic.procedure
        ))
        .await;
    assert_eq!(procedure.value("service"), clinic.world.clinic.procedure.to_string());
}

#[tokio::test]
async fn a_week_without_times_leads_to_the_next_one() {
    let clinic = Clinic::open().await;
    // Fridays only, and this one is over.
    clinic
        .world
        .db
        .execute("DELETE FROM weekly_hours WHERE weekday < 5", &[])
        .await
        .unwrap();
    clinic.world.clock.set("2026-11-27T17:30:00Z");
    let mut browser = clinic.browser();
    let found = browser.get("/doctors?q=Moreno").await;
    assert_eq!(
        found.heading(),
        "1 dermatologist, first free on Fri 4 Dec at 09:00 in London"
    );
    found
        .has("Over for today")
        .reads("The next free time is Fri 4 Dec, 09:00");
    let doctor = browser.get("/doctors/ada-moreno").await;
    doctor
        .reads("The next one is Fri 4 Dec, 09:00")
        .has("href=\"/doctors/ada-moreno?from=2026-12-04\"");
    let later = browser.get("/doctors/ada-moreno?from=2026-12-04").await;
    assert_eq!(later.values("start").len(), 16);
}

#[tokio::test]
async fn a_visitor_books_without_javascript() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let path = hold(&mut browser).await;
    let visitor = browser.get(&path).await;
    assert_eq!(visitor.heading(), "Sign in to book this time");
    visitor
        .reads("We keep this time for you until 08:10 (UTC)")
        .reads("Monday 23 November 2026, 09:00 to 09:30")
        .reads("so soon that it can only be moved or cancelled by phone")
        .has(&format!("href=\"/sign-in?return_to={}\"", path.replace('/', "%2F")))
        .has(&format!("href=\"/register?return_to={}\"", path.replace('/', "%2F")));

    clinic.sign_in(&mut browser, PIA).await;
    let form = browser.get(&path).await;
    assert_eq!(form.heading(), "Why do you want to see the doctor?");
    form.reads("90.00 GBP").reads("Pia Lund");

    let booked = confirm(&mut browser, &path, &form, "A mole has changed").await;
    let id = path.strip_prefix("/book/").unwrap();
    assert_eq!(booked.see_other(), format!("/appointments/{id}?booked=1"));
    let again = confirm(&mut browser, &path, &form, "A mole has changed").await;
    assert_eq!(again.see_other(), booked.see_other());
    assert_eq!(clinic.world.db.count("appointment").await, 1);
    assert_eq!(browser.get(&path).await.see_other(), format!("/appointments/{id}"));
}

#[tokio::test]
async fn a_reason_that_cannot_be_taken_comes_back_with_the_form() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    clinic.sign_in(&mut browser, PIA).await;
    let path = hold(&mut browser).await;
    let form = browser.get(&path).await;

    let empty = confirm(&mut browser, &path, &form, "  ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty
        .has("Enter the reason for your visit")
        .has("href=\"#reason\"")
        .has("aria-invalid=\"true\"")
        .has("<title>Error:");
    assert_eq!(empty.value("idempotency_key"), form.value("idempotency_key"));

    let long = format!("{HOSTILE}{}", "a".repeat(1000));
    let refused = confirm(&mut browser, &path, &empty, &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused
        .has("at most 1000 characters")
        .has("&lt;/textarea&gt;&lt;script&gt;")
        .has_not("<script>alert");
    assert_eq!(refused.html.matches("</textarea>").count(), 1);

    let booked = confirm(&mut browser, &path, &refused, HOSTILE).await;
    assert!(booked.see_other().starts_with("/appointments/"));
}

#[tokio::test]
async fn a_time_that_somebody_else_keeps_is_answered_with_the_nearest() {
    let clinic = Clinic::open().await;
    let (mut first, mut second) = (clinic.browser(), clinic.browser());
    let page = second.get("/doctors/ada-moreno").await;
    let start = page.value("start");
    hold(&mut first).await;

    let lost = press(&mut second, &page, &start).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    assert_eq!(lost.heading(), "Somebody was quicker");
    lost.has("Monday 23 November 2026, 09:00 with Dr. Ada Moreno")
        .has("href=\"/doctors/ada-moreno\"");
    let nearest = lost.values("start");
    assert_eq!(nearest.len(), 3);
    assert_eq!(nearest[0], instant("2026-11-23T09:30:00Z").millis().to_string());
    let held = press(&mut second, &lost, &nearest[0]).await;
    assert!(held.see_other().starts_with("/book/"));
}

#[tokio::test]
async fn a_time_that_ran_out_is_answered_with_the_nearest_and_what_was_written() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    clinic.sign_in(&mut browser, PIA).await;
    let path = hold(&mut browser).await;
    let form = browser.get(&path).await;
    clinic.world.clock.advance_minutes(10);

    let late = confirm(&mut browser, &path, &form, "A mole").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.heading(), "Your time ran out");
    assert_eq!(late.values("start").len(), 3);
    late.has("A mole");
    let opened = browser.get(&path).await;
    assert_eq!(
        (opened.status, opened.heading()),
        (StatusCode::CONFLICT, "Your time ran out".to_owned())
    );
    assert_eq!(
        clinic
            .world
            .db
            .number("SELECT COUNT(*) FROM appointment WHERE status = 'confirmed'", &[])
            .await,
        0
    );
}

#[tokio::test]
async fn two_visits_at_once_are_refused_with_the_way_to_the_first() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let path = hold(&mut browser).await;
    // Meanwhile the same patient books the same time with the other doctor, in another browser.
    let ctx = patient_context(&clinic.world.core, &clinic.world.clinic, 0);
    let ben = &clinic.world.clinic.doctors[1];
    let path = {
        let start = instant("2026-11-23T14:00:00Z");
        let input = backend::booking::HoldSlot {
            schedule: ben.schedule,
            service: ben.service,
            minutes: None,
            start,
        };
        let held = backend::booking::hold(&ctx, &input).await.unwrap();
        let book = backend::booking::Book {
            hold: held.view.id,
            version: held.view.version,
            reason: "Heart".into(),
            idempotency_key: "0123456789abcdef".into(),
        };
        backend::booking::book(&ctx, &book).await.unwrap();
        let page = browser.get("/doctors/ada-moreno").await;
        let held = press(&mut browser, &page, &start.millis().to_string()).await;
        assert_ne!(held.see_other(), path);
        held.see_other().to_owned()
    };
    clinic.sign_in(&mut browser, PIA).await;
    let form = browser.get(&path).await;
    let busy = confirm(&mut browser, &path, &form, "A mole").await;
    assert_eq!(busy.status, StatusCode::CONFLICT);
    busy.has("You have another appointment then")
        .has("href=\"/appointments\"")
        .has("A mole</textarea>");
}

#[tokio::test]
async fn another_time_gives_the_first_back() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let path = hold(&mut browser).await;
    let released = browser.post(&format!("{path}/release"), &[]).await;
    assert_eq!(released.see_other(), "/doctors/ada-moreno");
    let times = clinic.browser().get("/doctors/ada-moreno").await;
    assert_eq!(times.values("start").len(), 5 * 16);
}

#[tokio::test]
async fn a_kept_time_is_nobody_elses() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let path = hold(&mut browser).await;
    let form = {
        clinic.sign_in(&mut browser, PIA).await;
        browser.get(&path).await
    };
    let mut stranger = clinic.browser();
    clinic.sign_in(&mut stranger, OMAR).await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        confirm(&mut stranger, &path, &form, "Mine").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        stranger.post(&format!("{path}/release"), &[]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn staff_are_told_that_patients_book() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let path = hold(&mut browser).await;
    clinic.sign_in(&mut browser, "admin@example.com").await;
    let page = browser.get(&path).await;
    assert_eq!(page.heading(), "Book from a patient's account");
    page.has_not("name=\"reason\"");
    let fields = [
        ("version", "1"),
        ("idempotency_key", "0123456789abcdef"),
        ("reason", "x"),
    ];
    assert_eq!(browser.post(&path, &fields).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn times_that_are_none_are_refused_and_nothing_is_written() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let page = browser.get("/doctors/ada-moreno").await;
    let start = instant("2026-11-23T09:00:00Z").millis();
    for (start, status) in [
        (start + 60_000, StatusCode::UNPROCESSABLE_ENTITY),
        (start - 86_400_000, StatusCode::UNPROCESSABLE_ENTITY),
        (start + 40 * 3_600_000, StatusCode::UNPROCESSABLE_ENTITY),
        (i64::MAX, StatusCode::UNPROCESSABLE_ENTITY),
        (i64::MIN, StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let refused = press(&mut browser, &page, &start.to_string()).await;
        assert_eq!(refused.status, status, "{start}");
        assert_eq!(refused.heading(), "This time cannot be booked");
    }
    assert_eq!(clinic.world.db.count("appointment").await, 0);
}

#[tokio::test]
async fn malformed_input_is_refused_and_never_breaks() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let huge = "a".repeat(1024 * 1024);
    let nil = "00000000-0000-0000-0000-000000000000";
    for (fields, status) in [
        (vec![], StatusCode::BAD_REQUEST),
        (
            vec![("schedule", "x"), ("service", nil), ("start", "1")],
            StatusCode::BAD_REQUEST,
        ),
        (
            vec![("schedule", nil), ("service", nil), ("start", "tomorrow")],
            StatusCode::BAD_REQUEST,
        ),
        (
            vec![("schedule", nil), ("service", nil), ("start", "99999999999999999999")],
            StatusCode::BAD_REQUEST,
        ),
        (
            vec![("schedule", nil), ("service", nil), ("start", "1\0")],
            StatusCode::BAD_REQUEST,
        ),
        (
            vec![("schedule", nil), ("service", nil), ("start", "1")],
            StatusCode::NOT_FOUND,
        ),
        (
            vec![("schedule", nil), ("doctor", &*huge)],
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ] {
        assert_eq!(
            browser.post("/holds", &fields).await.status,
            status,
            "{:?}",
            fields.first()
        );
    }
    for (path, status) in [
        ("/book/x", StatusCode::NOT_FOUND),
        (&*format!("/book/{nil}"), StatusCode::NOT_FOUND),
        ("/doctors/nobody", StatusCode::NOT_FOUND),
        ("/doctors/%00", StatusCode::BAD_REQUEST),
        ("/doctors?q=%00", StatusCode::BAD_REQUEST),
        ("/doctors?q=%FF", StatusCode::BAD_REQUEST),
        ("/doctors?page=x&when=never&location=nowhere", StatusCode::OK),
        ("/doctors?specialty=%27%20OR%201%3D1", StatusCode::OK),
        ("/doctors/ada-moreno?from=2026-99-99", StatusCode::UNPROCESSABLE_ENTITY),
        ("/doctors/ada-moreno?from=1900-01-01&place=x&service=x", StatusCode::OK),
        ("/doctors/ada-moreno?from=9999-12-31", StatusCode::OK),
    ] {
        assert_eq!(browser.get(path).await.status, status, "{path}");
    }

    clinic.sign_in(&mut browser, PIA).await;
    let path = hold(&mut browser).await;
    let form = browser.get(&path).await;
    let (version, key) = (form.value("version"), form.value("idempotency_key"));
    for (fields, status) in [
        (vec![], StatusCode::BAD_REQUEST),
        (vec![("version", "x")], StatusCode::BAD_REQUEST),
        (
            vec![("version", &*version), ("idempotency_key", &key), ("reason", "a\0b")],
            StatusCode::BAD_REQUEST,
        ),
        (
            vec![("version", &version), ("idempotency_key", "short"), ("reason", "x")],
            StatusCode::NOT_FOUND,
        ),
        (
            vec![("version", "77"), ("idempotency_key", &key), ("reason", "x")],
            StatusCode::CONFLICT,
        ),
        (
            vec![("version", &version), ("idempotency_key", &key), ("reason", &huge)],
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ] {
        assert_eq!(
            browser.post(&path, &fields).await.status,
            status,
            "{:?}",
            fields.first()
        );
    }
    let confirmed = "SELECT COUNT(*) FROM appointment WHERE status = 'confirmed'";
    assert_eq!(clinic.world.db.number(confirmed, &[]).await, 0);
}

#[tokio::test]
async fn a_hostile_name_stays_text() {
    let clinic = Clinic::open().await;
    let rename =
        "UPDATE doctor SET given_name = '<script>alert(1)</script>', about = '\"><img src=x onerror=alert(1)>'";
    clinic.world.db.execute(rename, &[]).await.unwrap();
    let mut browser = clinic.browser();
    let path = hold(&mut browser).await;
    for path in ["/doctors", "/doctors/ada-moreno", &path] {
        browser
            .get(path)
            .await
            .has("&lt;script&gt;alert(1)")
            .has_not("<script>alert")
            .has_not("<img src=x");
    }
}

#[tokio::test]
async fn help_answers_in_plain_words() {
    let clinic = Clinic::open().await;
    let help = clinic.browser().get("/help").await;
    assert_eq!(help.heading(), "Help");
    help.reads("for 10 minutes")
        .has("Test Clinic")
        .has("+442079460958")
        .has("href=\"/appointments\"");
}
