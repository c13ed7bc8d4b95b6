//===- IntentWords.cpp - Words that tell what a commit is for -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IntentWords.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include <array>
#include <vector>

using namespace llvm;

namespace perfclaim {

namespace {

/// A beginning of words in lower case, and what it means. A '$' ends a word.
struct Sign {
  StringLiteral Word;
  StringLiteral Means;
};

constexpr Sign Types[] = {
    {"kernel", "kernel"},
    {"unroll", "kernel"},
    {"triton", "kernel"},
    {"ptx$", "kernel"},
    {"intrinsic", "kernel"},
    {"launch", "launch_configuration"},
    {"blocksize", "launch_configuration"},
    {"block_size", "launch_configuration"},
    {"gridsize", "launch_configuration"},
    {"occupancy", "launch_configuration"},
    {"heuristic", "launch_configuration"},
    {"nwarps", "launch_configuration"},
    {"num_warps", "launch_configuration"},
    {"num_stages", "launch_configuration"},
    {"blockdim", "launch_configuration"},
    {"multiblock", "launch_configuration"},
    {"tweak", "launch_configuration"},
    {"autotun", "launch_configuration"},
    {"tune", "launch_configuration"},
    {"tuning", "launch_configuration"},
    {"fuse", "fusion"},
    {"fusing", "fusion"},
    {"fusion", "fusion"},
    {"vectoriz", "memory"},
    {"vectoris", "memory"},
    {"coalesc", "memory"},
    {"float4", "memory"},
    {"prefetch", "memory"},
    {"bandwidth", "memory"},
    {"memory", "memory"},
    {"footprint", "memory"},
    {"vram$", "memory"},
    {"cache", "memory"},
    {"smem$", "memory"},
    {"swizzl", "memory"},
    {"ldcs$", "memory"},
    {"ldcg$", "memory"},
    {"ldg$", "memory"},
    {"contiguous", "memory"},
    {"noncontiguous", "memory"},
    {"memcpy", "memory"},
    {"precision", "precision"},
    {"tf32$", "precision"},
    {"quantiz", "precision"},
    {"quantis", "precision"},
    {"algorithm", "algorithm"},
    {"complexity", "algorithm"},
    {"asymptotic", "algorithm"},
    {"blockreduce", "algorithm"},
    {"warpreduce", "algorithm"},
    {"summation", "algorithm"},
    {"warptil", "algorithm"},
    {"blocktil", "algorithm"},
    {"streamk", "algorithm"},
    {"stream_k", "algorithm"},
    {"splitk", "algorithm"},
    {"split_k", "algorithm"},
    {"winograd", "algorithm"},
    {"doublebuffer", "algorithm"},
    {"redundant", "algorithm"},
    {"recomput", "algorithm"},
    {"parallel", "parallelization"},
    {"multithread", "parallelization"},
    {"threading", "parallelization"},
    {"multigpu", "parallelization"},
    {"concurren", "parallelization"},
    {"overlap", "parallelization"},
};

constexpr Sign Domains[] = {
    {"layernorm", "normalization"},
    {"rmsnorm", "normalization"},
    {"norm$", "normalization"},
    {"batchnorm", "normalization"},
    {"groupnorm", "normalization"},
    {"normaliz", "normalization"},
    {"softmax", "softmax"},
    {"attention", "attention"},
    {"attn", "attention"},
    {"mla$", "attention"},
    {"gemm", "matrix multiplication"},
    {"matmul", "matrix multiplication"},
    {"gemv", "matrix multiplication"},
    {"mmq", "matrix multiplication"},
    {"mmv", "matrix multiplication"},
    {"mm$", "matrix multiplication"},
    {"conv", "convolution"},
    {"moe$", "mixture of experts"},
    {"experts", "mixture of experts"},
    {"quant", "quantization"},
    {"dequant", "quantization"},
    {"reduction", "reduction"},
    {"sort", "sorting"},
    {"topk", "sorting"},
    {"scan$", "scan"},
    {"cumsum", "scan"},
    {"rope$", "position embedding"},
    {"rotary", "position embedding"},
    {"embedding", "embedding"},
    {"encoder", "embedding"},
    {"gelu", "activation"},
    {"silu", "activation"},
    {"activation", "activation"},
    {"optimizer", "optimizer"},
    {"adam", "optimizer"},
    {"allreduce", "communication"},
    {"nccl", "communication"},
    {"hash", "hashing"},
    {"histogram", "histogram"},
    {"rasteriz", "rendering"},
    {"sampl", "sampling"},
    {"beam", "beam search"},
    {"tokeniz", "tokenization"},
    {"detokeniz", "tokenization"},
    {"join$", "joins"},
    {"groupby", "aggregation"},
    {"cache", "cache"},
};

/// A table by the first letters of its words.
class Meanings {
public:
  explicit Meanings(ArrayRef<Sign> Table) {
    for (const Sign &S : Table)
      ByLetter[static_cast<unsigned char>(S.Word.front())].push_back(&S);
  }
  StringRef of(StringRef Part) const {
    if (Part.empty())
      return "";
    for (const Sign *S :
         ByLetter[static_cast<unsigned char>(toLower(Part.front()))]) {
      StringRef Word = S->Word;
      if (Word.consume_back("$") ? Part.equals_insensitive(Word)
                                 : Part.starts_with_insensitive(Word))
        return S->Means;
    }
    return "";
  }

private:
  std::array<std::vector<const Sign *>, 256> ByLetter;
};

} // namespace

StringRef optimizationOf(StringRef Part) {
  static const Meanings Table(Types);
  return Table.of(Part);
}

StringRef domainOf(StringRef Part) {
  static const Meanings Table(Domains);
  return Table.of(Part);
}

} // namespace perfclaim
