//! Web addresses as the ids of rows: the same page under the same name, however its address is written.

/// The longest address that can be an id.
const LONGEST: usize = 500;
/// Parameters that tell where a visitor came from, not which page is meant.
const TRACKING: [&str; 4] = ["utm_", "gclid", "fbclid", "mc_"];

/// The id of the row that is the page at `address`: `weir.example/contact`. None when it is no web address.
///
/// Scheme, port 80 or 443, fragment, a closing slash and tracking parameters do not count.
pub(super) fn row(address: &str) -> Option<String> {
    let (host, rest) = parts(address)?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut id = host;
    id.push_str(path.trim_end_matches('/'));
    let mut mark = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        if !TRACKING.iter().any(|name| pair.starts_with(name)) {
            id.push(mark);
            id.push_str(pair);
            mark = '&';
        }
    }
    (id.len() <= LONGEST).then_some(id)
}

/// The name that a thing gives itself, when it is one of the site on which `page` stands: anybody can write down the
/// name of another site, and templates do.
pub(super) fn same_site(own: &str, page: &str) -> Option<String> {
    let (site, _) = parts(page)?;
    let (host, rest) = parts(own)?;
    (host == site && rest.len() <= LONGEST).then(|| format!("{host}{rest}"))
}

/// Host in lower case, and what follows it.
fn parts(address: &str) -> Option<(String, &str)> {
    let (scheme, rest) = address.trim().split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let host = host
        .strip_suffix(":80")
        .or_else(|| host.strip_suffix(":443"))
        .unwrap_or(host);
    let host = host.trim_end_matches('.').to_lowercase();
    let good = host.contains('.')
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'));
    let clean = !rest.contains(|c: char| c.is_whitespace() || c.is_control());
    (good && clean).then_some((host, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_id_however_its_address_is_written() {
        for (address, want) in [
            ("https://weir.example/contact", "weir.example/contact"),
            (
                " HTTP://Weir.Example:80/contact/#map",
                "weir.example/contact",
            ),
            ("https://weir.example", "weir.example"),
            ("https://weir.example/", "weir.example"),
            (
                "https://weir.example/p?id=5&utm_source=x",
                "weir.example/p?id=5",
            ),
            (
                "https://weir.example/Opening-Times",
                "weir.example/Opening-Times",
            ),
            ("weir.example", ""),
            ("ftp://weir.example", ""),
            ("https://weir/", ""),
            ("https://weir.example/a b", ""),
            ("https://pat@weir.example/", ""),
        ] {
            assert_eq!(row(address).unwrap_or_default(), want, "{address}");
        }
    }

    #[test]
    fn a_name_counts_on_its_own_site_only() {
        let page = "https://weir.example/contact";
        assert_eq!(
            same_site("https://weir.example/#organization", page).as_deref(),
            Some("weir.example/#organization")
        );
        for other in [
            "https://template.example/#organization",
            "#organization",
            "",
            "_:b0",
        ] {
            assert_eq!(same_site(other, page), None, "{other}");
        }
    }
}
