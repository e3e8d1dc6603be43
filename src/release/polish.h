#pragma once

#include "release/marginals.h"

namespace ts::release {

/// Changes single values of records wherever that brings their tables nearer to the measured ones
/// (least squares, each table weighted by 1 / its variance), record by record, `passes` times over
/// all of them. Takes out most of what drawing the records at random added. In the manner of
/// the gradual update of PrivSyn (Zhang et al. 2021), but every single step is an improvement.
/// Only tables over two attributes or fewer are looked at. The result depends on the arguments
/// alone.
void polish(CodedRows& records, const std::vector<Measurement>& tables, Sizes sizes, int passes);

}  // namespace ts::release
