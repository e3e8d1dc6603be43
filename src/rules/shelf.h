#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/content.h"

namespace ts::rules {

/// BLAKE2b-256 of the bytes, in hexadecimal.
std::string hash_of(std::string_view content);

/// Puts files beside the packs that a library has, or says why not.
class Shelf {
 public:
  explicit Shelf(const Library::Content& content)
      : content_{std::make_shared<Library::Content>(content)} {}
  void take(std::span<const File> files);
  std::shared_ptr<const Library::Content> content() { return std::move(content_); }
  std::vector<Refusal> refusals() { return std::move(refusals_); }

  /// Files beside packs that are none: the index, examples, what all packs share.
  static bool pack_file(std::string_view name);

 private:
  using PackPointer = std::shared_ptr<const Pack>;
  struct Read {
    std::string file;
    PackPointer pack;
  };
  void read_one(const File& file, const std::string& hash);
  void put_all();
  void put(const Read& read);
  bool overlaps(const Read& read);
  /// The place of a name among the packs in use: where it stands, or would.
  std::vector<PackPointer>::iterator place_of(const std::string& name);
  bool replaces_one(const Read& read);
  void sort_laws();

  std::shared_ptr<Library::Content> content_;
  std::vector<Read> read_;
  std::vector<Refusal> refusals_;
};

}  // namespace ts::rules
