#include "frames/table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace ts::frames {
namespace {

constexpr char helper_mark = 'h', kept_out_mark = 'k', visit_mark = 'v';

using catalogue::text_in;
using catalogue::Type;
using catalogue::Value;
using records::Record;

// Notes and other kinds hold what is never listed or counted.
constexpr std::array<std::string_view, 4> kept_kinds{"person", "context", "case", "consent"};

constexpr std::string_view called = "tsn_CalledName";
// Stands in no name: `lang::clean` takes it out.
constexpr char between_names = '\x1f';
constexpr char packet_mark = 'p';

bool is_code(Type type) {
  return type == Type::picklist || type == Type::country || type == Type::language ||
         type == Type::checkbox || type == Type::integer;
}

bool is_set(Type type) { return type == Type::multi_picklist || type == Type::countries; }

std::string code_text(const Value& value) {
  if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  const auto* text = std::get_if<std::string>(&value);
  return text ? *text : std::string{};
}

Value value_of_code(Type type, std::string_view text) {
  if (type == Type::checkbox) return text == "true";
  if (type != Type::integer) return std::string{text};
  std::int64_t number = 0;
  ensure(std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{});
  return number;
}

/// Whether it came as a packet, team, owner and, each behind its mark, helpers, who is kept out and
/// who broke the glass, as one text: what decides who reaches a case and what of it.
std::string standing_text(const records::CaseFile& file) {
  std::string out;
  out += file.from_packet ? packet_mark : ' ';
  const auto add = [&](BytesView bytes) { out += text_of(bytes); };
  add(file.team.value_or(TeamId{}).bytes());
  add(file.owner.bytes());
  auto helpers = file.helpers;
  std::sort(helpers.begin(), helpers.end());
  const auto add_marked = [&](char mark, AccountId account) {
    out += mark;
    add(account.bytes());
  };
  for (const auto& helper : helpers) add_marked(helper_mark, helper);
  for (const auto& account : file.kept_out) add_marked(kept_out_mark, account);
  for (const auto& visit : file.visits) {
    add_marked(visit_mark, visit.account);
    add(ByteWriter{}.u64(static_cast<std::uint64_t>(visit.until.ms)).bytes());
  }
  return out;
}

Instant take_instant(std::string_view& text) {
  ByteReader reader{bytes_of(text)};
  const auto ms = reader.u64();
  ensure(ms.has_value());
  text.remove_prefix(sizeof *ms);
  return {static_cast<std::int64_t>(*ms)};
}

template <class IdType>
IdType take_id(std::string_view& text) {
  IdBytes bytes{};
  ensure(text.size() >= bytes.size());
  std::copy_n(text.begin(), bytes.size(), bytes.begin());
  text.remove_prefix(bytes.size());
  return IdType{bytes};
}

const Record* first_of(const std::vector<Record>& records, std::string_view kind) {
  const auto found = std::find_if(records.begin(), records.end(),
                                  [&](const Record& record) { return record.kind == kind; });
  return found == records.end() ? nullptr : &*found;
}

/// What somebody is found by: the last eight digits of a phone, for it is written with and without
/// its country; the letters and digits of a document's number. Nothing when too little is left.
std::optional<std::uint64_t> mark_of(std::string_view kind, std::string_view text) {
  constexpr std::size_t least_phone = 6, phone_end = 8, least_number = 4;
  std::string kept{kind};
  const auto start = kept.size();
  bool digits = false;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const bool digit = c >= '0' && c <= '9';
    if (digit || (kind == "number" && c >= 'A' && c <= 'Z')) kept += c;
    digits = digits || digit;
  }
  const auto length = kept.size() - start;
  if (!digits || length < (kind == "phone" ? least_phone : least_number)) return std::nullopt;
  if (kind == "phone" && length > phone_end) kept.erase(start, length - phone_end);
  return std::hash<std::string>{}(kept);
}

