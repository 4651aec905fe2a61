/// Which files, modules, classes and functions a project has, and what a name in them means.
@NullMarked
package dev.deadheat.django.project;

import org.jspecify.annotations.NullMarked;
