//! Tampering with any column of any row is named.

use backend::{
    Context, Core, Settings,
    audit::{Report, Tampered, seal, verify},
    booking::get_appointment,
    testing::{self, Kind, World, doctor_context},
};
use uuid::Uuid;

use crate::ground::*;

/// A key as it is configured.
fn keyed(world: &World, key: Option<&str>) -> Context {
    let settings = Settings {
        audit_key: key.map(|key| key.to_owned().into()),
        ..testing::settings()
    };
    let core = Core::new(world.db.db.clone(), world.clock.clone(), settings);
    Context::system(std::sync::Arc::new(core))
}

/// As the owner of the database does it.
async fn without_rules(world: &World) {
    let rules: Vec<String> = match world.db.kind {
        Kind::Sqlite => ["event", "seal"]
            .iter()
            .flat_map(|table| {
                ["update", "delete", "replace"].map(|on| format!("DROP TRIGGER audit_{table}_is_append_only_{on}"))
            })
            .collect(),
        Kind::Postgres => vec![
            "ALTER TABLE audit_event DISABLE TRIGGER audit_event_is_append_only".to_owned(),
            "ALTER TABLE audit_seal DISABLE TRIGGER audit_seal_is_append_only".to_owned(),
        ],
    };
    for rule in rules {
        world.db.execute(&rule, &[]).await.unwrap();
    }
}

/// A booking and what was read of it, sealed: a handful of rows.
async fn sealed(world: &World, ctx: &Context) -> Report {
    let visit = booked(world, TEN).await;
    let doctor = doctor_context(&world.core, &world.clinic, 0);
    get_appointment(&doctor, visit.id).await.unwrap();
    backend::booking::list_doctor_day(&doctor, None, Some("2026-11-26"))
        .await
        .unwrap();
    assert!(seal(ctx).await.unwrap().count >= 3);
    let report = verify(ctx, None).await.unwrap();
    assert!(report.is_intact(), "{:?}", report.tampered);
    assert_eq!(report.unsealed, 0);
    report
}

