# cmake -DFROM=FOLDER -DTO=FILE -P Embed.cmake writes an initialiser list of
# {name, text} for all files below FROM, sorted by name.
file(GLOB_RECURSE names RELATIVE ${FROM} ${FROM}/*)
list(SORT names)
set(result "")
foreach(name IN LISTS names)
  file(READ ${FROM}/${name} text)
  string(FIND "${text}" ")PERFCLAIM\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${name} contains the delimiter of its raw string")
  endif()
  string(APPEND result "{\"${name}\", R\"PERFCLAIM(${text})PERFCLAIM\"},\n")
endforeach()
file(WRITE ${TO} "${result}")
