//! Arithmetic modulo a large odd number, in Montgomery's form.
//!
//! Facts: Koç, Acar and Kaliski, "Analyzing and comparing Montgomery multiplication algorithms"
//! (1996). Numbers are arrays of a width known when this is compiled, lowest digit first: loops
//! over them are unrolled, and nothing is checked or allocated.

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
pub(super) use digit::{Digit, Wide};

/// Bits of a digit.
pub(super) const BITS: usize = Digit::BITS as usize;

/// The numbers below an odd number whose highest bit is set.
pub(super) struct Field<const N: usize> {
    number: [Digit; N],
    /// −1/number modulo a digit's range.
    inverse: Digit,
    /// The form of 1.
    pub(super) one: [Digit; N],
    /// The form of −1.
    pub(super) minus_one: [Digit; N],
}

impl<const N: usize> Field<N> {
    pub(super) fn new(number: [Digit; N]) -> Self {
        // The power of two above the number, less the number, which is more than half of it.
        let one = subtract(&[0; N], &number).0;
        Field {
            inverse: inverse(number[0]).wrapping_neg(),
            minus_one: subtract(&number, &one).0,
            number,
            one,
        }
    }

    /// Whether a number is below the field's.
    pub(super) fn has(&self, value: &[Digit; N]) -> bool {
        subtract(value, &self.number).1
    }

    /// The sum of a value and itself.
    pub(super) fn doubled(&self, value: &[Digit; N]) -> [Digit; N] {
        let mut twice = [0; N];
        let mut carry = 0;
        for (twice, digit) in twice.iter_mut().zip(value) {
            *twice = digit << 1 | carry;
            carry = digit >> (BITS - 1);
        }
        self.reduced(twice, carry)
    }

    /// The product of two values.
    pub(super) fn product(&self, a: &[Digit; N], b: &[Digit; N]) -> [Digit; N] {
        let mut sum = [0; N];
        let mut top = 0;
        for digit in b {
            let mut carry = 0;
            for (sum, a) in sum.iter_mut().zip(a) {
                (*sum, carry) = multiply_add(*a, *digit, *sum, carry);
            }
            // What is added to make the lowest digit 0, which is then left out.
            let factor = sum[0].wrapping_mul(self.inverse);
            let (high, over) = Digit::overflowing_add(top, carry);
            let mut carry = multiply_add(factor, self.number[0], sum[0], 0).1;
            for at in 1..N {
                (sum[at - 1], carry) = multiply_add(factor, self.number[at], sum[at], carry);
            }
            let (high, more) = high.overflowing_add(carry);
            sum[N - 1] = high;
            top = Digit::from(over) + Digit::from(more);
        }
        self.reduced(sum, top)
    }

    /// A value to the power of a number.
    pub(super) fn power(&self, base: &[Digit; N], exponent: &[Digit; N]) -> [Digit; N] {
        let mut powers = [self.one; 1 << WINDOW];
        for at in 1..powers.len() {
            powers[at] = self.product(&powers[at - 1], base);
        }
        let mut power = self.one;
        for digit in exponent.iter().rev() {
            for at in (0..BITS / WINDOW).rev() {
                for _ in 0..WINDOW {
                    power = self.product(&power, &power);
                }
                let window = digit >> (at * WINDOW) & ((1 << WINDOW) - 1);
                if window != 0 {
                    power = self.product(&power, &powers[window as usize]);
                }
            }
        }
        power
    }

    /// Two to the power of a number.
    pub(super) fn power_of_two(&self, exponent: &[Digit; N]) -> [Digit; N] {
        let mut power = self.one;
        for digit in exponent.iter().rev() {
            for at in (0..BITS).rev() {
                power = self.product(&power, &power);
                if digit >> at & 1 == 1 {
                    power = self.doubled(&power);
                }
            }
        }
        power
    }

    /// A sum and its carry, together below twice the number, less the number if that is possible.
    fn reduced(&self, sum: [Digit; N], carry: Digit) -> [Digit; N] {
        let (less, under) = subtract(&sum, &self.number);
        if under && carry == 0 { sum } else { less }
    }
}

/// Bits of an exponent that are taken at once.
const WINDOW: usize = 4;

/// Low and high digit of `a · b + c + d`.
fn multiply_add(a: Digit, b: Digit, c: Digit, d: Digit) -> (Digit, Digit) {
    let wide = Wide::from(a) * Wide::from(b) + Wide::from(c) + Wide::from(d);
    (wide as Digit, (wide >> BITS) as Digit)
}

/// The difference modulo the power of two above both, and whether it was borrowed from.
fn subtract<const N: usize>(a: &[Digit; N], b: &[Digit; N]) -> ([Digit; N], bool) {
    let mut borrow = false;
    let mut difference = [0; N];
    for at in 0..N {
        let (first, under) = a[at].overflowing_sub(b[at]);
        let (second, more) = first.overflowing_sub(Digit::from(borrow));
        (difference[at], borrow) = (second, under || more);
    }
    (difference, borrow)
}

/// One through an odd number, modulo a digit's range.
fn inverse(number: Digit) -> Digit {
    let mut inverse: Digit = 1;
    for _ in 0..=BITS.ilog2() {
        let error = Digit::wrapping_sub(2, number.wrapping_mul(inverse));
        inverse = inverse.wrapping_mul(error);
    }
    inverse
}
