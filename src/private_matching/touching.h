#pragma once

#include <vector>

#include "private_matching/message.h"
#include "private_matching/weigh.h"

namespace ts::private_matching {

/// Each pair of people that share tags, and which of the first's, by people. Tags of `first` are
/// all different for an honest peer; were they not, each would count.
std::vector<Touch> touching(const std::vector<Tag>& first, const std::vector<Tag>& second);

}  // namespace ts::private_matching
