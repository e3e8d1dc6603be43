#include "cli/psi_questions.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <iostream>

#include "cli/cli.h"

namespace ts::cli {
namespace {

using namespace ts::private_matching;

[[noreturn]] void failed() { throw Failure{Fault::unavailable, "store.failed"}; }

/// Opened, made when it is not there, and ours alone.
int opened(std::filesystem::path beside) {
  beside += ".asked";
  const int file = ::open(beside.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || ::flock(file, LOCK_EX) != 0) failed();
  return file;
}

std::string all_of(int file) {
  std::string out;
  std::array<char, 4096> part{};
  for (ssize_t size = 1; size != 0;) {
    size = ::read(file, part.data(), part.size());
    if (size < 0) failed();
    out.append(part.data(), static_cast<std::size_t>(size));
  }
  return out;
}

}  // namespace

QuestionsFile::QuestionsFile(const std::filesystem::path& key_file, const crypto::Secret& shared)
    : file_{opened(key_file)}, questions_{Questions::read(all_of(file_), shared)} {}

QuestionsFile::~QuestionsFile() { ::close(file_); }

void QuestionsFile::append(const Question& question) {
  const auto line = questions_.add(question);
  if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
      ::fsync(file_) != 0)
    failed();
}

void QuestionsFile::book(Question question, const Budget& budget) {
  const auto refusal = questions_.refusal(question, budget);
  question.answered = !refusal;
  append(question);
  if (refusal) throw Failure{Fault::conflict, *refusal};
}

int psi_asked(const PsiOptions& options) {
  const auto shared = vault::key_of_file(options.key_file);
  const QuestionsFile file{options.key_file, shared};
  const auto now = SystemClock{}.now();
  bool refused = false;
  for (const auto& each : file.questions().all()) {
    std::cout << to_text(each.at) << '\t' << name_of(each.asking) << '\t' << each.people << '\t'
              << (each.answered ? "answered" : "refused") << '\n';
    refused = refused || !each.answered;
  }
  const auto left = file.questions().left(options.budget, now);
  std::cout << "left\t" << left.questions << " questions\t" << left.people << " people\n";
  return refused ? findings : done;
}

}  // namespace ts::cli
