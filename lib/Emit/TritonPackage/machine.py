# ===- machine.py - What the code runs on ----------------------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""With a GPU nothing is touched. Without one, kernels run through Triton's
interpreter on CPU tensors, and questions about the device are answered as a
named GPU would: correctness can be checked, time cannot."""

import contextlib
import os
import sys
import types

STANDS_FOR = "NVIDIA H100 80GB HBM3"
CAPABILITY = (9, 0)
PROCESSORS = 132
SHARED = 232448


def prepare(capability=CAPABILITY):
    """Must be called before triton is imported. True if there is a GPU."""
    import torch
    global CAPABILITY, STANDS_FOR
    if tuple(capability) >= (10, 0):
        CAPABILITY, STANDS_FOR = tuple(capability), "NVIDIA B200"
    if torch.cuda.is_available() and os.environ.get("TRITON_INTERPRET") != "1":
        return True
    os.environ["TRITON_INTERPRET"] = "1"
    pretend(torch)
    return False


class Driver:
    """What Triton's own functions ask of the active driver."""

    class utils:
        @staticmethod
        def get_device_properties(device=0):
            return {"multiprocessor_count": PROCESSORS,
                    "max_shared_mem": SHARED, "max_num_regs": 65536,
                    "warpSize": 32, "sm_clock_rate": 1980000,
                    "mem_clock_rate": 2619000, "mem_bus_width": 5120}

    def get_current_target(self):
        from triton.backends.compiler import GPUTarget
        return GPUTarget("cuda", 10 * CAPABILITY[0] + CAPABILITY[1], 32)

    def get_current_device(self):
        return 0

    def get_device_capability(self, device=0):
        return CAPABILITY

    def get_active_torch_device(self):
        import torch
        return torch.device("cpu")

    def get_device_interface(self):
        import torch
        return torch.cuda

    def get_current_stream(self, device=0):
        return 0

    def set_current_device(self, device):
        pass

    def get_benchmarker(self):
        # Nothing can be timed here: the first configuration is taken.
        return lambda call, **options: [1.0, 1.0, 1.0]

    def get_empty_cache_for_benchmark(self):
        import torch
        return torch.empty(1)

    def clear_cache(self, cache):
        pass


def management_library():
    """What projects ask `pynvml` to find out which platform they are on."""
    module = types.ModuleType("pynvml", "stands for a machine with one GPU")
    module.__file__ = "pynvml.py"
    module.NVMLError = type("NVMLError", (Exception,), {})
    memory = types.SimpleNamespace(total=80 << 30, free=79 << 30, used=1 << 30)
    for name, value in {
            "nvmlInit": None, "nvmlShutdown": None, "nvmlDeviceGetCount": 1,
            "nvmlDeviceGetHandleByIndex": 0, "nvmlDeviceGetName": STANDS_FOR,
            "nvmlDeviceGetUUID": "GPU-0", "nvmlDeviceGetMemoryInfo": memory,
            "nvmlDeviceGetCudaComputeCapability": CAPABILITY,
            "nvmlSystemGetDriverVersion": "580.0"}.items():
        setattr(module, name, lambda *args, result=value: result)
    return module


class NoEvent:
    def __init__(self, *args, **kwargs):
        pass

    def record(self, *args):
        pass

    synchronize = wait = record

    def elapsed_time(self, other):
        return 1.0

    def query(self):
        return True


class NoStream(NoEvent):
    cuda_stream = 0
    device = None

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

    def wait_stream(self, other):
        pass

    wait_event = wait_stream

    def record_event(self, event=None):
        return event or NoEvent()


ASKED = set()  # What code did that only a GPU can do.


def asked(what):
    ASKED.add(what)
    return True


