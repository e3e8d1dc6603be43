#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>

#include "base/failure.h"
#include "estimates/read_lists.h"
#include "estimates/strata_results.h"

namespace ts::estimates {
namespace {

namespace json = boost::json;
using estimate::Mask;

const std::string invented =
    "A,B,C,D,count\n1,0,0,0,120\n0,1,0,0,90\n0,0,1,0,160\n0,0,0,1,70\n1,1,0,0,14\n1,0,1,0,22\n"
    "0,1,1,0,17\n0,1,0,1,9\n0,0,1,1,12\n1,1,1,0,5\n0,1,1,1,2\n1,1,1,1,1\n";

estimate::StudyOptions quick() {
  estimate::StudyOptions out;
  out.replicates = 200;
  out.threads = 1;
  out.latent.chains = 2;
  out.latent.burn_in = 50;
  out.latent.sweeps = 100;
  return out;
}

const estimate::Study& study() {
  static const auto out = estimate::run_study(read_histories(invented), quick());
  return out;
}

/// The keys of everything that is wrong, with where; the failure's own when it has no problems.
template <class Read>
std::vector<std::string> wrong_in(const Read& read) {
  try {
    read();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.fault(), Fault::invalid);
    std::vector<std::string> out;
    for (const auto& each : failure.problems())
      out.push_back(each.field + ": " + std::string{each.message.text()});
    if (out.empty()) out.emplace_back(failure.key().text());
    return out;
  }
  return {};
}
std::vector<std::string> wrong(const std::string& csv, bool pairs = false) {
  return wrong_in([&] { pairs ? read_overlaps(csv) : read_histories(csv); });
}

using Wrong = std::vector<std::string>;

TEST(ReadLists, histories_with_their_counts) {
  const auto table = read_histories(invented);
  EXPECT_EQ(table.names, (std::vector<std::string>{"A", "B", "C", "D"}));
  EXPECT_EQ(table.counts.people(), 522);
  EXPECT_EQ(table.counts.history[0b0011], 14);
  EXPECT_EQ(table.counts.margin[0b0011], 20);
}

TEST(ReadLists, a_line_a_person_gives_the_same) {
  const auto table = read_histories("id,A,B\nx1,1,0\nx2,1,1\nx3,1,0\nx4,0,1\n");
  EXPECT_EQ(table.counts.history, (std::vector<double>{0, 2, 1, 1}));
}

TEST(ReadLists, says_line_by_line_what_is_wrong) {
  EXPECT_EQ(wrong("A,B,C,count\n0,0,0,5\n1,0,0,7\n"), Wrong{"line 2: estimate.unseen_row"});
  EXPECT_EQ(wrong("A,B,count\n1,0,-2\n"), Wrong{"line 2: estimate.negative_count"});
  EXPECT_EQ(wrong("A,B,count\n1,0,2.5\n0,1,<5\n"),
            (Wrong{"line 2: estimate.not_whole", "line 3: estimate.suppressed"}));
  EXPECT_EQ(wrong("A,B,count\n1,0,*\n0,1,..\n"),
            (Wrong{"line 2: estimate.suppressed", "line 3: estimate.suppressed"}));
  EXPECT_EQ(wrong("A,B,count\n1,0,2\n1,0,3\n"), Wrong{"line 3: estimate.same_history_twice"});
  EXPECT_EQ(wrong("A,B,count\n1,2,2\n"), Wrong{"line 2: estimate.not_a_mark"});
  EXPECT_EQ(wrong("A,B,count\n1,0,1000000000\n"), Wrong{"line 2: estimate.too_many_people"});
  EXPECT_EQ(wrong("A,B,count\n1,0,99999999999999999999999\n"),
            Wrong{"line 2: estimate.too_many_people"});
  EXPECT_EQ(wrong("A,count\n1,5\n"), Wrong{"estimate.one_list"});
  EXPECT_EQ(wrong("count\n5\n"), Wrong{"estimate.no_lists"});
  EXPECT_EQ(wrong("A,B,count\n"), Wrong{"estimate.nobody"});
  EXPECT_EQ(wrong("A,B,count\n1,1,0\n"), Wrong{"estimate.nobody"});
  EXPECT_EQ(wrong("A,B,C,D,E,F,G,H,I,J\n1,1,1,1,1,1,1,1,1,1\n"), Wrong{"estimate.too_many_lists"});
  EXPECT_EQ(wrong("id,A,B\nx,0,0\n"), Wrong{"line 2: estimate.unseen_row"});
  EXPECT_EQ(wrong(""), Wrong{"csv.empty"});
  EXPECT_FALSE(wrong("A,A,count\n1,1,5\n").empty());
}

TEST(ReadLists, of_many_mistakes_the_first_twenty_are_enough) {
  std::string csv = "A,B,count\n";
  for (int i = 0; i < 100; ++i) csv += "x,y,z\n";
  EXPECT_EQ(wrong(csv).size(), 20U);
}

std::vector<std::string> wrong_strata(const std::string& csv) {
  return wrong_in([&] { read_strata(csv, "sex"); });
}

TEST(ReadLists, strata_are_parts_of_a_table) {
  const auto strata =
      read_strata("A,sex,B,count\n1,f,0,5\n0,m,1,6\n1,m,1,7\n0,f,1,8\n1,m,0,1\n", "sex");
  ASSERT_EQ(strata.size(), 2U);
  EXPECT_EQ(strata[0].name, "f");
  EXPECT_EQ(strata[0].table.names, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(strata[0].table.counts.history, (std::vector<double>{0, 5, 8, 0}));
  EXPECT_EQ(strata[1].table.counts.history, (std::vector<double>{0, 1, 6, 7}));
  const auto people = read_strata("sex,A,B\nf,1,0\nm,1,1\nf,1,0\n", "sex");
  EXPECT_EQ(people[0].table.counts.history, (std::vector<double>{0, 2, 0, 0}));
}

TEST(ReadLists, says_what_is_wrong_with_strata) {
  EXPECT_EQ(wrong_strata("A,B,count\n1,0,5\n"), Wrong{"strata: estimate.no_such_column"});
  EXPECT_EQ(wrong_strata("sex,A,B\n,1,0\nf,1,1\n"), Wrong{"line 2: estimate.no_stratum"});
  EXPECT_EQ(wrong_strata("sex,A,B\n"), Wrong{"estimate.nobody"});
  // Lines are those of the file, not of the stratum.
  EXPECT_EQ(wrong_strata("sex,A,B,count\nf,1,0,5\nm,1,0,5\nf,1,0,6\n"),
            Wrong{"line 4: estimate.same_history_twice"});
  std::string many = "sex,A,B\n";
  for (std::size_t i = 0; i <= most_strata; ++i) many += std::to_string(i) + ",1,1\n";
  EXPECT_EQ(wrong_strata(many), Wrong{"estimate.too_many_strata"});
}

TEST(ReadLists, sizes_and_overlaps) {
  const auto table =
      read_overlaps("list,other,people\nA,,100\nB,,80\nC,C,60\nA,B,10\nC,A,5\nB,C,7\n,,220\n");
  EXPECT_FALSE(table.counts.histories_known());
  EXPECT_EQ(table.counts.people(), 220);
  EXPECT_EQ(table.counts.margin[0b101], 5);
}

TEST(ReadLists, says_which_overlap_is_wrong) {
  EXPECT_EQ(wrong("a,b\n1,2\n", true), Wrong{"estimate.pairs_header"});
  EXPECT_EQ(wrong("list,other,people\nA,,100\nB,,80\n,,170\n", true),
            Wrong{"A, B: estimate.missing_figure"});
  EXPECT_EQ(wrong("list,other,people\nA,,100\nB,,80\nA,B,10\n", true),
            Wrong{"people: estimate.missing_figure"});
  EXPECT_EQ(wrong("list,other,people\nA,,100\nB,,80\nA,B,10\nB,A,10\n,,170\n", true),
            Wrong{"line 5: estimate.same_figure_twice"});
  EXPECT_EQ(wrong("list,other,people\nA,,100\nB,,80\nA,B,90\n,,170\n", true),
            Wrong{"B: estimate.overlap_above_list"});
  EXPECT_EQ(wrong("list,other,people\nA,,100\nB,,80\nA,B,10\n,,90\n", true),
            Wrong{"A: estimate.people_below_list"});
  EXPECT_EQ(wrong("list,other,people\nA,,100\nB,,80\nA,B,10\n,,150\n", true),
            Wrong{"overlaps: estimate.contradictory"});
  EXPECT_EQ(wrong("list,other,people\nA,,many\n", true), Wrong{"line 2: estimate.not_whole"});
}

TEST(ReadLists, what_is_written_is_read_again) {
  rc::check("any table of histories", [] {
    const auto lists = *rc::gen::inRange(2U, 6U);
    std::string csv;
    for (unsigned i = 0; i < lists; ++i) csv += "list " + std::to_string(i) + ",";
    csv += "count\n";
    std::vector<double> wanted(estimate::cells_of(lists));
    for (std::size_t w = 1; w < wanted.size(); ++w) {
      wanted[w] = *rc::gen::inRange(0, 1000);
      for (unsigned i = 0; i < lists; ++i) csv += (w >> i & 1U) != 0 ? "1," : "0,";
      csv += std::to_string(static_cast<int>(wanted[w])) + "\r\n";
    }
    double people = 0;
    for (const double x : wanted) people += x;
    RC_PRE(people > 0);
    RC_ASSERT(read_histories(csv).counts.history == wanted);
  });
}

TEST(ReadLists, nonsense_is_refused_and_never_more) {
  rc::check("any text", [](const std::string& text) {
    for (const bool pairs : {false, true}) {
      try {
        pairs ? read_overlaps(text) : read_histories(text);
      } catch (const Failure&) {
      }
    }
  });
}

TEST(Disclosure, small_counts_are_hidden_and_others_rounded) {
  const auto outside = Disclosure::outside();
  EXPECT_EQ(outside.count(0), 0);
  for (const double few : {1, 2, 3, 4}) EXPECT_FALSE(outside.count(few));
  EXPECT_EQ(outside.count(5), 5);
  EXPECT_EQ(outside.count(1013), 1015);
  EXPECT_EQ(outside.estimate(11312.99), 11300);
  EXPECT_EQ(outside.estimate(612.4), 610);
  EXPECT_EQ(outside.estimate(12.6), 15);
  EXPECT_EQ(outside.unseen(839, 187), 655);
  EXPECT_EQ(outside.expected(12), 10);
  EXPECT_EQ(Disclosure::inside().unseen(839, 187), 652);
  EXPECT_EQ(Disclosure::inside().count(3), 3);
  EXPECT_EQ(Disclosure::inside().estimate(11312.99), 11312.99);
  const report::Words words{lang::built_in("estimate"), "en"};
  EXPECT_EQ(outside.count_text(words, 3), "<5");
  EXPECT_EQ(outside.count_text(words, 1013), "1,015");
}

TEST(Disclosure, what_is_hidden_cannot_be_worked_out_from_a_sum_and_its_parts) {
  const auto outside = Disclosure::outside();
  rc::check("a hidden part may still be any from 1 to 4", [&] {
    const double hidden = *rc::gen::inRange(1, 5);
    const auto others =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(5, 200)));
    double sum = hidden, shown = 0;
    for (const double other : others) {
      sum += other;
      shown += *outside.count(other);
    }
    RC_PRE(sum >= 5);
    // The sum is two off at most, and so is each part that is shown.
    const double worked_out = *outside.count(sum) - shown;
    const double off = 2 * static_cast<double>(others.size() + 1);
    RC_ASSERT(worked_out - off <= 1 && worked_out + off >= 4);
  });
}

