use axum::http::StatusCode;
use backend::testing::AppointmentRow;

use super::{
    support::{Browser, Clinic},
    visits::{ABSENT, ADA, ADMIN, HOSTILE, OMAR, PIA, book, same, signed_in, status, touch},
};

/// Wednesday, more than a day ahead.
const WEDNESDAY: &str = "2026-11-25T10:00:00Z";
/// Today, too late to change.
const TODAY: &str = "2026-11-23T14:00:00Z";

async fn cancel(browser: &mut Browser, path: &str, version: &str, reason: &str) -> super::support::Answer {
    browser
        .post(path, &[("version", version), ("cancel_reason", reason)])
        .await
}

#[tokio::test]
async fn an_empty_list_says_what_to_do_next() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, PIA).await;
    let page = browser.get("/appointments").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "My appointments".to_owned())
    );
    page.has("No appointment ahead").has("href=\"/doctors\"");
    browser.get("/appointments?show=past").await.has("Nothing here yet");
}

#[tokio::test]
async fn what_can_be_changed_has_buttons_and_what_cannot_a_number_to_call() {
    let clinic = Clinic::open().await;
    let (open, late) = (
        book(&clinic, 0, WEDNESDAY, "Rash").await,
        book(&clinic, 0, TODAY, "Itch").await,
    );
    let mut browser = signed_in(&clinic, PIA).await;
    let page = browser.get("/appointments").await;
    page.reads("Wednesday 25 November 2026, ")
        .has("Dr. Ada Moreno")
        .has("Confirmed")
        .has("30 minutes");
    for path in ["", "/move", "/cancel"] {
        page.has(&format!("href=\"/appointments/{}{path}\"", open.id));
    }
    page.has(&format!("href=\"/appointments/{}\"", late.id))
        .has_not(&format!("/appointments/{}/move", late.id));
    page.has("Too late to change online").has("href=\"tel:+442079460958\"");

    clinic.world.clock.set("2026-11-26T08:00:00Z");
    let mut browser = signed_in(&clinic, PIA).await;
    browser.get("/appointments").await.has("No appointment ahead");
    browser
        .get("/appointments?show=past")
        .await
        .has("Book again")
        .has("href=\"/doctors/ada-moreno\"");
}

#[tokio::test]
async fn of_many_past_appointments_the_latest_are_shown_and_that_is_said() {
    let clinic = Clinic::open().await;
    let past = |number: u8| {
        let start = -60 * 24 * i64::from(number);
        AppointmentRow::new(number.into())
            .from_to(start, start + 30)
            .status("completed")
    };
    for number in 1..=50 {
        past(number).insert(&clinic.world).await.unwrap();
    }
    let mut browser = signed_in(&clinic, PIA).await;
    let page = browser.get("/appointments?show=past").await;
    page.has_not("The latest 50 are shown").reads("Past50");
    past(51).insert(&clinic.world).await.unwrap();
    let page = browser.get("/appointments?show=past").await;
    page.has("The latest 50 are shown").has_not("tab-nav__count\">50");
    let oldest = past(51).id();
    page.has_not(&format!("/appointments/{oldest}\""));
}

#[tokio::test]
async fn the_confirmation_has_all_that_one_needs() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let page = browser.get(&format!("/appointments/{}?booked=1", visit.id)).await;
    assert_eq!(page.heading(), "Your appointment is confirmed");
    page.reads("Wednesday 25 November 2026, 10:00")
        .reads("London time (UTC)")
        .reads("8 Quay Road, London SE1 2AB")
        .has("openstreetmap.org/search?query=8%20Quay%20Road")
        .has("Dr. Ada Moreno")
        .reads("90.00 GBP")
        .reads("until Tuesday 24 November 2026, 10:00")
        .has(&format!("href=\"/appointments/{}/calendar.ics\"", visit.id))
        .has("datetime=\"2026-11-25T10:00:00+00:00\"");
}

