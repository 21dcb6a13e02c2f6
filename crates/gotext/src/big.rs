//! Long natural numbers, as much as is needed here.

use std::cmp::Ordering;

/// A natural number in base 2^32, least digit first, without leading zeros.
#[derive(Clone)]
pub(crate) struct Big(Vec<u32>);

impl Big {
    /// A small number.
    pub(crate) fn new(value: u64) -> Big {
        let mut big = Big(vec![value as u32, (value >> 32) as u32]);
        big.trim();
        big
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    /// Whether it is zero.
    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// How many binary digits it has.
    pub(crate) fn bits(&self) -> i64 {
        match self.0.last() {
            None => 0,
            Some(top) => self.0.len() as i64 * 32 - i64::from(top.leading_zeros()),
        }
    }

    /// Multiplies by `factor` and adds `more`.
    pub(crate) fn mul_add(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for digit in &mut self.0 {
            carry += u64::from(*digit) * u64::from(factor);
            *digit = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Multiplies by a power of ten.
    pub(crate) fn mul_pow10(&mut self, mut power: u32) {
        while power >= 9 {
            self.mul_add(1_000_000_000, 0);
            power -= 9;
        }
        self.mul_add(10u32.pow(power), 0);
    }

    /// Shifts left.
    pub(crate) fn shl(&mut self, bits: u32) {
        if self.is_zero() {
            return;
        }
        let rest = bits % 32;
        if rest > 0 {
            self.mul_add(1 << rest, 0);
        }
        let mut digits = vec![0; bits as usize / 32];
        digits.append(&mut self.0);
        self.0 = digits;
    }

    /// Adds.
    pub(crate) fn add(&mut self, other: &Big) {
        let mut carry = 0u64;
        for at in 0..self.0.len().max(other.0.len()) {
            if at == self.0.len() {
                self.0.push(0);
            }
            carry += u64::from(self.0[at]) + u64::from(other.0.get(at).copied().unwrap_or(0));
            self.0[at] = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Subtracts a number that is not larger.
    pub(crate) fn sub(&mut self, other: &Big) {
        let mut borrow = false;
        for (at, digit) in self.0.iter_mut().enumerate() {
            let (less, one) = digit.overflowing_sub(other.0.get(at).copied().unwrap_or(0));
            let (less, two) = less.overflowing_sub(u32::from(borrow));
            *digit = less;
            borrow = one || two;
        }
        self.trim();
    }

    /// Compares.
    pub(crate) fn cmp(&self, other: &Big) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}
