//===- EmitInternal.h - What the parts of Emit share ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of a package, each from the plan. Nothing of it leaves the
/// library.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_EMIT_EMITINTERNAL_H
#define PERFCLAIM_LIB_EMIT_EMITINTERNAL_H

#include "perfclaim/Emit/Emit.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// What the elements of a buffer are, for the benchmark.
struct BufferElement {
  std::string Name;        ///< Enumerator of pc::Element: "Float32".
  unsigned PerElement = 1; ///< 4 for a float4; bytes for a struct.
  unsigned Size = 1;       ///< Bytes of one.
  bool Zeros = false;      ///< No other content is safe: pointers.
};
BufferElement bufferElement(const ParameterModel &Variable);
/// ".field(4, pc::Element::Int32, w.n)" for each field of a structure, or what
/// Python says; \p Numbers are the workload's by name.
std::string fieldCalls(const ParameterModel &Variable,
                       const std::map<std::string, std::string> &Numbers,
                       bool ForPython);

/// "input", "output", "inout" or "scratch": the function of the runtime.
llvm::StringRef bufferUse(const ParameterModel &Variable);

/// True for a struct by value that stands for one number: `__half`.
bool isNumber(const ParameterModel &Variable);

/// True for a string that is passed as it stands in ElementType.
bool isText(const ParameterModel &Variable);

/// Fields of the benchmark's Shape by variable: the integers and floating
/// numbers, each an identifier, all different.
std::map<std::string, std::string> shapeFields(const EntryPair &Entry);

/// The variable that says by how much tensors are off their alignment; "" if
/// there is none.
std::string misalignmentOf(const EntryPair &Entry);

/// What \p Variable, an integer, has in a workload that gives \p Integers.
int64_t integerValue(const ParameterModel &Variable,
                     const std::map<std::string, int64_t> &Integers);
double floatingValue(const ParameterModel &Variable, const Workload &W);
/// Names of the plan's workloads, all different.
std::vector<std::string> workloadNames(const BenchmarkPlan &Plan);

/// C++ over a Shape `w`; nothing where a symbol is no field of it.
std::optional<std::string>
shapeFormula(const Expression &E,
             const std::map<std::string, std::string> &Fields);

/// Whether nothing shows how large a buffer is. A tensor's sizes are its own.
bool isAssumed(const ParameterModel &Variable,
               const std::map<std::string, std::string> &Fields);

/// The workloads of `benchmark.cu`, and the calls that have to fail; \p Fields
/// are the Shape's by variable.
llvm::json::Array
benchmarkCases(const BenchmarkPlan &Plan,
               const std::map<std::string, std::string> &Fields);

/// The text of `benchmark.cu`.
std::string emitBenchmark(const BenchmarkPlan &Plan);

/// The Python test: its file's name, and its text.
struct PytestFile {
  std::string Name, Text;
};
PytestFile emitPytest(const BenchmarkPlan &Plan);

/// What the build of one side needs.
struct SideFiles {
  /// Generated sources: shim, stubs, further units.
  std::vector<std::string> Sources;
  std::vector<std::string> Flags, Defines, Includes; ///< For CMake, escaped.
  std::vector<std::string> Libraries;                ///< Link items.
  std::vector<std::string> OtherLibraries;           ///< To be searched.
  bool Relocatable = false; ///< Device code of several units.
  bool NeedsC = false;
  bool NeedsDriver = false;
  bool StandsForTorch = false; ///< An installed torch can be used.
  std::string NeedsTorch;      ///< What is called that only it has; escaped.
  std::vector<std::string> LeftOut; ///< Flags and defines that are not used.
  std::vector<std::string> Legacy;  ///< Names that Legacy.h has to supply.
  /// The same for other builders than CMake: as they are, folders relative to
  /// the package, libraries by name.
  std::vector<std::string> PlainDefines, PlainIncludes, PlainLibraries;
};
/// "before" or "after": its folder.
const char *sideName(Side Which);
llvm::Expected<SideFiles> sideFiles(const SideBuild &Build, Side Which);
std::string emitCMakeLists(const BenchmarkPlan &Plan, const SideFiles &Before,
                           const SideFiles &After);
/// The text of `build.json`, for builders that are not CMake.
std::string emitBuildJson(const SideFiles &Before, const SideFiles &After);
/// True if headers of torch stand in.
bool usesTorch(const SideBuild &Build);
/// Empty if there is nothing to stub.
llvm::Expected<std::string> emitStubs(const SideBuild &Build, Side Which);

std::string emitReadme(const BenchmarkPlan &Plan, const SideFiles &Before,
                       const SideFiles &After);

/// First line of a commit message.
llvm::StringRef subjectOf(const Commit &Change);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_EMIT_EMITINTERNAL_H
