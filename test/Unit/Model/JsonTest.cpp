//===- JsonTest.cpp - Values to JSON and back -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Json.h"
#include "JsonLayouts.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

//===----------------------------------------------------------------------===//
// Every field travels
//===----------------------------------------------------------------------===//

/// Stands for any field in an aggregate's initialiser.
struct AnyField {
  template <class T> operator T &() const; // Never defined.
};

namespace {

/// Gives every field a value that is not its default, so that one that is lost
/// on the way shows up as a difference.
class Filler {
public:
  template <class T> void fill(T &Value) {
    if constexpr (std::is_same_v<T, bool>)
      Value = !Value;
    else if constexpr (std::is_arithmetic_v<T>)
      Value = static_cast<T>(++Count);
    else if constexpr (std::is_enum_v<T>)
      fillEnum(Value);
    else
      Layout<T>::map(*this, Value);
  }
  void fill(std::string &Value) { Value = "text " + std::to_string(++Count); }
  void fill(Expression &Value) {
    Value = Expression::symbol("s" + std::to_string(++Count));
  }
  void fill(DeclGraph &Value) {
    DeclNode Node;
    fill(Node);
    Value.Nodes[Node.Identity] = Node;
  }
  template <class T> void fill(std::optional<T> &Value) {
    fill(Value.emplace());
  }
  template <class T> void fill(std::vector<T> &Value) {
    Value.resize(2);
    fill(Value[0]);
    fill(Value[1]);
  }
  template <class T> void fill(std::set<T> &Value) {
    T Element;
    fill(Element);
    Value.insert(Element);
  }
  template <class T> void fill(std::map<std::string, T> &Value) {
    std::string Key;
    fill(Key);
    fill(Value[Key]);
  }

  // What a layout calls.
  template <class T> void operator()(StringLiteral, T &Value) { fill(Value); }
  template <class T> void required(StringLiteral, T &Value) { fill(Value); }
  template <class T> void sparse(StringLiteral, T &Value) { fill(Value); }
  void choice(StringLiteral, bool &Value, StringLiteral, StringLiteral) {
    fill(Value);
  }
  void numberOrText(StringLiteral, std::string &Value) { fill(Value); }
  void place(SourcePlace &Value) {
    fill(Value.File);
    fill(Value.Line);
  }

private:
  template <class T> void fillEnum(T &Value) {
    const T Default = Value;
    for (const auto &[Key, Word] : Names<T>::Table)
      if (Key != Default)
        Value = Key;
  }
  int Count = 0;
};

/// Counts what a layout names.
struct FieldCounter {
  unsigned Count = 0;
  template <class T> void operator()(StringLiteral, T &) { ++Count; }
  template <class T> void required(StringLiteral, T &) { ++Count; }
  template <class T> void sparse(StringLiteral, T &) { ++Count; }
  void choice(StringLiteral, const bool &, StringLiteral, StringLiteral) {
    ++Count;
  }
  void numberOrText(StringLiteral, const std::string &) { ++Count; }
  void place(const SourcePlace &) { ++Count; }
};

template <class T, class... Fields> constexpr unsigned fieldCount() {
  if constexpr (requires { T{Fields{}..., AnyField{}}; })
    return fieldCount<T, Fields..., AnyField>();
  else
    return sizeof...(Fields);
}

template <class T> void expectAllFieldsNamed(const char *Name) {
  FieldCounter Counter;
  T Value;
  Layout<T>::map(Counter, Value);
  EXPECT_EQ(Counter.Count, fieldCount<T>())
      << Name << " has a field that its layout does not name";
}

template <class T> T filled() {
  T Value;
  Filler().fill(Value);
  return Value;
}

template <class T> std::string readBack(const json::Value &Document, T &Value) {
  json::Path::Root Root("document");
  Expected<json::Value> Parsed = parseJSON(printJSON(Document), "test");
  if (!Parsed)
    return toString(Parsed.takeError());
  return fromJSON(*Parsed, Value, Root) ? "" : toString(Root.getError());
}

} // namespace

