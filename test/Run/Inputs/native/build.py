"""Builds a benchmark of host functions: the timed loop and the runner are the
package's own; only the workloads are written here.

usage: build.py ROOT CUDA RUNTIME_LIBRARY OUT PERCENT|cached|lazy|allocates...

makes OUT/PERCENT/build for each: the benchmark and its two sides. A word is
what the new side does otherwise.
"""

import os
import re
import shutil
import subprocess
import sys

root, cuda, library, out, *percents = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(root, "lib/Emit/Templates/benchmark.cu.mustache"),
          encoding="utf-8") as template:
    text = template.read()
loop = re.search(r"pc::Samples measure\(.*?\n}\n", text, re.S).group()
# Nothing is set up here.
loop = re.sub(r"\{\{#hasSetup\}\}.*?\{\{/hasSetup\}\}\n", "", loop, flags=re.S)
assert len(loop.splitlines()) < 60 and "#define" not in text
os.makedirs(out, exist_ok=True)
source = os.path.join(out, "benchmark.cpp")
with open(source, "w", encoding="utf-8") as file:
    file.write(f"""#include <cuda_runtime.h> // As nvcc does.
#include "perfclaim/Runtime/Benchmark.h"
{loop}
int main(int Count, char **Texts) {{
  const pc::Options Wanted = pc::parseOptions(Count, Texts);
  if (!Wanted.Error.empty())
    return std::fprintf(stderr, "%s\\n", Wanted.Error.c_str()), pc::Usage;
  std::vector<pc::Workload> Workloads(2);
  for (int I = 0; I != 2; ++I) {{
    Workloads[I].Name = I ? "long" : "short";
    Workloads[I].Arguments = {{pc::output("out", pc::Element::Float32, 1),
                               pc::integer("n", I ? 20000 : 10000),
                               pc::input("in", pc::Element::Float32, 8)}};
  }}
  return pc::Benchmark("work", Workloads, Wanted, measure).run();
}}
""")
common = [os.environ.get("CXX", "c++"), "-std=c++17", "-O1",
          "-I" + os.path.join(root, "include"),
          "-isystem", os.path.join(cuda, "include"),
          *os.environ.get("PERFCLAIM_TEST_FLAGS", "").split()]
folder = os.path.dirname(library)
link = [library, "-Wl,-rpath," + folder, "-ldl", "-pthread"]
program = os.path.join(out, "benchmark")
subprocess.run(common + [source, "-rdynamic", "-o", program] + link, check=True)
for percent in percents:
    build = os.path.join(out, percent, "build")
    os.makedirs(build)
    shutil.copy(program, build)
    cheat = {"cached": "1", "lazy": "2", "allocates": "3"}.get(percent)
    for side, more, how in (("before", "0", "0"),
                            ("after", "0" if cheat else percent, cheat or "0")):
        subprocess.run(common + ["-fPIC", "-shared", "-DPERCENT=" + more,
                                 "-DCHEAT=" + how,
                                 os.path.join(here, "side.cpp"), "-o",
                                 os.path.join(build, f"lib{side}.so")],
                       check=True)
