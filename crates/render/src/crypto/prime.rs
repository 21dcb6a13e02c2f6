//! Primes for RSA keys: a sieve, then Miller-Rabin over Montgomery's multiplication.
//!
//! Facts: FIPS 186-5, appendix A.1.3 and B.3. What keys a chart makes are random anyway; this is
//! about not letting anybody wait for them.

use rand_core::RngCore;

/// Digits as wide as the machine multiplies without help.
#[cfg(target_pointer_width = "64")]
mod digit {
    pub type Digit = u64;
    pub type Wide = u128;
}
#[cfg(not(target_pointer_width = "64"))]
mod digit {
    pub type Digit = u32;
    pub type Wide = u64;
}
use digit::{Digit, Wide};

const BITS: usize = Digit::BITS as usize;
/// Small primes below this are sieved out.
const SIEVED: usize = 1 << 14;
/// Odd numbers looked at from one random start on.
const WINDOW: usize = 1 << 12;
/// Rounds with random bases after the one with base 2: an error of less than 2⁻¹¹² for random
/// numbers of 1,024 bits takes five.
const ROUNDS: usize = 8;
/// The public exponent of every key.
pub(super) const EXPONENT: u32 = 65_537;

/// A random prime of exactly so many bits, a multiple of 64, whose two highest bits are set; big
/// end first. It suits the public exponent.
pub(super) fn random(source: &mut impl RngCore, bits: usize) -> Vec<u8> {
    let small = small_primes();
    loop {
        let mut bytes = vec![0; bits / 8];
        source.fill_bytes(&mut bytes);
        bytes[0] |= 0xc0;
        let last = bytes.len() - 1;
        bytes[last] |= 1;
        let start = digits(&bytes);
        let mut composite = vec![false; WINDOW];
        for prime in &small {
            // The first k with start + 2k divisible by the prime.
            let rest = remainder(&start, *prime);
            let half = prime.div_ceil(2);
            let mut at = (prime - rest) % prime * half % prime;
            while at < WINDOW {
                composite[at] = true;
                at += prime;
            }
        }
        for (at, composite) in composite.iter().enumerate() {
            if *composite {
                continue;
            }
            let Some(number) = plus(&start, 2 * at as Digit) else {
                break;
            };
            if remainder(&number, EXPONENT as usize) != 1 && is_prime(&number, source) {
                return number
                    .iter()
                    .rev()
                    .flat_map(|digit| digit.to_be_bytes())
                    .collect();
            }
        }
    }
}

fn digits(bytes: &[u8]) -> Vec<Digit> {
    let chunks = bytes.rchunks(BITS / 8);
    let digit = |chunk: &[u8]| {
        chunk
            .iter()
            .fold(0, |digit: Digit, byte| digit << 8 | Digit::from(*byte))
    };
    chunks.map(digit).collect()
}

fn small_primes() -> Vec<usize> {
    let mut composite = vec![false; SIEVED];
    let mut primes = Vec::new();
    for n in (3..SIEVED).step_by(2) {
        if !composite[n] {
            primes.push(n);
            (n * n..SIEVED)
                .step_by(n)
                .for_each(|at| composite[at] = true);
        }
    }
    primes
}

fn remainder(number: &[Digit], by: usize) -> usize {
    let step = |rest: Wide, digit: &Digit| (rest << BITS | Wide::from(*digit)) % by as Wide;
    number.iter().rev().fold(0, step) as usize
}

/// The sum, unless it needs a digit more.
fn plus(number: &[Digit], more: Digit) -> Option<Vec<Digit>> {
    let mut sum = number.to_vec();
    let mut carry = more;
    for digit in &mut sum {
        let (value, over) = digit.overflowing_add(carry);
        (*digit, carry) = (value, Digit::from(over));
    }
    (carry == 0).then_some(sum)
}

/// Whether an odd number, the highest bit of its highest digit set, is a prime but for chance.
fn is_prime(number: &[Digit], source: &mut impl RngCore) -> bool {
    let field = Field::new(number);
    let two = field.doubled(&field.one);
    if !field.witness(&two, true) {
        return false;
    }
    (0..ROUNDS).all(|_| {
        let mut bytes = vec![0; number.len() * BITS / 8];
        source.fill_bytes(&mut bytes);
        // Below the number, and as good as any: what it stands for is random.
        bytes[0] &= 0x7f;
        let base = digits(&bytes);
        base.iter().all(|digit| *digit == 0) || field.witness(&base, false)
    })
}

/// Arithmetic modulo a number, in Montgomery's form.
struct Field<'a> {
    number: &'a [Digit],
    /// −1/number modulo a digit's range.
    inverse: Digit,
    /// The form of 1.
    one: Vec<Digit>,
    /// The form of −1.
    minus_one: Vec<Digit>,
}

