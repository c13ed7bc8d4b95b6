//===- BenchmarkSource.cpp - The text of benchmark.cu ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "Templates.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace perfclaim {

namespace {

using FieldMap = std::map<std::string, std::string>;

std::string placeText(const SourcePlace &Place) {
  return Place.Line ? Place.File + ":" + std::to_string(Place.Line)
                    : Place.File;
}

/// The first comment of the file: what an expert wants to know before reading.
class Header {
public:
  void add(StringRef Label, StringRef Text) {
    if (Text.trim().empty())
      return;
    const std::string First = formatv(" {0,-13}", Label).str();
    for (std::string &Line :
         commentLines(Text, First, std::string(First.size(), ' ')))
      Lines.push_back(std::move(Line));
  }
  /// At most \p Most of them.
  void addAll(StringRef Label, ArrayRef<std::string> Texts, size_t Most = 4) {
    for (size_t I = 0; I != Texts.size(); ++I) {
      if (I == Most) {
        add("", "and " + std::to_string(Texts.size() - I) + " more: README.md");
        return;
      }
      add(I ? "" : Label, Texts[I]);
    }
  }
  std::vector<std::string> Lines;
};

std::string sideLine(const EntrySide &Half) {
  std::string Text = Half.Name + "  " + placeText(Half.Place);
  if (Half.Kind == EntryKind::Kernel)
    Text += "  (the kernel, with its real launch expression)";
  if (!Half.Steps.empty()) {
    Text += "  (the calls of " + Half.Steps.front().Caller;
    for (size_t I = 1; I < Half.Steps.size(); ++I)
      Text += ", " + placeText(Half.Steps[I].Place);
    Text += ", in this order";
    for (const EntryStep &S : Half.Steps)
      if (S.Turns) {
        Text += ", in the turns of " + S.Slice.Loops.back().Text;
        break;
      }
    Text += ")";
  }
  if (!Half.Reaches.empty())
    Text += "; reaches " + join(Half.Reaches, ", ");
  return Text;
}

json::Array headerLines(const BenchmarkPlan &Plan) {
  const EntryPair &Entry = Plan.Entries.front();
  Header H;
  H.add("Commit", Plan.Change.Id + (Plan.Change.Parent.empty()
                                        ? ""
                                        : ", parent " + Plan.Change.Parent));
  H.add("", subjectOf(Plan.Change));
  std::vector<std::string> Claims;
  for (const ClaimTest &Test : Plan.Tests)
    Claims.push_back("\"" + Test.What.Text + "\": " +
                     (Test.Testable ? Test.How : "not tested, " + Test.WhyNot) +
                     (Test.Scope.empty() ? "" : "; workloads: " + Test.Scope));
  if (Claims.empty())
    for (const Claim &C : Plan.Claims.Claims)
      Claims.push_back("\"" + C.Text + "\"");
  if (Claims.empty())
    Claims.push_back("No quantitative performance claims found");
  H.addAll("Claims", Claims);
  H.add("Before", sideLine(Entry.Before));
  H.add("After", sideLine(Entry.After));
  for (const EntrySide *Half : {&Entry.Before, &Entry.After})
    for (const EntryStep &S : Half->Setup)
      H.add(
          "Set-up",
          S.Name + "  " + placeText(S.Place) + ", before each run " +
              (Half == &Entry.Before ? "of the old side" : "of the new side") +
              " and not timed: " + S.Why);
  H.add("Why", Entry.Why);
  H.addAll("Not measured", Entry.NotMeasured);
  H.addAll("Assumed", Plan.Assumptions);
  json::Array Lines;
  for (const std::string &Line : H.Lines)
    Lines.push_back(textValue(Line));
  return Lines;
}

json::Array fields(const EntryPair &Entry, const FieldMap &Fields) {
  json::Array Out;
  for (const ParameterModel &Variable : Entry.Variables) {
    const auto Field = Fields.find(Variable.Name);
    if (Field == Fields.end())
      continue;
    Out.push_back(json::Object{
        {"type",
         Variable.Kind == ValueKind::Integer ? "std::int64_t" : "double"},
        {"name", Field->second},
        {"comment", Field->second == Variable.Name
                        ? Variable.Role == ParameterRole::ElementType
                              ? std::string(" // a pc::Element")
                              : std::string()
                        : " // " + commentText(Variable.Name)}});
  }
  return Out;
}

StringRef wayName(BlockSweep::Way How) {
  switch (How) {
  case BlockSweep::Way::None:
    return "None";
  case BlockSweep::Way::Argument:
    return "Argument";
  case BlockSweep::Way::SameGrid:
    return "SameGrid";
  case BlockSweep::Way::ScaledGrid:
    return "ScaledGrid";
  }
  return "";
}

std::string domainCall(const ParameterModel &Variable, const FieldMap &Fields) {
  switch (Variable.Domain.Values) {
  case ValueDomain::Kind::Any:
    return "";
  case ValueDomain::Kind::IndexBelow:
    if (Variable.Domain.Bound)
      if (auto Bound = shapeFormula(*Variable.Domain.Bound, Fields))
        return ".below(" + *Bound + ")";
    return ".below(1)"; // The only index that is surely in range.
  case ValueDomain::Kind::Probability:
    return ".probability()";
  case ValueDomain::Kind::Positive:
    return ".positive()";
  case ValueDomain::Kind::Boolean:
    return ".boolean()";
  case ValueDomain::Kind::Zero:
    return ".zero()";
  }
  return "";
}

/// "\p Count elements of one formula" as C++.
std::string times(unsigned Count, const std::string &Of) {
  return Count == 1 ? Of : std::to_string(Count) + " * (" + Of + ")";
}

/// Extents in elements of each buffer, as C++ over the Shape.
FieldMap bufferExtents(const EntryPair &Entry, const FieldMap &Fields) {
  FieldMap Extents;
  std::string Known;
  for (const ParameterModel &Variable : Entry.Variables) {
    if (Variable.Kind != ValueKind::Pointer || !Variable.Extent)
      continue;
    if (auto Formula = shapeFormula(*Variable.Extent, Fields)) {
      Extents[Variable.Name] = *Formula;
      Known += (Known.empty() ? "" : ", ") + *Formula;
    }
  }
  // A buffer of unknown extent is as large as the largest that is known.
  const std::string Largest =
      Known.empty() ? "1 << 20" : "pc::largest({" + Known + "})";
  for (const ParameterModel &Variable : Entry.Variables)
    if (Variable.Kind == ValueKind::Pointer)
      Extents.try_emplace(Variable.Name, Largest);
  return Extents;
}

/// "pc::Element::Float16", or what a number of the workload says.
std::string elementOf(const ParameterModel &Variable, const FieldMap &Fields) {
  const auto From = Fields.find(Variable.ElementFrom);
  if (Variable.Tensor && From != Fields.end())
    return "static_cast<pc::Element>(w." + From->second + ")";
  return "pc::Element::" + bufferElement(Variable).Name;
}

/// ".shape({w.n, 2 * w.d})" of a tensor; in elements of one dimension where its
/// sizes are not known.
std::string shapeCall(const ParameterModel &Variable, const FieldMap &Fields,
                      const FieldMap &Extents,
                      const std::string &Misalignment) {
  if (!Variable.Tensor)
    return "";
  std::vector<std::string> Sizes;
  for (const Expression &Size : Variable.Shape)
    if (auto Formula = shapeFormula(Size, Fields))
      Sizes.push_back(*Formula);
  if (Sizes.size() != Variable.Shape.size() || Sizes.empty())
    Sizes = {Extents.at(Variable.Name)};
  std::string Text = ".shape({" + join(Sizes, ", ") + "})";
  if (const auto Off = Fields.find(Misalignment); Off != Fields.end())
    Text += ".shifted(w." + Off->second + ")";
  return Text;
}

std::string argumentCall(const ParameterModel &Variable, const FieldMap &Fields,
                         const FieldMap &Extents,
                         const std::string &Misalignment) {
  const std::string Name = stringLiteral(Variable.Name);
  const auto Field = Fields.find(Variable.Name);
  switch (Variable.Kind) {
  case ValueKind::Integer:
    return "pc::integer(" + Name + ", w." + Field->second + ")";
  case ValueKind::Floating:
    return "pc::floating(" + Name + ", w." + Field->second + ")";
  case ValueKind::Stream:
    return "pc::stream(" + Name + ")";
  case ValueKind::Handle:
    return "pc::handle(" + Name + ")";
  case ValueKind::Pointer: {
    const BufferElement Element = bufferElement(Variable);
    return "pc::" + bufferUse(Variable).str() + "(" + Name + ", " +
           elementOf(Variable, Fields) + ", " +
           times(Element.PerElement, Extents.at(Variable.Name)) + ")" +
           shapeCall(Variable, Fields, Extents, Misalignment) +
           (Element.Zeros ? ".below(1)" : domainCall(Variable, Fields)) +
           (isAssumed(Variable, Fields) ? ".assumed()" : "");
  }
  case ValueKind::Default:
    return isText(Variable) ? "pc::text(" + Name + ", " +
                                  stringLiteral(Variable.ElementType) + ")"
                            : "pc::absent(" + Name + ")";
  case ValueKind::Struct:
  case ValueKind::Opaque:
    if (Field != Fields.end())
      return "pc::number(" + Name +
             ", pc::Element::" + bufferElement(Variable).Name + ", w." +
             Field->second + ")";
    return "pc::zeros(" + Name + ", " + std::to_string(Variable.ElementSize) +
           ")" + fieldCalls(Variable, Fields, false);
  }
  return "";
}

/// What is known of an argument, in a line or two.
std::string argumentComment(const ParameterModel &Variable,
                            const FieldMap &Fields) {
  if (Variable.Kind != ValueKind::Pointer &&
      Variable.Kind != ValueKind::Default)
    return "";
  std::string Text =
      Variable.Type.empty() ? Variable.ElementType + " *" : Variable.Type;
  if (Variable.Kind == ValueKind::Pointer &&
      (!Variable.Extent || !shapeFormula(*Variable.Extent, Fields)))
    Text += "; extent unknown, as large as the largest other buffer";
  for (size_t I = 0; I != Variable.Because.size() && I != 2; ++I) {
    const Evidence &E = Variable.Because[I];
    Text += "; " + E.Text;
    if (E.Place.Line)
      Text += " (" + placeText(E.Place) + ")";
  }
  return Text;
}

json::Array argumentList(const EntryPair &Entry, const FieldMap &Fields,
                         const FieldMap &Extents) {
  json::Array Out;
  for (const ParameterModel &Variable : Entry.Variables) {
    json::Array Comments;
    const std::string Comment = argumentComment(Variable, Fields);
    if (!Comment.empty())
      for (const std::string &Line : commentLines(Comment, " ", " ", 70))
        Comments.push_back(textValue(Line));
    Out.push_back(json::Object{{"comments", std::move(Comments)},
                               {"make", argumentCall(Variable, Fields, Extents,
                                                     misalignmentOf(Entry))}});
  }
  return Out;
}

json::Array byteTerms(const EntryPair &Entry, const FieldMap &Fields,
                      const FieldMap &Extents) {
  json::Array Out;
  for (const ParameterModel &Variable : Entry.Variables) {
    if (Variable.Kind != ValueKind::Pointer)
      continue;
    const StringRef Use = bufferUse(Variable);
    if (Use == "scratch")
      continue;
    const BufferElement Element = bufferElement(Variable);
    const unsigned Bytes = Element.PerElement * Element.Size;
    if (Variable.Tensor && Fields.count(Variable.ElementFrom)) {
      Out.push_back((Use == "inout" ? "2 * " : "") +
                    ("pc::bytesOf(" + elementOf(Variable, Fields) + ") * (" +
                     Extents.at(Variable.Name) + ")"));
      continue;
    }
    Out.push_back((Use == "inout" ? "2 * " : "") +
                  times(Bytes, Extents.at(Variable.Name)));
  }
  return Out;
}

} // namespace

