//! What administrators set, without JavaScript, with values that nobody should send.

use axum::http::StatusCode;
use domain::ids::ServiceId;

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ABSENT, ADA, ADMIN, PIA, book, signed_in},
};

const HOSTILE: &str = "\"'></option></select><script>alert(1)</script>";
const TWO: &str = "2026-11-24T14:00:00Z";

fn path(id: ServiceId) -> String {
    format!("/admin/services/{id}")
}

/// All fields of the service's form as the page has them.
fn fields(page: &Answer) -> Vec<(String, String)> {
    let inputs = [
        "version",
        "name",
        "duration",
        "step",
        "buffer_before",
        "buffer_after",
        "notice",
        "horizon",
        "cap_per_day",
        "cut_off",
        "lapse",
        "price",
    ];
    let selects = [
        "specialty",
        "visit_kind",
        "currency",
        "notice_unit",
        "cut_off_unit",
        "lapse_unit",
        "room_kind",
    ];
    let inputs = inputs.map(|name| (name.to_owned(), page.value(name)));
    let selects = selects.map(|name| (name.to_owned(), selected(page, name)));
    inputs.into_iter().chain(selects).collect()
}

/// The value of the chosen option.
fn selected(page: &Answer, name: &str) -> String {
    let (_, list) = page.html.split_once(&format!(" name=\"{name}\"")).expect("a list");
    let (list, _) = list.split_once("</select>").expect("the end of the list");
    let option = list
        .split("<option")
        .find(|option| option.contains(" selected"))
        .expect("a chosen option");
    let (_, value) = option.split_once("value=\"").expect("a value");
    value.split_once('"').expect("the end of the value").0.to_owned()
}

fn with(mut fields: Vec<(String, String)>, name: &str, value: &str) -> Vec<(String, String)> {
    fields.retain(|(known, _)| known != name);
    fields.push((name.to_owned(), value.to_owned()));
    fields
}

