using System.Net;
using k8s.Models;
using Slipway.Deployment.Comparison;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>
/// Asks a revision's golden requests of one of its pods, directly: no gateway sends it any traffic yet. What they are the pod's own
/// server tells, which has the package.
/// </summary>
internal sealed class GoldenQuestions(HttpClient http, ServiceCaches caches)
{
    private const string PortName = "http";
    private const int DefaultPort = 8080;

    /// <returns>
    /// Null where none is known to be ready: pods are heard of apart from their Deployment, and may come a moment later.
    /// </returns>
    public V1Pod? PodOf(ModelService service, int revision) =>
        caches
            .PodsOf(service.Metadata)
            .Where(pod => ServiceViews.Revision(pod) == revision && IsReady(pod))
            .MinBy(pod => pod.Metadata.Name, StringComparer.Ordinal);

    /// <returns>Never throws but for cancellation: what goes wrong is the result.</returns>
    public Task<GoldenResult> AskAsync(ModelService service, int revision, V1Pod pod, CancellationToken token)
    {
        var template = service.Status?.Revisions.FirstOrDefault(each => each.Number == revision)?.Template;
        var model = template?.Models is [var first, ..] ? first : service.Metadata.Name;
        return new GoldenRun(http, Address(pod), model).ByServerAsync(token);
    }

    private static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null
        && pod.Status is { PodIP.Length: > 0, Conditions: { } conditions }
        && conditions.Any(each => each is { Type: "Ready", Status: "True" });

    private static string Address(V1Pod pod)
    {
        var port =
            pod.Spec?.Containers?.SelectMany(container => container.Ports ?? [])
                .FirstOrDefault(each => each.Name == PortName)
                ?.ContainerPort
            ?? DefaultPort;
        return $"http://{new IPEndPoint(IPAddress.Parse(pod.Status.PodIP), port)}";
    }
}
