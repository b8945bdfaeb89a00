package org.example.screening

import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.Notification
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.telecom.Call
import android.telecom.CallScreeningService
import android.telephony.PhoneNumberUtils
import android.telephony.TelephonyManager
import java.io.File
import java.io.IOException
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean

/** Android waits 5 seconds for an answer and then lets the call ring. This answers after 4 at most. */
class ScreeningService : CallScreeningService() {
    override fun onScreenCall(call: Call.Details) {
        val number = international(call.handle?.schemeSpecificPart)
        if (call.callDirection != Call.Details.DIRECTION_INCOMING || number == null) {
            respondToCall(call, ring)
            return
        }
        val answered = AtomicBoolean()
        val answer = { response: CallResponse -> if (answered.compareAndSet(false, true)) respondToCall(call, response) }
        timer.schedule({ answer(ring) }, 4, TimeUnit.SECONDS)
        worker.execute {
            val verdict = verdict(number)
            answer(if (verdict == Verdict.SCAM && wantsSilence()) silence else ring)
            if (verdict >= Verdict.SUSPICIOUS) warn(number, verdict)
        }
    }

    /** The list on the phone comes first; the service is asked only about what is not on it. What fails is unknown. */
    private fun verdict(number: String): Verdict =
        try {
            if (NumberList(File(filesDir, "numbers")).has(number)) Verdict.SCAM else lookup.verdict(number)
        } catch (e: IOException) {
            Verdict.UNKNOWN
        }

    /** Writes a number with its country code, by the country that the phone is in. */
    private fun international(number: String?): String? {
        val country = getSystemService(TelephonyManager::class.java).networkCountryIso.uppercase()
        return number?.let { PhoneNumberUtils.formatNumberToE164(it, country) }
    }

    /** Whether the user chose in the settings of this app that scams do not ring. */
    private fun wantsSilence() = getSharedPreferences("settings", Context.MODE_PRIVATE).getBoolean("silence", false)

    private fun warn(number: String, verdict: Verdict) {
        val notifications = getSystemService(NotificationManager::class.java)
        val channel = NotificationChannel("warnings", getString(R.string.warnings), NotificationManager.IMPORTANCE_HIGH)
        notifications.createNotificationChannel(channel)
        val page = Intent(Intent.ACTION_VIEW, Uri.parse("$SERVICE/n/$number"))
        val title = if (verdict == Verdict.SCAM) R.string.reported_as_scam else R.string.reported
        val notification = Notification.Builder(this, "warnings")
            .setSmallIcon(android.R.drawable.stat_sys_warning)
            .setContentTitle(getString(title))
            .setContentText(getString(R.string.look_up, number))
            .setContentIntent(PendingIntent.getActivity(this, 0, page, PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT))
            .setAutoCancel(true)
            .build()
        notifications.notify(1, notification)
    }

    private companion object {
        val lookup = PrivateLookup()
        val worker = Executors.newSingleThreadExecutor()
        val timer = Executors.newSingleThreadScheduledExecutor()
        val ring = CallResponse.Builder().build()
        val silence = CallResponse.Builder().setSilenceCall(true).build()
    }
}
