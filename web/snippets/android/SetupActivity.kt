package org.example.screening

import android.app.Activity
import android.app.role.RoleManager
import android.os.Build
import android.os.Bundle

/** Asks the user to have this app screen calls. */
class SetupActivity : Activity() {
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        val roles = getSystemService(RoleManager::class.java)
        if (!roles.isRoleHeld(RoleManager.ROLE_CALL_SCREENING)) {
            startActivityForResult(roles.createRequestRoleIntent(RoleManager.ROLE_CALL_SCREENING), 1)
        }
        if (Build.VERSION.SDK_INT >= 33) requestPermissions(arrayOf("android.permission.POST_NOTIFICATIONS"), 2)
        ListWorker.schedule(this)
    }
}
