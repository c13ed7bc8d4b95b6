//===- PtxTable.cpp - The PTX instructions that are known -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTable.h"
#include "Matrices.h"
#include "Ptx.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace perfclaim::ptx {
namespace {

struct Row {
  SmallVector<StringRef, 16> Types, Modifiers;
  bool Each;
  bool has(StringRef Type) const { return is_contained(Types, Type); }
};

/// "-" becomes "", which is what a form without types has.
SmallVector<StringRef, 16> list(StringRef Text) {
  SmallVector<StringRef, 16> Result;
  Text.split(Result, ' ', -1, /*KeepEmpty=*/false);
  std::replace(Result.begin(), Result.end(), StringRef("-"), StringRef());
  return Result;
}

using Table = StringMap<std::vector<Row>>;
const Table &table() {
  static const Table Rows = [] {
    Table Result;
    auto Add = [&](StringRef Opcodes, StringRef Types, StringRef Modifiers,
                   bool Each) {
      for (StringRef Opcode : list(Opcodes))
        Result[Opcode].push_back({list(Types), list(Modifiers), Each});
    };
#define EACH(OPCODES, TYPES, MODIFIERS) Add(OPCODES, TYPES, MODIFIERS, true);
#define SOME(OPCODES, TYPES, MODIFIERS) Add(OPCODES, TYPES, MODIFIERS, false);
#include "PtxRows.def"
    return Result;
  }();
  return Rows;
}

bool isTypeWord(StringRef Word) {
  static const StringSet<> Others{"e4m3x2", "e5m2x2",    "e2m1x2",   "e2m3x2",
                                  "e3m2x2", "ue8m0x2",   "b1024",    "ue8m0",
                                  "ue4m3",  "b4x16_p64", "b6x16_p32"};
  return parseType(Word) || matrixElement(Word) || Others.contains(Word);
}

std::string line(StringRef Opcode, StringRef Types, StringRef Modifier) {
  auto Word = [](StringRef Text) { return Text.empty() ? "-" : Text; };
  return (Opcode + " " + Word(Types) + " " + Word(Modifier)).str();
}

/// The requirements of one row that a form of these would meet.
void tests(const Row &Of, StringRef Opcode, ArrayRef<StringRef> Types,
           ArrayRef<StringRef> Modifiers, std::set<std::string> &Into) {
  for (StringRef Type : Types)
    for (StringRef Modifier : Modifiers) {
      if (!Of.has(Type) || !is_contained(Of.Modifiers, Modifier))
        continue;
      if (Of.Each) {
        Into.insert(line(Opcode, Type, Modifier));
        continue;
      }
      Into.insert(line(Opcode, Type, "*"));
      Into.insert(line(Opcode, "*", Modifier));
    }
}

} // namespace

Form formOf(ArrayRef<std::string> Words) {
  Form Result;
  Result.Opcode = Words.front();
  for (StringRef Word : Words.drop_front()) {
    if (isTypeWord(Word)) {
      Result.Types += (Result.Types.empty() ? "" : ".") + Word.str();
      continue;
    }
    // Which number of columns it is makes no difference to a warp group.
    if (const std::optional<MatrixShape> Shape = matrixShape(Word);
        Shape && Shape->M == 64)
      Result.Modifiers.push_back("m64k" + std::to_string(Shape->K));
    else
      Result.Modifiers.push_back(Word.str());
  }
  return Result;
}

std::string whyUnknown(const Form &Of) {
  const auto Found = table().find(Of.Opcode);
  if (Found == table().end()) {
    if (Of.Opcode == "tcgen05")
      return "tensor memory, which sm_100 has, is not there on a CPU";
    if (Of.Opcode == "multimem")
      return "memory of several devices is not there on a CPU";
    return "the instruction is not known";
  }
  const std::vector<Row> &Rows = Found->second;
  if (none_of(Rows, [&](const Row &R) { return R.has(Of.Types); }))
    return Of.Types.empty()
               ? "a type is missing"
               : "the instruction is not known for '." + Of.Types + "'";
  for (StringRef Modifier : Of.Modifiers)
    if (none_of(Rows, [&](const Row &R) {
          return R.has(Of.Types) && is_contained(R.Modifiers, Modifier);
        }))
      return ("'." + Modifier + "' is not understood").str();
  return "";
}

std::set<std::string> testedBy(const Form &Of) {
  std::set<std::string> Result;
  SmallVector<StringRef, 8> Modifiers(Of.Modifiers.begin(), Of.Modifiers.end());
  // A bare form is a test of itself alone, and of its type everywhere.
  if (Modifiers.empty())
    Modifiers.push_back("");
  if (const auto Found = table().find(Of.Opcode); Found != table().end())
    for (const Row &R : Found->second) {
      tests(R, Of.Opcode, {StringRef(Of.Types)}, Modifiers, Result);
      if (!R.Each && R.has(Of.Types))
        Result.insert(line(Of.Opcode, Of.Types, "*"));
    }
  return Result;
}

std::set<std::string> requiredTests() {
  std::set<std::string> Result;
  for (const auto &Entry : table())
    for (const Row &R : Entry.second)
      tests(R, Entry.first(), R.Types, R.Modifiers, Result);
  for (StringRef Name : specialRegisters())
    Result.insert("%" + Name.str());
  return Result;
}

ArrayRef<StringLiteral> specialRegisters() {
// NOLINTBEGIN(bugprone-suspicious-missing-comma)
#define AXES(NAME) NAME ".x", NAME ".y", NAME ".z"
  static constexpr StringLiteral Known[] = {AXES("tid"),
                                            AXES("ntid"),
                                            AXES("ctaid"),
                                            AXES("nctaid"),
                                            AXES("cluster_ctaid"),
                                            AXES("cluster_nctaid"),
                                            AXES("clusterid"),
                                            AXES("nclusterid"),
                                            "laneid",
                                            "warpid",
                                            "nwarpid",
                                            "warpsize",
                                            "lanemask_eq",
                                            "lanemask_lt",
                                            "lanemask_le",
                                            "lanemask_ge",
                                            "lanemask_gt",
                                            "smid",
                                            "nsmid",
                                            "gridid",
                                            "dynamic_smem_size",
                                            "total_smem_size",
                                            "aggr_smem_size",
                                            "reserved_smem_offset_1",
                                            "envreg0",
                                            "envreg1",
                                            "envreg2",
                                            "current_graph_exec",
                                            "clock64",
                                            "clock",
                                            "clock_hi",
                                            "globaltimer",
                                            "globaltimer_lo",
                                            "globaltimer_hi",
                                            "is_explicit_cluster",
                                            "cluster_ctarank",
                                            "cluster_nctarank"};
#undef AXES
  // NOLINTEND(bugprone-suspicious-missing-comma)
  return Known;
}

std::string specialRegister(StringRef Given) {
  std::string Name = Given.str();
  // Intrinsics have dots where PTX has underlines.
  for (StringRef Word : {"cluster.", "lanemask.", "globaltimer."})
    if (Given.starts_with(Word))
      Name[Word.size() - 1] = '_';
  if (StringRef(Name).starts_with("reserved_smem_offset_"))
    return "reserved_smem_offset_1";
  if (StringRef(Name).starts_with("envreg") && Name != "envreg1" &&
      Name != "envreg2")
    return "envreg0";
  // %tid.w is there, and always 0.
  const bool Fourth = StringRef(Name).ends_with(".w");
  if (Fourth)
    Name.back() = 'x';
  return is_contained(specialRegisters(), StringRef(Name))
             ? (Fourth ? "zero" : Name)
             : "";
}

} // namespace perfclaim::ptx