/// Somebody whom people name as having done it: by how the words of the name sound, in any order.
/// Nothing for one short word, which would be many people.
std::optional<std::uint64_t> mark_of_alleged(std::string_view name) {
  constexpr std::size_t least_of_one_word = 4;
  auto [tokens, sounds] = lang::keys_of(name);
  if (tokens.empty() || (tokens.size() == 1 && tokens[0].size() < least_of_one_word))
    return std::nullopt;
  std::ranges::sort(sounds);
  std::string kept{"alleged"};
  for (const auto& sound : sounds) kept.append(1, ' ').append(sound);
  return std::hash<std::string>{}(kept);
}

/// The forty bits of an id that its code shows: letters 2 to 9 of its text, of five bits each,
/// after a first one of three.
std::uint64_t code_of(const CaseId& id) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 6; ++i) out = out << 8U | id.bytes()[i];
  return out >> 5U & ((std::uint64_t{1} << 40U) - 1);
}

/// Of "ab12-cd34", with or without the line and in any case of letters.
std::optional<std::uint64_t> code_asked(std::string_view text) {
  std::string letters = "0";
  for (const char c : text)
    if (c != '-' && c != ' ')
      letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (letters.size() != 9) return std::nullopt;
  const auto id = CaseId::parse(letters + std::string(17, '0'));
  return id ? std::optional{code_of(*id)} : std::nullopt;
}

template <class T>
std::size_t held_by(const std::vector<T>& column) {
  return column.capacity() * sizeof(T);
}

}  // namespace

std::optional<FieldColumn> FieldColumn::of(const catalogue::Field& field) {
  if (std::find(kept_kinds.begin(), kept_kinds.end(), field.kind) == kept_kinds.end())
    return std::nullopt;
  if (is_code(field.type)) return FieldColumn{field, CodeColumn{}};
  if (is_set(field.type)) return FieldColumn{field, SetColumn{}};
  if (field.type == Type::date) return FieldColumn{field, DateColumn{}};
  if (!field.in_list) return std::nullopt;
  if (field.type == Type::colleague) return FieldColumn{field, CodeColumn{}};
  if (field.type == Type::text || field.type == Type::organisation)
    return FieldColumn{field, TextColumn{}};
  return std::nullopt;
}

bool FieldColumn::coded() const { return is_code(field_->type) || is_set(field_->type); }

const Dictionary& FieldColumn::dictionary() const {
  if (const auto* one = choice()) return one->dictionary();
  ensure(choices() != nullptr);
  return choices()->dictionary();
}

void FieldColumn::resize(std::size_t rows) {
  std::visit([rows](auto& column) { column.resize(rows); }, column_);
}

void FieldColumn::set(Row row, const Value& value) {
  if (auto* codes = std::get_if<CodeColumn>(&column_)) return codes->set(row, code_text(value));
  if (auto* sets = std::get_if<SetColumn>(&column_)) {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    return list ? sets->set(row, *list) : sets->clear(row);
  }
  const auto* text = std::get_if<std::string>(&value);
  if (auto* texts = std::get_if<TextColumn>(&column_)) return texts->set(row, text ? *text : "");
  const auto date = text ? parse_partial_date(*text) : std::nullopt;
  auto& dates = std::get<DateColumn>(column_);
  return date ? dates.set(row, *date) : dates.clear(row);
}

void FieldColumn::clear(Row row) {
  std::visit([row](auto& column) { column.clear(row); }, column_);
}

std::optional<Value> FieldColumn::value(Row row) const {
  if (const auto* codes = std::get_if<CodeColumn>(&column_)) {
    if (codes->code(row) == Dictionary::missing) return std::nullopt;
    return value_of_code(field_->type, codes->text(row));
  }
  if (const auto* sets = std::get_if<SetColumn>(&column_)) {
    auto texts = sets->texts(row);
    return texts.empty() ? std::nullopt : std::optional<Value>{std::move(texts)};
  }
  if (const auto* texts = std::get_if<TextColumn>(&column_)) {
    const auto& text = texts->text(row);
    return text.empty() ? std::nullopt : std::optional<Value>{text};
  }
  const auto date = std::get<DateColumn>(column_).date(row);
  return date ? std::optional<Value>{to_text(*date)} : std::nullopt;
}

