//===- Overrides.cpp - The user's perfclaim.json --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Locator.h"
#include "perfclaim/Plan/Plan.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace perfclaim {

namespace {

class Reader {
public:
  Reader(StringRef Text, StringRef Name) : Text(Text), Name(Name) {}

  Expected<PlanOverrides> read(const json::Value &Root);

private:
  Error errorAt(const JsonSteps &Path, const Twine &What, const Twine &Do = "",
                bool AtKey = false) const {
    size_t Offset = Locator(Text).find(Path, AtKey);
    StringRef Before = Text.take_front(Offset);
    size_t Line = Before.count('\n') + 1;
    size_t Newline = Before.rfind('\n');
    size_t Column = Newline == StringRef::npos ? Offset + 1 : Offset - Newline;
    return makeError(Name + ":" + Twine(Line) + ":" + Twine(Column), What, Do);
  }
  static JsonSteps down(JsonSteps Path, StringRef Key) {
    Path.push_back({Key.str(), 0, false});
    return Path;
  }
  static JsonSteps down(JsonSteps Path, size_t Index) {
    Path.push_back({"", Index, true});
    return Path;
  }

  Error readParameter(const json::Value &V, const JsonSteps &Path,
                      PlanOverrides::Parameter &Into) const;
  Error readHook(const json::Value &V, const JsonSteps &Path,
                 PlanOverrides::Hook &Into) const;
  Error readDomain(const json::Value &V, const JsonSteps &Path,
                   ValueDomain &Into) const;
  Error readExpression(const json::Value &V, const JsonSteps &Path,
                       std::optional<Expression> &Into) const;
  Error readInteger(const json::Value &V, const JsonSteps &Path,
                    int64_t &Into) const;

  StringRef Text, Name;
};

} // namespace

static std::optional<ParameterRole> roleNamed(StringRef Name) {
  return StringSwitch<std::optional<ParameterRole>>(Name)
      .Case("input", ParameterRole::Input)
      .Case("output", ParameterRole::Output)
      .Cases({"in_out", "inout"}, ParameterRole::InOut)
      .Case("size", ParameterRole::Size)
      .Case("stride", ParameterRole::Stride)
      .Case("scalar", ParameterRole::Scalar)
      .Case("flag", ParameterRole::Flag)
      .Case("stream", ParameterRole::Stream)
      .Case("handle", ParameterRole::Handle)
      .Case("workspace", ParameterRole::Workspace)
      .Case("repeat_count", ParameterRole::RepeatCount)
      .Default(std::nullopt);
}

Error Reader::readInteger(const json::Value &V, const JsonSteps &Path,
                          int64_t &Into) const {
  std::optional<int64_t> Value = V.getAsInteger();
  if (!Value)
    return errorAt(Path, "an integer is expected");
  Into = *Value;
  return Error::success();
}

Error Reader::readExpression(const json::Value &V, const JsonSteps &Path,
                             std::optional<Expression> &Into) const {
  if (std::optional<int64_t> Value = V.getAsInteger()) {
    if (*Value < 0)
      return errorAt(Path, "a size cannot be negative");
    Into = Expression::constant(*Value);
    return Error::success();
  }
  std::optional<StringRef> Formula = V.getAsString();
  if (!Formula)
    return errorAt(Path, "a formula such as \"M*N\" is expected");
  Expected<Expression> Parsed = Expression::parse(*Formula);
  if (!Parsed)
    return errorAt(Path, toString(Parsed.takeError()));
  Into = *Parsed;
  return Error::success();
}

