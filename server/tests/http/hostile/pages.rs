use std::{collections::BTreeSet, sync::Arc};

use axum::http::{StatusCode, header};
use futures::{StreamExt, stream};

use super::{
    planted::{places, plant},
    skeleton::Skeleton,
    texts::{hostile, innocent},
};
use crate::{
    access::{AT_A_TIME, Case, Ground, Who, ask, cases, is_written},
    common::Answer,
};

/// Not shown on any page; of a browser's name only what is known of it.
const UNSHOWN: &[&str] = &["location.country", "session.user_agent"];

/// Looked at beside what everybody asks for.
const ALSO: &[&str] = &[
    "/admin/accounts/{waiting}",
    "/admin/services/{old_service}",
    "/appointments/{request}",
    "/appointments/{today}",
    "/day?date=2026-11-23&selected={today}",
];

/// Every page, as everybody sees it, has the same elements with the same attributes and the same scripts whatever the texts in it
/// are, sends the same headers, and leads nowhere else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_text_becomes_a_part_of_a_page_or_a_header() {
    let ground = Ground::new().await;
    let evil = Arc::new(plant(&ground, hostile).await);
    let meek = Arc::new(plant(&ground, innocent).await);
    let also = ALSO.iter().map(|&path| Case {
        route: "GET",
        path: path.to_owned(),
        body: "",
    });
    let looks = cases().into_iter().chain(also).map(|case| {
        let (evil, meek) = (Arc::clone(&evil), Arc::clone(&meek));
        tokio::spawn(async move { look(&evil, &meek, &case).await })
    });
    let looks: Vec<_> = stream::iter(looks).buffered(AT_A_TIME).collect().await;
    let (mut wrong, mut shown) = (Vec::new(), BTreeSet::new());
    for look in looks {
        let (complaints, places) = look.expect("a look");
        wrong.extend(complaints);
        shown.extend(places);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unshown: Vec<_> = places().filter(|place| !shown.contains(place)).collect();
    assert_eq!(
        unshown, UNSHOWN,
        "texts that no page shows: then nothing is shown about them"
    );
}

/// What is wrong with it, and the texts that it shows.
async fn look(evil: &Ground, meek: &Ground, case: &Case) -> (Vec<String>, BTreeSet<&'static str>) {
    let (mut wrong, mut shown) = (Vec::new(), BTreeSet::new());
    let mut servers = [evil.open().await, meek.open().await];
    for (second, who) in Who::ALL.into_iter().enumerate() {
        let mut answers = Vec::new();
        for (ground, server) in [evil, meek].into_iter().zip(&mut servers) {
            let (path, body) = (ground.fill(&case.path, None), ground.fill(case.body, None));
            // What is written in one instant has no order.
            server.world.clock.set(&format!("2026-11-23T08:00:{:02}Z", second + 1));
            answers.push(ask(server, case.route, &path, &body, ground.cookies(who)).await);
            if is_written(server).await {
                *server = ground.open().await;
            }
        }
        let [evil, meek] = &answers[..] else { unreachable!() };
        if let Err(what) = compare(evil, meek) {
            wrong.push(format!("{} {}, {}: {what}", case.route, case.path, who.name()));
        }
        let text = evil.text();
        shown.extend(places().filter(|place| text.contains(&format!("Zz-{place} "))));
    }
    (wrong, shown)
}

fn compare(evil: &Answer, meek: &Answer) -> Result<(), String> {
    if evil.status != meek.status {
        return Err(format!("{} in the place of {}", evil.status, meek.status));
    }
    let names = |answer: &Answer| -> BTreeSet<String> { answer.headers.keys().map(ToString::to_string).collect() };
    if names(evil) != names(meek) {
        return Err(format!("other headers: {:?}", evil.headers));
    }
    for name in [header::CONTENT_TYPE, header::CONTENT_DISPOSITION] {
        if evil.header(&name) != meek.header(&name) {
            return Err(format!("{name}: {}", evil.header(&name)));
        }
    }
    let is_document = evil.header(header::CONTENT_TYPE).starts_with("text/html");
    // Nothing of the clinic is on a page that says no.
    let is_no = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&evil.status);
    if is_no || !is_document {
        return Ok(());
    }
    let (made, expected) = (Skeleton::of(&evil.text()), Skeleton::of(&meek.text()).elements);
    let differing = made.elements.iter().zip(&expected).find(|(one, other)| one != other);
    if made.elements != expected {
        return Err(format!(
            "{differing:?}, {} lines in the place of {}",
            made.elements.len(),
            expected.len()
        ));
    }
    match made.dangers.as_slice() {
        [] => Ok(()),
        dangers => Err(dangers.join(" ")),
    }
}
