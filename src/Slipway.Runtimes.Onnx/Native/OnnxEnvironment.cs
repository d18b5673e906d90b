using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Slipway.Runtimes.Onnx.Native;

/// <summary>
/// The one door to the native library: nothing else may touch ONNX Runtime before <see cref="Ensure"/> has returned.
/// Telemetry is switched off before the library loads, and its own log is silent: errors come back as statuses.
/// </summary>
internal static partial class OnnxEnvironment
{
    private const string TelemetrySwitch = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<OrtEnv> Instance = new(Create);

    public static void Ensure() => _ = Instance.Value;

    private static OrtEnv Create()
    {
        // .NET keeps its own copy of the environment on Unix: the native getenv sees only what setenv has put there.
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(TelemetrySwitch, "1");
        else
            _ = SetEnv(TelemetrySwitch, "1", 1);

        var options = new EnvironmentCreationOptions
        {
            logId = "slipway",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // A host application may have used ONNX Runtime before us; its environment is then the only one there is.
        var environment = OrtEnv.IsCreated ? OrtEnv.Instance() : OrtEnv.CreateInstanceWithOptions(ref options);
        environment.DisableTelemetryEvents();
        return environment;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
