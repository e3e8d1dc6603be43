#pragma once

#include <filesystem>
#include <string>

#include "cli/private_matching.h"
#include "private_matching/questions.h"

namespace ts::cli {

/// The questions under a shared key, in a file beside it (KEY.asked). One process at a time has it.
class QuestionsFile {
 public:
  QuestionsFile(const std::filesystem::path& key_file, const crypto::Secret& shared);
  ~QuestionsFile();
  QuestionsFile(const QuestionsFile&) = delete;
  QuestionsFile& operator=(const QuestionsFile&) = delete;

  const private_matching::Questions& questions() const { return questions_; }
  /// Writes it down, durably, before anything of the answer leaves. `Failure{conflict}`, also
  /// written down, when it may not be answered (`Questions::refusal`).
  void book(private_matching::Question question, const private_matching::Budget& budget);

 private:
  void append(const private_matching::Question& question);

  int file_;
  private_matching::Questions questions_;
};

}  // namespace ts::cli
