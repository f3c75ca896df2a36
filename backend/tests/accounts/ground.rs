//! What these tests share.

use std::sync::Arc;

use backend::{
    Context, Core, Fault, Token,
    account::{Register, register},
    adapters::{
        Carriers,
        mail::{OutgoingMail, RecordingMailer},
        sms::RecordingSmsGateway,
    },
    jobs::deliver_due,
    session::{SignIn, authenticate, sign_in},
    testing::{self, World, visitor_context},
};
use domain::{access::Actor, refusal::Refusal};

pub const BROWSER: &str = "Test browser";
pub const PASSWORD: &str = "a quite long password";

pub fn form(email: &str) -> Register {
    Register {
        given_name: "Clara".into(),
        family_name: "Meyer".into(),
        birth_day: "27".into(),
        birth_month: "3".into(),
        birth_year: "1984".into(),
        email: email.into(),
        phone: "+44 20 7946 0958".into(),
        password: PASSWORD.into(),
    }
}

pub fn visitor(world: &World) -> Context {
    visitor_context(&world.core, 0)
}

/// A session of somebody who has no second factor, and what they send in it.
pub async fn signed_in(world: &World, email: &str) -> (Token, Context) {
    let form = SignIn {
        email: email.into(),
        password: testing::PASSWORD.into(),
        user_agent: BROWSER.into(),
    };
    let session = sign_in(&visitor(world), &form).await.unwrap().session;
    let ctx = in_session(world, &session).await;
    (session, ctx)
}

/// What is sent in a session now.
pub async fn in_session(world: &World, session: &Token) -> Context {
    let found = authenticate(&world.core, Some(session)).await.unwrap();
    Context::new(Arc::clone(&world.core), found.actor, None).in_session(found.session)
}

/// A registration under way, and the code that was mailed.
pub async fn registered(world: &World, email: &str) -> (Token, String) {
    let token = register(&visitor(world), &form(email)).await.unwrap().token;
    let code = code_in(&mails(&world.core).await[0]).expect("a code in the mail");
    (token, code)
}

/// What is sent now.
pub async fn mails(core: &Arc<Core>) -> Vec<OutgoingMail> {
    let (ctx, mailer) = (Context::system(Arc::clone(core)), RecordingMailer::default());
    while deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap().leased > 0 {}
    mailer.sent()
}

/// The text messages that are sent now: number and words. Mails are sent, too.
pub async fn texts(core: &Arc<Core>) -> Vec<(String, String)> {
    let (ctx, mailer, sms) = (
        Context::system(Arc::clone(core)),
        RecordingMailer::default(),
        RecordingSmsGateway::default(),
    );
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(&sms),
    };
    while deliver_due(&ctx, carriers).await.unwrap().leased > 0 {}
    sms.sent().into_iter().map(|sms| (sms.to, sms.text)).collect()
}

/// The code that a text message begins with.
pub fn code_of((_, text): &(String, String)) -> String {
    text.split(' ').next().expect("a word").to_owned()
}

pub fn code_in(mail: &OutgoingMail) -> Option<String> {
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    mail.text.lines().map(str::trim).find(is_code).map(str::to_owned)
}

/// Another code of six digits.
pub fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}

pub async fn actor(world: &World, session: &Token) -> Actor {
    backend::session::authenticate(&world.core, Some(session))
        .await
        .unwrap()
        .actor
}

pub fn refusal<T>(outcome: Result<T, Fault>) -> Refusal {
    match outcome {
        Err(Fault::Refused(refusal)) => refusal,
        Err(fault) => panic!("broke: {fault:?}"),
        Ok(_) => panic!("was not refused"),
    }
}
