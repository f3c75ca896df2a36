use std::sync::Arc;

use axum::http::StatusCode;
use backend::{
    Context,
    adapters::{Carriers, mail::RecordingMailer},
    jobs::deliver_due,
    testing::PASSWORD,
};

use super::{
    support::{Browser, Clinic},
    visits::{ADA, ADMIN, HOSTILE, PIA, signed_in},
};

const NEW: [(&str, &str); 8] = [
    ("given_name", "Nora"),
    ("family_name", "Berg"),
    ("birth_date_day", "7"),
    ("birth_date_month", "9"),
    ("birth_date_year", "1990"),
    ("email", "nora.berg@example.com"),
    ("phone", "+44 20 7946 0999"),
    ("password", "four quiet green boats"),
];

/// [`NEW`] with one field changed.
fn with<'a>(name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    NEW.into_iter()
        .map(|(field, given)| if field == name { (field, value) } else { (field, given) })
        .collect()
}

async fn sign_in(browser: &mut Browser, fields: &[(&str, &str)]) -> super::support::Answer {
    browser.post("/sign-in", fields).await
}

/// Keeps the first free time of the dermatologist in this browser; answers the address to go on at.
async fn hold(browser: &mut Browser) -> String {
    let doctor = browser.get("/doctors/ada-moreno").await;
    let fields = [
        ("schedule", &*doctor.value("schedule")),
        ("service", &*doctor.value("service")),
        ("start", &*doctor.value("start")),
    ];
    browser.post("/holds", &fields).await.see_other().to_owned()
}

/// The text of the only mail that was due.
async fn mail(clinic: &Clinic) -> String {
    let (ctx, mailer) = (
        Context::system(Arc::clone(&clinic.world.core)),
        RecordingMailer::default(),
    );
    deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap();
    let [mail] = mailer
        .sent()
        .try_into()
        .unwrap_or_else(|sent: Vec<_>| panic!("{} mails", sent.len()));
    mail.text
}

