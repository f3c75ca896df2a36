/// The name that is meant by words that are no name: the nearest of `names` by letters left out, added or changed, where few
/// are. Case does not count.
pub fn closest<'a>(words: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = letters(words);
    if wanted.len() < LEAST_LETTERS || wanted.len() > MOST_LETTERS {
        return None;
    }
    // One in four may be wrong.
    let most_wrong = (wanted.len() / 4).max(1);
    let wrong = names.into_iter().map(|name| (distance(&wanted, &letters(name)), name));
    let (count, name) = wrong.min_by_key(|(count, _)| *count)?;
    (count <= most_wrong).then_some(name)
}

const LEAST_LETTERS: usize = 3;
const MOST_LETTERS: usize = 40;

fn letters(text: &str) -> Vec<char> {
    text.trim().to_lowercase().chars().collect()
}

/// Levenshtein's.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(other) {
            let here = (*cell + 1).min(left + 1).min(diagonal + usize::from(letter != other));
            diagonal = *cell;
            *cell = here;
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood_and_nonsense_is_not() {
        let names = ["Dermatology", "Cardiology", "Okafor", "Voss"];
        let cases = [
            ("dermatolgy", Some("Dermatology")),
            ("Dermathology", Some("Dermatology")),
            ("cardiologie", Some("Cardiology")),
            ("okafour", Some("Okafor")),
            ("vos", Some("Voss")),
            ("plumbing", None),
            ("x", None),
            ("", None),
        ];
        for (typed, meant) in cases {
            assert_eq!(closest(typed, names), meant, "{typed}");
        }
        assert_eq!(closest(&"a".repeat(100_000), names), None);
    }
}
