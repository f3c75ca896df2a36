//! How many browsers may wait at a time: in all, and of one client.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::ids::AccountId;

/// Who waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Client {
    Account(AccountId),
    /// Somebody not signed in, from a network as tries are counted; of some it is not known.
    Visitor(Option<String>),
}

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Each holds a connection, and so a file of the process.
    pub all: usize,
    /// The rest is kept for those who are signed in.
    pub visitors: usize,
    /// Pages that one person has open.
    pub of_an_account: usize,
    /// Of visitors, as far as it is known from where they come.
    pub of_a_network: usize,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// For anybody.
    Full,
    /// For this client, who has many.
    TooMany,
}

pub struct Places {
    limits: Limits,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    visitors: usize,
    /// Who has none is not in it.
    by_client: HashMap<Client, usize>,
}

/// Given back when it is dropped.
pub struct Place {
    client: Client,
    places: Arc<Places>,
}

impl Places {
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            taken: Mutex::default(),
        })
    }

    pub fn take(self: &Arc<Self>, client: Client) -> Result<Place, NoPlace> {
        let Limits {
            all,
            visitors,
            of_an_account,
            of_a_network,
        } = self.limits;
        let mut taken = self.taken();
        let own = taken.by_client.get(&client).copied().unwrap_or_default();
        let (is_visitor, most) = match &client {
            Client::Account(_) => (false, of_an_account),
            Client::Visitor(Some(_)) => (true, of_a_network),
            Client::Visitor(None) => (true, visitors),
        };
        if own >= most {
            return Err(NoPlace::TooMany);
        }
        if taken.all >= all || (is_visitor && taken.visitors >= visitors) {
            return Err(NoPlace::Full);
        }
        taken.all += 1;
        taken.visitors += usize::from(is_visitor);
        taken.by_client.insert(client.clone(), own + 1);
        Ok(Place {
            client,
            places: Arc::clone(self),
        })
    }

    fn give_back(&self, client: &Client) {
        let mut taken = self.taken();
        taken.all -= 1;
        taken.visitors -= usize::from(matches!(client, Client::Visitor(_)));
        let left = taken.by_client.remove(client).unwrap_or_default().saturating_sub(1);
        if left > 0 {
            taken.by_client.insert(client.clone(), left);
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.give_back(&self.client);
    }
}

#[cfg(test)]
mod tests {
    use backend::Network;

    use super::*;

    const LIMITS: Limits = Limits {
        all: 6,
        visitors: 4,
        of_an_account: 3,
        of_a_network: 2,
    };

    fn account(number: u128) -> Client {
        Client::Account(uuid::Uuid::from_u128(number).into())
    }

    fn visitor(address: &str) -> Client {
        Client::Visitor(Some(Network::of(address.parse().unwrap()).counted()))
    }

    fn why(places: &Arc<Places>, client: Client) -> Option<NoPlace> {
        places.take(client).err()
    }

    #[test]
    fn nobody_takes_all_places() {
        let places = Places::new(LIMITS);
        let own: Vec<_> = (0..3).map(|_| places.take(account(1)).ok().unwrap()).collect();
        assert_eq!(why(&places, account(1)), Some(NoPlace::TooMany));
        assert_eq!(why(&places, account(2)), None);
        drop(own);
        assert_eq!(why(&places, account(1)), None);
        // What one household has of IPv6 is one client.
        let household: Vec<_> = ["2001:db8:1:2::1", "2001:db8:1:2::2"]
            .map(|address| places.take(visitor(address)).ok().unwrap())
            .into();
        assert_eq!(why(&places, visitor("2001:db8:1:2::3")), Some(NoPlace::TooMany));
        assert_eq!(why(&places, visitor("2001:db8:1:3::1")), None);
        drop(household);
        assert_eq!(why(&places, visitor("2001:db8:1:2::3")), None);
        assert!(places.taken().by_client.is_empty(), "who has none is not kept");
    }

    #[test]
    fn visitors_leave_places_to_those_who_are_signed_in_and_all_are_bounded() {
        let places = Places::new(LIMITS);
        let mut open: Vec<_> = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"]
            .into_iter()
            .map(|address| places.take(visitor(address)).ok().unwrap())
            .collect();
        assert_eq!(why(&places, visitor("192.0.2.5")), Some(NoPlace::Full));
        open.extend([1, 2].map(|number| places.take(account(number)).ok().unwrap()));
        assert_eq!(why(&places, account(3)), Some(NoPlace::Full));
        open.pop();
        assert_eq!(why(&places, account(3)), None);
    }
}
