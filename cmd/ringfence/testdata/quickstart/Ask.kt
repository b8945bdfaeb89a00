package org.example.screening

import java.io.File

/** Asks a service as the quick start for Android does, and prints what came of it: a line for each number, [listed] or a verdict. */
fun main(arguments: Array<String>) {
    val (service, file) = arguments
    val list = NumberList(File(file), service)
    val lookup = PrivateLookup(service)
    for (line in generateSequence(::readlnOrNull)) {
        when {
            line == "update" -> list.update()
            line.startsWith("list ") -> println(list.has(line.removePrefix("list ")))
            else -> println(lookup.verdict(line))
        }
    }
}
