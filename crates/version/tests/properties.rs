//! Properties: nothing panics, the normal form reads back, precedence is an order.

use chartroom_version::{Constraint, Version};
use proptest::prelude::*;

fn version() -> impl Strategy<Value = Version> {
    "v?(0|[1-9][0-9]{0,3})(\\.(0|[1-9][0-9]{0,3})){0,2}(-(a|b1|0|1|10|rc|x-y)(\\.(a|0|2|11)){0,2})?(\\+[a-z0-9.]{1,3}a)?"
        .prop_filter_map("not a version", |text| Version::parse(&text).ok())
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "[ -~é\n]{0,40}", constraint in "[ 0-9xX*.v^~<>=!|,a+-]{0,40}") {
        let _ = (Version::parse(&text), Version::parse_strict(&text), Constraint::parse(&text));
        if let Ok(constraint) = Constraint::parse(&constraint) {
            let version = Version::parse("1.2.3-rc.1").unwrap();
            prop_assert_eq!(constraint.check(&version), constraint.validate(&version).is_ok());
        }
    }

    #[test]
    fn normal_form_reads_back(version in version()) {
        let again = Version::parse_strict(&version.to_string()).unwrap();
        prop_assert_eq!(again.to_string(), version.to_string());
        prop_assert!(again.cmp_precedence(&version).is_eq());
    }

    #[test]
    fn precedence_is_an_order(a in version(), b in version(), c in version()) {
        prop_assert_eq!(a.cmp_precedence(&b), b.cmp_precedence(&a).reverse());
        if a.cmp_precedence(&b).is_le() && b.cmp_precedence(&c).is_le() {
            prop_assert!(a.cmp_precedence(&c).is_le());
        }
    }

    #[test]
    fn operators_agree_with_precedence(a in version(), b in version()) {
        let check = |operator: &str| {
            let text = format!("{operator}{b}");
            // The group must name a pre-release for pre-releases to be looked at.
            let text = if b.is_pre_release() { text } else { format!("{text} >=0.0.0-0") };
            Constraint::parse(&text).unwrap().check(&a)
        };
        let ordering = a.cmp_precedence(&b);
        prop_assert_eq!(check(">"), ordering.is_gt());
        prop_assert_eq!(check("<="), ordering.is_le());
        prop_assert_eq!(check("!="), ordering.is_ne());
    }
}
