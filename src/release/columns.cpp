#include "release/columns.h"

#include <algorithm>
#include <limits>

#include "base/failure.h"

namespace ts::release {
namespace {

template <class To, class From>
std::vector<To> widened(const std::vector<From>& codes) {
  std::vector<To> out;
  out.reserve(codes.capacity());
  out.assign(codes.begin(), codes.end());
  return out;
}

}  // namespace

Codes::Codes(Code largest) { widen_for(largest); }

Codes::Codes(std::span<const Code> codes) {
  if (!codes.empty()) widen_for(*std::ranges::max_element(codes));
  std::visit(
      [codes]<class T>(std::vector<T>& own) {
        own.resize(codes.size());
        for (std::size_t i = 0; i < codes.size(); ++i) own[i] = static_cast<T>(codes[i]);
      },
      codes_);
}

Codes Codes::translated(std::span<const Code> to) const {
  Codes out;
  if (!to.empty()) out.widen_for(*std::ranges::max_element(to));
  std::visit(
      [to]<class To>(const auto& from, std::vector<To>& own) {
        own.resize(from.size());
        for (std::size_t i = 0; i < from.size(); ++i) own[i] = static_cast<To>(to[from[i]]);
      },
      codes_, out.codes_);
  return out;
}

void Codes::widen_for(Code code) {
  if (code > std::numeric_limits<std::uint16_t>::max()) {
    if (const auto* bytes = std::get_if<0>(&codes_))
      codes_ = widened<std::uint32_t>(*bytes);
    else if (const auto* halves = std::get_if<1>(&codes_))
      codes_ = widened<std::uint32_t>(*halves);
    return;
  }
  if (code > std::numeric_limits<std::uint8_t>::max())
    if (const auto* bytes = std::get_if<0>(&codes_)) codes_ = widened<std::uint16_t>(*bytes);
}

void Codes::push(Code code) {
  widen_for(code);
  std::visit([code]<class T>(std::vector<T>& codes) { codes.push_back(static_cast<T>(code)); },
             codes_);
}

void Codes::set(std::size_t index, Code code) {
  widen_for(code);
  std::visit([index, code]<class T>(std::vector<T>& codes) { codes[index] = static_cast<T>(code); },
             codes_);
}

void Codes::reserve(std::size_t count) {
  std::visit([count](auto& codes) { codes.reserve(count); }, codes_);
}

std::size_t Codes::bytes() const {
  return std::visit(
      []<class T>(const std::vector<T>& codes) { return codes.capacity() * sizeof(T); }, codes_);
}

Column::Column(std::string name, Kind kind, std::vector<std::string> domain)
    : name_{std::move(name)},
      kind_{kind},
      domain_{std::move(domain)},
      codes_{static_cast<Code>(domain_.size())} {
  if (multi_valued()) starts_.push_back(0);
}

void Column::add(Code code) {
  if (multi_valued()) {
    add(std::span<const Code>{&code, code == missing ? 0U : 1U});
    return;
  }
  ensure(code <= largest());
  codes_.push(code);
}

void Column::add(std::span<const Code> codes) {
  if (!multi_valued()) {
    ensure(codes.size() <= 1);
    add(codes.empty() ? missing : codes.front());
    return;
  }
  Code before = missing;
  for (const auto code : codes) {
    ensure(code > before && code <= largest());
    codes_.push(code);
    before = code;
  }
  starts_.push_back(static_cast<std::uint32_t>(codes_.size()));
}

void Column::fill(Codes codes) {
  ensure(!multi_valued() && rows() == 0);
  codes.visit([this](auto all) {
    ensure(all.empty() || Code{*std::ranges::max_element(all)} <= largest());
  });
  codes_ = std::move(codes);
}

std::size_t Column::bytes() const {
  return codes_.bytes() + starts_.capacity() * sizeof(std::uint32_t);
}

const Column* Table::find(std::string_view name) const {
  for (const auto& column : columns)
    if (column.name() == name) return &column;
  return nullptr;
}

Items::Items(const Table& table) {
  Item next = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    first_.push_back(next);
    next += column.largest();
    column_.resize(next, static_cast<std::uint32_t>(i));
    multi_valued_.push_back(column.multi_valued());
  }
  first_.push_back(next);
}

Code Numbering::code(std::string_view text) {
  if (text.empty()) return missing;
  if (const auto found = codes_.find(text); found != codes_.end()) return found->second;
  texts_.emplace_back(text);
  const auto code = static_cast<Code>(texts_.size());
  codes_.emplace(texts_.back(), code);
  return code;
}

Code Numbering::find(std::string_view text) const {
  const auto found = codes_.find(text);
  return found == codes_.end() ? missing : found->second;
}

}  // namespace ts::release
