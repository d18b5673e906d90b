using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using k8s.Models;
using Slipway.Deployment.Fleet;
using Slipway.Errors;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Running.Logs;

/// <summary>Which logs.</summary>
/// <param name="Services">Empty: all, and the gateway.</param>
/// <param name="Last">Lines of each pod that come first.</param>
internal sealed record LogRequest(IReadOnlyList<string> Services, int Last)
{
    public bool Follow { get; init; }

    public bool Previous { get; init; }
}

/// <summary>The logs of a fleet's pods, each line with its pod. Followed, pods that come later are followed as well.</summary>
internal sealed class FleetLogs(ResourceApi api, FleetScope scope, TimeProvider time)
{
    // Lines that nobody has taken yet hold the connections back.
    private const int MostWaiting = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<LogLine> ReadAsync(
        Func<CancellationToken, Task<FleetSnapshot>> read,
        LogRequest request,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        var seen = await read(token);
        Check(seen, request.Services);
        if (!request.Follow)
        {
            foreach (var pod in PodsOf(seen, request.Services))
            {
                await foreach (var line in LinesAsync(pod, request, token))
                {
                    yield return line;
                }
            }

            yield break;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(token);
        var lines = Channel.CreateBounded<LogLine>(MostWaiting);
        var following = FollowAsync(read, request, lines.Writer, end.Token);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(token))
            {
                yield return line;
            }
        }
        finally
        {
            await end.CancelAsync();
            await following;
        }
    }

    private async Task FollowAsync(
        Func<CancellationToken, Task<FleetSnapshot>> read,
        LogRequest request,
        ChannelWriter<LogLine> lines,
        CancellationToken token
    )
    {
        // A container that was started again is followed anew: the stream of the one before has ended.
        var followed = new Dictionary<(string Pod, int Restarts), Task>();
        try
        {
            while (true)
            {
                foreach (var pod in PodsOf(await read(token), request.Services))
                {
                    var key = (pod.Metadata.Name, Causes.PodCause.Restarts(pod));
                    if (!followed.ContainsKey(key) && HasStarted(pod))
                        followed[key] = CopyAsync(pod, request, lines, token);
                }

                await Task.Delay(Pause, time, token);
            }
        }
        catch (Exception e)
            when (e is ServingException or ApiException or HttpRequestException or OperationCanceledException)
        {
            await Task.WhenAll(followed.Values);
            // A fleet that is gone has nothing more to say; all else is for the reader to know.
            lines.TryComplete(e is OperationCanceledException or ServingException ? null : e);
        }
    }

    private async Task CopyAsync(V1Pod pod, LogRequest request, ChannelWriter<LogLine> lines, CancellationToken token)
    {
        try
        {
            await foreach (var line in LinesAsync(pod, request, token))
            {
                await lines.WriteAsync(line, token);
            }
        }
        catch (Exception e)
            when (e is IOException or HttpRequestException or OperationCanceledException or ChannelClosedException)
        {
            // It is cut off with its node, or nobody reads any more.
        }
    }

    private async IAsyncEnumerable<LogLine> LinesAsync(
        V1Pod pod,
        LogRequest request,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        if (pod.Spec.Containers.FirstOrDefault()?.Name is not { } container)
            yield break;
        var options = new PodLogOptions(container, request.Last)
        {
            Follow = request.Follow,
            Previous = request.Previous,
        };
        await using var lines = api.ReadLogAsync(scope.Namespace, pod.Metadata.Name, options, token)
            .GetAsyncEnumerator(token);
        while (true)
        {
            try
            {
                if (!await lines.MoveNextAsync())
                    yield break;
            }
            catch (ApiException e) when (e.IsNotFound || e.Code == HttpStatusCode.BadRequest)
            {
                // It has not started yet, never ended, or has gone meanwhile.
                yield break;
            }

            yield return new LogLine
            {
                At = lines.Current.At ?? time.GetUtcNow(),
                Replica = pod.Metadata.Name,
                Text = lines.Current.Text,
            };
        }
    }

    private static bool HasStarted(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.FirstOrDefault() is { } status
        && (status.State?.Running is not null || status.State?.Terminated is not null || status.RestartCount > 0);

    private static IEnumerable<V1Pod> PodsOf(FleetSnapshot seen, IReadOnlyList<string> services) =>
        seen
            .Pods.Where(pod => ServiceOf(pod) is { } name && (services.Count == 0 || services.Contains(name)))
            .OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal);

    private static string? ServiceOf(V1Pod pod) =>
        FleetSnapshot.Label(pod.Metadata, SlipwayGroup.ServiceLabel)
        ?? FleetSnapshot.Label(pod.Metadata, FleetLabels.Name);

    private void Check(FleetSnapshot seen, IReadOnlyList<string> services)
    {
        List<string> known = [.. FoundService.Names(seen), ObjectNames.Gateway];
        if (services.FirstOrDefault(each => !known.Contains(each)) is { } unknown)
        {
            throw ServingException.NotFound(
                $"No service '{unknown}' in {scope.Name}; there are {string.Join(", ", known)}."
            );
        }
    }
}
