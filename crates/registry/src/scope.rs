//! Token scopes: what a token is asked for.
//!
//! Source: distribution `docs/spec/auth/scope.md`; normalised as oras-go does
//! (`registry/remote/auth/scope.go`), because the normal form is the key of the token cache.

use std::fmt;

use chartroom_gotext::{has, join};

/// One scope: a resource and what may be done with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    /// `repository:charts/app`, `registry:catalog`.
    pub resource: String,
    /// `pull`, `push`, `delete`, `*`.
    pub actions: Vec<String>,
}

impl Scope {
    /// Actions on a repository.
    pub fn repository(name: &str, actions: &[&str]) -> Scope {
        Scope {
            resource: format!("repository:{name}"),
            actions: actions.iter().map(|&a| a.to_owned()).collect(),
        }
    }

    /// Listing the repositories of a registry.
    pub fn catalog() -> Scope {
        Scope {
            resource: "registry:catalog".to_owned(),
            actions: vec!["*".to_owned()],
        }
    }
}

/// Scopes merged by resource, actions sorted, resources sorted.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct ScopeSet(Vec<(String, Vec<String>)>);

impl ScopeSet {
    /// No scope.
    pub fn new() -> ScopeSet {
        ScopeSet::default()
    }

    /// Adds a scope, merging it with one for the same resource.
    pub fn insert(&mut self, scope: Scope) {
        let actions = self.actions(&scope.resource);
        for action in scope.actions {
            put(actions, action);
        }
    }

    /// The actions on a resource; where there are none yet, none are put there.
    fn actions(&mut self, resource: &str) -> &mut Vec<String> {
        let at = self
            .0
            .binary_search_by(|(own, _)| own.as_str().cmp(resource));
        let at = at.unwrap_or_else(|at| {
            self.0.insert(at, (resource.to_owned(), Vec::new()));
            at
        });
        &mut self.0[at].1
    }

    /// Adds the scopes of a challenge's `scope` parameter: separated by spaces, each
    /// `type:name:actions`, where the name may have colons. What does not look like one is kept as
    /// a resource without actions.
    pub fn extend_from_text(&mut self, text: &str) {
        for word in text.split_ascii_whitespace() {
            match word
                .rsplit_once(':')
                .filter(|(resource, _)| has(resource, ':'))
            {
                Some((resource, actions)) => {
                    let own = self.actions(resource);
                    for action in actions.split(',').filter(|a| !a.is_empty()) {
                        put(own, action.to_owned());
                    }
                }
                None => {
                    self.actions(word);
                }
            }
        }
    }

    /// Whether a token for `self` is also good for `other`.
    pub fn covers(&self, other: &ScopeSet) -> bool {
        other.0.iter().all(|(resource, actions)| {
            let own = self.0.iter().find(|(own, _)| own == resource);
            own.is_some_and(|(_, own)| {
                is_all(own) || actions.iter().all(|action| own.contains(action))
            })
        })
    }

    /// Whether there is no scope.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes in their normal form, one text each.
    pub fn iter(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().map(|(resource, actions)| {
            if actions.is_empty() {
                return resource.clone();
            }
            // `*` swallows the others, as in oras.
            let actions = match is_all(actions) {
                true => "*".to_owned(),
                false => join(actions, ","),
            };
            format!("{resource}:{actions}")
        })
    }
}

/// Adds an action where it belongs, unless it is there.
fn put(actions: &mut Vec<String>, action: String) {
    if let Err(at) = actions.binary_search(&action) {
        actions.insert(at, action);
    }
}

fn is_all(actions: &[String]) -> bool {
    actions.iter().any(|action| action == "*")
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(iter: I) -> Self {
        let mut set = ScopeSet::new();
        iter.into_iter().for_each(|scope| set.insert(scope));
        set
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&join(&self.iter().collect::<Vec<_>>(), " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_and_sorts() {
        let mut set = ScopeSet::new();
        set.extend_from_text("repository:b:push,pull registry:catalog:* repository:a:pull");
        set.insert(Scope::repository("a", &["push", "pull"]));
        assert_eq!(
            set.to_string(),
            "registry:catalog:* repository:a:pull,push repository:b:pull,push"
        );
        let mut odd = ScopeSet::new();
        odd.extend_from_text(" repository:h:5000/a:pull  odd ");
        assert_eq!(odd.to_string(), "odd repository:h:5000/a:pull");
    }

    #[test]
    fn a_greater_token_serves_a_smaller_wish() {
        let push = ScopeSet::from_iter([Scope::repository("a", &["pull", "push"])]);
        let pull = ScopeSet::from_iter([Scope::repository("a", &["pull"])]);
        assert!(push.covers(&pull));
        assert!(!pull.covers(&push));
        assert!(pull.covers(&ScopeSet::new()));
        assert!(!ScopeSet::new().covers(&pull));
    }
}
