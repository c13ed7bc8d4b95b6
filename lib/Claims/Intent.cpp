//===- Intent.cpp - What a commit is for ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// Words that tell a thing, and the thing.
struct Sign {
  StringLiteral Word; ///< Lower case; matches the beginning of a word.
  StringLiteral Means;
};

constexpr Sign Types[] = {
    {"kernel", "kernel"},
    {"launch", "launch_configuration"},
    {"blocksize", "launch_configuration"},
    {"block_size", "launch_configuration"},
    {"occupancy", "launch_configuration"},
    {"heuristic", "heuristic"},
    {"autotune", "heuristic"},
    {"tune", "heuristic"},
    {"tuning", "heuristic"},
    {"threshold", "heuristic"},
    {"fuse", "fusion"},
    {"fusing", "fusion"},
    {"fusion", "fusion"},
    {"vectoriz", "memory_access"},
    {"coalesc", "memory_access"},
    {"float4", "memory_access"},
    {"bank", "memory_access"},
    {"prefetch", "memory_access"},
    {"memory", "memory"},
    {"footprint", "memory"},
    {"fp8", "precision"},
    {"fp16", "precision"},
    {"bf16", "precision"},
    {"int8", "precision"},
    {"quantiz", "precision"},
    {"unroll", "kernel"},
    {"algorithm", "algorithm"},
};

constexpr Sign Domains[] = {
    {"layernorm", "normalization"},
    {"rmsnorm", "normalization"},
    {"rms_norm", "normalization"},
    {"layer_norm", "normalization"},
    {"norm", "normalization"},
    {"softmax", "softmax"},
    {"attention", "attention"},
    {"attn", "attention"},
    {"flash", "attention"},
    {"gemm", "matmul"},
    {"matmul", "matmul"},
    {"gemv", "matmul"},
    {"mmq", "matmul"},
    {"mmv", "matmul"},
    {"conv", "convolution"},
    {"moe", "mixture_of_experts"},
    {"experts", "mixture_of_experts"},
    {"quant", "quantization"},
    {"dequant", "quantization"},
    {"reduc", "reduction"},
    {"sort", "sorting"},
    {"topk", "sorting"},
    {"top_k", "sorting"},
    {"scan", "scan"},
    {"rope", "position_embedding"},
    {"rotary", "position_embedding"},
    {"embed", "embedding"},
    {"encoder", "embedding"},
    {"activation", "activation"},
    {"gelu", "activation"},
    {"silu", "activation"},
    {"optimizer", "optimizer"},
    {"adam", "optimizer"},
    {"cache", "cache"},
    {"allreduce", "communication"},
    {"all_reduce", "communication"},
    {"hash", "hashing"},
    {"histogram", "histogram"},
    {"rasteriz", "rendering"},
    {"sampl", "sampling"},
};

template <size_t N> StringRef meaning(const Sign (&Table)[N], StringRef Word) {
  for (const Sign &S : Table)
    if (Word.starts_with_insensitive(S.Word))
      return S.Means;
  return "";
}

bool isIdentifier(char C) { return isAlnum(C); }

/// Calls \p Use with the parts of names: "rms_norm_kernel" has three, and is
/// one itself.
template <typename Fn> void forParts(StringRef Text, Fn Use) {
  size_t I = 0;
  while (I < Text.size()) {
    while (I < Text.size() && !isIdentifier(Text[I]))
      ++I;
    size_t E = I;
    while (E < Text.size() && isIdentifier(Text[E]))
      ++E;
    if (E > I)
      Use(Text.slice(I, E));
    I = E;
  }
}

void once(std::vector<std::string> &List, StringRef Text) {
  if (!Text.empty() && !llvm::is_contained(List, Text))
    List.push_back(Text.str());
}

class IntentReader {
public:
  IntentReader(const Reading &R, const ClaimSet &Claims, const Commit *Change)
      : R(R), Claims(Claims), Change(Change) {}

