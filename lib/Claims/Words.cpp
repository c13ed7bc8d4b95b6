//===- Words.cpp - What single words say about a figure -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Words.h"
#include <array>
#include <string>
#include <vector>

using namespace llvm;

namespace perfclaim::words {

namespace {

struct Entry {
  StringLiteral Word; ///< Lower case; a final '*' stands for any ending.
  uint32_t Classes;
};

constexpr Entry Table[] = {
    {"faster", Faster},
    {"fast", Faster},
    {"quicker", Faster},
    {"speed*", Faster},
    {"sped", Faster},
    {"accelerat*", Faster},
    {"optimi*", Gain | Performance},
    {"slower", Slower},
    {"slowdown*", Slower},
    {"slows", Slower},
    {"slowed", Slower},
    {"slowing", Slower},
    {"gain*", Gain},
    {"improv*", Gain},
    {"better", Gain},
    {"boost*", Gain},
    {"uplift*", Gain},
    {"lift*", Gain},
    {"win", Gain},
    {"wins", Gain},
    {"enhanc*", Gain},
    {"higher", Increase},
    {"benefit*", Gain},
    {"recover*", Gain},
    {"outperform*", Gain | Performance},
    {"beat", Gain | Performance},
    {"beats", Gain | Performance},
    {"beating", Gain | Performance},
    {"drop", Loss},
    {"drops", Loss},
    {"dropped", Loss},
    {"dropping", Loss},
    {"hit", Loss | Harm},
    {"regress*", Loss | Harm},
    {"degra*", Loss | Harm},
    {"worse", Loss | Harm},
    {"lower", Loss},
    {"lowers", Loss},
    {"lowered", Loss},
    {"decreas*", Loss},
    {"fell", Loss},
    {"falls", Loss},
    {"falling", Loss},
    {"declin*", Loss},
    {"worsen*", Loss | Harm},
    {"deteriorat*", Loss | Harm},
    {"penalty", Loss | Harm},
    {"loss", Loss | Harm},
    {"loses", Loss | Harm},
    {"losses", Loss | Harm},
    {"losing", Loss | Harm},
    {"within", Slower},
    {"reduc*", Reduce},
    {"less", Reduce},
    {"fewer", Reduce},
    {"sav*", Reduce},
    {"shav*", Reduce},
    {"cut", Reduce},
    {"cuts", Reduce},
    {"cutting", Reduce},
    {"shrink*", Reduce},
    {"smaller", Reduce},
    {"trim*", Reduce},
    {"shorter", Reduce},
    {"shorten*", Reduce},
    {"increas*", Increase},
    {"grow*", Increase},
    {"rais*", Increase},
    {"perf", Performance},
    {"performance", Performance},
    {"throughput*", Throughput},
    {"hashrate*", Throughput},
    {"qps", Throughput},
    {"fps", Throughput},
    {"tps", Throughput},
    {"tput", Throughput},
    {"nps", Throughput},
    {"rps", Throughput},
    {"tflop*", Throughput},
    {"gflop*", Throughput},
    {"pflop*", Throughput},
    {"pp", Throughput | EndToEnd},
    {"tg", Throughput | EndToEnd},
    {"prefill", EndToEnd},
    {"decode", EndToEnd},
    {"time", Time},
    {"times", Time},
    {"runtime*", Time},
    {"walltime", Time},
    {"wallclock", Time},
    {"duration*", Time},
    {"elapsed", Time},
    {"overhead*", Time},
    {"busy", Time},
    {"cost", Time},
    {"took", Time},
    {"takes", Time},
    {"delay*", Time},
    {"ttft", Time},
    {"tpot", Time},
    {"latenc*", Latency | Time},
    {"memory", Memory},
    {"mem", Memory},
    {"footprint", Memory},
    {"vram", Memory},
    {"heap", Memory},
    {"rss", Memory},
    {"ram", Memory},
    {"bandwidth", Bandwidth},
    {"kernel*", Kernel},
    {"microbenchmark*", Kernel},
    {"gemm", Kernel},
    {"gemv", Kernel},
    {"operator*", Operator},
    {"e2e", EndToEnd},
    {"overall", EndToEnd},
    {"total", EndToEnd},
    {"full", EndToEnd},
    {"training", EndToEnd},
    {"inference", EndToEnd},
    {"model", EndToEnd},
    {"models", EndToEnd},
    {"wall", EndToEnd | Time},
    {"compile", Build},
    {"compiles", Build},
    {"compilation*", Build},
    {"compiling", Build},
    {"build", Rebuild},
    {"builds", Rebuild},
    {"binar*", Build},
    {"linker*", Build},
    {"download*", Build},
    {"object", Build},
    {"wheel*", Build},
    {"fatbin*", Build},
    {"ccache", Build},
    {"ptxas", Build},
    {"rebuild*", Rebuild},
    {"ci", Rebuild},
    {"suite", Rebuild},
    {"test", Rebuild},
    {"tests", Rebuild},
    {"pytest*", Rebuild},
    {"unittest*", Rebuild},
    {"unitest*", Rebuild},
    {"devcontainer*", Build},
    {"docker*", Build},
    {"test_*", Rebuild},
    {"testing", Rebuild},
    {"passed", Rebuild},
    {"accuracy", Quality},
    {"perplexity", Quality},
    {"ppl", Quality},
    {"psnr", Quality},
    {"utili*", Quality},
    {"chance*", Quality},
    {"winrate*", Quality},
    {"val", Quality},
    {"val_loss", Quality},
    {"bpb", Quality},
    {"wer", Quality},
    {"assert*", Quality},
    {"util", Quality},
    {"efficiency", Quality},
    {"noise", Quality},
    {"noisy", Quality},
    {"varia*", Quality},
    {"jitter", Quality},
    {"recall", Quality},
    {"mae", Quality},
    {"mse", Quality},
    {"rmse", Quality},
    {"success", Quality},
    {"spen*", Share},
    {"account*", Share},
    {"dominat*", Share},
    {"outlier*", Quality},
    {"pressure", Quality},
    {"traffic", Quality},
    {"spill*", Quality},
    {"stall*", Quality},
    {"cycles", Quality},
    {"loc", Quality},
    {"lines", Quality},
    {"occupancy", Quality},
    {"coverage", Quality},
    {"sparsity", Quality},
    {"conflict*", Quality},
    {"wavefront*", Quality},
    {"register*", Quality},
    {"instruction*", Quality},
    {"inst", Quality},
    {"insts", Quality},
    {"error*", Quality},
    {"toleranc*", Quality},
    {"deviat*", Quality},
    {"probability", Quality},
    {"confidence", Quality},
    {"similarity", Quality},
    {"limit*", Capacity},
    {"capacity", Capacity},
    {"shared", Capacity},
    {"smem", Capacity},
    {"size", Capacity},
    {"sizes", Capacity},
    {"buffer*", Capacity},
    {"cache", Capacity},
    {"allocat*", Capacity},
    {"hardcoded", Capacity},
    {"timeout*", Setting},
    {"interval*", Setting},
    {"frequenc*", Setting},
    {"min_*", Setting},
    {"max_*", Setting},
    {"sleep*", Setting},
    {"unroll*", Capacity},
    {"theoretical*", Capacity | Hope},
    {"tie", Quality},
    {"band", Quality},
    {"should", Hope},
    {"could", Hope},
    {"would", Hope},
    {"might", Hope},
    {"expect*", Hope},
    {"potential*", Hope},
    {"estimate*", Hope},
    {"projected", Hope},
    {"hope*", Hope},
    {"hoping", Hope},
    {"aim*", Hope},
    {"goal", Hope},
    {"target", Hope},
    {"avg", Average},
    {"average*", Average},
    {"mean", Average},
    {"geomean", Average},
    {"about", About},
    {"around", About},
    {"roughly", About},
    {"approximately", About},
    {"approx", About},
    {"circa", About},
    {"ca", About},
};

} // namespace

/// "pp512" and "tg128": tokens a second, of prompts and of generation.
static bool isTokenRate(StringRef Lower) {
  return (Lower.consume_front("pp") || Lower.consume_front("tg")) &&
         !Lower.empty() &&
         Lower.find_first_not_of("0123456789") == StringRef::npos;
}

uint32_t classify(StringRef Word) {
  // The longest entry has 15 letters; names are longer and mean nothing.
  if (Word.empty() || Word.size() > 20)
    return 0;
  const std::string Lower = Word.lower();
  if (isTokenRate(Lower))
    return Throughput | EndToEnd;
  if (StringRef(Lower).ends_with("timeout"))
    return Setting;
  // Most words begin like a few entries only.
  static const auto ByLetter = [] {
    std::array<std::vector<const Entry *>, 256> Found;
    for (const Entry &E : Table)
      Found[static_cast<unsigned char>(E.Word.front())].push_back(&E);
    return Found;
  }();
  for (const Entry *E : ByLetter[static_cast<unsigned char>(Lower.front())]) {
    StringRef Pattern = E->Word;
    if (Pattern.consume_back("*") ? StringRef(Lower).starts_with(Pattern)
                                  : Pattern == Lower)
      return E->Classes;
  }
  return 0;
}

} // namespace perfclaim::words
