// Generators, reference models and fixtures shared by the test targets.
