//===- Compiled.cpp - Kernels by Triton's own compiler --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scripts.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"

using namespace llvm;

namespace perfclaim {

namespace {

std::string text(const json::Object &From, StringRef Key) {
  return From.getString(Key).value_or("").str();
}

TritonKernel kernelOf(const json::Object &From) {
  TritonKernel K;
  auto Number = [&](StringRef Key) { return From.getInteger(Key).value_or(0); };
  K.IsAfter = Number("side") == 1;
  K.Unit = text(From, "unit");
  K.QualifiedName = text(From, "name");
  K.Arguments = text(From, "arguments");
  K.Parameters = text(From, "parameters");
  K.Code.Registers = Number("registers");
  K.Code.SpillStores = Number("spill_stores");
  K.Code.SpillLoads = Number("spill_loads");
  K.Code.Stack = Number("stack");
  K.Code.StaticShared = Number("shared");
  K.Code.MaxThreads = Number("threads");
  K.Code.Instructions["all"] = Number("instructions");
  K.Code.Hash = text(From, "hash");
  return K;
}

} // namespace

Expected<TritonCode> compilePython(
    const PythonFiles &Before, const PythonFiles &After,
    ArrayRef<std::pair<std::string, std::string>> Kernels,
    const std::pair<std::vector<std::string>, std::vector<std::string>> &Units,
    int Capability, StringRef Python) {
  json::Array Pairs;
  for (const auto &[Old, New] : Kernels)
    Pairs.push_back(json::Array{jsonText(Old), jsonText(New)});
  auto Paths = [](const std::vector<std::string> &Of) {
    json::Array Out;
    for (const std::string &Path : Of)
      Out.push_back(jsonText(Path));
    return Out;
  };
  Expected<json::Value> Answer = askPython(
      json::Object{
          {"command", "compiled"},
          {"sides", json::Array{filesValue(Before), filesValue(After)}},
          {"units", json::Array{Paths(Units.first), Paths(Units.second)}},
          {"kernels", std::move(Pairs)},
          {"capability", Capability}},
      Python);
  if (!Answer)
    return Answer.takeError();
  const json::Object *Fields = Answer->getAsObject();
  if (!Fields)
    return makeError("python3", "did not say what it compiled");
  TritonCode Result;
  Result.Missing = text(*Fields, "missing");
  Result.Assembler = text(*Fields, "assembler");
  if (const json::Array *Made = Fields->getArray("kernels"))
    for (const json::Value &K : *Made)
      if (const json::Object *From = K.getAsObject())
        Result.Kernels.push_back(kernelOf(*From));
  if (const json::Array *Failed = Fields->getArray("failures"))
    for (const json::Value &F : *Failed)
      if (const json::Object *From = F.getAsObject())
        Result.Failures.push_back({From->getInteger("side").value_or(0) == 1,
                                   text(*From, "unit"), text(*From, "text")});
  return Result;
}

} // namespace perfclaim