TEST(Json, has_every_method_and_no_infinite_number) {
  const auto text = to_json(study(), Disclosure::inside(), {"1.0", "abc"});
  const auto out = json::parse(text).as_object();
  EXPECT_EQ(out.at("answers").as_array().size(), estimate::all_methods.size());
  EXPECT_EQ(out.at("input").at("people").as_int64(), 522);
  EXPECT_EQ(out.at("input").at("digest").as_string(), "abc");
  EXPECT_EQ(out.at("sensitivity").at("thresholds").as_array().size(), 7U);
  EXPECT_EQ(text, to_json(study(), Disclosure::inside(), {"1.0", "abc"}));
  EXPECT_EQ(text.find("nan"), std::string::npos);
}

TEST(Json, hides_small_counts_when_it_leaves) {
  const auto out = json::parse(to_json(study(), Disclosure::outside(), {"1.0", ""})).as_object();
  for (const auto& pair : out.at("pairs").as_array()) {
    const auto& seen = pair.at("observed");
    EXPECT_TRUE(seen.is_null() || seen.as_int64() % 5 == 0);
  }
  EXPECT_EQ(out.at("input").at("people").as_int64(), 520);
  // Nor what a count could be worked out from.
  for (const auto& pair : out.at("pairs").as_array()) {
    EXPECT_TRUE(pair.at("chapman").is_null());
    EXPECT_EQ(pair.at("expected").as_int64() % 5, 0);
  }
  for (const auto& each : out.at("stepwise").at("coefficients").as_array())
    EXPECT_TRUE(each.at("value").is_null());
}

