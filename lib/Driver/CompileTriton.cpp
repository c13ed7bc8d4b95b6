//===- CompileTriton.cpp - Static evidence of Triton kernels --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileKernels.h"
#include "GeneratePython.h"

using namespace llvm;

namespace perfclaim {

namespace {

bool isPython(const Kernel *K) {
  return K && StringRef(K->Place.File).ends_with(".py");
}

std::vector<std::string> pythonUnits(const Inventory &Found) {
  std::vector<std::string> Units;
  for (const auto &[Unit, Files] : Found.UnitFiles)
    if (StringRef(Unit).ends_with(".py"))
      Units.push_back(Unit);
  return Units;
}

/// 90 of "sm_90a".
int capabilityOf(StringRef Architecture) {
  int Number = 90;
  StringRef Digits = Architecture;
  Digits.consume_front("sm_");
  Digits = Digits.take_while([](char C) { return C >= '0' && C <= '9'; });
  return Digits.getAsInteger(10, Number) ? 90 : Number;
}

} // namespace

void compileTriton(Analyzed &Result, StringRef Python) {
  if (!Result.StaticFor)
    return;
  std::vector<std::pair<std::string, std::string>> Kernels;
  std::string Unit;
  for (const auto &[Before, After] : kernelsOfChanges(Result)) {
    const Kernel *Old = Result.Before.findKernel(Before);
    const Kernel *New = Result.After.findKernel(After);
    if (!isPython(Old) && !isPython(New))
      continue;
    Unit = (New ? New : Old)->Place.File;
    Kernels.emplace_back(Old ? Old->QualifiedName : "",
                         New ? New->QualifiedName : "");
  }
  if (Kernels.empty())
    return;
  const std::string Architecture = Result.StaticFor->Architecture;
  size_t Left = MostPythonBytes;
  const PythonFiles Before = pythonOf(*Result.BeforeSide.Tree, Left);
  Left = MostPythonBytes;
  const PythonFiles After = pythonOf(*Result.AfterSide.Tree, Left);
  Expected<TritonCode> Code =
      compilePython(Before, After, Kernels,
                    {pythonUnits(Result.Before), pythonUnits(Result.After)},
                    capabilityOf(Architecture), Python);
  auto Fail = [&](Side Which, const std::string &Path, std::string Why) {
    Result.Assemblies.push_back(
        {Which, Path, Architecture, {}, std::move(Why)});
  };
  if (!Code || !Code->Missing.empty()) {
    Fail(Side::After, Unit,
         "Triton kernels were not compiled: " +
             (Code ? Code->Missing : toString(Code.takeError())));
    return;
  }
  for (TritonCode::Failure &F : Code->Failures)
    Fail(F.IsAfter ? Side::After : Side::Before, F.Unit, std::move(F.Text));
  for (Side Which : {Side::Before, Side::After}) {
    UnitAssembly Made{Which, Unit, Architecture, {}, ""};
    Made.Made.Assembler = Code->Assembler;
    Made.Made.InstructionsFrom = "sass";
    for (TritonKernel &K : Code->Kernels)
      if (K.IsAfter == (Which == Side::After)) {
        const std::string As =
            StringRef(K.QualifiedName).rsplit('.').second.str() + K.Parameters;
        if (!StringRef(Made.Made.Note).contains(As))
          Made.Made.Note +=
              (Made.Made.Note.empty() ? "compiled as " : "; ") + As;
        Made.Made.Kernels.push_back(
            {K.QualifiedName, K.Arguments, K.Parameters, std::move(K.Code)});
      }
    if (!Made.Made.Kernels.empty())
      Result.Assemblies.push_back(std::move(Made));
  }
}

} // namespace perfclaim
