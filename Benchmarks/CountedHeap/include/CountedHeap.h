#ifndef COUNTED_HEAP_H
#define COUNTED_HEAP_H

/// Heap allocations of this process so far, by any thread.
unsigned long counted_heap_allocations(void);

#endif
