// A table about people with the description of its columns, as somebody uploads both: what comes of
// it is columns of one length, each code a value of its domain, or a Failure that says why not.
// The description ends where a zero byte is.
#include "releases/reading.h"
#include "releases/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto end = std::min(text.find('\0'), text.size());
  const std::string rest{text.substr(std::min(end + 1, text.size()))};
  try {
    const auto spec = releases::parse_spec(text.substr(0, end));
    const auto source =
        releases::read_source(formats::read_csv(rest, {.columns = 16, .cell_bytes = 256}), spec);
    ensure(source.columns.size() == source.table.columns.size());
    for (const auto& column : source.table.columns) {
      ensure(column.rows() == source.table.rows());
      for (std::size_t row = 0; row < column.rows(); ++row)
        column.each_code(row, [&](release::Code code) { ensure(code <= column.largest()); });
    }
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid);
  }
  try {
    releases::verify({{"proof.json", std::string{text.substr(0, end)}}, {"aggregates.csv", rest}});
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid);
  }
  return 0;
}