fn code_in(text: &str) -> String {
    let digits = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .find(digits)
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn the_sign_in_page_asks_for_address_and_password() {
    let clinic = Clinic::open().await;
    let page = clinic.browser().get("/sign-in").await;
    assert_eq!((page.status, page.heading()), (StatusCode::OK, "Sign in".to_owned()));
    page.has("<title>Sign in")
        .has("name=\"email\"")
        .has("autocomplete=\"current-password\"")
        .has("href=\"/register\"");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let clinic = Clinic::open().await;
    let mut answers = Vec::new();
    for email in [PIA, "nobody@example.com"] {
        let fields = [("email", email), ("password", "not her password")];
        let page = sign_in(&mut clinic.browser(), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.has("The e-mail address or the password is wrong")
            .has_not("not her password");
        assert_eq!(page.value("email"), email);
        answers.push(super::visits::same(&page, email));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn an_empty_field_is_named_and_not_called_a_wrong_password() {
    let clinic = Clinic::open().await;
    let page = sign_in(&mut clinic.browser(), &[("email", HOSTILE)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("href=\"#password\"")
        .has("Enter your password")
        .has("<title>Error: ")
        .has_not("is wrong")
        .has_not("<script>alert");
    assert_eq!(page.value("email"), HOSTILE);
}

#[tokio::test]
async fn too_many_tries_are_said_with_the_time_to_wait_and_only_of_that_address() {
    let clinic = Clinic::open().await;
    let wrong = [("email", PIA), ("password", "not her password")];
    for _ in 0..10 {
        let page = sign_in(&mut clinic.browser(), &wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    clinic.world.clock.advance_minutes(4);
    // Whether the password is right is told no more.
    for password in ["not her password", PASSWORD] {
        let page = sign_in(&mut clinic.browser(), &[("email", PIA), ("password", password)]).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        page.has("<title>Error: Sign in")
            .has("role=\"alert\"")
            .has("Too many tries")
            .has("Wait 11 minutes before you try again.")
            .has_not("is wrong")
            .has_not(password);
        assert_eq!(page.value("email"), PIA);
    }
    let other = sign_in(&mut clinic.browser(), &[("email", ADA), ("password", PASSWORD)]).await;
    assert_eq!(other.see_other(), "/day");
    clinic.world.clock.advance_minutes(11);
    let again = sign_in(&mut clinic.browser(), &[("email", PIA), ("password", PASSWORD)]).await;
    assert_eq!(again.see_other(), "/appointments");
}

#[tokio::test]
async fn each_role_goes_on_where_its_work_is() {
    let clinic = Clinic::open().await;
    for (email, path) in [(PIA, "/appointments"), (ADA, "/day"), (ADMIN, "/admin/appointments")] {
        let mut browser = clinic.browser();
        let answer = sign_in(&mut browser, &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(answer.see_other(), path);
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        assert_eq!(
            browser.get("/sign-in").await.see_other(),
            path,
            "who is signed in is sent on"
        );
    }
}

#[tokio::test]
async fn one_comes_back_to_where_one_was_and_nowhere_else() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let asked = browser.get("/appointments?show=past").await.see_other().to_owned();
    let page = browser.get(&asked).await;
    assert_eq!(page.value("return_to"), "/appointments?show=past");
    let fields = [
        ("email", PIA),
        ("password", PASSWORD),
        ("return_to", "/appointments?show=past"),
    ];
    assert_eq!(
        sign_in(&mut browser, &fields).await.see_other(),
        "/appointments?show=past"
    );

    for elsewhere in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "evil",
        "javascript:x",
    ] {
        let fields = [("email", PIA), ("password", PASSWORD), ("return_to", elsewhere)];
        let answer = sign_in(&mut clinic.browser(), &fields).await;
        assert_eq!(answer.see_other(), "/appointments", "{elsewhere:?}");
        let mut browser = clinic.browser();
        let page = browser
            .get(&format!(
                "/sign-in?return_to={}",
                elsewhere.replace(['\t', '\\'], "%5C")
            ))
            .await;
        page.has_not("name=\"return_to\"");
    }
}

#[tokio::test]
async fn a_time_that_is_kept_is_remembered_through_sign_in() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let path = hold(&mut browser).await;
    browser
        .get("/sign-in")
        .await
        .has("We keep Monday 23 November 2026, 09:00 with Dr. Ada Moreno for you until 08:10 (UTC)");
    let answer = sign_in(&mut browser, &[("email", PIA), ("password", PASSWORD)]).await;
    assert_eq!(answer.see_other(), path);
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_ends_the_session_itself() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, PIA).await;
    let session = browser.cookies["__Host-session"].clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!(answer.see_other(), "/");
    assert!(
        answer.header("set-cookie").contains("Max-Age=0"),
        "{:?}",
        answer.headers
    );

    browser.cookies.insert("__Host-session".to_owned(), session);
    browser.get("/appointments").await.see_other();
    assert_eq!(
        clinic.browser().post("/sign-out", &[]).await.see_other(),
        "/",
        "also for who is not signed in"
    );
}

#[tokio::test]
async fn signing_out_forgets_all_cookies_of_ours() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, PIA).await;
    let names = ["session", "visitor", "registration", "half", "passkey"].map(|name| format!("__Host-{name}"));
    assert_eq!(names.len(), app::session::Secret::FORGOTTEN.len());
    for name in &names {
        browser.cookies.entry(name.clone()).or_insert_with(|| "a".repeat(64));
    }
    let answer = browser.post("/sign-out", &[]).await;
    let cookies = answer.headers.get_all("set-cookie").into_iter();
    let cookies: Vec<&str> = cookies.map(|cookie| cookie.to_str().unwrap()).collect();
    for name in &names {
        let forgotten = format!("{name}=; HttpOnly; SameSite=Lax; Path=/; Secure; Max-Age=0");
        assert!(cookies.contains(&forgotten.as_str()), "{name}: {cookies:?}");
    }
    assert_eq!(cookies.len(), names.len());
}

#[tokio::test]
async fn a_new_session_ends_the_one_before_in_the_same_browser() {
    let clinic = Clinic::open().await;
    let mut browser = signed_in(&clinic, PIA).await;
    let former = browser.cookies["__Host-session"].clone();
    sign_in(&mut browser, &[("email", ADA), ("password", PASSWORD)])
        .await
        .see_other();
    let mut thief = clinic.browser();
    thief.cookies.insert("__Host-session".to_owned(), former);
    thief.get("/appointments").await.see_other();
}

#[tokio::test]
async fn registering_proves_the_address_and_goes_on_to_the_time_that_is_kept() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let path = hold(&mut browser).await;
    let page = browser.get("/register").await;
    assert_eq!(page.heading(), "Create an account");
    page.has("We keep Monday 23 November 2026")
        .has("autocomplete=\"new-password\"")
        .has("href=\"/help#privacy\"");

    assert_eq!(browser.post("/register", &NEW).await.see_other(), "/register/code");
    let page = browser.get("/register/code").await;
    assert_eq!(page.heading(), "Check your e-mail");
    page.has("nora.berg@example.com")
        .has_not("/demo/mail")
        .has("autocomplete=\"one-time-code\"");

    let code = code_in(&mail(&clinic).await);
    let answer = browser
        .post(
            "/register/code",
            &[("code", &format!(" {} {}", &code[..3], &code[3..]))],
        )
        .await;
    assert_eq!(answer.see_other(), path);
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    assert_eq!(browser.get("/appointments").await.status, StatusCode::OK);
    assert_eq!(browser.cookies["__Host-registration"], "");
}

#[tokio::test]
async fn what_is_wrong_stands_by_its_field_and_nothing_but_the_password_is_lost() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    let mut fields = with("given_name", HOSTILE);
    fields.retain(|(name, _)| !["birth_date_month", "phone"].contains(name));
    let page = browser.post("/register", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("href=\"#birth_date\"")
        .has("href=\"#phone\"")
        .has("Enter your phone number")
        .has("<title>Error: ");
    page.has_not("four quiet green boats").has_not("<script>alert");
    for (name, value) in [
        ("given_name", HOSTILE),
        ("birth_date_day", "7"),
        ("email", "nora.berg@example.com"),
    ] {
        assert_eq!(page.value(name), value);
    }
    assert_eq!(clinic.world.db.count("registration").await, 0);
}

#[tokio::test]
async fn a_known_address_is_answered_like_a_new_one() {
    let clinic = Clinic::open().await;
    let mut pages = Vec::new();
    for email in [PIA, "nora.berg@example.com"] {
        let mut browser = clinic.browser();
        assert_eq!(
            browser.post("/register", &with("email", email)).await.see_other(),
            "/register/code"
        );
        let page = browser.get("/register/code").await;
        let wrong = browser.post("/register/code", &[("code", "000000")]).await;
        pages.push((super::visits::same(&page, email), super::visits::same(&wrong, email)));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn codes_run_out_of_tries_and_a_new_one_has_new_ones() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    browser.post("/register", &NEW).await.see_other();
    let first = code_in(&mail(&clinic).await);
    let wrong = if first == "123456" { "654321" } else { "123456" };

    let page = browser.post("/register/code", &[("code", "12 34")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("Enter the 6 digits from the message");
    for _ in 0..5 {
        let page = browser.post("/register/code", &[("code", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.has("That code does not work");
    }
    let page = browser.post("/register/code", &[("code", &first)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    page.has("Too many wrong codes");

    let sent = browser.post("/register/code/resend", &[]).await.see_other().to_owned();
    browser.get(&sent).await.has("A new code is on its way");
    let second = code_in(&mail(&clinic).await);
    assert_eq!(
        browser.post("/register/code", &[("code", &second)]).await.see_other(),
        "/appointments"
    );
}

#[tokio::test]
async fn no_more_than_three_new_codes_are_sent() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    browser.post("/register", &NEW).await.see_other();
    for _ in 0..3 {
        browser.post("/register/code/resend", &[]).await.see_other();
    }
    let page = browser.post("/register/code/resend", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    page.has("We cannot send more codes to this address");
}

#[tokio::test]
async fn without_a_registration_there_is_no_code_to_give() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    assert_eq!(browser.get("/register/code").await.see_other(), "/register");
    for path in ["/register/code", "/register/code/resend"] {
        assert_eq!(browser.post(path, &[("code", "123456")]).await.see_other(), "/register");
    }
}