bool FieldColumn::publishable() const {
  const bool of_somebody = field_->kind == "person" || field_->kind == "context";
  const bool is_date = std::holds_alternative<DateColumn>(column_);
  return of_somebody && (coded() || is_date) && field_->field_class != FieldClass::whereabouts;
}

Attribute FieldColumn::attribute(const std::vector<Row>& rows) const {
  Attribute out{.field = field_};
  Dictionary dictionary;
  const auto add = [&](std::string_view text) {
    const auto code = dictionary.code(text);
    if (code != Dictionary::missing) out.codes.push_back(code - 1);
  };
  for (const auto row : rows) {
    if (const auto* codes = std::get_if<CodeColumn>(&column_)) {
      add(codes->text(row));
    } else if (const auto* dates = std::get_if<DateColumn>(&column_)) {
      if (const auto date = dates->date(row)) add(to_text(*date));
    } else {
      for (const auto& text : std::get<SetColumn>(column_).texts(row)) add(text);
    }
    out.starts.push_back(static_cast<std::uint32_t>(out.codes.size()));
  }
  for (Dictionary::Code code = 1; code <= dictionary.size(); ++code)
    out.values.emplace_back(dictionary.text(code));
  return out;
}

std::size_t FieldColumn::bytes() const {
  return std::visit([](const auto& column) { return column.bytes(); }, column_);
}

Table::Table(const catalogue::Catalogue& catalogue) : catalogue_{&catalogue} {
  for (const auto& field : catalogue.fields()) {
    if (field.kind == "person" && field.name_part && field.name != called)
      name_parts_.push_back(&field);
    if (!field.find.empty()) found_by_.push_back(&field);
    if (auto column = FieldColumn::of(field)) columns_.push_back(std::move(*column));
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) column_of_[columns_[i].field().name] = i;
  for (const auto& column : columns_)
    if (column.field().in_list) listed_.push_back(&column);
}

void Table::put(const records::Records::Whole& whole) {
  const auto& file = whole.file;
  if (const auto known = row_of(file.id)) lines_.remove(spot(*known));
  const auto row = row_for(file.id);
  closed_[row] = file.state == records::State::closed ? 1 : 0;
  opened_at_[row] = file.opened_at;
  changed_at_[row] = file.changed_at;
  for (const auto& record : whole.records)
    changed_at_[row] = std::max(changed_at_[row], record.changed_at);
  revisions_[row] = file.revision;
  standings_.set(row, standing_text(file));
  lines_.add(spot(row), row);
  set_names(row, whole.records);
  set_fields(row, whole.records);
  joined_to_.erase(row);
  if (file.joined) joined_to_.emplace(row, file.joined->to);
  set_due(row, whole.records);
  kept_until_[row] =
      closed_[row] != 0 && !file.joined ? care::kept_until(whole.records) : std::nullopt;
  served_[row] = care::served_in(*catalogue_, whole.records);
  set_marks(row, whole.records);
}

void Table::touch(CaseId id, Instant at) {
  const auto row = row_of(id);
  if (!row || changed_at_[*row] >= at) return;
  lines_.remove(spot(*row));
  changed_at_[*row] = at;
  lines_.add(spot(*row), *row);
}

