//! Finding a time as a browser without JavaScript does it: wishes, nothing free, any doctor, why a day has no time.
use axum::http::StatusCode;
use backend::testing::AppointmentRow;

use super::support::Clinic;

#[tokio::test]
async fn a_search_keeps_all_its_wishes() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let path = "/doctors?q=skin&kind=in_person&when=on&date=2026-11-24&part=afternoon&language=English";
    let found = browser.get(path).await;
    assert_eq!(found.status, StatusCode::OK);
    found
        .has("<details open class=\"search__more\"")
        .has("value=\"2026-11-24\"")
        .has("<option value=\"afternoon\" selected")
        .has("<option value=\"on\" selected")
        .has("Dr. Ada Moreno");
    // Of the one day the afternoon.
    assert_eq!(found.values("start").len(), 3);
    let evening = browser
        .get("/doctors?q=skin&when=on&date=2026-11-24&part=evening")
        .await;
    assert_eq!(
        evening.heading(),
        "No doctor found for \u{201c}skin\u{201d} with a free time on 24 November 2026 in the evening"
    );
    evening
        .reads("There are free times, but none in the evening")
        .reads("The nearest that is free")
        .reads("Another time: Tue 24 Nov, 09:00 with Dr. Ada Moreno")
        .has("/doctors?q=skin&amp;when=from&amp;date=2026-11-24");
    let slip = browser.get("/doctors?q=dermatolgy").await;
    slip.reads("Did you mean Dermatology?").has("/doctors?q=Dermatology");
    let away = browser.get("/doctors?q=moreno&location=new-york").await;
    away.reads("Another place: Mon 23 Nov, 09:00 with Dr. Ada Moreno");
}

#[tokio::test]
async fn an_open_page_of_results_watches_its_doctors_and_asks_for_the_cards_of_those_who_changed() {
    let clinic = Clinic::open().await;
    let [ada, ben] = [0, 1].map(|number| clinic.world.clinic.doctors[number].schedule.to_string());
    let mut browser = clinic.browser();
    let page = browser.get("/doctors?when=today").await;
    assert_eq!(page.heading(), "2 doctors, first free today at 09:00 in London");
    page.has("data-events=\"/events?doctor=ada-moreno%2Cben-achterberg\"")
        .has("data-renewal=\"/results?when=today\"")
        .has(&format!("id=\"at-{ada}\" data-of=\"ada-moreno\""))
        .has(&format!("id=\"at-{ben}\" data-of=\"ben-achterberg\""));
    browser.get("/doctors?q=nobody").await.has_not("data-events");

    let first = page.value("start");
    let time_of_ada = format!("value=\"{first}\"");
    let fields = [
        ("schedule", &*ada),
        ("service", &*clinic.world.clinic.doctors[0].service.to_string()),
        ("minutes", ""),
        ("doctor", "ada-moreno"),
        ("start", &*first),
    ];
    clinic.browser().post("/holds", &fields).await.see_other();
    let part = browser.get("/results?when=today&doctors=ada-moreno").await;
    part.has(&format!("id=\"at-{ada}\""))
        .has_not(&time_of_ada)
        .has_not("<html")
        .has_not("<script");
    assert_eq!(part.heading(), "2 doctors, first free today at 09:30 in London");

    // Who has no time left has a card all the same, for the page that shows it still.
    let none = browser.get("/results?when=on&date=2026-11-28&doctors=ada-moreno").await;
    none.has(&format!("id=\"at-{ada}\"")).has("No free time online");
    assert_eq!(none.heading(), "No doctor found with a free time on 28 November 2026");
    assert_eq!(none.values("start"), Vec::<String>::new());
    // Those who do not fit have none; who is first is told for the heading.
    browser
        .get("/results?q=moreno&doctors=ben-achterberg,nobody")
        .await
        .has(&format!("id=\"at-{ada}\""))
        .has_not(&ben);
    let many = format!("/results?doctors={}", ["a"; 11].join(","));
    assert_eq!(browser.get(&many).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_open_page_without_results_watches_who_is_nearest_and_who_may_have_a_time_again() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let search = "?specialty=dermatology&when=on&date=2026-11-23&part=evening";
    let page = browser.get(&format!("/doctors{search}")).await;
    page.reads("Another time: Mon 23 Nov, 09:00 with Dr. Ada Moreno")
        .has("id=\"nearest\" data-of=\"\"")
        .has("data-events=\"/events?doctor=ada-moreno\"")
        .has(&format!("data-renewal=\"/results{}\"", search.replace('&', "&amp;")));
    let doctor = &clinic.world.clinic.doctors[0];
    let start = browser.get("/doctors?specialty=dermatology").await.value("start");
    let fields = [
        ("schedule", &*doctor.schedule.to_string()),
        ("service", &*doctor.service.to_string()),
        ("minutes", ""),
        ("doctor", "ada-moreno"),
        ("start", &*start),
    ];
    clinic.browser().post("/holds", &fields).await.see_other();
    let part = browser.get(&format!("/results{search}")).await;
    part.reads("Another time: Mon 23 Nov, 09:30 with Dr. Ada Moreno")
        .has_not("<html");
    assert_eq!(part.heading(), page.heading());
    // As the same search is answered where there is one.
    let part = browser
        .get("/results?specialty=dermatology&when=on&date=2026-11-23")
        .await;
    part.has("id=\"nearest\"")
        .reads("There is a free time as you asked for it now")
        .has("href=\"/doctors?specialty=dermatology&amp;when=on&amp;date=2026-11-23\"");
    // With anybody of a specialty.
    let any = browser.get("/any/dermatology?location=london&from=2026-11-28").await;
    any.has("id=\"next\" data-of=\"\"")
        .has("data-renewal=\"/any/dermatology?");
    browser.get("/doctors?q=nobody").await.has_not("data-renewal");
}

#[tokio::test]
async fn a_search_on_one_date_asks_for_the_date_that_is_missing() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    for when in ["on", "from"] {
        let page = browser.get(&format!("/doctors?when={when}&date=")).await;
        page.has("<title>Error: Doctors")
            .has("<details open class=\"search__more\"")
            .has("id=\"date-error\"")
            .reads("Choose the date")
            .has(&format!("<option value=\"{when}\" selected"));
    }
    browser
        .get("/doctors?when=on&date=2026-11-24")
        .await
        .has_not("date-error")
        .has_not("<title>Error");
}

