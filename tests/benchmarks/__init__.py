"""The benchmarks: their readers, their evaluators, their methods on tiny cases."""
