using Slipway.AspNetCore.Telemetry;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Telemetry;

public sealed class MachineMetricsTests : IDisposable
{
    private readonly TempFolder _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void Write_TwoScrapes_TellTheShareInUseBetweenThem()
    {
        Write("meminfo", "MemTotal:       1000 kB\nMemFree:  10 kB\nMemAvailable:    400 kB\n");
        var metrics = new MachineMetrics(_proc.Path);
        Write("stat", "cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        Text(metrics).Should().Contain("\nnv_cpu_utilization 0.2\n");

        Write("stat", "cpu  150 0 125 720 105 0 0 0 0 0\n");
        Text(metrics)
            .Should()
            .Contain("\nnv_cpu_utilization 0.75\n")
            .And.Contain("\nnv_cpu_memory_total_bytes 1024000\n")
            .And.Contain("\nnv_cpu_memory_used_bytes 614400\n");
    }

    [Fact]
    public void Write_SystemWithoutProc_TellsNothing() => Text(new MachineMetrics(_proc["none"])).Should().BeEmpty();

    [Fact]
    public void Sample_LabelWithQuotes_IsEscaped()
    {
        var writer = new ExpositionWriter(openMetrics: false);
        writer.Sample("m", 1, ("model", "a\"b\\c\nd"));
        writer.ToString().Should().Be("m{model=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    private void Write(string file, string text) => _proc.Write(file, text);

    private static string Text(MachineMetrics metrics)
    {
        var writer = new ExpositionWriter(openMetrics: false);
        metrics.Write(writer);
        return writer.ToString();
    }
}