#[tokio::test]
async fn any_doctor_is_offered_only_where_all_of_a_specialty_fit() {
    let clinic = Clinic::open().await;
    for table in ["service", "doctor"] {
        let sql =
            format!("UPDATE {table} SET specialty_id = (SELECT specialty_id FROM doctor WHERE slug = 'ada-moreno')");
        clinic.world.db.execute(&sql, &[]).await.unwrap();
    }
    let mut browser = clinic.browser();
    let any = "See the times of any ";
    for path in ["/doctors?specialty=dermatology", "/doctors?q=skin"] {
        browser.get(path).await.reads(any);
    }
    for path in ["/doctors?specialty=dermatology&language=English", "/doctors?q=en"] {
        browser.get(path).await.has_not(any);
    }
}

#[tokio::test]
async fn nonsense_in_an_address_is_passed_over_or_refused() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let doctor = &clinic.world.clinic.doctors[0];
    let why = format!(
        "/doctors/ada-moreno/why?schedule={}&service={}",
        doctor.schedule, doctor.service
    );
    let bad = "%3Cscript%3E%27%22%25_%5C";
    for path in [
        format!("/doctors?when={bad}&date={bad}&part={bad}&kind={bad}&language={bad}&page={bad}"),
        "/doctors?when=on&date=9999-12-31".to_owned(),
        "/doctors?when=on&date=-009999-01-01".to_owned(),
        "/doctors?when=from&date=9999-12-31&part=morning".to_owned(),
        format!("/doctors?language={}", "x".repeat(5_000)),
        format!("/any/dermatology?location={bad}&service={bad}&kind={bad}&from={bad}&part={bad}"),
        "/any/dermatology?from=9999-12-31".to_owned(),
    ] {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.has_not("<script>'");
    }
    for path in [
        format!("/any/{bad}"),
        format!("{why}&date={bad}"),
        format!("{why}&date="),
        "/doctors/ada-moreno/why".to_owned(),
        "/doctors/ada-moreno/why?schedule=1&service=2&date=2026-11-23".to_owned(),
        why.replace("ada-moreno", "ben-achterberg") + "&date=2026-11-23",
    ] {
        let status = browser.get(&path).await.status;
        assert!(status.is_client_error(), "{status} {path}");
    }
    for date in ["9999-12-31", "0001-01-01"] {
        assert_eq!(
            browser.get(&format!("{why}&date={date}")).await.status,
            StatusCode::OK,
            "{date}"
        );
    }
    for fields in [&[("start", "x")][..], &[("service", "y"), ("start", "1")], &[]] {
        let status = browser.post("/any/dermatology", fields).await.status;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
}

#[tokio::test]
async fn any_doctor_is_booked_by_a_form() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let listed = browser.get("/any/dermatology").await;
    assert_eq!(listed.heading(), "Any dermatologist");
    let fields = [
        ("location", &*listed.value("location")),
        ("service", &*listed.value("service")),
        ("start", &*listed.value("start")),
    ];
    let held = browser.post("/any/dermatology", &fields).await;
    let path = held.see_other().to_owned();
    browser.get(&path).await.has("Dr. Ada Moreno");
    let late = clinic.browser().post("/any/dermatology", &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.reads("The nearest: ").has("name=\"start\"");
}

#[tokio::test]
async fn a_day_without_times_leads_to_why() {
    let clinic = Clinic::open().await;
    AppointmentRow::new(1).insert(&clinic.world).await.unwrap();
    let mut browser = clinic.browser();
    let doctor = browser.get("/doctors/ada-moreno").await;
    doctor.has("/doctors/ada-moreno/why?schedule=").has("date=2026-11-28");
    let ids = &clinic.world.clinic.doctors[0];
    let why = |date: &str| {
        format!(
            "/doctors/ada-moreno/why?schedule={}&service={}&date={date}",
            ids.schedule, ids.service
        )
    };
    let saturday = browser.get(&why("2026-11-28")).await;
    assert_eq!(saturday.heading(), "Why is there no time on Saturday 28 November 2026?");
    saturday
        .has("data-events=\"/events?doctor=ada-moreno\" data-renewal=\"\"")
        .has("id=\"answer\" data-of=\"\"");
    saturday
        .reads("No hours for this visit on this day")
        .reads("The next free time is Mon 30 Nov, 09:00")
        .has_not("for the staff");
    clinic.sign_in(&mut browser, "ada.moreno@example.com").await;
    browser
        .get(&why("2026-11-23"))
        .await
        .reads("Each start, for the staff")
        .reads("Visit 10:00 to 10:30")
        .has("/appointments/00000000-0000-0000-0000-000000000001");
}
