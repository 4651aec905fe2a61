/// Django's models as the project declares them: fields, keys, relations.
@NullMarked
package dev.deadheat.django.model;

import org.jspecify.annotations.NullMarked;
