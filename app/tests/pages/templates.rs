//! The words of messages, and the reminder's question.

use axum::http::StatusCode;

use super::{
    support::{Answer, Browser, Clinic},
    visits::{ADA, ADMIN, BEN, HOSTILE, OMAR, PIA, book, signed_in},
};

const PATH: &str = "/admin/templates/appointment_booked";

struct Typed<'a> {
    version: &'a str,
    subject: &'a str,
    body: &'a str,
    text: &'a str,
}

const TEXT: &str = "{{ clinic }}: {{ date }} {{ time }}, {{ link }}";

async fn send(admin: &mut Browser, typed: &Typed<'_>, action: &str) -> Answer {
    let fields = [
        ("version", typed.version),
        ("subject", typed.subject),
        ("heading", "Booked"),
        ("body", typed.body),
        ("text_message", typed.text),
        ("action", action),
    ];
    admin.post(PATH, &fields).await
}

#[tokio::test]
async fn words_are_tried_saved_and_taken_back() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    admin
        .get("/admin/templates")
        .await
        .reads("Request accepted")
        .reads("Code to confirm a number")
        .reads("To the doctor: the next day")
        .reads("Message not delivered")
        .has_not("Link for a new password");
    let page = admin.get(PATH).await;
    assert_eq!(page.heading(), "Appointment booked");
    page.has("Hello {{ patient }},")
        .reads("{{ change_until }}")
        .reads("Standard words")
        .has_not("value=\"reset\"");

    let typed = Typed {
        version: "0",
        subject: "On {{ date }}",
        body: HOSTILE,
        text: TEXT,
    };
    let preview = send(&mut admin, &typed, "preview").await;
    assert_eq!(preview.status, StatusCode::OK);
    preview
        .reads("On Tuesday 24 November 2026")
        .reads("1 part")
        .has_not("<script>alert")
        .has("value=\"On {{ date }}\"");
    let mail = admin
        .post(
            &format!("{PATH}/mail"),
            &[
                ("subject", "S"),
                ("heading", "H"),
                ("body", HOSTILE),
                ("text_message", TEXT),
                ("shape", "1"),
            ],
        )
        .await;
    assert!(mail.header("content-security-policy").contains("sandbox"));
    mail.has("Dr. Ada Moreno").has_not("<script>");
    assert_eq!(
        clinic.world.db.count("message_template").await,
        0,
        "looking saves nothing"
    );

    let saved = send(&mut admin, &typed, "save").await;
    assert_eq!(saved.see_other(), format!("{PATH}?done=saved"));
    let page = admin.get(PATH).await;
    page.reads("Words of the clinic")
        .has_not("<script>alert")
        .has("value=\"reset\"");
    let late = Typed {
        subject: "Late",
        ..typed
    };
    let late = send(&mut admin, &late, "save").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.reads("Subject is now: On {{ date }}").has("value=\"Late\"");
    assert_eq!(late.value("version"), "1", "who has seen the change can save over it");
    let again = Typed { version: "1", ..typed };
    send(&mut admin, &again, "reset").await.see_other();
    admin.get(PATH).await.reads("Standard words");
}