TEST(Csv, a_line_each_interval_and_each_model) {
  const auto answers = answers_csv(study(), Disclosure::inside());
  EXPECT_TRUE(answers.starts_with("method,outcome,total,interval,low,high,unreliable,model\n"));
  EXPECT_NE(answers.find("\nstepwise,estimated,"), std::string::npos);
  const auto models = models_csv(study(), Disclosure::outside());
  EXPECT_EQ(std::count(models.begin(), models.end(), '\n'), 65);  // all 64 pair models
  EXPECT_NE(sensitivity_csv(study(), Disclosure::inside()).find("\nwithout_list,A,"),
            std::string::npos);
}

TEST(Report, speaks_every_language_and_knows_all_its_words) {
  for (const auto language : lang::spoken_languages) {
    const report::Words words{lang::built_in("estimate"), language};
    const auto html = report_html(study(), Disclosure::outside(), {"1.0", "abc"}, words);
    for (const auto& key : lang::built_in("estimate").keys("en"))
      EXPECT_EQ(html.find(key), std::string::npos) << language << ' ' << key;
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("http"), html.find("http-equiv"));
    EXPECT_NE(html.find(words("estimate.method.graphs")), std::string::npos);
  }
}

TEST(Report, does_not_show_a_count_below_five) {
  // One person is on A, B, C and D, and two are on B, C and D.
  const report::Words words{lang::built_in("estimate"), "en"};
  const auto html = report_html(study(), Disclosure::outside(), {"1.0", ""}, words);
  EXPECT_NE(html.find("&lt;5"), std::string::npos);
  EXPECT_EQ(html.find("522"), std::string::npos);
  const auto inside = report_html(study(), Disclosure::inside(), {"1.0", ""}, words);
  EXPECT_NE(inside.find("522"), std::string::npos);
  EXPECT_NE(inside.find(words("estimate.inside_title")), std::string::npos);
}

