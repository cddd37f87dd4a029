//! API keys are found by their hash until they are revoked.

use db::{Error, NewApiKey, Scopes};

use crate::support::Database;

crate::on_both!(keys_are_added_found_and_revoked);

async fn keys_are_added_found_and_revoked(database: &Database) {
    let store = &database.store;
    let reader = Scopes {
        read: true,
        ..Scopes::default()
    };
    let key = |name: &str, byte, scopes, per_minute| NewApiKey {
        name: name.to_owned(),
        hash: [byte; 32],
        scopes,
        per_minute,
    };
    let first = store
        .add_key(&key("Ångström's", 1, Scopes::ALL, None))
        .await
        .unwrap();
    let second = store
        .add_key(&key("reader", 2, reader, Some(u32::MAX)))
        .await
        .unwrap();
    let again = store.add_key(&key("the same", 2, reader, None)).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");

    let found = store.find_key(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(
        (found.id, &*found.name, found.scopes),
        (first, "Ångström's", Scopes::ALL)
    );
    assert_eq!((found.per_minute, found.revoked_at), (None, None));
    let found = store.find_key(&[2; 32]).await.unwrap().unwrap();
    assert_eq!((found.scopes, found.per_minute), (reader, Some(u32::MAX)));
    assert_eq!(store.find_key(&[3; 32]).await.unwrap(), None);

    assert!(store.revoke_key(first).await.unwrap());
    assert!(!store.revoke_key(first).await.unwrap());
    assert_eq!(store.find_key(&[1; 32]).await.unwrap(), None);
    let keys = store.keys().await.unwrap();
    assert_eq!(
        keys.iter().map(|key| key.id).collect::<Vec<_>>(),
        [first, second]
    );
    assert!(
        keys[0]
            .revoked_at
            .is_some_and(|time| time >= keys[0].created_at)
    );
    assert!(keys[1].revoked_at.is_none());
}