TEST(JsonTest, LayoutsNameEveryField) {
#define CHECK_FIELDS(TYPE) expectAllFieldsNamed<TYPE>(#TYPE)
  CHECK_FIELDS(Note);
  CHECK_FIELDS(SourceRange);
  CHECK_FIELDS(FileChange);
  CHECK_FIELDS(Commit);
  CHECK_FIELDS(Claim);
  CHECK_FIELDS(Intent);
  CHECK_FIELDS(ClaimSet);
  CHECK_FIELDS(DeclEdge);
  CHECK_FIELDS(DeclNode);
  CHECK_FIELDS(Evidence);
  CHECK_FIELDS(ValueDomain);
  CHECK_FIELDS(ParameterModel);
  CHECK_FIELDS(Kernel);
  CHECK_FIELDS(LoopHead);
  CHECK_FIELDS(LaunchSlice);
  CHECK_FIELDS(Launch);
  CHECK_FIELDS(GlobalUse);
  CHECK_FIELDS(CallSite);
  CHECK_FIELDS(HostFunction);
  CHECK_FIELDS(HeuristicPiece);
  CHECK_FIELDS(Threshold);
  CHECK_FIELDS(Heuristic);
  CHECK_FIELDS(Inventory);
  CHECK_FIELDS(KernelChange);
  CHECK_FIELDS(LaunchConfiguration);
  CHECK_FIELDS(LaunchChange);
  CHECK_FIELDS(HeuristicChange);
  CHECK_FIELDS(FunctionChange);
  CHECK_FIELDS(KernelCode);
  CHECK_FIELDS(Occupancy);
  CHECK_FIELDS(OccupancyChange);
  CHECK_FIELDS(CodeEvidence);
  CHECK_FIELDS(LaunchFill);
  CHECK_FIELDS(LaunchEvidence);
  CHECK_FIELDS(StaticEvidence);
  CHECK_FIELDS(ChangeSet);
  CHECK_FIELDS(EntryStep);
  CHECK_FIELDS(EntrySide);
  CHECK_FIELDS(EntryPair);
  CHECK_FIELDS(PredictedLaunch);
  CHECK_FIELDS(Workload);
  CHECK_FIELDS(ClaimTest);
  CHECK_FIELDS(SideBuild::Stub);
  CHECK_FIELDS(SideBuild);
  CHECK_FIELDS(BenchmarkPlan);
#undef CHECK_FIELDS
}

TEST(JsonTest, CommitComesBack) {
  Commit Value = filled<Commit>(), Back;
  EXPECT_EQ(readBack(toJSON(Value), Back), "");
  EXPECT_EQ(Back, Value);
}

TEST(JsonTest, ClaimsComeBack) {
  ClaimSet Value = filled<ClaimSet>(), Back;
  EXPECT_EQ(readBack(toJSON(Value), Back), "");
  EXPECT_EQ(Back, Value);
}

TEST(JsonTest, InventoryComesBack) {
  Inventory Value = filled<Inventory>(), Back;
  for (HostFunction &Function : Value.Functions)
    Function.Launches = {1, 0};
  EXPECT_EQ(readBack(toJSON(Value), Back), "");
  EXPECT_EQ(Back, Value);
}

TEST(JsonTest, ChangesComeBack) {
  ChangeSet Value = filled<ChangeSet>(), Back;
  Value.Heuristics[0].Thresholds[0].What.Value = "-256";
  Value.Heuristics[0].Thresholds[1].What.Value = "007";
  EXPECT_EQ(readBack(toJSON(Commit(), Value), Back), "");
  EXPECT_EQ(Back, Value);
}

TEST(JsonTest, PlanComesBackWithoutFileTexts) {
  BenchmarkPlan Value = filled<BenchmarkPlan>(), Back;
  EXPECT_EQ(readBack(toJSON(Value), Back), "");
  for (FileChange &File : Value.Change.Files) {
    File.Before = File.After = std::nullopt;
    File.Patch.clear();
  }
  EXPECT_EQ(Back, Value);
}

