//===- WordsInContext.cpp - Words that mean something else beside others --===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

bool startsWith(const Token &T, ArrayRef<StringLiteral> Beginnings) {
  return T.Kind == TokenKind::Word &&
         llvm::any_of(Beginnings, [&](StringRef B) {
           return T.Text.starts_with_insensitive(B);
         });
}

/// "Shared memory", "memory latency", "memory copies": not how much of it is
/// used, which is what a claim about memory means.
bool isFootprint(ArrayRef<Token> Tokens, size_t I) {
  constexpr StringLiteral Kinds[] = {"shared",  "constant", "texture",
                                     "local",   "global",   "register",
                                     "virtual", "unified",  "pinned"};
  constexpr StringLiteral Things[] = {
      "access",   "bandwidth",   "bound",  "bus",       "clock",
      "coalesc",  "copy",        "copies", "cycle",     "fetch",
      "hierarch", "instruction", "intens", "latenc",    "layout",
      "load",     "manage",      "op",     "order",     "pattern",
      "pool",     "prefetch",    "read",   "request",   "stall",
      "store",    "subsystem",   "system", "throttle",  "transact",
      "transfer", "traffic",     "wr",     "efficient", "throughput"};
  if (I > 0 && isWordIn(Tokens[I - 1], Kinds))
    return false;
  size_t Next = I + 1;
  while (Next < Tokens.size() && Next < I + 2 && Tokens[Next].isSign('-'))
    ++Next;
  return Next >= Tokens.size() || Tokens[Next].Line > Tokens[I].Line + 1 ||
         !startsWith(Tokens[Next], Things);
}

/// "20% more memory", "2x longer", "twice as long", "half as slow", "stack
/// usage": words that say something of speed only behind a degree or a noun.
uint32_t classOfDegree(ArrayRef<Token> Tokens, size_t I) {
  constexpr StringLiteral Degrees[] = {"x",    "times", "percent", "pct",
                                       "fold", "twice", "half",    "cent"};
  constexpr StringLiteral Stores[] = {"stack", "heap",    "storage",
                                      "ram",   "scratch", "workspace"};
  if (I == 0)
    return 0;
  const Token &T = Tokens[I], &Previous = Tokens[I - 1];
  auto IsDegree = [&](const Token &D) {
    return D.isSign('%') || isWordIn(D, Degrees) || D.Text == "\xC3\x97";
  };
  if ((T.isWord("more") || T.isWord("extra") || T.isWord("additional")) &&
      IsDegree(Previous))
    return words::Increase;
  if ((T.isWord("below") || T.isWord("behind")) && IsDegree(Previous))
    return words::Loss;
  // "2x longer contexts" are no slower.
  constexpr StringLiteral Long[] = {"context", "seq",       "prompt",
                                    "input",   "text",      "output",
                                    "video",   "generation"};
  if (T.isWord("longer") && I + 1 < Tokens.size() &&
      startsWith(Tokens[I + 1], Long))
    return 0;
  if (T.isWord("longer") && IsDegree(Previous))
    return words::Slower | words::Time;
  if ((T.isWord("usage") || T.isWord("use")) && isWordIn(Previous, Stores))
    return words::Memory;
  if (I < 2)
    return 0;
  const Token &Second = Tokens[I - 2];
  if (Previous.isWord("as") && IsDegree(Second))
    return T.isWord("long")   ? words::Slower | words::Time
           : T.isWord("slow") ? uint32_t(words::Slower)
                              : 0;
  if (Previous.isWord("more") && IsDegree(Second))
    return T.isWord("efficient") ? words::Gain | words::Performance
           : T.isWord("quickly") ? uint32_t(words::Faster)
                                 : 0;
  return 0;
}

/// "mAP", "top-1 regression", "score drops": how good the results are.
bool namesQuality(ArrayRef<Token> Tokens, size_t I) {
  const Token &T = Tokens[I];
  auto Changes = [&](size_t J) {
    return J < Tokens.size() && Tokens[J].Sentence == T.Sentence &&
           (words::classify(Tokens[J].Text) & words::Directions);
  };
  if (T.Text == "mAP")
    return true;
  // "loss 5% lower after 10 epochs"
  if (T.isWord("loss") && I + 3 < Tokens.size() &&
      Tokens[I + 1].Kind == TokenKind::Number && Tokens[I + 2].isSign('%') &&
      Changes(I + 3))
    return true;
  // "the loss matches within 0.5%"
  if (T.isWord("loss") && I + 1 < Tokens.size())
    return Tokens[I + 1].Text.starts_with_insensitive("match") ||
           Tokens[I + 1].Text.starts_with_insensitive("curve") ||
           Tokens[I + 1].isWord("to") ||
           Tokens[I + 1].Text.starts_with_insensitive("value");
  // "the MTEB score is", but also scores that a kernel computes.
  if (T.isWord("score") || T.isWord("scores"))
    return Changes(I + 1) || (I > 0 && Tokens[I - 1].Text.size() > 2 &&
                              Tokens[I - 1].Text.upper() == Tokens[I - 1].Text);
  return T.isWord("top") && I + 2 < Tokens.size() &&
         Tokens[I + 1].isSign('-') &&
         (Tokens[I + 2].Text == "1" || Tokens[I + 2].Text == "5") &&
         Changes(I + 3);
}

