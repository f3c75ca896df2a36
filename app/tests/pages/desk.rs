//! The front desk: a location's day, and booking for a patient, step by step with plain forms.

use axum::http::StatusCode;
use backend::{
    patient::{AddPatient, MOST_FOUND, add_patient},
    testing::support_context,
};

use crate::{
    support::{Browser, Clinic},
    visits::{book, signed_in},
};

const SUPPORT: &str = "support@example.com";
const HOSTILE: &str = "\"><script>alert(1)</script></textarea>";

async fn desk(clinic: &Clinic) -> Browser {
    signed_in(clinic, SUPPORT).await
}

/// The first link of the page that begins like this.
fn link(html: &str, start: &str) -> String {
    let from = html.find(&format!("href=\"{start}")).expect("a link") + 6;
    let rest = &html[from..];
    rest[..rest.find('"').expect("its end")].replace("&amp;", "&")
}

#[tokio::test]
async fn the_desk_shows_all_doctors_of_a_place_and_leads_to_booking() {
    let clinic = Clinic::open().await;
    let mut browser = desk(&clinic).await;
    let page = browser.get("/desk").await;
    page.has("Dr. Ada Moreno")
        .has("data-column=\"ada-moreno\"")
        .has("Dermatology")
        .has("href=\"/desk/book?doctor=ada-moreno&amp;schedule=")
        .has("<section class=\"desk-list\">");
    assert_eq!(
        browser.get("/desk?location=nowhere").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        browser.get("/desk?date=nonsense").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn a_new_patient_is_booked_for_in_four_steps() {
    let clinic = Clinic::open().await;
    let mut browser = desk(&clinic).await;
    let when = browser.get("/desk/book?doctor=ada-moreno&from=2026-11-26").await;
    when.has("Free times");
    let who = browser
        .get(&link(
            &when.html,
            "/desk/book?doctor=ada-moreno&amp;from=2026-11-26&amp;start=",
        ))
        .await;
    who.has("Who is it for?");
    let start = who.value("start");
    let carried = [("doctor", "ada-moreno"), ("from", "2026-11-26"), ("start", &*start)];
    let nobody = browser
        .post("/desk/patients", &[&carried[..], &[("words", HOSTILE)]].concat())
        .await;
    nobody.has("No patient fits").has_not("<script>alert");

    let person = [
        ("given_name", "Rosa"),
        ("family_name", "Vidal"),
        ("birth_date_day", "3"),
        ("birth_date_month", "8"),
        ("birth_date_year", "1951"),
        ("phone", "+442079460111"),
    ];
    let wrong = [&carried[..], &person[..], &[("email", "nobody")]].concat();
    let again = browser.post("/desk/patients/new", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again
        .has("Enter an e-mail address like name@example.com")
        .has("value=\"Rosa\"");
    let right = [&carried[..], &person[..], &[("email", "rosa.vidal@example.com")]].concat();
    let next = browser.post("/desk/patients/new", &right).await.see_other().to_owned();
    let confirm = browser.get(&next).await;
    confirm.has("Book this appointment?").has("Rosa Vidal");

    let (patient, key) = (confirm.value("patient"), confirm.value("key"));
    let form = [&carried[..], &[("patient", &*patient), ("key", &*key)]].concat();
    let missing = browser.post("/desk/book", &form).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [&form[..], &[("reason", "Asked by phone")]].concat();
    let made = browser.post("/desk/book", &form).await.see_other().to_owned();
    let page = browser.get(&made).await;
    page.has("The appointment is booked")
        .has("Rosa Vidal")
        .has_not("Asked by phone");
    // Back to where the desk works, and not to a patient's list.
    page.has("The front desk, ").has_not("My appointments");
    let back = link(&page.html, "/desk?location=london&amp;date=2026-11-26");
    assert_eq!(browser.get(&back).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_cancels_at_the_desk_is_led_back_to_it() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, "2026-11-25T10:00:00Z", "Rash").await;
    let mut browser = desk(&clinic).await;
    let path = format!("/appointments/{}/cancel", visit.id);
    let version = browser.get(&path).await.value("version");
    let done = browser.post(&path, &[("version", &*version)]).await;
    let page = browser.get(done.see_other()).await;
    page.has("The appointment is cancelled")
        .has_not("href=\"/appointments\"");
    for page in [page, browser.get(&path).await] {
        let back = link(&page.html, "/desk?location=london&amp;date=2026-11-25");
        assert_eq!(browser.get(&back).await.status, StatusCode::OK);
        page.has_not("See your appointments");
    }
}

#[tokio::test]
async fn a_list_of_patients_that_is_cut_off_says_so() {
    let clinic = Clinic::open().await;
    let ctx = support_context(&clinic.world.core, &clinic.world.clinic);
    for number in 0..MOST_FOUND {
        let patient = AddPatient {
            given_name: "Rosa".to_owned(),
            family_name: "Vidal".to_owned(),
            birth_day: "3".to_owned(),
            birth_month: "8".to_owned(),
            birth_year: (1951 + number).to_string(),
            email: format!("rosa.vidal{number}@example.com"),
            phone: format!("+4420794601{number:02}"),
        };
        add_patient(&ctx, &patient).await.expect("a patient");
    }
    let mut browser = desk(&clinic).await;
    let fields = |words| [("doctor", "ada-moreno"), ("words", words)];
    let all = browser.post("/desk/patients", &fields("vidal")).await;
    all.has("The first 20 are shown.");
    let one = browser.post("/desk/patients", &fields("vidal 1951-08-03")).await;
    one.has("born 1951-08-03").has_not("are shown.");
}

#[tokio::test]
async fn a_time_outside_the_hours_needs_a_reason() {
    let clinic = Clinic::open().await;
    let mut browser = desk(&clinic).await;
    let asked = "/desk/book?doctor=ada-moreno&overbook=1&from=2026-11-26&at=19%3A10";
    let who = browser.get(asked).await.see_other().to_owned();
    browser.get(&who).await.has("19:10");
    let patient = clinic.world.clinic.patients[0].account.to_string();
    let confirm = browser.get(&format!("{who}&patient={patient}")).await;
    confirm.has("Why outside the rules?");
    let (start, key) = (confirm.value("start"), confirm.value("key"));
    let form = [
        ("doctor", "ada-moreno"),
        ("start", &*start),
        ("overbook", "1"),
        ("patient", &*patient),
        ("key", &*key),
        ("reason", "Dressing"),
    ];
    let refused = browser.post("/desk/book", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [&form[..], &[("override_reason", "As agreed")]].concat();
    let made = browser.post("/desk/book", &form).await.see_other().to_owned();
    browser.get(&made).await.has("As agreed");
    assert_eq!(
        browser.get("/desk/book?doctor=ada-moreno&at=25%3A00").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn nonsense_is_refused_and_others_stay_out() {
    let clinic = Clinic::open().await;
    let mut browser = desk(&clinic).await;
    for path in [
        "/desk/book?doctor=nobody",
        "/desk/book?doctor=ada-moreno&schedule=00000000-0000-0000-0000-000000000000",
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let doctor = clinic.world.clinic.doctors[1].account;
    let foreign = format!("/desk/book?doctor=ada-moreno&start=1795687200000&patient={doctor}");
    assert_eq!(browser.get(&foreign).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        browser.post("/desk/book", &[("doctor", "ada-moreno")]).await.status,
        StatusCode::BAD_REQUEST
    );
    let mut ada = signed_in(&clinic, "ada.moreno@example.com").await;
    for path in ["/desk", "/desk/book?doctor=ada-moreno"] {
        assert_eq!(ada.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
