using System.Runtime.InteropServices;

namespace Slipway.Benchmarks.Runtimes;

/// <summary>
/// Switches ONNX Runtime's telemetry off. To be called before the native library loads; .NET's own copy of the
/// environment does not reach the native one on Unix.
/// </summary>
internal static partial class NativeEnvironment
{
    private const string TelemetrySwitch = "ORT_DISABLE_TELEMETRY";

    public static void DisableTelemetry()
    {
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(TelemetrySwitch, "1");
        else
            _ = SetEnv(TelemetrySwitch, "1", 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
