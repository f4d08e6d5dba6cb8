#include "greet.h"
#include "odd name.h"
#include <stdio.h>

void greet(const char *name) { printf(GREETING, name); }
