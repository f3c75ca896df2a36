use axum::http::StatusCode;
use domain::booking::AppointmentView;

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ABSENT, ADA, ADMIN, BEN, HOSTILE, PIA, book, same, signed_in, status, touch},
};

const NINE: &str = "2026-11-23T09:00:00Z";
const TWO: &str = "2026-11-23T14:00:00Z";
const WEDNESDAY: &str = "2026-11-25T10:00:00Z";

/// Presses a step on a page that has the visit open.
async fn press(browser: &mut Browser, page: &Answer, visit: &AppointmentView, step: &str) -> Answer {
    let names = ["version", "date", "doctor"];
    let mut fields: Vec<(&str, String)> = names
        .iter()
        .filter_map(|&name| Some((name, page.values(name).pop()?)))
        .collect();
    fields.push(("step", step.to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
    browser
        .post(&format!("/appointments/{}/status", visit.id), &fields)
        .await
}

#[tokio::test]
async fn the_day_shows_who_comes_when_and_why() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, HOSTILE).await;
    book(&clinic, 1, TWO, "Itch").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get("/day").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "Monday 23 November 2026".to_owned())
    );
    page.has("Pia Lund")
        .has("Omar Haddad")
        .has("Itch")
        .has("2 visits")
        .has("Times in London (UTC)");
    page.has("href=\"/day?date=2026-11-22\"")
        .has("href=\"/day?date=2026-11-24\"");
    page.has(&format!("href=\"/day?date=2026-11-23&amp;selected={}\"", visit.id));
    page.has("timeline__now")
        .has("at-h-14")
        .has("for-m-6")
        .reads("4 hours 30 minutes free");
    page.has_not("<script>alert").has_not("style=").has("Press a visit");
}

#[tokio::test]
async fn other_days_have_their_own_visits_and_lead_back_to_today() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get("/day?date=2026-11-24").await;
    assert_eq!(page.heading(), "Tuesday 24 November 2026");
    page.has_not("Pia Lund")
        .has("href=\"/day?date=2026-11-23\"")
        .has("No visits")
        .has_not("timeline__now");
    browser
        .get("/day?date=2026-11-29")
        .await
        .has("No visits on this day")
        .has("There are no hours on this day");
    for nonsense in ["yesterday", "2026-02-30", "%3Cscript%3E"] {
        assert_eq!(
            browser.get(&format!("/day?date={nonsense}")).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
}

#[tokio::test]
async fn a_visit_goes_from_arrived_to_completed_and_back() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let open = format!("/day?date=2026-11-23&selected={}", visit.id);
    let back = format!("{open}#visit-{}", visit.id);
    let mut page = browser.get(&open).await;
    page.has("aria-current=\"true\"")
        .reads("42 years")
        .has("value=\"arrive\"")
        .has("value=\"complete\"");
    page.has_not("value=\"mark_no_show\"").has_not("day__panel--empty");
    for (step, name, next) in [
        ("arrive", "arrived", "value=\"complete\""),
        ("complete", "completed", "value=\"reopen\""),
        ("reopen", "arrived", "value=\"complete\""),
        ("reopen", "confirmed", "value=\"arrive\""),
    ] {
        assert_eq!(press(&mut browser, &page, &visit, step).await.see_other(), back);
        assert_eq!(status(&clinic, &visit).await, name);
        page = browser.get(&open).await;
        page.has(next);
    }
}

#[tokio::test]
async fn nobody_is_missing_before_the_time_has_come() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let open = format!("/day?selected={}", visit.id);
    let page = browser.get(&open).await;
    let refused = press(&mut browser, &page, &visit, "mark_no_show").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Nothing was noted").has("Pia Lund");

    clinic.world.clock.set("2026-11-23T09:00:00Z");
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get(&open).await;
    page.has("value=\"mark_no_show\"");
    press(&mut browser, &page, &visit, "mark_no_show").await.see_other();
    assert_eq!(status(&clinic, &visit).await, "no_show");
}

#[tokio::test]
async fn what_somebody_else_changed_is_shown_in_place() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let seen = browser.get(&format!("/day?selected={}", visit.id)).await;
    touch(&clinic, &visit).await;
    let page = press(&mut browser, &seen, &visit, "arrive").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::CONFLICT, "Monday 23 November 2026".to_owned())
    );
    page.has("It has changed since you looked").has("Pia Lund");
    assert_eq!(status(&clinic, &visit).await, "confirmed");
    press(&mut browser, &page, &visit, "arrive").await.see_other();
    assert_eq!(status(&clinic, &visit).await, "arrived");
}

