#pragma once

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ts {

/// A moment: milliseconds since 1970-01-01T00:00Z.
struct Instant {
  std::int64_t ms = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
  Instant operator+(std::chrono::milliseconds by) const { return {ms + by.count()}; }
  std::chrono::milliseconds operator-(Instant other) const {
    return std::chrono::milliseconds{ms - other.ms};
  }
};

using Date = std::chrono::year_month_day;

/// A date as people know it: the year only, year and month, or all; and perhaps about.
struct PartialDate {
  int year = 0;
  unsigned month = 0;  ///< 0: not known
  unsigned day = 0;    ///< 0: not known
  bool about = false;
  friend bool operator==(const PartialDate&, const PartialDate&) = default;
  /// First day that it may be.
  Date earliest() const;
};

/// "2008-03-01T09:30:00.000Z" (ISO 8601, always UTC).
std::string to_text(Instant instant);
std::optional<Instant> parse_instant(std::string_view text);
/// "2008-03-01".
std::string to_text(Date date);
std::optional<Date> parse_date(std::string_view text);
/// "1994", "1994-05", "1994-05-03", each with "~" behind it for "about" (EDTF, ISO 8601-2 level 1).
std::string to_text(PartialDate date);
std::optional<PartialDate> parse_partial_date(std::string_view text);

Date date_of(Instant instant);
/// The same day so many months later; the last of the month where it has no such day.
Date months_after(Date from, int months);
std::int64_t days_of(Date date);  ///< days since 1970-01-01
/// The start of the hour, for times that would tell something if they were finer.
Instant hour_of(Instant instant);

/// Time is handed in, so that tests can turn it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock : public Clock {
 public:
  Instant now() const override;
};

class ManualClock : public Clock {
 public:
  explicit ManualClock(Instant start) : now_{start.ms} {}
  Instant now() const override { return {now_.load()}; }
  void forward(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace ts
