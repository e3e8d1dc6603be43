#pragma once

#include <memory>

#include "access/trial.h"
#include "documents/documents.h"

/// For tests: the documents of one organisation on disk.
namespace ts::documents::trial {

class DocumentsTest : public access::trial::StoreTest {
 protected:
  DocumentsTest() { DocumentsTest::start(); }
  ~DocumentsTest() override { DocumentsTest::stop(); }

  void start() override {
    DocumentsTest::stop();
    StoreTest::start();
    documents_ = std::make_unique<Documents>(*keyring_);
  }
  void stop() override {
    documents_.reset();
    StoreTest::stop();
  }

  std::unique_ptr<Documents> documents_;
};

}  // namespace ts::documents::trial