void Table::remove(CaseId id) {
  const auto found = row_of_.find(id);
  if (found == row_of_.end()) return;
  const auto row = found->second;
  lines_.remove(spot(row));
  row_of_.erase(found);
  joined_to_.erase(row);
  free_.push_back(row);
  set_names(row, {});
  set_fields(row, {});
  set_due(row, {});
  kept_until_[row] = std::nullopt;
  served_[row].clear();
  set_marks(row, {});
  standings_.clear(row);
  ids_[row] = {};
  used_[row] = closed_[row] = 0;
  opened_at_[row] = changed_at_[row] = {};
  revisions_[row] = 0;
}

Row Table::row_for(CaseId id) {
  if (const auto known = row_of(id)) return *known;
  // Some at a time: there are many columns to be made longer.
  if (free_.empty()) grow(rows() + 1 + rows() / 16);
  const auto row = free_.back();
  free_.pop_back();
  row_of_.emplace(id, row);
  ids_[row] = id;
  used_[row] = 1;
  return row;
}

void Table::reserve(std::size_t cases) {
  row_of_.reserve(cases);
  if (cases > rows()) grow(cases);
}

void Table::grow(std::size_t to) {
  const auto from = rows();
  ensure(to < std::numeric_limits<Row>::max());
  resize(to);
  for (auto row = to; row-- > from;) free_.push_back(static_cast<Row>(row));
}

Lines::Spot Table::spot(Row row) const {
  return {.standing = standing_code(row),
          .state = state(row),
          .changed_at = changed_at_[row],
          .opened_at = opened_at_[row],
          .id = ids_[row]};
}

void Table::resize(std::size_t rows) {
  ids_.resize(rows);
  used_.resize(rows);
  closed_.resize(rows);
  opened_at_.resize(rows);
  changed_at_.resize(rows);
  revisions_.resize(rows);
  people_of_.resize(rows);
  kept_until_.resize(rows);
  due_.resize(rows);
  served_.resize(rows);
  marks_.resize(rows);
  standings_.resize(rows);
  names_.resize(rows);
  for (auto& column : columns_) column.resize(rows);
}

void Table::set_marks(Row row, const std::vector<Record>& records) {
  for (const auto mark : marks_[row]) {
    const auto [begin, end] = row_of_mark_.equal_range(mark);
    const auto own = std::find_if(begin, end, [&](const auto& each) { return each.second == row; });
    if (own != end) row_of_mark_.erase(own);
  }
  marks_[row].clear();
  for (const auto& record : records)
    for (const auto* field : found_by_) {
      if (field->kind != record.kind) continue;
      const auto text = text_in(record.fields, field->name);
      const auto mark =
          field->find == "alleged" ? mark_of_alleged(text) : mark_of(field->find, text);
      if (!mark) continue;
      marks_[row].push_back(*mark);
      row_of_mark_.emplace(*mark, row);
    }
}