#[tokio::test]
async fn wrong_words_come_back_with_the_reason() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let right = Typed {
        version: "0",
        subject: "S",
        body: "B",
        text: TEXT,
    };
    for (wrong, reason) in [
        (
            Typed {
                subject: "{{ date",
                ..right
            },
            "line 1: It cannot be read",
        ),
        (
            Typed {
                body: "One\n\n{{ reason }}",
                ..right
            },
            "line 3: There is no “reason” for this message",
        ),
        (
            Typed {
                text: "{{ date }} {{ time }}",
                ..right
            },
            "It must say where to change it",
        ),
        (Typed { subject: "", ..right }, "It must not be empty"),
    ] {
        for action in ["save", "preview", "test_email"] {
            let page = send(&mut admin, &wrong, action).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            page.reads(reason).has("aria-invalid=\"true\"");
        }
    }
    let none = send(&mut admin, &right, "test_sms").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.reads("Nothing was sent");
    send(&mut admin, &right, "test_email")
        .await
        .reads("on its way to your own address");
    assert_eq!(send(&mut admin, &right, "burn").await.status, StatusCode::BAD_REQUEST);
    for path in ["/admin/templates/password_reset", "/admin/templates/nothing"] {
        assert_eq!(admin.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let mut ada = signed_in(&clinic, ADA).await;
    assert_eq!(ada.get("/admin/templates").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ada.post(PATH, &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_has_the_parts_and_the_names_of_its_message() {
    let clinic = Clinic::open().await;
    let mut admin = signed_in(&clinic, ADMIN).await;
    let path = |kind: &str| format!("/admin/templates/{kind}");
    admin
        .get(&path("registration_code"))
        .await
        .reads("Below them stand the code, how long it works, and that nobody asks for it.")
        .has("name=\"subject\"")
        .has_not("{{ code }}")
        .has_not("name=\"text_message\"")
        .has_not("value=\"test_sms\"");
    admin
        .get(&path("registration_waiting"))
        .await
        .reads("{{ role }}")
        .reads("Whose account it is");
    let phone = path("phone_code");
    admin
        .get(&phone)
        .await
        .reads("It has to say the code.")
        .reads("{{ code }}")
        .has_not("name=\"subject\"")
        .has_not("value=\"test_email\"");

    let form = |text, action| [("version", "0"), ("text_message", text), ("action", action)];
    let wrong = admin.post(&phone, &form("Your code comes by post", "save")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.reads("It must say the code: {{ code }}");
    let preview = admin.post(&phone, &form("{{ code }}: yours <b>", "preview")).await;
    preview
        .reads("123456: yours <b> It works for 10 minutes. We never ask for it by phone.")
        .has_not("<b>")
        .has_not("See the mail as it looks");
    let mail = admin
        .post(
            &format!("{phone}/mail"),
            &[("text_message", "{{ code }}"), ("shape", "0")],
        )
        .await;
    assert_eq!(mail.status, StatusCode::NOT_FOUND);
    let test = admin.post(&phone, &form("{{ code }}", "test_email")).await;
    assert_eq!(test.status, StatusCode::NOT_FOUND);
    admin.post(&phone, &form("{{ code }}: yours", "save")).await.see_other();
    admin
        .get(&phone)
        .await
        .reads("Words of the clinic")
        .has("{{ code }}: yours");
}

#[tokio::test]
async fn the_patient_says_that_they_will_come_and_the_doctor_sees_it() {
    let clinic = Clinic::open().await;
    let view = book(&clinic, 0, "2026-11-26T14:00:00Z", "An itching mole").await;
    let path = format!("/appointments/{}/coming", view.id);
    let signed_out = clinic.browser().get(&path).await;
    assert!(signed_out.see_other().starts_with("/sign-in?return_to="));
    let mut pia = signed_in(&clinic, PIA).await;
    let ask = pia.get(&path).await;
    assert_eq!(ask.heading(), "Will you come?");
    ask.has(&format!("/appointments/{}/cancel", view.id))
        .has(&format!("/appointments/{}/move", view.id));
    pia.get(&path).await.reads("Will you come?");
    for (email, status) in [
        (OMAR, StatusCode::NOT_FOUND),
        (BEN, StatusCode::NOT_FOUND),
        (ADA, StatusCode::FORBIDDEN),
    ] {
        let mut other = signed_in(&clinic, email).await;
        assert_eq!(other.get(&path).await.status, status, "{email}");
        assert_eq!(other.post(&path, &[("version", "2")]).await.status, status, "{email}");
    }
    let version = ask.value("version");
    let done = pia.post(&path, &[("version", &version)]).await;
    pia.get(done.see_other())
        .await
        .reads("Thank you: the clinic knows")
        .reads("You said that you will come");
    let twice = pia.post(&path, &[("version", &version)]).await;
    assert_eq!(twice.see_other(), done.see_other());
    assert_eq!(pia.get(&path).await.heading(), "You said that you will come");
    let mut ada = signed_in(&clinic, ADA).await;
    ada.get("/day?date=2026-11-26").await.reads("Will come");
    ada.get(&format!("/appointments/{}", view.id))
        .await
        .reads("The patient said that they will come");
}
