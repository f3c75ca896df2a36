//! Passkeys, page by page. What the island does in a browser, a device in software does here.

use std::sync::Arc;

use axum::http::StatusCode;
use backend::{
    Context, Token,
    passkey::ask,
    session::authenticate,
    testing::{Authenticator, PASSWORD},
};
use domain::account::PasskeyUse;

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ABSENT, ADA, ADMIN, HOSTILE, OMAR, PIA, same, signed_in},
};

const COOKIE: &str = "__Host-passkey";

/// What the browser is asked; its cookie is set as the server function does.
async fn question(clinic: &Clinic, browser: &mut Browser, purpose: PasskeyUse) -> String {
    let token = |name: &str| browser.cookies.get(name).and_then(|secret| Token::parse(secret));
    let session = token("__Host-session");
    let found = authenticate(&clinic.world.core, session.as_ref()).await.unwrap();
    let ctx = Context::new(Arc::clone(&clinic.world.core), found.actor, None).in_session(found.session);
    let asked = ask(&ctx, purpose, "Phone", token(COOKIE).as_ref()).await.unwrap();
    browser
        .cookies
        .insert(COOKIE.to_owned(), asked.token.secret().to_owned());
    asked.options
}

async fn add(clinic: &Clinic, browser: &mut Browser, device: &mut Authenticator, name: &str) -> Answer {
    let options = question(clinic, browser, PasskeyUse::Add).await;
    let answer = device.make(&options).unwrap();
    let fields = [("passkey_name", name), ("passkey_answer", &answer)];
    browser.post("/account/passkeys/add", &fields).await
}

async fn answered(clinic: &Clinic, browser: &mut Browser, device: &mut Authenticator, purpose: PasskeyUse) -> String {
    let options = question(clinic, browser, purpose).await;
    device.answer(&options).unwrap()
}

/// The path of the first passkey in the list.
fn path_in(page: &Answer) -> String {
    let (_, rest) = page.html.split_once("href=\"/account/passkeys/0").expect("a passkey");
    let (id, _) = rest.split_once('"').expect("the end");
    format!("/account/passkeys/0{}", id.trim_end_matches("/remove"))
}

