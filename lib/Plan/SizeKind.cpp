//===- SizeKind.cpp - What an integer parameter counts --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeKind.h"
#include "Names.h"
#include "TensorNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

bool isDimension(SizeKind Kind) {
  switch (Kind) {
  case SizeKind::Count:
  case SizeKind::Batch:
  case SizeKind::Sequence:
  case SizeKind::Hidden:
  case SizeKind::Wide:
  case SizeKind::Heads:
  case SizeKind::KvHeads:
  case SizeKind::HeadDim:
  case SizeKind::Vocabulary:
  case SizeKind::PaddedVocabulary:
  case SizeKind::GemmM:
  case SizeKind::GemmN:
  case SizeKind::GemmK:
  case SizeKind::Rows:
  case SizeKind::Columns:
  case SizeKind::Height:
  case SizeKind::Width:
  case SizeKind::Channels:
  case SizeKind::Experts:
  case SizeKind::Filter:
    return true;
  default:
    return false;
  }
}

/// Names that mean one thing wherever they occur.
static SizeKind kindOfWholeName(StringRef Lower) {
  return StringSwitch<SizeKind>(Lower)
      .Cases({"batch", "batches", "batch_size", "num_batches", "bs", "bsz",
              "n_batch", "batch_count", "num_seqs"},
             SizeKind::Batch)
      .Cases({"seq",        "seq_len",        "seqlen",      "sequence_length",
              "seq_length", "max_seq_len",    "context_len", "ctx",
              "n_ctx",      "ctx_len",        "q_len",       "kv_len",
              "seqlen_q",   "seqlen_k",       "seq_len_q",   "seq_len_k",
              "max_seqlen", "context_length", "n_kv",        "kv_size"},
             SizeKind::Sequence)
      .Cases({"hidden",       "hidden_size",  "hidden_dim",
              "embed_dim",    "d_model",      "n_embd",
              "channels",     "num_channels", "embedding_dim",
              "ncols",        "n_cols",       "cols",
              "num_cols",     "columns",      "ncols_x",
              "dim",          "row_size",     "normalized_shape",
              "feature_dim",  "in_features",  "num_features",
              "feature_size", "ne00",         "ne10"},
             SizeKind::Hidden)
      .Cases({"oc", "intermediate_size", "ffn_dim", "out_features", "d_ff",
              "inter_size", "out_dim", "output_size", "4c"},
             SizeKind::Wide)
      .Cases({"nh", "heads", "num_heads", "n_heads", "n_head", "nheads",
              "head_num", "num_q_heads", "num_qo_heads", "head_cnt",
              "num_attention_heads"},
             SizeKind::Heads)
      .Cases({"num_kv_heads", "n_kv_heads", "kv_heads", "nkv", "n_head_kv",
              "num_k_heads"},
             SizeKind::KvHeads)
      .Cases({"hs", "head_dim", "head_size", "headdim", "d_head", "d_k",
              "head_size_v", "rot_dim", "rotary_dim", "dim_head"},
             SizeKind::HeadDim)
      .Cases({"vocab", "vocab_size", "num_classes", "n_vocab"},
             SizeKind::Vocabulary)
      .Cases({"vp", "padded_vocab_size", "vocab_padded"},
             SizeKind::PaddedVocabulary)
      .Cases({"rows", "nrows", "num_rows", "n_rows", "tokens", "num_tokens",
              "n_tokens", "nrows_x", "nrows_y", "num_samples", "outer_size",
              "token_num", "ntokens", "total_tokens"},
             SizeKind::Rows)
      .Cases({"inner_size"}, SizeKind::Hidden)
      .Cases({"height", "img_h", "image_height", "out_h", "in_h"},
             SizeKind::Height)
      .Cases({"width", "img_w", "image_width", "out_w", "in_w"},
             SizeKind::Width)
      .Cases({"num_experts", "n_experts", "n_expert", "experts"},
             SizeKind::Experts)
      .Cases({"topk", "top_k", "num_experts_per_tok", "num_topk"},
             SizeKind::TopK)
      .Cases({"layers", "num_layers", "n_layer", "n_layers", "nlayers",
              "num_tensors", "ntensors", "n_tensors"},
             SizeKind::Layers)
      .Cases({"num_groups", "ngroups", "n_groups", "groups"}, SizeKind::Groups)
      .Cases({"group_size", "groupsize", "quant_group_size"},
             SizeKind::GroupSize)
      .Cases({"page_size", "kv_block_size"}, SizeKind::PageSize)
      .Cases({"ksize", "kernel_size", "filter_size", "kernel_h", "kernel_w"},
             SizeKind::Filter)
      .Cases({"block_size", "blocksize", "threads", "num_threads", "nthreads",
              "threads_per_block", "block_dim", "blockdim", "block_dim_x",
              "tpb", "sqrt_block_size"},
             SizeKind::BlockSize)
      .Cases({"grid_size", "gridsize", "num_blocks", "nblocks", "n_blocks",
              "blocks", "grid_dim", "griddim", "blocks_per_grid"},
             SizeKind::GridSize)
      .Cases({"kernel_num", "kernelnum", "kernel_id", "kernel_number",
              "kernel_version"},
             SizeKind::Variant)
      .Cases({"lda", "ldb", "ldc", "ldd", "ldx", "ldy", "ld"}, SizeKind::Stride)
      .Cases({"offset",
              "index",
              "idx",
              "pos",
              "position",
              "start",
              "begin",
              "layer",
              "layer_idx",
              "layer_id",
              "start_pos",
              "i",
              "j",
              "dev",
              "rank",
              "device",
              "device_id",
              "padding_idx",
              "current_device",
              "device_index",
              "tp_rank",
              "past",
              "n_past",
              "past_len",
              "off"},
             SizeKind::Position)
      .Cases({"step", "t_step", "iter", "epoch", "timestep"}, SizeKind::Step)
      .Cases({"repeat", "repeats", "repeat_times", "n_iter", "niter",
              "num_iterations", "iterations", "iters", "n_repeat",
              "num_repeats"},
             SizeKind::Repeat)
      .Cases({"seed", "rng_state", "random_seed"}, SizeKind::Seed)
      .Cases({"bits", "nbits", "num_bits", "bit"}, SizeKind::Bits)
      .Cases({"n", "size", "count", "num_elements", "numel", "n_elements",
              "len", "length", "num_parameters", "total", "total_elements",
              "nelements", "elements", "num", "total_size", "k_elements", "ne",
              "nx"},
             SizeKind::Count)
      .Default(SizeKind::Other);
}

