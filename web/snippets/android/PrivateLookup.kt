package org.example.screening

import java.io.IOException
import java.net.HttpURLConnection
import java.net.URL
import java.security.MessageDigest
import org.json.JSONException
import org.json.JSONObject

const val SERVICE = "ORIGIN"

/** What is known of a number. Ranges write them as 0 to 3, in this order. */
enum class Verdict { UNKNOWN, CLEAR, SUSPICIOUS, SCAM }

/** Asks about numbers without telling which: the service learns 16 bits of a hash that thousands of numbers share. */
class PrivateLookup(private val service: String = SERVICE) {
    private class Kept(val range: Map<String, Verdict>, val tag: String?, val until: Long)

    /** The last ranges, in memory alone: on disk they would tell who called. */
    private val kept = object : LinkedHashMap<String, Kept>(16, 0.75f, true) {
        override fun removeEldestEntry(eldest: Map.Entry<String, Kept>) = size > 50
    }

    /** Returns what is known of a number, as +12025550103. Throws IOException when no answer comes in time, or one that is no range. */
    @Synchronized
    fun verdict(number: String): Verdict {
        if (!Regex("""\+[0-9]{8,15}""").matches(number)) return Verdict.UNKNOWN
        val prefix = sha256(number.dropLast(2)).substring(0, 4)
        val id = sha256(number).substring(0, 10)
        return range(prefix)[id] ?: Verdict.UNKNOWN
    }

    private fun range(prefix: String): Map<String, Verdict> {
        val old = kept[prefix]
        if (old != null && System.nanoTime() - old.until < 0) return old.range
        val connection = URL("$service/v1/ranges/$prefix").openConnection() as HttpURLConnection
        try {
            connection.connectTimeout = 2000
            connection.readTimeout = 2000
            connection.useCaches = false
            old?.tag?.let { connection.setRequestProperty("If-None-Match", it) }
            val range = when (connection.responseCode) {
                200 -> read(connection.inputStream.bufferedReader().readText())
                304 -> old?.range ?: throw IOException("not asked for")
                else -> throw IOException("status ${connection.responseCode}")
            }
            if (connection.getHeaderField("Ringfence-Demonstration") == "true") return emptyMap()
            val age = Regex("""max-age=(\d{1,6})""").find(connection.getHeaderField("Cache-Control").orEmpty())
            val seconds = age?.groupValues?.get(1)?.toLong() ?: 0
            kept[prefix] = Kept(range, connection.getHeaderField("ETag"), System.nanoTime() + seconds * 1_000_000_000)
            return range
        } finally {
            connection.disconnect()
        }
    }

    private companion object {
        /** Reads the verdicts of a range by the IDs of its numbers. Entries with 0 only fill it up. */
        fun read(range: String): Map<String, Verdict> =
            try {
                val numbers = JSONObject(range).getJSONArray("numbers")
                (0 until numbers.length()).map { numbers.getJSONArray(it) }.filter { it.getInt(1) != 0 }.associate {
                    it.getString(0) to Verdict.entries.getOrElse(it.getInt(1)) { Verdict.UNKNOWN }
                }
            } catch (e: JSONException) {
                throw IOException("no range", e) // such as the page of a proxy
            }

        fun sha256(text: String): String =
            MessageDigest.getInstance("SHA-256").digest(text.toByteArray()).joinToString("") { "%02x".format(it) }
    }
}