StringRef subjectOf(const Commit &Change) {
  return StringRef(Change.Message).ltrim().split('\n').first.rtrim();
}

std::string emitBenchmark(const BenchmarkPlan &Plan) {
  const EntryPair &Entry = Plan.Entries.front();
  const FieldMap Fields = shapeFields(Entry);
  const FieldMap Extents = bufferExtents(Entry, Fields);
  return render(
      "benchmark.cu",
      json::Object{
          {"header", headerLines(Plan)},
          {"hasSetup",
           !Entry.Before.Setup.empty() || !Entry.After.Setup.empty() ||
               any_of(Entry.Variables,
                      [](const ParameterModel &P) { return P.Container; })},
          {"entryName", stringLiteral(Entry.Name)},
          {"blockWay", wayName(Plan.Blocks.How)},
          {"blockKernel", stringLiteral(Plan.Blocks.Kernel)},
          {"blockText", stringLiteral(Plan.Blocks.How == BlockSweep::Way::None
                                          ? Plan.Blocks.WhyNot
                                          : Plan.Blocks.Argument)},
          {"fields", fields(Entry, Fields)},
          {"cases", benchmarkCases(Plan, Fields)},
          {"arguments", argumentList(Entry, Fields, Extents)},
          {"bytes", byteTerms(Entry, Fields, Extents)}});
}

} // namespace perfclaim
