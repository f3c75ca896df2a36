use std::{collections::BTreeSet, sync::Arc};

use backend::{
    Context,
    adapters::{
        Carriers,
        mail::{FolderMailer, Mailer, OutgoingMail, RecordingMailer},
    },
    jobs::deliver_due,
};
use futures::{StreamExt, stream};

use super::{
    planted::{WORDS, plant},
    skeleton::Skeleton,
    texts::{hostile, innocent},
};
use crate::{
    access::{AT_A_TIME, Case, Ground, Who, ask, cases, is_written},
    common::TestServer,
};

/// The parts of a mail with words of a template in them, each with these words.
const WORDED: [(&str, &str); 6] = [
    ("HTML", "message_template.body"),
    ("HTML", "message_template.heading"),
    ("HTML", "message_template.subject"),
    ("plain part", "message_template.body"),
    ("plain part", "message_template.heading"),
    ("subject", "message_template.subject"),
];

/// What was looked at.
#[derive(Default)]
struct Seen {
    subjects: BTreeSet<String>,
    /// As [`WORDED`] has them.
    words: BTreeSet<(&'static str, &'static str)>,
}

/// Every mail that a form or a function leads to is the same but for its words: elements of its HTML, lines of its plain part and of
/// its head, properties of its calendar.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_text_becomes_a_part_of_a_mail() {
    let ground = Ground::new().await;
    let evil = Arc::new(plant(&ground, hostile).await);
    let meek = Arc::new(plant(&ground, innocent).await);
    let posts = cases().into_iter().filter(|case| case.route.starts_with("POST"));
    let looks = posts.map(|case| {
        let (evil, meek) = (Arc::clone(&evil), Arc::clone(&meek));
        tokio::spawn(async move { (case.route, look(&evil, &meek, &case).await) })
    });
    let looks: Vec<_> = stream::iter(looks).buffered(AT_A_TIME).collect().await;
    let (mut wrong, mut all) = (Vec::new(), Seen::default());
    for look in looks {
        let (route, look) = look.expect("a look");
        match look {
            Ok(seen) => {
                all.subjects.extend(seen.subjects);
                all.words.extend(seen.words);
            }
            Err(what) => wrong.push(format!("{route}: {what}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let subjects = all.subjects;
    assert!(subjects.len() >= 8, "too few mails were looked at: {subjects:#?}");
    assert_eq!(all.words, BTreeSet::from(WORDED), "words that no mail says");
}

async fn look(evil: &Ground, meek: &Ground, case: &Case) -> Result<Seen, String> {
    let mut seen = Seen::default();
    let mut servers = [evil.open().await, meek.open().await];
    for who in Who::ALL {
        let meek = mails(meek, &mut servers[1], case, who).await;
        if meek.is_empty() {
            continue;
        }
        let evil = mails(evil, &mut servers[0], case, who).await;
        if evil.len() != meek.len() {
            return Err(format!("{} mails in the place of {}", evil.len(), meek.len()));
        }
        for (evil, meek) in evil.iter().zip(&meek) {
            compare(evil, meek).await?;
            let subject = meek.subject.split(" Zz-").next().unwrap_or_default();
            seen.subjects.insert(subject.to_owned());
            seen.words.extend(words(evil));
        }
    }
    Ok(seen)
}

/// The words of a template in it, as [`WORDED`] has them.
fn words(mail: &OutgoingMail) -> BTreeSet<(&'static str, &'static str)> {
    let parts = [
        ("HTML", &mail.html),
        ("plain part", &mail.text),
        ("subject", &mail.subject),
    ];
    let words = parts.into_iter().flat_map(|(part, text)| {
        let places = WORDS.iter().copied();
        let said = places.filter(move |place| text.contains(&format!("Zz-{place} ")));
        said.map(move |place| (part, place))
    });
    words.collect()
}

/// What is sent for it, by recipient; the next one finds the clinic as it was.
async fn mails(ground: &Ground, server: &mut TestServer, case: &Case, who: Who) -> Vec<OutgoingMail> {
    let (path, body) = (ground.fill(&case.path, None), ground.fill(case.body, None));
    ask(server, case.route, &path, &body, ground.cookies(who)).await;
    if !is_written(server).await {
        return Vec::new();
    }
    let mails = sent(server).await;
    *server = ground.open().await;
    mails
}

/// All that waits to be sent.
pub async fn sent(server: &TestServer) -> Vec<OutgoingMail> {
    let (system, mailer) = (
        Context::system(Arc::clone(&server.world.core)),
        RecordingMailer::default(),
    );
    while deliver_due(&system, Carriers::mail_only(&mailer))
        .await
        .expect("delivered")
        .leased
        > 0
    {}
    let mut mails = mailer.sent();
    mails.sort_by_key(|mail| (mail.to.address.clone(), mail.calendar.is_some(), mail.text.len()));
    mails
}

async fn compare(evil: &OutgoingMail, meek: &OutgoingMail) -> Result<(), String> {
    let html = Skeleton::of(&evil.html);
    if html.elements != Skeleton::of(&meek.html).elements {
        return Err(format!("the HTML of {:?} has other elements", evil.subject));
    }
    if let [first, ..] = html.dangers.as_slice() {
        return Err(format!("the HTML of {:?} has {first}", evil.subject));
    }
    if words(evil) != words(meek) {
        return Err(format!("{:?} has the words {:?}", evil.subject, words(evil)));
    }
    if evil.text.lines().count() != meek.text.lines().count() {
        return Err(format!("the plain part of {:?} has other lines", evil.subject));
    }
    let properties = |mail: &OutgoingMail| mail.calendar.as_ref().map(|part| properties(&part.text));
    if properties(evil) != properties(meek) {
        return Err(format!("the calendar of {:?} has {:?}", evil.subject, properties(evil)));
    }
    let (evil_head, meek_head) = (head(evil).await, head(meek).await);
    if evil_head != meek_head {
        return Err(format!("{:?} has the head {evil_head:?}", evil.subject));
    }
    Ok(())
}

/// Names of the properties, unfolded (RFC 5545, section 3.1).
fn properties(calendar: &str) -> Vec<String> {
    let unfolded = calendar.replace("\r\n ", "").replace("\r\n\t", "");
    let name = |line: &str| line.split([':', ';']).next().unwrap_or_default().to_owned();
    unfolded.split("\r\n").map(name).collect()
}

/// Names of the header fields as they go over the wire, and to how many.
async fn head(mail: &OutgoingMail) -> (Vec<String>, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = FolderMailer::open(folder.path()).expect("a mailer");
    mailer.send(mail).await.expect("sent");
    let id = &mailer.list(1).await.expect("a list")[0].id;
    let eml = std::fs::read_to_string(folder.path().join(format!("{id}.eml"))).expect("the mail");
    let (head, _) = eml.split_once("\r\n\r\n").expect("a head");
    let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    let names = lines.filter_map(|line| line.split(':').next()).map(str::to_owned);
    (names.collect(), eml.matches("\r\nContent-Type:").count())
}