#[tokio::test]
async fn what_is_too_soon_to_change_says_so_from_the_start() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, TODAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let page = browser.get(&format!("/appointments/{}?booked=1", visit.id)).await;
    page.reads("can only be moved or cancelled by phone: +442079460958")
        .has_not("online until");
}

#[tokio::test]
async fn the_details_show_what_was_written_as_it_was_written() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, HOSTILE).await;
    let mut browser = signed_in(&clinic, PIA).await;
    let page = browser.get(&format!("/appointments/{}", visit.id)).await;
    assert_eq!(page.heading(), "Wednesday 25 November 2026, 10:00");
    page.has_not("<script>alert")
        .has("&lt;/textarea&gt;&lt;script&gt;alert(1)")
        .has("Your reason")
        .has_not("Pia Lund</dd>");
    page.has("href=\"/appointments\"");
}

#[tokio::test]
async fn a_link_cannot_say_what_is_not_true() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    browser
        .get(&format!("/appointments/{}?done=cancelled", visit.id))
        .await
        .has_not("is cancelled");
    let mut doctor = signed_in(&clinic, ADA).await;
    doctor
        .get(&format!("/appointments/{}?booked=1", visit.id))
        .await
        .has_not("Your appointment is confirmed");
}

#[tokio::test]
async fn the_calendar_file_is_a_file() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let file = browser.get(&format!("/appointments/{}/calendar.ics", visit.id)).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"appointment.ics\""
    );
    file.has("BEGIN:VCALENDAR").has("DTSTART").has_not("Rash");
}

#[tokio::test]
async fn cancelling_is_asked_about_done_and_said() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let path = format!("/appointments/{}/cancel", visit.id);
    let page = browser.get(&path).await;
    assert_eq!(page.heading(), "Cancel this appointment?");
    assert_eq!(status(&clinic, &visit).await, "confirmed", "looking changes nothing");
    page.has_not("cancel_code");

    let version = page.value("version");
    let long = "x".repeat(1001);
    let refused = cancel(&mut browser, &path, &version, &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.has("href=\"#cancel_reason\"").has(&long);

    let done = cancel(&mut browser, &path, &version, HOSTILE)
        .await
        .see_other()
        .to_owned();
    let page = browser.get(&done).await;
    page.has("The appointment is cancelled")
        .has("Cancelled")
        .has("Why it was cancelled")
        .has_not("<script>alert");
    page.has_not("/move\"").has_not("/cancel\"").has("Book again");
    assert_eq!(status(&clinic, &visit).await, "cancelled");

    assert_eq!(
        cancel(&mut browser, &path, &version, "").await.see_other(),
        done,
        "the same again is answered alike"
    );
    let page = browser.get(&path).await;
    page.has("It is cancelled already").has_not("<textarea");
}

#[tokio::test]
async fn patients_cannot_put_a_reason_into_the_clinic_s_mouth() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let path = format!("/appointments/{}/cancel", visit.id);
    let version = browser.get(&path).await.value("version");
    let fields = [("version", &*version), ("cancel_code", "location_closed")];
    let done = browser.post(&path, &fields).await.see_other().to_owned();
    let page = browser.get(&done).await;
    page.has("The appointment is cancelled")
        .has_not("The place is closed")
        .has_not("Why it was cancelled");
}

#[tokio::test]
async fn what_has_changed_meanwhile_is_shown_and_asked_about_again() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let path = format!("/appointments/{}/cancel", visit.id);
    let seen = browser.get(&path).await.value("version");
    touch(&clinic, &visit).await;
    let page = cancel(&mut browser, &path, &seen, "I feel better").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::CONFLICT, "Cancel this appointment?".to_owned())
    );
    page.has("It has changed since you looked").has("I feel better");
    assert_ne!(page.value("version"), seen);
    cancel(&mut browser, &path, &page.value("version"), "I feel better")
        .await
        .see_other();
}

