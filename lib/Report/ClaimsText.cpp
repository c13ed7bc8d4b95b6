//===- ClaimsText.cpp - Claims for people ---------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimsText.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace perfclaim {

std::string normalised(const Claim &C) {
  std::string Text;
  if (C.Before && C.After)
    Text = numberText(*C.Before) + " -> " + numberText(*C.After) +
           (C.Unit.empty() ? "" : " " + C.Unit) + ", ";
  if (!C.Speedup)
    return Text + "no ratio";
  Text += numberText(*C.Speedup) + "x";
  if (C.SpeedupMax)
    Text += " to " + numberText(*C.SpeedupMax) + "x";
  if (C.AltSpeedup)
    Text += " (or " + numberText(*C.AltSpeedup) + "x)";
  return Text;
}

static StringRef name(Metric What) {
  switch (What) {
  case Metric::Time:
    return "time";
  case Metric::Throughput:
    return "throughput";
  case Metric::Latency:
    return "latency";
  case Metric::Memory:
    return "memory";
  case Metric::Bandwidth:
    return "bandwidth";
  case Metric::Unknown:
    break;
  }
  return "performance";
}

std::string details(const Claim &C) {
  std::vector<std::string> Words = {name(C.What).str()};
  switch (C.Qualified) {
  case Qualifier::Average:
    Words.push_back("on average");
    break;
  case Qualifier::UpTo:
    Words.push_back("at best");
    break;
  case Qualifier::AtLeast:
    Words.push_back("at least");
    break;
  case Qualifier::None:
  case Qualifier::Range:
    break;
  }
  if (C.Approximate)
    Words.push_back("about");
  switch (C.Subject) {
  case About::Kernel:
    Words.push_back("of a kernel");
    break;
  case About::Operator:
    Words.push_back("of an operator");
    break;
  case About::EndToEnd:
    Words.push_back("end to end");
    break;
  case About::Unknown:
    break;
  }
  if (C.Against == Baseline::Other)
    Words.push_back("against something else than the parent");
  Words.insert(Words.end(), C.Scope.begin(), C.Scope.end());
  if (!C.Hardware.empty())
    Words.push_back("on " + C.Hardware);
  if (C.FromDiff)
    Words.push_back("said in " + C.File);
  if (C.FromPullRequest)
    Words.push_back("said in the pull request");
  return join(Words, ", ");
}

void writeClaims(Layout &Out, const ClaimSet &Claims) {
  if (Claims.Claims.empty()) {
    Out.line(2, "No quantitative performance claims found.");
  } else {
    std::vector<Row> Rows;
    for (const Claim &C : Claims.Claims)
      Rows.push_back(
          {"\"" + C.Text + "\"",
           {normalised(C), C.Way == Direction::Worse ? Tone::Bad : Tone::Plain},
           {details(C), Tone::Faint}});
    Out.table(2, Rows);
  }
  for (const GrowthClaim &G : Claims.Growths)
    Out.paragraph(2, "growth: ", "O(" + G.Before + ") to O(" + G.After + ")");
  for (StringRef Statement : Claims.Statements)
    Out.paragraph(2, "also said: ", Statement);
  for (StringRef Remark : Claims.Purpose.Remarks)
    Out.paragraph(2, "but: ", Remark);
}

/// The lines of the message that hold claims, and what was read underlined.
static void writeSpans(Layout &Out, StringRef Message, const ClaimSet &Claims) {
  // More than this fits no screen.
  constexpr size_t Widest = 200;
  size_t At = 0;
  while (At < Message.size()) {
    const size_t End = std::min(Message.find('\n', At), Message.size());
    const StringRef Line = Message.slice(At, End).rtrim();
    std::string Marks;
    for (const Claim &C : Claims.Claims) {
      if (C.FromDiff || C.FromPullRequest || C.Offset >= End ||
          C.Offset + C.Length <= At || Line.size() > Widest)
        continue;
      const size_t From = std::max(C.Offset, At) - At;
      const size_t To = std::min(C.Offset + C.Length, At + Line.size()) - At;
      if (From >= To)
        continue;
      const size_t Begin = columns(fitted(Line.take_front(From), Widest));
      const size_t Width = columns(fitted(Line.slice(From, To), Widest));
      if (Marks.size() < Begin + Width)
        Marks.resize(Begin + Width, ' ');
      std::fill_n(Marks.begin() + Begin, Width, '~');
    }
    if (!Marks.empty()) {
      Out.line(2, Line);
      Out.line(2, Marks, Tone::Good);
    }
    At = End + 1;
  }
}

void printClaims(raw_ostream &OS, const Commit &Change, const ClaimSet &Claims,
                 const ReportOptions &Options) {
  Layout Out(OS, Options.Color);
  const StringRef Subject =
      StringRef(Change.Message).ltrim().split('\n').first.rtrim();
  Out.heading((StringRef(Change.Id).take_front(10) + "  " + Subject).str());
  writeSpans(Out, Change.Message, Claims);
  writeClaims(Out, Claims);
  const Intent &I = Claims.Purpose;
  if (!I.Performance)
    return;
  std::vector<std::string> Parts;
  for (const std::string &Part : {I.Optimization, I.Domain, I.TestFocus})
    if (!Part.empty())
      Parts.push_back(Part);
  if (!Parts.empty())
    Out.paragraph(2, "intent: ", join(Parts, "; "));
}

} // namespace perfclaim
