#ifndef HEDGEFLOW_CGMP_SHIM_H
#define HEDGEFLOW_CGMP_SHIM_H

#include <gmp.h>

#endif
