//! Pages of tags and repositories.

use crate::query::{Query, encode};

/// One page of a sorted list and the `Link` to the next.
pub(crate) struct Page {
    pub(crate) items: Vec<String>,
    pub(crate) link: Option<String>,
}

/// A page size that is no number.
#[derive(Debug)]
pub(crate) struct BadPageSize;

/// Cuts the page that `n` and `last` ask for out of a list in ASCII order.
///
/// A page never holds more than `most` items. `n=0` gives an empty page without a link, as the
/// specification says; the last page has no link either.
pub(crate) fn cut(
    all: Vec<String>,
    query: &Query,
    path: &str,
    most: usize,
) -> Result<Page, BadPageSize> {
    let size = match query.get("n") {
        None => most,
        Some(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse::<usize>().unwrap_or(most).min(most)
        }
        Some(_) => return Err(BadPageSize),
    };
    let last = query.get("last").unwrap_or_default();
    let start = all.partition_point(|item| !last.is_empty() && item.as_str() <= last);
    let rest = all.len() - start;
    let items: Vec<String> = all.into_iter().skip(start).take(size).collect();
    let link = match items.last() {
        Some(end) if items.len() < rest => Some(format!(
            "<{path}?n={size}&last={}>; rel=\"next\"",
            encode(end)
        )),
        _ => None,
    };
    Ok(Page { items, link })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> (Vec<String>, Option<String>) {
        let uri: http::Uri = format!("/v2/x/tags/list?{query}").parse().expect("a uri");
        let all = ["a", "b", "c", "d"].map(String::from).to_vec();
        let page = cut(all, &Query::of(&uri), "/v2/x/tags/list", 3).expect("a page");
        (page.items, page.link)
    }

    #[test]
    fn pages() {
        assert_eq!(
            page("n=2"),
            (
                vec!["a".into(), "b".into()],
                Some("</v2/x/tags/list?n=2&last=b>; rel=\"next\"".into())
            )
        );
        assert_eq!(page("n=2&last=b"), (vec!["c".into(), "d".into()], None));
        assert_eq!(page("n=0"), (vec![], None));
        assert_eq!(page("").0.len(), 3);
        assert_eq!(page("n=99999999999999999999999").0.len(), 3);
        assert_eq!(page("last=bb"), (vec!["c".into(), "d".into()], None));
        assert_eq!(page("last=z"), (vec![], None));
        let uri: http::Uri = "/?n=-1".parse().expect("a uri");
        assert!(cut(vec![], &Query::of(&uri), "/", 3).is_err());
    }
}