/// `ne01` is the second dimension of a tensor, `nb01` and `s01` its stride.
static SizeKind kindOfTensorName(StringRef Lower) {
  const std::optional<TensorName> Said = tensorName(Lower);
  if (!Said)
    return SizeKind::Other;
  if (Said->Stride)
    return SizeKind::Stride;
  constexpr SizeKind Kinds[] = {SizeKind::Hidden, SizeKind::Rows,
                                SizeKind::Channels, SizeKind::Batch};
  return Kinds[Said->Dimension];
}

static SizeKind kindOfWords(StringRef Lower, ArrayRef<std::string> Words) {
  auto Has = [&](StringRef Word) { return is_contained(Words, Word); };
  if (Has("stride") || Has("strides") || Has("pitch"))
    return SizeKind::Stride;
  if (Has("repeat") || Has("repeats") || Has("iterations") || Has("iters"))
    return SizeKind::Repeat;
  if (Has("seed"))
    return SizeKind::Seed;
  if (Words.front() == "use" || Words.front() == "is" ||
      Words.front() == "has" || Words.front() == "do" || Has("enable") ||
      Has("enabled") || Has("causal") || Has("transpose") ||
      Has("transposed") || Has("inplace") || Has("flag") || Has("with"))
    return SizeKind::Flag;
  if (Lower.ends_with("sm") || Lower.ends_with("sms") ||
      Lower.contains("multiprocessor"))
    return SizeKind::Device;
  if ((Has("mask") || Has("filter") || Has("window")) &&
      (Has("width") || Has("size") || Has("length") || Has("height")))
    return SizeKind::Filter;
  if (Has("threads") || (Has("block") && (Has("size") || Has("dim"))))
    return SizeKind::BlockSize;
  if (Has("blocks") || (Has("grid") && (Has("size") || Has("dim"))))
    return SizeKind::GridSize;
  if (Has("offset") || Has("idx") || Has("index") || Has("pos") || Has("pad") ||
      Has("padding") || Has("start"))
    return SizeKind::Position;
  if (Has("vocab"))
    return Has("padded") ? SizeKind::PaddedVocabulary : SizeKind::Vocabulary;
  if (Has("head") || Has("heads"))
    return Has("dim") || Has("size") ? SizeKind::HeadDim
           : Has("kv")               ? SizeKind::KvHeads
                                     : SizeKind::Heads;
  if (Has("expert") || Has("experts"))
    return SizeKind::Experts;
  if (Has("batch") || Has("batches") || Has("seqs"))
    return SizeKind::Batch;
  if (Has("seq") || Has("seqlen") || Has("ctx") || Has("context"))
    return SizeKind::Sequence;
  if (Has("hidden") || Has("embed") || Has("embd") || Has("channels") ||
      Has("dim") || Has("cols") || Has("ncols") || Has("columns") ||
      Has("features"))
    return SizeKind::Hidden;
  if (Has("rows") || Has("nrows") || Has("row") || Has("tokens") ||
      Has("token"))
    return SizeKind::Rows;
  if (Has("height"))
    return SizeKind::Height;
  if (Has("width"))
    return SizeKind::Width;
  if (Has("group"))
    return Has("size") ? SizeKind::GroupSize : SizeKind::Groups;
  if (Has("layer") || Has("layers"))
    return SizeKind::Layers;
  if (Has("num") || Has("count") || Has("size") || Has("length") ||
      Has("len") || Has("total") || Has("numel") || Has("elements") ||
      Has("points"))
    return SizeKind::Count;
  return SizeKind::Other;
}

