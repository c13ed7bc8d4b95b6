//===- RuntimeTest.cpp - Numbers and names of the runtime -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Runtime/Arguments.h"
#include "perfclaim/Runtime/Compare.h"
#include "perfclaim/Runtime/LastWords.h"
#include "perfclaim/Runtime/Launches.h"
#include "perfclaim/Runtime/Options.h"
#include "perfclaim/Runtime/Random.h"
#include "perfclaim/Runtime/Statistics.h"
#include <gtest/gtest.h>
#include <limits>

namespace {

using pc::Element;

std::uint64_t bits(Element Type, double Value) {
  unsigned char Memory[8] = {};
  pc::encode(Type, Value, Memory);
  return pc::loadBits(Type, Memory);
}

double number(Element Type, std::uint64_t Bits) {
  unsigned char Memory[8];
  std::memcpy(Memory, &Bits, 8);
  return pc::decode(Type, Memory);
}

std::vector<unsigned char> floats(std::initializer_list<float> Values) {
  std::vector<unsigned char> Memory(4 * Values.size());
  std::memcpy(Memory.data(), std::data(Values), Memory.size());
  return Memory;
}

constexpr float NaN = std::numeric_limits<float>::quiet_NaN();
constexpr float Infinity = std::numeric_limits<float>::infinity();

//===-- Elements ----------------------------------------------------------===//

TEST(RuntimeElements, EncodesKnownNumbers) {
  EXPECT_EQ(bits(Element::Float16, 1), 0x3c00u);
  EXPECT_EQ(bits(Element::Float16, -2), 0xc000u);
  EXPECT_EQ(bits(Element::Float16, 65504), 0x7bffu);
  EXPECT_EQ(bits(Element::Float16, 1e9), 0x7bffu) << "saturates";
  EXPECT_EQ(bits(Element::Float16, 5.9604644775390625e-8), 1u);
  EXPECT_EQ(bits(Element::BFloat16, 1), 0x3f80u);
  EXPECT_EQ(bits(Element::BFloat16, 1.00390625), 0x3f80u) << "ties to even";
  EXPECT_EQ(bits(Element::Float8E4M3, 448), 0x7eu);
  EXPECT_EQ(bits(Element::Float8E4M3, 1), 0x38u);
  EXPECT_EQ(bits(Element::Float8E5M2, 57344), 0x7bu);
  EXPECT_EQ(bits(Element::Float32, 0.1f), 0x3dcccccdu);
  EXPECT_EQ(bits(Element::Int8, -1), 0xffu);
  EXPECT_EQ(bits(Element::Int64, -5), ~0ull - 4);
  EXPECT_EQ(bits(Element::UInt8, 255), 255u);
}

TEST(RuntimeElements, EveryFiniteSmallFloatReadsBack) {
  for (Element Type : {Element::Float16, Element::BFloat16, Element::Float8E4M3,
                       Element::Float8E5M2}) {
    const unsigned Count = pc::traits(Type).Size == 1 ? 256 : 65536;
    for (unsigned Bits = 0; Bits != Count; ++Bits) {
      const double Value = number(Type, Bits);
      if (std::isfinite(Value)) {
        EXPECT_EQ(bits(Type, Value), Bits) << pc::traits(Type).Name;
      }
    }
  }
}

TEST(RuntimeElements, PoisonIsNaNInEveryFloatingFormat) {
  for (Element Type : {Element::Float16, Element::BFloat16, Element::Float8E4M3,
                       Element::Float8E5M2, Element::Float32, Element::Float64})
    EXPECT_TRUE(std::isnan(number(Type, ~0ull))) << pc::traits(Type).Name;
}

TEST(RuntimeElements, IntegersKeepTheirSign) {
  EXPECT_EQ(number(Element::Int8, 0x80), -128);
  EXPECT_EQ(number(Element::UInt8, 0x80), 128);
  EXPECT_EQ(number(Element::Int32, 0xffffffff), -1);
}

//===-- Comparison --------------------------------------------------------===//

TEST(RuntimeCompare, EqualBytesAreBitIdentical) {
  const pc::Comparison C =
      pc::compare(Element::Float32, floats({1, 2}), floats({1, 2}));
  EXPECT_TRUE(C.Equal);
  EXPECT_TRUE(C.BitIdentical);
  EXPECT_EQ(C.MaxUlp, 0);
}

TEST(RuntimeCompare, RoundingIsAgreementAndIsMeasured) {
  const float Next = std::nextafter(1.0f, 2.0f);
  const pc::Comparison C =
      pc::compare(Element::Float32, floats({1}), floats({Next}));
  EXPECT_TRUE(C.Equal);
  EXPECT_FALSE(C.BitIdentical);
  EXPECT_EQ(C.MaxUlp, 1);
  EXPECT_NEAR(C.MaxAbsError, 1.19e-7, 1e-9);
}

TEST(RuntimeCompare, LargeBuffersInPartsLikeSmallOnes) {
  std::vector<float> A(300000, 1), B = A;
  B[299999] = 3;
  B[70001] = 2;
  const auto Bytes = [](const std::vector<float> &Values) {
    std::vector<unsigned char> Out(Values.size() * sizeof(float));
    std::memcpy(Out.data(), Values.data(), Out.size());
    return Out;
  };
  const pc::Comparison C = pc::compare(Element::Float32, Bytes(A), Bytes(B));
  EXPECT_FALSE(C.Equal);
  EXPECT_EQ(C.Mismatches, 2u);
  EXPECT_EQ(C.FirstMismatch, 70001u);
  EXPECT_EQ(C.First[1], 2);
  EXPECT_EQ(C.MaxAbsError, 2);
}

TEST(RuntimeCompare, WrongValuesAreFoundWithTheirPlace) {
  const pc::Comparison C = pc::compare(Element::Float32, floats({1, 2, 3, 4}),
                                       floats({1, 2.1f, 3, 4.1f}));
  EXPECT_FALSE(C.Equal);
  EXPECT_EQ(C.Mismatches, 2u);
  EXPECT_EQ(C.FirstMismatch, 1u);
  EXPECT_EQ(C.First[0], 2);
}

TEST(RuntimeCompare, SmallValuesAreJudgedByTheScaleOfTheBuffer) {
  EXPECT_TRUE(pc::compare(Element::Float32, floats({1000, 1e-6f}),
                          floats({1000, 2e-6f}))
                  .Equal);
  EXPECT_FALSE(
      pc::compare(Element::Float32, floats({1e-6f}), floats({2e-6f})).Equal);
}

TEST(RuntimeCompare, NaNAgreesWithNaNOnly) {
  EXPECT_TRUE(
      pc::compare(Element::Float32, floats({NaN}), floats({-NaN})).Equal);
  EXPECT_FALSE(pc::compare(Element::Float32, floats({NaN}), floats({1})).Equal);
  EXPECT_FALSE(pc::compare(Element::Float32, floats({1}), floats({NaN})).Equal);
}

TEST(RuntimeCompare, WhatTheReferenceLeftAloneHasNoReference) {
  std::vector<unsigned char> Reference = floats({1, 2, 3, 4});
  std::fill(Reference.begin() + 8, Reference.end(), 0xff);
  const std::vector<unsigned char> More = floats({1, 2, 7, -Infinity});
  const pc::Comparison C = pc::compare(Element::Float32, Reference, More, true);
  EXPECT_TRUE(C.Equal);
  EXPECT_FALSE(C.BitIdentical);
  EXPECT_EQ(C.OnlySecond, 2u);
  EXPECT_FALSE(pc::compare(Element::Float32, Reference, More).Equal)
      << "buffers that had contents before";
  EXPECT_FALSE(
      pc::compare(Element::Float32, Reference, floats({1, 9, 7, 8}), true)
          .Equal)
      << "what both wrote";
}

TEST(RuntimeCompare, WhatIsNotWrittenAnyMoreIsMissed) {
  std::vector<unsigned char> Less = floats({1, 2, 3, NaN});
  std::fill(Less.begin() + 8, Less.end(), 0xff);
  const pc::Comparison C =
      pc::compare(Element::Float32, floats({1, 2, 3, NaN}), Less, true);
  EXPECT_FALSE(C.Equal);
  EXPECT_EQ(C.Mismatches, 2u) << "a NaN that was computed counts";
  EXPECT_EQ(C.OnlyFirst, 2u);
  EXPECT_EQ(C.FirstMismatch, 2u);
}

TEST(RuntimeCompare, SidesThatWriteElsewhereAreNotCompared) {
  std::vector<unsigned char> First = floats({1, 2}), Second = floats({3, 4});
  std::fill(First.begin() + 4, First.end(), 0xff);
  std::fill(Second.begin(), Second.begin() + 4, 0xff);
  EXPECT_FALSE(pc::compare(Element::Float32, First, Second, true).Equal);
  const std::vector<unsigned char> Nothing(8, 0xff);
  EXPECT_FALSE(pc::compare(Element::Float32, Nothing, Second, true).Equal);
}

TEST(RuntimeCompare, AnIntegerThatLooksLikePoisonIsANumber) {
  EXPECT_FALSE(pc::compare(Element::Int8, {0xff, 2}, {3, 2}, true).Equal);
  EXPECT_FALSE(
      pc::compare(Element::Int32, {255, 255, 255, 255}, {1, 0, 0, 0}, true)
          .Equal);
}

TEST(RuntimeCompare, InfinitiesMustHaveTheSameSign) {
  EXPECT_FALSE(
      pc::compare(Element::Float32, floats({Infinity}), floats({-Infinity}))
          .Equal);
  EXPECT_FALSE(
      pc::compare(Element::Float32, floats({Infinity}), floats({1e30f})).Equal);
}

TEST(RuntimeCompare, IntegersMustAgreeExactly) {
  EXPECT_FALSE(pc::compare(Element::Int8, {1, 2}, {1, 3}).Equal);
  EXPECT_FALSE(pc::compare(Element::Bytes, {7}, {8}).Equal);
  EXPECT_FALSE(pc::compare(Element::Int8, {1}, {1, 1}).Equal);
}

TEST(RuntimeCompare, WhatIsHeldIsComparedWhereverItStands) {
  const auto Of = [](std::initializer_list<unsigned char> Bytes) {
    return std::vector<unsigned char>(Bytes);
  };
  const auto Held = [](const auto &A, const auto &B) {
    return pc::compareHeld(Element::UInt8, A, B);
  };
  EXPECT_TRUE(Held(Of({1, 2, 3, 9}), Of({3, 2, 1, 9})).Equal);
  EXPECT_FALSE(Held(Of({1, 2, 3, 9}), Of({3, 3, 1, 9})).Equal);
  EXPECT_FALSE(Held(Of({1, 2}), Of({1, 2, 3})).Equal);
  EXPECT_TRUE(
      pc::compareHeld(Element::Float32, floats({1, 2}), floats({2, 1})).Equal);
}

TEST(RuntimeCompare, BuffersOfNothingButNaNAreNoticed) {
  EXPECT_TRUE(pc::looksAllNaN(Element::Float32, floats({NaN, NaN})));
  EXPECT_FALSE(pc::looksAllNaN(Element::Float32, floats({NaN, 1})));
  EXPECT_FALSE(pc::looksAllNaN(Element::Int32, floats({NaN})));
}

//===-- Statistics --------------------------------------------------------===//

TEST(RuntimeStatistics, MedianOfOddAndEvenCounts) {
  EXPECT_EQ(pc::median({3, 1, 2}), 2);
  EXPECT_EQ(pc::median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(pc::median({7}), 7);
}

TEST(RuntimeStatistics, GeometricMeanBalancesRatios) {
  EXPECT_NEAR(pc::geometricMean({2, 0.5}), 1, 1e-12);
  EXPECT_NEAR(pc::geometricMean({2, 8}), 4, 1e-12);
}

TEST(RuntimeStatistics, PairedRatioIsAboveOneWhenAfterIsFaster) {
  std::vector<double> Before, After;
  pc::Sequence Noise(7);
  for (int I = 0; I != 50; ++I) {
    // A common drift, which pairing takes out.
    const double Drift = 1 + 0.02 * I;
    Before.push_back(20 * Drift +
                     0.001 * static_cast<double>(Noise.below(100)));
    After.push_back(10 * Drift + 0.001 * static_cast<double>(Noise.below(100)));
  }
  const pc::Estimate E = pc::pairedRatio(Before, After);
  EXPECT_NEAR(E.Value, 2, 0.02);
  EXPECT_LE(E.Low, E.Value);
  EXPECT_GE(E.High, E.Value);
  EXPECT_LT(E.High - E.Low, 0.05);
  const pc::Estimate Again = pc::pairedRatio(Before, After);
  EXPECT_EQ(E.Low, Again.Low);
  EXPECT_EQ(E.High, Again.High);
}

TEST(RuntimeStatistics, CombinedEstimateIsTheGeometricMean) {
  const pc::Estimate E = pc::combine({{2, 1.9, 2.1}, {8, 7.9, 8.1}});
  EXPECT_NEAR(E.Value, 4, 1e-9);
  EXPECT_LT(E.Low, 4);
  EXPECT_GT(E.High, 4);
}

TEST(RuntimeRandom, DependsOnSeedAndCounterAlone) {
  EXPECT_EQ(pc::randomBits(1, 5), pc::randomBits(1, 5));
  EXPECT_NE(pc::randomBits(1, 5), pc::randomBits(1, 6));
  EXPECT_NE(pc::randomBits(1, 5), pc::randomBits(2, 5));
  EXPECT_NE(pc::hashName("a", 1), pc::hashName("b", 1));
  double Sum = 0;
  for (int I = 0; I != 10000; ++I)
    Sum += pc::randomUnit(3, I);
  EXPECT_NEAR(Sum / 10000, 0.5, 0.02);
}

//===-- Names of kernels --------------------------------------------------===//

TEST(RuntimeLaunches, KernelNamesAreReadable) {
  EXPECT_EQ(pc::kernelName("_Z6kernelPf"), "kernel");
  EXPECT_EQ(pc::kernelName("_ZN2ns1fIfLi256EEEvPT_"), "ns::f<float, 256>");
  // Of "enable_if<((8)>(0)), void>::type f<8>(int)" the first '>' compares.
  EXPECT_EQ(pc::kernelName("_Z1fILi8EENSt9enable_ifIXgtT_Li0EEvE4typeEi"),
            "f<8>");
  EXPECT_EQ(pc::kernelName("plain_c"), "plain_c");
  EXPECT_EQ(pc::kernelName("_ZN12_GLOBAL__N_11gEv"), "g");
  EXPECT_EQ(pc::kernelName("__nv_static_17__1a2b3c4d_4_a_cu_9f__Z6kernelPf"),
            "kernel");
  // Clang says the type of a function that is a template argument ("Tn"), which
  // the C++ library of GCC 12 does not know.
  EXPECT_EQ(pc::plainName(pc::kernelName(
                "_ZN2ns12_GLOBAL__N_13actIfTnPFT_RKS2_EXadL_ZNS_4siluIfEES2_"
                "S4_EEEEvPS2_i")),
            "act");
}

TEST(RuntimeLaunches, PlainNamesDropScopesAndArguments) {
  EXPECT_EQ(pc::plainName("ns::f<a::b, 4>"), "f");
  EXPECT_EQ(pc::plainName("f"), "f");
}

TEST(RuntimeLaunches, EqualLaunchesInARowAreCounted) {
  std::vector<pc::Launch> Launches;
  pc::Launch L;
  L.Kernel = "k";
  L.Grid[0] = L.Grid[1] = L.Grid[2] = L.Block[0] = L.Block[1] = L.Block[2] = 1;
  pc::append(Launches, L);
  pc::append(Launches, L);
  ASSERT_EQ(Launches.size(), 1u);
  EXPECT_EQ(Launches[0].str(), "k<<<(1,1,1), (1,1,1), 0>>> x2");
  L.Block[0] = 64;
  pc::append(Launches, L);
  EXPECT_EQ(Launches.size(), 2u);
}

//===-- Command line and JSON ---------------------------------------------===//

pc::Options parse(std::vector<const char *> Words) {
  Words.insert(Words.begin(), "benchmark");
  return pc::parseOptions(static_cast<int>(Words.size()),
                          const_cast<char **>(Words.data()));
}

TEST(RuntimeOptions, AreRead) {
  const pc::Options O = parse({"--side", "before,before", "--iterations", "5",
                               "--workload", "a", "--json", "-", "--nvtx"});
  EXPECT_EQ(O.Error, "");
  EXPECT_EQ(O.Sides, (std::vector<int>{0, 0}));
  EXPECT_EQ(O.Iterations, 5);
  EXPECT_TRUE(O.Nvtx);
  EXPECT_TRUE(O.wants("a"));
  EXPECT_FALSE(O.wants("b"));
}

TEST(RuntimeOptions, MistakesAreSaid) {
  EXPECT_NE(parse({"--side", "left"}).Error, "");
  EXPECT_NE(parse({"--side", "before,after,before"}).Error, "");
  EXPECT_NE(parse({"--iterations", "many"}).Error, "");
  EXPECT_NE(parse({"--json"}).Error, "");
  EXPECT_NE(parse({"--frobnicate"}).Error, "");
}

TEST(RuntimeLastWords, AreTheReasonAndWhatStandsBelowIt) {
  EXPECT_EQ(pc::lastWords({"found 1 device", "", "CUDA error: bad value",
                           "  in f at a.cu:7", "   ", "  f(0)", "a.cu:7: end",
                           "[debugger detached]"}),
            "CUDA error: bad value; in f at a.cu:7; f(0)");
  EXPECT_EQ(pc::lastWords({"x.c:3: Assertion `n' failed.", "#0 main ()"}),
            "x.c:3: Assertion `n' failed.");
  EXPECT_EQ(pc::lastWords({"one", "two", ""}), "two");
  EXPECT_EQ(pc::lastWords({}), "");
}

TEST(RuntimeJson, IsValidWhateverTheBytes) {
  pc::Json Out;
  Out.open(nullptr, '{');
  Out.text("a\"b", "\x1b\xff\xc3\xbc\n");
  Out.number("n", std::nan(""));
  Out.close();
  EXPECT_EQ(Out.finish(), "{\n  \"a\\\"b\": \"\\u001b\\ufffd\xc3\xbc\\u000a\","
                          "\n  \"n\": \"nan\"\n}\n");
}

TEST(RuntimeArguments, SizesDoNotGoBelowZero) {
  EXPECT_EQ(pc::input("x", Element::Float32, -4).bytes(), 0u);
  EXPECT_EQ(pc::input("x", Element::Float32, 4).bytes(), 16u);
  EXPECT_EQ(pc::ceil_div(10, 4), 3);
}

} // namespace
