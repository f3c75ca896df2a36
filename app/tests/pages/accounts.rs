use std::sync::Arc;

use axum::http::StatusCode;
use backend::{
    Context,
    adapters::{
        Carriers,
        mail::{OutgoingMail, RecordingMailer},
    },
    jobs::deliver_due,
    testing::{PASSWORD, support_context},
};

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ABSENT, ADA, ADMIN, HOSTILE, OMAR, PIA, book, same, signed_in},
};

const STAFF: [(&str, &str); 11] = [
    ("given_name", "Nils"),
    ("family_name", "Lindqvist"),
    ("email", "nils@example.com"),
    ("phone", "+44 20 7946 0999"),
    ("password", "four quiet green boats"),
    ("profession", "nurse"),
    ("specialty", "dermatology"),
    ("location", "london"),
    ("licence_number", "19A0047"),
    ("qualifications", "BSc Nursing"),
    ("languages", "English"),
];

/// Everything that is due to others than the administrator, the newest last.
async fn mails(clinic: &Clinic) -> Vec<String> {
    let (ctx, mailer) = (
        Context::system(Arc::clone(&clinic.world.core)),
        RecordingMailer::default(),
    );
    deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap();
    let is_for_others = |mail: &OutgoingMail| mail.to.address != "admin@example.com";
    let sent = mailer.sent().into_iter().filter(is_for_others);
    sent.map(|mail| mail.text).collect()
}

fn code_in(text: &str) -> String {
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .find(is_code)
        .unwrap()
        .to_owned()
}

/// Registers the nurse up to the page that says that the account waits.
async fn register(clinic: &Clinic) -> Answer {
    let mut browser = clinic.browser();
    assert_eq!(
        browser.post("/register/staff", &STAFF).await.see_other(),
        "/register/code"
    );
    let code = code_in(mails(clinic).await.last().unwrap());
    browser.get("/register/code").await.has("href=\"/register/staff\"");
    let done = browser.post("/register/code", &[("code", &code)]).await;
    assert_eq!(done.see_other(), "/register/waiting");
    browser.get("/register/waiting").await
}

async fn sign_in(clinic: &Clinic, email: &str, password: &str) -> Answer {
    clinic
        .browser()
        .post("/sign-in", &[("email", email), ("password", password)])
        .await
}

/// The address of the first account that is found.
async fn find(browser: &mut Browser, words: &str) -> String {
    let page = browser.post("/admin/accounts", &[("words", words)]).await;
    let (_, rows) = page.html.split_once("<tbody").expect("somebody");
    let (_, after) = rows.split_once("href=\"/admin/accounts/").expect("a link");
    let (id, _) = after.split_once('"').expect("its end");
    format!("/admin/accounts/{id}")
}