#[tokio::test]
async fn a_passkey_is_added_renamed_used_and_removed() {
    let clinic = Clinic::open().await;
    let (mut browser, mut device) = (signed_in(&clinic, PIA).await, Authenticator::new());
    let page = browser.get("/account/passkeys").await;
    assert_eq!(page.heading(), "Passkeys");
    page.has("You have none yet.");
    let page = browser.get("/account/passkeys/add").await;
    assert_eq!(page.heading(), "Add a passkey");
    // The form is there once a script has found out that it can be used.
    page.has("id=\"passkey\"").has(" hidden").has("This needs JavaScript");
    let done = add(&clinic, &mut browser, &mut device, HOSTILE).await;
    assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
    done.has("<title>Error: ")
        .has("href=\"#passkey_name\"")
        .has_not("<script>alert");
    assert_eq!(done.value("passkey_name"), HOSTILE);
    let done = add(&clinic, &mut browser, &mut Authenticator::new(), "Blue & green phone").await;
    assert_eq!(done.see_other(), "/account/passkeys?done=added");
    assert_eq!(browser.cookies[COOKIE], "");
    let list = browser.get(done.see_other()).await;
    list.has("The passkey is added")
        .reads("Blue & green phone")
        .reads("Not used yet")
        .has("Add one on a second device");
    assert_eq!(list.header("cache-control"), "no-store");

    let path = path_in(&list);
    let page = browser.get(&path).await;
    assert_eq!(page.value("passkey_name"), "Blue & green phone");
    let wrong = browser.post(&path, &[("passkey_name", " ")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Enter your passkey’s name");
    let done = browser.post(&path, &[("passkey_name", "Tablet")]).await;
    browser
        .get(done.see_other())
        .await
        .has("The new name is saved")
        .has("Tablet");

    let remove = format!("{path}/remove");
    let page = browser.get(&remove).await;
    assert_eq!(page.heading(), "Remove “Tablet”?");
    let done = browser.post(&remove, &[]).await;
    browser
        .get(done.see_other())
        .await
        .has("The passkey is removed")
        .has("You have none yet.");
    assert_eq!(browser.post(&remove, &[]).await.see_other(), "/account/passkeys");
    assert_eq!(browser.get(&remove).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_passkey_signs_in_and_leads_on_like_a_password() {
    let clinic = Clinic::open().await;
    let (mut browser, mut device) = (signed_in(&clinic, PIA).await, Authenticator::new());
    add(&clinic, &mut browser, &mut device, "Phone").await.see_other();

    let mut other = clinic.browser();
    let page = other.get("/sign-in?return_to=%2Fappointments%3Fshow%3Dpast").await;
    page.has("id=\"passkey\"").has("Sign in with a passkey");
    assert_eq!(page.values("return_to").len(), 2, "of both forms");
    let answer = answered(&clinic, &mut other, &mut device, PasskeyUse::SignIn).await;
    let fields = [("passkey_answer", &*answer), ("return_to", "/appointments?show=past")];
    let done = other.post("/sign-in/passkey", &fields).await;
    assert_eq!(done.see_other(), "/appointments?show=past");
    assert_eq!(other.cookies[COOKIE], "");
    assert_eq!(other.get("/appointments").await.status, StatusCode::OK);
    other.get("/account/passkeys").await.reads("Last used just now");

    // The same again, nothing, and what is no answer.
    for answer in [&*answer, "", "{}"] {
        let wrong = clinic
            .browser()
            .post("/sign-in/passkey", &[("passkey_answer", answer)])
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong
            .has("This passkey does not work here")
            .has_not("name=\"passkey_answer\" value=\"{");
    }
    let mut third = clinic.browser();
    let answer = answered(&clinic, &mut third, &mut device, PasskeyUse::SignIn).await;
    let elsewhere = [("passkey_answer", &*answer), ("return_to", "https://evil.example")];
    let done = third.post("/sign-in/passkey", &elsewhere).await;
    assert_eq!(done.see_other(), "/appointments");
}

#[tokio::test]
async fn who_is_barred_reads_why_with_a_passkey_too() {
    let clinic = Clinic::open().await;
    let (mut browser, mut device) = (signed_in(&clinic, PIA).await, Authenticator::new());
    add(&clinic, &mut browser, &mut device, "Phone").await.see_other();
    let sql = "UPDATE account SET state = 'suspended', state_reason = 'Call us.' WHERE id = {0}";
    let pia = clinic.world.clinic.patients[0].account.into();
    clinic.world.db.execute(sql, &[pia]).await.unwrap();
    let mut other = clinic.browser();
    let answer = answered(&clinic, &mut other, &mut device, PasskeyUse::SignIn).await;
    let barred = other.post("/sign-in/passkey", &[("passkey_answer", &answer)]).await;
    let by_password = other.post("/sign-in", &[("email", PIA), ("password", PASSWORD)]).await;
    assert_eq!(same(&barred, ABSENT), same(&by_password, ABSENT));
    assert_eq!(barred.heading(), "Your account is suspended");
    assert!(!other.cookies.contains_key("__Host-session"));
}

#[tokio::test]
async fn what_is_important_is_confirmed_with_a_passkey() {
    let clinic = Clinic::open().await;
    let (mut browser, mut device) = (signed_in(&clinic, PIA).await, Authenticator::new());
    browser.get("/account/confirm").await.has_not("id=\"passkey\"");
    let list = add(&clinic, &mut browser, &mut device, "Phone").await;
    let path = path_in(&browser.get(list.see_other()).await);
    clinic.world.clock.advance_minutes(10);
    let asked = browser.get(&format!("{path}/remove")).await.see_other().to_owned();
    for path in ["/account/passkeys/add", &format!("{path}/remove")] {
        let answer = browser.post(path, &[("passkey_name", "x")]).await;
        assert_eq!(answer.see_other(), "/account/confirm", "{path}");
    }
    let page = browser.get(&asked).await;
    page.has("id=\"passkey\"").has("Confirm with a passkey");
    let return_to = page.value("return_to");
    let wrong = browser
        .post(
            "/account/confirm/passkey",
            &[("passkey_answer", "{}"), ("return_to", &return_to)],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("This passkey does not work here");
    assert_eq!(wrong.value("return_to"), return_to);
    let answer = answered(&clinic, &mut browser, &mut device, PasskeyUse::Confirm).await;
    let fields = [("passkey_answer", &*answer), ("return_to", &return_to)];
    let done = browser.post("/account/confirm/passkey", &fields).await;
    assert_eq!(done.see_other(), format!("{path}/remove"));
    assert_eq!(browser.get(&format!("{path}/remove")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_elses_passkey_is_as_absent_as_none() {
    let clinic = Clinic::open().await;
    let (mut browser, mut device) = (signed_in(&clinic, PIA).await, Authenticator::new());
    add(&clinic, &mut browser, &mut device, "Phone").await.see_other();
    let path = path_in(&browser.get("/account/passkeys").await);
    let id = path.trim_start_matches("/account/passkeys/").to_owned();
    let absent = path.replace(&id, ABSENT);
    let mut stranger = signed_in(&clinic, OMAR).await;
    for end in ["", "/remove"] {
        let answers = [
            stranger.get(&format!("{path}{end}")).await,
            stranger.get(&format!("{absent}{end}")).await,
        ];
        assert_eq!(answers[0].status, StatusCode::NOT_FOUND);
        assert_eq!(same(&answers[0], &id), same(&answers[1], ABSENT));
    }
    let renamed = stranger.post(&path, &[("passkey_name", "Mine")]).await;
    assert_eq!(renamed.status, StatusCode::NOT_FOUND);
    assert_eq!(
        stranger.post(&format!("{path}/remove"), &[]).await.see_other(),
        "/account/passkeys"
    );
    browser.get("/account/passkeys").await.reads("Phone");
    let mut visitor = clinic.browser();
    assert_eq!(
        visitor.get("/account/passkeys").await.see_other(),
        "/sign-in?return_to=%2Faccount%2Fpasskeys"
    );
}

#[tokio::test]
async fn where_two_factors_are_asked_for_a_passkey_is_added_instead_and_needed_from_then_on() {
    let clinic = Clinic::open_strict().await;
    let (mut doctor, mut device) = (signed_in(&clinic, ADA).await, Authenticator::new());
    doctor
        .get("/account/two-factor")
        .await
        .has("Your clinic asks for this")
        .has("href=\"/account/passkeys\"");
    add(&clinic, &mut doctor, &mut device, "Phone").await.see_other();
    assert_eq!(doctor.get("/day").await.status, StatusCode::OK);
    doctor
        .get("/account/two-factor")
        .await
        .has_not("Your clinic asks for this");

    let mut other = clinic.browser();
    let refused = other.post("/sign-in", &[("email", ADA), ("password", PASSWORD)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused.has("Use your passkey").has("Sign in with a passkey");
    assert!(!other.cookies.contains_key("__Host-session"));
    let answer = answered(&clinic, &mut other, &mut device, PasskeyUse::SignIn).await;
    let done = other.post("/sign-in/passkey", &[("passkey_answer", &answer)]).await;
    assert_eq!(done.see_other(), "/day");
    assert_eq!(other.get("/day").await.status, StatusCode::OK);
}

#[tokio::test]
async fn administrators_see_how_many_there_are_and_remove_them() {
    let clinic = Clinic::open().await;
    let (mut doctor, mut device) = (signed_in(&clinic, ADA).await, Authenticator::new());
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = format!("/admin/accounts/{}", clinic.world.clinic.doctors[0].account);
    admin.get(&path).await.has_not("Remove all passkeys");
    add(&clinic, &mut doctor, &mut device, "Secret name").await.see_other();
    let page = admin.get(&path).await;
    page.has("Remove all passkeys")
        .reads("There is one passkey.")
        .has_not("Secret name");
    let version = page.value("version");
    let form = format!("{path}/passkeys");
    clinic.world.clock.advance_minutes(10);
    let confirm = admin.post(&form, &[("version", &version)]).await;
    assert_eq!(confirm.see_other(), "/account/confirm");
    admin
        .post("/account/confirm", &[("password", PASSWORD)])
        .await
        .see_other();
    let done = admin.post(&form, &[("version", &version)]).await;
    admin.get(done.see_other()).await.has("The passkeys are removed");
    doctor.get("/day").await.see_other();
    let again = admin.post(&form, &[("version", &version)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}
