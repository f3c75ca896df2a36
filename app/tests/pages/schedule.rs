//! The pages of hours, without JavaScript.

use axum::http::StatusCode;

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ADA, ADMIN, BEN, HOSTILE, PIA, book, signed_in, status},
};

const TWO: &str = "2026-11-24T14:00:00Z";

/// All fields of the page's week form, as a browser would send them.
fn week_fields(page: &Answer) -> Vec<(String, String)> {
    let mut fields = vec![
        ("schedule".to_owned(), page.value("schedule")),
        ("version".to_owned(), page.value("version")),
    ];
    for day in 0..7 {
        for row in 0..8 {
            for place in ["from", "to"] {
                let name = format!("w{day}-{row}-{place}");
                if let Some(value) = page.values(&name).pop() {
                    fields.push((name, value));
                }
            }
        }
    }
    fields
}

async fn send(browser: &mut Browser, path: &str, fields: &[(String, String)], more: &[(&str, &str)]) -> Answer {
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<(&str, &str)> = fields.chain(more.iter().copied()).collect();
    browser.post(path, &fields).await
}

fn set(fields: &mut [(String, String)], name: &str, value: &str) {
    let field = fields.iter_mut().find(|(known, _)| known == name).expect("the field");
    field.1 = value.to_owned();
}

#[tokio::test]
async fn a_doctor_sets_the_week_without_a_script() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get("/schedule").await;
    assert_eq!(page.heading(), "My weekly hours");
    page.has("name=\"w0-0-from\" value=\"09:00\"")
        .reads("8 h")
        .has("What patients could book");
    let fields = week_fields(&page);
    // One more window on Monday, then hours in it.
    let page = send(&mut browser, "/schedule", &fields, &[("add", "0")]).await;
    assert_eq!(page.status, StatusCode::OK);
    let mut fields = week_fields(&page);
    set(&mut fields, "w0-0-to", "12:00");
    set(&mut fields, "w0-1-from", "13:00");
    set(&mut fields, "w0-1-to", "18:00");
    let page = send(&mut browser, "/schedule", &fields, &[("copy", "1")]).await;
    page.has("name=\"w4-1-to\" value=\"18:00\"")
        .has_not("name=\"w5-0-from\"");
    let fields = week_fields(&page);
    let page = send(&mut browser, "/schedule", &fields, &[("remove", "4-1")]).await;
    page.has_not("name=\"w4-1-to\"");
    let fields = week_fields(&page);
    let preview = [("preview", "1"), ("from", "2026-11-27"), ("service", "")];
    send(&mut browser, "/schedule", &fields, &preview).await;
    let saved = send(&mut browser, "/schedule", &fields, &[("save", "1")]).await;
    assert_eq!(saved.see_other(), "/schedule?location=london&done=saved");
    browser
        .get("/schedule?location=london&done=saved")
        .await
        .has("The hours are saved")
        .has("name=\"w0-1-to\" value=\"18:00\"")
        .has_not("name=\"w4-1-to\"");
}