Error Reader::readDomain(const json::Value &V, const JsonSteps &Path,
                         ValueDomain &Into) const {
  static constexpr StringLiteral Expected =
      "write \"any\", \"positive\", \"probability\", \"boolean\", \"zero\" or "
      "{\"below\": \"V\"}";
  if (std::optional<StringRef> Word = V.getAsString()) {
    std::optional<ValueDomain::Kind> Kind =
        StringSwitch<std::optional<ValueDomain::Kind>>(*Word)
            .Case("any", ValueDomain::Kind::Any)
            .Case("positive", ValueDomain::Kind::Positive)
            .Case("probability", ValueDomain::Kind::Probability)
            .Case("boolean", ValueDomain::Kind::Boolean)
            .Case("zero", ValueDomain::Kind::Zero)
            .Default(std::nullopt);
    if (!Kind)
      return errorAt(Path, "unknown domain \"" + *Word + "\"", Expected);
    Into.Values = *Kind;
    return Error::success();
  }
  const json::Object *O = V.getAsObject();
  if (!O)
    return errorAt(Path, "a domain is a word or an object", Expected);
  const json::Value *Below = O->get("below");
  for (const auto &[Key, Value] : *O)
    if (StringRef(Key) != "below")
      return errorAt(down(Path, StringRef(Key)),
                     "unknown key \"" + StringRef(Key) + "\"", Expected, true);
  if (!Below)
    return errorAt(Path, "\"below\" is missing", Expected);
  Into.Values = ValueDomain::Kind::IndexBelow;
  return readExpression(*Below, down(Path, "below"), Into.Bound);
}

Error Reader::readParameter(const json::Value &V, const JsonSteps &Path,
                            PlanOverrides::Parameter &Into) const {
  const json::Object *O = V.getAsObject();
  if (!O)
    return errorAt(Path, "an object is expected",
                   "write {\"extent\": \"M*N\"}");
  for (const auto &[Key, Value] : *O) {
    StringRef K = Key;
    JsonSteps Here = down(Path, K);
    if (K == "extent") {
      if (Error E = readExpression(Value, Here, Into.Extent))
        return E;
    } else if (K == "role") {
      std::optional<StringRef> Word = Value.getAsString();
      Into.Role = Word ? roleNamed(*Word) : std::nullopt;
      if (!Into.Role)
        return errorAt(Here,
                       Word ? "unknown role \"" + Word->str() + "\""
                            : std::string("a role is a word"),
                       "write input, output, in_out, size, stride, scalar, "
                       "flag, stream, handle, workspace or repeat_count");
    } else if (K == "domain") {
      Into.Domain.emplace();
      if (Error E = readDomain(Value, Here, *Into.Domain))
        return E;
    } else if (K == "values") {
      const json::Array *A = Value.getAsArray();
      if (!A || A->empty())
        return errorAt(Here, "a list of integers is expected");
      for (size_t I = 0; I < A->size(); ++I) {
        Into.Values.emplace_back();
        if (Error E = readInteger((*A)[I], down(Here, I), Into.Values.back()))
          return E;
      }
    } else {
      return errorAt(Here, "unknown key \"" + K + "\"",
                     "known are extent, role, domain and values", true);
    }
  }
  return Error::success();
}

Error Reader::readHook(const json::Value &V, const JsonSteps &Path,
                       PlanOverrides::Hook &Into) const {
  const json::Object *O = V.getAsObject();
  if (!O)
    return errorAt(Path, "an object is expected",
                   "write {\"limits\": {\"registers\": 128}}");
  for (const auto &[Key, Value] : *O) {
    StringRef K = Key;
    JsonSteps Here = down(Path, K);
    if (K == "limits") {
      const json::Object *Limits = Value.getAsObject();
      if (!Limits)
        return errorAt(Here, "an object of numbers is expected");
      for (const auto &[Name, Said] : *Limits) {
        JsonSteps At = down(Here, StringRef(Name));
        if (!is_contained(
                {"occupancy", "registers", "shared", "spills", "stack"},
                StringRef(Name)))
          return errorAt(At, "unknown limit \"" + StringRef(Name) + "\"",
                         "known are occupancy, registers, shared, spills and "
                         "stack",
                         true);
        std::optional<double> Number = Said.getAsNumber();
        if (!Number || !(*Number >= 0))
          return errorAt(At, "a number that is not negative is expected");
        Into.Limits[StringRef(Name).str()] = *Number;
      }
    } else if (K == "gpu") {
      std::optional<StringRef> Name = Value.getAsString();
      if (!Name || Name->empty())
        return errorAt(Here, "the name of a GPU is expected", "write \"H100\"");
      Into.Gpu = Name->str();
    } else if (K == "require_benchmark") {
      std::optional<bool> Flag = Value.getAsBoolean();
      if (!Flag)
        return errorAt(Here, "true or false is expected");
      Into.RequireBenchmark = *Flag;
    } else {
      return errorAt(Here, "unknown key \"" + K + "\"",
                     "known are gpu, limits and require_benchmark", true);
    }
  }
  return Error::success();
}

