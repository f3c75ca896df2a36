//! Who saw whose data: the trail of administrators, and the patient's own page.

use axum::http::StatusCode;

use crate::{
    support::{Browser, Clinic},
    visits::{OMAR, book, signed_in},
};

const ADMIN: &str = "admin@example.com";
const WEDNESDAY: &str = "2026-11-25T10:00:00Z";
const HOSTILE: &str = "\"><script>alert(1)</script>";

async fn admin(clinic: &Clinic) -> Browser {
    signed_in(clinic, ADMIN).await
}

/// Somebody at the desk has looked for Pia.
async fn desk_has_looked(clinic: &Clinic) {
    let mut desk = signed_in(clinic, "support@example.com").await;
    let when = desk.get("/desk/book?doctor=ada-moreno&from=2026-11-26").await;
    let from = when
        .html
        .find("/desk/book?doctor=ada-moreno&amp;from=2026-11-26&amp;start=")
        .expect("a time");
    let path = &when.html[from..][..when.html[from..].find('"').expect("its end")];
    let who = desk.get(&path.replace("&amp;", "&")).await;
    let start = who.value("start");
    let form = [
        ("doctor", "ada-moreno"),
        ("from", "2026-11-26"),
        ("start", &*start),
        ("words", "Lund"),
    ];
    desk.post("/desk/patients", &form).await.has("Pia Lund");
}