/// An index, a tree and their like within a few words.
bool buildsStructure(ArrayRef<Token> Tokens, size_t I) {
  constexpr StringLiteral Structures[] = {
      "index",  "indexes", "indices", "bvh",   "tree",   "trees",    "kdtree",
      "octree", "graph",   "hash",    "table", "tables", "hnsw",     "ivf",
      "cagra",  "list",    "lists",   "grid",  "forest", "structure"};
  for (size_t J = I < 3 ? 0 : I - 3; J < Tokens.size() && J < I + 5; ++J)
    if (Tokens[J].Sentence == Tokens[I].Sentence &&
        isWordIn(Tokens[J], Structures))
      return true;
  return false;
}

/// Of "build" and "compile", unless they mean something that runs.
uint32_t classOfBuild(ArrayRef<Token> Tokens, size_t I, uint32_t Classes) {
  const Token &T = Tokens[I];
  const Token *Previous = I > 0 ? &Tokens[I - 1] : nullptr;
  // "index build", "build of the tree": made while the program runs.
  if ((T.isWord("build") || T.isWord("builds") || T.isWord("building")) &&
      buildsStructure(Tokens, I))
    return 0;
  // "are compiled 4x faster"; not "the compiled model".
  if (T.isWord("compiled"))
    return Previous && (Previous->isWord("are") || Previous->isWord("is") ||
                        Previous->isWord("get") || Previous->isWord("be"))
               ? Classes
               : 0;
  // "the GCC compiled binary": which of them runs. "binary operators" do.
  const Token *Next = I + 1 < Tokens.size() ? &Tokens[I + 1] : nullptr;
  if (T.Text.starts_with_insensitive("binar") &&
      ((Previous && Previous->isWord("compiled")) ||
       (T.isWord("binary") && Next &&
        startsWith(*Next, {"op", "search", "tree", "function", "arith"}))))
    return 0;
  // "in compile mode": that of torch.compile, in which it runs.
  if (T.isWord("compile") && Next && Next->isWord("mode"))
    return 0;
  // "torch.compile" compiles while the program runs.
  if (T.isWord("compile") && !T.Space && I >= 2 && Previous->isSign('.') &&
      !Previous->Space && Tokens[I - 2].Kind == TokenKind::Word)
    return 0;
  return Classes;
}

/// "20% reductions", "reductions in latency", "memory reductions": of
/// something; others are sums over threads.
bool isReductionOf(ArrayRef<Token> Tokens, size_t I) {
  const Token *Next = I + 1 < Tokens.size() ? &Tokens[I + 1] : nullptr;
  if (Next && (Next->isWord("in") || Next->isWord("of")))
    return true;
  return I > 0 && (Tokens[I - 1].isSign('%') || Tokens[I - 1].isWord("x") ||
                   (words::classify(Tokens[I - 1].Text) & words::Subjects));
}

/// "peak FLOPS", "get_peak_bandwidth": what a device could reach.
bool namesDevice(ArrayRef<Token> Tokens, size_t I) {
  const Token &T = Tokens[I];
  if (T.Text.size() > 8 && T.Text.contains("peak_"))
    return T.Text.contains_insensitive("flop") ||
           T.Text.contains_insensitive("bandwidth");
  return T.isWord("peak") && I + 1 < Tokens.size() &&
         Tokens[I + 1].Text.size() < 7 &&
         Tokens[I + 1].Text.ends_with_insensitive("flops");
}

} // namespace

size_t endToEnd(ArrayRef<Token> Tokens, size_t I) {
  size_t N = 0;
  for (StringRef Part : {"end", "-", "to", "-", "end"}) {
    if (I + N >= Tokens.size() || Tokens[I + N].Line != Tokens[I].Line)
      return 0;
    if (Tokens[I + N].Text.equals_insensitive(Part))
      ++N;
    else if (Part != "-")
      return 0;
  }
  return N;
}

