use std::time::Duration;

use backend::db::Kind;

use super::name;
use crate::{
    Outcome,
    first_free::searches,
    ground::Ground,
    past::add_past,
    report::{Report, number, time},
};

pub(super) const MILLION: i64 = 1_000_000;
const MOST: Duration = Duration::from_millis(50);

/// "First free" over all doctors, with a million appointments stored.
pub(super) async fn measure(kind: Kind, ground: &Ground, report: &mut Report) -> Outcome<()> {
    let there = ground.db.count("appointment").await;
    add_past(&ground.db, 0, MILLION - there).await?;
    report.section(
        "\"First free\" over 1,000 doctors and 60 days",
        &["database", "stored", "to come", "search", "first of all", "p50", "p99"],
    );
    report.note(
        "The use case that the search page calls, again and again, with what it keeps in memory as in a server. The first of \
         all has nothing in memory yet.",
    );
    let (stored, to_come) = (ground.db.count("appointment").await, ground.confirmed().await);
    for found in searches(&ground.core).await? {
        report.row([
            name(kind).to_owned(),
            number(stored),
            number(to_come),
            found.what.to_owned(),
            found.cold.map_or_else(String::new, time),
            time(found.p50),
            time(found.p99),
        ]);
        if found.what == "first free of all" {
            report.bar(
                format!(
                    "First free with a million appointments on {} within 50 ms at the 99th percentile",
                    name(kind)
                ),
                time(found.p99),
                found.p99 <= MOST,
            );
        }
    }
    Ok(())
}
