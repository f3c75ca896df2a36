//! Nothing that was committed stays without its seal, whoever writes and seals at the same time.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use backend::{
    Context, Core, Settings,
    audit::{seal, verify},
    db::Db,
    testing::{self, administrator_context, patient_context, support_context},
};
use futures::future::join_all;
use uuid::Uuid;

use crate::ground::*;

const WRITERS: u128 = 8;
const EACH: u128 = 25;

/// Adds events as a transaction of a use case does, and gives up some of them.
async fn write(db: Db, writer: u128) -> u32 {
    let mut kept = 0;
    for number in 0..EACH {
        let tx = db.begin().await.unwrap();
        let id = Uuid::from_u128((writer << 64) + number + 1);
        let backend = db.backend();
        let sql = match backend {
            sea_orm::DbBackend::Sqlite => format!("x'{}'", id.simple()),
            _ => format!("'{id}'::uuid"),
        };
        let insert = format!(
            "INSERT INTO audit_event (id, at, actor, action, subject, subject_id, detail) \
             VALUES ({sql}, 1, 'system', 'plant', 'test', {sql}, '')"
        );
        sea_orm::ConnectionTrait::execute_unprepared(&*tx, &insert)
            .await
            .unwrap();
        // Later writers commit first.
        tokio::task::yield_now().await;
        if number % 5 != 4 {
            tx.commit().await.unwrap();
            kept += 1;
        }
    }
    kept
}

/// What is written to it.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

on_both_databases! {
    async fn what_is_sealed_is_in_the_log_without_names_and_words_where_the_clinic_wants_it(world: World) {
        let written = Written::default();
        let writer = written.clone();
        let log = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
        let _log = tracing::subscriber::set_default(log);
        let settings = Settings { is_audit_logged: true, ..testing::settings() };
        let core = Core::new(world.db.db.clone(), world.clock.clone(), settings);
        let (loud, quiet) = (Context::system(Arc::new(core)), Context::system(world.core.clone()));
        booked(&world, TEN).await;
        seal(&quiet).await.unwrap();
        assert!(written.0.lock().unwrap().is_empty());

        let desk = support_context(&world.core, &world.clinic);
        let pia = world.clinic.patients[0].account;
        backend::patient::get_patient(&desk, pia).await.unwrap();
        let head = seal(&loud).await.unwrap().head.unwrap();
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(line["target"], "audit");
        let fields = &line["fields"];
        assert_eq!(format!("{}:{}", fields["sequence"], fields["hash"].as_str().unwrap()), head.to_string());
        assert_eq!(fields["action"], "read_patient");
        assert_eq!(fields["account"], world.clinic.support.to_string());
        assert_eq!(fields["patient"], pia.to_string());
        for kept_back in ["Lund", "front desk", "reason", "detail"] {
            assert!(!text.contains(kept_back), "{kept_back}: {text}");
        }
        // Sealed once, told once.
        seal(&loud).await.unwrap();
        assert_eq!(written.0.lock().unwrap().iter().filter(|byte| **byte == b'\n').count(), 1);
    }

    async fn what_many_write_is_sealed_once_without_gaps(world: World) {
        let second = match world.db.kind {
            testing::Kind::Postgres => Db::connect(&world.db.url).await.unwrap(),
            // One process has the file.
            testing::Kind::Sqlite => world.db.db.clone(),
        };
        let other = Arc::new(backend::Core::new(second.clone(), world.clock.clone(), testing::settings()));
        let sealers = [Context::system(world.core.clone()), Context::system(other)];
        let writers = (1..=WRITERS).map(|writer| {
            let db = if writer % 2 == 0 { &second } else { &world.db.db };
            tokio::spawn(write(db.clone(), writer))
        });
        let writers: Vec<_> = writers.collect();
        let sealing: Vec<_> = sealers
            .iter()
            .cloned()
            .map(|ctx| tokio::spawn(async move {
                for _ in 0..60 {
                    seal(&ctx).await.unwrap();
                    tokio::task::yield_now().await;
                }
            }))
            .collect();
        let kept: u32 = join_all(writers).await.into_iter().map(Result::unwrap).sum();
        join_all(sealing).await.into_iter().for_each(Result::unwrap);
        while seal(&sealers[0]).await.unwrap().count > 0 {}

        assert_eq!(kept, u32::try_from(WRITERS * EACH).unwrap() * 4 / 5);
        assert_eq!(world.db.count("audit_event").await, i64::from(kept));
        assert_eq!(world.db.count("audit_pending").await, 0);
        assert_eq!(world.db.number("SELECT COUNT(DISTINCT event_id) FROM audit_seal", &[]).await, i64::from(kept));
        assert_eq!(world.db.number("SELECT MAX(sequence) FROM audit_seal", &[]).await, i64::from(kept), "dense");
        let report = verify(&sealers[1], None).await.unwrap();
        assert!(report.is_intact(), "{:?}", report.tampered);
        assert_eq!((report.sealed, report.unsealed), (u64::from(kept), 0));
    }

    async fn an_event_that_waits_twice_has_one_place(world: World) {
        let ctx = Context::system(world.core.clone());
        booked(&world, TEN).await;
        assert_eq!(seal(&ctx).await.unwrap().count, 1);
        world.db.execute("INSERT INTO audit_pending (event_id) SELECT id FROM audit_event", &[]).await.unwrap();
        assert_eq!(seal(&ctx).await.unwrap().count, 0);
        assert_eq!(world.db.count("audit_pending").await, 0);
        assert_eq!(world.db.count("audit_seal").await, 1);
    }

    async fn only_the_system_seals_and_verifies(world: World) {
        for ctx in [administrator_context(&world.core, &world.clinic), patient_context(&world.core, &world.clinic, 0)] {
            assert!(seal(&ctx).await.is_err());
            assert!(verify(&ctx, None).await.is_err());
        }
    }
}
