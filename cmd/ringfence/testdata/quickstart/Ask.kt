package org.example.screening

import java.io.File
import java.io.IOException

/** Does as the quick start for Android does with the list in a file: the one command of each line, with a line of answer. */
fun main(arguments: Array<String>) {
    val service = arguments.getOrElse(1) { SERVICE }
    val list = NumberList(File(arguments[0]), service)
    val lookup = PrivateLookup(service)
    for (line in generateSequence(::readlnOrNull)) {
        val answer = try {
            when {
                line == "update" -> list.update().let { "updated" }
                line.startsWith("listed ") -> line.split(" ").drop(1).map { if (list.has(it)) '1' else '0' }.joinToString("")
                else -> lookup.verdict(line)
            }
        } catch (e: IOException) {
            "failed"
        }
        println(answer)
    }
}
