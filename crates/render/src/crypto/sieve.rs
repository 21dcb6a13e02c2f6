//! What small primes say about a stretch of odd numbers.

use super::field::{BITS, Digit, Wide};

/// Small primes below this are sieved out.
const BELOW: usize = 1 << 17;

/// The odd primes below [`BELOW`], in groups whose products are digits.
pub(super) struct Sieve(Vec<(Digit, Vec<u32>)>);

impl Sieve {
    pub(super) fn new() -> Self {
        let mut composite = vec![false; BELOW];
        let mut groups: Vec<(Digit, Vec<u32>)> = Vec::new();
        for n in (3..BELOW).step_by(2) {
            if composite[n] {
                continue;
            }
            // Not from its square on, which 32 bits do not hold.
            (3 * n..BELOW)
                .step_by(2 * n)
                .for_each(|at| composite[at] = true);
            let prime = n as u32;
            match groups.last_mut() {
                Some((product, primes)) if product.checked_mul(Digit::from(prime)).is_some() => {
                    *product *= Digit::from(prime);
                    primes.push(prime);
                }
                _ => groups.push((Digit::from(prime), vec![prime])),
            }
        }
        Sieve(groups)
    }

    /// Whether `start + 2k` has none of the primes as a factor, for every k below `count`.
    pub(super) fn survivors(&self, start: &[Digit], count: usize) -> Vec<bool> {
        let mut survives = vec![true; count];
        for (product, primes) in &self.0 {
            let rest = remainder(start, *product);
            for prime in primes {
                let prime = *prime as usize;
                // The first k with start + 2k divisible by the prime.
                let short = prime - (rest % prime as Digit) as usize;
                let even = short + if short.is_multiple_of(2) { 0 } else { prime };
                let first = even / 2 % prime;
                for at in (first..count).step_by(prime) {
                    survives[at] = false;
                }
            }
        }
        survives
    }
}

/// What is left of a number, lowest digit first, divided by another.
pub(super) fn remainder(number: &[Digit], by: Digit) -> Digit {
    let step = |rest: Digit, digit: &Digit| {
        let wide = Wide::from(rest) << BITS | Wide::from(*digit);
        (wide % Wide::from(by)) as Digit
    };
    number.iter().rev().fold(0, step)
}
