//! What a host asks programs to leave alone: robots.txt, as in RFC 9309.

use std::time::Duration;

/// Bytes of robots.txt that are read; RFC 9309 section 2.5 asks for at least 500 KiB.
pub(crate) const MOST_BYTES: u64 = 512 << 10;
/// Our name in robots.txt.
const WE: &str = "fingerpost";
/// The longest pause between requests that a host can ask for.
const LONGEST_DELAY: Duration = Duration::from_secs(10);

/// What one host asks of us.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    /// Seconds between requests (`Crawl-delay`, which RFC 9309 does not know and many write).
    pub delay: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allow: bool,
    pattern: Vec<u8>,
}

impl Robots {
    /// The rules for us: those of the groups that name us, else those for everybody.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let (mut ours, mut everybodys) = (Self::default(), Self::default());
        let mut named = false;
        // The names that the lines below are for, and whether a rule has come since the last name.
        let (mut for_us, mut for_all, mut in_rules) = (false, false, true);
        let text = String::from_utf8_lossy(bytes);
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if in_rules {
                    (for_us, for_all, in_rules) = (false, false, false);
                }
                for_all |= value == "*";
                for_us |= product(value).eq_ignore_ascii_case(WE);
                named |= for_us;
                continue;
            }
            let allow = match key.as_str() {
                "allow" => true,
                "disallow" => false,
                "crawl-delay" => {
                    in_rules = true;
                    for (meant, robots) in [(for_us, &mut ours), (for_all, &mut everybodys)] {
                        if meant {
                            robots.delay = seconds(value);
                        }
                    }
                    continue;
                }
                _ => continue,
            };
            in_rules = true;
            // An empty pattern says nothing: section 2.2.2.
            if value.is_empty() {
                continue;
            }
            let rule = Rule {
                allow,
                pattern: plain(value.as_bytes()),
            };
            if for_us {
                ours.rules.push(rule.clone());
            }
            if for_all {
                everybodys.rules.push(rule);
            }
        }
        if named { ours } else { everybodys }
    }

    /// Whether `path` (with its query) may be read: the longest rule that matches decides, `allow` among equals.
    pub(crate) fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = plain(path.as_bytes());
        self.rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &path))
            .map(|rule| (rule.pattern.len(), rule.allow))
            .max()
            .is_none_or(|(_, allow)| allow)
    }
}

/// The part of a name that counts: letters, `-` and `_`.
fn product(name: &str) -> &str {
    let end = name.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '-' | '_')));
    &name[..end.unwrap_or(name.len())]
}

fn seconds(value: &str) -> Option<Duration> {
    let seconds: f64 = value.parse().ok()?;
    (seconds.is_finite() && seconds > 0.0)
        .then(|| Duration::from_secs_f64(seconds.min(LONGEST_DELAY.as_secs_f64())))
}

/// Octets in one form: section 2.2.2 compares letters and digits as themselves, everything else as `%XX`.
fn plain(bytes: &[u8]) -> Vec<u8> {
    let hex = |b: u8| char::from(b).to_digit(16).map(|digit| digit as u8);
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (mut byte, mut used) = (bytes[at], 1);
        if byte == b'%'
            && let (Some(high), Some(low)) = (
                bytes.get(at + 1).copied().and_then(hex),
                bytes.get(at + 2).copied().and_then(hex),
            )
        {
            (byte, used) = (high << 4 | low, 3);
            // Written out, these would mean something else.
            if matches!(byte, b'/' | b'*' | b'$' | b'?') || !byte.is_ascii_graphic() {
                out.extend(format!("%{byte:02X}").bytes());
                at += used;
                continue;
            }
        }
        if byte.is_ascii_graphic() {
            out.push(byte);
        } else {
            out.extend(format!("%{byte:02X}").bytes());
        }
        at += used;
    }
    out
}

/// Whether `pattern` matches the beginning of `path`; `*` stands for anything, `$` at the end for the end.
/// Each `*` takes the first place that fits, so that no pattern takes longer than its length times the path's.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, whole) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split(|b| *b == b'*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&[u8]> = parts.collect();
    for (n, part) in parts.iter().enumerate() {
        if whole && n + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match find(rest, part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    !whole || rest.is_empty()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    haystack.windows(needle.len()).position(|w| w == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(robots: &str, open: &[&str], closed: &[&str]) {
        let robots = Robots::read(robots.as_bytes());
        for path in open {
            assert!(robots.allows(path), "{path} should be open");
        }
        for path in closed {
            assert!(!robots.allows(path), "{path} should be closed");
        }
    }

    #[test]
    fn a_group_that_names_us_stands_before_the_one_for_everybody() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-Agent: FingerPost/1.0\nDisallow: /staff\n";
        check(robots, &["/", "/services"], &["/staff", "/staff/1"]);
        check("User-agent: other\nDisallow: /", &["/services"], &[]);
        check(
            "User-agent: *\nDisallow: /",
            &["/robots.txt"],
            &["/services"],
        );
    }

    #[test]
    fn groups_of_one_name_are_joined_and_names_share_a_group() {
        let robots = "User-agent: a\nUser-agent: fingerpost\nDisallow: /a\n\nUser-agent: b\nDisallow: /b\n\
                      User-agent: fingerpost\nDisallow: /c\n";
        check(robots, &["/b"], &["/a", "/c"]);
        check(
            "User-agent: fingerpost\n\nUser-agent: *\nDisallow: /",
            &[],
            &["/x"],
        );
    }

    // RFC 9309 section 5.1 and 5.2.
    #[test]
    fn the_longest_match_decides() {
        check(
            "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
            &["/example/page/", "/example/page/a.html"],
            &["/example/page/disallowed.gif"],
        );
        check("User-agent: *\nDisallow: /a\nAllow: /a", &["/a"], &[]);
        check("User-agent: *\nDisallow:", &["/"], &[]);
    }

    #[test]
    fn stars_and_ends_are_understood() {
        let robots = "User-agent: *\nDisallow: *.gif$\nDisallow: /private*/x\nDisallow: /end$";
        check(
            robots,
            &["/a.gif?b", "/privat/x", "/ending"],
            &["/a.gif", "/private/1/x", "/end"],
        );
        let stars = format!("User-agent: *\nDisallow: /{}b$", "*a".repeat(200));
        check(&stars, &[&format!("/{}", "a".repeat(4_000))], &[]);
    }

    // RFC 9309 section 2.2.2, the table of encodings.
    #[test]
    fn octets_are_compared_in_one_form() {
        check(
            "User-agent: *\nDisallow: /foo/bar/ツ",
            &[],
            &["/foo/bar/%E3%83%84"],
        );
        check(
            "User-agent: *\nDisallow: /foo/bar/%62%61%7A",
            &[],
            &["/foo/bar/baz"],
        );
        check("User-agent: *\nDisallow: /a%2Fb", &["/a/b"], &["/a%2fb"]);
    }

    #[test]
    fn noise_is_no_rule() {
        check(
            "\u{feff}<html>\nDisallow: /x\nUser-agent: *\r\nDisallow : /y # why\0",
            &["/x"],
            &["/y"],
        );
    }

    #[test]
    fn a_pause_between_requests_is_kept_within_reason() {
        let delay = |text: &str| Robots::read(text.as_bytes()).delay;
        assert_eq!(
            delay("User-agent: *\nCrawl-delay: 2.5"),
            Some(Duration::from_millis(2_500))
        );
        assert_eq!(
            delay("User-agent: *\nCrawl-delay: 86400"),
            Some(LONGEST_DELAY)
        );
        assert_eq!(delay("User-agent: *\nCrawl-delay: soon"), None);
    }
}
