using System.Globalization;

namespace Slipway.AspNetCore.Telemetry;

/// <summary>
/// Triton's metrics of the machine: CPU and memory of the whole of it, not of the process, as the kernel tells them;
/// nothing on systems other than Linux. Thread-safe.
/// </summary>
internal sealed class MachineMetrics(string proc = "/proc")
{
    private readonly Lock _lock = new();
    private (long Busy, long Total) _last;
    private double _utilization;

    public void Write(ExpositionWriter writer)
    {
        if (ReadCpu() is { } utilization)
        {
            writer.Gauge("nv_cpu_utilization", "CPU in use since the scrape before, from 0 to 1.");
            writer.Sample("nv_cpu_utilization", utilization);
        }

        if (ReadMemory() is var (total, available))
        {
            writer.Gauge("nv_cpu_memory_total_bytes", "Memory of the machine.");
            writer.Sample("nv_cpu_memory_total_bytes", total);
            writer.Gauge("nv_cpu_memory_used_bytes", "Memory of the machine that is in use.");
            writer.Sample("nv_cpu_memory_used_bytes", total - available);
        }
    }

    // The first line of /proc/stat: ticks of user, nice, system, idle, iowait, irq, softirq, steal since the start.
    private double? ReadCpu()
    {
        var line = ReadLines("stat").FirstOrDefault(line => line.StartsWith("cpu ", StringComparison.Ordinal));
        var ticks = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number).ToArray();
        if (ticks is not { Length: >= 5 })
            return null;
        var total = ticks.Sum();
        var busy = total - ticks[3] - ticks[4];
        lock (_lock)
        {
            // Two scrapes within one tick: what was said last still holds.
            if (total > _last.Total)
                _utilization = Math.Clamp((double)(busy - _last.Busy) / (total - _last.Total), 0, 1);
            _last = (busy, total);
            return _utilization;
        }
    }

    private (double Total, double Available)? ReadMemory()
    {
        double? total = null;
        double? available = null;
        foreach (var line in ReadLines("meminfo"))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
                total = Kilobytes(line);
            else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
                available = Kilobytes(line);
        }

        return total is { } all && available is { } free ? (all, free) : null;
    }

    private string[] ReadLines(string file)
    {
        var path = Path.Combine(proc, file);
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static double Kilobytes(string line) =>
        1024d * Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