async fn event_of(world: &World, sequence: i64) -> Uuid {
    use sea_orm::{ConnectionTrait, Statement};
    let sql = format!("SELECT event_id FROM audit_seal WHERE sequence = {sequence}");
    let statement = Statement::from_string(world.db.db.backend(), sql);
    let row = world.db.db.reader().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

on_both_databases! {
    async fn the_schema_refuses_changes_of_the_chain(world: World) {
        sealed(&world, &keyed(&world, None)).await;
        for change in [
            "UPDATE audit_seal SET hash = ''",
            "UPDATE audit_event SET reason = 'x'",
            "DELETE FROM audit_seal",
            "DELETE FROM audit_event",
        ] {
            assert!(world.db.execute(change, &[]).await.is_err(), "{change}");
        }
        let back_door = match world.db.kind {
            Kind::Sqlite => "INSERT OR REPLACE INTO audit_seal (sequence, event_id, sealed_at, key_name, hash) \
                             SELECT sequence, event_id, sealed_at, key_name, '' FROM audit_seal",
            Kind::Postgres => "TRUNCATE audit_seal",
        };
        assert!(world.db.execute(back_door, &[]).await.is_err());
    }

    async fn any_changed_column_is_named_with_its_row(world: World) {
        let ctx = keyed(&world, Some("a key of the test, long enough for it"));
        sealed(&world, &ctx).await;
        without_rules(&world).await;
        let event = event_of(&world, 2).await;
        let other = Uuid::from_u128(99);
        for (column, value) in [
            ("at", "at + 1"),
            ("actor", "'support'"),
            ("account_id", "{1}"),
            ("account_id", "NULL"),
            ("action", "'read_list'"),
            ("subject", "'doctor'"),
            ("subject_id", "{1}"),
            ("detail", "'other'"),
            ("patient_id", "{1}"),
            ("patient_id", "NULL"),
            ("reason", "'other'"),
            ("origin", "'other'"),
            ("request", "'other'"),
        ] {
            world.db.execute("CREATE TABLE kept AS SELECT * FROM audit_event", &[]).await.unwrap();
            let change = format!("UPDATE audit_event SET {column} = {value} WHERE id = {{0}}");
            assert_eq!(world.db.execute(&change, &[event, other]).await.unwrap(), 1);
            let report = verify(&ctx, None).await.unwrap();
            assert_eq!(report.tampered, [Tampered::Changed { sequence: 2, event }], "{column} = {value}");
            let back = format!("UPDATE audit_event SET {column} = (SELECT {column} FROM kept WHERE kept.id = audit_event.id)");
            world.db.execute(&back, &[]).await.unwrap();
            world.db.execute("DROP TABLE kept", &[]).await.unwrap();
            assert!(verify(&ctx, None).await.unwrap().is_intact(), "{column} is as it was");
        }
        for (column, value) in [("sealed_at", "sealed_at + 1"), ("hash", "'00'")] {
            world.db.execute("CREATE TABLE kept AS SELECT * FROM audit_seal", &[]).await.unwrap();
            let change = format!("UPDATE audit_seal SET {column} = {value} WHERE sequence = 2");
            assert_eq!(world.db.execute(&change, &[]).await.unwrap(), 1);
            let report = verify(&ctx, None).await.unwrap();
            assert_eq!(report.tampered[0], Tampered::Changed { sequence: 2, event }, "{column}");
            let back = format!(
                "UPDATE audit_seal SET {column} = (SELECT {column} FROM kept WHERE kept.sequence = audit_seal.sequence)"
            );
            world.db.execute(&back, &[]).await.unwrap();
            world.db.execute("DROP TABLE kept", &[]).await.unwrap();
        }
        world.db.execute("UPDATE audit_seal SET key_name = '' WHERE sequence = 2", &[]).await.unwrap();
        let report = verify(&ctx, None).await.unwrap();
        assert_eq!(report.tampered[0], Tampered::KeyLeftOut { sequence: 2, event });
    }

    async fn what_was_removed_put_in_or_reordered_is_named(world: World) {
        let ctx = keyed(&world, None);
        let head = sealed(&world, &ctx).await.head.unwrap();
        assert!(verify(&ctx, Some(&head)).await.unwrap().is_intact());
        without_rules(&world).await;
        let (first, second) = (event_of(&world, 1).await, event_of(&world, 2).await);

        // Reordered: two seals have changed places.
        let swap = [
            ("UPDATE audit_seal SET sequence = 1001 WHERE sequence = 1"),
            ("UPDATE audit_seal SET sequence = 1 WHERE sequence = 2"),
            ("UPDATE audit_seal SET sequence = 2 WHERE sequence = 1001"),
        ];
        for change in swap {
            world.db.execute(change, &[]).await.unwrap();
        }
        let report = verify(&ctx, None).await.unwrap();
        assert_eq!(report.tampered[0], Tampered::Changed { sequence: 1, event: second });
        for change in swap {
            world.db.execute(change, &[]).await.unwrap();
        }
        assert!(verify(&ctx, None).await.unwrap().is_intact());

        // Put in past the rules of the schema.
        let columns = "at, actor, account_id, action, subject, subject_id, detail, patient_id, reason, origin, request";
        let insert = format!("INSERT INTO audit_event (id, {columns}) SELECT {{0}}, {columns} FROM audit_event WHERE id = {{1}}");
        let forged = Uuid::from_u128(7);
        world.db.execute(&insert, &[forged, first]).await.unwrap();
        world.db.execute("DELETE FROM audit_pending WHERE event_id = {0}", &[forged]).await.unwrap();
        let report = verify(&ctx, None).await.unwrap();
        assert_eq!(report.tampered, [Tampered::Unmarked { event: forged }]);
        world.db.execute("DELETE FROM audit_event WHERE id = {0}", &[forged]).await.unwrap();

        // Removed: an event, then its seal too.
        world.db.execute("DELETE FROM audit_event WHERE id = {0}", &[second]).await.unwrap();
        let report = verify(&ctx, None).await.unwrap();
        assert_eq!(report.tampered, [Tampered::EventRemoved { sequence: 2, event: second }]);
        world.db.execute("DELETE FROM audit_seal WHERE sequence = 2", &[]).await.unwrap();
        let report = verify(&ctx, None).await.unwrap();
        assert_eq!(report.tampered, [Tampered::SealRemoved { sequence: 2 }]);

        // The end of the chain is cut off: only a head that was kept tells.
        world.db.execute("DELETE FROM audit_event", &[]).await.unwrap();
        world.db.execute("DELETE FROM audit_seal", &[]).await.unwrap();
        assert!(verify(&ctx, None).await.unwrap().is_intact());
        let report = verify(&ctx, Some(&head)).await.unwrap();
        assert_eq!(report.tampered, [Tampered::HeadLost { kept: head }]);
    }

    async fn what_was_removed_before_it_was_sealed_is_named(world: World) {
        let ctx = keyed(&world, None);
        booked(&world, TEN).await;
        assert_eq!(verify(&ctx, None).await.unwrap().unsealed, 1);
        without_rules(&world).await;
        world.db.execute("DELETE FROM audit_event", &[]).await.unwrap();
        assert_eq!(seal(&ctx).await.unwrap().count, 0);
        let report = verify(&ctx, None).await.unwrap();
        assert!(matches!(report.tampered[..], [Tampered::RemovedUnsealed { .. }]), "{report:?}");
        let pia = backend::testing::patient_context(&world.core, &world.clinic, 0);
        take(&pia, &slot(&world, ELEVEN), "fedcba9876543210").await.unwrap();
        assert_eq!(seal(&ctx).await.unwrap().count, 1, "it stands in nobody's way");
    }

    async fn another_key_is_told_from_no_key(world: World) {
        let first = keyed(&world, Some("a key of the test, long enough for it"));
        sealed(&world, &first).await;
        let wrong = keyed(&world, Some("another key, also long enough for it!"));
        let report = verify(&wrong, None).await.unwrap();
        assert!(matches!(report.tampered[0], Tampered::ForeignKey { sequence: 1, .. }), "{report:?}");
        let report = verify(&keyed(&world, None), None).await.unwrap();
        assert!(!report.is_intact());
        assert!(verify(&first, None).await.unwrap().is_intact());
    }
}