TEST(Report, a_refusal_gives_reasons_and_no_number) {
  const auto refused =
      estimate::run_study(read_histories("A,B,C,count\n1,0,0,60\n0,1,0,90\n0,0,1,30\n"), quick());
  const report::Words words{lang::built_in("estimate"), "en"};
  const auto html = report_html(refused, Disclosure::outside(), {"1.0", ""}, words);
  EXPECT_NE(html.find(words("estimate.refusal.no_overlap")), std::string::npos);
  EXPECT_EQ(html.find(words("estimate.section.answers")), std::string::npos);
  const auto out = json::parse(to_json(refused, Disclosure::outside(), {"1.0", ""})).as_object();
  EXPECT_EQ(out.at("refusals").as_array().size(), 1U);
  EXPECT_TRUE(out.at("answers").as_array().empty());
  EXPECT_TRUE(answers_csv(refused, Disclosure::outside()).ends_with("model\n"));
}

TEST(Report, of_overlaps_only_says_so) {
  const auto bare = estimate::run_study(estimate::overlaps_only(read_histories(invented)), quick());
  const report::Words words{lang::built_in("estimate"), "ar"};
  const auto html = report_html(bare, Disclosure::outside(), {"1.0", ""}, words);
  EXPECT_NE(html.find(words("estimate.warning.margins_only")), std::string::npos);
  EXPECT_NE(html.find(words("estimate.outcome.needs_histories")), std::string::npos);
  EXPECT_NE(html.find("dir=\"rtl\""), std::string::npos);
}

