//! Emergency access without JavaScript, with values that nobody should send.

use axum::http::StatusCode;

use super::{
    support::Clinic,
    visits::{ABSENT, ADA, ADMIN, BEN, HOSTILE, PIA, book, signed_in},
};

const TEN: &str = "2026-11-24T10:00:00Z";
const NAME: [(&str, &str); 4] = [
    ("family_name", "Lund"),
    ("birth_date_day", "27"),
    ("birth_date_month", "3"),
    ("birth_date_year", "1984"),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&NAME[..], more].concat()
}

#[tokio::test]
async fn an_emergency_is_opened_in_three_steps_and_ended() {
    let clinic = Clinic::open().await;
    book(&clinic, 0, TEN, HOSTILE).await;
    let mut browser = signed_in(&clinic, BEN).await;
    browser.get("/day").await.has("href=\"/emergency-access\"");
    let page = browser.get("/emergency-access").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "Emergency access".to_owned())
    );
    let page = browser.post("/emergency-access", &NAME).await;
    page.has("Pia Lund, born 1984-03-27").has_not("Omar");
    let patient = clinic.world.clinic.patients[0].account.to_string();
    let short = with(&[("patient", &patient), ("emergency_reason", "urgent")]);
    let again = browser.post("/emergency-access/confirm", &short).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.has("must have at least 10 characters").has(">urgent</textarea>");
    let reason = format!("Unconscious {HOSTILE}");
    let form = with(&[("patient", &patient), ("emergency_reason", &reason)]);
    let warning = browser.post("/emergency-access/confirm", &form).await;
    assert_eq!(
        (warning.status, warning.heading()),
        (StatusCode::OK, "Open in an emergency?".to_owned())
    );
    warning.has("all administrators get an e-mail").has_not("<script>alert");
    assert_eq!(warning.value("emergency_reason"), reason);
    let opened = browser
        .post("/emergency-access/open", &form)
        .await
        .see_other()
        .to_owned();
    let page = browser.get(&opened).await;
    page.has("Open for 30 minutes more")
        .has("Pia Lund")
        .reads(HOSTILE)
        .has_not("<script>alert");
    browser
        .get("/emergency-access")
        .await
        .has(&format!("href=\"{opened}\""));

    let ended = browser.post(&format!("{opened}/end"), &[]).await.see_other().to_owned();
    browser.get(&ended).await.has("Your emergency access is ended");
    let over = browser.get(&opened).await;
    assert_eq!(over.status, StatusCode::FORBIDDEN);
    over.has("This access is over").has_not("Pia Lund");

    let list = signed_in(&clinic, ADMIN).await.get("/admin/emergency-access").await;
    list.has("Ben Achterberg")
        .has("Pia Lund")
        .has("1 time")
        .reads(HOSTILE)
        .has_not("<script>alert");
}

#[tokio::test]
async fn it_is_over_after_half_an_hour() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, BEN).await;
    let patient = clinic.world.clinic.patients[0].account.to_string();
    let form = with(&[("patient", &patient), ("emergency_reason", "Found unconscious")]);
    let opened = browser
        .post("/emergency-access/open", &form)
        .await
        .see_other()
        .to_owned();
    // Not so long without a request that they are signed out.
    for minutes in [10, 10] {
        clinic.world.clock.advance_minutes(minutes);
        browser.get(&opened).await.has("Open for");
    }
    clinic.world.clock.advance_minutes(9);
    browser
        .get(&opened)
        .await
        .has("Open for 1 minute more")
        .has("No appointments");
    clinic.world.clock.advance_minutes(1);
    assert_eq!(browser.get(&opened).await.status, StatusCode::FORBIDDEN);
    browser.get("/emergency-access").await.has_not("Open now");
}

/// Of each page its own.
fn without_nonce(html: &str) -> String {
    let mut parts = html.split("nonce=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.filter_map(|part| part.split_once('"')).map(|(_, rest)| rest);
    rest.fold(first, |html, rest| html + rest)
}

#[tokio::test]
async fn others_and_nonsense_are_kept_out() {
    let clinic = Clinic::open().await;
    let mut ben = signed_in(&clinic, BEN).await;
    let patient = clinic.world.clinic.patients[0].account.to_string();
    let form = with(&[("patient", &patient), ("emergency_reason", "Found unconscious")]);
    let opened = ben.post("/emergency-access/open", &form).await.see_other().to_owned();
    let mut ada = signed_in(&clinic, ADA).await;
    let (strange, absent) = (
        ada.get(&opened).await,
        ada.get(&format!("/emergency-access/{ABSENT}")).await,
    );
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
    assert_eq!(without_nonce(&strange.html), without_nonce(&absent.html));
    let mut pia = signed_in(&clinic, PIA).await;
    pia.get("/appointments").await.has_not("/emergency-access");
    assert_eq!(pia.get("/emergency-access").await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        pia.post("/emergency-access/open", &form).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(ada.get("/admin/emergency-access").await.status, StatusCode::FORBIDDEN);
    signed_in(&clinic, ADMIN)
        .await
        .get("/admin/emergency-access")
        .await
        .has("Open");

    let empty = ada.post("/emergency-access", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("Enter the last name").has("href=\"#birth_date\"");
    let mut nobody = NAME;
    nobody[0].1 = HOSTILE;
    let nobody = ada.post("/emergency-access", &nobody).await;
    nobody.has("No patient has this last name").has_not("<script>alert");
    let none = ada
        .post(
            "/emergency-access/confirm",
            &with(&[("emergency_reason", "Found unconscious")]),
        )
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.has("Choose the patient");
    assert_eq!(
        ada.post("/emergency-access/open", &[]).await.status,
        StatusCode::BAD_REQUEST
    );
    let absent = with(&[("patient", ABSENT), ("emergency_reason", "Found unconscious")]);
    assert_eq!(
        ada.post("/emergency-access/open", &absent).await.status,
        StatusCode::NOT_FOUND
    );
}
