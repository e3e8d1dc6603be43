#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"
#include "matters/shelf.h"
#include "records/files.h"

/// Documents of a case that travel with a request: which, under what name, and how they become
/// documents of the other side's case.
namespace ts::matters {

/// Of one request together.
inline constexpr std::int64_t most_attached = 32 * 1024 * 1024;

/// A document of the case as it is chosen to go along.
struct Chosen {
  packets::Attachment attachment;  ///< without its digest, until its bytes are read
  RecordId file;
};
/// Of the records that the caller may read, those files that are asked for and of these classes.
/// Problems on "files": "matter.file_not_agreed", "matter.files_too_large".
std::vector<Chosen> chosen_files(const catalogue::Catalogue& catalogue,
                                 const std::vector<records::Record>& records, ClassSet classes,
                                 const std::vector<RecordId>& wanted,
                                 std::vector<Problem>& problems);
/// Lays a copy of its bytes beside the matter and gives it its digest.
void attach(db::Reader& tx, const access::Permit& permit, const records::Files& files,
            const Chosen& chosen, packets::Attachment& attachment, Kept& kept);

/// A name as a file system, a shell and a reader's eye can bear it, whatever somebody called it:
/// no folder, nothing that hides, moves or turns letters; its ending stays. Never empty.
std::string plain_name(std::string_view name);
/// "image/jpeg", or what says nothing where others sent what is no such thing.
std::string plain_type(const std::string& type);

/// A document of a case made of one that came: what stands in the record, and in which pieces.
struct Filed {
  records::NewRecord record;
  RecordId file;
  FieldClass field_class = FieldClass::admin;
};
/// Of the `which`th attachment of a request; nothing where such papers have no such class, or it
/// is not here. The same each time.
std::optional<Filed> filed(const catalogue::Catalogue& catalogue, const Kept& kept,
                           std::size_t which, catalogue::Fields said);

}  // namespace ts::matters
