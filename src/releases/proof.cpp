#include "releases/proof.h"

#include <array>
#include <boost/json.hpp>
#include <utility>

#include "base/bytes.h"
#include "crypto/crypto.h"

namespace ts::releases {
namespace {

namespace json = boost::json;

BytesView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};  // NOLINT: bytes
}

json::object digest_of(std::string_view content) {
  return {{"bytes", content.size()}, {"blake2b_256", hex(crypto::hash(bytes_of(content)))}};
}

}  // namespace

Origin origin_of(std::string_view input) {
  std::array<std::uint8_t, 32> nonce{};
  crypto::random_fill(nonce);
  std::string bound{reinterpret_cast<const char*>(nonce.data()), nonce.size()};  // NOLINT: bytes
  bound += input;
  return {hex(crypto::hash(bytes_of(bound))), hex(nonce)};
}

std::string_view chance_of(bool seed_is_given) {
  return seed_is_given ? "given, for a test" : "drawn by a cryptographic generator";
}

std::string proof_of(const release::Table& table, const Origin& origin, ProofFacts facts,
                     const Files& files) {
  json::array columns;
  for (const auto& column : table.columns) columns.emplace_back(column.name());
  json::object hashes;
  for (const auto& [name, content] : files) hashes[name] = digest_of(content);
  json::object out{{"format", "turnstone-release-1"},
                   {"program", "turnstone " TS_VERSION},
                   {"input",
                    {{"people", facts.people},
                     {"columns", std::move(columns)},
                     {"commitment", origin.commitment}}},
                   {"parameters", std::move(facts.parameters)}};
  if (!facts.chance.empty()) out["seed"] = facts.chance;
  out["results"] = std::move(facts.results);
  out["files"] = std::move(hashes);
  return json::serialize(out) + '\n';
}

void accept_in_proof(Files& files, std::string_view because) {
  auto& proof = files.at("proof.json");
  auto value = json::parse(proof);
  auto& object = value.as_object();
  object["accepted"] = {{"because", because}};
  for (const auto& [name, content] : files)
    if (name != "proof.json") object.at("files").as_object()[name] = digest_of(content);
  proof = json::serialize(object) + '\n';
}

}  // namespace ts::releases
