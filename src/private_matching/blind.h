#pragma once

#include <optional>
#include <vector>

#include "private_matching/message.h"

/// What both sides of an intersection do to keys and elements.
namespace ts::private_matching {

/// The places of `count` things in an order that only who has `seed` knows: which stands where.
std::vector<std::size_t> shuffled(std::size_t count, const crypto::Secret& seed,
                                  std::string_view purpose);

/// How many people `count` are when they are filled up.
std::size_t filled_up(std::size_t count);

/// The keys of the entries in the order of `places`, as elements multiplied by a secret of `seed`;
/// where there is no key, or nobody, an element that means nothing and looks like any other.
std::vector<crypto::Point> blinded(const std::vector<Entry>& entries,
                                   const std::vector<std::size_t>& places,
                                   const crypto::Secret& shared, const Session& session,
                                   const crypto::Secret& seed, unsigned threads);

/// Each of the peer's points multiplied by the secret of `seed`.
/// `Failure{invalid, "psi.bad_point"}` when one is no element of the group.
std::vector<crypto::Point> multiplied(const std::vector<crypto::Point>& points,
                                      const crypto::Secret& seed, unsigned threads);

/// The same, as tags.
std::vector<Tag> tags_of(const std::vector<crypto::Point>& points, const crypto::Secret& seed,
                         unsigned threads);

}  // namespace ts::private_matching