#[tokio::test]
async fn too_late_is_said_with_a_number_to_call() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let (to_cancel, to_move) = (
        format!("/appointments/{}/cancel", visit.id),
        format!("/appointments/{}/move", visit.id),
    );
    let version = browser.get(&to_cancel).await.value("version");
    let start = browser.get(&to_move).await.value("start");

    clinic.world.clock.set("2026-11-24T10:00:01Z");
    let mut browser = signed_in(&clinic, PIA).await;
    let cancelled = cancel(&mut browser, &to_cancel, &version, "").await;
    let moved = browser
        .post(&to_move, &[("version", &version), ("start", &start)])
        .await;
    for page in [cancelled, moved] {
        assert_eq!(page.status, StatusCode::CONFLICT);
        page.has("It is too late to change this online")
            .has("tel:+442079460958")
            .has_not("name=\"version\"");
    }
    for path in [&to_cancel, &to_move] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        page.has("It is too late to change this online")
            .has_not("name=\"start\"");
    }
    browser
        .get(&format!("/appointments/{}", visit.id))
        .await
        .has("It is too late to change this online");
    assert_eq!(status(&clinic, &visit).await, "confirmed");
}

#[tokio::test]
async fn a_late_request_can_be_withdrawn_and_is_not_offered_to_be_moved() {
    let clinic = Clinic::open().await;
    let sql = "UPDATE service SET needs_approval = TRUE WHERE id = {0}";
    let service = clinic.world.clinic.consultation.into();
    clinic.world.db.execute(sql, &[service]).await.expect("an update");
    let request = book(&clinic, 0, TODAY, "Rash").await;
    assert_eq!(status(&clinic, &request).await, "requested");
    let mut browser = signed_in(&clinic, PIA).await;
    let path = format!("/appointments/{}", request.id);
    browser
        .get("/appointments")
        .await
        .has(&format!("href=\"{path}/cancel\""))
        .has("Withdraw")
        .has_not(&format!("{path}/move"));
    let page = browser.get(&format!("{path}/move")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("It is too late to move this online")
        .has(&format!("href=\"{path}/cancel\""))
        .has("tel:+442079460958")
        .has_not("name=\"start\"");
}

#[tokio::test]
async fn moving_shows_both_times_before_it_moves() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let path = format!("/appointments/{}/move", visit.id);
    let page = browser.get(&format!("{path}?from=2026-11-30")).await;
    assert_eq!(page.heading(), "Move to another time");
    page.has("Wednesday 25 November 2026")
        .has("30 Nov")
        .has("method=\"get\"");

    let start = page.value("start");
    let page = browser.get(&format!("{path}?start={start}")).await;
    assert_eq!(page.heading(), "Move the appointment?");
    page.reads("Wednesday 25 November 2026, 10:00")
        .reads("Monday 30 November 2026, 09:00");
    let fields = [("version", &*page.value("version")), ("start", &*page.value("start"))];
    let done = browser.post(&path, &fields).await.see_other().to_owned();
    let page = browser.get(&done).await;
    assert_eq!(page.heading(), "Monday 30 November 2026, 09:00");
    page.has("The appointment is moved");
    assert_eq!(
        browser.post(&path, &fields).await.see_other(),
        done,
        "the same again is answered alike"
    );
}

#[tokio::test]
async fn a_time_that_somebody_else_took_leaves_the_old_one_standing_and_offers_others() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let path = format!("/appointments/{}/move", visit.id);
    let taken = book(&clinic, 1, "2026-11-26T11:00:00Z", "Itch")
        .await
        .time
        .start
        .millis()
        .to_string();
    let version = visit.version.number().to_string();
    let page = browser.post(&path, &[("version", &version), ("start", &taken)]).await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::CONFLICT, "Move to another time".to_owned())
    );
    page.has("Somebody was quicker")
        .reads("Your appointment on Wednesday 25 November 2026, 10:00 stands as it was");
    page.has("The nearest free times");
    assert!(!page.values("start").contains(&taken));

    let nearest = page.value("start");
    let page = browser.get(&format!("{path}?start={nearest}")).await;
    page.has("Thursday 26 November 2026");
}

