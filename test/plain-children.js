// Loaded before each test file (.taprc): the programs that it starts run as on a user's machine. Without this, every
// Node process below a test loads the test runner's hooks, which takes more than twice the processor time of a short
// program, and measures nothing: what users start is one bundle, and coverage is that of lib.
delete process.env.NODE_OPTIONS
