package org.example.screening

import android.content.Context
import androidx.work.Constraints
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.NetworkType
import androidx.work.PeriodicWorkRequest
import androidx.work.WorkManager
import androidx.work.Worker
import androidx.work.WorkerParameters
import java.io.File
import java.io.IOException
import java.util.concurrent.TimeUnit

/** Brings the list on the phone up to date, twice a day. */
class ListWorker(context: Context, parameters: WorkerParameters) : Worker(context, parameters) {
    override fun doWork(): Result =
        try {
            NumberList(File(applicationContext.filesDir, "numbers")).update()
            Result.success()
        } catch (e: IOException) {
            Result.retry()
        }

    companion object {
        fun schedule(context: Context) {
            val request = PeriodicWorkRequest.Builder(ListWorker::class.java, 12, TimeUnit.HOURS)
                .setConstraints(Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build())
                .build()
            WorkManager.getInstance(context).enqueueUniquePeriodicWork("numbers", ExistingPeriodicWorkPolicy.KEEP, request)
        }
    }
}
