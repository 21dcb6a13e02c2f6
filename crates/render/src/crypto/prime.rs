//! Primes for RSA keys: a sieve, then Miller-Rabin's test.
//!
//! Facts: FIPS 186-5, appendix A.1.3 and B.3. What keys a chart makes are random anyway; this is
//! about not letting anybody wait for them.

use rand_core::RngCore;

use super::field::{BITS, Digit, Field};
use super::sieve::{Sieve, remainder};

/// Odd numbers looked at from one random start on.
const WINDOW: usize = 1 << 12;
/// Rounds with random bases after the one with base 2: for random numbers of 476 bits and more, an
/// error of less than 2⁻¹¹² (FIPS 186-5, table B.1, and what Go takes).
const ROUNDS: usize = 5;
/// The public exponent of every key.
pub(super) const EXPONENT: u32 = 65_537;

/// The digits of so many bits, a multiple of 64.
pub(super) const fn digits(bits: usize) -> usize {
    bits / BITS
}

/// A random prime of exactly so many digits, whose two highest bits are set; big end first. It
/// suits the public exponent.
pub(super) fn random<const N: usize>(sieve: &Sieve, source: &mut impl RngCore) -> Vec<u8> {
    loop {
        let mut start = draw::<N>(source);
        start[0] |= 1;
        start[N - 1] |= 0b11 << (BITS - 2);
        let survivors = sieve.survivors(&start, WINDOW);
        for at in (0..WINDOW).filter(|at| survivors[*at]) {
            let Some(number) = plus(&start, 2 * at as Digit) else {
                break;
            };
            if remainder(&number, Digit::from(EXPONENT)) != 1 && is_prime(&number, source) {
                return number
                    .iter()
                    .rev()
                    .flat_map(|digit| digit.to_be_bytes())
                    .collect();
            }
        }
    }
}

fn draw<const N: usize>(source: &mut impl RngCore) -> [Digit; N] {
    let mut bytes = [0; BITS / 8];
    [(); N].map(|()| {
        source.fill_bytes(&mut bytes);
        Digit::from_le_bytes(bytes)
    })
}

/// The sum, unless it needs a digit more.
fn plus<const N: usize>(number: &[Digit; N], more: Digit) -> Option<[Digit; N]> {
    let mut sum = *number;
    let mut carry = more;
    for digit in &mut sum {
        let (value, over) = digit.overflowing_add(carry);
        (*digit, carry) = (value, Digit::from(over));
    }
    (carry == 0).then_some(sum)
}

/// Whether an odd number, its highest bit set, is a prime but for chance.
fn is_prime<const N: usize>(number: &[Digit; N], source: &mut impl RngCore) -> bool {
    let field = Field::new(*number);
    // number − 1 = odd · 2^twos
    let (odd, twos) = odd_part(number);
    let passes = |mut power: [Digit; N]| {
        if power == field.one || power == field.minus_one {
            return true;
        }
        (1..twos).any(|_| {
            power = field.product(&power, &power);
            power == field.minus_one
        })
    };
    if !passes(field.power_of_two(&odd)) {
        return false;
    }
    (0..ROUNDS).all(|_| {
        // As good as any below the number: what it stands for in the field is as random.
        let base = loop {
            let base = draw(source);
            if field.has(&base) {
                break base;
            }
        };
        passes(field.power(&base, &odd))
    })
}

/// The odd factor of a number less one, and how often two is one.
fn odd_part<const N: usize>(number: &[Digit; N]) -> ([Digit; N], usize) {
    let mut odd = *number;
    odd[0] -= 1;
    let mut twos = 0;
    while odd[0].is_multiple_of(2) {
        for at in 0..N {
            let above = odd.get(at + 1).unwrap_or(&0);
            odd[at] = odd[at] >> 1 | above << (BITS - 1);
        }
        twos += 1;
    }
    (odd, twos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsa::BigUint;

    /// A random prime of so many digits.
    fn prime<const N: usize>(source: &mut Counter) -> Vec<u8> {
        random::<N>(&Sieve::new(), source)
    }

    fn is_prime_of<const N: usize>(number: &BigUint, source: &mut Counter) -> bool {
        let bytes = number.to_bytes_le();
        let (digits, _) = bytes.as_chunks();
        let number = digits.iter().map(|digit| Digit::from_le_bytes(*digit));
        let number: Vec<Digit> = number.collect();
        is_prime::<N>(&number.try_into().expect("as many digits"), source)
    }

    struct Counter(u64);

    impl RngCore for Counter {
        fn next_u32(&mut self) -> u32 {
            self.next_u64() as u32
        }

        fn next_u64(&mut self) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(99);
            self.0 ^ self.0 >> 29
        }

        fn fill_bytes(&mut self, bytes: &mut [u8]) {
            bytes.fill_with(|| (self.next_u64() >> 40) as u8);
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
            self.fill_bytes(bytes);
            Ok(())
        }
    }

    #[test]
    fn what_is_found_is_prime_and_makes_a_key() {
        let mut source = Counter(7);
        let found: Vec<Vec<u8>> = (0..4)
            .map(|_| prime::<{ digits(512) }>(&mut source))
            .collect();
        let one = BigUint::from(1_u32);
        for prime in &found {
            assert_eq!(prime[0] >> 6, 3);
            let prime = BigUint::from_bytes_be(prime);
            for base in [3_u32, 5, 7, 11, 13] {
                assert_eq!(BigUint::from(base).modpow(&(&prime - &one), &prime), one);
            }
        }
        let primes = found[..2].iter().map(|p| BigUint::from_bytes_be(p));
        let key = rsa::RsaPrivateKey::from_primes(primes.collect(), EXPONENT.into());
        key.expect("a key").validate().expect("a good key");
    }

    #[test]
    fn products_are_not_taken_for_primes() {
        let mut source = Counter(8);
        for _ in 0..4 {
            let a = prime::<{ digits(256) }>(&mut source);
            let b = prime::<{ digits(256) }>(&mut source);
            let product = BigUint::from_bytes_be(&a) * BigUint::from_bytes_be(&b);
            assert!(!is_prime_of::<{ digits(512) }>(&product, &mut source));
        }
        // 2^1024 - 105 is a prime, and so are these above powers of two.
        let above = |bits: usize, more: u32| (BigUint::from(1_u32) << bits) + more;
        assert!(is_prime_of::<{ digits(256) }>(&above(255, 95), &mut source));
        assert!(is_prime_of::<{ digits(512) }>(
            &above(511, 111),
            &mut source
        ));
        let found = above(1_023, 1_155);
        assert!(is_prime_of::<{ digits(1_024) }>(&found, &mut source));
        let found = (BigUint::from(1_u32) << 1_024) - 105_u32;
        assert!(is_prime_of::<{ digits(1_024) }>(&found, &mut source));
    }

    #[test]
    fn what_only_base_two_takes_for_a_prime_is_found_out() {
        // A prime p, and 2p - 1, another.
        let first = BigUint::from(233_313_701_005_636_292_945_571_556_393_830_398_341_u128);
        let second = &first + &first - 1_u32;
        let product = first * second;
        let mut source = Counter(9);
        for _ in 0..8 {
            assert!(!is_prime_of::<{ digits(256) }>(&product, &mut source));
        }
    }
}