TEST(JsonTest, DefaultValuesComeBack) {
  BenchmarkPlan Plan, PlanBack;
  EXPECT_EQ(readBack(toJSON(Plan), PlanBack), "");
  EXPECT_EQ(PlanBack, Plan);
  ClaimSet Claims, ClaimsBack;
  Claims.Claims.emplace_back();
  EXPECT_EQ(readBack(toJSON(Claims), ClaimsBack), "");
  EXPECT_EQ(ClaimsBack, Claims);
}

//===----------------------------------------------------------------------===//
// The contract
//===----------------------------------------------------------------------===//

TEST(JsonTest, ClaimsHaveTheDocumentedForm) {
  ClaimSet Set;
  Claim C;
  C.What = Metric::Time;
  C.Kind = ClaimKind::Ratio;
  C.Speedup = 2.5;
  C.Qualified = Qualifier::Average;
  C.Subject = About::EndToEnd;
  C.Text = "2.5x";
  C.Length = 4;
  Set.Claims = {C};
  EXPECT_EQ(printJSON(toJSON(Set)), R"({
  "claims": [
    {
      "about": "end_to_end",
      "baseline": "parent",
      "direction": null,
      "kind": "ratio",
      "length": 4,
      "metric": "time",
      "offset": 0,
      "qualifier": "avg",
      "rank": "message",
      "speedup": 2.5,
      "text": "2.5x"
    }
  ],
  "intent": {
    "domain": "",
    "evidence": [],
    "metric": "",
    "performance": false,
    "test_focus": "",
    "types": []
  },
  "schema": "perfclaim.claims/1",
  "statements": []
}
)");
}

TEST(JsonTest, ChangesHaveTheDocumentedForm) {
  ChangeSet Changes;
  KernelChange K;
  K.Name = "k";
  K.QualifiedName = "ns::k";
  K.Place = {"a.cu", 3};
  K.Reasons = {"body", "callee:f"};
  Changes.Kernels = {K};
  LaunchChange L;
  L.Kernel = "k";
  L.Function = "run";
  L.After = LaunchConfiguration{"g", "b", "", ""};
  Changes.Launches = {L};
  HeuristicChange H;
  H.Function = "run";
  H.Decides = "block";
  H.Thresholds = {{{"n < 256", "n", "256"}, "both"},
                  {{"n < k", "n", "k"}, "after"}};
  Changes.Heuristics = {H};
  FunctionChange F;
  F.Name = "f";
  F.Device = true;
  Changes.Functions = {F};
  Commit Change;
  Change.Id = "abc";
  FileChange File;
  File.Path = File.OldPath = "a.cu";
  File.Before = "old";
  File.After = "new";
  Change.Files = {File};

  json::Value Document = toJSON(Change, Changes);
  const json::Object &O = *Document.getAsObject();
  EXPECT_EQ(O.getString("schema"), StringRef("perfclaim.changes/1"));
  EXPECT_EQ(O.getObject("commit")->getString("id"), StringRef("abc"));
  const json::Object &InCommit =
      *(*O.getObject("commit")->getArray("files"))[0].getAsObject();
  EXPECT_EQ(InCommit.get("before"), nullptr) << "file texts are left out";
  const json::Object &Kernel = *(*O.getArray("kernels"))[0].getAsObject();
  EXPECT_EQ(Kernel.getString("qualified_name"), StringRef("ns::k"));
  EXPECT_EQ(Kernel.getString("file"), StringRef("a.cu"));
  EXPECT_EQ(Kernel.getInteger("line"), 3);
  EXPECT_EQ(Kernel.getString("change"), StringRef("modified"));
  EXPECT_EQ(Kernel.getString("code"), StringRef("unknown"));
  const json::Object &Launch = *(*O.getArray("launches"))[0].getAsObject();
  EXPECT_TRUE(Launch.getNull("before"));
  EXPECT_EQ(Launch.getObject("after")->getString("grid"), StringRef("g"));
  const json::Array &Thresholds =
      *(*O.getArray("heuristics"))[0].getAsObject()->getArray("thresholds");
  EXPECT_EQ(Thresholds[0].getAsObject()->getInteger("value"), 256);
  EXPECT_EQ(Thresholds[0].getAsObject()->getString("side"), StringRef("both"));
  EXPECT_EQ(Thresholds[1].getAsObject()->getString("value"), StringRef("k"));
  EXPECT_EQ((*O.getArray("functions"))[0].getAsObject()->getString("kind"),
            StringRef("device"));
}