Expected<PlanOverrides> Reader::read(const json::Value &Root) {
  PlanOverrides Result;
  const json::Object *O = Root.getAsObject();
  if (!O)
    return errorAt({}, "an object is expected");
  for (const auto &[Key, Value] : *O) {
    StringRef K = Key;
    JsonSteps Here = down(JsonSteps(), K);
    if (K == "$schema") {
      // For editors.
    } else if (K == "entry") {
      std::optional<StringRef> Entry = Value.getAsString();
      if (!Entry || Entry->empty())
        return errorAt(Here, "the name of an entry is expected");
      Result.Entry = Entry->str();
    } else if (K == "parameters") {
      const json::Object *Parameters = Value.getAsObject();
      if (!Parameters)
        return errorAt(Here, "an object of parameters is expected");
      for (const auto &[Name, Said] : *Parameters)
        if (Error E = readParameter(Said, down(Here, StringRef(Name)),
                                    Result.Parameters[StringRef(Name).str()]))
          return std::move(E);
    } else if (K == "workloads") {
      const json::Array *Workloads = Value.getAsArray();
      if (!Workloads)
        return errorAt(Here, "a list of workloads is expected");
      for (size_t I = 0; I < Workloads->size(); ++I) {
        JsonSteps At = down(Here, I);
        const json::Object *W = (*Workloads)[I].getAsObject();
        if (!W || W->empty())
          return errorAt(At, "an object of integers is expected",
                         "write {\"M\": 4096, \"N\": 4096}");
        std::map<std::string, int64_t> &Values =
            Result.Workloads.emplace_back();
        for (const auto &[Name, Number] : *W)
          if (Error E = readInteger(Number, down(At, StringRef(Name)),
                                    Values[StringRef(Name).str()]))
            return std::move(E);
      }
    } else if (K == "setup") {
      const json::Array *Names = Value.getAsArray();
      if (!Names)
        return errorAt(Here, "a list of names is expected",
                       "write [\"repack_weights\"]");
      for (size_t I = 0; I < Names->size(); ++I) {
        std::optional<StringRef> Called = (*Names)[I].getAsString();
        if (!Called || Called->empty())
          return errorAt(down(Here, I),
                         "the name of a function or kernel is expected");
        Result.Setup.push_back(Called->str());
      }
    } else if (K == "hook") {
      if (Error E = readHook(Value, Here, Result.Hooks))
        return std::move(E);
    } else {
      return errorAt(Here, "unknown key \"" + K + "\"",
                     "known are entry, hook, parameters, setup and workloads",
                     true);
    }
  }
  return Result;
}

Expected<PlanOverrides> readOverrides(StringRef Text, StringRef Name) {
  // The parser recurses; nobody nests this deep.
  unsigned Depth = 0, Deepest = 0;
  bool InString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (InString) {
      if (C == '\\')
        ++I;
      else if (C == '"')
        InString = false;
      continue;
    }
    InString = C == '"';
    if (C == '[' || C == '{')
      Deepest = std::max(Deepest, ++Depth);
    else if ((C == ']' || C == '}') && Depth)
      --Depth;
  }
  if (Deepest > 32)
    return makeError(Name, "is nested too deeply");
  Expected<json::Value> Root = json::parse(Text);
  if (!Root) {
    std::string Where = Name.str();
    std::string What = "is not JSON";
    handleAllErrors(
        Root.takeError(),
        [&](const json::ParseError &E) {
          // "[3:7, byte=30]: Expected ..."
          std::string All;
          raw_string_ostream OS(All);
          E.log(OS);
          StringRef Rest = All;
          if (Rest.consume_front("[")) {
            auto [Place, Message] = Rest.split("]: ");
            Where += ":" + Place.split(',').first.str();
            What = Message.str();
            if (!What.empty())
              What.front() = toLower(What.front());
          }
        },
        [&](const ErrorInfoBase &E) { What = E.message(); });
    return makeError(Where, What);
  }
  return Reader(Text, Name).read(*Root);
}

} // namespace perfclaim
