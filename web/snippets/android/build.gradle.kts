android {
    namespace = "org.example.screening"
    compileSdk = 34
    defaultConfig { minSdk = 29 }
}

dependencies {
    implementation("androidx.work:work-runtime:2.9.1")
}
