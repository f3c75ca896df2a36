//! Services in several lengths: chosen, booked, set and refused by plain forms.

use axum::http::StatusCode;
use backend::testing::instant;

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ADMIN, PIA, signed_in},
};

/// The consultation, 30 minutes for 90 pounds, can be had for an hour.
async fn offer_an_hour(clinic: &Clinic) {
    let ids = [clinic.world.clinic.consultation.into()];
    let insert = "INSERT INTO service_length (service_id, minutes, price_minor) VALUES ({0}, 60, 16000)";
    clinic.world.db.execute(insert, &ids).await.expect("a length");
}

async fn take_it_back(clinic: &Clinic) {
    let delete = "DELETE FROM service_length";
    clinic.world.db.execute(delete, &[]).await.expect("no length");
}

/// The first form that posts to `action` with all its hidden fields, sent with the first time on it.
async fn press_first_time(browser: &mut Browser, page: &Answer, action: &str) -> Answer {
    let (_, form) = page.html.split_once(&format!("action=\"{action}\"")).expect("a form");
    let (form, _) = form.split_once("</form>").expect("its end");
    let form = Answer {
        html: form.to_owned(),
        status: page.status,
        location: None,
        headers: page.headers.clone(),
    };
    let names = ["schedule", "service", "minutes", "doctor", "location", "from", "start"];
    let fields: Vec<(&str, String)> = names
        .into_iter()
        .filter_map(|name| Some((name, form.values(name).into_iter().next()?)))
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(action, &fields).await
}

#[tokio::test]
async fn a_patient_chooses_a_length_on_the_doctors_page_and_books_it() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, PIA).await;
    browser.get("/doctors/ada-moreno").await.has_not("How long");

    offer_an_hour(&clinic).await;
    let page = browser.get("/doctors/ada-moreno?from=2026-11-24").await;
    page.has("How long")
        .reads("30 minutes90.00 GBP")
        .reads("60 minutes160.00 GBP")
        .reads("90.00 GBP for 30 minutes, 160.00 GBP for 60 minutes")
        .has("name=\"minutes\" value=\"30\" checked")
        .has("10:30");
    // What the form without JavaScript asks for, week and all.
    let hour = browser.get("/doctors/ada-moreno?from=2026-11-24&minutes=60").await;
    hour.has("name=\"minutes\" value=\"60\" checked")
        .has_not("10:30")
        .has("minutes=60&amp;from=2026-12-01");
    assert_eq!(hour.values("from"), ["2026-11-24"]);
    // What is not offered is the first.
    for nonsense in ["45", "x", "%22%3E%3Cscript%3E"] {
        let page = browser.get(&format!("/doctors/ada-moreno?minutes={nonsense}")).await;
        page.has("name=\"minutes\" value=\"30\" checked").has_not("\"><script>");
    }

    let held = press_first_time(&mut browser, &hour, "/holds")
        .await
        .see_other()
        .to_owned();
    let book = browser.get(&held).await;
    book.reads("Dermatology, Consultation, 60 minutes").reads("160.00 GBP");
    let (version, key) = (book.value("version"), book.value("idempotency_key"));
    let form = [("version", &*version), ("idempotency_key", &*key), ("reason", "Rash")];
    let made = browser.post(&held, &form).await.see_other().to_owned();
    browser
        .get(&made)
        .await
        .reads("Dermatology, Consultation, 60 minutes, in person")
        .reads("160.00 GBP");
    browser.get("/appointments").await.reads("60 minutes");

    // Moved, it stays an hour, whatever is offered by now.
    take_it_back(&clinic).await;
    let (appointment, _) = made.split_once('?').expect("a query");
    let moving = browser.get(&format!("{appointment}/move?from=2026-11-25")).await;
    moving.has("10:00").has_not("10:30");
}

#[tokio::test]
async fn a_length_that_is_gone_is_said_with_the_way_to_the_others() {
    let clinic = Clinic::open().await;
    offer_an_hour(&clinic).await;
    let mut browser = clinic.browser();
    let page = browser.get("/doctors/ada-moreno?from=2026-11-24&minutes=60").await;
    take_it_back(&clinic).await;
    let refused = press_first_time(&mut browser, &page, "/holds").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    refused
        .has("/doctors/ada-moreno")
        .reads("See all times of Dr. Ada Moreno");

    let (schedule, service, start) = (page.value("schedule"), page.value("service"), page.value("start"));
    for minutes in ["x", "-60", "65536", "6e1"] {
        let fields = [
            ("schedule", &*schedule),
            ("service", &*service),
            ("start", &*start),
            ("minutes", minutes),
        ];
        let malformed = browser.post("/holds", &fields).await;
        assert_eq!(malformed.status, StatusCode::BAD_REQUEST, "{minutes}");
    }
    let why = format!("/doctors/ada-moreno/why?schedule={schedule}&service={service}&date=2026-11-24&minutes=60");
    assert_eq!(browser.get(&why).await.status, StatusCode::NOT_FOUND);
    offer_an_hour(&clinic).await;
    browser
        .get(&why)
        .await
        .reads("Consultation, 60 minutes, with Dr. Ada Moreno");
}

#[tokio::test]
async fn any_doctor_gives_the_chosen_length() {
    let clinic = Clinic::open().await;
    offer_an_hour(&clinic).await;
    let mut browser = clinic.browser();
    let service = clinic.world.clinic.consultation;
    let path = format!("/any/dermatology?service={service}&from=2026-11-24");
    browser
        .get(&path)
        .await
        .reads("90.00 GBP for 30 minutes, 160.00 GBP for 60 minutes")
        .has("name=\"minutes\" value=\"30\" checked")
        .has("10:30");
    let hour = browser.get(&format!("{path}&minutes=60")).await;
    hour.has("name=\"minutes\" value=\"60\" checked").has_not("10:30");
    let (_, form) = hour.html.split_once("method=\"post\"").expect("the form of the times");
    let form = Answer {
        html: format!("action=\"/any/dermatology\"{form}"),
        ..browser.get("/help").await
    };
    let held = press_first_time(&mut browser, &form, "/any/dermatology").await;
    let held = held.see_other().to_owned();
    browser.get(&held).await.reads("60 minutes").reads("160.00 GBP");
}

