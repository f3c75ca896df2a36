//! What is begun and waits for a code: a registration, second factors, a sign-in.

use std::sync::Arc;

use backend::{
    Context,
    account::{Register, register},
    adapters::{Carriers, mail::RecordingMailer},
    jobs::deliver_due,
    second_factor::{FactorState, begin_factor, confirm_factor, find_factor},
    session::{SignIn, sign_in},
    testing::{self, World, app_code, doctor_context, patient_context, visitor_context},
};

use super::ground::Subject;

/// The cookies of a browser in which somebody registers and the other doctor, who has a second factor, signs in; and the codes
/// that are right: of these, and of the app that the other patient is adding.
pub async fn begin(world: &World) -> (String, [Subject; 3]) {
    let visitor = visitor_context(&world.core, 1);
    let form = Register {
        given_name: "Nora".into(),
        family_name: "Weiss".into(),
        birth_day: "3".into(),
        birth_month: "8".into(),
        birth_year: "1951".into(),
        email: "nora.weiss@example.com".into(),
        phone: "+442079460112".into(),
        password: "twelve quiet owls".into(),
    };
    let registration = register(&visitor, &form).await.expect("a registration").token;
    let code = mailed_code(world).await;

    let doctor = doctor_context(&world.core, &world.clinic, 1);
    let secret = begun_factor(&doctor).await;
    // So that its code of now is not used up by it.
    world.clock.advance_minutes(-5);
    confirm_factor(&doctor, &app_code(&world.clock, &secret))
        .await
        .expect("confirmed");
    world.clock.advance_minutes(5);
    let form = SignIn {
        email: world.clinic.doctors[1].email.to_owned(),
        password: testing::PASSWORD.to_owned(),
        user_agent: String::new(),
    };
    let half = sign_in(&visitor, &form).await.expect("half signed in");
    assert!(half.awaits_code);

    let new_secret = begun_factor(&patient_context(&world.core, &world.clinic, 1)).await;
    let cookies = format!(
        "__Host-registration={}; __Host-half={}",
        registration.secret(),
        half.session.secret()
    );
    let codes = [
        ("{code}", code),
        ("{app_code}", app_code(&world.clock, &secret)),
        ("{new_code}", app_code(&world.clock, &new_secret)),
    ];
    let codes = codes.map(|(name, present)| Subject {
        name,
        present,
        absent: None,
    });
    (cookies, codes)
}

async fn begun_factor(ctx: &Context) -> String {
    begin_factor(ctx).await.expect("a second factor");
    match find_factor(ctx).await.expect("a second factor").state {
        FactorState::Pending { secret, .. } => secret,
        other => panic!("not begun: {other:?}"),
    }
}

/// Out of the only mail that has one.
async fn mailed_code(world: &World) -> String {
    let (system, mailer) = (Context::system(Arc::clone(&world.core)), RecordingMailer::default());
    while deliver_due(&system, Carriers::mail_only(&mailer))
        .await
        .expect("delivered")
        .leased
        > 0
    {}
    let mails = mailer.sent();
    let mut lines = mails.iter().flat_map(|mail| mail.text.lines()).map(str::trim);
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    lines.find(is_code).expect("a code").to_owned()
}
