//===- Pytest.cpp - The text of test_<name>_performance.py ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "PythonText.h"
#include "Setup.h"
#include "Templates.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>
#include <cmath>
#include <set>

using namespace llvm;

namespace perfclaim {
namespace {

std::string elementName(const BufferElement &Element) {
  return StringSwitch<std::string>(Element.Name)
      .Case("Float8E4M3", "float8_e4m3")
      .Case("Float8E5M2", "float8_e5m2")
      .Default(StringRef(Element.Name).lower());
}

bool isField(const ParameterModel &V) {
  return V.Kind == ValueKind::Integer || V.Kind == ValueKind::Floating ||
         isNumber(V);
}

/// Writes `arguments(w)`, and notes what it uses of runtime/python.
class ArgumentWriter {
public:
  explicit ArgumentWriter(const EntryPair &Entry) : Entry(Entry) {
    for (const ParameterModel &Variable : Entry.Variables)
      if (isField(Variable))
        Keys.emplace(Expression::symbol(Variable.Name).name(), Variable.Name);
    for (const ParameterModel &Variable : Entry.Variables)
      if (Variable.Kind == ValueKind::Pointer && Variable.Extent)
        if (auto Formula = pythonFormula(*Variable.Extent, Keys))
          Known.push_back(*Formula);
  }

  json::Array write() {
    json::Array Out;
    for (const ParameterModel &Variable : Entry.Variables)
      Out.push_back(textValue(call(Variable)));
    return Out;
  }
  /// Names to import, sorted.
  json::Array makers(const json::Array &Calls) const {
    std::set<std::string> Names = Used;
    for (const json::Value &Call : Calls)
      if (Call.getAsString()->contains("ceil_div("))
        Names.insert("ceil_div");
    json::Array Out;
    for (const std::string &Name : Names)
      Out.push_back(Name);
    return Out;
  }

private:
  std::string call(const ParameterModel &Variable) {
    const std::string Name = pythonLiteral(Variable.Name);
    const std::string Value = "w[" + Name + "]";
    switch (Variable.Kind) {
    case ValueKind::Integer:
      return make("integer", Name + ", " + Value);
    case ValueKind::Floating:
      return make("floating", Name + ", " + Value);
    case ValueKind::Stream:
      return make("stream", Name);
    case ValueKind::Handle:
      return make("handle", Name);
    case ValueKind::Default:
      if (!isText(Variable))
        return make("absent", Name);
      return make("text", Name + ", " + pythonLiteral(Variable.ElementType));
    case ValueKind::Pointer:
      return buffer(Variable, Name);
    default:
      break;
    }
    const std::string Type = elementName(bufferElement(Variable));
    if (isNumber(Variable))
      return make("number", Name + ", \"" + Type + "\", " + Value);
    return make("zeros", Name + ", " + std::to_string(Variable.ElementSize)) +
           fieldCalls(Variable, Keys, true);
  }

  std::string buffer(const ParameterModel &Variable, const std::string &Name) {
    const BufferElement Element = bufferElement(Variable);
    std::optional<std::string> Extent;
    if (Variable.Extent)
      Extent = pythonFormula(*Variable.Extent, Keys);
    if (!Extent) // As large as the largest that is known.
      Extent = Known.empty() ? "1 << 20" : make("largest", join(Known, ", "));
    if (Element.PerElement != 1)
      Extent = std::to_string(Element.PerElement) + " * (" + *Extent + ")";
    std::string Type = "\"" + elementName(Element) + "\"";
    if (const auto From = Keys.find(Variable.ElementFrom);
        Variable.Tensor && From != Keys.end())
      Type = make("element_of", "w[" + pythonLiteral(From->first) + "]");
    return make("buffer", Name + ", \"" + bufferUse(Variable).str() + "\", " +
                              Type + ", " + *Extent + shape(Variable, *Extent) +
                              (Element.Zeros ? ", below=1" : domain(Variable)));
  }

