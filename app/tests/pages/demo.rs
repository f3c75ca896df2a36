use axum::http::StatusCode;
use backend::{
    Context,
    adapters::{
        Carriers,
        mail::FolderMailer,
        sms::{OutgoingSms, SmsFolder, SmsGateway},
    },
    jobs::deliver_due,
};

use super::{
    support::Clinic,
    visits::{HOSTILE, book},
};

#[tokio::test]
async fn the_demos_mail_is_read_on_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let clinic = Clinic::open_demo(folder.path()).await;
    let mut browser = clinic.browser();
    let page = browser.get("/demo/mail").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "Demo messages".to_owned())
    );
    page.has("No messages yet");

    book(&clinic, 0, "2026-11-25T10:00:00Z", HOSTILE).await;
    let (ctx, mailer) = (
        Context::system(clinic.world.core.clone()),
        FolderMailer::open(folder.path().join("mail")).unwrap(),
    );
    deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap();
    let page = browser.get("/demo/mail").await;
    page.reads("To pia.lund@example.com");

    let texts = SmsFolder::open(folder.path().join("sms")).unwrap();
    let sms = OutgoingSms {
        id: clinic.world.clinic.patients[0].account.into(),
        date: clinic.world.core.clock.now(),
        to: "+442079460111".to_owned(),
        text: HOSTILE.to_owned(),
    };
    texts.send(&sms).await.unwrap();
    let page = browser.get("/demo/mail").await;
    page.reads("Text message to +442079460111").has_not("<script>alert");
    let mut links = page.html.split("href=\"/demo/mail/");
    let rest = links.find(|rest| rest.contains(">Appointment booked")).unwrap();
    let (id, _) = rest.split_once('"').unwrap();
    let path = &*format!("/demo/mail/{id}");

    let page = browser.get(path).await;
    page.has("Dr. Ada Moreno")
        .has("invite.ics")
        .has("sandbox=")
        .has("pia.lund@example.com");
    let html = browser.get(&format!("{path}/html")).await;
    html.has("<base target=\"_top\">").has_not("<script");
    assert!(html.header("content-security-policy").starts_with("default-src 'none'"));
    let file = browser.get(&format!("{path}/invite.ics")).await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    file.has("METHOD:REQUEST");
    for absent in [
        "/demo/mail/nothing",
        "/demo/mail/..%2F..%2Fetc%2Fpasswd",
        "/demo/mail/nothing/html",
    ] {
        assert_eq!(browser.get(absent).await.status, StatusCode::NOT_FOUND, "{absent}");
    }
}

#[tokio::test]
async fn without_demo_mode_there_is_no_such_page() {
    let clinic = Clinic::open().await;
    let mut browser = clinic.browser();
    for path in [
        "/demo/mail",
        "/demo/mail/nothing",
        "/demo/mail/nothing/html",
        "/demo/mail/nothing/invite.ics",
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn in_the_demo_one_press_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    let clinic = Clinic::open_demo(folder.path()).await;
    let mut browser = clinic.browser();
    let page = browser.get("/sign-in?return_to=%2Fday%3Fdate%3D2026-11-24").await;
    page.has("Demo sign-ins").has("Dr. Ada Moreno");
    // The plain form comes first.
    let last = |name: &str| page.values(name).pop().unwrap_or_default();
    let fields = ["email", "password", "return_to"].map(|name| (name, last(name)));
    let answer = browser
        .post(
            "/sign-in",
            &fields.each_ref().map(|(name, value)| (*name, value.as_str())),
        )
        .await;
    assert_eq!(answer.see_other(), "/day?date=2026-11-24");
    Clinic::open()
        .await
        .browser()
        .get("/sign-in")
        .await
        .has_not("Demo sign-ins");
}

#[tokio::test]
async fn in_the_demo_a_hint_leads_to_the_code() {
    let folder = tempfile::tempdir().unwrap();
    let clinic = Clinic::open_demo(folder.path()).await;
    let mut browser = clinic.browser();
    let fields = [
        ("given_name", "Nora"),
        ("family_name", "Berg"),
        ("birth_date_day", "7"),
        ("birth_date_month", "9"),
        ("birth_date_year", "1990"),
        ("email", "nora.berg@example.com"),
        ("phone", "+442079460999"),
        ("password", "four quiet green boats"),
    ];
    browser.post("/register", &fields).await.see_other();
    browser.get("/register/code").await.has("href=\"/demo/mail\"");
}