#[tokio::test]
async fn a_doctor_sees_the_own_patients_only() {
    let clinic = Clinic::open().await;
    let foreign = book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, BEN).await;
    browser.get("/day").await.has_not("Pia Lund");
    let mut answers = Vec::new();
    for id in [foreign.id.to_string(), ABSENT.to_owned()] {
        let fields = [("version", "2"), ("step", "arrive"), ("date", "2026-11-23")];
        let shown = browser.get(&format!("/appointments/{id}")).await;
        let pressed = browser.post(&format!("/appointments/{id}/status"), &fields).await;
        assert_eq!(
            (shown.status, pressed.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
        );
        answers.push((same(&shown, &id), same(&pressed, &id)));
    }
    assert_eq!(answers[0], answers[1]);
    for path in ["/doctors-day/ada-moreno", "/admin/appointments"] {
        assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(status(&clinic, &foreign).await, "confirmed");
}

#[tokio::test]
async fn patients_see_nothing_of_the_staffs_pages() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    for path in ["/day", "/doctors-day/ada-moreno", "/admin/appointments"] {
        assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let fields = [("version", "2"), ("step", "arrive")];
    let pressed = browser
        .post(&format!("/appointments/{}/status", visit.id), &fields)
        .await;
    assert_eq!(pressed.status, StatusCode::FORBIDDEN);
    assert_eq!(status(&clinic, &visit).await, "confirmed");
}

#[tokio::test]
async fn an_administrator_sees_and_changes_every_day() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, NINE, "Rash").await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let open = format!("/doctors-day/ada-moreno?date=2026-11-23&selected={}", visit.id);
    let page = browser.get(&open).await;
    page.has("Dr. Ada Moreno")
        .has("Pia Lund")
        .has("href=\"/doctors-day/ada-moreno?date=2026-11-24\"");
    let answer = press(&mut browser, &page, &visit, "arrive").await;
    assert_eq!(answer.see_other(), format!("{open}#visit-{}", visit.id));
    assert_eq!(browser.get("/doctors-day/nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/day").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_staff_see_whom_an_appointment_is_for_and_can_note_and_cancel() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, TWO, "Rash").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let path = format!("/appointments/{}", visit.id);
    let page = browser.get(&path).await;
    page.has("Pia Lund")
        .has("42")
        .has("Rash")
        .has("href=\"/day?date=2026-11-23")
        .has(&format!("{path}/cancel"))
        .has(&format!("{path}/move"));
    assert_eq!(press(&mut browser, &page, &visit, "arrive").await.see_other(), path);
    let stale = press(&mut browser, &page, &visit, "complete").await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("It has changed since you looked").has("Arrived");
    let page = browser.get(&path).await;
    press(&mut browser, &page, &visit, "reopen").await.see_other();

    // Later than a patient could.
    let page = browser.get(&format!("{path}/cancel")).await;
    page.has("Pia Lund").has("The time to cancel without a reason is over.");
    let version = page.value("version");
    let code = ("cancel_code", "doctor_unavailable");
    let refused = browser
        .post(&format!("{path}/cancel"), &[("version", &version), code])
        .await;
    refused.has("value=\"doctor_unavailable\" selected");
    let fields = [("version", &*version), code, ("cancel_reason", "The doctor is ill")];
    let done = browser
        .post(&format!("{path}/cancel"), &fields)
        .await
        .see_other()
        .to_owned();
    browser
        .get(&done)
        .await
        .has("The doctor is ill")
        .has("The doctor is not available");
    assert_eq!(status(&clinic, &visit).await, "cancelled");
}

