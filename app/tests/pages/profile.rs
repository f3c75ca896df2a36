//! A person's own profile and contacts, the codes of a phone, and what the staff see.

use std::sync::Arc;

use axum::http::StatusCode;
use backend::{
    Context,
    adapters::{Carriers, mail::RecordingMailer, sms::RecordingSmsGateway},
    jobs::deliver_due,
    testing::PASSWORD,
};

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ADA, ADMIN, HOSTILE, PIA, signed_in},
};

const SUPPORT: &str = "support@example.com";

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

/// What is sent now: the texts of the mails, and number and words of the text messages.
async fn sent(clinic: &Clinic) -> (Vec<String>, Vec<(String, String)>) {
    let (ctx, mailer, sms) = (
        Context::system(Arc::clone(&clinic.world.core)),
        RecordingMailer::default(),
        RecordingSmsGateway::default(),
    );
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(&sms),
    };
    while deliver_due(&ctx, carriers).await.unwrap().leased > 0 {}
    let mails = mailer.sent().into_iter().map(|mail| mail.text).collect();
    (mails, sms.sent().into_iter().map(|sms| (sms.to, sms.text)).collect())
}

fn code_in(text: &str) -> String {
    let digits = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .find(digits)
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn registering_proves_the_phone_after_the_address() {
    let clinic = Clinic::open_with_texts().await;
    let mut browser = clinic.browser();
    browser.get("/register").await.has("We text a code to it");
    assert_eq!(browser.get("/register/phone").await.see_other(), "/register");
    browser.post("/register", &NEW).await.see_other();
    assert_eq!(browser.get("/register/phone").await.see_other(), "/register/code");
    browser.get("/register/code").await.has("aria-current=\"step\"");
    let (mails, _) = sent(&clinic).await;
    let next = browser.post("/register/code", &[("code", &code_in(&mails[0]))]).await;
    assert_eq!(next.see_other(), "/register/phone");
    assert_eq!(browser.get("/register/code").await.see_other(), "/register/phone");
    let page = browser.get("/register/phone").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "Check your phone".to_owned())
    );
    page.has("+442079460999")
        .has("autocomplete=\"one-time-code\"")
        .has("action=\"/register/phone/resend\"");

    let bad = browser.post("/register/phone/number", &[("phone", "020")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.has("Enter a phone number with its country code")
        .has("<details open class=\"account__correct\"");
    assert_eq!(bad.value("phone"), "020");
    let again = browser
        .post("/register/phone/number", &[("phone", "+44 20 7946 0998")])
        .await;
    assert_eq!(again.see_other(), "/register/phone?sent=1");
    let page = browser.get("/register/phone?sent=1").await;
    page.has("+442079460998").has("A new code is on its way");
    let (_, texts) = sent(&clinic).await;
    let newest = texts.iter().find(|(to, _)| to == "+442079460998").unwrap();
    let wrong = browser.post("/register/phone", &[("code", "12 34")]).await;
    wrong.has("Enter the 6 digits from the message");
    let done = browser.post("/register/phone", &[("code", &code_in(&newest.1))]).await;
    assert_eq!(done.see_other(), "/appointments");
    assert_eq!(browser.get("/appointments").await.status, StatusCode::OK);
    assert_eq!(browser.cookies["__Host-registration"], "");
    browser
        .get("/account/profile")
        .await
        .has("+442079460998")
        .reads("Confirmed");
}

#[tokio::test]
async fn a_number_that_had_too_many_codes_is_said_and_can_be_replaced() {
    let clinic = Clinic::open_with_texts().await;
    let mut browser = clinic.browser();
    browser.post("/register", &NEW).await.see_other();
    let code = code_in(&sent(&clinic).await.0[0]);
    browser.post("/register/code", &[("code", &code)]).await.see_other();
    for _ in 0..3 {
        browser.post("/register/phone/resend", &[]).await.see_other();
    }
    let page = browser.post("/register/phone/resend", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    page.has("We cannot text more codes for now");

    let mut other = clinic.browser();
    let mut fields = NEW.to_vec();
    fields[5] = ("email", "other@example.com");
    other.post("/register", &fields).await.see_other();
    let code = code_in(&sent(&clinic).await.0[0]);
    other.post("/register/code", &[("code", &code)]).await.see_other();
    other.post("/register/phone/resend", &[]).await;
    let mut third = clinic.browser();
    fields[5] = ("email", "third@example.com");
    third.post("/register", &fields).await.see_other();
    let code = code_in(&sent(&clinic).await.0[0]);
    third.post("/register/code", &[("code", &code)]).await.see_other();
    let page = third.get("/register/phone").await;
    page.has("No code could be sent to this number for now")
        .has_not("autocomplete=\"one-time-code\"");
}

#[tokio::test]
async fn a_section_is_filled_in_saved_and_shown() {
    let clinic = Clinic::open().await;
    let mut pia = signed_in(&clinic, PIA).await;
    let page = pia.get("/account/profile").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "Your profile".to_owned())
    );
    page.has(PIA)
        .has("href=\"/account/profile/address\"")
        .has("href=\"/account/profile/history\"");
    let form = pia.get("/account/profile/person").await;
    form.has("<option value=\"Europe/Berlin\"")
        .has("<option value=\"de\"")
        .has("name=\"birth_date_day\"");
    assert_eq!(
        (form.value("birth_date_day"), form.value("given_name")),
        ("27".into(), "Pia".into())
    );
    let form = pia.get("/account/profile/preferences").await;
    form.has("<option value=\"ada-moreno\"").has("<textarea");

    let version = pia.get("/account/profile/address").await.value("version");
    let bad = pia
        .post(
            "/account/profile/address",
            &[("version", &version), ("street", HOSTILE), ("country", "Germany")],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.has("href=\"#city\"")
        .has("Enter your town or city")
        .has_not("<script>alert");
    assert_eq!(
        (bad.value("street"), bad.value("country")),
        (HOSTILE.into(), "Germany".into())
    );
    let fields = [("version", version.as_str()), ("street", "Hill 1"), ("city", HOSTILE)];
    let done = pia.post("/account/profile/address", &fields).await;
    assert_eq!(done.see_other(), "/account/profile?saved=address");
    pia.get("/account/profile?saved=address")
        .await
        .has("Address: saved")
        .has("Hill 1")
        .has_not("<script>alert");
    let history = pia.get("/account/profile/history").await;
    history.reads("Street and number").reads("You").has("Empty");
    assert_eq!(pia.get("/account/profile/x").await.status, StatusCode::NOT_FOUND);
    let malformed = pia.post("/account/profile/address", &[("version", "x")]).await;
    assert_eq!(malformed.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_changed_meanwhile_is_told_and_nothing_is_lost() {
    let clinic = Clinic::open().await;
    let mut pia = signed_in(&clinic, PIA).await;
    let save = async |browser: &mut Browser, version: &str, street: &str| -> Answer {
        let fields = [("version", version), ("street", street), ("city", "London")];
        browser.post("/account/profile/address", &fields).await
    };
    save(&mut pia, "0", "Hill 1").await.see_other();
    let page = save(&mut pia, "0", "Lake 2").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.has("It changed while you filled this in")
        .reads("Street and number is now: Hill 1");
    assert_eq!(page.value("street"), "Lake 2");
    pia.get("/account/profile").await.has("Hill 1").has_not("Lake 2");
    save(&mut pia, &page.value("version"), "Lake 2").await.see_other();
    pia.get("/account/profile").await.has("Lake 2");
}

#[tokio::test]
async fn an_address_is_changed_after_the_password_and_the_code() {
    let clinic = Clinic::open().await;
    let mut pia = signed_in(&clinic, PIA).await;
    clinic.world.clock.advance_minutes(11);
    let asked = pia.get("/account/contacts/email").await.see_other().to_owned();
    assert_eq!(asked, "/account/confirm?return_to=%2Faccount%2Fcontacts%2Femail");
    let confirm = [("password", PASSWORD), ("return_to", "/account/contacts/email")];
    assert_eq!(
        pia.post("/account/confirm", &confirm).await.see_other(),
        "/account/contacts/email"
    );
    let page = pia.get("/account/contacts/email").await;
    assert_eq!(page.heading(), "Change your e-mail address");
    let same = pia.post("/account/contacts/email", &[("email", PIA)]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    same.has("This is your e-mail address already");
    let bad = pia.post("/account/contacts/email", &[("email", HOSTILE)]).await;
    bad.has("Enter an e-mail address like").has_not("<script>alert");
    assert_eq!(bad.value("email"), HOSTILE);

    let new = [("email", "pia.new@example.com")];
    let begun = pia.post("/account/contacts/email", &new).await;
    assert_eq!(begun.see_other(), "/account/contacts/email");
    let page = pia.get("/account/contacts/email").await;
    assert_eq!(page.heading(), "Check your e-mail");
    page.has("pia.new@example.com")
        .has("action=\"/account/contacts/email/drop\"");
    let wrong = pia.post("/account/contacts/email/code", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("That code does not work");
    // The code of before is on its way already.
    sent(&clinic).await;
    let sent_again = pia.post("/account/contacts/email/resend", &[]).await;
    assert_eq!(sent_again.see_other(), "/account/contacts/email?sent=1");
    let code = code_in(sent(&clinic).await.0.last().unwrap());
    let done = pia.post("/account/contacts/email/code", &[("code", &code)]).await;
    assert_eq!(done.see_other(), "/account/profile?saved=email");
    let page = pia.get("/account/profile?saved=email").await;
    page.has("Your e-mail address: saved").has("pia.new@example.com");
    pia.get("/account/profile/history").await.reads(PIA);

    pia.post("/account/contacts/email", &[("email", "pia.third@example.com")])
        .await
        .see_other();
    assert_eq!(
        pia.post("/account/contacts/email/drop", &[]).await.see_other(),
        "/account/profile"
    );
    assert_eq!(
        pia.get("/account/contacts/email").await.heading(),
        "Change your e-mail address"
    );
    assert_eq!(pia.get("/account/contacts/fax").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_address_is_answered_alike_whosever_it_is() {
    let clinic = Clinic::open().await;
    let mut pages = Vec::new();
    for email in ["nobody@example.com", ADA] {
        let mut pia = signed_in(&clinic, PIA).await;
        let begun = pia.post("/account/contacts/email", &[("email", email)]).await;
        assert_eq!(begun.see_other(), "/account/contacts/email");
        let page = pia.get("/account/contacts/email").await;
        let wrong = pia.post("/account/contacts/email/code", &[("code", "000000")]).await;
        pages.push((super::visits::same(&page, email), super::visits::same(&wrong, email)));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn a_number_is_changed_at_once_where_no_text_messages_are_sent() {
    let clinic = Clinic::open().await;
    let mut pia = signed_in(&clinic, PIA).await;
    let page = pia.get("/account/contacts/phone").await;
    page.has("We tell you by e-mail that it changed")
        .has_not("Send the code");
    let done = pia
        .post("/account/contacts/phone", &[("phone", "+44 20 7946 0999")])
        .await;
    assert_eq!(done.see_other(), "/account/profile?saved=phone");
    pia.get("/account/profile")
        .await
        .has("+442079460999")
        .has("Not confirmed");
}

#[tokio::test]
async fn the_staff_see_of_a_patient_what_their_work_needs() {
    let clinic = Clinic::open().await;
    let mut pia = signed_in(&clinic, PIA).await;
    let fields = [
        ("version", "0"),
        ("insurer", "Thames Mutual"),
        ("member_number", "TM 4471"),
    ];
    pia.post("/account/profile/insurance", &fields).await.see_other();
    let fields = [
        ("version", "0"),
        ("contact_name", "Jan Lund"),
        ("contact_phone", "+44 20 7946 0733"),
    ];
    pia.post("/account/profile/emergency-contact", &fields)
        .await
        .see_other();
    let path = format!("/patients/{}", clinic.world.clinic.patients[0].account);
    let seen = signed_in(&clinic, SUPPORT).await.get(&path).await;
    assert_eq!((seen.status, seen.heading()), (StatusCode::OK, "Pia Lund".to_owned()));
    seen.has("+442079460123")
        .has(PIA)
        .has_not("TM 4471")
        .has_not("Jan Lund");
    signed_in(&clinic, ADMIN)
        .await
        .get(&path)
        .await
        .has("TM 4471")
        .has("Jan Lund");
    assert_eq!(
        signed_in(&clinic, ADA).await.get(&path).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(pia.get(&path).await.status, StatusCode::FORBIDDEN);
    // Administrators read who changed what, not what it was.
    let account = format!("/admin/accounts/{}", clinic.world.clinic.patients[0].account);
    let page = signed_in(&clinic, ADMIN).await.get(&account).await;
    page.has("Who changed what")
        .has("Member number")
        .has("The person")
        .has_not("TM 4471");
}

#[tokio::test]
async fn staff_are_asked_for_the_part_that_fits() {
    let clinic = Clinic::open().await;
    let mut ada = signed_in(&clinic, ADA).await;
    let page = ada.get("/account/profile").await;
    page.has("/account/profile/emergency-contact")
        .has_not("/account/profile/insurance");
    assert_eq!(
        ada.get("/account/profile/insurance").await.status,
        StatusCode::NOT_FOUND
    );
    let posted = ada
        .post("/account/profile/insurance", &[("version", "0"), ("insurer", "x")])
        .await;
    assert_eq!(posted.status, StatusCode::FORBIDDEN);
    ada.get("/account/profile/person").await.has_not("birth_date_day");
}
