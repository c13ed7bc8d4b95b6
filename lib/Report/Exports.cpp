//===- Exports.cpp - Results in the forms of other tools -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Report/Report.h"
#include "perfclaim/Runtime/Statistics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

namespace {

std::string text(StringRef Bytes) {
  return json::isUTF8(Bytes) ? Bytes.str() : json::fixUTF8(Bytes);
}

struct NamedSide {
  StringLiteral Name;
  bool After;
};
constexpr NamedSide AllSides[] = {{"before", false}, {"after", true}};

std::vector<NamedSide> chosen(ExportSides Which) {
  if (Which == ExportSides::Both)
    return {AllSides[0], AllSides[1]};
  return {AllSides[Which == ExportSides::After]};
}

/// Without what no time can be.
std::vector<double> timesOf(const WorkloadResult &W, bool After) {
  std::vector<double> Times = After ? W.After : W.Before;
  erase_if(Times, [](double T) { return !std::isfinite(T) || T <= 0; });
  return Times;
}

struct Moments {
  double Mean = 0, Deviation = 0;
};
Moments momentsOf(ArrayRef<double> Times) {
  Moments M;
  const double Count = static_cast<double>(Times.size());
  for (double T : Times)
    M.Mean += T / Count;
  double Squares = 0;
  for (double T : Times)
    Squares += (T - M.Mean) * (T - M.Mean);
  M.Deviation = Times.size() > 1 ? std::sqrt(Squares / (Count - 1)) : 0;
  return M;
}

//===-- nvbench -----------------------------------------------------------===//

json::Object nvbenchValue(StringRef Name, StringRef Type, json::Value Value) {
  return json::Object{{"name", Name}, {"type", Type}, {"value", Value}};
}

json::Object nvbenchSummary(StringRef Tag, StringRef Name, StringRef Hint,
                            StringRef Type, const Twine &Value) {
  // nvbench writes every number as text.
  return json::Object{
      {"tag", Tag.str()},
      {"name", Name},
      {"hint", Hint},
      {"data", json::Array{nvbenchValue("value", Type, Value.str())}}};
}

std::string seconds(double Microseconds) {
  return formatv("{0:e9}", 1e-6 * Microseconds);
}

json::Object nvbenchState(const WorkloadResult &W, const NamedSide &S,
                          bool Named) {
  std::vector<double> Times = timesOf(W, S.After);
  json::Array Axes{nvbenchValue("Workload", "string", text(W.Name))};
  std::string Name = "Device=0 Workload=" + text(W.Name);
  if (Named) {
    Axes.push_back(nvbenchValue("Side", "string", S.Name));
    Name += " Side=" + S.Name.str();
  }
  json::Object State{{"name", Name},
                     {"description", text(W.Sizes)},
                     {"device", 0},
                     {"type_config_index", 0},
                     {"axis_values", std::move(Axes)},
                     {"is_skipped", Times.empty()}};
  if (Times.empty()) {
    State["skip_reason"] = "not measured";
    State["summaries"] = json::Array{};
    return State;
  }
  llvm::sort(Times);
  const Moments M = momentsOf(Times);
  constexpr StringLiteral Prefix = "nv/cold/time/gpu/";
  auto Time = [&](StringRef Tag, StringRef Name, double Value) {
    return nvbenchSummary((Prefix + Tag).str(), Name, "duration", "float64",
                          seconds(Value));
  };
  State["summaries"] = json::Array{
      nvbenchSummary("nv/cold/sample_size", "Samples", "sample_size", "int64",
                     Twine(Times.size())),
      Time("min", "Min GPU Time", Times.front()),
      Time("max", "Max GPU Time", Times.back()),
      Time("mean", "GPU Time", M.Mean),
      Time("median", "Median GPU Time", pc::quantile(Times, 0.5)),
      Time("q1", "First Quartile GPU Time", pc::quantile(Times, 0.25)),
      Time("q3", "Third Quartile GPU Time", pc::quantile(Times, 0.75)),
      Time("stdev/absolute", "Noise", M.Deviation),
      nvbenchSummary((Prefix + "stdev/relative").str(), "Noise", "percentage",
                     "float64", formatv("{0:e9}", M.Deviation / M.Mean).str())};
  return State;
}

json::Object nvbenchAxis(StringRef Name,
                         const std::vector<std::string> &Values) {
  json::Array List;
  for (const std::string &V : Values)
    List.push_back(
        json::Object{{"input_string", V}, {"description", ""}, {"value", V}});
  return json::Object{{"name", Name},
                      {"type", "string"},
                      {"flags", ""},
                      {"values", std::move(List)}};
}

//===-- Google Benchmark --------------------------------------------------===//

json::Object googleRun(const std::string &Name, size_t Index, size_t Count,
                       double Time) {
  return json::Object{{"name", Name},
                      {"run_name", Name},
                      {"run_type", "iteration"},
                      {"family_index", 0},
                      {"per_family_instance_index", 0},
                      {"repetitions", static_cast<int64_t>(Count)},
                      {"repetition_index", static_cast<int64_t>(Index)},
                      {"threads", 1},
                      {"iterations", 1},
                      {"real_time", Time},
                      {"cpu_time", Time},
                      {"time_unit", "us"}};
}

} // namespace

