using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Gateways;

/// <summary>
/// What the operator proves itself to gateways by: a secret of each namespace that has gateways, which mount it. The operator makes it
/// where it is missing.
/// </summary>
internal sealed class ControlTokens(ResourceApi api, TimeProvider time)
{
    private const int Bytes = 32;

    // Who renews a secret waits for so long until it counts.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private static readonly ResourceKind Kind = ResourceKind.Of<V1Secret>();

    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset At)> _known = new(
        StringComparer.Ordinal
    );

    /// <exception cref="ApiException">It can neither be read nor made.</exception>
    public async Task<string> OfAsync(string space, CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(space, out var known) && now - known.At < Memory)
            return known.Token;
        var secret =
            await api.FindAsync<V1Secret>(Kind, space, SlipwayGroup.ControlSecret, token)
            ?? await MakeAsync(space, token);
        var text =
            secret.Data?.TryGetValue(SlipwayGroup.ControlKey, out var bytes) == true
                ? Encoding.UTF8.GetString(bytes)
                : "";
        _known[space] = (text.Trim(), now);
        return text.Trim();
    }

    private async Task<V1Secret> MakeAsync(string space, CancellationToken token)
    {
        var secret = new V1Secret
        {
            ApiVersion = Kind.ApiVersion,
            Kind = Kind.Kind,
            Metadata = new V1ObjectMeta
            {
                Name = SlipwayGroup.ControlSecret,
                NamespaceProperty = space,
                Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = "slipway" },
            },
            Data = new Dictionary<string, byte[]>
            {
                [SlipwayGroup.ControlKey] = Encoding.UTF8.GetBytes(
                    Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes))
                ),
            },
        };
        try
        {
            return await api.CreateAsync(Kind, space, secret, token);
        }
        catch (ApiException e) when (e.AlreadyExists)
        {
            // Made meanwhile.
            return await api.FindAsync<V1Secret>(Kind, space, SlipwayGroup.ControlSecret, token) ?? secret;
        }
    }
}
