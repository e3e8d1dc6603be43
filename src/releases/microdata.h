#pragma once

#include "base/progress.h"
#include "release/recoding.h"
#include "releases/package.h"

/// Microdata: a row for each person, for those who must publish such.
namespace ts::releases {

struct MicrodataWish {
  std::uint32_t k = 10;  ///< people at least who are alike in what others may know
  std::uint32_t l = 1;   ///< different values at least among them of what is to stay unknown
  double t = 1;          ///< t-closeness: release/recoding.h
};

struct Microdata {
  release::Table table;  ///< the columns that are quasi-identifiers, then the sensitive one
  release::RecodingWish wish;
  release::Recoding recoding;
};

/// Makes the columns of `source` that are said to be quasi-identifiers coarser along their groups,
/// and leaves some rows out, until k, l and t hold; columns of which nothing is said are not
/// released. `Failure{invalid}`: "release.k_small", "release.k_above_rows",
/// "release.no_quasi_identifier", "release.takes_one_value" (a column that takes several cannot be
/// either), "release.one_sensitive" (l or t without a sensitive column, or two of them).
Microdata microdata(const Source& source, const MicrodataWish& wish, const Progress& progress = {});

/// microdata.csv, its rows in an order that tells nothing, codebook.csv and proof.json:
/// docs/formats/release-package.md.
Files package_of(const Source& source, const MicrodataWish& wish, const Microdata& made,
                 const Origin& origin);

}  // namespace ts::releases
