//! What many are given alike.

use std::sync::{Arc, OnceLock};

/// A value, with what was made of it to be sent: that is made for the first and kept for the others.
#[derive(Debug)]
pub struct Shared<T> {
    pub value: T,
    text: OnceLock<Arc<[u8]>>,
    packed: OnceLock<Arc<[u8]>>,
}

/// How a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Packed,
}

impl<T> Shared<T> {
    pub const fn new(value: T) -> Self {
        Self {
            value,
            text: OnceLock::new(),
            packed: OnceLock::new(),
        }
    }

    /// The value in this form, from `make` where it was not made yet.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn sent<Error>(&self, form: Form, make: impl FnOnce(&T) -> Result<Vec<u8>, Error>) -> Result<Arc<[u8]>, Error> {
        let kept = match form {
            Form::Text => &self.text,
            Form::Packed => &self.packed,
        };
        if let Some(made) = kept.get() {
            return Ok(Arc::clone(made));
        }
        let made = make(&self.value)?.into();
        Ok(Arc::clone(kept.get_or_init(|| made)))
    }
}

impl<T: Clone> Shared<T> {
    /// The value; copied where others have it, too.
    pub fn take(self: Arc<Self>) -> T {
        Arc::try_unwrap(self).map_or_else(|shared| shared.value.clone(), |own| own.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_made_once() {
        let shared = Shared::new(7);
        let make = |value: &i32| Ok::<_, ()>(vec![u8::try_from(*value).unwrap()]);
        assert_eq!(shared.sent(Form::Packed, |_| Err("not now")), Err("not now"));
        for form in [Form::Text, Form::Packed] {
            assert_eq!(*shared.sent(form, make).unwrap(), [7]);
            assert_eq!(*shared.sent(form, |_| Err("made again")).unwrap(), [7]);
        }
    }

    #[test]
    fn the_value_is_taken_from_others() {
        let shared = Arc::new(Shared::new("value".to_owned()));
        assert_eq!(Arc::clone(&shared).take(), "value");
        assert_eq!(shared.take(), "value");
    }
}
