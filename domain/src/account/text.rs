use crate::refusal::Fault;

/// Trimmed, white space of any kind a space.
pub(crate) fn one_line(text: &str, most: u16) -> Result<String, Fault> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(Fault::Missing);
    }
    if line.chars().count() > usize::from(most) {
        return Err(Fault::TooLong { most });
    }
    let is_strange = |character: char| {
        character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if line.contains(is_strange) {
        return Err(Fault::Malformed);
    }
    Ok(line)
}