/// The invented table, and a part that is too thin.
const estimate::StrataStudy& strata() {
  static const auto out = [] {
    const std::vector<estimate::Stratum> parts{
        {"women", read_histories(invented)},
        {"men", read_histories("A,B,C,count\n1,0,0,7\n0,1,0,6\n0,0,1,5\n1,1,0,3\n")}};
    return estimate::run_strata(parts, quick());
  }();
  return out;
}

TEST(Strata, have_a_report_that_says_which_part_has_no_estimate) {
  for (const auto language : lang::spoken_languages) {
    const report::Words words{lang::built_in("estimate"), language};
    const auto html = report_html(strata(), Disclosure::outside(), {"1.0", "abc"}, words);
    for (const auto* key :
         {"estimate.no_sum", "estimate.refusal.thin_stratum", "estimate.sum_text"})
      EXPECT_NE(html.find(words(key)), std::string::npos) << language << ' ' << key;
    EXPECT_NE(html.find(words("estimate.sum_without", {{"parts", "men"}})), std::string::npos);
    for (const auto& key : lang::built_in("estimate").keys("en"))
      EXPECT_EQ(html.find(key), std::string::npos) << language << ' ' << key;
  }
  const report::Words words{lang::built_in("estimate"), "en"};
  const std::vector<estimate::Stratum> one{{"women", read_histories(invented)}};
  const auto whole = estimate::run_strata(one, quick());
  const auto html = report_html(whole, Disclosure::inside(), {"1.0", "abc"}, words);
  EXPECT_NE(html.find(words("estimate.limits.added")), std::string::npos);
  EXPECT_NE(html.find(words("estimate.inside")), std::string::npos);
}

TEST(Strata, are_in_the_files_each_by_its_name) {
  const auto out = json::parse(to_json(strata(), Disclosure::outside(), {"1.0", ""})).as_object();
  EXPECT_EQ(out.at("strata").as_array().size(), 2U);
  EXPECT_EQ(out.at("strata").at(1).at("study").at("refusals").at(1), "thin_stratum");
  EXPECT_TRUE(out.at("sums").at(0).at("total").is_null());
  EXPECT_EQ(out.at("sums").at(0).at("without").at(0), "men");
  EXPECT_EQ(out.at("input").at("people").as_int64(), 545);  // 543, rounded
  const auto csv = answers_csv(strata(), Disclosure::outside());
  EXPECT_TRUE(csv.starts_with("stratum,method,outcome,total,"));
  EXPECT_NE(csv.find("\n\"\",stepwise,not_estimable,\"\","), std::string::npos);
  EXPECT_NE(csv.find("\nwomen,stepwise,estimated,"), std::string::npos);
}

}  // namespace
}  // namespace ts::estimates
