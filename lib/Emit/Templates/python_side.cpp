// libpython_before.so and libpython_after.so: what the Python test loads.
#include "runtime/PythonSide.h"
