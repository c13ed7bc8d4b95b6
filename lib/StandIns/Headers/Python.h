//===- Python.h - What extension modules declare ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_PYTHON_H
#define PERFCLAIM_STANDIN_PYTHON_H

#ifdef __cplusplus
#define PyMODINIT_FUNC extern "C" PyObject *
#else
#define PyMODINIT_FUNC PyObject *
#endif
typedef struct PerfclaimPyObject PyObject;
typedef struct PerfclaimPyMethodDef PyMethodDef;
struct PyModuleDef {
  int m_base;
  const char *m_name;
  const char *m_doc;
  long m_size;
  PyMethodDef *m_methods;
};
#define PyModuleDef_HEAD_INIT 0
#ifdef __cplusplus
extern "C" {
#endif
PyObject *PyModule_Create(struct PyModuleDef *);
PyObject *PyErr_Occurred(void);
#ifdef __cplusplus
}
#endif

#endif // PERFCLAIM_STANDIN_PYTHON_H
