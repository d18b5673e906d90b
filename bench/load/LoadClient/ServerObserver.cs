using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Benchmarks.LoadClient;

/// <summary>
/// Reads the CPU time of a process, and its allocations through the probe (see <c>AllocationProbe</c>); each null
/// where it was not asked for.
/// </summary>
internal sealed class ServerObserver(int? processId, int? probePort)
{
    public (double? CpuSeconds, long? AllocatedBytes) Read() => (ReadCpuSeconds(), ReadAllocatedBytes());

    private double? ReadCpuSeconds()
    {
        if (processId is not { } id)
            return null;
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime.TotalSeconds;
    }

    private long? ReadAllocatedBytes()
    {
        if (probePort is not { } port)
            return null;
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return long.Parse(reader.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