#[tokio::test]
async fn the_front_desk_chooses_a_length() {
    let clinic = Clinic::open().await;
    offer_an_hour(&clinic).await;
    let mut browser = signed_in(&clinic, "support@example.com").await;
    let page = browser.get("/desk/book?doctor=ada-moreno&from=2026-11-26").await;
    page.has("How long").reads("60 minutes, 160.00 GBP").has("10:30");
    let hour = browser
        .get("/desk/book?doctor=ada-moreno&from=2026-11-26&minutes=60")
        .await;
    hour.has_not("10:30");

    let start = instant("2026-11-26T10:00:00Z").millis().to_string();
    let patient = clinic.world.clinic.patients[0].account.to_string();
    let asked = format!("/desk/book?doctor=ada-moreno&from=2026-11-26&minutes=60&patient={patient}&start={start}");
    let confirm = browser.get(&asked).await;
    confirm.reads("Consultation, 60 minutes").reads("160.00 GBP");
    let key = confirm.value("key");
    let form = [
        ("doctor", "ada-moreno"),
        ("from", "2026-11-26"),
        ("minutes", "60"),
        ("patient", &*patient),
        ("start", &*start),
        ("key", &*key),
        ("reason", "By phone"),
    ];
    take_it_back(&clinic).await;
    let gone = browser.post("/desk/book", &form).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    gone.has("This length is not offered any more").has_not("minutes=60");
    offer_an_hour(&clinic).await;
    let made = browser.post("/desk/book", &form).await.see_other().to_owned();
    browser
        .get(&made)
        .await
        .reads("Consultation, 60 minutes")
        .reads("160.00 GBP");
}

#[tokio::test]
async fn lengths_are_added_and_taken_out_without_saving_until_it_is_said() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let path = format!("/admin/services/{}", clinic.world.clinic.consultation);
    let specialty = clinic.world.clinic.dermatology.to_string();
    let service = |more: &[(&str, &str)]| -> Vec<(String, String)> {
        let fixed = [
            ("version", "1"),
            ("name", "Consultation"),
            ("specialty", &*specialty),
            ("visit_kind", "in_person"),
            ("duration", "30"),
            ("notice", "0"),
            ("notice_unit", "hours"),
            ("horizon", "60"),
            ("cut_off", "1"),
            ("cut_off_unit", "days"),
            ("price", "90.00"),
            ("currency", "GBP"),
        ];
        let all = fixed.iter().chain(more);
        all.map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let page = browser.get(&path).await;
    page.has("Add a length").has_not("name=\"length_1\"");
    let added = send(&mut browser, &path, &service(&[("action", "add_length")])).await;
    assert_eq!((added.status, added.value("length_1")), (StatusCode::OK, String::new()));
    let two = [
        ("length_1", "60"),
        ("length_2", "90"),
        ("length_price_2", "\"><script>"),
    ];
    let less = send(
        &mut browser,
        &path,
        &service(&[&two[..], &[("action", "take_out_length_0")]].concat()),
    )
    .await;
    assert_eq!(
        (less.value("length_1"), less.values("length_2").len()),
        ("90".to_owned(), 0)
    );
    less.has_not("\"><script>");
    assert_eq!(clinic.world.db.count("service_length").await, 0);
    // No more rows than there can be, and none is taken out that is not there.
    let five = [1, 2, 3, 4, 5].map(|row| (format!("length_{row}"), (row * 40).to_string()));
    let five: Vec<(&str, &str)> = five.iter().map(|(name, value)| (&**name, &**value)).collect();
    for action in ["add_length", "take_out_length_5", "take_out_length_x"] {
        let same = send(
            &mut browser,
            &path,
            &service(&[&five[..], &[("action", action)]].concat()),
        )
        .await;
        same.has("name=\"length_5\"")
            .has_not("name=\"length_6\"")
            .has_not("Add a length");
    }

    let wrong = send(
        &mut browser,
        &path,
        &service(&[("length_1", "30"), ("length_price_1", "x")]),
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong
        .has("The service has this length already")
        .has("href=\"#length_1\"")
        .has("href=\"#length_price_1\"");
    let saved = send(
        &mut browser,
        &path,
        &service(&[("length_1", "60"), ("length_price_1", "160")]),
    )
    .await;
    assert!(saved.see_other().ends_with("?done=saved"));
    let page = browser.get(&path).await;
    assert_eq!(
        (page.value("length_1"), page.value("length_price_1")),
        ("60".to_owned(), "160.00".to_owned())
    );
    browser.get("/admin/services").await.reads("30 or 60 minutes");
    browser.get("/admin/doctors/ada-moreno").await.reads("30 or 60 minutes");
    browser
        .get("/doctors?specialty=dermatology")
        .await
        .reads("30 minutes (or 60)");

    let stale = send(&mut browser, &path, &service(&[])).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("Other lengths").has("60 minutes for 160.00");
    let new = send(
        &mut browser,
        "/admin/services/new",
        &service(&[("action", "add_length")]),
    )
    .await;
    assert_eq!((new.status, new.value("length_1")), (StatusCode::OK, String::new()));
}

async fn send(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.post(path, &fields).await
}
