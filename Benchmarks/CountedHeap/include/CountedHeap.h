#ifndef COUNTED_HEAP_H
#define COUNTED_HEAP_H

/// Heap allocations of this thread so far.
unsigned long counted_heap_allocations(void);

#endif