async fn send(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn nobody_else_comes_in() {
    let clinic = Clinic::open().await;
    let service = path(clinic.world.clinic.consultation);
    let mut visitor = clinic.browser();
    for person in [PIA, ADA] {
        let mut browser = signed_in(&clinic, person).await;
        for page in [
            "/admin/services",
            "/admin/services/new",
            &service,
            "/admin/doctors",
            "/admin/locations",
            "/admin/settings",
        ] {
            assert_eq!(browser.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
            assert!(visitor.get(page).await.see_other().starts_with("/sign-in?"), "{page}");
        }
        let fields = [("version", "1"), ("upcoming", "0")];
        let retired = browser.post(&format!("{service}/retire"), &fields).await;
        assert_eq!(retired.status, StatusCode::FORBIDDEN);
    }
    let mut browser = signed_in(&clinic, ADMIN).await;
    for page in [
        format!("/admin/services/{ABSENT}"),
        "/admin/services/x".to_owned(),
        format!("/admin/services/{ABSENT}/retire"),
        format!("{service}/doctors/{ABSENT}"),
        format!("/admin/rooms/{ABSENT}"),
        "/admin/doctors/nobody".to_owned(),
        "/admin/locations/nowhere".to_owned(),
    ] {
        assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}

#[tokio::test]
async fn the_list_of_services_is_narrowed_and_says_when_nothing_fits() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = browser.get("/admin/services").await;
    assert_eq!((page.status, page.heading()), (StatusCode::OK, "Services".to_owned()));
    page.has("Consultation")
        .has("Heart check")
        .has("4 services")
        .has("aria-current=\"page\"");
    browser
        .get("/admin/services?specialty=cardiology")
        .await
        .has("Heart check")
        .has_not(">Consultation<");
    let page = browser
        .get("/admin/services?state=retired&words=%22%3E%3Cscript%3Ealert(1)")
        .await;
    page.has("No service fits").has_not("<script>alert");
}

#[tokio::test]
async fn a_service_is_added_and_comes_back_with_what_is_wrong() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = browser.get("/admin/services/new").await;
    assert_eq!(page.value("duration"), "30");
    let dermatology = clinic.world.clinic.dermatology.to_string();
    let mut fields = vec![
        ("notice_unit", "hours"),
        ("cut_off_unit", "hours"),
        ("lapse_unit", "days"),
        ("visit_kind", "video"),
    ];
    fields.extend([
        ("name", HOSTILE),
        ("duration", "721"),
        ("notice", HOSTILE),
        ("horizon", "60"),
        ("cut_off", "24"),
    ]);
    fields.extend([("price", "90.50"), ("currency", "EUR"), ("room_kind", HOSTILE)]);
    let page = browser.post("/admin/services/new", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("There is a problem")
        .has("href=\"#duration\"")
        .has("The length must be 5 to 720 minutes")
        .has("href=\"#specialty\"")
        .has("<title>Error: Add a service")
        .has_not("<script>alert");
    assert_eq!(page.value("name"), HOSTILE);

    let mut fields: Vec<_> = fields
        .into_iter()
        .filter(|(name, _)| !["duration", "notice", "room_kind"].contains(name))
        .collect();
    fields.extend([
        ("duration", "45"),
        ("notice", "0"),
        ("specialty", &dermatology),
        ("needs_approval", "true"),
        ("lapse", "1"),
    ]);
    let done = browser
        .post("/admin/services/new", &fields)
        .await
        .see_other()
        .to_owned();
    let page = browser.get(&done).await;
    page.has("Nobody gives this service yet").has_not("<script>alert");
    assert_eq!(page.heading(), HOSTILE);
    assert_eq!(
        (page.value("duration"), selected(&page, "visit_kind")),
        ("45".to_owned(), "video".to_owned())
    );
    browser
        .get("/admin/services")
        .await
        .has("must be accepted")
        .has_not("<script>alert");
}

#[tokio::test]
async fn the_second_of_two_sees_what_the_first_saved_beside_the_own_entries() {
    let clinic = Clinic::open().await;
    let service = path(clinic.world.clinic.consultation);
    let (mut first, mut second) = (signed_in(&clinic, ADMIN).await, signed_in(&clinic, ADMIN).await);
    let page = first.get(&service).await;
    page.has("There are no appointments to come");
    let done = send(&mut first, &service, &with(fields(&page), "duration", "45")).await;
    first.get(done.see_other()).await.has("Saved");

    let refused = send(&mut second, &service, &with(fields(&page), "name", "Skin check")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused
        .has("It changed since you looked")
        .has("Saved now")
        .has("45 minutes")
        .has("30 minutes");
    assert_eq!(
        (refused.value("name"), refused.value("duration")),
        ("Skin check".to_owned(), "30".to_owned())
    );
    let page = first.get(&service).await;
    assert_eq!(
        (page.value("name"), page.value("duration")),
        ("Consultation".to_owned(), "45".to_owned())
    );
    // Who has seen both decides.
    send(&mut second, &service, &fields(&refused)).await.see_other();
    assert_eq!(first.get(&service).await.value("name"), "Skin check");
}

#[tokio::test]
async fn the_preview_shows_times_and_saves_nothing() {
    let clinic = Clinic::open().await;
    let service = path(clinic.world.clinic.consultation);
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = browser.get(&service).await;
    let entered = with(with(fields(&page), "duration", "120"), "action", "preview");
    let preview = send(&mut browser, &service, &entered).await;
    assert_eq!(preview.status, StatusCode::OK);
    preview
        .has("nothing is saved")
        .has("4 free times")
        .has("Tuesday 24 November 2026")
        .has("<li>09:00");
    assert_eq!(preview.value("duration"), "120");
    assert_eq!(browser.get(&service).await.value("duration"), "30");
    let wrong = send(&mut browser, &service, &with(entered, "duration", "")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn retiring_asks_and_says_what_stands() {
    let clinic = Clinic::open().await;
    let service = path(clinic.world.clinic.consultation);
    book(&clinic, 0, TWO, "Rash").await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    browser.get(&service).await.has("There are 1 appointment to come");
    let ask = format!("{service}/retire");
    let page = browser.get(&ask).await;
    page.has("There are 1 appointment to come")
        .has("they stand as they are");
    let (version, upcoming) = (page.value("version"), page.value("upcoming"));
    book(&clinic, 1, "2026-11-25T10:00:00Z", "Itch").await;
    let again = browser
        .post(&ask, &[("version", &version), ("upcoming", &upcoming)])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.has("There are 2 appointments to come");
    let done = browser
        .post(&ask, &[("version", &version), ("upcoming", &again.value("upcoming"))])
        .await;
    let page = browser.get(done.see_other()).await;
    page.has("it cannot be booked any more").has("Bring this service back");
    let doctor = clinic.browser().get("/doctors/ada-moreno").await;
    doctor.has("Follow-up").has_not("Consultation");

    // The patient keeps the appointment and is told how to move it.
    let mut patient = signed_in(&clinic, PIA).await;
    let own = patient.get("/appointments").await;
    let (_, id) = own.html.split_once("href=\"/appointments/").expect("an appointment");
    let id = &id[..36];
    let page = patient.get(&format!("/appointments/{id}/move")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("There are no other times of this kind of visit");

    let page = browser.get(&service).await;
    let version = page.values("version").pop().expect("a version");
    let restored = browser
        .post(&format!("{service}/restore"), &[("version", &version)])
        .await;
    browser.get(restored.see_other()).await.has("Back in use");
}

#[tokio::test]
async fn doctors_are_put_on_a_service_and_taken_off() {
    let clinic = Clinic::open().await;
    let service = path(clinic.world.clinic.consultation);
    let schedule = clinic.world.clinic.doctors[0].schedule.to_string();
    let mut browser = signed_in(&clinic, ADMIN).await;
    let give = format!("{service}/doctors");
    browser
        .get(&service)
        .await
        .has("Dr. Ada Moreno")
        .has("Every doctor of the specialty gives it");
    let wrong = browser
        .post(
            &give,
            &[("schedule", &schedule), ("version", "1"), ("own_duration", "4")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has(&format!("href=\"#own_duration-{schedule}\""));
    let done = browser
        .post(
            &give,
            &[("schedule", &schedule), ("version", "1"), ("own_duration", "60")],
        )
        .await;
    assert_eq!(done.see_other(), format!("{service}?done=given#givers"));
    let stale = browser
        .post(
            &give,
            &[("schedule", &schedule), ("version", "1"), ("own_duration", "20")],
        )
        .await;
    assert_eq!(
        (stale.status, stale.value("own_duration")),
        (StatusCode::CONFLICT, "20".to_owned())
    );
    clinic.browser().get("/doctors/ada-moreno").await.has("60 minutes");

    let ask = browser.get(&format!("{give}/{schedule}")).await;
    ask.has("There are no appointments to come");
    let fields = [("version", ask.value("version")), ("upcoming", ask.value("upcoming"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = browser.post(&format!("{give}/{schedule}"), &fields).await;
    let page = browser.get(done.see_other()).await;
    page.has("Nobody gives it yet").has("Add a doctor");
    let nobody = browser.post(&give, &[("schedule", ""), ("own_duration", "")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    nobody.has("href=\"#schedule\"");
    let back = browser
        .post(&give, &[("schedule", &format!("{schedule}.3")), ("own_duration", "")])
        .await;
    back.see_other();
    for nonsense in ["x", "x.1", ABSENT] {
        let answer = browser.post(&give, &[("schedule", nonsense), ("version", "1")]).await;
        assert!(
            [StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND].contains(&answer.status),
            "{nonsense}"
        );
    }
}

#[tokio::test]
async fn a_doctor_has_a_limit_and_an_order_of_services() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    browser
        .get("/admin/doctors")
        .await
        .has("Dr. Ada Moreno")
        .has("href=\"/admin/doctors/ada-moreno\"");
    let page = browser.get("/admin/doctors/ada-moreno").await;
    page.has("Consultation").has("value=\"up\"").has("value=\"down\"");
    let cap = "/admin/doctors/ada-moreno/cap";
    let wrong = browser.post(cap, &[("version", "1"), ("doctor_cap", HOSTILE)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("href=\"#doctor_cap\"").has_not("<script>alert");
    let done = browser.post(cap, &[("version", "1"), ("doctor_cap", "8")]).await;
    browser.get(done.see_other()).await.has("Saved");
    let stale = browser.post(cap, &[("version", "1"), ("doctor_cap", "9")]).await;
    assert_eq!(
        (stale.status, stale.value("doctor_cap")),
        (StatusCode::CONFLICT, "9".to_owned())
    );
    stale.has("Saved now: ");

    let world = &clinic.world.clinic;
    let fields = [
        ("schedule", world.doctors[0].schedule.to_string()),
        ("version", "1".to_owned()),
        ("service", world.follow_up.to_string()),
        ("way", "up".to_owned()),
    ];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let order = "/admin/doctors/ada-moreno/order";
    for foreign in ["/admin/doctors/ben-achterberg/order", "/admin/doctors/nobody/order"] {
        assert_eq!(
            browser.post(foreign, &fields).await.status,
            StatusCode::NOT_FOUND,
            "{foreign}"
        );
    }
    let done = browser.post(order, &fields).await;
    let page = browser.get(done.see_other()).await;
    assert!(page.html.find("Follow-up") < page.html.find("Consultation"));
    assert_eq!(browser.post(order, &fields).await.status, StatusCode::CONFLICT);
    assert_eq!(browser.post(order, &fields[..3]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn rooms_are_added_changed_and_retired() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    browser
        .get("/admin/locations")
        .await
        .has("Test Clinic London")
        .has("Europe/London");
    let london = "/admin/locations/london";
    browser.get(london).await.has("No rooms yet");
    let add = format!("{london}/rooms");
    let wrong = browser.post(&add, &[("room_name", ""), ("room_kind", HOSTILE)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("href=\"#room_name\"").has_not("<script>alert");
    let done = browser
        .post(&add, &[("room_name", "Room 1"), ("room_kind", "Ultrasound")])
        .await;
    let page = browser.get(done.see_other()).await;
    page.has("The room is added").has("Room 1");
    let taken = browser
        .post(&add, &[("room_name", "room 1"), ("room_kind", "Laser")])
        .await;
    taken.has("Another room of this location has this name");
    let (_, id) = page.html.split_once("href=\"/admin/rooms/").expect("a room");
    let room = format!("/admin/rooms/{}", &id[..36]);
    browser.get(&room).await.has("value=\"Room 1\"");
    let fields = [("version", "1"), ("room_name", "Room 1b"), ("room_kind", "Ultrasound")];
    browser.post(&room, &fields).await.see_other();
    let stale = browser.post(&room, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("Saved now: Room 1b, Ultrasound");

    let ask = browser.get(&format!("{room}/retire")).await;
    ask.has("There are no appointments to come in it");
    let fields = [("version", ask.value("version")), ("plan", ask.value("plan"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = browser.post(&format!("{room}/retire"), &fields).await;
    browser.get(done.see_other()).await.has("Bring back");
    assert_eq!(
        browser.post(&format!("{room}/retire"), &fields).await.status,
        StatusCode::CONFLICT
    );
    let done = browser.post(&format!("{room}/restore"), &[("version", "3")]).await;
    browser.get(done.see_other()).await.has("Back in use");
}

#[tokio::test]
async fn limits_of_patients_are_set_over_what_was_seen() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = browser.get("/admin/settings").await;
    assert_eq!(
        (page.value("most_open"), page.value("most_per_day")),
        ("20".to_owned(), "5".to_owned())
    );
    let seen = [("seen_open", "20"), ("seen_per_day", "5")];
    let wrong = browser
        .post(
            "/admin/settings",
            &[&seen[..], &[("most_open", "0"), ("most_per_day", HOSTILE)]].concat(),
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong
        .has("href=\"#most_open\"")
        .has("href=\"#most_per_day\"")
        .has_not("<script>alert");
    let fields = [&seen[..], &[("most_open", "3"), ("most_per_day", "1")]].concat();
    let done = browser.post("/admin/settings", &fields).await;
    browser.get(done.see_other()).await.has("Saved").has("value=\"3\"");
    let stale = browser.post("/admin/settings", &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("Saved now: at most 3 to come and 1 on one day");
    let nonsense = browser.post("/admin/settings", &[("most_open", "3")]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn patients_read_that_it_is_by_video_and_must_be_accepted() {
    let clinic = Clinic::open().await;
    clinic
        .browser()
        .get("/doctors/ada-moreno")
        .await
        .has("In person")
        .has_not("Video visit");
    let service = path(clinic.world.clinic.consultation);
    let mut browser = signed_in(&clinic, ADMIN).await;
    let page = browser.get(&service).await;
    let entered = with(with(fields(&page), "visit_kind", "video"), "needs_approval", "true");
    send(&mut browser, &service, &entered).await.see_other();
    let mut visitor = clinic.browser();
    let page = visitor.get("/doctors/ada-moreno").await;
    page.has("Video visit")
        .has("Must be accepted by the clinic")
        .has("video visit, must be accepted");
    visitor.get("/doctors").await.has("must be accepted");
    let hold = [
        ("schedule", page.value("schedule")),
        ("service", page.value("service")),
        ("start", page.value("start")),
    ];
    let hold = hold.each_ref().map(|(name, value)| (*name, value.as_str()));
    let held = visitor.post("/holds", &hold).await.see_other().to_owned();
    visitor.get(&held).await.has("Video visit").has("This is a request.");
}