#[tokio::test]
async fn staff_register_wait_and_are_approved() {
    let clinic = Clinic::open().await;
    clinic.browser().get("/register").await.has("href=\"/register/staff\"");
    clinic.browser().get("/sign-in").await.has("href=\"/register/staff\"");
    let page = clinic.browser().get("/register/staff").await;
    page.has("name=\"licence_number\"")
        .has("value=\"dermatology\"")
        .has("value=\"nurse\"");
    let waiting = register(&clinic).await;
    assert_eq!(
        (waiting.status, waiting.heading()),
        (StatusCode::OK, "Your account waits for approval".to_owned())
    );
    let refused = sign_in(&clinic, "nils@example.com", "four quiet green boats").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.heading(), "Your account waits for approval");
    refused.has("tel:").has_not("name=\"password\"");
    assert!(refused.headers.get("set-cookie").is_none());

    let mut admin = signed_in(&clinic, ADMIN).await;
    let list = admin.get("/admin/accounts").await;
    list.has("site-nav__count").reads("1 account waits for approval");
    let path = find(&mut admin, "lindqvist").await;
    let page = admin.get(&path).await;
    assert_eq!(page.heading(), "Nils Lindqvist");
    page.has("19A0047").has("BSc Nursing").has("Your decision");
    let version = page.value("version");
    let state = format!("{path}/state");
    let bad = admin
        .post(
            &state,
            &[("version", &version), ("change", "reject"), ("state_reason", " ")],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.has("Enter the reason: the person reads it");
    let done = admin
        .post(&state, &[("version", &version), ("change", "approve")])
        .await;
    assert_eq!(done.see_other(), format!("{path}?done=approve"));
    let page = admin.get(done.see_other()).await;
    page.has("Nothing is offered to patients until there are hours")
        .has("/admin/doctors/nils-lindqvist/schedule");
    assert_eq!(
        admin.get("/admin/doctors/nils-lindqvist/schedule").await.status,
        StatusCode::OK
    );
    assert_eq!(admin.get("/admin/doctors/nils-lindqvist").await.status, StatusCode::OK);
    page.has_not("site-nav__count");
    assert!(mails(&clinic).await[0].contains("Your account is approved"));
    let mut nurse = clinic.browser();
    let fields = [("email", "nils@example.com"), ("password", "four quiet green boats")];
    assert_eq!(nurse.post("/sign-in", &fields).await.see_other(), "/day");
    assert_eq!(nurse.get("/day").await.status, StatusCode::OK);
    assert_eq!(nurse.get("/schedule").await.status, StatusCode::OK);
    assert_eq!(nurse.get("/week").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_form_of_staff_comes_back_as_filled() {
    let clinic = Clinic::open().await;
    let fields: Vec<_> = STAFF
        .into_iter()
        .map(|(name, value)| match name {
            "licence_number" => (name, ""),
            "qualifications" => (name, HOSTILE),
            "location" => (name, "nowhere"),
            _ => (name, value),
        })
        .collect();
    let page = clinic.browser().post("/register/staff", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.has("Enter your licence number")
        .has_not("<script>alert")
        .has_not("four quiet green boats");
    assert_eq!(page.value("given_name"), "Nils");
    let nothing = clinic.browser().post("/register/staff", &[]).await;
    nothing
        .has("Choose a profession")
        .has("Choose a specialty")
        .has("Choose a location");
    // A known address is answered as a new one.
    let mut pages = Vec::new();
    for email in [PIA, "nora.berg@example.com"] {
        let mut browser = clinic.browser();
        let fields: Vec<_> = STAFF
            .into_iter()
            .map(|(name, value)| if name == "email" { (name, email) } else { (name, value) })
            .collect();
        assert_eq!(
            browser.post("/register/staff", &fields).await.see_other(),
            "/register/code"
        );
        pages.push(same(&browser.get("/register/code").await, email));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn an_open_page_is_refused_once_the_account_is_suspended() {
    let clinic = Clinic::open().await;
    let mut pia = signed_in(&clinic, PIA).await;
    assert_eq!(pia.get("/appointments").await.status, StatusCode::OK);
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = find(&mut admin, PIA).await;
    let version = admin.get(&path).await.value("version");
    let fields = [("version", &*version), ("change", "suspend"), ("state_reason", HOSTILE)];
    let state = format!("{path}/state");
    assert_eq!(
        admin.post(&state, &fields).await.see_other(),
        format!("{path}?done=suspend")
    );
    assert!(pia.get("/appointments").await.see_other().starts_with("/sign-in"));

    let page = sign_in(&clinic, PIA, PASSWORD).await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::FORBIDDEN, "Your account is suspended".to_owned())
    );
    page.has_not("<script>alert").reads("alert(1)");
    assert_eq!(
        sign_in(&clinic, PIA, "wrong password").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    // The second of two administrators reads how it stands.
    let stale = admin.post(&state, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.has("It changed since you looked");
    let version = stale.value("version");
    let done = admin
        .post(&state, &[("version", &version), ("change", "restore")])
        .await;
    assert_eq!(done.see_other(), format!("{path}?done=restore"));
    assert_eq!(sign_in(&clinic, PIA, PASSWORD).await.status, StatusCode::SEE_OTHER);
    for wrong in [("version", "x"), ("version", "")] {
        assert_eq!(
            admin.post(&state, &[wrong, ("change", "suspend")]).await.status,
            StatusCode::BAD_REQUEST
        );
    }
    assert_eq!(
        admin.post(&state, &[("version", "1"), ("change", "rob")]).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn nobody_else_comes_in_and_an_absent_account_is_not_found() {
    let clinic = Clinic::open().await;
    let pia: String = clinic.world.clinic.patients[0].account.to_string();
    for email in [PIA, ADA, "support@example.com"] {
        let mut browser = signed_in(&clinic, email).await;
        for id in [pia.as_str(), ABSENT] {
            for page in ["", "/role", "/staff", "/delete"] {
                let path = format!("/admin/accounts/{id}{page}");
                assert_eq!(browser.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
            }
            for page in [
                "",
                "/birth-date",
                "/role",
                "/staff",
                "/places",
                "/state",
                "/invite",
                "/delete",
            ] {
                let path = format!("/admin/accounts/{id}{page}");
                let fields = [
                    ("version", "1"),
                    ("change", "suspend"),
                    ("role", "support"),
                    ("state_reason", "x"),
                ];
                assert_eq!(
                    browser.post(&path, &fields).await.status,
                    StatusCode::FORBIDDEN,
                    "{path}"
                );
            }
        }
        for path in ["/admin/accounts", "/admin/accounts/new", "/admin/roles"] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    let mut admin = signed_in(&clinic, ADMIN).await;
    for id in [ABSENT, "nonsense"] {
        for page in ["", "/role", "/staff", "/delete"] {
            let path = format!("/admin/accounts/{id}{page}");
            assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let path = format!("/admin/accounts/{id}/state");
        let fields = [("version", "1"), ("change", "restore")];
        assert_eq!(admin.post(&path, &fields).await.status, StatusCode::NOT_FOUND);
    }
    // One's own account.
    let own = format!("/admin/accounts/{}", clinic.world.clinic.administrator);
    let page = admin.get(&own).await;
    page.has("This is your own account")
        .has_not("Suspend the account")
        .has_not("Change the role")
        .has_not("Delete this account")
        .has("/account/contacts/email")
        .has("/account/contacts/phone");
    let version = page.value("version");
    let fields = [
        ("version", version.as_str()),
        ("given_name", "Alice"),
        ("family_name", "Young"),
        ("email", "other@example.com"),
        ("phone", ""),
    ];
    assert_eq!(admin.post(&own, &fields).await.status, StatusCode::FORBIDDEN);
    let fields = [
        ("version", version.as_str()),
        ("given_name", "Alice"),
        ("family_name", "Young"),
        ("email", ADMIN),
        ("phone", ""),
    ];
    assert_eq!(admin.post(&own, &fields).await.see_other(), format!("{own}?done=saved"));
    assert_eq!(admin.get(&format!("{own}/role")).await.status, StatusCode::FORBIDDEN);
    for page in ["/role", "/state", "/delete"] {
        let fields = [
            ("version", "1"),
            ("change", "suspend"),
            ("role", "support"),
            ("state_reason", "x"),
        ];
        let answer = admin.post(&format!("{own}{page}"), &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
    }
}

#[tokio::test]
async fn accounts_are_searched_without_names_in_addresses() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let page = admin
        .post("/admin/accounts", &[("words", "lund"), ("role", "patient")])
        .await;
    page.has("Pia Lund").has_not("Omar").has("1 account");
    assert_eq!(page.value("words"), "lund");
    let page = admin.post("/admin/accounts", &[("words", HOSTILE)]).await;
    page.has("No account fits").has_not("<script>alert");
    assert_eq!(page.value("words"), HOSTILE);
    admin
        .get("/admin/accounts?role=doctor&page=99")
        .await
        .has("Ada Moreno")
        .has_not("Pia Lund");
    admin.get("/admin/accounts?words=lund").await.has("Omar");
    assert_eq!(
        admin.get("/admin/accounts?role=king&state=%27&page=-1").await.status,
        StatusCode::OK
    );
    let roles = admin.get("/admin/roles").await;
    assert_eq!(roles.heading(), "What each role may do");
    roles.has("Suspend, delete, give a role").has("Those of others");
}

#[tokio::test]
async fn name_phone_and_role_are_changed_over_what_was_seen() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = find(&mut admin, "support@example.com").await;
    let version = admin.get(&path).await.value("version");
    let fields = |name: &'static str, phone: &'static str, version: &str| {
        [
            ("given_name", name.to_owned()),
            ("family_name", "Brand".to_owned()),
            ("email", "support@example.com".to_owned()),
            ("phone", phone.to_owned()),
            ("version", version.to_owned()),
        ]
    };
    async fn send(browser: &mut Browser, path: &str, fields: &[(&str, String)]) -> Answer {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(path, &fields).await
    }
    let wrong = send(&mut admin, &path, &fields("", "12", &version)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Enter your first name").has("Enter a phone number");
    assert_eq!(wrong.value("phone"), "12");
    let saved = send(&mut admin, &path, &fields("Tom", "+44 20 7946 0001", &version)).await;
    assert_eq!(saved.see_other(), format!("{path}?done=saved"));
    let stale = send(&mut admin, &path, &fields("Tim", "", &version)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.reads("This is how it stands now: Tom Brand");
    assert_eq!(stale.value("given_name"), "Tim");
    let version = stale.value("version");
    let role = format!("{path}/role");
    let done = admin
        .post(&role, &[("version", &version), ("role", "administrator")])
        .await;
    assert_eq!(done.see_other(), format!("{path}?done=role"));
    let version = admin.get(&path).await.value("version");
    let king = admin.post(&role, &[("version", &version), ("role", "king")]).await;
    assert_eq!(king.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_front_desk_is_bound_to_places_and_let_go() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, "2026-11-26T10:00:00Z", "A mole").await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let mut desk = signed_in(&clinic, "support@example.com").await;
    let path = find(&mut admin, "support@example.com").await;
    let page = admin.get(&path).await;
    page.reads("Works forAll places").has("name=\"place-london\"");
    let send = format!("{path}/places");
    let version = page.value("version");
    let wrong = admin
        .post(
            &send,
            &[
                ("version", &version),
                ("place-nowhere", "true"),
                ("place-london", "true"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Choose only from the places listed").has("href=\"#places\"");
    let bound = [("version", &*version), ("place-new-york", "true")];
    assert_eq!(
        admin.post(&send, &bound).await.see_other(),
        format!("{path}?done=places")
    );
    let stale = admin.post(&send, &bound).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.reads("Support for Test Clinic New York");
    admin.get(&path).await.reads("Works forTest Clinic New York");

    let (there, absent) = (format!("/appointments/{}", visit.id), format!("/appointments/{ABSENT}"));
    let (seen, none) = (desk.get(&there).await, desk.get(&absent).await);
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    assert_eq!(same(&seen, &visit.id.to_string()), same(&none, ABSENT));
    let (seen, none) = (
        desk.get("/desk?location=london").await,
        desk.get("/desk?location=nowhere").await,
    );
    assert_eq!(same(&seen, "london"), same(&none, "nowhere"));
    let page = desk.get("/desk").await;
    page.has("Test Clinic New York").has_not("Test Clinic London");
    for path in [
        "/doctors-day/ada-moreno",
        "/admin/doctors/ada-moreno/schedule",
        "/desk/book?doctor=ada-moreno",
    ] {
        assert_eq!(desk.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    desk.get("/admin/doctors")
        .await
        .has_not("Ada Moreno")
        .has("Ben Achterberg");
    // No form of their own leads out of it.
    let own = [
        ("version", "0"),
        ("language", "en"),
        ("places", "london"),
        ("place-london", "true"),
    ];
    desk.post("/account/profile/person", &own).await;
    assert_eq!(desk.get("/desk?location=london").await.status, StatusCode::NOT_FOUND);

    let version = admin.get(&path).await.value("version");
    admin.post(&send, &[("version", &version)]).await.see_other();
    admin.get(&path).await.reads("Works forAll places");
    assert_eq!(desk.get(&there).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_places_are_asked_for_with_the_role() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    admin
        .get("/admin/accounts/new?role=administrator")
        .await
        .has_not("name=\"place-london\"");
    admin.get("/admin/accounts/new").await.has("name=\"place-london\"");
    let path = find(&mut admin, OMAR).await;
    let role = format!("{path}/role");
    let page = admin.get(&format!("{role}?role=support")).await;
    page.has("name=\"place-london\"");
    let version = page.value("version");
    let fields = |place: &'static str| [("version", version.as_str()), ("role", "support"), (place, "true")];
    let wrong = admin.post(&role, &fields("place-nowhere")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Choose only from the places listed");
    assert_eq!(
        admin.post(&role, &fields("place-london")).await.see_other(),
        format!("{path}?done=role")
    );
    admin.get(&path).await.reads("Works forTest Clinic London");
}

#[tokio::test]
async fn a_role_is_given_after_the_password_is_asked_for_again() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = find(&mut admin, "support@example.com").await;
    let version = admin.get(&path).await.value("version");
    let role = format!("{path}/role");
    clinic.world.clock.advance_minutes(11);
    let asked = admin.get(&role).await.see_other().to_owned();
    assert!(
        asked.starts_with("/account/confirm?return_to=%2Fadmin%2Faccounts%2F"),
        "{asked}"
    );
    let wish = [("version", &*version), ("role", "administrator")];
    assert_eq!(admin.post(&role, &wish).await.see_other(), "/account/confirm");
    let page = admin.get(&path).await;
    page.reads("Works forAll places");
    assert_eq!(page.value("version"), version, "nothing was changed");
    let confirm = [("password", PASSWORD), ("return_to", &*role)];
    assert_eq!(admin.post("/account/confirm", &confirm).await.see_other(), role);
    assert_eq!(admin.post(&role, &wish).await.see_other(), format!("{path}?done=role"));
}

#[tokio::test]
async fn an_account_is_deleted_after_the_password_is_asked_for_again() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = format!("{}/delete", find(&mut admin, OMAR).await);
    let version = admin.get(&path).await.value("version");
    clinic.world.clock.advance_minutes(11);
    let asked = admin.get(&path).await.see_other().to_owned();
    assert!(
        asked.starts_with("/account/confirm?return_to=%2Fadmin%2Faccounts%2F"),
        "{asked}"
    );
    let fields = [("version", &*version)];
    assert_eq!(admin.post(&path, &fields).await.see_other(), "/account/confirm");
    let confirm = [("password", PASSWORD), ("return_to", &*path)];
    assert_eq!(admin.post("/account/confirm", &confirm).await.see_other(), path);
    assert_eq!(
        admin.post(&path, &fields).await.see_other(),
        "/admin/accounts?done=deleted"
    );
}

#[tokio::test]
async fn the_role_of_a_nurse_is_given_with_the_form_of_staff() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let mut person = signed_in(&clinic, "support@example.com").await;
    let path = find(&mut admin, "support@example.com").await;
    let role = format!("{path}/role");
    admin.get(&role).await.has("name=\"licence_number\"");
    admin
        .get(&format!("{role}?role=patient"))
        .await
        .has_not("name=\"licence_number\"");
    let version = admin
        .get(&format!("{role}?role=doctor"))
        .await
        .has("name=\"licence_number\"")
        .value("version");
    let given = [
        ("version", version.as_str()),
        ("role", "doctor"),
        ("specialty", "dermatology"),
        ("location", "london"),
        ("licence_number", HOSTILE),
        ("qualifications", "BSc Nursing"),
        ("languages", "English"),
    ];
    // What is missing is said, and the rest stays.
    let wrong = admin.post(&role, &given).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Choose a profession").has_not("<script>alert");
    assert_eq!(wrong.value("licence_number"), HOSTILE);
    let given: Vec<_> = given.into_iter().chain([("profession", "nurse")]).collect();
    let done = admin.post(&role, &given).await;
    assert_eq!(done.see_other(), format!("{path}?done=role"));
    let page = admin.get(done.see_other()).await;
    page.has("Set the hours").has("BSc Nursing").has_not("<script>alert");
    assert!(person.get("/desk").await.see_other().starts_with("/sign-in"));

    // It is taken again.
    admin
        .get(&role)
        .await
        .has("Patients are not offered times of this person any more")
        .has_not("name=\"licence_number\"");
    let stale = admin.post(&role, &[("version", "1"), ("role", "patient")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let taken = admin
        .post(&role, &[("version", &page.value("version")), ("role", "support")])
        .await;
    assert_eq!(taken.see_other(), format!("{path}?done=role"));
    admin.get(&path).await.has_not("Set the hours").has_not("BSc Nursing");
}

#[tokio::test]
async fn professional_data_are_corrected_over_what_was_seen() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = find(&mut admin, ADA).await;
    let staff = format!("{path}/staff");
    let page = admin.get(&path).await;
    page.has(&format!("href=\"{staff}\""))
        .reads("The form of staff was not filled for this person yet.");
    // Of others there are none.
    for other in [PIA, "support@example.com"] {
        let other = find(&mut admin, other).await;
        admin.get(&other).await.has_not("Change the professional data");
        assert_eq!(admin.get(&format!("{other}/staff")).await.status, StatusCode::NOT_FOUND);
    }

    let form = admin.get(&staff).await;
    assert_eq!(form.heading(), "Change the professional data of Ada Moreno");
    for chosen in ["doctor", "dermatology", "london"] {
        form.has(&format!("value=\"{chosen}\" selected"));
    }
    assert_eq!(form.value("licence_number"), "");
    assert_eq!(form.value("qualifications"), "MD");
    assert_eq!(form.value("languages"), "English, Spanish");
    form.has("href=\"/admin/doctors/ada-moreno\"");

    let version = form.value("version");
    let given = |licence: &'static str, specialty: &'static str| {
        [
            ("version", version.as_str()),
            ("profession", "nurse"),
            ("specialty", specialty),
            ("location", "london"),
            ("licence_number", licence),
            ("qualifications", HOSTILE),
            ("languages", "German"),
        ]
    };
    // What is wrong is said by the field, and the rest stays.
    let wrong = admin.post(&staff, &given(" ", "dermatology")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong
        .has("Enter your licence number")
        .has("href=\"#licence_number\"")
        .has("value=\"nurse\" selected")
        .has_not("<script>alert");
    assert_eq!(wrong.value("qualifications"), HOSTILE);
    assert_eq!(wrong.value("version"), version);
    let in_use = admin.post(&staff, &given("19A0047", "cardiology")).await;
    assert_eq!(in_use.status, StatusCode::UNPROCESSABLE_ENTITY);
    in_use.has("Services of the present specialty are given");

    let done = admin.post(&staff, &given("19A0047", "dermatology")).await;
    assert_eq!(done.see_other(), format!("{path}?done=staff"));
    let page = admin.get(done.see_other()).await;
    page.has("The professional data are saved")
        .reads("Licence number19A0047")
        .has("Who changed what")
        .has_not("<script>alert");
    let public = clinic.browser().get("/doctors/ada-moreno").await;
    public.has("Nurse Ada Moreno").has("German").has_not("<script>alert");

    let stale = admin.post(&staff, &given("7012345", "dermatology")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale
        .has("It changed since you looked")
        .has("How it stands now")
        .reads("Licence number19A0047");
    assert_eq!(stale.value("licence_number"), "7012345");
    let nonsense = admin.post(&staff, &[("version", "x")]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);

    // The person reads what it was.
    let mut ada = signed_in(&clinic, ADA).await;
    ada.get("/account/profile/history").await.reads("ProfessionDoctor");
}

#[tokio::test]
async fn professional_data_are_corrected_after_the_password_is_asked_for_again() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let staff = format!("{}/staff", find(&mut admin, ADA).await);
    clinic.world.clock.advance_minutes(11);
    let asked = admin.get(&staff).await.see_other().to_owned();
    assert!(
        asked.starts_with("/account/confirm?return_to=%2Fadmin%2Faccounts%2F"),
        "{asked}"
    );
    let confirm = [("password", PASSWORD), ("return_to", &*staff)];
    assert_eq!(admin.post("/account/confirm", &confirm).await.see_other(), staff);
    assert_eq!(admin.get(&staff).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_date_of_birth_is_corrected_of_patients_only() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let doctor = find(&mut admin, ADA).await;
    admin.get(&doctor).await.has_not("name=\"birth_date_day\"");
    let path = find(&mut admin, PIA).await;
    let page = admin.get(&path).await;
    let typed = |page: &Answer| ["birth_date_day", "birth_date_month", "birth_date_year"].map(|name| page.value(name));
    assert_eq!(typed(&page), ["27", "3", "1984"]);
    let version = page.value("version");
    let given = |day: &'static str, month: &'static str| {
        [
            ("version", version.as_str()),
            ("birth_date_day", day),
            ("birth_date_month", month),
            ("birth_date_year", "1985"),
        ]
    };
    let send = format!("{path}/birth-date");
    let wrong = admin.post(&send, &given("31", "2")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong
        .has("Enter a real date of birth, like 27 3 1984")
        .has("href=\"#birth_date\"");
    assert_eq!(typed(&wrong), ["31", "2", "1985"]);
    assert_eq!(
        admin.post(&send, &given("7", "4")).await.see_other(),
        format!("{path}?done=saved")
    );
    let page = admin.get(&path).await;
    assert_eq!(typed(&page), ["7", "4", "1985"]);
    page.reads("Date of birth1985-04-07");
    let stale = admin.post(&send, &given("8", "4")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(typed(&stale), ["8", "4", "1985"]);
}

#[tokio::test]
async fn an_account_is_made_and_its_link_sets_the_password_once() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    admin
        .get("/admin/accounts/new?role=doctor")
        .await
        .has("name=\"licence_number\"");
    let page = admin.get("/admin/accounts/new").await;
    page.has_not("name=\"licence_number\"");
    let wrong = admin
        .post("/admin/accounts/new", &[("role", "doctor"), ("email", PIA)])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Choose a profession").has("Enter your first name");
    let fields = [
        ("role", "support"),
        ("given_name", "Rosa"),
        ("family_name", "Vidal"),
        ("email", PIA),
    ];
    let taken = admin.post("/admin/accounts/new", &fields).await;
    taken.has("Another account has this e-mail address");
    let fields = [
        ("role", "support"),
        ("given_name", "Rosa"),
        ("family_name", "Vidal"),
        ("email", "rosa@example.com"),
    ];
    let made = admin.post("/admin/accounts/new", &fields).await.see_other().to_owned();
    let page = admin.get(&made).await;
    page.has("A link to set the password is on its way")
        .has("Send a new link");
    let mail = mails(&clinic).await.pop().unwrap();
    let (_, after) = mail.split_once("https://clinic.example").unwrap();
    let (link, _) = after.split_once(char::is_whitespace).unwrap();
    assert!(link.starts_with("/invitation?token="), "{link}");

    let mut rosa = clinic.browser();
    for _ in 0..2 {
        let page = rosa.get(link).await;
        assert_eq!(
            (page.status, page.heading()),
            (StatusCode::OK, "Set your password".to_owned())
        );
        assert_eq!(page.header("cache-control"), "no-store", "it shows whose it is");
    }
    let token = rosa.get(link).await.value("token");
    let weak = rosa
        .post("/invitation", &[("token", &token), ("password", "short")])
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(weak.value("token"), token);
    let set = rosa
        .post(
            "/invitation",
            &[("token", &token), ("password", "four quiet green boats")],
        )
        .await;
    assert_eq!(set.see_other(), "/invitation/done");
    rosa.get("/invitation/done").await.has("href=\"/sign-in\"");
    assert_eq!(
        sign_in(&clinic, "rosa@example.com", "four quiet green boats")
            .await
            .see_other(),
        "/desk"
    );
    for gone in [link, "/invitation", "/invitation?token=zz"] {
        let page = rosa.get(gone).await;
        assert_eq!(
            (page.status, page.heading()),
            (StatusCode::NOT_FOUND, "This link does not work any more".to_owned())
        );
    }
    let again = rosa
        .post(
            "/invitation",
            &[("token", &token), ("password", "four quiet green boats")],
        )
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn deleting_asks_and_refuses_while_there_are_appointments() {
    let clinic = Clinic::open().await;
    let visit = book(&clinic, 0, "2026-11-24T10:00:00Z", "A mole").await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = format!("{}/delete", find(&mut admin, PIA).await);
    let page = admin.get(&path).await;
    assert_eq!(page.heading(), "Delete the account of Pia Lund?");
    page.has(&format!("/appointments/{}", visit.id))
        .has("What the law wants kept")
        .has("Why a patient came, and what was typed when an appointment was cancelled")
        .has("The reasons that staff gave for emergency access")
        .has_not(">Delete the account</button>");
    let refused = admin.post(&path, &[("version", "1")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);

    let path = format!("{}/delete", find(&mut admin, OMAR).await);
    let version = admin.get(&path).await.value("version");
    let stale = admin.post(&path, &[("version", "99")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let done = admin.post(&path, &[("version", &version)]).await;
    assert_eq!(done.see_other(), "/admin/accounts?done=deleted");
    admin
        .get("/admin/accounts?done=deleted")
        .await
        .has("The account is deleted")
        .has_not("Omar");
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        sign_in(&clinic, OMAR, PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let desk = support_context(&clinic.world.core, &clinic.world.clinic);
    assert!(backend::patient::find_patients(&desk, "omar").await.unwrap().is_empty());
}

#[tokio::test]
async fn the_clinic_decides_whether_patients_wait() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let page = admin.get("/admin/settings").await;
    assert_eq!(page.value("seen"), "false");
    let set = admin
        .post("/admin/settings/approval", &[("seen", "false"), ("approval", "true")])
        .await;
    assert_eq!(set.see_other(), "/admin/settings?done=saved");
    let stale = admin
        .post("/admin/settings/approval", &[("seen", "false"), ("approval", "true")])
        .await;
    admin.get(stale.see_other()).await.has("It changed since you looked");

    let mut browser = clinic.browser();
    let fields = [
        ("given_name", "Nora"),
        ("family_name", "Berg"),
        ("birth_date_day", "7"),
        ("birth_date_month", "9"),
        ("birth_date_year", "1990"),
        ("email", "nora.berg@example.com"),
        ("phone", "+44 20 7946 0999"),
        ("password", "four quiet green boats"),
    ];
    browser.post("/register", &fields).await.see_other();
    let code = code_in(mails(&clinic).await.last().unwrap());
    assert_eq!(
        browser.post("/register/code", &[("code", &code)]).await.see_other(),
        "/register/waiting"
    );
    assert!(browser.get("/appointments").await.see_other().starts_with("/sign-in"));
    admin.get("/admin/accounts").await.reads("1 account waits for approval");
}