/// Single letters, which mean what the letters beside them make of them.
static SizeKind kindOfLetter(char Lower, const StringSet<> &Names) {
  bool Gemm = Names.contains("m") && Names.contains("n") && Names.contains("k");
  bool Image = Names.contains("h") && Names.contains("w");
  bool Sequences = Names.contains("t") || Names.contains("nh");
  switch (Lower) {
  case 'm':
    return Gemm ? SizeKind::GemmM : SizeKind::Rows;
  case 'n':
    if (Gemm)
      return SizeKind::GemmN;
    if (Image)
      return SizeKind::Batch;
    if (Names.contains("m"))
      return SizeKind::Columns;
    if (Names.contains("c") || Names.contains("d") || Names.contains("k") ||
        Names.contains("v") || Names.contains("t"))
      return SizeKind::Rows;
    return SizeKind::Count;
  case 'k':
    return Gemm ? SizeKind::GemmK : SizeKind::Hidden;
  case 'b':
    return SizeKind::Batch;
  case 't':
    return SizeKind::Sequence;
  case 's':
    return SizeKind::Sequence;
  case 'l':
    return Sequences ? SizeKind::Layers : SizeKind::Sequence;
  case 'c':
    return Image ? SizeKind::Channels : SizeKind::Hidden;
  case 'd':
    return Names.contains("nh") || (Names.contains("h") && !Image)
               ? SizeKind::HeadDim
               : SizeKind::Hidden;
  case 'h':
    return Image ? SizeKind::Height
                 : (Names.contains("d") ? SizeKind::Heads : SizeKind::Hidden);
  case 'w':
    return Image ? SizeKind::Width : SizeKind::Columns;
  case 'v':
    return SizeKind::Vocabulary;
  case 'p':
    return Names.contains("v") ? SizeKind::PaddedVocabulary : SizeKind::Count;
  case 'e':
    return SizeKind::Experts;
  case 'g':
    return SizeKind::Groups;
  default:
    return SizeKind::Other;
  }
}

