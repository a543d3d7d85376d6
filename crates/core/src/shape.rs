//! How credentials look that their services made to be known.

use core::ops::Range;

use crate::text::Ascii;

/// How credentials of well-known services begin, and how many characters of their alphabet follow at least. Of the rules of
/// gitleaks those that cannot be mistaken.
static SHAPES: &[(&str, usize, &str)] = &[
    ("github_pat_", 20, "a GitHub token"),
    ("ghp_", 30, "a GitHub token"),
    ("gho_", 30, "a GitHub token"),
    ("ghu_", 30, "a GitHub token"),
    ("ghs_", 30, "a GitHub token"),
    ("ghr_", 30, "a GitHub token"),
    ("glpat-", 18, "a GitLab token"),
    ("sk-ant-", 20, "an Anthropic key"),
    ("sk-proj-", 20, "an OpenAI key"),
    ("sk-or-v1-", 20, "an OpenRouter key"),
    ("sk-", 32, "a secret key"),
    ("sk_live_", 16, "a Stripe key"),
    ("sk_test_", 16, "a Stripe key"),
    ("rk_live_", 16, "a Stripe key"),
    ("xoxb-", 20, "a Slack token"),
    ("xoxp-", 20, "a Slack token"),
    ("xoxa-", 20, "a Slack token"),
    ("xapp-", 20, "a Slack token"),
    ("AKIA", 16, "an AWS access key"),
    ("ASIA", 16, "an AWS access key"),
    ("AIza", 35, "a Google key"),
    ("ya29.", 20, "a Google token"),
    ("hf_", 30, "a Hugging Face token"),
    ("npm_", 36, "an npm token"),
    ("pypi-", 50, "a PyPI token"),
    ("dop_v1_", 60, "a DigitalOcean token"),
    ("ntn_", 40, "a Notion token"),
    ("napi_", 40, "a Neon key"),
    ("SG.", 60, "a SendGrid key"),
    ("secret_", 43, "a Notion token"),
    ("lin_api_", 30, "a Linear key"),
    ("figd_", 30, "a Figma token"),
    ("tvly-", 20, "a Tavily key"),
    ("fc-", 32, "a Firecrawl key"),
    ("ctx7sk-", 20, "a Context7 key"),
    ("pplx-", 40, "a Perplexity key"),
    ("gsk_", 40, "a Groq key"),
    ("sbp_", 40, "a Supabase token"),
    ("eyJ", 40, "a JSON web token"),
];

/// The shortest of them.
const LEAST: usize = 20;

/// What has the shape of a credential in a text, wherever that stands at or behind `from`: where it is, and what.
#[inline(never)]
pub(crate) fn credential(text: &str, from: usize) -> Option<(Range<usize>, &'static str)> {
    let in_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let end = at + bytes[at..].iter().take_while(|byte| in_token(byte)).count();
        // Some hold dots, and some stand behind one, as keys of a path do.
        while end - at >= LEAST {
            let token = text.part(at..end);
            if let Some(what) = what(token) {
                return Some((at..end, what));
            }
            at = token.first_of(b".").map_or(end, |dot| at + dot + 1);
        }
        at = end + 1;
    }
    None
}

fn what(token: &str) -> Option<&'static str> {
    let shape = SHAPES.iter().find(|&&(prefix, least, _)| {
        let Some(rest) = token.strip_prefix(prefix).filter(|rest| rest.len() >= least) else { return false };
        let is_fixed = !prefix.starts_with("AK") && !prefix.starts_with("AS") || rest.len() == least;
        let is_jwt = prefix != "eyJ" || rest.bytes().filter(|&byte| byte == b'.').nth(1).is_some();
        is_fixed && is_jwt && is_mixed(rest)
    });
    shape.map(|&(_, _, what)| what)
}

/// How many different ASCII characters there are in a text.
pub(crate) fn distinct(text: &str) -> u32 {
    text.bytes().filter(u8::is_ascii).fold(0u128, |seen, byte| seen | (1 << byte)).count_ones()
}

/// Whether the letters of a text are as mixed as those of what a machine made.
fn is_mixed(text: &str) -> bool {
    // What is far behind is not waited for.
    let text = text.part(..text.len().min(512));
    distinct(text) >= 8 && text.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_shape_is_as_long_as_said() {
        assert_eq!(SHAPES.iter().map(|(prefix, least, _)| prefix.len() + least).min(), Some(LEAST));
    }
}