#[tokio::test]
async fn a_move_that_cannot_be_is_explained_in_place() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    book(&clinic, 0, "2026-11-26T11:00:00Z", "Itch").await;
    let mut browser = signed_in(&clinic, PIA).await;
    let path = format!("/appointments/{}/move", visit.id);
    let version = visit.version.number().to_string();
    let at = |text: &str| backend::testing::instant(text).millis().to_string();
    for (start, status, words) in [
        (
            "2026-11-26T11:00:00Z",
            StatusCode::CONFLICT,
            "You have another appointment then",
        ),
        (
            "2026-11-26T13:10:00Z",
            StatusCode::UNPROCESSABLE_ENTITY,
            "This time cannot be booked",
        ),
        (
            "2026-11-22T11:00:00Z",
            StatusCode::UNPROCESSABLE_ENTITY,
            "It is in the past",
        ),
    ] {
        let page = browser
            .post(&path, &[("version", &version), ("start", &at(start))])
            .await;
        assert_eq!(page.status, status, "{start}");
        page.has(words).has("stands as it was");
    }
    touch(&clinic, &visit).await;
    let page = browser
        .post(&path, &[("version", &version), ("start", &at("2026-11-26T12:00:00Z"))])
        .await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::CONFLICT, "Move the appointment?".to_owned())
    );
    page.has("It has changed since you looked");
    assert_ne!(page.value("version"), version);
}

#[tokio::test]
async fn somebody_elses_appointment_is_answered_exactly_as_none() {
    let clinic = Clinic::open().await;
    let foreign = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, OMAR).await;
    let fields = [("version", "1"), ("start", "1796000000000"), ("step", "arrive")];
    for end in [
        "",
        "?booked=1",
        "/calendar.ics",
        "/cancel",
        "/move",
        "/move?start=1796000000000",
    ] {
        let mut answers = Vec::new();
        for id in [foreign.id.to_string(), ABSENT.to_owned()] {
            let answer = browser.get(&format!("/appointments/{id}{end}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{end}");
            answers.push(same(&answer, &id));
        }
        assert_eq!(answers[0], answers[1], "{end}");
    }
    for end in ["/cancel", "/move", "/status"] {
        let mut answers = Vec::new();
        for id in [foreign.id.to_string(), ABSENT.to_owned()] {
            answers.push(same(
                &browser.post(&format!("/appointments/{id}{end}"), &fields).await,
                &id,
            ));
        }
        assert_eq!(answers[0], answers[1], "{end}");
    }
    assert_eq!(browser.get("/appointments/no-id").await.status, StatusCode::NOT_FOUND);
    assert_eq!(status(&clinic, &foreign).await, "confirmed");
}

#[tokio::test]
async fn nonsense_is_refused() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut browser = signed_in(&clinic, PIA).await;
    for body in ["", "version=x", "version=1&version=2", "version=1%00"] {
        let answer = browser
            .post_body(&format!("/appointments/{}/cancel", visit.id), body.to_owned())
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let answer = browser
        .get(&format!("/appointments/{}/move?start=soon", visit.id))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = browser
        .get(&format!("/appointments/{}/move?start={}", visit.id, i64::MAX))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(status(&clinic, &visit).await, "confirmed");
}

#[tokio::test]
async fn who_is_not_signed_in_signs_in_first_and_staff_have_no_list_of_their_own() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut visitor = clinic.browser();
    for path in [
        "/appointments".to_owned(),
        format!("/appointments/{}", visit.id),
        format!("/appointments/{}/move", visit.id),
    ] {
        let asked = visitor.get(&path).await.see_other().to_owned();
        assert_eq!(asked, format!("/sign-in?return_to={}", path.replace('/', "%2F")));
    }
    for staff in [ADA, ADMIN] {
        let mut browser = signed_in(&clinic, staff).await;
        assert_eq!(browser.get("/appointments").await.status, StatusCode::FORBIDDEN);
        let page = browser.get(&format!("/appointments/{}/move", visit.id)).await;
        assert_eq!(page.heading(), "Move the visit of Pia Lund", "the staff's own page");
    }
}
