//! Passwords, devices, confirming and the second factor, page by page.

use std::sync::Arc;

use axum::http::StatusCode;
use backend::{
    Context,
    adapters::{Carriers, mail::RecordingMailer},
    jobs::deliver_due,
    testing::{PASSWORD, app_code},
};

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ABSENT, ADA, HOSTILE, OMAR, PIA, same, signed_in},
};

const NEW: &str = "six small grey otters";

#[tokio::test]
async fn a_browser_that_was_signed_in_with_is_known_for_a_year_also_after_signing_out() {
    let clinic = Clinic::open().await;
    let mut owner = clinic.browser();
    let given = [("email", PIA), ("password", PASSWORD)];
    let answer = owner.post("/sign-in", &given).await;
    let cookies = answer.headers.get_all("set-cookie").into_iter();
    let known = cookies
        .filter_map(|cookie| cookie.to_str().ok())
        .find(|cookie| cookie.starts_with("__Host-browser="));
    let known = known.expect("such a cookie");
    assert!(
        known.ends_with("; HttpOnly; SameSite=Lax; Path=/; Secure; Max-Age=31536000"),
        "{known}"
    );
    owner.post("/sign-out", &[]).await.see_other();
    let mut stranger = clinic.browser();
    for _ in 0..10 {
        let wrong = stranger
            .post("/sign-in", &[("email", PIA), ("password", "not the password")])
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(
        stranger.post("/sign-in", &given).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(owner.post("/sign-in", &given).await.see_other(), "/appointments");
}

/// The mail with such a link in it, of those that wait.
async fn mail_with(clinic: &Clinic, link: &str) -> String {
    let ctx = Context::system(Arc::clone(&clinic.world.core));
    let mailer = RecordingMailer::default();
    while deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap().leased > 0 {}
    let sent = mailer.sent().into_iter().map(|mail| mail.text);
    sent.rev().find(|text| text.contains(link)).expect("such a mail")
}

/// The key that the page shows beside the QR code.
fn secret_in(page: &Answer) -> String {
    let (_, rest) = page.html.split_once("class=\"secret-key\">").expect("a key");
    rest.split_once('<').expect("the end of the key").0.to_owned()
}

/// Sets up a second factor through the pages; answers the app's key and the recovery codes.
async fn set_up(clinic: &Clinic, browser: &mut Browser) -> (String, Vec<String>) {
    browser.post("/account/two-factor/begin", &[]).await.see_other();
    let page = browser.get("/account/two-factor").await;
    let secret = secret_in(&page);
    page.has("QR code for your app").has_not("style=");
    let wrong = browser.post("/account/two-factor", &[("factor_code", "12 34")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("<title>Error: ").has("href=\"#factor_code\"");
    assert_eq!(secret_in(&wrong), secret);
    let code = app_code(&clinic.world.clock, &secret);
    let done = browser.post("/account/two-factor", &[("factor_code", &code)]).await;
    assert_eq!(
        (done.status, done.heading()),
        (StatusCode::OK, "Your recovery codes".to_owned())
    );
    assert_eq!(done.header("cache-control"), "no-store");
    let codes: Vec<_> = done
        .html
        .split("<li><code>")
        .skip(1)
        .filter_map(|rest| rest.split_once('<'))
        .map(|(code, _)| code.to_owned())
        .collect();
    assert_eq!(codes.len(), 10);
    // Sent again, as by a reload, it shows nothing.
    let again = browser.post("/account/two-factor", &[("factor_code", &code)]).await;
    assert_eq!(again.see_other(), "/account/two-factor");
    browser
        .get("/account/two-factor")
        .await
        .has("10 of 10 recovery codes")
        .has_not(&secret);
    clinic.world.clock.advance_minutes(1);
    (secret, codes)
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_that_looking_at_does_not_use_up() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    browser.get("/sign-in").await.has("href=\"/forgot-password\"");
    let page = browser.get("/forgot-password").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "Forgot your password?".to_owned())
    );
    let mut answers = Vec::new();
    for email in ["nobody@example.com", PIA] {
        let next = browser.post("/forgot-password", &[("email", email)]).await;
        let sent = browser.get(next.see_other()).await;
        assert_eq!(sent.heading(), "Look into your e-mail");
        answers.push((next.see_other().to_owned(), same(&sent, email)));
    }
    assert_eq!(answers[0], answers[1]);

    let text = mail_with(&clinic, "/reset-password/").await;
    let (_, rest) = text.split_once("https://clinic.example").expect("a link");
    let link = rest.split_whitespace().next().expect("a link").to_owned();
    for _ in 0..2 {
        let page = browser.get(&link).await;
        assert_eq!(page.heading(), "Choose a new password");
        assert_eq!(page.header("cache-control"), "no-store", "its address is a secret");
    }
    let common = browser.post(&link, &[("password", "password1234")]).await;
    assert_eq!(common.status, StatusCode::UNPROCESSABLE_ENTITY);
    common.has("Many people use this password").has_not("password1234");
    let done = browser.post(&link, &[("password", NEW)]).await;
    assert_eq!(done.see_other(), "/sign-in?changed=1");
    browser
        .get("/sign-in?changed=1")
        .await
        .has("Your new password is saved");
    for over in [
        browser.get(&link).await,
        browser.post(&link, &[("password", NEW)]).await,
    ] {
        assert_eq!(over.status, StatusCode::NOT_FOUND);
        over.has("This link does not work any more");
    }
    let in_again = browser.post("/sign-in", &[("email", PIA), ("password", NEW)]).await;
    assert_eq!(in_again.see_other(), "/appointments");
}

#[tokio::test]
async fn a_link_for_a_new_password_is_asked_for_with_an_address_and_not_too_often() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    for (email, words) in [("", "Enter your e-mail address"), (HOSTILE, "like name@example.com")] {
        let page = browser.post("/forgot-password", &[("email", email)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.has(words).has_not("<script>alert");
        assert_eq!(page.value("email"), email);
    }
    for _ in 0..3 {
        browser.post("/forgot-password", &[("email", PIA)]).await.see_other();
    }
    let page = browser.post("/forgot-password", &[("email", PIA)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    page.has("Wait 60 minutes before you try again.");
    for nonsense in ["x", &"0".repeat(64)] {
        let page = browser.get(&format!("/reset-password/{nonsense}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(page.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn one_changes_ones_password_and_other_browsers_are_signed_out() {
    let clinic = Clinic::open().await;
    let (mut here, mut elsewhere) = (signed_in(&clinic, PIA).await, signed_in(&clinic, PIA).await);
    let page = here.get("/account/password").await;
    assert_eq!(page.heading(), "Change your password");
    page.has("autocomplete=\"new-password\"").has("Show password");
    let wrong = here
        .post(
            "/account/password",
            &[("old_password", "not it at all"), ("password", NEW)],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong
        .has("This is not your password")
        .has("href=\"#old_password\"")
        .has_not(NEW);
    let done = here
        .post("/account/password", &[("old_password", PASSWORD), ("password", NEW)])
        .await;
    here.get(done.see_other()).await.has("Your new password is saved");
    elsewhere.get("/appointments").await.see_other();
    let mut visitor = clinic.browser();
    assert_eq!(
        visitor.get("/account/password").await.see_other(),
        "/sign-in?return_to=%2Faccount%2Fpassword"
    );
}

#[tokio::test]
async fn a_device_is_signed_out_by_its_owner_only() {
    let clinic = Clinic::open().await;
    let (mut here, mut elsewhere) = (signed_in(&clinic, PIA).await, signed_in(&clinic, PIA).await);
    let mut stranger = signed_in(&clinic, OMAR).await;
    let page = here.get("/account/devices").await;
    assert_eq!(page.heading(), "Devices");
    page.has("This one").reads("Signed in just now");
    let (_, rest) = page.html.split_once("action=\"/account/devices/").expect("a form");
    let path = format!("/account/devices/{}", rest.split_once('"').expect("the end").0);
    let absent = format!("/account/devices/{ABSENT}/end");
    let answers = [stranger.post(&path, &[]).await, stranger.post(&absent, &[]).await];
    assert_eq!(answers[0].status, StatusCode::NOT_FOUND);
    assert_eq!(same(&answers[0], ABSENT), same(&answers[1], ABSENT));
    assert_eq!(elsewhere.get("/appointments").await.status, StatusCode::OK);

    let done = here.post(&path, &[]).await;
    here.get(done.see_other())
        .await
        .has("Signed out")
        .has_not("Sign out all others");
    elsewhere.get("/appointments").await.see_other();
    let mut another = signed_in(&clinic, PIA).await;
    here.post("/account/devices/end-others", &[]).await.see_other();
    another.get("/appointments").await.see_other();
    assert_eq!(here.get("/appointments").await.status, StatusCode::OK);
}

#[tokio::test]
async fn with_a_second_factor_signing_in_takes_a_second_page() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, PIA).await;
    browser.get("/account/two-factor").await.has("Set up");
    let (secret, codes) = set_up(&clinic, &mut browser).await;

    let mut other = clinic.browser();
    let fields = [
        ("email", PIA),
        ("password", PASSWORD),
        ("return_to", "/appointments?show=past"),
    ];
    let next = other.post("/sign-in", &fields).await.see_other().to_owned();
    assert_eq!(next, "/sign-in/code?return_to=%2Fappointments%3Fshow%3Dpast");
    other.get("/appointments").await.see_other();
    let page = other.get(&next).await;
    assert_eq!(page.heading(), "Enter your code");
    page.has("autocomplete=\"one-time-code\"");
    let return_to = page.value("return_to");
    let wrong = other
        .post(
            "/sign-in/code",
            &[("factor_code", "ABCDEFGHIJKLMNOP"), ("return_to", &return_to)],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("This code does not work");
    assert_eq!(wrong.value("return_to"), return_to);
    let code = app_code(&clinic.world.clock, &secret);
    let done = other
        .post("/sign-in/code", &[("factor_code", &code), ("return_to", &return_to)])
        .await;
    assert_eq!(done.see_other(), "/appointments?show=past");
    assert_eq!(other.cookies["__Host-half"], "");
    assert_eq!(other.get("/appointments").await.status, StatusCode::OK);

    // A recovery code works once.
    for expected in [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY] {
        let mut third = clinic.browser();
        third
            .post("/sign-in", &[("email", PIA), ("password", PASSWORD)])
            .await
            .see_other();
        let answer = third.post("/sign-in/code", &[("factor_code", &codes[0])]).await;
        assert_eq!(answer.status, expected);
    }
    // Without the first step there is no second.
    let mut nobody = clinic.browser();
    assert_eq!(nobody.get("/sign-in/code").await.see_other(), "/sign-in");
    let answer = nobody.post("/sign-in/code", &[("factor_code", &codes[1])]).await;
    assert_eq!(answer.see_other(), "/sign-in");
}

#[tokio::test]
async fn what_is_important_asks_for_the_password_again_and_comes_back() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, PIA).await;
    let (secret, _) = set_up(&clinic, &mut browser).await;
    clinic.world.clock.advance_minutes(10);
    let asked = browser.get("/account/password").await.see_other().to_owned();
    assert_eq!(asked, "/account/confirm?return_to=%2Faccount%2Fpassword");
    for path in ["begin", "codes", "remove"] {
        let answer = browser.post(&format!("/account/two-factor/{path}"), &[]).await;
        assert_eq!(answer.see_other(), "/account/confirm", "{path}");
    }
    let page = browser.get(&asked).await;
    assert_eq!(page.heading(), "Confirm that it is you");
    let return_to = page.value("return_to");
    let wrong = browser
        .post(
            "/account/confirm",
            &[
                ("password", "not it at all"),
                ("factor_code", "123456"),
                ("return_to", &return_to),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("This is not your password");
    let code = app_code(&clinic.world.clock, &secret);
    let done = browser
        .post(
            "/account/confirm",
            &[
                ("password", PASSWORD),
                ("factor_code", &code),
                ("return_to", &return_to),
            ],
        )
        .await;
    assert_eq!(done.see_other(), "/account/password");
    assert_eq!(browser.get("/account/password").await.status, StatusCode::OK);
    browser.post("/account/two-factor/remove", &[]).await.see_other();
    for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let fields = [("password", PASSWORD), ("return_to", elsewhere)];
        let answer = browser.post("/account/confirm", &fields).await;
        assert_eq!(answer.see_other(), "/account/password", "{elsewhere}");
    }
}

#[tokio::test]
async fn staff_who_need_a_second_factor_reach_nothing_before_it_is_set_up() {
    let clinic = Clinic::open_strict().await;
    let mut doctor = signed_in(&clinic, ADA).await;
    for path in [
        "/day",
        "/",
        "/doctors",
        "/account/password",
        "/account/devices",
        "/account/two-factors",
    ] {
        assert_eq!(doctor.get(path).await.see_other(), "/account/two-factor", "{path}");
    }
    assert_eq!(doctor.post("/day/blocks", &[]).await.see_other(), "/account/two-factor");
    doctor.get("/account/two-factor").await.has("Your clinic asks for this");
    let mut patient = signed_in(&clinic, PIA).await;
    assert_eq!(patient.get("/appointments").await.status, StatusCode::OK);
    set_up(&clinic, &mut doctor).await;
    assert_eq!(doctor.get("/day").await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_the_people_of_the_clinic_are_warned_before_they_are_signed_out() {
    let clinic = Clinic::open().await;
    let mut doctor = signed_in(&clinic, ADA).await;
    doctor
        .get("/help")
        .await
        .has("IdleWarning")
        .has("&quot;seconds_left&quot;:900");
    for mut browser in [signed_in(&clinic, PIA).await, clinic.browser()] {
        browser.get("/help").await.has_not("IdleWarning");
    }
}
