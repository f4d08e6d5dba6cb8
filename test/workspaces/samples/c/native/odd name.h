#define GREETING "Hello, %s\n"
