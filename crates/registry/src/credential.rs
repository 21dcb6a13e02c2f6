//! Who asks.

use std::fmt;

/// What to show a registry, or its token server, when it wants to know who asks.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Credential {
    /// Nothing. Public repositories often want a token even then; it is fetched without a name.
    #[default]
    Anonymous,
    /// A name and a password (or access token in its place).
    Basic {
        /// The name.
        username: String,
        /// The password.
        password: String,
    },
    /// A token that the registry itself accepts (`registrytoken` of Docker's file).
    Bearer(String),
    /// A token that the token server changes into one for the registry (`identitytoken` of
    /// Docker's file).
    IdentityToken(String),
}

impl Credential {
    /// A name and a password.
    pub fn basic(username: impl Into<String>, password: impl Into<String>) -> Credential {
        Credential::Basic {
            username: username.into(),
            password: password.into(),
        }
    }

    /// Whether there is nothing to show.
    pub fn is_anonymous(&self) -> bool {
        *self == Credential::Anonymous
    }
}

// Never the secret.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credential::Anonymous => f.write_str("Anonymous"),
            Credential::Basic { username, .. } => write!(f, "Basic({username:?}, …)"),
            Credential::Bearer(_) => f.write_str("Bearer(…)"),
            Credential::IdentityToken(_) => f.write_str("IdentityToken(…)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_printed() {
        for credential in [
            Credential::basic("me", "hunter2"),
            Credential::Bearer("hunter2".into()),
            Credential::IdentityToken("hunter2".into()),
        ] {
            assert!(!format!("{credential:?}").contains("hunter2"));
        }
    }
}