def pretend(torch):
    cuda = torch.cuda
    properties = types.SimpleNamespace(
        name=STANDS_FOR, major=CAPABILITY[0], minor=CAPABILITY[1],
        multi_processor_count=PROCESSORS, total_memory=80 << 30,
        warp_size=32, shared_memory_per_block_optin=SHARED,
        shared_memory_per_multiprocessor=233472, regs_per_multiprocessor=65536,
        max_threads_per_multi_processor=2048, L2_cache_size=50 << 20,
        gcnArchName="")

    def nothing(*args, **kwargs):
        return None

    values = {
        "is_available": lambda: True, "device_count": lambda: 1,
        "current_device": lambda: 0, "get_device_name": lambda d=None: STANDS_FOR,
        "get_device_capability": lambda d=None: CAPABILITY,
        "get_device_properties": lambda d=None: properties,
        "is_bf16_supported": lambda *a, **k: True, "synchronize": nothing,
        "set_device": nothing, "empty_cache": nothing, "init": nothing,
        "manual_seed": nothing, "manual_seed_all": nothing,
        "reset_peak_memory_stats": nothing,
        "max_memory_allocated": lambda *a: 0, "memory_allocated": lambda *a: 0,
        "mem_get_info": lambda *a: (79 << 30, 80 << 30),
        "is_current_stream_capturing": lambda: False,
        "current_stream": lambda d=None: NoStream(),
        "default_stream": lambda d=None: NoStream(),
        "Stream": NoStream, "Event": NoEvent, "_lazy_init": nothing,
        "stream": lambda s: contextlib.nullcontext(),
        "device": lambda d: contextlib.nullcontext(),
        "device_of": lambda t: contextlib.nullcontext(),
    }
    for name, value in values.items():
        # Each a function of its own: torch tells functions apart by identity.
        setattr(cuda, name, (lambda *args, **kwargs: None)
                if value is nothing else value)
    stream = cuda.current_stream
    cuda.current_stream = lambda d=None: asked("streams") and stream(d)

    # What is compiled is the host's part, which here runs as it is written.
    def compile(function=None, **options):
        asked("torch.compile")
        return function if function is not None else lambda inner: inner
    torch.compile = compile
    torch.Tensor.cuda = lambda self, *args, **kwargs: asked("cuda()") and self
    real = torch.Generator

    class Generator(real):  # Its constructor heeds no mode.
        def __new__(cls, device="cpu"):
            if torch.device(device).type != "cpu":
                asked("device cuda")
            return real.__new__(cls, device="cpu")
    torch.Generator = Generator
    torch.nn.Module.cuda = lambda self, *args, **kwargs: asked("cuda()") and self
    import importlib.util
    if importlib.util.find_spec("pynvml") is None:
        sys.modules["pynvml"] = management_library()
    # A GPU's tensors are asked whether they are on a GPU.
    torch.Tensor.is_cuda = property(lambda self: asked("is_cuda"))
    torch.Tensor.get_device = lambda self: 0
    try:
        import triton
    except ImportError:
        return
    triton.runtime.driver.set_active(Driver())


EMPTY = ("empty", "empty_like", "empty_strided", "new_empty", "empty_permuted")


def poisoned(torch, made):
    """What a function allocates holds no number until it is written."""
    try:
        made.fill_(float("nan") if made.is_floating_point() else 85)
    except (RuntimeError, NotImplementedError):  # Kinds that cannot be filled.
        pass
    return made


def on_cpu(torch, poison):
    """A mode in which `device="cuda"` means the CPU."""
    from torch.overrides import TorchFunctionMode

    def moved(value):
        if isinstance(value, (list, tuple)) and not isinstance(value, torch.Size):
            return type(value)(map(moved, value)) \
                if type(value) in (list, tuple) else value
        if isinstance(value, torch.device) and value.type == "cuda":
            return asked("device cuda") and torch.device("cpu")
        if isinstance(value, str) and value.split(":")[0] in ("cuda", "hip"):
            return asked("device cuda") and "cpu"
        return value

    class OnCpu(TorchFunctionMode):
        def __torch_function__(self, function, kinds, args=(), kwargs=None):
            kwargs = dict(kwargs or {})
            if "device" in kwargs:
                kwargs["device"] = moved(kwargs["device"])
                if isinstance(kwargs["device"], int):
                    kwargs["device"] = "cpu"
            kwargs.pop("pin_memory", None)
            name = getattr(function, "__name__", "")
            if name in ("to", "set_default_device", "device"):
                args = tuple(map(moved, args))
            made = function(*args, **kwargs)
            if poison and name in EMPTY and isinstance(made, torch.Tensor):
                poisoned(torch, made)
            return made
    return OnCpu()


@contextlib.contextmanager
def running(torch, gpu, poison=False):
    """While code of a side runs."""
    if gpu:
        yield
    else:
        with on_cpu(torch, poison):
            yield
