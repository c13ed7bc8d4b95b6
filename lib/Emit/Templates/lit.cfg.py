# Run with `lit .` after the build; BENCHMARK names another build's program.
# ruff: noqa: F821 - lit brings config
import os

import lit.formats

config.name = "perfclaim-package"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test"]
config.excludes = ["build", "before", "after"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
program = os.environ.get(
    "BENCHMARK", os.path.join(config.test_source_root, "build", "benchmark")
)
config.substitutions.append(("%benchmark", "'" + program + "'"))
if os.path.exists("/dev/nvidiactl") or os.path.exists("/dev/dxg"):
    config.available_features.add("cuda-device")
