#pragma once

#include <exception>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ts {

/// Why an operation was given up; each edge (HTTP, command line) has one translation of it.
enum class Fault {
  invalid,          ///< what came in is wrong; `problems` may say where
  unauthenticated,  ///< nobody is signed in
  forbidden,        ///< this role never does this
  absent,           ///< not there, or not for the asker to know of: the two are not told apart
  conflict,         ///< it is not in the state for this, or there is one already
  stale,            ///< somebody else changed it meanwhile
  unconditional,    ///< a change must name the revision it was made on
  too_large,        ///< more than the limit
  too_many,         ///< too often; try again later
  unavailable       ///< the machine failed: disk, database, locked node
};

/// The name of a message in data/messages. Only a literal makes one, so that no value met at run
/// time, and nothing about a person, can get into an error.
class MessageKey {
 public:
  consteval MessageKey(const char* literal) : text_{literal} {}  // NOLINT: implicit on purpose
  constexpr std::string_view text() const { return text_; }
  friend bool operator==(const MessageKey&, const MessageKey&) = default;

 private:
  std::string_view text_;
};

/// One thing wrong with what came in: the name of the field, never its value.
struct Problem {
  std::string field;
  MessageKey message;
};

/// Gives an operation up: whatever transaction is open is undone. Caught at the edges only.
class Failure : public std::exception {
 public:
  Failure(Fault fault, MessageKey key, std::vector<Problem> problems = {})
      : fault_{fault}, key_{key}, problems_{std::move(problems)} {}
  Fault fault() const { return fault_; }
  MessageKey key() const { return key_; }
  const std::vector<Problem>& problems() const { return problems_; }
  const char* what() const noexcept override { return key_.text().data(); }

 private:
  Fault fault_;
  MessageKey key_;
  std::vector<Problem> problems_;
};

/// Throws `Failure` with every problem at once; does nothing when there is none.
void refuse_if_any(std::vector<Problem> problems);

/// A mistake of ours, never of what came from outside. Ends the request, undoes the transaction.
class Bug : public std::exception {
 public:
  explicit Bug(std::source_location where);
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

inline void ensure(bool condition, std::source_location where = std::source_location::current()) {
  if (!condition) throw Bug{where};
}

}  // namespace ts