static SizeKind classify(const ParameterModel &P, const StringSet<> &Names) {
  // `num_heads_`, `N`, `nRows`.
  // What a slice calls `this_n` is the member `n`.
  StringRef Name = P.Name;
  Name.consume_front("this_");
  std::string Lower = Name.trim('_').lower();
  std::vector<std::string> Words = splitWords(Name);
  if (Words.empty())
    return SizeKind::Other;
  if (P.Role == ParameterRole::RepeatCount)
    return SizeKind::Repeat;
  if (P.Role == ParameterRole::ElementType)
    return SizeKind::ElementType;
  SizeKind Kind = SizeKind::Other;
  if (Lower.size() == 1)
    Kind = kindOfLetter(Lower.front(), Names);
  if (Kind == SizeKind::Other)
    Kind = kindOfTensorName(Lower);
  if (Kind == SizeKind::Other)
    Kind = kindOfWholeName(Lower);
  if (Kind == SizeKind::Other)
    Kind = kindOfWholeName(join(Words, "_"));
  if (Kind == SizeKind::Other)
    Kind = kindOfWords(Lower, Words);
  // Numbers that choose or seed are called flags too.
  bool Flag = P.Role == ParameterRole::Flag ||
              P.Domain.Values == ValueDomain::Kind::Boolean ||
              StringRef(P.Type).contains("bool");
  if (Flag && Kind != SizeKind::Variant && Kind != SizeKind::Seed)
    return SizeKind::Flag;
  if (P.Role == ParameterRole::Stride)
    return SizeKind::Stride;
  // What every caller gives as a small constant belongs to the code: a tile.
  constexpr int64_t LargestTile = 512;
  const bool Tile =
      !P.SeenValues.empty() && all_of(P.SeenValues, [](int64_t Seen) {
        return Seen > 1 && Seen <= LargestTile;
      });
  if (P.Role == ParameterRole::Size && Kind == SizeKind::Other && !Tile)
    return SizeKind::Count;
  // A scalar called `n` is still a size; one called `t` is a time.
  if (P.Role == ParameterRole::Scalar && Lower == "t")
    return SizeKind::Step;
  return Kind;
}

std::map<std::string, SizeKind>
classifyIntegers(const std::vector<ParameterModel> &Variables) {
  StringSet<> Names;
  bool Paged = false;
  for (const ParameterModel &P : Variables) {
    if (P.Kind == ValueKind::Integer)
      Names.insert(StringRef(P.Name).trim('_').lower());
    if (P.Kind == ValueKind::Pointer)
      Paged |= StringRef(P.Name).contains("block_table") ||
               StringRef(P.Name).contains("_cache") ||
               StringRef(P.Name).contains("slot_mapping");
  }
  const bool Window = any_of(
      ArrayRef<StringRef>{"kh", "kernelh", "kernel_h", "kernel_size", "ksize"},
      [&](StringRef Name) { return Names.contains(Name); });
  std::map<std::string, SizeKind> Kinds;
  for (const ParameterModel &P : Variables) {
    if (P.Kind != ValueKind::Integer)
      continue;
    SizeKind Kind = classify(P, Names);
    if (Window)
      if (const SizeKind In = kindInWindow(StringRef(P.Name).trim('_').lower());
          In != SizeKind::Other)
        Kind = In;
    // In a paged cache, `block_size` counts tokens, not threads.
    if (Paged && Kind == SizeKind::BlockSize && P.Role == ParameterRole::Size)
      Kind = SizeKind::PageSize;
    Kinds[P.Name] = Kind;
  }
  classifyByPlace(Variables, Kinds);
  // `dim` that no array has, beside sizes that arrays have, chooses an axis.
  bool Sized = false;
  for (const ParameterModel &P : Variables) {
    if (P.Kind == ValueKind::Pointer && !P.Extent)
      return Kinds; // It may be what that one has.
    if (!P.Extent)
      continue;
    Sized |= !P.Extent->symbols().empty();
    if (is_contained(P.Extent->symbols(), "dim"))
      return Kinds;
  }
  if (Sized && Kinds.count("dim") && Kinds["dim"] == SizeKind::Hidden)
    Kinds["dim"] = SizeKind::Position;
  return Kinds;
}

bool usesOnly(const Expression &E,
              const std::map<std::string, SizeKind> &Kinds) {
  return all_of(E.symbols(), [&](const std::string &Name) {
    return Kinds.count(Name) != 0;
  });
}

} // namespace perfclaim
