//! How often who is on one network may ask for what everybody may ask for and costs much. In memory: counting costs no write. Each process
//! counts for itself, and a restart forgets.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::refusal::Refusal;

use crate::Context;

/// So many at once, each of which comes back after a while.
pub(crate) struct Pace {
    at_once: i64,
    back_after_millis: i64,
    /// When those of a network have all come back, by epoch milliseconds.
    full_at: Mutex<HashMap<String, i64>>,
}

/// Networks that are known at a time; each takes about 60 bytes. When they are more, all are forgotten.
const MOST: usize = 50_000;

impl Pace {
    /// Of searches: 300 at once, and five a second. A clinic with its waiting room, or a company, is one network.
    pub fn of_searches() -> Self {
        Self {
            at_once: 300,
            back_after_millis: 200,
            full_at: Mutex::default(),
        }
    }

    /// Of what open pages of results ask by themselves, which costs about as much: it takes nothing from who searches.
    pub fn of_renewals() -> Self {
        Self {
            at_once: 600,
            back_after_millis: 50,
            full_at: Mutex::default(),
        }
    }

    /// Takes one for where the request came from, if that is known.
    ///
    /// # Errors
    /// [`Refusal::TooManyTries`] when none is left.
    pub fn take(&self, ctx: &Context) -> Result<(), Refusal> {
        match ctx.network() {
            Some(network) => self.take_at(network.counted(), ctx.now().millis()),
            None => Ok(()),
        }
    }

    fn take_at(&self, network: String, now: i64) -> Result<(), Refusal> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= MOST && !full_at.contains_key(&network) {
            full_at.retain(|_, at| *at > now);
            if full_at.len() >= MOST {
                full_at.clear();
            }
        }
        let at = full_at.entry(network).or_insert(now);
        let next = (*at).max(now) + self.back_after_millis;
        let too_early = next - now - self.at_once * self.back_after_millis;
        if too_early > 0 {
            // Rounded up: after as many seconds there is one again.
            let retry_after_secs = u32::try_from((too_early + 999) / 1000).unwrap_or(u32::MAX);
            return Err(Refusal::TooManyTries { retry_after_secs });
        }
        *at = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_comes_back_one_by_one_for_each_network() {
        let pace = Pace {
            at_once: 3,
            back_after_millis: 200,
            full_at: Mutex::default(),
        };
        let left = |network: &str, now| {
            (0..9)
                .take_while(|_| pace.take_at(network.to_owned(), now).is_ok())
                .count()
        };
        assert_eq!(left("a", 1_000), 3);
        assert_eq!(
            pace.take_at("a".to_owned(), 1_000),
            Err(Refusal::TooManyTries { retry_after_secs: 1 })
        );
        assert_eq!(left("b", 1_000), 3);
        assert_eq!((left("a", 1_199), left("a", 1_200), left("a", 1_600)), (0, 1, 2));
        assert_eq!(left("a", 60_000), 3, "no more than at once");
    }

    #[test]
    fn a_flood_of_networks_does_not_fill_the_memory() {
        let pace = Pace::of_searches();
        for number in 0..MOST + 10 {
            pace.take_at(number.to_string(), 0).unwrap();
        }
        assert!(pace.full_at.lock().unwrap().len() <= MOST);
    }
}
