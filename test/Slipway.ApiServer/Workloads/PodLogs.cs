using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>What containers have written, this time and the time before. Thread-safe.</summary>
public sealed class PodLogs
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Uid, string Container, bool Previous), StringBuilder> _texts = [];

    /// <summary>Adds a line to what a container has written; its end is added.</summary>
    public void Append(string podUid, string container, string line, bool previous = false)
    {
        lock (_gate)
        {
            if (!_texts.TryGetValue((podUid, container, previous), out var text))
                _texts.Add((podUid, container, previous), text = new StringBuilder());
            text.Append(line).Append('\n');
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
        var text = Read(pod.Uid, container, previous);
        if (text is null && previous)
        {
            throw StatusException.BadRequest(
                $"previous terminated container \"{container}\" in pod \"{request.Name}\" not found"
            );
        }

        if (int.TryParse(http.Query["tailLines"], out var tail))
            text = string.Concat(
                (text ?? "")
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .TakeLast(tail)
                    .Select(line => line + "\n")
            );
        return new ApiResponse(200, Encoding.UTF8.GetBytes(text ?? ""), "text/plain");
    }

    private string? Read(string uid, string container, bool previous)
    {
        lock (_gate)
        {
            return _texts.GetValueOrDefault((uid, container, previous))?.ToString();
        }
    }
}
