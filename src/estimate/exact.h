#pragma once

#include <cstdint>
#include <vector>

/// Linear algebra without rounding: whether an estimate exists is a yes or a no, and must not hang on
/// the last bit of a floating number.
namespace ts::estimate {

using IntegerMatrix = std::vector<std::vector<std::int64_t>>;

/// Whether the rank of `rows` (each `columns` long) is `columns`, tried modulo the prime 2^31 - 1: true
/// is certain, false must be looked at again by `null_space`.
bool surely_full_rank(const IntegerMatrix& rows, std::size_t columns);

/// A basis of { d : rows d = 0 } as the rows of the result, in whole numbers. `Failure` never; numbers
/// grow as they must.
IntegerMatrix null_space(const IntegerMatrix& rows, std::size_t columns);

std::size_t rank(const IntegerMatrix& rows, std::size_t columns);

/// Whether there is z >= 0 with matrix z = right. First phase of the simplex method in fractions with
/// Bland's rule, so that it ends, and is right.
bool has_nonnegative_solution(const IntegerMatrix& matrix, const std::vector<std::int64_t>& right);

}  // namespace ts::estimate
