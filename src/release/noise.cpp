#include "release/noise.h"

#include <bit>
#include <cmath>

#include "base/failure.h"

namespace ts::release {
namespace {

__extension__ using Wide = unsigned __int128;

int width(Wide value) {
  const auto high = static_cast<std::uint64_t>(value >> 64);
  const auto bits = high != 0 ? 64 + std::bit_width(high) : std::bit_width(std::uint64_t(value));
  return static_cast<int>(bits);
}

/// Uniform on [0, bound): as many bits as `bound` has, drawn again while they are too large.
Wide below(BitSource& source, Wide bound) {
  const int bits = width(bound - 1);
  if (bits == 0) return 0;
  while (true) {
    Wide drawn = source.bits();
    if (bits > 64) drawn = (drawn << 64) | source.bits();
    drawn &= (Wide{1} << (bits - 1) << 1) - 1;
    if (drawn < bound) return drawn;
  }
}

/// True with probability exp(-n/d) for n <= d: von Neumann's alternating series. It goes on to
/// `count` with probability (n/d)^count / count!, so `count` stays tiny.
bool bernoulli_exp_of_fraction(BitSource& source, Wide n, Wide d) {
  std::uint64_t count = 1;
  while (below(source, d * count) < n) ++count;
  return count % 2 == 1;
}

bool bernoulli_exp_of(BitSource& source, Wide n, Wide d) {
  for (; n > d; n -= d)
    if (!bernoulli_exp_of_fraction(source, 1, 1)) return false;
  return bernoulli_exp_of_fraction(source, n, d);
}

std::uint64_t magnitude(std::int64_t value) {
  return static_cast<std::uint64_t>(value < 0 ? -value : value);
}

/// The greatest whole number whose square is at most `value`.
std::uint64_t root(std::uint64_t value) {
  std::uint64_t found = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 31; bit != 0; bit >>= 1)
    if ((found + bit) * (found + bit) <= value) found += bit;
  return found;
}

}  // namespace

std::uint64_t uniform_below(BitSource& source, std::uint64_t bound) {
  ensure(bound > 0);
  return static_cast<std::uint64_t>(below(source, bound));
}

bool bernoulli_exp(BitSource& source, Ratio ratio) {
  ensure(ratio.denominator > 0);
  return bernoulli_exp_of(source, ratio.numerator, ratio.denominator);
}

std::int64_t discrete_laplace(BitSource& source, Ratio scale) {
  const auto [t, s] = scale;
  ensure(t > 0 && t < std::uint64_t{1} << 40 && s > 0 && s < std::uint64_t{1} << 20);
  while (true) {
    const auto step = uniform_below(source, t);
    if (!bernoulli_exp_of_fraction(source, step, t)) continue;
    std::uint64_t whole = 0;
    while (bernoulli_exp_of_fraction(source, 1, 1)) ++whole;
    const auto size = static_cast<std::int64_t>((step + t * whole) / s);
    const bool negative = (source.bits() & 1) != 0;
    if (negative && size == 0) continue;  // or zero would come twice as often
    return negative ? -size : size;
  }
}

Sigma2 Sigma2::at_least(double wanted) {
  ensure(wanted > 0 && wanted <= largest);
  return Sigma2{static_cast<std::uint64_t>(std::ceil(wanted * static_cast<double>(per_unit)))};
}

std::int64_t discrete_gaussian(BitSource& source, Sigma2 sigma2) {
  constexpr auto q = Sigma2::per_unit;
  const auto p = sigma2.parts();
  const auto t = root(p / q) + 1;
  // With sigma2 = p/q, (|y| - sigma2/t)^2 / (2 sigma2) is (|y|qt - p)^2 / (2pqt^2). At most p =
  // 2^50 and t = 2^20 + 1, so the denominator is below 2^102; and |y| above 2^12 t never comes, so
  // the square is below 2^125.
  const Wide denominator = Wide{2} * p * q * t * t;
  while (true) {
    const auto y = discrete_laplace(source, {t, 1});
    const Wide left = Wide{magnitude(y)} * q * t;
    const Wide distance = left > p ? left - p : p - left;
    if (bernoulli_exp_of(source, distance * distance, denominator)) return y;
  }
}

}  // namespace ts::release
