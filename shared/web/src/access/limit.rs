//! How many requests a minute: for each key, or for each client address.

use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::HashMapStateStore,
};
use uuid::Uuid;

use super::client::distinct;

type Counter =
    RateLimiter<Client, HashMapStateStore<Client>, DefaultClock, StateInformationMiddleware>;

/// Sign-in attempts per minute and address: enough for a person, too few for guessing.
const MAX_SIGN_INS: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// Keys that have to be looked up, per minute and address, where requests have no limit: this many clients may start at once.
pub const MAX_LOOK_UPS: NonZeroU32 = NonZeroU32::new(600).unwrap();

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// The holder of a key.
    Key(Uuid),
    /// Everyone at an address.
    Address(IpAddr),
}

impl Client {
    /// Everyone at this address.
    pub fn at(address: IpAddr) -> Self {
        Self::Address(distinct(address))
    }
}

/// A client's standing against its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Requests a minute.
    pub limit: u32,
    /// How many more are allowed now.
    pub remaining: u32,
    /// Seconds until one more is allowed.
    pub seconds: u32,
}

/// The counters of this process: they are lost when it ends, and each instance has its own.
#[derive(Debug)]
pub struct Limits {
    general: Option<NonZeroU32>,
    /// By the number of requests a minute, so that keys with limits of their own share one.
    counters: Mutex<HashMap<NonZeroU32, Arc<Counter>>>,
    sign_ins: Counter,
    look_ups: Counter,
    clock: DefaultClock,
}

impl Limits {
    /// Counters with this limit for clients without one of their own.
    pub fn new(general: Option<NonZeroU32>) -> Self {
        Self {
            general,
            counters: Mutex::default(),
            sign_ins: counter(MAX_SIGN_INS),
            look_ups: counter(general.unwrap_or(MAX_LOOK_UPS)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts a request; none if it has no limit.
    ///
    /// # Errors
    /// Too many: where the client stands.
    pub fn count(
        &self,
        client: Client,
        own: Option<NonZeroU32>,
    ) -> Result<Option<Standing>, Standing> {
        let Some(limit) = own.or(self.general) else {
            return Ok(None);
        };
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let counter = counters
            .entry(limit)
            .or_insert_with(|| Arc::new(counter(limit)))
            .clone();
        drop(counters);
        self.check(&counter, limit, client).map(Some)
    }

    /// Counts a sign-in attempt.
    ///
    /// # Errors
    /// Too many: where the client stands.
    pub fn count_sign_in(&self, address: IpAddr) -> Result<Standing, Standing> {
        self.check(&self.sign_ins, MAX_SIGN_INS, Client::at(address))
    }

    /// Counts a key that has to be looked up, separately from requests: requests without a key from the same address must
    /// not lock out someone who has one.
    ///
    /// # Errors
    /// Too many: where the client stands.
    pub fn count_look_up(&self, address: IpAddr) -> Result<(), Standing> {
        let limit = self.general.unwrap_or(MAX_LOOK_UPS);
        self.check(&self.look_ups, limit, Client::at(address))
            .map(drop)
    }

    /// Drops the counters of clients that have not been seen for a while.
    pub fn sweep(&self) {
        let counters = self
            .counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let shared = counters.values().map(AsRef::as_ref);
        for counter in shared.chain([&self.sign_ins, &self.look_ups]) {
            counter.retain_recent();
            counter.shrink_to_fit();
        }
    }

    fn check(
        &self,
        counter: &Counter,
        limit: NonZeroU32,
        client: Client,
    ) -> Result<Standing, Standing> {
        let limit = limit.get();
        match counter.check_key(&client) {
            Ok(state) => Ok(Standing {
                limit,
                remaining: state.remaining_burst_capacity(),
                seconds: 60_u32.div_ceil(limit),
            }),
            Err(refused) => {
                let wait = refused.wait_time_from(self.clock.now());
                Err(Standing {
                    limit,
                    remaining: 0,
                    seconds: wait.as_secs_f64().ceil().max(1.0) as u32,
                })
            }
        }
    }
}

fn counter(limit: NonZeroU32) -> Counter {
    RateLimiter::hashmap(Quota::per_minute(limit)).with_middleware()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per_minute(limit: u32) -> Option<NonZeroU32> {
        NonZeroU32::new(limit)
    }

    #[test]
    fn each_client_has_its_own_count() {
        let limits = Limits::new(per_minute(3));
        let [one, other] = ["1.1.1.1", "2.2.2.2"].map(|a| Client::at(a.parse().unwrap()));
        for remaining in [2, 1, 0] {
            let standing = limits.count(one, None).unwrap().unwrap();
            assert_eq!((standing.limit, standing.remaining), (3, remaining));
        }
        let refused = limits.count(one, None).unwrap_err();
        assert!((1..=20).contains(&refused.seconds), "{refused:?}");
        assert!(limits.count(other, None).is_ok());
        limits.sweep();
        assert!(limits.count(one, None).is_err());
    }

    #[test]
    fn a_key_may_have_more_or_less_than_others() {
        let limits = Limits::new(per_minute(1));
        let key = Client::Key(Uuid::now_v7());
        let allowed = (0..9).filter(|_| limits.count(key, per_minute(5)).is_ok());
        assert_eq!(allowed.count(), 5);
        assert_eq!(Limits::new(None).count(key, None), Ok(None));
    }
}