#[tokio::test]
async fn wrong_hours_come_back_with_what_is_wrong() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get("/schedule").await;
    let mut fields = week_fields(&page);
    set(&mut fields, "w0-0-from", HOSTILE);
    set(&mut fields, "w1-0-to", "25:00");
    fields.push(("w2-1-from".to_owned(), "10:00".to_owned()));
    fields.push(("w2-1-to".to_owned(), "11:00".to_owned()));
    let page = send(&mut browser, "/schedule", &fields, &[("save", "1")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("Error: ").reads("Monday: Enter when it begins, like 09:00");
    page.reads("Tuesday: Enter when it ends, like 17:00")
        .reads("Wednesday: Overlaps 09:00 to 17:00");
    page.has_not("<script>alert").has("value=\"25:00\"");
    for body in [
        "",
        "schedule=x&version=1",
        "schedule=00000005-0000-4000-8000-000000000001&version=x",
    ] {
        let answer = browser.post_body("/schedule", body.to_owned()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
}

#[tokio::test]
async fn the_second_of_two_people_keeps_their_entries() {
    let clinic = Clinic::open().await;
    let (mut doctor, mut admin) = (signed_in(&clinic, ADA).await, signed_in(&clinic, ADMIN).await);
    let mut fields = week_fields(&doctor.get("/schedule").await);
    let path = "/admin/doctors/ada-moreno/schedule";
    let page = admin.get(path).await;
    assert_eq!(page.heading(), "Weekly hours of Dr. Ada Moreno");
    let mut late = week_fields(&page);
    set(&mut fields, "w0-0-from", "08:00");
    send(&mut doctor, "/schedule", &fields, &[("save", "1")])
        .await
        .see_other();
    set(&mut late, "w0-0-from", "10:00");
    let page = send(&mut admin, path, &late, &[("save", "1")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.reads("Changed by Ada Moreno on Monday 23 November 2026, 08:00");
    page.reads("08:00 to 17:00").has("name=\"w0-0-from\" value=\"10:00\"");
    let again = week_fields(&page);
    send(&mut admin, path, &again, &[("save", "1")]).await.see_other();
    doctor.get("/schedule").await.has("name=\"w0-0-from\" value=\"10:00\"");
}

#[tokio::test]
async fn a_change_that_hits_visits_asks_what_becomes_of_each() {
    let clinic = Clinic::open().await;
    let kept = book(&clinic, 0, TWO, "Rash").await;
    let gone = book(&clinic, 1, "2026-11-24T15:00:00Z", "Itch").await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get("/schedule/calendar?date=2026-11-24").await;
    page.reads("Tuesday 24 November 2026").has("month__cell--open");
    let version = page.value("version");
    let form = [
        ("location", "london"),
        ("date", "2026-11-24"),
        ("version", &*version),
        ("kind", "closed"),
    ];
    let with = |more: &[(&'static str, String)]| {
        let form = form
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        form.chain(more).collect::<Vec<_>>()
    };
    let path = "/schedule/calendar";
    let page = send(&mut browser, path, &with(&[]), &[("save", "1")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.heading(), "2 booked appointments would be left without their time");
    page.has("Pia Lund")
        .has("Omar Haddad")
        .has("Move to Wed 25 Nov")
        .has_not("name=\"save\" value=\"1\" disabled");
    // For all at once: chosen, not saved.
    let page = send(&mut browser, path, &with(&[]), &[("all", "cancel")]).await;
    assert_eq!(page.html.matches(" selected").count(), 2, "{}", page.html);
    let choice = |visit: &domain::booking::AppointmentView, what: &str| {
        (
            format!("visit-{}", visit.id),
            format!("{what}.{}", visit.version.number()),
        )
    };
    let mut fields = with(&[]);
    fields.extend([choice(&kept, "keep"), choice(&gone, "cancel")]);
    let page = send(&mut browser, path, &fields, &[("save", "1")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.reads("Enter your reason");
    let mut open = with(&[]);
    open.extend([choice(&kept, "keep"), (format!("visit-{}", gone.id), String::new())]);
    let page = send(&mut browser, path, &open, &[("save", "1"), ("cancel_reason", HOSTILE)]).await;
    page.reads("Choose what happens to the visit of Omar Haddad")
        .has_not("<script>alert");
    send(&mut browser, path, &fields, &[("back", "1")])
        .await
        .has("value=\"closed\" checked");
    let saved = send(
        &mut browser,
        path,
        &fields,
        &[("save", "1"), ("cancel_reason", "A course.")],
    )
    .await;
    assert_eq!(
        saved.see_other(),
        "/schedule/calendar?location=london&date=2026-11-24&done=saved"
    );
    browser
        .get(saved.see_other())
        .await
        .has("The day is saved")
        .reads("Closed this day");
    assert_eq!(
        (&*status(&clinic, &kept).await, &*status(&clinic, &gone).await),
        ("confirmed", "cancelled")
    );
}

#[tokio::test]
async fn a_month_shows_what_is_not_as_every_week() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get("/schedule/calendar").await;
    page.reads("November 2026")
        .has("href=\"/schedule/calendar?location=london&amp;month=2026-12\"");
    for nonsense in [
        "month=x",
        "month=2026-13",
        "date=2026-02-30",
        "month=%3Cscript%3E",
        "date=0000-01-01",
    ] {
        let page = browser.get(&format!("/schedule/calendar?{nonsense}")).await;
        assert_eq!(page.status, StatusCode::OK, "{nonsense}");
    }
    let mut form = vec![
        ("location", "london"),
        ("date", "2026-11-28"),
        ("version", "1"),
        ("kind", "windows"),
        ("d-0-from", "09:00"),
        ("d-0-to", ""),
    ];
    let page = browser.post("/schedule/calendar", &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.reads("Enter when it ends, like 17:00");
    form[5].1 = "12:00";
    let mut preview = form.clone();
    preview.push(("preview", "1"));
    browser.post("/schedule/calendar", &preview).await.has("preview__time");
    browser.post("/schedule/calendar", &form).await.see_other();
    let page = browser.get("/schedule/calendar?month=2026-11&location=london").await;
    page.reads("09:00 to 12:00").has("month__mark--hours");
    let over = browser
        .post(
            "/schedule/calendar",
            &[
                ("location", "london"),
                ("date", "2026-11-20"),
                ("version", "2"),
                ("kind", "closed"),
            ],
        )
        .await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    over.reads("Choose today or a later day");
}

#[tokio::test]
async fn time_off_is_added_undone_and_added_again() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADA).await;
    let page = browser.get("/schedule/time-off").await;
    page.has("No time off").reads("Times in London (UTC)");
    let wrong = [
        ("version", "1"),
        ("first_day", "2026-11-25"),
        ("last_day", "2026-11-24"),
        ("away_reason", HOSTILE),
    ];
    let page = browser.post("/schedule/time-off", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.reads("The last day must not be before the first")
        .has_not("<script>alert");
    let good = [
        ("version", "1"),
        ("first_day", "2026-11-24"),
        ("last_day", "2026-11-25"),
        ("away_reason", "Course"),
    ];
    let added = browser.post("/schedule/time-off", &good).await;
    let page = browser.get(added.see_other()).await;
    page.has("Time off is added")
        .reads("Tuesday 24 November 2026 to Wednesday 25 November 2026");
    browser.get("/schedule/calendar").await.has("month__mark--away");
    let (id, version) = (page.value("id"), page.value("version"));
    browser
        .get(&format!("/schedule/time-off?remove={id}"))
        .await
        .reads("Remove Tuesday 24 November 2026");
    let stale = browser
        .post("/schedule/time-off/remove", &[("id", &id), ("version", "1")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let removed = browser
        .post("/schedule/time-off/remove", &[("id", &id), ("version", &version)])
        .await;
    let page = browser.get(removed.see_other()).await;
    page.has("Time off is removed")
        .has("value=\"2026-11-25\"")
        .has("value=\"Course\"");
    let stale = browser
        .post("/schedule/time-off", &[("version", "1"), ("first_day", "2026-12-01")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.reads("Changed by Ada Moreno").has("value=\"2026-12-01\"");
}

#[tokio::test]
async fn administrators_find_doctors_and_close_places() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, TWO, "Rash").await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = browser.get("/admin/doctors").await;
    page.has("href=\"/admin/doctors/ada-moreno/schedule\"")
        .has("href=\"/doctors-day/ben-achterberg\"")
        .reads("40 h");
    browser
        .get("/admin/doctors/ben-achterberg/schedule/calendar")
        .await
        .reads("Calendar of Dr. Ben Achterberg");
    browser
        .get("/admin/doctors/ben-achterberg/schedule/time-off")
        .await
        .reads("Time off of Dr. Ben Achterberg");
    let page = browser.get("/admin/closures?location=london").await;
    page.has("No closures");
    let mut form = vec![
        ("location", "london"),
        ("version", "1"),
        ("first_day", "2026-11-24"),
        ("away_reason", ""),
    ];
    let page = browser.post("/admin/closures", &form).await;
    page.reads("Enter why the place is closed");
    form[3].1 = "Works";
    let page = browser.post("/admin/closures", &form).await;
    assert_eq!(page.heading(), "1 booked appointment would be left without its time");
    form[2].1 = "2026-11-26";
    let added = browser.post("/admin/closures", &form).await;
    let page = browser.get(added.see_other()).await;
    page.has("The place is closed then");
    let (id, version) = (page.value("id"), page.value("version"));
    let removal = [("id", &*id), ("version", &*version), ("location", "london")];
    let removed = browser.post("/admin/closures/remove", &removal).await;
    browser
        .get(removed.see_other())
        .await
        .has("The closure is removed")
        .has("value=\"2026-11-26\"");
}

#[tokio::test]
async fn time_off_is_taken_back_on_the_page_of_its_doctor_only() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let of_ada = "/admin/doctors/ada-moreno/schedule/time-off";
    let form = [
        ("version", "1"),
        ("first_day", "2026-12-01"),
        ("last_day", ""),
        ("away_reason", ""),
    ];
    let added = browser.post(of_ada, &form).await;
    let page = browser.get(added.see_other()).await;
    let (id, version) = (page.value("id"), page.value("version"));
    let removal = [("id", &*id), ("version", &*version)];
    for doctor in ["ben-achterberg", "nobody"] {
        let path = format!("/admin/doctors/{doctor}/schedule/time-off/remove");
        assert_eq!(
            browser.post(&path, &removal).await.status,
            StatusCode::NOT_FOUND,
            "{doctor}"
        );
    }
    let removed = browser.post(&format!("{of_ada}/remove"), &removal).await;
    browser.get(removed.see_other()).await.has("Time off is removed");
}

#[tokio::test]
async fn nobody_else_sees_or_changes_a_doctors_hours() {
    let clinic = Clinic::open().await;
    let mut ben = signed_in(&clinic, BEN).await;
    let ada_page = signed_in(&clinic, ADA).await.get("/schedule").await;
    let foreign = send(&mut ben, "/schedule", &week_fields(&ada_page), &[("save", "1")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    for path in [
        "/admin/doctors",
        "/admin/doctors/ada-moreno/schedule",
        "/admin/closures",
    ] {
        assert_eq!(ben.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut pia = signed_in(&clinic, PIA).await;
    assert_eq!(pia.get("/schedule").await.status, StatusCode::FORBIDDEN);
    let mut admin = signed_in(&clinic, ADMIN).await;
    assert_eq!(
        admin.get("/admin/doctors/nobody/schedule").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        admin.get("/admin/closures?location=nowhere").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        clinic.browser().get("/schedule").await.see_other(),
        "/sign-in?return_to=%2Fschedule"
    );
}
