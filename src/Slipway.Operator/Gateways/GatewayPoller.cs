using System.Net.Http.Headers;
using System.Text.Json;
using k8s.Models;
using Slipway.Deployment;
using Slipway.Deployment.Traffic;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Gateways;

/// <summary>Asks every gateway pod for its traffic, each second, and adds it to the ledger of its namespace.</summary>
/// <param name="pods">The gateways' pods.</param>
/// <param name="http">By which they are asked.</param>
/// <param name="ledgers">Where it goes.</param>
/// <param name="tokens">By what it proves itself.</param>
/// <param name="time">For the beat.</param>
/// <param name="log">Told of gateways that do not answer.</param>
internal sealed class GatewayPoller(
    ResourceCache<V1Pod> pods,
    HttpClient http,
    TrafficLedgers ledgers,
    ControlTokens tokens,
    TimeProvider time,
    ILogger<GatewayPoller> log
)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Told of the namespaces that were heard of, after each round.</summary>
    public event Action<string>? Heard;

    public async Task RunAsync(CancellationToken token)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(token))
        {
            await RoundAsync(token);
        }
    }

    /// <summary>One round.</summary>
    public async Task RoundAsync(CancellationToken token)
    {
        var gateways = pods.Objects.Where(GatewayPods.IsRunning).ToList();
        var reports = await Task.WhenAll(gateways.Select(pod => AskAsync(pod, token)));
        var now = time.GetUtcNow();
        foreach (
            var space in gateways
                .Zip(reports)
                .Where(each => each.Second is not null)
                .GroupBy(each => each.First.Metadata.NamespaceProperty)
        )
        {
            ledgers.Add(space.Key, [.. space.Select(each => each.Second!)], now);
            Heard?.Invoke(space.Key);
        }
    }

    private async Task<TrafficReport?> AskAsync(V1Pod pod, CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, GatewayPods.Traffic(pod));
            var secret = await tokens.OfAsync(pod.Metadata.NamespaceProperty, patience.Token);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            using var response = await http.SendAsync(request, patience.Token);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            return await JsonSerializer.DeserializeAsync(body, DeploymentJson.Default.TrafficReport, patience.Token);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or JsonException or ApiException
                || (e is OperationCanceledException && !token.IsCancellationRequested)
            )
        {
            log.GatewayIsSilent(pod.Metadata.NamespaceProperty, pod.Metadata.Name, e.Message);
            return null;
        }
    }
}