#[tokio::test]
async fn the_list_is_filtered_by_address_and_shows_what_it_was_asked_for() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, NINE, "Rash").await;
    let later = book(&clinic, 1, WEDNESDAY, "Itch").await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = browser.get("/admin/appointments").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "Appointments".to_owned())
    );
    page.has("Pia Lund")
        .has("Omar Haddad")
        .has("Showing 1 to 2 of 2")
        .has(&format!("href=\"/appointments/{}\"", later.id));
    page.has("href=\"/doctors-day/ada-moreno?date=2026-11-25")
        .has("Dr. Ben Achterberg")
        .has_not("Rash");
    assert_eq!(page.value("from"), "2026-11-23");

    // The numbers are links that keep the rest of the filter.
    let page = browser
        .get("/admin/appointments?location=london&status=cancelled")
        .await;
    page.has("No appointment fits")
        .has("href=\"/admin/appointments?from=2026-11-23&amp;location=london&amp;status=confirmed\"")
        .has("href=\"/admin/appointments?from=2026-11-23&amp;location=london\"");

    for (query, is_there) in [
        // Of an address they are not taken.
        ("words=lund", true),
        ("from=2026-11-24", true),
        ("to=2026-11-24", false),
        ("location=london", true),
        ("location=new-york", false),
        ("doctor=ben-achterberg", false),
        ("status=cancelled", false),
        ("status=confirmed", true),
        ("status=nonsense", true),
        ("page=99", true),
    ] {
        let page = browser.get(&format!("/admin/appointments?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let found = page.html.contains(&later.id.to_string());
        assert_eq!(found, is_there, "{query}");
    }
    let page = browser.get("/admin/appointments?from=soon").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("Check the dates");
}

#[tokio::test]
async fn appointments_are_searched_without_names_in_addresses() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, NINE, "Rash").await;
    let later = book(&clinic, 1, WEDNESDAY, "Itch").await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    browser
        .get("/admin/appointments")
        .await
        .has("<form method=\"post\" action=\"/admin/appointments\"");
    for (words, is_there) in [("lund", false), ("HADDAD omar", true), ("%", false), (HOSTILE, false)] {
        let asked = [("from", ""), ("words", words)];
        let page = browser.post("/admin/appointments", &asked).await;
        assert_eq!((page.status, page.value("words")), (StatusCode::OK, words.to_owned()));
        assert_eq!(page.html.contains(&later.id.to_string()), is_there, "{words}");
        // Looking again by itself it posts what was asked; no address has the words.
        page.has("data-again=\"").has_not("?words=").has_not("<script>alert");
    }
    let none = browser
        .post("/admin/appointments", &[("from", ""), ("words", "nobody")])
        .await;
    none.has("No appointment fits")
        .has("href=\"/admin/appointments?from=\"");

    // The numbers are buttons that keep the rest.
    let asked = [("from", "2026-11-24"), ("location", "london"), ("words", "omar")];
    let page = browser.post("/admin/appointments", &asked).await;
    page.has("name=\"status\" value=\"cancelled\"")
        .has("Showing 1 to 1 of 1");
    for (name, value) in asked {
        assert!(
            page.values(name).iter().all(|kept| kept == value),
            "{name}: {:?}",
            page.values(name)
        );
    }
    let narrowed = [&asked[..], &[("status", "cancelled")]].concat();
    browser
        .post("/admin/appointments", &narrowed)
        .await
        .has("No appointment fits");

    let all = [("from", "2026-11-24"), ("doctor", "ada-moreno"), ("words", " ")];
    let page = browser.post("/admin/appointments", &all).await;
    assert_eq!(
        page.see_other(),
        "/admin/appointments?from=2026-11-24&doctor=ada-moreno"
    );
}

#[tokio::test]
async fn a_long_list_has_pages_that_keep_the_filter() {
    let clinic = Clinic::open().await;
    for day in 23..27 {
        for hour in 9..16 {
            book(
                &clinic,
                (hour % 3) as usize,
                &format!("2026-11-{day}T{hour:02}:00:00Z"),
                "Rash",
            )
            .await;
        }
    }
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = browser.get("/admin/appointments?from=&location=london").await;
    page.has("Showing 1 to 25 of 28")
        .has("href=\"/admin/appointments?from=&amp;location=london&amp;page=2\"");
    browser
        .get("/admin/appointments?from=&location=london&page=2")
        .await
        .has("Showing 26 to 28 of 28");
    let asked = [("from", ""), ("words", "a")];
    let page = browser.post("/admin/appointments", &asked).await;
    page.has("name=\"page\" value=\"2\"");
    let asked = [&asked[..], &[("page", "2")]].concat();
    browser
        .post("/admin/appointments", &asked)
        .await
        .has("Showing 26 to 28 of 28");
}
