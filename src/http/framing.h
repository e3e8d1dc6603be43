#pragma once

#include "http/message.h"

namespace ts::http {

/// What a tolerant parser lets through although two readers could take it for different requests
/// (RFC 9112, 3.2 and 6.3), or expects what we do not do: the status to refuse it with, 0 when it
/// is sound. `old_protocol`: it said HTTP/1.0. The body need not have been read.
int refusal_of(const Request& request, bool old_protocol);

}  // namespace ts::http
