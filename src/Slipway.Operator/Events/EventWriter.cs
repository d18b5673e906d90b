using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Events;

/// <summary>Tells what happened as events of the resource: <c>kubectl describe</c> and <c>kubectl events</c> show them.</summary>
internal sealed class EventWriter(ResourceApi api, TimeProvider time, ILogger<EventWriter> log)
{
    private const string Component = "slipway-operator";
    private const int LongestMessage = 1000;
    private static readonly ResourceKind Kind = ResourceKind.Of<Corev1Event>();
    private static readonly string[] Warnings = ["rolled-back", "refused", "waiting", "paused"];

    /// <summary>Never fails but for cancellation: an event that cannot be told is told in the log.</summary>
    public async Task TellAsync(
        IKubernetesObject<V1ObjectMeta> about,
        IEnumerable<HistoryItem> news,
        CancellationToken token
    )
    {
        foreach (var item in news)
        {
            var name = ObjectName.Of(about);
            log.Happened(about.Kind, name.ToString(), $"{item.Kind}: {item.Message}");
            try
            {
                await api.CreateAsync(Kind, name.Namespace, Event(about, item), token);
            }
            catch (ApiException e) when (e.AlreadyExists)
            {
                // Another attempt has told it.
            }
            catch (Exception e) when (e is ApiException or HttpRequestException)
            {
                log.EventNotTold(name.ToString(), e.Message);
            }
        }
    }

    private Corev1Event Event(IKubernetesObject<V1ObjectMeta> about, HistoryItem item)
    {
        var message = item.Message.Length <= LongestMessage ? item.Message : item.Message[..LongestMessage] + "…";
        var now = time.GetUtcNow().UtcDateTime;
        return new Corev1Event
        {
            ApiVersion = Kind.ApiVersion,
            Kind = Kind.Kind,
            Metadata = new V1ObjectMeta
            {
                Name = $"{about.Metadata.Name}.{Digest($"{about.Metadata.Uid} {item}")}",
                NamespaceProperty = about.Metadata.NamespaceProperty,
            },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = about.ApiVersion,
                Kind = about.Kind,
                Name = about.Metadata.Name,
                NamespaceProperty = about.Metadata.NamespaceProperty,
                Uid = about.Metadata.Uid,
            },
            Type = Warnings.Contains(item.Kind) ? "Warning" : "Normal",
            Reason = Pascal(item.Kind),
            Message = item.Revision is { } revision ? $"revision {revision}: {message}" : message,
            Source = new V1EventSource { Component = Component },
            ReportingComponent = Component,
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
        };
    }

    // As Kubernetes writes reasons: RolledBack.
    private static string Pascal(string words) =>
        string.Concat(words.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
