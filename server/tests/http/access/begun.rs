//! What is begun and waits for an answer: a registration, sign-ins, second factors, passkeys.

use std::sync::Arc;

use backend::{
    Context, Token,
    account::{Register, register, verify_email},
    adapters::{Carriers, mail::RecordingMailer, sms::RecordingSmsGateway},
    contact::begin_change,
    jobs::deliver_due,
    passkey::{AddPasskey, add_passkey, ask, list_passkeys},
    second_factor::{FactorState, begin_factor, confirm_factor, find_factor},
    session::{SignIn, authenticate, sign_in},
    testing::{self, Authenticator, World, app_code, doctor_context, patient_context, visitor_context},
};
use domain::account::{Contact, PasskeyUse};

use super::ground::Subject;

/// What browsers send to go on.
pub struct Begun {
    /// The cookies of a browser in which somebody registers, and signs in by the code of an app or by a passkey; and of one in which
    /// somebody registers and has proved the e-mail address.
    pub half_way: [String; 2],
    /// The passkey of the owner, and the right answers.
    pub subjects: Vec<Subject>,
}

/// Two register, and one of them has proved the e-mail address; the other doctor, who has a second factor, signs in; the other patient
/// adds one. The owner wants another e-mail address, has a passkey, signs in by it and shows again by it who they are; the front desk
/// adds one. Cookies are added to those of `owner` and `desk`.
pub async fn begin(world: &World, owner: &mut String, desk: &mut String) -> Begun {
    let visitor = visitor_context(&world.core, 1);
    let carried = Carried::default();
    let proved = begin_registration(&visitor, "nora.weiss@example.com").await;
    let code = carried.last_code(world).await;
    verify_email(&visitor, &proved, &code, "").await.expect("proved");
    let text_code = carried.last_code(world).await;
    let registration = begin_registration(&visitor, "ines.weiss@example.com").await;
    let code = carried.last_code(world).await;
    let (half, app_code) = begin_sign_in(world, &visitor).await;
    let new_secret = begun_factor(&patient_context(&world.core, &world.clinic, 1)).await;

    let (patient, mut phone) = (in_session(world, owner).await, Authenticator::new());
    let added = asked(&patient, PasskeyUse::Add).await;
    let input = AddPasskey {
        name: "Phone".to_owned(),
        answer: phone.make(&added.options).expect("a passkey"),
    };
    add_passkey(&patient, Some(&added.token), &input).await.expect("added");
    begin_change(&patient, Contact::Email, "alba.new@example.com")
        .await
        .expect("begun");
    let contact_code = carried.last_code(world).await;
    let passkey = list_passkeys(&patient).await.expect("passkeys")[0].id;
    let patient = in_session(world, owner).await;
    let confirming = asked(&patient, PasskeyUse::Confirm).await;
    keep(owner, &confirming.token);
    let signing_in = asked(&visitor, PasskeyUse::SignIn).await;
    let new_passkey = asked(&in_session(world, desk).await, PasskeyUse::Add).await;
    keep(desk, &new_passkey.token);

    let mut half_way = format!(
        "__Host-registration={}; __Host-half={}",
        registration.secret(),
        half.secret()
    );
    keep(&mut half_way, &signing_in.token);
    let answer = |name, present: String| Subject {
        name,
        present: encoded(&present),
        absent: None,
    };
    let answers = [
        answer("{code}", code),
        answer("{text_code}", text_code),
        answer("{contact_code}", contact_code),
        answer("{app_code}", app_code),
        answer("{new_code}", testing::app_code(&world.clock, &new_secret)),
        answer("{confirming}", phone.answer(&confirming.options).expect("an answer")),
        answer("{signing_in}", phone.answer(&signing_in.options).expect("an answer")),
        answer(
            "{new_passkey}",
            Authenticator::new().make(&new_passkey.options).expect("a passkey"),
        ),
    ];
    let passkey = Subject::of_id("{passkey}", passkey.into());
    Begun {
        half_way: [half_way, format!("__Host-registration={}", proved.secret())],
        subjects: answers.into_iter().chain([passkey]).collect(),
    }
}

async fn begin_registration(visitor: &Context, email: &str) -> Token {
    let form = Register {
        given_name: "Nora".into(),
        family_name: "Weiss".into(),
        birth_day: "3".into(),
        birth_month: "8".into(),
        birth_year: "1951".into(),
        email: email.into(),
        phone: "+442079460112".into(),
        password: "twelve quiet owls".into(),
    };
    register(visitor, &form).await.expect("a registration").token
}

/// The other doctor has given the password; answers the cookie and the code that comes next.
async fn begin_sign_in(world: &World, visitor: &Context) -> (Token, String) {
    let doctor = doctor_context(&world.core, &world.clinic, 1);
    let secret = begun_factor(&doctor).await;
    // So that its code of now is not used up by it.
    world.clock.advance_minutes(-5);
    let code = app_code(&world.clock, &secret);
    confirm_factor(&doctor, &code).await.expect("confirmed");
    world.clock.advance_minutes(5);
    let form = SignIn {
        email: world.clinic.doctors[1].email.to_owned(),
        password: testing::PASSWORD.to_owned(),
        user_agent: String::new(),
    };
    let half = sign_in(visitor, &form).await.expect("half signed in");
    assert!(half.awaits_code);
    (half.session, app_code(&world.clock, &secret))
}

async fn begun_factor(ctx: &Context) -> String {
    begin_factor(ctx).await.expect("a second factor");
    match find_factor(ctx).await.expect("a second factor").state {
        FactorState::Pending { secret, .. } => secret,
        other => panic!("not begun: {other:?}"),
    }
}

/// Where messages arrive.
#[derive(Default)]
struct Carried {
    mail: RecordingMailer,
    sms: RecordingSmsGateway,
}

impl Carried {
    /// The code of the message that is delivered last.
    async fn last_code(&self, world: &World) -> String {
        let (mails, texts) = (self.mail.sent().len(), self.sms.sent().len());
        let system = Context::system(Arc::clone(&world.core));
        let carriers = Carriers {
            mail: &self.mail,
            sms: Some(&self.sms),
        };
        while deliver_due(&system, carriers).await.expect("delivered").leased > 0 {}
        let mails = self.mail.sent().into_iter().skip(mails).map(|mail| mail.text);
        let texts = self.sms.sent().into_iter().skip(texts).map(|sms| sms.text);
        let news: Vec<_> = mails.chain(texts).collect();
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let mut codes = news.iter().flat_map(|text| text.split_whitespace()).filter(is_code);
        codes.next_back().expect("a code").to_owned()
    }
}

/// What is sent with these cookies.
async fn in_session(world: &World, cookies: &str) -> Context {
    let secret = cookies.trim_start_matches("__Host-session=").split(';').next();
    let session = secret.and_then(Token::parse);
    let found = authenticate(&world.core, session.as_ref())
        .await
        .expect("authenticated");
    Context::new(Arc::clone(&world.core), found.actor, None).in_session(found.session)
}

async fn asked(ctx: &Context, purpose: PasskeyUse) -> backend::passkey::Asked {
    ask(ctx, purpose, "Tablet", None).await.expect("a question")
}

/// The cookie of who answers.
fn keep(cookies: &mut String, token: &Token) {
    cookies.push_str("; __Host-passkey=");
    cookies.push_str(token.secret());
}

/// As in a form.
fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    bytes.collect()
}