//===----------------------------------------------------------------------===//
// Bad input
//===----------------------------------------------------------------------===//

static std::string parseError(StringRef Text) {
  Expected<json::Value> Parsed = parseJSON(Text, "x.json");
  return Parsed ? "" : toString(Parsed.takeError());
}

TEST(JsonTest, ParseErrorsGiveLineAndColumn) {
  EXPECT_EQ(parseError("[1, 2]"), "");
  EXPECT_EQ(parseError("{\n  \"a\" 1 }").substr(0, 9), "x.json:2:");
  EXPECT_NE(parseError("tru").find(": is not JSON: "), std::string::npos);
  EXPECT_EQ(parseError("").substr(0, 10), "x.json:1:1");
  EXPECT_EQ(parseError("[1,\n\n  \"\xff\"]").substr(0, 8), "x.json:3");
}

TEST(JsonTest, DeepNestingIsAnErrorNotACrash) {
  EXPECT_EQ(parseError(std::string(200, '[') + std::string(200, ']')), "");
  EXPECT_EQ(parseError(std::string(1000000, '[')),
            "x.json:1:201: JSON is nested deeper than 200 levels");
  // Brackets in strings do not nest.
  EXPECT_EQ(parseError("\"" + std::string(1000, '[') + "\\\"\""), "");
}

TEST(JsonTest, ReadErrorsNameThePath) {
  Commit Change;
  json::Value Bad =
      json::Object{{"files", json::Array{json::Object{{"path", "a"}},
                                         json::Object{{"path", 7}}}}};
  EXPECT_NE(readBack(Bad, Change).find("document.files[1].path"),
            std::string::npos);
  Inventory Side;
  json::Value Index = json::Object{
      {"functions",
       json::Array{json::Object{{"name", "f"}, {"launches", json::Array{0}}}}}};
  EXPECT_NE(readBack(Index, Side).find("launch index out of range"),
            std::string::npos);
  json::Value Negative = json::Object{
      {"notes", json::Array{json::Object{{"text", "t"}, {"line", -1}}}}};
  EXPECT_NE(readBack(Negative, Side).find("notes[0].line"), std::string::npos);
  json::Value Word = json::Object{
      {"claims",
       json::Array{json::Object{{"metric", "tempo"}, {"kind", "ratio"}}}}};
  ClaimSet Claims;
  EXPECT_NE(readBack(Word, Claims).find("unknown word"), std::string::npos);
}

TEST(JsonTest, RefusesAnotherDocument) {
  ClaimSet Claims;
  EXPECT_NE(readBack(toJSON(Commit()), Claims).find("schema"),
            std::string::npos);
}

TEST(JsonTest, BytesThatAreNotUtf8AreReplaced) {
  Commit Change;
  Change.Message = "caf\xe9";
  Change.Metadata["k\xff"] = "v";
  Commit Back;
  EXPECT_EQ(readBack(toJSON(Change), Back), "");
  EXPECT_EQ(Back.Message, "caf\xef\xbf\xbd");
  EXPECT_EQ(Back.Metadata.begin()->first, "k\xef\xbf\xbd");
}

TEST(JsonTest, NumbersThatJsonCannotSayBecomeNull) {
  ClaimSet Claims;
  Claims.Claims.emplace_back().Speedup = std::nan("");
  ClaimSet Back;
  EXPECT_EQ(readBack(toJSON(Claims), Back), "");
  EXPECT_EQ(Back.Claims[0].Speedup, std::nullopt);
}