uint32_t classInContext(ArrayRef<Token> Tokens, size_t I, uint32_t Classes) {
  constexpr StringLiteral Rates[] = {"hash",     "frame",      "token", "data",
                                     "sampling", "generation", "decode"};
  constexpr StringLiteral Parts[] = {"parallel", "warp",  "block", "tree",
                                     "sum",      "row",   "split", "all",
                                     "shuffle",  "intra", "inter", "max"};
  constexpr StringLiteral Reducers[] = {"kernel",  "op",    "axis",     "dim",
                                        "scatter", "order", "precision"};
  const Token &T = Tokens[I];
  const Token *Next = I + 1 < Tokens.size() ? &Tokens[I + 1] : nullptr;
  const Token *Previous = I > 0 ? &Tokens[I - 1] : nullptr;
  if (Classes & words::Memory)
    return isFootprint(Tokens, I) ? Classes
           : Previous && Previous->isWord("shared")
               ? words::Capacity
               : Classes & ~uint32_t(words::Memory);
  // "warp reduction", "reduce-scatter", "reduction kernel": algorithms.
  const bool Verb =
      T.isWord("reduced") || T.isWord("reduces") || T.isWord("reducing");
  if (T.Text.starts_with_insensitive("reduc") && !Verb &&
      ((Previous && isWordIn(*Previous, Parts)) ||
       (Next && (Next->isSign('-') || startsWith(*Next, Reducers))))) {
    // "Reduce kernel overhead": a verb.
    const bool Starts = !Previous || Previous->Sentence != T.Sentence;
    if (!T.isWord("reduce") || !Starts || Next->isSign('-'))
      return 0;
  }
  if ((Classes & words::Reduce) && T.isWord("reductions") &&
      !isReductionOf(Tokens, I))
    return 0;
  // "target: 2x", "the target time"; not "decode is the target".
  if (T.isWord("target")) {
    bool Beside = false;
    for (size_t J = I < 3 ? 0 : I - 3; J < Tokens.size() && J < I + 3; ++J)
      Beside |=
          Tokens[J].Sentence == T.Sentence &&
          (Tokens[J].Kind == TokenKind::Number || Tokens[J].isSign(':') ||
           (J == I + 1 && (words::classify(Tokens[J].Text) & words::Subjects)));
    return Beside ? Classes : 0;
  }
  // "bandwidth-bound": why, not how much.
  if (T.isWord("bandwidth") && I + 2 < Tokens.size() &&
      (Next->isWord("bound") ||
       (Next->isSign('-') &&
        (Tokens[I + 2].isWord("bound") || Tokens[I + 2].isWord("limited")))))
    return 0;
  // "Performance targets:"; not "this targets decoding".
  if (T.isWord("targets") && Next && Next->isSign(':'))
    return words::Hope;
  // "it could only reach 1.3x": it did.
  if (T.isWord("could") && Next && Next->isWord("only"))
    return 0;
  if (Classes & (words::Build | words::Rebuild))
    if (const uint32_t Builds = classOfBuild(Tokens, I, Classes);
        Builds != Classes)
      return Builds;
  // "a run-time parameter": which is read when it runs.
  constexpr StringLiteral Parameters[] = {
      "parameter", "parameters", "constant", "option", "flag",  "check",
      "checks",    "switch",     "dispatch", "value",  "error", "argument"};
  if ((Classes & words::Time) &&
      (T.isWord("runtime") ||
       (T.isWord("time") && I >= 2 && Previous->isSign('-') &&
        Tokens[I - 2].isWord("run"))) &&
      Next && isWordIn(*Next, Parameters))
    return 0;
  if (T.isWord("end") && endToEnd(Tokens, I) != 0)
    return words::EndToEnd;
  if (namesQuality(Tokens, I))
    return words::Quality;
  if (namesDevice(Tokens, I))
    return Classes | words::Device;
  // "Poll every 5 ms": chosen, not measured.
  if (T.isWord("every") && Next && Next->Kind == TokenKind::Number)
    return words::Setting;
  // "50% win chance" is one of a game.
  if (T.isWord("win") && Next &&
      (Next->isWord("rate") || (words::classify(Next->Text) & words::Quality)))
    return words::Quality;
  // "Drop the old path": to take away, unless a speed is dropped.
  if (T.isWord("drop") && Next && Next->Kind == TokenKind::Word &&
      (!Previous || Previous->Sentence != T.Sentence ||
       Previous->Kind == TokenKind::Sign) &&
      !Next->isWord("in") && !Next->isWord("of") && !Next->isWord("by") &&
      !(words::classify(Next->Text) & words::Subjects))
    return 0;
  // "removed 20% of the memory"
  if (T.Text.starts_with_insensitive("remov") && I + 2 < Tokens.size() &&
      Next->Kind == TokenKind::Number && Tokens[I + 2].isSign('%'))
    return words::Reduce;
  // "a loss in speed": what is lost, not which way it goes.
  if (T.isWord("speed") && I >= 2 &&
      (Previous->isWord("in") || Previous->isWord("of")) &&
      (words::classify(Tokens[I - 2].Text) & words::Loss))
    return words::Performance;
  // "by less than 1%" says how much, not which way.
  if (T.isWord("less") && Next && Next->isWord("than") &&
      I + 2 < Tokens.size() &&
      (Tokens[I + 2].Kind == TokenKind::Number || Tokens[I + 2].isSign('~')))
    return 0;
  // "libx.so" is a file.
  constexpr StringLiteral Files[] = {"so", "a", "dll", "whl", "exe", "o"};
  if (isWordIn(T, Files) && !T.Space && I >= 2 && Previous->isSign('.') &&
      !Previous->Space && Tokens[I - 2].Kind == TokenKind::Word)
    return words::Build;
  if (T.isWord("link") && Next && Next->Text.starts_with_insensitive("time"))
    return words::Build;
  if (T.isWord("rate") && Previous && isWordIn(*Previous, Rates))
    return Classes | words::Throughput;
  if (T.isWord("speed") && Previous && Previous->isWord("hash"))
    return Classes | words::Throughput;
  // "time to run the benchmarks" is that of the harness.
  if (T.Text.starts_with_insensitive("benchmark") && I >= 2 &&
      (Previous->isWord("run") || Previous->isWord("running") ||
       (Next && Next->isWord("time")) ||
       (Previous->isWord("of") &&
        (words::classify(Tokens[I - 2].Text) & words::Faster)) ||
       (Previous->isWord("the") && Tokens[I - 2].isWord("run"))))
    return Classes | words::Rebuild;
  if (const auto Beside = classBeside(Tokens, I, Classes))
    return *Beside;
  // "hit rate", "cache hits"
  if (T.isWord("hit") && Next &&
      (Next->isWord("rate") || Next->isWord("ratio")))
    return words::Quality;
  if (const uint32_t Degree = classOfDegree(Tokens, I))
    return Classes | Degree;
  // "takes a hit", "GPU-accelerated", "measured in test_x".
  if (T.isWord("takes") || T.isWord("took"))
    for (size_t J = I + 1; J < Tokens.size() && J < I + 4; ++J)
      if (Tokens[J].isWord("hit"))
        return 0;
  if ((Classes & words::Faster) && Previous && Previous->isSign('-') &&
      !T.Space && T.Text.starts_with_insensitive("accelerat"))
    return 0;
  if (T.Text.starts_with_insensitive("test_") && Previous &&
      (Previous->isWord("in") || Previous->isWord("on")))
    return 0;
  // "peak swap drops"
  if (T.isWord("swap") && ((Previous && Previous->isWord("peak")) ||
                           (Next && Next->isWord("usage"))))
    return words::Memory;
  // The KL divergence is a function that is computed.
  if (T.isWord("divergence") && I >= 2 &&
      (Previous->isWord("kl") || Tokens[I - 2].isWord("kl")))
    return 0;
  // "register pressure"; others are what a model computes.
  constexpr StringLiteral Pressed[] = {
      "register", "registers", "memory", "vgpr", "sgpr", "cache", "allocator"};
  if (T.isWord("pressure"))
    return Previous && isWordIn(*Previous, Pressed) ? words::Quality : 0;
  // "falls back to"
  if ((T.isWord("falls") || T.isWord("fell")) && Next && Next->isWord("back"))
    return 0;
  // The loss of a model in training.
  if (T.isWord("loss") && Next &&
      (words::classify(Next->Text) & words::Directions))
    return words::Quality;
  // "twice as fast"; a fast path is no comparison.
  if (T.isWord("fast") && !(Previous && Previous->isWord("as")))
    return 0;
  // "at the cost of more registers"
  if (T.isWord("cost") && Next && Next->isWord("of"))
    return 0;
  if (T.isWord("slow") && Next && Next->isWord("down"))
    return Classes | words::Slower;
  // "less memory after compilation": when, not what of.
  if ((Classes & words::Build) && Previous &&
      (Previous->isWord("after") || Previous->isWord("post")))
    return 0;
  // "12% more tokens per second"
  if (Next && Next->isWord("per") && I + 2 < Tokens.size() &&
      Tokens[I + 2].isWord("second") && T.Text.ends_with("s") &&
      !(Previous && Previous->Kind == TokenKind::Number))
    return Classes | words::Throughput;
  // "tok/s", "images/sec"
  if (Next && Next->isSign('/') && !Next->Space && I + 2 < Tokens.size() &&
      !(Previous && Previous->Kind == TokenKind::Number) &&
      !Tokens[I + 2].Space &&
      (Tokens[I + 2].isWord("s") || Tokens[I + 2].isWord("sec") ||
       Tokens[I + 2].isWord("second")))
    return Classes | words::Throughput;
  return Classes;
}

} // namespace perfclaim
