//===- Stubs.cpp - What other units define and an entry does not need -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "Setup.h"
#include "Templates.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

/// True for functions of torch's namespaces, by their mangled names.
static bool isOfTorch(StringRef Symbol) {
  if (!Symbol.consume_front("_ZN"))
    return false;
  Symbol.consume_front("K");
  return any_of(ArrayRef<StringRef>{"2at", "3c10", "5torch", "6caffe2"},
                [&](StringRef Space) { return Symbol.starts_with(Space); });
}

/// "n::sm_count", without arguments or of one device: asks the device; nothing
/// for other functions.
static std::optional<std::string> askDevice(const SideBuild::Stub &Stub) {
  const size_t Scope = Stub.Name.rfind("::");
  const std::string Name =
      Scope == std::string::npos ? Stub.Name : Stub.Name.substr(Scope + 2);
  if (none_of(ArrayRef<StringRef>{"v", "i", "Ev", "Ei"}, [&](StringRef Takes) {
        return StringRef(Stub.Symbol).ends_with(Name + Takes.str());
      }))
    return std::nullopt;
  auto Statement = setupStatement("int", "Answer", Name);
  // Much is called major.
  if (Statement && StringRef(*Statement).contains("ComputeCapability"))
    return std::nullopt;
  return Statement;
}

Expected<std::string> emitStubs(const SideBuild &Build, Side Which) {
  json::Array Functions, OfTorch, Facts, Variables;
  for (const SideBuild::Stub &Stub : Build.Stubs) {
    if (!isSymbol(Stub.Symbol))
      return makeError("", "'" + Stub.Symbol + "' is no symbol of a linker",
                       "report this as a bug of perfclaim");
    if (const auto Ask = Stub.Function ? askDevice(Stub) : std::nullopt)
      Facts.push_back(
          json::Object{{"index", "fact_" + std::to_string(Facts.size())},
                       {"symbol", Stub.Symbol},
                       {"statement", *Ask}});
    else if (Stub.Function)
      (isOfTorch(Stub.Symbol) ? OfTorch : Functions)
          .push_back(json::Object{
              {"index",
               static_cast<int64_t>(Functions.size() + OfTorch.size())},
              {"symbol", Stub.Symbol},
              {"name", stringLiteral(Stub.Name)}});
    else
      Variables.push_back(
          json::Object{{"index", static_cast<int64_t>(Variables.size())},
                       {"symbol", Stub.Symbol},
                       {"name", commentText(Stub.Name)},
                       {"size", Stub.Size ? Stub.Size : 4096}});
  }
  const bool HasTorch = !OfTorch.empty();
  return render("stubs.cpp", json::Object{{"side", sideName(Which)},
                                          {"functions", std::move(Functions)},
                                          {"hasFacts", !Facts.empty()},
                                          {"facts", std::move(Facts)},
                                          {"hasTorch", HasTorch},
                                          {"ofTorch", std::move(OfTorch)},
                                          {"variables", std::move(Variables)}});
}

} // namespace perfclaim