  Intent run() {
    message();
    if (Change) {
      files();
      metadata();
    }
    metric();
    // The most frequent domain; of equals the one that came first.
    size_t Best = 0;
    for (const auto &[Name, Count] : Domain)
      if (Count > Best) {
        Best = Count;
        I.Domain = Name.str();
      }
    return std::move(I);
  }

private:
  void message() {
    // Speed in the subject line is the purpose; further down only a claim is.
    constexpr uint32_t Speed =
        words::Faster | words::Performance | words::Latency | words::Throughput;
    for (size_t T = 0; T < R.Tokens.size() && R.Tokens[T].Line == 0; ++T)
      if (R.Classes[T] & Speed) {
        I.Performance = true;
        once(I.Evidence, ("message: " + R.Tokens[T].Text).str());
      }
    if (!Claims.Claims.empty()) {
      I.Performance = true;
      once(I.Evidence, "claim: " + Claims.Claims.front().Text);
    }
    for (const Token &T : R.Tokens) {
      if (T.Kind != TokenKind::Word || T.Line > 40)
        continue;
      forParts(T.Text, [&](StringRef Part) {
        once(I.Types, meaning(Types, Part));
        count(meaning(Domains, Part), T.Line == 0 ? 3 : 1);
      });
      once(I.Types, meaning(Types, T.Text));
    }
  }

  void files() {
    for (const FileChange &F : Change->Files) {
      const StringRef Path = F.Path;
      const bool Device = Path.ends_with(".cu") || Path.ends_with(".cuh") ||
                          Path.ends_with(".triton.py");
      const StringRef Name = Path.substr(Path.rfind('/') + 1);
      if (Device)
        once(I.Evidence, ("file: " + Path).str());
      const bool Test = Path.contains("test") || Path.contains("bench");
      if (Test && I.TestFocus.empty())
        I.TestFocus = Path.str();
      forParts(Name, [&](StringRef Part) { count(meaning(Domains, Part), 2); });
      if (Device)
        once(I.Types, "kernel");
    }
  }

  void metadata() {
    for (const auto &[Key, Value] : Change->Metadata) {
      const StringRef K = Key, V = Value;
      if (V.empty())
        continue;
      const bool Perf = K.contains_insensitive("perf") ||
                        K.contains_insensitive("speed") ||
                        K.contains_insensitive("optimi");
      if (!Perf)
        continue;
      once(I.Evidence, ("metadata: " + K + "=" + V.take_front(80)).str());
      if (V.equals_insensitive("true") || V == "1" ||
          V.equals_insensitive("yes"))
        I.Performance = true;
    }
  }

  void metric() {
    for (const Claim &C : Claims.Claims) {
      switch (C.What) {
      case Metric::Time:
        I.Metric = "time";
        break;
      case Metric::Throughput:
        I.Metric = "throughput";
        break;
      case Metric::Latency:
        I.Metric = "latency";
        break;
      case Metric::Memory:
        I.Metric = "memory";
        break;
      case Metric::Bandwidth:
        I.Metric = "bandwidth";
        break;
      case Metric::Unknown:
        continue;
      }
      return;
    }
    const uint32_t C = R.SubjectClasses;
    I.Metric = C & words::Latency      ? "latency"
               : C & words::Memory     ? "memory"
               : C & words::Throughput ? "throughput"
               : I.Performance         ? "time"
                                       : "";
  }

  void count(StringRef Name, size_t Weight) {
    if (Name.empty())
      return;
    for (auto &[Known, Count] : Domain)
      if (Known == Name) {
        Count += Weight;
        return;
      }
    Domain.emplace_back(Name, Weight);
  }

  const Reading &R;
  const ClaimSet &Claims;
  const Commit *Change;
  Intent I;
  std::vector<std::pair<StringRef, size_t>> Domain;
};

} // namespace

Intent readIntent(const Reading &R, const ClaimSet &Claims,
                  const Commit *Change) {
  return IntentReader(R, Claims, Change).run();
}

} // namespace perfclaim
