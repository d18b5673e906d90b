using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>What containers have written, this time and the time before. Thread-safe.</summary>
/// <param name="time">When a line was written, for readers who ask for it.</param>
public sealed class PodLogs(TimeProvider time)
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    private readonly Lock _gate = new();
    private readonly Dictionary<
        (string Uid, string Container, bool Previous),
        List<(DateTimeOffset At, string Line)>
    > _lines = [];

    /// <summary>Adds a line to what a container has written; its end is added.</summary>
    public void Append(string podUid, string container, string line, bool previous = false)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue((podUid, container, previous), out var lines))
                _lines.Add((podUid, container, previous), lines = []);
            lines.Add((time.GetUtcNow(), line));
        }
    }

    internal ApiResponse Answer(HttpRequest http, ResourceRequest request, StoredObject pod)
    {
        var containers = pod.Copy()
            .Objects("spec", "containers")
            .Select(container => container.Text("name") ?? "")
            .ToList();
        var container = http.Query["container"].ToString();
        if (container.Length == 0 && containers.Count > 1)
        {
            throw StatusException.BadRequest(
                $"a container name must be specified for pod {request.Name}, choose one of: [{string.Join(' ', containers)}]"
            );
        }

        container = container.Length == 0 ? containers.FirstOrDefault("") : container;
        if (!containers.Contains(container))
            throw StatusException.BadRequest($"container {container} is not valid for pod {request.Name}");
        var previous = http.Query["previous"] == "true";
        var lines = Read(pod.Uid, container, previous);
        if (lines is null && previous)
        {
            throw StatusException.BadRequest(
                $"previous terminated container \"{container}\" in pod \"{request.Name}\" not found"
            );
        }

        lines ??= [];
        if (int.TryParse(http.Query["tailLines"], out var tail))
            lines = [.. lines.TakeLast(tail)];
        var showsTimes = http.Query["timestamps"] == "true";
        var text = string.Concat(
            lines.Select(each =>
                showsTimes
                    ? $"{each.At.ToString(Moment, CultureInfo.InvariantCulture)} {each.Line}\n"
                    : $"{each.Line}\n"
            )
        );
        return new ApiResponse(200, Encoding.UTF8.GetBytes(text), "text/plain");
    }

    private List<(DateTimeOffset At, string Line)>? Read(string uid, string container, bool previous)
    {
        lock (_gate)
        {
            return _lines.GetValueOrDefault((uid, container, previous))?.ToList();
        }
    }
}
