using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Kubernetes.Api;

/// <summary>Which lines of a container's log.</summary>
/// <param name="Container">Its name.</param>
/// <param name="Last">The most lines that come first, the newest.</param>
public sealed record PodLogOptions(string Container, int Last)
{
    /// <summary>What is written later comes as well, until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>Of the container that ran in its place before.</summary>
    public bool Previous { get; init; }
}

/// <summary>A line of a container's log.</summary>
/// <param name="At">When the node took it; null where the line does not say.</param>
/// <param name="Text">Without the time.</param>
public sealed record PodLogLine(DateTimeOffset? At, string Text);

/// <summary>Reads the subresource <c>log</c> of pods, with times (RFC 3339) before the lines.</summary>
internal sealed class PodLog(k8s.Kubernetes client)
{
    private static readonly ResourceKind Pods = ResourceKind.Of<k8s.Models.V1Pod>();

    public async IAsyncEnumerable<PodLogLine> ReadAsync(
        string space,
        string pod,
        PodLogOptions options,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        var query = new Query()
            .Add("container", options.Container)
            .Add("tailLines", options.Last.ToString(CultureInfo.InvariantCulture))
            .Add("timestamps", "true")
            .Add("follow", options.Follow ? "true" : null)
            .Add("previous", options.Previous ? "true" : null);
        var path = Pods.Path(space, pod, "log") + query;
        await foreach (var line in ApiRequest.LinesAsync(client, path, takesAnything: true, token))
        {
            yield return Read(line);
        }
    }

    private static PodLogLine Read(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var first = space < 0 ? line : line[..space];
        return
            first.EndsWith('Z')
            && DateTimeOffset.TryParse(
                first,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var moment
            )
            ? new PodLogLine(moment, space < 0 ? "" : line[(space + 1)..])
            : new PodLogLine(null, line);
    }
}
