#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/failure.h"
#include "openrosa/answers.h"
#include "openrosa/form.h"
#include "openrosa/multipart.h"
#include "openrosa/submission.h"

namespace ts::openrosa {
namespace {

constexpr std::string_view a_form =
    R"(<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms"
 xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>First talk</h:title><model>
<instance><data id="talk" version="v2"><prs_FirstName/><meta><instanceID/></meta></data></instance>
<instance id="list"><root><item/></root></instance></model></h:head><h:body/></h:html>)";

template <class F>
std::string refused(F&& body) {
  try {
    body();
    return "";
  } catch (const Failure& failure) {
    return std::string{failure.key().text()};
  }
}

TEST(XForm, says_what_it_is) {
  const auto form = form_of(a_form);
  EXPECT_EQ(form.id, "talk");
  EXPECT_EQ(form.name, "First talk");
  EXPECT_EQ(form.version, "v2");
}

TEST(XForm, that_is_none_is_refused) {
  for (const std::string_view text :
       {"", "no XML", "<html/>", "<data id='x'/>", "<h:html xmlns:h='x'><h:head/></h:html>",
        "<!DOCTYPE html><html><head><instance><data id='x'/></instance></head></html>"})
    EXPECT_EQ(refused([&] { form_of(text); }), "phone.not_a_form") << text;
  EXPECT_EQ(refused([] { form_of(std::string{a_form}.substr(0, 300)); }), "phone.not_a_form");
}

TEST(Submission, gives_its_answers_in_order_and_nothing_of_the_phone) {
  const auto out = submission_of(
      "<data id='talk' version='v2' xmlns:orx='http://openrosa.org/xforms'><start>2026</start>"
      "<deviceid>1</deviceid><name>Ilma &amp; Otto</name><empty/><group><way>sea air</way></group>"
      "<group><way>road</way></group><orx:meta><orx:instanceID>uuid:1</orx:instanceID>"
      "<orx:deprecatedID>uuid:0</orx:deprecatedID><orx:instanceName>x</orx:instanceName>"
      "</orx:meta></data>");
  EXPECT_EQ(out.instance, "uuid:1");
  EXPECT_EQ(out.deprecated, "uuid:0");
  EXPECT_EQ(out.form, "talk");
  EXPECT_EQ(out.version, "v2");
  using Answers = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(out.answers, (Answers{{"name", "Ilma & Otto"}, {"way", "sea air"}, {"way", "road"}}));
}

TEST(Submission, that_is_none_is_refused) {
  const std::string meta = "<meta><instanceID>uuid:1</instanceID></meta>";
  std::string deep;
  for (int i = 0; i < 40; ++i) deep = "<a>" + deep + "</a>";
  std::string many;
  for (int i = 0; i < 6000; ++i) many += "<a>x</a>";
  for (const auto& text :
       {std::string{}, std::string{"<data id='x'/>"}, "<data>" + meta + "</data>",
        "<data id='x'>" + meta, "<data id='x'>" + deep + meta + "</data>",
        "<data id='x'>" + many + meta + "</data>",
        "<!DOCTYPE data [<!ENTITY e 'e'>]><data id='x'>&e;" + meta + "</data>",
        "<data id='x'><meta><instanceID>" + std::string(250, 'u') + "</instanceID></meta></data>"})
    EXPECT_EQ(refused([&] { submission_of(text); }), "phone.not_a_submission")
        << text.substr(0, 60);
}

TEST(Multipart, is_taken_apart) {
  const auto parts = parts_of("Multipart/Form-Data; boundary=\"b b\"",
                              "before\r\n--b b\r\nContent-Disposition: form-data; "
                              "filename=\"f\"; name=\"one\"\r\nX: y\r\n\r\nfirst\r\n\r\n--b b\r\n"
                              "content-disposition: form-data; name=two\r\n\r\n\r\n--b b--\r\n");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "one");
  EXPECT_EQ((*parts)[0].content, "first\r\n");
  EXPECT_EQ((*parts)[1].name, "two");
  EXPECT_EQ((*parts)[1].content, "");
}

TEST(Multipart, that_is_not_whole_is_none) {
  const std::string whole = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nabc\r\n--b--";
  EXPECT_TRUE(parts_of("multipart/form-data; boundary=b", whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parts_of("multipart/form-data; boundary=b", whole.substr(0, size))) << size;
  EXPECT_FALSE(parts_of("application/json", whole));
  EXPECT_FALSE(parts_of("multipart/form-data", whole));
  EXPECT_FALSE(parts_of("multipart/form-data; boundary=", whole));
}

RC_GTEST_PROP(Multipart, gives_back_what_was_put_in, ()) {
  const auto contents = *rc::gen::resize(
      8, rc::gen::container<std::vector<std::string>>(
             rc::gen::container<std::string>(rc::gen::element('a', '-', '\r', '\n', '\0', '"'))));
  std::string body;
  for (const auto& content : contents)
    body += "--0zq\r\nContent-Disposition: form-data; name=\"p\"\r\n\r\n" + content + "\r\n";
  body += "--0zq--\r\n";
  const auto parts = parts_of("multipart/form-data; boundary=0zq", body);
  RC_ASSERT(parts.has_value() == true);
  RC_ASSERT(parts->size() == contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i) RC_ASSERT((*parts)[i].content == contents[i]);
}

TEST(Answers, hold_no_mark_that_was_not_put_there) {
  EXPECT_NE(form_list({{.form = {.id = "a<b", .name = "x", .version = "1"},
                        .hash = "00",
                        .address = "http://h/f"}})
                .find("<formID>a&lt;b</formID>"),
            std::string::npos);
  EXPECT_NE(answer("<&>").find("&lt;&amp;&gt;"), std::string::npos);
}

}  // namespace
}  // namespace ts::openrosa