impl Field<'_> {
    fn new(number: &[Digit]) -> Field<'_> {
        let low = number[0];
        let mut inverse: Digit = 1;
        for _ in 0..BITS.ilog2() + 1 {
            let error = Digit::wrapping_sub(2, low.wrapping_mul(inverse));
            inverse = inverse.wrapping_mul(error);
        }
        // The power of two above the number, less the number, which is more than half of it.
        let one = subtract(&vec![0; number.len()], number);
        let minus_one = subtract(number, &one);
        Field {
            number,
            inverse: inverse.wrapping_neg(),
            one,
            minus_one,
        }
    }

    /// Whether the base says that the number may be prime.
    fn witness(&self, base: &[Digit], is_two: bool) -> bool {
        let bit = |at: usize| self.number[at / BITS] >> (at % BITS) & 1 == 1;
        let size = self.number.len() * BITS;
        // number − 1 = odd · 2^twos; its bits are the number's but for the lowest.
        let twos = (1..size).find(|at| bit(*at)).unwrap_or(size);
        let mut power = base.to_vec();
        let mut spare = vec![0; self.number.len() + 2];
        for at in (twos..size - 1).rev() {
            self.multiply(&mut power, None, &mut spare);
            if bit(at) {
                if is_two {
                    power = self.doubled(&power);
                } else {
                    self.multiply(&mut power, Some(base), &mut spare);
                }
            }
        }
        if power == self.one || power == self.minus_one {
            return true;
        }
        for _ in 1..twos {
            self.multiply(&mut power, None, &mut spare);
            if power == self.minus_one {
                return true;
            }
        }
        false
    }

    fn doubled(&self, value: &[Digit]) -> Vec<Digit> {
        let mut carry = 0;
        let mut twice = Vec::with_capacity(value.len());
        for digit in value {
            twice.push(digit << 1 | carry);
            carry = digit >> (BITS - 1);
        }
        if carry == 1 || !is_less(&twice, self.number) {
            twice = subtract(&twice, self.number);
        }
        twice
    }

    /// `value` times the other factor, itself without one, divided by the form's power of two.
    fn multiply(&self, value: &mut [Digit], other: Option<&[Digit]>, spare: &mut [Digit]) {
        let size = self.number.len();
        let low = |wide: Wide| wide as Digit;
        let high = |wide: Wide| (wide >> BITS) as Digit;
        spare.fill(0);
        for at in 0..size {
            let factor = Wide::from(other.map_or(value[at], |other| other[at]));
            let mut carry: Digit = 0;
            for (digit, sum) in value.iter().zip(spare.iter_mut()) {
                let wide = Wide::from(*sum) + Wide::from(*digit) * factor + Wide::from(carry);
                (*sum, carry) = (low(wide), high(wide));
            }
            let wide = Wide::from(spare[size]) + Wide::from(carry);
            (spare[size], spare[size + 1]) = (low(wide), high(wide));
            let factor = Wide::from(spare[0].wrapping_mul(self.inverse));
            let wide = Wide::from(spare[0]) + factor * Wide::from(self.number[0]);
            let mut carry = high(wide);
            for j in 1..size {
                let wide =
                    Wide::from(spare[j]) + factor * Wide::from(self.number[j]) + Wide::from(carry);
                (spare[j - 1], carry) = (low(wide), high(wide));
            }
            let wide = Wide::from(spare[size]) + Wide::from(carry);
            spare[size - 1] = low(wide);
            spare[size] = spare[size + 1].wrapping_add(high(wide));
        }
        if spare[size] != 0 || !is_less(&spare[..size], self.number) {
            value.copy_from_slice(&subtract(&spare[..size], self.number));
        } else {
            value.copy_from_slice(&spare[..size]);
        }
    }
}

fn is_less(a: &[Digit], b: &[Digit]) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

/// The difference modulo the power of two above both.
fn subtract(a: &[Digit], b: &[Digit]) -> Vec<Digit> {
    let mut borrow = 0;
    let mut difference = Vec::with_capacity(a.len());
    for (a, b) in a.iter().zip(b) {
        let (first, under) = a.overflowing_sub(*b);
        let (second, more) = first.overflowing_sub(borrow);
        difference.push(second);
        borrow = Digit::from(under || more);
    }
    difference
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsa::BigUint;

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
        let found: Vec<Vec<u8>> = (0..4).map(|_| random(&mut source, 512)).collect();
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
            let (a, b) = (random(&mut source, 256), random(&mut source, 256));
            let product = BigUint::from_bytes_be(&a) * BigUint::from_bytes_be(&b);
            let number = digits(&product.to_bytes_be());
            assert!(!is_prime(&number, &mut source));
        }
        // Primes that are known: 2^255 + 95, 2^511 + 111 and 2^1023 + 1155.
        for (bits, more) in [(255, 95_u32), (511, 111), (1_023, 1_155)] {
            let number = (BigUint::from(1_u32) << bits) + more;
            assert!(
                is_prime(&digits(&number.to_bytes_be()), &mut source),
                "{bits}"
            );
        }
    }
}
