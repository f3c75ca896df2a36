use std::{collections::HashSet, sync::LazyLock};

use domain::{
    account::check_password,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};

use crate::Settings;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("common_passwords.txt").lines();
    lines.filter(|line| !line.starts_with("# ")).collect()
});

/// Who gets a password.
pub(crate) struct About<'a> {
    pub email: &'a str,
    pub given_name: &'a str,
    pub family_name: &'a str,
}

/// Whether a new password may be taken: by its length, and as long as it is neither one that many people use or that is known to be
/// stolen, nor just the name of the person or the clinic (ASVS 5.0, 6.2.4, 6.2.11 and 6.2.12). No rules about its characters.
///
/// # Errors
/// [`Refusal::Invalid`].
pub(crate) fn check_new_password(settings: &Settings, password: &str, about: &About<'_>) -> Result<(), Refusal> {
    check_password(password)?;
    let fault = if is_common(password) || is_breached(password, settings) {
        Wrong::Common
    } else if is_personal(password, settings, about) {
        Wrong::Personal
    } else {
        return Ok(());
    };
    Err(FieldError::alone(Field::Password, fault))
}

fn is_common(password: &str) -> bool {
    let password = password.to_lowercase();
    let is_listed = |text: &str| COMMON.contains(text);
    // "password2026!"
    let word = password.trim_matches(|character: char| !character.is_alphabetic());
    is_listed(&password) || is_listed(word) || is_repeated(&password, is_listed) || is_run(&password)
}

/// In the clinic's file, where it has one. When that cannot be read, people can set passwords all the same.
fn is_breached(password: &str, settings: &Settings) -> bool {
    let Some(breached) = &settings.breached_passwords else {
        return false;
    };
    breached.has(password).unwrap_or_else(|error| {
        tracing::error!(%error, "the file of breached passwords was not read");
        false
    })
}

/// "abcabcabcabc", "lovelylovely"
fn is_repeated(password: &str, is_listed: impl Fn(&str) -> bool) -> bool {
    let characters: Vec<char> = password.chars().collect();
    let length = characters.len();
    (1..=length / 2).any(|period| {
        let repeats = (period..length).all(|index| characters[index] == characters[index - period]);
        let unit: String = characters[..period].iter().collect();
        repeats && (period <= 5 || is_listed(&unit))
    })
}

/// "abcdefghijkl", "567890123456"
fn is_run(password: &str) -> bool {
    let codes: Vec<i64> = password
        .chars()
        .map(|character| i64::from(u32::from(character)))
        .collect();
    let is_number = password.bytes().all(|byte| byte.is_ascii_digit());
    // After 9 comes 0.
    let step = |pair: &[i64]| match pair[1] - pair[0] {
        -9 if is_number => 1,
        9 if is_number => -1,
        step => step,
    };
    let mut steps = codes.windows(2).map(step);
    let first = steps.next().unwrap_or(0);
    first.abs() <= 1 && steps.all(|step| step == first)
}

/// "Clara Whitfield 1984" is Clara Whitfield's name.
fn is_personal(password: &str, settings: &Settings, about: &About<'_>) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|character| character.is_alphabetic());
        letters.flat_map(char::to_lowercase).collect()
    };
    let About {
        email,
        given_name,
        family_name,
    } = *about;
    let known = [
        letters(&settings.clinic_name),
        letters(email),
        letters(email.split('@').next().unwrap_or_default()),
        letters(given_name),
        letters(family_name),
        letters(&format!("{given_name}{family_name}")),
        letters(&format!("{family_name}{given_name}")),
    ];
    let password = letters(password);
    known.into_iter().any(|known| !known.is_empty() && known == password)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLARA: About<'_> = About {
        email: "clara.whitfield@example.com",
        given_name: "Clara",
        family_name: "Whitfield",
    };

    fn settings() -> Settings {
        Settings {
            clinic_name: "Riverside Health".to_owned(),
            ..Settings::for_test()
        }
    }

    /// As many of the length that we ask for as ASVS 5.0, 6.2.4 wants, whatever case they are typed in.
    #[test]
    fn three_thousand_common_passwords_of_twelve_characters_are_refused() {
        let least = usize::from(domain::account::PASSWORD_LENGTH_LEAST);
        let long = COMMON.iter().filter(|password| password.chars().count() >= least);
        for password in long.clone() {
            assert_eq!(*password, password.to_lowercase());
            for typed in [(*password).to_owned(), password.to_uppercase()] {
                let checked = check_new_password(&settings(), &typed, &CLARA);
                assert_eq!(
                    checked,
                    Err(FieldError::alone(Field::Password, Wrong::Common)),
                    "{typed}"
                );
            }
        }
        assert!(long.count() >= 3_000);
    }

    #[test]
    fn what_is_in_the_clinics_file_of_breached_passwords_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        // Of "twelve quiet owls".
        std::fs::write(file.path(), "FD28DBF0B32C551C977215B0246DF7DE6FAB04B3:3\n").unwrap();
        let settings = Settings {
            breached_passwords: Some(crate::account::BreachedPasswords::open(file.path()).unwrap()),
            ..settings()
        };
        let check = |password| check_new_password(&settings, password, &CLARA);
        let refused = FieldError::alone(Field::Password, Wrong::Common);
        assert_eq!(check("twelve quiet owls"), Err(refused));
        assert_eq!(check("twelve quiet owl"), Ok(()));
        // When it is gone, people can set passwords all the same.
        drop(file);
        assert_eq!(check("twelve quiet owls"), Ok(()));
    }

    #[test]
    fn what_many_use_or_what_is_ones_own_name_is_no_password() {
        let refused = |fault| Err(FieldError::alone(Field::Password, fault));
        for (password, expected) in [
            ("short", refused(Wrong::TooShort { least: 12 })),
            ("123456789012", refused(Wrong::Common)),
            ("Password1234", refused(Wrong::Common)),
            ("2026!!WELCOME!!", refused(Wrong::Common)),
            ("qwertyuiop[]", refused(Wrong::Common)),
            ("abcabcabcabcab", refused(Wrong::Common)),
            ("passwordpassword", refused(Wrong::Common)),
            ("aaaaaaaaaaaaaaaa", refused(Wrong::Common)),
            ("mlkjihgfedcba", refused(Wrong::Common)),
            ("Riverside Health", refused(Wrong::Personal)),
            ("riverside-health-2026", refused(Wrong::Personal)),
            ("Clara Whitfield 1984", refused(Wrong::Personal)),
            ("clara.whitfield@example.com", refused(Wrong::Personal)),
            ("correct horse battery", Ok(())),
            ("twelve quiet owls", Ok(())),
            ("Clara likes the river", Ok(())),
            ("ÄöüÄöß–läng", refused(Wrong::TooShort { least: 12 })),
            ("mZ4!kq9#Lw2$", Ok(())),
            ("scorpion1984", refused(Wrong::Common)),
            (&"four green boats ".repeat(4), Ok(())),
        ] {
            assert_eq!(
                check_new_password(&settings(), password, &CLARA),
                expected,
                "{password}"
            );
        }
    }
}
