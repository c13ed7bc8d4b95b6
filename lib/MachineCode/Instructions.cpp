//===- Instructions.cpp - Kinds of instructions, counted ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/MachineCode/MachineCode.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

bool startsWithAny(StringRef Text, ArrayRef<StringRef> Prefixes) {
  return any_of(Prefixes, [&](StringRef P) { return Text.starts_with(P); });
}

/// \p Opcode with its suffixes: "ld.global.v4.f32".
StringRef kindOfPtx(StringRef Opcode) {
  const StringRef Name = Opcode.split('.').first;
  if (is_contained({"mma", "wmma", "wgmma", "tcgen05"}, Name))
    return "tensor";
  if (is_contained(
          {"bar", "barrier", "membar", "fence", "mbarrier", "griddepcontrol"},
          Name) ||
      Opcode.starts_with("cp.async.wait") ||
      Opcode.starts_with("cp.async.commit"))
    return "sync";
  if (is_contained({"shfl", "vote", "match", "redux", "activemask", "elect"},
                   Name))
    return "warp";
  if (is_contained({"bra", "brx", "call", "ret", "exit", "trap"}, Name))
    return "control";
  // Parameters are constants, and registers of a call.
  if (Opcode.starts_with("ld.param") || Opcode.starts_with("st.param"))
    return "other";
  if (is_contained({"ld", "ldu", "st", "atom", "red", "cp", "prefetch",
                    "prefetchu", "ldmatrix", "stmatrix", "tex", "tld4", "suld",
                    "sust", "sured", "multimem", "discard"},
                   Name))
    return "memory";
  if (is_contained({"mov", "cvt", "cvta", "selp", "setp", "set", "pragma",
                    "isspacep", "prmt", "nop"},
                   Name))
    return "other";
  const StringRef Type = Opcode.rsplit('.').second;
  if (startsWithAny(Type, {"f16", "f32", "f64", "bf16"}))
    return "float";
  if (!Type.empty() && StringRef("subpb").contains(Type.front()))
    return "integer";
  return "other";
}

/// \p Opcode with its modifiers: "LDG.E.128".
StringRef kindOfSass(StringRef Opcode) {
  const StringRef Name = Opcode.split('.').first;
  if (Name.ends_with("MMA"))
    return "tensor";
  if (startsWithAny(Name, {"BAR", "MEMBAR", "FENCE", "DEPBAR", "LDGDEPBAR",
                           "SYNCS", "ERRBAR", "ARRIVES", "WARPGROUP",
                           "CGAERRBAR", "UCGABAR", "ACQBULK"}))
    return "sync";
  if (startsWithAny(Name,
                    {"SHFL", "VOTE", "MATCH", "REDUX", "CREDUX", "ELECT"}))
    return "warp";
  if (startsWithAny(Name, {"BRA", "BRX", "JMP", "CALL", "RET", "EXIT", "BSSY",
                           "BSYNC", "BREAK", "WARPSYNC", "BPT", "YIELD", "KILL",
                           "NANOSLEEP", "BMOV"}))
    return "control";
  if (startsWithAny(Name, {"LDC", "ULDC", "LEPC"}))
    return "other";
  if (startsWithAny(Name, {"LD", "ST", "ATOM", "RED", "TEX", "TLD", "TMML",
                           "SULD", "SUST", "SUATOM", "SURED", "CCTL", "UBLK",
                           "UTMA", "PREFETCH", "UTMPF"}))
    return "memory";
  if (startsWithAny(Name, {"MOV",   "UMOV",  "SEL",   "FSEL", "USEL",  "PRMT",
                           "S2R",   "S2UR",  "CS2R",  "NOP",  "PLOP",  "UPLOP",
                           "P2R",   "R2P",   "R2UR",  "F2F",  "F2I",   "I2F",
                           "F2FP",  "I2I",   "FRND",  "I2FP", "ISETP", "FSETP",
                           "HSETP", "DSETP", "UISETP"}))
    return "other";
  if (startsWithAny(Name, {"FADD", "FMUL", "FFMA", "FMNMX", "FCHK", "FSWZ",
                           "FSET", "HADD", "HMUL", "HFMA", "HMNMX", "HSET",
                           "DADD", "DMUL", "DFMA", "DMNMX", "MUFU"}))
    return "float";
  if (startsWithAny(Name,
                    {"I",    "UI",    "LEA",  "ULEA",     "LOP",   "ULOP",
                     "SHF",  "USHF",  "SHL",  "SHR",      "BFE",   "BFI",
                     "BREV", "UBREV", "POPC", "UPOPC",    "FLO",   "UFLO",
                     "VI",   "SGXT",  "BMSK", "VABSDIFF", "USGXT", "UBMSK"}))
    return "integer";
  return "other";
}

/// The next word of \p Line, with what follows left in it.
StringRef nextWord(StringRef &Line) {
  Line = Line.ltrim(" \t");
  const StringRef Word =
      Line.take_until([](char C) { return C == ' ' || C == '\t' || C == ';'; });
  Line = Line.drop_front(Word.size());
  return Word;
}

} // namespace

InstructionCounts countPtx(StringRef Text) {
  InstructionCounts Counts;
  std::map<std::string, int64_t> *Current = nullptr;
  // Inline assembly has blocks of its own, and calls take several lines.
  int64_t Depth = 0;
  std::string Open;
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    Line = Line.split("//").first;
    if (size_t At = Line.find(".entry "); At != StringRef::npos) {
      const StringRef Name = Line.substr(At + 7).ltrim().take_until(
          [](char C) { return C == '(' || C == ' '; });
      Current = &Counts[Name.str()];
      Depth = 0;
      Open.clear();
      continue;
    }
    if (!Current)
      continue;
    const int64_t Opened = int64_t(Line.count('{')) - int64_t(Line.count('}'));
    Open += Line.str() + " ";
    for (size_t End; (End = Open.find(';')) != std::string::npos;) {
      const std::string Statement = Open.substr(0, End);
      Open.erase(0, End + 1);
      StringRef Rest = StringRef(Statement).ltrim(" \t{}");
      StringRef Word = nextWord(Rest);
      while (Word.ends_with(":") || Word.starts_with("@"))
        Word = nextWord(Rest);
      // Directives are no instructions.
      if (!Word.empty() && isLower(Word.front()))
        ++(*Current)[kindOfPtx(Word).str()];
    }
    // Neither is what stands before a block.
    if (Line.trim() == "{")
      Open.clear();
    Depth += Opened;
    if (Depth <= 0 && Opened < 0)
      Current = nullptr;
  }
  return Counts;
}

InstructionCounts countSass(StringRef Text) {
  InstructionCounts Counts;
  std::map<std::string, int64_t> *Current = nullptr;
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    StringRef Rest = Line.trim();
    if (Rest.consume_front(".text.") && Rest.consume_back(":")) {
      Current = &Counts[Rest.str()];
      continue;
    }
    // "/*0010*/  @!P0 LDG.E R4, [R2.64] ;"
    if (!Current || !Rest.consume_front("/*"))
      continue;
    const auto [Address, Code] = Rest.split("*/");
    if (Address.empty() || !all_of(Address, isHexDigit))
      continue;
    Rest = Code;
    StringRef Word = nextWord(Rest);
    if (Word.starts_with("@"))
      Word = nextWord(Rest);
    // Loops at the end are there for alignment and never run.
    if (!Word.empty() && isUpper(Word.front()) && Word != "NOP")
      ++(*Current)[kindOfSass(Word).str()];
  }
  return Counts;
}

} // namespace perfclaim