  std::string shape(const ParameterModel &Variable, const std::string &Extent) {
    if (!Variable.Tensor)
      return "";
    std::vector<std::string> Sizes;
    for (const Expression &E : Variable.Shape)
      if (auto Formula = pythonFormula(E, Keys))
        Sizes.push_back(*Formula);
    if (Sizes.size() != Variable.Shape.size() || Sizes.empty())
      Sizes = {Extent};
    const std::string Off = misalignmentOf(Entry);
    return ", shape=[" + join(Sizes, ", ") +
           (Off.empty() ? "]" : "], shift=w[" + pythonLiteral(Off) + "]");
  }

  std::string domain(const ParameterModel &Variable) const {
    switch (Variable.Domain.Values) {
    case ValueDomain::Kind::Any:
      return "";
    case ValueDomain::Kind::IndexBelow:
      if (Variable.Domain.Bound)
        if (auto Bound = pythonFormula(*Variable.Domain.Bound, Keys))
          return ", below=" + *Bound;
      return ", below=1"; // The only index that is surely in range.
    case ValueDomain::Kind::Probability:
      return ", domain=\"probability\"";
    case ValueDomain::Kind::Positive:
      return ", domain=\"positive\"";
    case ValueDomain::Kind::Boolean:
      return ", domain=\"boolean\"";
    case ValueDomain::Kind::Zero:
      return ", domain=\"zero\"";
    }
    return "";
  }

  std::string make(const std::string &Function, const std::string &With) {
    Used.insert(Function);
    return Function + "(" + With + ")";
  }

