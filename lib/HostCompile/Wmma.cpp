//===- Wmma.cpp - The intrinsics behind nvcuda::wmma ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Matrices.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/DerivedTypes.h"

using namespace llvm;

namespace perfclaim {
namespace {

/// "m16n16k16.load.a.row.stride.f16.p0", word by word.
class WordList {
public:
  explicit WordList(StringRef Name) { Name.split(Words, '.'); }
  bool take(StringRef Word) {
    auto *At = find(Words, Word);
    if (At == Words.end())
      return false;
    Words.erase(At);
    return true;
  }
  /// The first one, or "".
  StringRef next() {
    if (Words.empty())
      return "";
    StringRef First = Words.front();
    Words.erase(Words.begin());
    return First;
  }
  bool empty() const { return Words.empty(); }

private:
  SmallVector<StringRef, 8> Words;
};

class Lowering {
public:
  Lowering(Machine &Runtime, CallInst &Call)
      : Runtime(Runtime), Call(Call), B(&Call) {}
  bool run(StringRef Name);

private:
  Machine &Runtime;
  CallInst &Call;
  IRBuilder<> B;

  bool load(const MatrixShape &S, WordList &Words);
  bool store(const MatrixShape &S, WordList &Words);
  bool multiply(const MatrixShape &S, WordList &Words);
  AllocaInst *array(unsigned Words);
  unsigned wordsOf(Type *Of) const;
  unsigned resultWords() const;
  /// The call's result, out of the array at \p From.
  void giveResult(Value *From);
  void putArguments(unsigned First, unsigned Last, Value *To);
};

AllocaInst *Lowering::array(unsigned Words) {
  BasicBlock &Entry = Call.getFunction()->getEntryBlock();
  return new AllocaInst(ArrayType::get(B.getInt32Ty(), Words), 0, "wmma",
                        Entry.begin());
}

unsigned Lowering::wordsOf(Type *Of) const {
  return divideCeil(Of->getPrimitiveSizeInBits().getFixedValue(), 32);
}

unsigned Lowering::resultWords() const {
  auto *Struct = dyn_cast<StructType>(Call.getType());
  return Struct ? Struct->getNumElements() * wordsOf(Struct->getElementType(0))
                : wordsOf(Call.getType());
}

void Lowering::giveResult(Value *From) {
  auto Load = [&](Type *As, unsigned Word) {
    return B.CreateAlignedLoad(
        As, B.CreateConstGEP1_64(B.getInt32Ty(), From, Word), Align(4));
  };
  auto *Struct = dyn_cast<StructType>(Call.getType());
  Value *Result = nullptr;
  if (!Struct) {
    Result = Load(Call.getType(), 0);
  } else {
    Result = PoisonValue::get(Struct);
    unsigned Word = 0;
    for (unsigned I = 0; I != Struct->getNumElements(); ++I) {
      Result =
          B.CreateInsertValue(Result, Load(Struct->getElementType(I), Word), I);
      Word += wordsOf(Struct->getElementType(I));
    }
  }
  Call.replaceAllUsesWith(Result);
}

void Lowering::putArguments(unsigned First, unsigned Last, Value *To) {
  unsigned Word = 0;
  for (unsigned I = First; I != Last; ++I) {
    Value *V = Call.getArgOperand(I);
    B.CreateAlignedStore(V, B.CreateConstGEP1_64(B.getInt32Ty(), To, Word),
                         Align(4));
    Word += wordsOf(V->getType());
  }
}

/// "a", "b", and "c" or "d".
std::optional<uint32_t> which(StringRef Word) {
  if (Word == "a")
    return PC_MATRIX_A;
  if (Word == "b")
    return PC_MATRIX_B;
  if (Word == "c" || Word == "d")
    return PC_MATRIX_C;
  return std::nullopt;
}

std::optional<pc_fragment> fragment(const MatrixShape &S, WordList &Words) {
  pc_fragment Of{S.M, S.N, S.K, 0, 0, 0, 0};
  const std::optional<uint32_t> Which = which(Words.next());
  Of.column_major = Words.take("col");
  if (!Which || Of.column_major == Words.take("row"))
    return std::nullopt;
  Words.take("stride");
  const std::optional<uint32_t> Element = matrixElement(Words.next());
  // The address space of the pointer.
  const StringRef Space = Words.next();
  if (!Element || !Space.starts_with("p") || !Words.empty())
    return std::nullopt;
  Of.which = *Which;
  Of.element = *Element;
  return Of;
}

/// Without a stride: rows or columns follow each other.
uint32_t denseStride(const pc_fragment &Of) {
  const uint32_t Rows = Of.which == PC_MATRIX_B ? Of.k : Of.m;
  const uint32_t Columns = Of.which == PC_MATRIX_A ? Of.k : Of.n;
  return Of.column_major ? Rows : Columns;
}

bool Lowering::load(const MatrixShape &S, WordList &Words) {
  std::optional<pc_fragment> Of = fragment(S, Words);
  if (!Of)
    return false;
  Of->words = resultWords();
  Value *Stride = Call.arg_size() > 1
                      ? Call.getArgOperand(1)
                      : static_cast<Value *>(B.getInt32(denseStride(*Of)));
  Value *Out = array(Of->words);
  Runtime.call(B, "pc_fragment_load", B.getVoidTy(),
               {matrixTable(Runtime.module(), fieldsOf(*Of), "pc.fragment"),
                Call.getArgOperand(0), Stride, Out});
  giveResult(Out);
  return true;
}

bool Lowering::store(const MatrixShape &S, WordList &Words) {
  std::optional<pc_fragment> Of = fragment(S, Words);
  if (!Of)
    return false;
  unsigned Last = 1;
  Type *Register = Call.getArgOperand(1)->getType();
  const unsigned Wanted =
      S.M * S.N / 32 * pc_element_bits(Of->element) / 32 / wordsOf(Register);
  while (Last < Call.arg_size() && Last - 1 < Wanted)
    ++Last;
  Of->words = (Last - 1) * wordsOf(Register);
  Value *Stride = Last < Call.arg_size()
                      ? Call.getArgOperand(Last)
                      : static_cast<Value *>(B.getInt32(denseStride(*Of)));
  Value *In = array(Of->words);
  putArguments(1, Last, In);
  Runtime.call(B, "pc_fragment_store", B.getVoidTy(),
               {matrixTable(Runtime.module(), fieldsOf(*Of), "pc.fragment"),
                Call.getArgOperand(0), Stride, In});
  return true;
}

bool Lowering::multiply(const MatrixShape &S, WordList &Words) {
  pc_matrix How{};
  How.m = S.M;
  How.n = S.N;
  How.k = S.K;
  How.product = Words.take("xor")   ? PC_PRODUCT_XOR
                : Words.take("and") ? PC_PRODUCT_AND
                                    : PC_PRODUCT_MULTIPLY;
  Words.take("popc");
  How.saturate = Words.take("satfinite");
  // Where fragments are in registers, their order in memory is no matter; nor
  // is the rounding of products of doubles, which are rounded to nearest.
  while (Words.take("row") || Words.take("col") || Words.take("rn"))
    ;
  const std::optional<uint32_t> First = matrixElement(Words.next());
  if (!First)
    return false;
  const StringRef Next = Words.next();
  if (!Words.empty())
    return false;
  if (!Next.empty()) {
    // Halves: the types of D and C.
    const std::optional<uint32_t> C = matrixElement(Next);
    if (!C)
      return false;
    How.a = How.b = PC_ELEMENT_F16;
    How.d = *First;
    How.c = *C;
  } else {
    How.a = How.b = *First;
    How.c = How.d = *First == PC_ELEMENT_F64        ? PC_ELEMENT_F64
                    : pc_element_is_integer(*First) ? PC_ELEMENT_S32
                                                    : PC_ELEMENT_F32;
  }
  How.d_words = resultWords();
  const unsigned Elements = S.M * S.N / 32;
  How.c_words = Elements * pc_element_bits(How.c) / 32;
  // A and B share what is left by the type of their registers: as many as
  // their elements take, and 8 for halves.
  unsigned Total = 0;
  for (Value *Argument : Call.args())
    Total += wordsOf(Argument->getType());
  const unsigned Both = Total - How.c_words;
  auto Needed = [&](unsigned Size) {
    return std::max(1U, Size / 32 * pc_element_bits(How.a) / 32);
  };
  How.a_words = How.a == PC_ELEMENT_F16 ? 8 : Needed(S.M * S.K);
  How.b_words = How.b == PC_ELEMENT_F16 ? 8 : Needed(S.K * S.N);
  if (How.a_words + How.b_words != Both)
    return false;
  Value *In = array(Total), *Out = array(How.d_words);
  putArguments(0, Call.arg_size(), In);
  Runtime.call(
      B, "pc_warp_mma", B.getVoidTy(),
      {matrixTable(Runtime.module(), fieldsOf(How), "pc.mma"), In, Out});
  giveResult(Out);
  return true;
}

bool Lowering::run(StringRef Name) {
  WordList Words(Name);
  const std::optional<MatrixShape> Shape = matrixShape(Words.next());
  if (!Shape)
    return false;
  const StringRef What = Words.next();
  if (What == "load")
    return load(*Shape, Words);
  if (What == "store")
    return store(*Shape, Words);
  return What == "mma" && multiply(*Shape, Words);
}

} // namespace

bool lowerWmma(Machine &Runtime, CallInst &Call, StringRef Name) {
  if (!Lowering(Runtime, Call).run(Name))
    return false;
  Call.eraseFromParent();
  return true;
}

} // namespace perfclaim
