using System.Runtime.InteropServices;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Onnx.Tests.Native;

public sealed partial class OnnxEnvironmentTests
{
    [Fact]
    public async Task Load_AnyModel_HasTelemetryOffInTheNativeEnvironment()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has one environment only");

        await using var model = await LoadedModel.LoadAsync(TestModels.Simple());

        Marshal.PtrToStringUTF8(GetEnv("ORT_DISABLE_TELEMETRY")).Should().Be("1");
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetEnv(string name);
}