#[tokio::test]
async fn a_patient_sees_who_saw_their_data() {
    let clinic = Clinic::open().await;
    let mut pia = signed_in(&clinic, clinic.world.clinic.patients[0].email).await;
    let empty = pia.get("/account/access-log").await;
    assert_eq!(empty.heading(), "Who saw my data");
    empty
        .has("Nobody else has seen your data")
        .has("href=\"/account/access-log\"");
    desk_has_looked(&clinic).await;
    pia.get("/account/access-log")
        .await
        .reads("Tomas BrandtFront desk")
        .reads("Found you when looking for a patient")
        .reads("Front desk");
    let all = pia.get("/account/access-log?show=all").await;
    all.reads("You").reads("Looked at who saw your data");

    let mut mei = signed_in(&clinic, clinic.world.clinic.patients[2].email).await;
    mei.get("/account/access-log")
        .await
        .has("Nobody else has seen your data")
        .has_not("Brandt");
    let nonsense = pia.get("/account/access-log?before=nonsense").await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_administrator_searches_without_names_in_the_address() {
    let clinic = Clinic::open().await;
    desk_has_looked(&clinic).await;
    let mut browser = admin(&clinic).await;
    let page = browser.get("/admin/audit").await;
    assert_eq!(page.heading(), "Audit trail");
    page.reads("Found Pia Lund when looking for a patient")
        .reads("Signed in")
        .reads("203.0.113.0/24")
        .has_not("203.0.113.77");

    let pia = clinic.world.clinic.patients[0].account.to_string();
    let found = browser
        .post("/admin/audit", &[("patient_words", "lund"), ("action", "read")])
        .await;
    assert_eq!(found.see_other(), format!("/admin/audit?patient={pia}&action=read"));
    let page = browser.get(found.see_other()).await;
    page.reads("Found Pia Lund")
        .has("value=\"Pia Lund\"")
        .has_not("Signed in</div>");
    // The name stays in the field, and means the same when it is sent again.
    let again = [
        ("patient", &*pia),
        ("patient_words", "Pia Lund"),
        ("from", "2026-11-23"),
    ];
    let again = browser.post("/admin/audit", &again).await;
    assert_eq!(again.see_other(), format!("/admin/audit?patient={pia}&from=2026-11-23"));

    let several = browser
        .post("/admin/audit", &[("person_words", "ad"), ("action", "book")])
        .await;
    assert_eq!(several.heading(), "Who is meant?");
    several.has("Omar Haddad").has("name=\"action\" value=\"book\"");
    let omar = clinic.world.clinic.patients[1].account.to_string();
    let chosen = [("chosen_person", &*omar), ("person_words", "ad"), ("action", "book")];
    let chosen = browser.post("/admin/audit", &chosen).await;
    assert_eq!(chosen.see_other(), format!("/admin/audit?person={omar}&action=book"));
    browser.get(chosen.see_other()).await.has("Nothing fits");
}

#[tokio::test]
async fn bad_input_is_shown_again_with_what_to_do() {
    let clinic = Clinic::open().await;
    let mut browser = admin(&clinic).await;
    let nobody = browser
        .post("/admin/audit", &[("person_words", HOSTILE), ("action", HOSTILE)])
        .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    nobody
        .has("Nobody is called so")
        .has("href=\"#person_words\"")
        .has_not("<script>alert");
    assert_eq!(nobody.value("person_words"), HOSTILE);
    let date = browser.get("/admin/audit?from=yesterday").await;
    assert_eq!(date.status, StatusCode::UNPROCESSABLE_ENTITY);
    date.has("like 2026-11-23").has("href=\"#from\"");
    for (path, status) in [
        ("/admin/audit?person=nonsense", StatusCode::BAD_REQUEST),
        (
            "/admin/audit?person=0193a5c0-0000-7000-8000-000000000001",
            StatusCode::NOT_FOUND,
        ),
        (
            "/admin/audit?patient=0193a5c0-0000-7000-8000-000000000001",
            StatusCode::NOT_FOUND,
        ),
        (
            "/admin/audit?subject=0193a5c0-0000-7000-8000-000000000001",
            StatusCode::OK,
        ),
    ] {
        assert_eq!(browser.get(path).await.status, status, "{path}");
    }
    let absent = [("chosen_person", "0193a5c0-0000-7000-8000-000000000001")];
    assert_eq!(
        browser.post("/admin/audit", &absent).await.status,
        StatusCode::NOT_FOUND
    );
    let malformed = [("chosen_person", "nonsense")];
    assert_eq!(
        browser.post("/admin/audit", &malformed).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn the_trail_is_downloaded_and_that_is_told_too() {
    let clinic = Clinic::open().await;
    desk_has_looked(&clinic).await;
    let mut browser = admin(&clinic).await;
    let file = browser.post("/admin/audit/file", &[("action", "read")]).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        file.html
            .contains("\"Tomas Brandt\",\"support\",\"found Pia Lund when looking for a patient\""),
        "{}",
        file.html
    );
    let told = clinic
        .world
        .db
        .count("audit_event WHERE action = 'read_trail' AND detail = 'file read'")
        .await;
    assert_eq!(told, 1);
}

#[tokio::test]
async fn only_those_whom_it_concerns_come_in() {
    let clinic = Clinic::open().await;
    for email in [
        "support@example.com",
        clinic.world.clinic.doctors[0].email,
        clinic.world.clinic.patients[0].email,
    ] {
        let mut browser = signed_in(&clinic, email).await;
        assert_eq!(
            browser.get("/admin/audit").await.status,
            StatusCode::FORBIDDEN,
            "{email}"
        );
        assert_eq!(
            browser.post("/admin/audit", &[]).await.status,
            StatusCode::FORBIDDEN,
            "{email}"
        );
        assert_eq!(
            browser.post("/admin/audit/file", &[]).await.status,
            StatusCode::FORBIDDEN,
            "{email}"
        );
    }
    let mut doctor = signed_in(&clinic, clinic.world.clinic.doctors[0].email).await;
    assert_eq!(doctor.get("/account/access-log").await.status, StatusCode::FORBIDDEN);
    let mut visitor = clinic.browser();
    assert!(
        visitor
            .get("/account/access-log")
            .await
            .see_other()
            .starts_with("/sign-in")
    );
    assert!(visitor.get("/admin/audit").await.see_other().starts_with("/sign-in"));
}

#[tokio::test]
async fn who_is_refused_something_is_in_the_trail_by_route_and_without_what_was_in_the_address() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, WEDNESDAY, "Rash").await;
    let mut omar = signed_in(&clinic, OMAR).await;
    let not_theirs = omar.get(&format!("/appointments/{}?note=Lund", visit.id)).await;
    assert_eq!(not_theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(
        omar.get("/admin/accounts?words=Lund").await.status,
        StatusCode::FORBIDDEN
    );
    // Neither what nobody can know of, nor what leads on.
    assert_eq!(omar.get("/no/such/page").await.status, StatusCode::NOT_FOUND);
    let visitor = clinic.browser().get("/admin/accounts").await;
    assert_eq!(visitor.status, StatusCode::SEE_OTHER);

    let mut admin = signed_in(&clinic, ADMIN).await;
    let page = admin.get("/admin/audit?action=refused").await;
    for what in [
        "GET /appointments/{id}, 404",
        "GET /admin/accounts, 403",
        "Omar Haddad",
        "203.0.113.0/24",
    ] {
        page.has(what);
    }
    page.has("value=\"refused\" selected")
        .has_not("Lund")
        .has_not("/no/such");
    let db = &clinic.world.db;
    assert_eq!(db.count("audit_event WHERE action LIKE 'refused_%'").await, 2);
    let of_record = "SELECT COUNT(*) FROM audit_event WHERE action = 'refused_access' AND subject_id = {0}";
    assert_eq!(db.number(of_record, &[visit.id.into()]).await, 1);
    for label in [
        "Suspended an account",
        "Changed their password",
        "Took emergency access",
        "Was refused access",
    ] {
        page.has(label);
    }
}
