// libdryrun.so: a CUDA runtime without a GPU, for `benchmark --list`.
#include "runtime/DryRun.h"
