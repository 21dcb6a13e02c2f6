//! When and how long to wait before trying again.
//!
//! As oras-go `registry/remote/retry` does, without the random ten per cent: this crate has no
//! randomness.

use std::time::Duration;

use crate::message::{Headers, header};
use crate::transport::TransportErrorKind;

/// How often to try again and how long to wait in between.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RetryPolicy {
    /// The most retries after an answer that says "later" (408, 429, 5xx).
    pub max_retries: u32,
    /// The most retries after no answer at all. A refused connection is not tried again.
    pub max_network_retries: u32,
    /// The first wait; it doubles each time.
    pub base: Duration,
    /// The longest wait, whatever the registry asks for.
    pub longest: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            max_retries: 5,
            max_network_retries: 2,
            base: Duration::from_millis(250),
            longest: Duration::from_secs(3),
        }
    }
}

impl RetryPolicy {
    /// No second try.
    pub fn none() -> RetryPolicy {
        RetryPolicy {
            max_retries: 0,
            max_network_retries: 0,
            ..RetryPolicy::default()
        }
    }

    /// How long to wait before retry number `retry` (from 0) after this answer; `None` to give up.
    pub(crate) fn after_status(
        &self,
        retry: u32,
        status: u16,
        headers: &Headers,
    ) -> Option<Duration> {
        // 501 and 505 will not change by asking again.
        let later = matches!(status, 408 | 429 | 500 | 502..=504 | 506..=599);
        if !later || retry >= self.max_retries {
            return None;
        }
        let asked = (status == 429)
            .then(|| retry_after(headers))
            .flatten()
            .map(Duration::from_secs);
        Some(
            asked
                .unwrap_or_else(|| self.backoff(retry))
                .min(self.longest),
        )
    }

    /// How long to wait before retry number `retry` (from 0) after no answer; `None` to give up.
    pub(crate) fn after_failure(&self, retry: u32, kind: TransportErrorKind) -> Option<Duration> {
        let later = matches!(
            kind,
            TransportErrorKind::Timeout | TransportErrorKind::Network
        );
        (later && retry < self.max_network_retries).then(|| self.backoff(retry))
    }

    /// The wait before retry number `retry` (from 0).
    pub(crate) fn backoff(&self, retry: u32) -> Duration {
        self.base
            .saturating_mul(1 << retry.min(16))
            .min(self.longest)
    }
}

/// The seconds of a numeric `Retry-After`.
pub(crate) fn retry_after(headers: &Headers) -> Option<u64> {
    headers.get(header::RETRY_AFTER)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: &str) -> Headers {
        let mut headers = Headers::new();
        headers.append(header::RETRY_AFTER, seconds);
        headers
    }

    #[test]
    fn waits_longer_each_time_but_not_for_ever() {
        let policy = RetryPolicy::default();
        let none = Headers::new();
        let waits: Vec<_> = (0..7).map(|n| policy.after_status(n, 502, &none)).collect();
        let ms = |n| Some(Duration::from_millis(n));
        assert_eq!(
            waits,
            [ms(250), ms(500), ms(1000), ms(2000), ms(3000), None, None]
        );
        assert_eq!(policy.after_status(0, 404, &none), None);
        assert_eq!(policy.after_status(0, 501, &none), None);
        let asked = after("1");
        assert_eq!(policy.after_status(0, 429, &asked), ms(1000));
        let asked = after("86400");
        assert_eq!(policy.after_status(0, 429, &asked), ms(3000));
        assert_eq!(
            policy.after_failure(0, TransportErrorKind::Timeout),
            ms(250)
        );
        assert_eq!(policy.after_failure(2, TransportErrorKind::Timeout), None);
        // A browser's refusal does not change by asking again.
        assert_eq!(policy.after_failure(0, TransportErrorKind::Cors), None);
    }
}
