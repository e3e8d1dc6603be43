#pragma once

#include <boost/json/object.hpp>

#include "base/progress.h"
#include "documents/documents.h"
#include "estimate/table.h"
#include "studies/study.h"

/// From a table to what is kept of a study. Pure: no clock, no file, no network.
namespace ts::studies {

/// What came out of it.
struct Outcome {
  boost::json::object inside;   ///< every figure
  boost::json::object outside;  ///< small counts are not in it
  documents::Files files;       ///< to be downloaded; as `outside`
};

/// Reads the table. `Failure{invalid}` with what is wrong by line and list.
estimate::CaptureTable read_table(Form form, std::string csv);

Outcome run(const Question& question, const estimate::CaptureTable& table,
            const Progress& progress);

}  // namespace ts::studies