  const EntryPair &Entry;
  std::map<std::string, std::string> Keys; ///< Of `w` by symbol.
  std::vector<std::string> Known;          ///< Extents.
  std::set<std::string> Used;
};

std::string sizes(const EntryPair &Entry, const Workload &W,
                  const std::map<std::string, int64_t> &Integers) {
  std::string Out;
  for (const ParameterModel &Variable : Entry.Variables)
    if (isField(Variable))
      Out += (Out.empty() ? "" : ", ") + pythonLiteral(Variable.Name) + ": " +
             (Variable.Kind == ValueKind::Integer
                  ? std::to_string(integerValue(Variable, Integers))
                  : pythonNumber(floatingValue(Variable, W)));
  return "{" + Out + "}";
}

StringRef purposeName(Workload::Purpose For) {
  static constexpr StringLiteral Names[] = {"measure", "threshold", "edge",
                                            "control"};
  return Names[static_cast<size_t>(For)];
}

json::Array workloads(const BenchmarkPlan &Plan, const EntryPair &Entry) {
  json::Array Out;
  for (const auto &[W, Name] : zip_equal(Plan.Workloads, workloadNames(Plan)))
    Out.push_back(json::Object{
        {"name", pythonLiteral(Name)},
        {"purpose", pythonLiteral(purposeName(W.For))},
        {"provenance", pythonLiteral(W.Provenance)},
        {"sizes", sizes(Entry, W, W.Integers)},
        {"reduced",
         sizes(Entry, W, W.Reduced.empty() ? W.Integers : W.Reduced)}});
  return Out;
}

/// The claims that times decide.
std::vector<const ClaimTest *> testable(const BenchmarkPlan &Plan) {
  std::vector<const ClaimTest *> Out;
  for (const ClaimTest &Test : Plan.Tests)
    if (Test.Testable && Test.What.Speedup && *Test.What.Speedup > 0 &&
        std::isfinite(*Test.What.Speedup) && !Test.Workloads.empty())
      Out.push_back(&Test);
  return Out;
}

double expectedOf(const Claim &C) {
  return C.Qualified == Qualifier::UpTo && C.SpeedupMax
             ? std::max(*C.Speedup, *C.SpeedupMax)
             : *C.Speedup;
}

json::Array claims(ArrayRef<const ClaimTest *> Tests) {
  json::Array Out;
  for (const ClaimTest *Test : Tests) {
    json::Array Names;
    for (const std::string &Name : Test->Workloads)
      Names.push_back(pythonLiteral(Name));
    const Qualifier How = Test->What.Qualified;
    Out.push_back(
        json::Object{{"text", pythonLiteral(Test->What.Text)},
                     {"speedup", pythonNumber(expectedOf(Test->What))},
                     {"threshold", pythonNumber(Test->Threshold)},
                     {"pick", How == Qualifier::UpTo      ? "\"best\""
                              : How == Qualifier::AtLeast ? "\"worst\""
                                                          : "\"mean\""},
                     {"workloads", std::move(Names)},
                     {"because", pythonLiteral(Test->Scope)}});
  }
  return Out;
}

/// What the sweep goes over: the workloads of the claims, without any those
/// that are to be measured, without any of those all.
json::Array sweep(const BenchmarkPlan &Plan,
                  ArrayRef<const ClaimTest *> Tests) {
  json::Array Out;
  const std::vector<std::string> Names = workloadNames(Plan);
  for (const bool Strict : {true, false}) {
    for (const auto &[W, Name] : zip_equal(Plan.Workloads, Names)) {
      const std::string &Unique = Name;
      const bool Claimed = any_of(Tests, [&](const ClaimTest *Test) {
        return is_contained(Test->Workloads, Unique);
      });
      if (!Strict ||
          (Tests.empty() ? W.For == Workload::Purpose::Measure : Claimed))
        Out.push_back(pythonLiteral(Name));
    }
    if (!Out.empty())
      break;
  }
  return Out;
}

const Claim *memoryClaim(const BenchmarkPlan &Plan) {
  for (const ClaimTest &Test : Plan.Tests)
    if (const Claim &C = Test.What;
        C.What == Metric::Memory && C.Speedup && *C.Speedup > 1 &&
        std::isfinite(*C.Speedup) && C.Against == Baseline::Parent)
      return &C;
  return nullptr;
}

/// A line of the docstring; none ends with spaces.
json::Value indented(StringRef Line) {
  return Line.empty() ? json::Value("") : textValue(("    " + Line).str());
}

/// What the docstring says besides: how each claim is tested, what was assumed.
json::Array facts(const BenchmarkPlan &Plan) {
  json::Array Out;
  auto Add = [&](const std::string &Text) {
    for (const std::string &Line : docstringLines(Text, 84, 20))
      Out.push_back(indented(Line));
  };
  auto Clean = [](StringRef Text) {
    std::string One = Text.str();
    std::replace(One.begin(), One.end(), '\n', ' ');
    return One;
  };
  const bool Quantitative = any_of(Plan.Tests, [](const ClaimTest &Test) {
    return Test.What.Speedup.has_value();
  });
  if (!Quantitative) {
    Out.push_back("");
    Add("No quantitative performance claims found. This is a functional test: "
        "both sides have to agree, and times are reported.");
    Add("Would benefit from baseline comparison: a figure in the message, with "
        "the sizes and the hardware that it was measured on.");
  }
  if (!Plan.Tests.empty()) {
    Out.push_back("");
    Add("Explicit in the message:");
  }
  for (const ClaimTest &Test : Plan.Tests)
    Add("- \"" + Clean(Test.What.Text) + "\": " +
        (Test.Testable ? Clean(Test.How)
                       : "not tested, " + Clean(Test.WhyNot)));
  const EntryPair &Entry = Plan.Entries.front();
  std::vector<std::string> Inferred = {
      "what is called: " + Entry.Before.Name + " before, " + Entry.After.Name +
      " after" + (Entry.Why.empty() ? "" : " (" + Entry.Why + ")")};
  append_range(Inferred, Plan.Assumptions);
  Out.push_back("");
  Add("Inferred, not explicit (README.md has the evidence):");
  constexpr size_t Most = 8;
  for (const std::string &Text : ArrayRef(Inferred).take_front(Most))
    Add("- " + Clean(Text));
  if (Inferred.size() > Most)
    Add("- and " + std::to_string(Inferred.size() - Most) + " more");
  return Out;
}

/// Buffers that both sides take, for the test of errors.
std::vector<std::string> pointers(const EntryPair &Entry) {
  std::vector<std::string> Out;
  const std::vector<std::string> Before = parameterNames(Entry.Before),
                                 After = parameterNames(Entry.After);
  for (const ParameterModel &Variable : Entry.Variables)
    if (Variable.Kind == ValueKind::Pointer && Out.size() < 4 &&
        is_contained(Before, Variable.Name) &&
        is_contained(After, Variable.Name))
      Out.push_back(pythonLiteral(Variable.Name));
  return Out;
}

std::string smallest(const BenchmarkPlan &Plan) {
  const auto Size = [](const Workload &W) {
    double Product = 1;
    for (const auto &[Name, Value] : W.Reduced.empty() ? W.Integers : W.Reduced)
      Product *= static_cast<double>(Value);
    return Product;
  };
  size_t Best = 0;
  for (size_t I = 1; I != Plan.Workloads.size(); ++I)
    if (Size(Plan.Workloads[I]) < Size(Plan.Workloads[Best]))
      Best = I;
  return workloadNames(Plan)[Best];
}

void addMessage(json::Object &Values, const BenchmarkPlan &Plan) {
  std::vector<std::string> Lines = docstringLines(Plan.Change.Message);
  Values["subject"] = Lines.empty() || Lines.front().empty()
                          ? "(no message)"
                          : textValue(Lines.front());
  json::Array Rest;
  for (const std::string &Line :
       ArrayRef(Lines).drop_front(Lines.empty() ? 0 : 1))
    Rest.push_back(indented(Line));
  Values["message"] = std::move(Rest);
  std::string Improvement;
  for (const ClaimTest &Test : Plan.Tests)
    if (Test.What.Speedup)
      Improvement += (Improvement.empty() ? "" : "; ") + Test.What.Text;
  std::replace(Improvement.begin(), Improvement.end(), '\n', ' ');
  if (Improvement.empty())
    Improvement = "No quantitative performance claims found";
  Values["improvement"] =
      textValue(join(docstringLines(Improvement, 84, 20), "\n    "));
  const std::string &Kind = Plan.Claims.Purpose.Optimization;
  Values["optimization"] = textValue(join(
      docstringLines(Kind.empty() ? "not stated" : Kind, 84, 4), "\n    "));
}

} // namespace

PytestFile emitPytest(const BenchmarkPlan &Plan) {
  const EntryPair &Entry = Plan.Entries.front();
  const std::vector<const ClaimTest *> Tests = testable(Plan);
  const std::string Name = pythonName(Entry.Name, "change");
  json::Object Values{
      {"function", Name},
      {"domain", pythonName(Plan.Claims.Purpose.Domain, "kernel")},
      {"shape", "w"},
      {"facts", facts(Plan)},
      {"workloads", workloads(Plan, Entry)},
      {"sweep", sweep(Plan, Tests)},
      {"smallest", pythonLiteral(smallest(Plan))}};
  addMessage(Values, Plan);
  ArgumentWriter Writer(Entry);
  json::Array Calls = Writer.write();
  json::Array Makers = Writer.makers(Calls);
  Values["hasMakers"] = !Makers.empty();
  Values["makers"] = std::move(Makers);
  Values["arguments"] = std::move(Calls);
  if (!Tests.empty()) {
    Values["claimed"] = true;
    Values["claims"] = claims(Tests);
    Values["expected"] = pythonNumber(expectedOf(Tests.front()->What));
  }
  if (const Claim *C = memoryClaim(Plan)) {
    Values["memory"] = true;
    Values["memoryRatio"] = pythonNumber(*C->Speedup);
  }
  Values["hasEdges"] = any_of(Plan.Workloads, [](const Workload &W) {
    return W.For == Workload::Purpose::Edge ||
           W.For == Workload::Purpose::Threshold;
  });
  const std::vector<std::string> Pointers = pointers(Entry);
  Values["hasPointers"] = !Pointers.empty();
  Values["pointers"] = join(Pointers, ", ");
  return {"test_" + Name + "_performance.py",
          render("test_performance.py", Values)};
}

} // namespace perfclaim