std::vector<Row> Table::found_exactly(std::string_view text) const {
  std::vector<Row> out;
  for (const auto* const kind : {"phone", "number"})
    if (const auto mark = mark_of(kind, text)) {
      const auto [begin, end] = row_of_mark_.equal_range(*mark);
      for (auto at = begin; at != end; ++at) out.push_back(at->second);
    }
  if (const auto code = code_asked(text))
    for (Row row = 0; row < rows(); ++row)
      if (used_[row] != 0 && code_of(ids_[row]) == *code) out.push_back(row);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<Row> Table::naming(std::string_view alleged) const {
  std::vector<Row> out;
  if (const auto mark = mark_of_alleged(alleged)) {
    const auto [begin, end] = row_of_mark_.equal_range(*mark);
    for (auto at = begin; at != end; ++at) out.push_back(at->second);
  }
  return out;
}

void Table::set_due(Row row, const std::vector<Record>& records) {
  due_[row] = care::due_in(*catalogue_, records);
  if (closed_[row] != 0 && !joined_to(row))
    std::erase_if(due_[row], [](const care::Due& due) { return due.kind->name != "follow_up"; });
  due_[row].shrink_to_fit();
}

std::vector<std::string> Table::names_of(const Record& person) const {
  std::vector<std::string> out;
  if (const auto name = text_in(person.fields, called); !name.empty()) out.emplace_back(name);
  std::string legal;
  for (const auto* part : name_parts_) {
    const auto text = text_in(person.fields, part->name);
    if (text.empty()) continue;
    if (!legal.empty()) legal += ' ';
    legal += text;
  }
  if (!legal.empty() && (out.empty() || out.front() != legal)) out.push_back(std::move(legal));
  return out;
}

void Table::set_names(Row row, const std::vector<Record>& records) {
  index_.remove(row);
  std::string joined;
  std::size_t people = 0;
  for (const auto& record : records) {
    if (record.kind != "person") continue;
    const auto names = names_of(record);
    // The first is the main person's, even when that one has none.
    if (people++ == 0 && names.empty()) joined += between_names;
    for (const auto& name : names) {
      index_.add(row, name);
      joined += name;
      joined += between_names;
    }
  }
  names_.set(row, joined);
  constexpr std::size_t most = std::numeric_limits<std::uint16_t>::max();
  people_ -= people_of_[row];
  people_of_[row] = static_cast<std::uint16_t>(std::min(people, most));
  people_ += people_of_[row];
}

void Table::set_fields(Row row, const std::vector<Record>& records) {
  for (auto& column : columns_) column.clear(row);
  for (const auto kind : kept_kinds) {
    const auto* record = first_of(records, kind);
    if (!record) continue;
    for (const auto& [name, value] : record->fields)
      if (const auto found = column_of_.find(name); found != column_of_.end())
        columns_[found->second].set(row, value);
  }
}

std::optional<Row> Table::row_of(CaseId id) const {
  const auto found = row_of_.find(id);
  if (found == row_of_.end()) return std::nullopt;
  return found->second;
}

const CaseId* Table::joined_to(Row row) const {
  const auto found = joined_to_.find(row);
  return found == joined_to_.end() ? nullptr : &found->second;
}

access::Standing Table::standing(Row row) const {
  access::Standing out{
      .case_id = ids_[row], .forgotten = false, .team = {}, .owner = {}, .helpers = {}};
  auto text = standings_.text(row);
  ensure(!text.empty());
  out.from_packet = text.front() == packet_mark;
  text.remove_prefix(1);
  if (const auto team = take_id<TeamId>(text); !team.empty()) out.team = team;
  out.owner = take_id<AccountId>(text);
  while (!text.empty()) {
    const char mark = text.front();
    text.remove_prefix(1);
    const auto account = take_id<AccountId>(text);
    if (mark == helper_mark) out.helpers.push_back(account);
    if (mark == kept_out_mark) out.kept_out.push_back(account);
    if (mark == visit_mark) out.visits.push_back({account, take_instant(text)});
  }
  return out;
}

std::string_view Table::name(Row row) const {
  const std::string_view joined = names_.text(row);
  return joined.substr(0, joined.find(between_names));
}

std::vector<std::string_view> Table::names(Row row) const {
  std::vector<std::string_view> out;
  for (std::string_view rest = names_.text(row); !rest.empty();) {
    const auto end = rest.find(between_names);
    out.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return out;
}

const FieldColumn* Table::column(std::string_view field) const {
  const auto found = column_of_.find(field);
  return found == column_of_.end() ? nullptr : &columns_[found->second];
}

std::size_t Table::bytes() const {
  auto out = held_by(ids_) + held_by(used_) + held_by(closed_) + held_by(opened_at_) +
             held_by(changed_at_) + held_by(revisions_) + held_by(people_of_) + held_by(free_) +
             standings_.bytes() + lines_.bytes() + names_.bytes();
  for (const auto& column : columns_) out += column.bytes();
  constexpr auto of_node = sizeof(CaseId) + sizeof(Row) + 3 * sizeof(void*);
  return out + row_of_.size() * of_node;
}

}  // namespace ts::frames
