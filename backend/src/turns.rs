//! Many who want to know the same at the same time: one asks, and who had come before it was asked gets that answer too. No
//! answer is older than the wish for it.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Mutex, MutexGuard};

pub(crate) struct Turns<T> {
    asked: AtomicU64,
    last: Mutex<Option<Answer<T>>>,
}

struct Answer<T> {
    /// Which question it answers.
    number: u64,
    value: T,
}

pub(crate) enum Turn<'a, T> {
    /// It was asked since we came.
    Told(T),
    /// It is ours to ask.
    Ask(Asking<'a, T>),
}

/// All others wait until it is dropped.
pub(crate) struct Asking<'a, T> {
    number: u64,
    last: MutexGuard<'a, Option<Answer<T>>>,
}

impl<T> Default for Turns<T> {
    fn default() -> Self {
        Self {
            asked: AtomicU64::new(0),
            last: Mutex::new(None),
        }
    }
}

impl<T: Clone> Turns<T> {
    pub async fn turn(&self) -> Turn<'_, T> {
        let asked_before = self.asked.load(Ordering::Acquire);
        let last = self.last.lock().await;
        match &*last {
            Some(answer) if answer.number > asked_before => Turn::Told(answer.value.clone()),
            _ => {
                let number = self.asked.fetch_add(1, Ordering::AcqRel) + 1;
                Turn::Ask(Asking { number, last })
            }
        }
    }
}

impl<T: Clone> Asking<'_, T> {
    /// Tells all who wait.
    pub fn tell(mut self, value: T) -> T {
        *self.last = Some(Answer {
            number: self.number,
            value: value.clone(),
        });
        value
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    async fn number(turns: &Turns<u64>, count: &AtomicU64) -> u64 {
        match turns.turn().await {
            Turn::Told(number) => number,
            Turn::Ask(asking) => {
                let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::task::yield_now().await;
                asking.tell(number)
            }
        }
    }

    #[tokio::test]
    async fn who_comes_while_it_is_asked_shares_the_next_answer() {
        let (turns, count) = (Arc::new(Turns::default()), Arc::new(AtomicU64::new(0)));
        assert_eq!(number(&turns, &count).await, 1);
        let waiting: Vec<_> = (0..100)
            .map(|_| {
                let (turns, count) = (Arc::clone(&turns), Arc::clone(&count));
                tokio::spawn(async move { number(&turns, &count).await })
            })
            .collect();
        let mut answers = Vec::new();
        for one in waiting {
            answers.extend(one.await);
        }
        assert_eq!(answers.len(), 100);
        assert!(
            answers.iter().all(|answer| *answer > 1),
            "nobody gets an answer from before"
        );
        assert!(count.load(Ordering::SeqCst) < 10, "they share: {count:?}");
    }

    #[tokio::test]
    async fn who_gives_up_leaves_it_to_the_next() {
        let turns = Turns::<u64>::default();
        let count = AtomicU64::new(0);
        drop(turns.turn().await);
        assert_eq!(number(&turns, &count).await, 1);
        assert_eq!(number(&turns, &count).await, 2, "each who comes later asks anew");
    }
}