json::Value nvbenchJSON(const BenchmarkResult &Result, ExportSides Which) {
  const std::vector<NamedSide> Sides = chosen(Which);
  json::Array States;
  std::vector<std::string> Names, SideNames;
  for (const WorkloadResult &W : Result.Workloads)
    Names.push_back(text(W.Name));
  for (const NamedSide &S : Sides) {
    SideNames.push_back(S.Name.str());
    for (const WorkloadResult &W : Result.Workloads)
      States.push_back(nvbenchState(W, S, Sides.size() > 1));
  }
  json::Array Axes{nvbenchAxis("Workload", Names)};
  if (Sides.size() > 1)
    Axes.push_back(nvbenchAxis("Side", SideNames));
  const std::string Device = Result.Environment.Device.empty()
                                 ? Result.Environment.Host
                                 : Result.Environment.Device;
  return json::Object{
      {"meta",
       json::Object{
           {"argv", json::Array{"perfclaim", "report", "--format=nvbench"}},
           {"version",
            json::Object{{"json", json::Object{{"major", 1},
                                               {"minor", 0},
                                               {"patch", 0},
                                               {"string", "1.0.0"}}}}}}},
      {"devices", json::Array{json::Object{{"id", 0}, {"name", text(Device)}}}},
      {"benchmarks", json::Array{json::Object{{"name", text(Result.Entry)},
                                              {"index", 0},
                                              {"devices", json::Array{0}},
                                              {"axes", std::move(Axes)},
                                              {"states", std::move(States)}}}}};
}

json::Value googleBenchmarkJSON(const BenchmarkResult &Result,
                                ExportSides Which) {
  json::Array Runs;
  for (const NamedSide &S : chosen(Which))
    for (const WorkloadResult &W : Result.Workloads) {
      std::string Name = text(Result.Entry) + "/" + text(W.Name);
      if (Which == ExportSides::Both)
        Name = S.Name.str() + "/" + Name;
      const std::vector<double> Times = timesOf(W, S.After);
      for (size_t I = 0; I != Times.size(); ++I)
        Runs.push_back(googleRun(Name, I, Times.size(), Times[I]));
    }
  const RunEnvironment &E = Result.Environment;
  return json::Object{
      {"context", json::Object{{"date", text(E.Date)},
                               {"host_name", text(E.Host)},
                               {"executable", "perfclaim"},
                               {"device", text(E.Device)},
                               {"num_cpus", 1},
                               {"mhz_per_cpu", 0},
                               {"cpu_scaling_enabled", false},
                               {"caches", json::Array{}},
                               {"library_build_type", "release"}}},
      {"benchmarks", std::move(Runs)}};
}

json::Value bencherJSON(const BenchmarkResult &Result) {
  json::Object All;
  for (const WorkloadResult &W : Result.Workloads) {
    const std::vector<double> Times = timesOf(W, /*After=*/true);
    if (Times.empty())
      continue;
    // In Bencher's unit, the nanosecond.
    const double Unit = Result.Metric.empty() ? 1000 : 1;
    const pc::Estimate E = pc::bootstrapMedian(Times);
    json::Object Measures{{Result.Metric.empty() ? "latency" : "metric",
                           json::Object{{"value", Unit * E.Value},
                                        {"lower_value", Unit * E.Low},
                                        {"upper_value", Unit * E.High}}}};
    if (W.Ratio && std::isfinite(W.Ratio->Value) &&
        std::isfinite(W.Ratio->Low) && std::isfinite(W.Ratio->High))
      Measures["speedup"] = json::Object{{"value", W.Ratio->Value},
                                         {"lower_value", W.Ratio->Low},
                                         {"upper_value", W.Ratio->High}};
    All[text(Result.Entry) + "/" + text(W.Name)] = std::move(Measures);
  }
  return All;
}

} // namespace perfclaim
