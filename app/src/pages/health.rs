//! Whether the server does its work, for administrators.

use backend::{
    health::{Database, Health, JobLine, LATE_AFTER_MINUTES, Outbox, get_health, late_jobs},
    jobs::Job,
};
use leptos::prelude::*;

use super::{
    Gate, Page, PageError, Pages,
    clinic::{Part, tabs},
};
use crate::{
    Ctx, routes,
    ui::{Badge, Card, Cell, Description, DescriptionList, IconName, Notice, Row, Table, Tone},
};

pub(super) fn routes(pages: Pages) -> Pages {
    pages.get(routes::HEALTH, Gate::ADMINISTRATOR, show)
}

async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let health = get_health(&ctx).await?;
    Ok(Page::new("Health", move || view(&health)))
}

/// What stands still, for the page where administrators begin.
pub(super) async fn standing_still(ctx: &Ctx) -> Result<Vec<Job>, PageError> {
    Ok(late_jobs(ctx).await?)
}

/// What stands still, in words.
pub(super) fn notice(late: &[Job]) -> Option<impl IntoView + use<>> {
    let what: Vec<String> = late.iter().map(|job| job.label().to_lowercase()).collect();
    let text = format!(
        "For more than {LATE_AFTER_MINUTES} minutes nothing {}. ",
        what.join(", nothing ")
    );
    (!late.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Bad title="A part of the server stands still">
                <p>{text} <a href=routes::HEALTH>"See how it stands"</a></p>
            </Notice>
        }
    })
}

fn view(health: &Health) -> impl IntoView + use<> {
    let is_late = health.jobs.iter().any(|line| line.is_late);
    let problem = if is_late {
        view! {
            <Notice tone=Tone::Bad title="Something stands still">
                <p>
                    {format!("It should have run within the last {LATE_AFTER_MINUTES} minutes. Whoever runs the server finds in its log \
                             what broke; starting the server again helps where a job hangs.")}
                </p>
            </Notice>
        }
        .into_any()
    } else {
        view! { <Notice tone=Tone::Ok title="Everything runs"/> }.into_any()
    };
    let jobs = health.jobs.iter().map(row).collect_view();
    let zone = format!("By the clock of {}. A run is put down once a minute.", health.zone);
    view! {
        <div class="container">
            {tabs(Part::Health)}
            <div class="settings">
                <div class="page-head">
                    <h1>"Health"</h1>
                    <p class="lead">"Whether the server does what it does by itself."</p>
                </div>
                {problem}
                <Card title="What runs by itself">
                    <Table caption="Jobs" columns=["What it does", "Last ran", "State"]>{jobs}</Table>
                    <p class="muted">{zone}</p>
                </Card>
                {outbox(&health.outbox)}
                {database(&health.database, health.version)}
            </div>
        </div>
    }
}

fn row(line: &JobLine) -> impl IntoView + use<> {
    let label = line.job.label();
    let ran = match (&line.ran_at, line.minutes_ago) {
        (Some(at), Some(minutes)) => {
            let (when, ago) = (at.date_and_time(), ago(minutes));
            view! {
                <time class="person__text" datetime=at.rfc3339()>
                    <span>{ago}</span>
                    <span class="person__note">{when}</span>
                </time>
            }
            .into_any()
        }
        _ => "It has not run yet".into_any(),
    };
    let (tone, icon, word) = if line.is_late {
        (Tone::Bad, IconName::CIRCLE_ALERT, "Stands still")
    } else {
        (Tone::Ok, IconName::CIRCLE_CHECK, "Runs")
    };
    view! {
        <Row>
            <Cell label="What it does">{label}</Cell>
            <Cell label="Last ran">{ran}</Cell>
            <Cell label="State"><Badge tone=tone icon=icon label=word/></Cell>
        </Row>
    }
}

fn outbox(outbox: &Outbox) -> impl IntoView + use<> {
    let link = |count: u64, state: &'static str| {
        let href = routes::with_query(routes::DELIVERIES, &[("state", state)]);
        view! { <a href=href>{count.to_string()}</a> }
    };
    let due = match outbox.due {
        0 => "None".to_owned(),
        due => due.to_string(),
    };
    let (waiting, failed) = (link(outbox.waiting, "waiting"), link(outbox.failed, "failed"));
    let oldest = outbox.oldest_minutes.map_or_else(|| "None waits".to_owned(), ago);
    view! {
        <Card title="Messages to be sent">
            <DescriptionList rows=true>
                <Description term="Waiting">{waiting}</Description>
                <Description term="Whose time has come">{due}</Description>
                <Description term="The oldest of those was written">{oldest}</Description>
                <Description term="Failed in the last 24 hours">{failed}</Description>
            </DescriptionList>
        </Card>
    }
}

fn database(database: &Database, version: &'static str) -> impl IntoView + use<> {
    let size = size(database.bytes);
    let kind = database.kind;
    let pool = format!(
        "{} open of at most {}, {} at rest",
        database.connections, database.most_connections, database.idle
    );
    view! {
        <Card title="Program and database">
            <DescriptionList rows=true>
                <Description term="Version">{version}</Description>
                <Description term="Database">{kind}</Description>
                <Description term="Size">{size}</Description>
                <Description term="Connections to read by">{pool}</Description>
            </DescriptionList>
        </Card>
    }
}

/// "3 minutes ago"
fn ago(minutes: i64) -> String {
    match minutes {
        ..=0 => "Less than a minute ago".to_owned(),
        1 => "1 minute ago".to_owned(),
        2..=119 => format!("{minutes} minutes ago"),
        120..=2879 => format!("{} hours ago", minutes / 60),
        _ => format!("{} days ago", minutes / 60 / 24),
    }
}

/// "1.4 MB"
fn size(bytes: i64) -> String {
    let mut amount = bytes as f64;
    for unit in ["bytes", "kB", "MB", "GB"] {
        if amount < 1000.0 {
            return match unit {
                "bytes" => format!("{bytes} bytes"),
                unit => format!("{amount:.1} {unit}"),
            };
        }
        amount /= 1000.0;
    }
    format!("{amount:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::{ago, size};

    #[test]
    fn times_and_sizes_are_read_at_a_glance() {
        for (minutes, words) in [
            (0, "Less than a minute ago"),
            (1, "1 minute ago"),
            (119, "119 minutes ago"),
            (120, "2 hours ago"),
            (2880, "2 days ago"),
        ] {
            assert_eq!(ago(minutes), words);
        }
        for (bytes, words) in [
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (1_440_000, "1.4 MB"),
            (2_500_000_000, "2.5 GB"),
            (7_000_000_000_000, "7.0 TB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }
}
